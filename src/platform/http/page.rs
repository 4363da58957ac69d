//! Keyset pages: a cursor is the place after the last row shown, its tiebreaker included.

use super::problem::{Fault, Problem};
use crate::platform::db::Id;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use std::fmt::Display;
use std::str::FromStr;
use utoipa::ToSchema;

/// How many items a page has when the client does not say.
pub const DEFAULT_LIMIT: i64 = 50;
/// How many items a page has at most.
pub const MAX_LIMIT: i64 = 200;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items of this page, in the order asked for.
    pub items: Vec<T>,
    /// Pass it as `cursor` for the next page; null on the last one.
    #[schema(example = "WyItdXBkYXRlZF9hdCIsIjIwMjYtMDMtMDFUMDk6MzA6MDAuMDAwMDAwWiIsIjAxODkwYTVkLWFjOTYtNzc0Yi1iY2NlLWIzMDIwOTlhODA1NyJd")]
    pub next: Option<String>,
}

/// The place after a row: the value it was sorted by, and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor<K> {
    /// The value of the sort key.
    pub key: K,
    /// The tiebreaker.
    pub id: Id,
}

impl<K: FromStr + Display> Cursor<K> {
    /// Reads a cursor that was made for this order.
    pub fn read(text: &str, order: &str) -> Result<Self, Problem> {
        let wrong = |message: &str| Problem::parameters(vec![Fault::parameter("cursor", "cursor", message)]);
        let parts: (String, String, String) = URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .ok_or_else(|| wrong("is not a cursor of this service; take it from the next member of a page"))?;
        if parts.0 != order {
            return Err(wrong("was made for another list or order; start again without a cursor"));
        }
        match (parts.1.parse(), parts.2.parse()) {
            (Ok(key), Ok(id)) if !parts.1.contains('\0') => Ok(Cursor { key, id }),
            _ => Err(wrong("is not a cursor of this service; take it from the next member of a page")),
        }
    }

    /// The cursor's text.
    pub fn write(&self, order: &str) -> String {
        cursor(order, &self.key.to_string(), &self.id.to_string())
    }
}

/// The cursor for the place after a row, from its sort key and id as text.
pub fn cursor(order: &str, key: &str, id: &str) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&(order, key, id)).unwrap_or_default())
}

/// The rows asked for.
pub fn limit(asked: Option<i64>) -> i64 {
    asked.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT)
}

/// Whether many ask for so many rows, so that statements for them are worth keeping.
pub fn is_usual(limit: i64) -> bool {
    matches!(limit, 10 | 20 | 25 | 50 | 100 | 200)
}

impl<T> Page<T> {
    /// Cuts a page from rows of which one more than `limit` was asked for.
    pub fn cut(mut rows: Vec<T>, limit: i64, cursor: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = if more { rows.last().map(cursor) } else { None };
        Page { items: rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_and_a_foreign_one_is_refused() {
        let here = Cursor { key: "Zoo \u{e4}".to_owned(), id: Id::fixed(7) };
        let text = here.write("title");
        assert_eq!(Cursor::read(&text, "title").unwrap(), here);
        for bad in [text.as_str(), "", "x", "W10", "////"] {
            let order = if bad == text { "-title" } else { "title" };
            assert!(Cursor::<String>::read(bad, order).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_last_page_has_no_next() {
        let full = Page::cut(vec![1, 2, 3], 2, ToString::to_string);
        assert_eq!((full.items, full.next), (vec![1, 2], Some("2".into())));
        let last = Page::cut(vec![1, 2], 2, ToString::to_string);
        assert_eq!(last.next, None);
    }
}
