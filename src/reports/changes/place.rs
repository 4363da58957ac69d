//! A place in the feed, as the opaque text that clients keep.

use crate::platform::db::Instant;
use crate::platform::http::{Fault, Problem};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Everything up to here has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The transaction; nought on SQLite.
    pub transaction: i64,
    /// The position within it, or in the whole log on SQLite.
    pub position: i64,
    /// When the reader was here, or when the last change before was made: tells whether what
    /// follows is still kept in full.
    pub at: Instant,
    /// Changes made before this moment are left out.
    pub since: Option<Instant>,
}

const NAME: &str = "changes";

impl Place {
    /// Reads what [`Place::write`] wrote.
    pub fn read(text: &str) -> Result<Self, Problem> {
        Self::parse(text).ok_or_else(|| {
            let message = "is not a cursor of the change feed; take it from the next member of a page";
            Problem::parameters(vec![Fault::parameter("cursor", "cursor", message)])
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (name, transaction, position, at, since): (String, i64, i64, i64, Option<i64>) = serde_json::from_slice(&bytes).ok()?;
        if name != NAME || transaction < 0 || position < 0 {
            return None;
        }
        let since = match since {
            Some(micros) => Some(Instant::from_micros(micros)?),
            None => None,
        };
        Some(Place { transaction, position, at: Instant::from_micros(at)?, since })
    }

    /// Its text.
    pub fn write(&self) -> String {
        let parts = (NAME, self.transaction, self.position, self.at.micros(), self.since.map(Instant::micros));
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&parts).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_and_a_foreign_text_is_refused() {
        let at: Instant = "2026-03-01T09:30:00Z".parse().unwrap();
        for since in [None, Some(at)] {
            let here = Place { transaction: i64::MAX, position: 42, at, since };
            assert_eq!(Place::read(&here.write()).unwrap(), here);
        }
        let of_a_list = crate::platform::http::Cursor { key: at, id: crate::platform::db::Id::fixed(1) }.write("created_at");
        let negative = URL_SAFE_NO_PAD.encode("[\"changes\",-1,0,0,null]");
        let beyond_the_calendar = URL_SAFE_NO_PAD.encode("[\"changes\",1,0,9223372036854775807,null]");
        for bad in ["", "x", "W10", "////", &of_a_list, &negative, &beyond_the_calendar] {
            assert!(Place::read(bad).is_err(), "{bad}");
        }
    }
}
