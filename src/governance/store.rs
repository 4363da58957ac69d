//! Every query about governance checks.

use super::codes::GovernanceVerdict;
use super::model::{GovernanceCheck, GovernanceCheckSummary};
use crate::initiatives::{Initiative, initiatives};
use crate::platform::db::{Db, Id};
use crate::platform::http::Cursor;
use diesel::prelude::*;

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::{Jsonb, Moment, Uuid};
    governance_checks (id) {
        id -> Uuid,
        initiative_id -> Uuid,
        number -> BigInt,
        version -> BigInt,
        checked_at -> Moment,
        checked_by_id -> Uuid,
        criteria_version -> Text,
        as_of -> Date,
        verdict -> Text,
        reason -> Text,
        good_until -> Nullable<Date>,
        summary -> Jsonb,
        priority_principles -> Jsonb,
        priorities_set_with_citizens -> Nullable<Bool>,
        priorities_how -> Nullable<Text>,
        note -> Nullable<Text>,
        means -> Jsonb,
        principles -> Jsonb,
        compared_with_last -> Nullable<Jsonb>,
    }
}

/// One check of an initiative.
pub fn find(db: &mut Db, of: &Initiative, id: Id) -> QueryResult<Option<GovernanceCheck>> {
    use governance_checks::dsl;
    dsl::governance_checks
        .filter(dsl::initiative_id.eq(of.id).and(dsl::id.eq(id)))
        .select(GovernanceCheck::as_select())
        .first(db)
        .optional()
}

/// The newest check of an initiative.
pub fn latest(db: &mut Db, of: &Initiative) -> QueryResult<Option<GovernanceCheck>> {
    use governance_checks::dsl;
    dsl::governance_checks
        .filter(dsl::initiative_id.eq(of.id))
        .select(GovernanceCheck::as_select())
        .order(dsl::number.desc())
        .first(db)
        .optional()
}

/// The newest check, with the initiative locked until the write ends, so that of two checks made at
/// the same time the second builds on the first.
pub fn hold_latest(db: &mut Db, of: &Initiative) -> QueryResult<Option<GovernanceCheck>> {
    use initiatives::dsl;
    diesel::update(dsl::initiatives.find(of.id)).set(dsl::version.eq(dsl::version)).execute(db)?;
    latest(db, of)
}

/// A page of checks in a few words, newest first.
pub fn list(
    db: &mut Db,
    of: &Initiative,
    verdict: Option<GovernanceVerdict>,
    after: Option<&Cursor<i64>>,
    limit: i64,
) -> QueryResult<Vec<GovernanceCheckSummary>> {
    use governance_checks::dsl;
    let mut query = dsl::governance_checks
        .filter(dsl::initiative_id.eq(of.id))
        .select(GovernanceCheckSummary::as_select())
        .order(dsl::number.desc())
        .limit(limit)
        .into_boxed();
    if let Some(verdict) = verdict {
        query = query.filter(dsl::verdict.eq(verdict));
    }
    if let Some(at) = after {
        query = query.filter(dsl::number.lt(at.key));
    }
    query.load(db)
}

/// Keeps a check.
pub fn insert(db: &mut Db, row: &GovernanceCheck) -> QueryResult<()> {
    diesel::insert_into(governance_checks::table).values(row).execute(db).map(drop)
}
