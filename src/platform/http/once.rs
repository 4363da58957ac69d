//! Idempotency keys: a POST that is repeated under its key is done once and answered alike.
//!
//! The key and the answer are inserted last, in the write's own transaction. A twin that is still
//! running is waited for (on the unique index, or on SQLite's write lock); when it was quicker, all
//! that this write did is rolled back and the twin's answer is given. A refusal leaves no key, and
//! is told only when the key has no answer yet: the work may be refused because it is done already.

use super::answer::Answer;
use super::body::Raw as Body;
use super::problem::{Fault, Kind, Problem};
use super::query::{self, WriteParams};
use crate::platform::auth::Caller;
use crate::platform::db::raw::Bind;
use crate::platform::db::{Db, Instant, Raw};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use aws_lc_rs::digest::{Context, SHA256};
use diesel::prelude::*;
use std::future::{Ready, ready};

/// How long a key is remembered, in seconds.
pub const KEPT_SECONDS: i64 = 48 * 3600;

/// How a write wants to be done: once under its key, or only tried.
pub struct Once {
    key: Option<String>,
    dry_run: bool,
    req: HttpRequest,
}

/// The same, ready to travel to the writing thread.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// Scope and fingerprint of the key.
    pub key: Option<(String, String)>,
    /// Store nothing.
    pub dry_run: bool,
}

impl FromRequest for Once {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Once::read(req))
    }
}

impl Once {
    fn read(req: &HttpRequest) -> Result<Self, Problem> {
        let WriteParams { dry_run } = query::read(req.query_string())?;
        let wrong = |code: &str, message: &str| Problem::parameters(vec![Fault::parameter("Idempotency-Key", code, message)]);
        let mut given = req.headers().get_all("idempotency-key");
        let key = match given.next() {
            None => None,
            Some(_) if given.next().is_some() => return Err(wrong("duplicate_parameter", "is given twice; give it once")),
            Some(key) => {
                let text = key.to_str().ok().filter(|text| (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()));
                Some(text.ok_or_else(|| wrong("format", "must have 1 to 255 visible ASCII characters, such as a UUID"))?.to_owned())
            }
        };
        Ok(Once { key, dry_run, req: req.clone() })
    }

    /// Binds the key to the client, the operation and the body.
    pub fn ticket(self, caller: &Caller) -> Ticket {
        let key = self.key.filter(|_| !self.dry_run && self.req.method() == actix_web::http::Method::POST).map(|key| {
            let scope = digest(&[
                caller.client_id.as_bytes(),
                caller.organisation_key.as_bytes(),
                self.req.method().as_str().as_bytes(),
                self.req.path().as_bytes(),
                key.as_bytes(),
            ]);
            let extensions = self.req.extensions();
            let body = extensions.get::<Body>().map(|raw| raw.0.clone()).unwrap_or_default();
            (scope, digest(&[&body]))
        });
        Ticket { key, dry_run: self.dry_run }
    }
}

fn digest(parts: &[&[u8]]) -> String {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    use std::fmt::Write as _;
    context.finish().as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::Moment;
    idempotency_keys (scope) {
        scope -> Text,
        fingerprint -> Text,
        created_at -> Moment,
        status -> Nullable<BigInt>,
        location -> Nullable<Text>,
        etag -> Nullable<Text>,
        body -> Nullable<Text>,
    }
}

/// Keeps an answer under its key, unless another request was quicker: then no row is inserted. One
/// that is still running is waited for.
pub fn keep<'a>(now: Instant, (scope, fingerprint): &'a (String, String), answer: &'a Answer) -> Raw<'a> {
    let text = |text: &'a Option<String>| Bind::MaybeText(text.as_deref().map(Into::into));
    Raw::new(
        "INSERT INTO idempotency_keys (scope, fingerprint, created_at, status, location, etag, body) VALUES (?, ?, ?, ?, ?, ?, ?) \
           ON CONFLICT (scope) DO NOTHING",
    )
    .text(scope)
    .text(fingerprint)
    .moment(now)
    .integer(answer.status.into())
    .bind(text(&answer.location))
    .bind(text(&answer.etag))
    .bind(text(&answer.body))
}

/// What a twin that does not finish costs the one that waits for it.
pub fn not_kept(error: diesel::result::Error) -> Problem {
    match &error {
        diesel::result::Error::DatabaseError(_, info) if info.message().contains("lock timeout") => {
            Problem::new(Kind::Conflict, "A request with this Idempotency-Key is still running. Repeat this one in a moment.")
        }
        _ => error.into(),
    }
}

/// The answer that was given under the key, if any.
pub fn find(db: &mut Db, (scope, fingerprint): &(String, String)) -> Result<Option<Answer>, Problem> {
    type Kept = (String, Option<i64>, Option<String>, Option<String>, Option<String>);
    let found: Option<Kept> = idempotency_keys::table
        .find(scope)
        .select((
            idempotency_keys::fingerprint,
            idempotency_keys::status,
            idempotency_keys::location,
            idempotency_keys::etag,
            idempotency_keys::body,
        ))
        .first(db)
        .optional()?;
    let Some((kept, status, location, etag, body)) = found else { return Ok(None) };
    if kept != *fingerprint {
        return Err(Problem::faults(vec![Fault::parameter(
            "Idempotency-Key",
            "key_reused",
            "was used before with another body; use a new key for a new request",
        )]));
    }
    let status = status.and_then(|s| u16::try_from(s).ok()).ok_or_else(|| Problem::internal("an idempotency key without an answer"))?;
    Ok(Some(Answer { status, body, location, etag, link: None, cache: None, language: None, replayed: true }))
}

/// Forgets keys older than they are promised to be kept.
pub fn forget(db: &mut Db, now: Instant) -> QueryResult<usize> {
    use idempotency_keys::dsl;
    diesel::delete(dsl::idempotency_keys.filter(dsl::created_at.lt(now.plus_seconds(-KEPT_SECONDS)))).execute(db)
}
