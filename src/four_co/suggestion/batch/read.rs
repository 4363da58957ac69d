//! Reads a batch, once there is room for it.

use super::model::NewSuggestionBatch;
use crate::platform::http::body::{self, accept};
use crate::platform::http::fault::MOST_FAULTS;
use crate::platform::http::{Fault, Problem, strict};
use crate::platform::telemetry::RequestId;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many batches are in memory at a time.
const ROOMS: usize = 4;
/// How long one waits for room, like others for a connection.
const WAIT: Duration = Duration::from_millis(1_500);

static ROOM: Semaphore = Semaphore::const_new(ROOMS);

/// A batch that has been read.
pub struct Batch {
    /// What was asked.
    pub body: NewSuggestionBatch,
    /// What makes a text unreadable, by its number, with pointers into the text.
    pub unreadable: HashMap<usize, Vec<Fault>>,
    /// The id of the request, for the problems of texts.
    pub request_id: String,
    /// Its room, given up with it.
    pub room: SemaphorePermit<'static>,
}

impl FromRequest for Batch {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;
    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = body::bytes::<NewSuggestionBatch>(req, payload);
        let request_id = req.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        Box::pin(async move {
            // Before the body is taken in: what waits, waits with the client.
            let room = match tokio::time::timeout(WAIT, ROOM.acquire()).await {
                Ok(room) => room.map_err(Problem::internal)?,
                Err(_) => return Err(Problem::unavailable("Other batches are being worked on.")),
            };
            let (value, faults) = strict::read_through(&bytes.await?)?;
            let unreadable = by_text(faults).map_err(Problem::bad_members)?;
            Ok(Batch { body: accept(value)?, unreadable, request_id, room })
        })
    }
}

/// Faults by the text they are in; all of them when one is in no text, or there may be more than
/// were counted.
fn by_text(faults: Vec<Fault>) -> Result<HashMap<usize, Vec<Fault>>, Vec<Fault>> {
    let place = |fault: &Fault| {
        let (number, rest) = fault.pointer.as_deref()?.strip_prefix("/texts/")?.split_once('/')?;
        Some((number.parse::<usize>().ok()?, format!("/{rest}")))
    };
    if faults.len() >= MOST_FAULTS || faults.iter().any(|fault| place(fault).is_none()) {
        return Err(faults);
    }
    let mut texts: HashMap<usize, Vec<Fault>> = HashMap::new();
    for fault in faults {
        if let Some((number, pointer)) = place(&fault) {
            texts.entry(number).or_default().push(Fault { pointer: Some(pointer), ..fault });
        }
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unreadable_in_one_text_is_told_for_that_text_alone() {
        let at = |pointer: &str| Fault::at(pointer, "nul_character", "must not contain U+0000");
        let found = by_text(vec![at("/texts/3/title"), at("/texts/3/a~1b/0"), at("/texts/12/description")]).unwrap();
        assert_eq!(found[&3].iter().map(|fault| fault.pointer.clone().unwrap()).collect::<Vec<_>>(), ["/title", "/a~1b/0"]);
        assert_eq!(found[&12], [at("/description")]);
        for elsewhere in ["/detail", "/texts", "/texts/3", "", "/nonsense/3/title"] {
            assert!(by_text(vec![at("/texts/3/title"), at(elsewhere)]).is_err(), "{elsewhere}");
        }
        assert!(by_text(vec![at("/texts/3/title"); MOST_FAULTS]).is_err(), "there may be more than were counted");
    }
}
