//! What lists and records of parts have in common: their query, their cursor, their tombstones.

use super::page::{self, Cursor, Page};
use super::problem::{Kind, Problem};
use super::query::Params;
use super::{Answer, IfMatch};
use crate::platform::db::{Id, Instant};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How to page a list of parts of an initiative, oldest first.
#[derive(Debug, Clone, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PartQuery {
    /// Tombstones instead of living records.
    #[serde(default)]
    #[param(example = false, required = false)]
    pub withdrawn: bool,
    /// Items on a page; 50 when not given.
    #[param(minimum = 1, maximum = 200, example = 50)]
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where to go on: `next` of the page before.
    #[param(max_length = 2000)]
    #[schema(max_length = 2000)]
    pub cursor: Option<String>,
}

/// The order of every list of parts.
pub const ORDER: &str = "created_at";

/// What a part of an initiative is known by.
pub trait Part: Serialize {
    /// Its identifier.
    fn id(&self) -> Id;
    /// When it was made.
    fn created_at(&self) -> Instant;
    /// Its version.
    fn version(&self) -> i64;
    /// When it was withdrawn.
    fn withdrawn_at(&self) -> Option<Instant>;
}

/// Implements [`Part`] for a row with the usual members.
#[macro_export]
macro_rules! part {
    ($ty:ty) => {
        impl $crate::platform::http::parts::Part for $ty {
            fn id(&self) -> $crate::platform::db::Id {
                self.id
            }
            fn created_at(&self) -> $crate::platform::db::Instant {
                self.created_at
            }
            fn version(&self) -> i64 {
                self.version
            }
            fn withdrawn_at(&self) -> Option<$crate::platform::db::Instant> {
                self.withdrawn_at
            }
        }
    };
}

/// Where a list of parts goes on.
pub fn after(cursor: Option<&str>) -> Result<Option<Cursor<Instant>>, Problem> {
    cursor.map(|text| Cursor::read(text, ORDER)).transpose()
}

/// A page of parts.
pub fn page_of<T: Part, Q>(rows: Vec<T>, limit: i64, query: &Params<Q>) -> Result<Answer, Problem> {
    let page = Page::cut(rows, limit, |row| Cursor { key: row.created_at(), id: row.id() }.write(ORDER));
    Answer::page(&page, &query.uri)
}

/// The rows a page asks for.
pub fn limit(asked: Option<i64>) -> i64 {
    page::limit(asked)
}

/// The entity tag of a part.
pub fn etag(row: &impl Part) -> String {
    format!("\"{}\"", row.version())
}

/// The part, unless it is a tombstone.
pub fn living<T: Part>(found: Option<T>, what: &str) -> Result<T, Problem> {
    let row = found.ok_or_else(|| Problem::not_found(what))?;
    match row.withdrawn_at() {
        None => Ok(row),
        Some(at) => Err(Problem::new(Kind::Gone, format!("This {what} was withdrawn at {at}. Lists show it with withdrawn=true."))),
    }
}

/// The part that a change is meant for, at the version the client saw.
pub fn at_version<T: Part>(found: Option<T>, condition: IfMatch, what: &str) -> Result<T, Problem> {
    let row = living(found, what)?;
    condition.check(row.version())?;
    Ok(row)
}
