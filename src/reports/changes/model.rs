//! Entries of the feed as they are answered.

use crate::codes;
use crate::platform::db::{Id, Instant};
use serde::Serialize;
use utoipa::ToSchema;

codes! {
    /// What kind of change it is.
    pub enum ChangeOperation: "change_operation", "Kinds of change", source "This service" {
        /// A new record.
        Created = "created", "Created";
        /// A new version of a record.
        Updated = "updated", "Updated";
        /// The record became a tombstone.
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

/// One change of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Change {
    /// The place right after this change: pass it as `cursor` to go on from here when you have dealt with it.
    #[schema(example = "WyJjaGFuZ2VzIiw3MzEsNDIsMTc3MjM1NzQwMDAwMDAwMCxudWxsXQ")]
    pub cursor: String,
    /// When it was made.
    pub at: Instant,
    /// What happened.
    pub operation: ChangeOperation,
    /// To what kind of record, as in its path. More kinds will be added.
    #[schema(example = "initiatives")]
    pub resource: String,
    /// To which record.
    pub resource_id: Id,
    /// The initiative that it belongs to; null for what belongs to none.
    pub initiative_id: Option<Id>,
    /// The organisation that leads the initiative, or that the record is about.
    pub organisation_id: Id,
    /// The version that this change made. What you read may be newer by now.
    #[schema(example = 1)]
    pub version: i64,
}

/// A page of the change feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangePage {
    /// The changes, in the order in which they became visible. It can be empty although there is more.
    pub items: Vec<Change>,
    /// Always there: pass it as `cursor` to go on, now or when you next look.
    #[schema(example = "WyJjaGFuZ2VzIiw3MzEsNDIsMTc3MjM1NzQwMDAwMDAwMCxudWxsXQ")]
    pub next: String,
    /// Whether there is more already: then go on at once.
    #[schema(example = false)]
    pub more: bool,
}
