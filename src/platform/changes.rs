//! The change log that every write joins, in its own transaction.

use super::auth::Caller;
use super::db::raw::Bind;
use super::db::{Db, Id, Instant, Raw};
use diesel::prelude::*;

/// How long a change is promised to stay in the log, in seconds: 90 days.
pub const KEPT_SECONDS: i64 = 90 * 86_400;

/// A day more than promised, for clocks that differ and pages that are read slowly.
const FORGOTTEN_SECONDS: i64 = KEPT_SECONDS + 86_400;

/// How many changes are forgotten at a time, so that no write waits long.
const FORGOTTEN_AT_ONCE: i64 = 5_000;

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::{Moment, Uuid};
    changes (position) {
        position -> BigInt,
        at -> Moment,
        operation -> Text,
        resource -> Text,
        resource_id -> Uuid,
        initiative_id -> Nullable<Uuid>,
        organisation_id -> Uuid,
        version -> BigInt,
        client_id -> Text,
        acting_organisation_id -> Uuid,
    }
}

/// What kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A new record.
    Created,
    /// A new version of a record.
    Updated,
    /// A tombstone.
    Withdrawn,
}

impl Operation {
    /// The code in the feed.
    pub const fn code(self) -> &'static str {
        match self {
            Operation::Created => "created",
            Operation::Updated => "updated",
            Operation::Withdrawn => "withdrawn",
        }
    }
}

/// One change.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// What happened.
    pub operation: Operation,
    /// To what kind of record, as in its path (`initiatives`, `outcomes`, …).
    pub resource: &'static str,
    /// To which record.
    pub id: Id,
    /// The initiative it belongs to.
    pub initiative: Option<Id>,
    /// The organisation that leads it.
    pub organisation: Id,
    /// The version that this change made.
    pub version: i64,
}

/// Joins changes to the log. No record is changed without one.
pub fn record<'a>(now: Instant, caller: &'a Caller, changes: &[Change]) -> Raw<'a> {
    let mut insert = Raw::new(
        "INSERT INTO changes (at, operation, resource, resource_id, initiative_id, organisation_id, version, client_id, acting_organisation_id) VALUES ",
    );
    for (n, change) in changes.iter().enumerate() {
        insert.push_with(
            if n == 0 { "(?, ?, ?, ?, ?, ?, ?, ?, ?)" } else { ", (?, ?, ?, ?, ?, ?, ?, ?, ?)" },
            [
                Bind::Moment(now),
                Bind::Text(change.operation.code().into()),
                Bind::Text(change.resource.into()),
                Bind::Id(change.id),
                Bind::MaybeId(change.initiative),
                Bind::Id(change.organisation),
                Bind::Integer(change.version),
                Bind::Text((&*caller.client_id).into()),
                Bind::Id(caller.organisation),
            ],
        );
    }
    insert
}

/// Forgets some of the changes that are older than they are promised to be kept, oldest first;
/// returns whether there may be more.
pub fn forget(db: &mut Db, now: Instant) -> QueryResult<bool> {
    let before = now.plus_seconds(-FORGOTTEN_SECONDS);
    let old = Raw::new(
        "DELETE FROM changes WHERE at < ? AND at <= (SELECT max(o.at) FROM (SELECT at FROM changes WHERE at < ? ORDER BY at LIMIT ?) o)",
    )
    .moment(before)
    .moment(before)
    .integer(FORGOTTEN_AT_ONCE);
    // Those of the same moment go together, so it may be a few more.
    Ok(old.execute(db)? as i64 >= FORGOTTEN_AT_ONCE)
}
