//! Every query about outcomes.

use super::model::{NewOutcome, Outcome, OutcomeKind};
use crate::initiatives::Initiative;
use crate::platform::db::{Db, Id, Instant};
use crate::platform::http::Cursor;
use diesel::prelude::*;

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::{Moment, Uuid};
    outcomes (id) {
        id -> Uuid,
        initiative_id -> Uuid,
        version -> BigInt,
        created_at -> Moment,
        updated_at -> Moment,
        withdrawn_at -> Nullable<Moment>,
        recorded_by_id -> Uuid,
        title -> Text,
        description -> Nullable<Text>,
        kind -> Text,
        beneficiaries -> Nullable<Text>,
        pathway -> Nullable<Text>,
        resilience_level -> Nullable<Text>,
        priority -> Bool,
        priority_rank -> Nullable<BigInt>,
        mediated_by -> Nullable<Text>,
        mediated_on -> Nullable<Date>,
        citizens_took_part -> Nullable<Bool>,
    }
}

/// One outcome of an initiative.
pub fn find(db: &mut Db, of: &Initiative, id: Id) -> QueryResult<Option<Outcome>> {
    use outcomes::dsl;
    dsl::outcomes.filter(dsl::initiative_id.eq(of.id).and(dsl::id.eq(id))).select(Outcome::as_select()).first(db).optional()
}

/// One outcome, locked until the write ends, so that no indicator is added while it is withdrawn.
pub fn hold(db: &mut Db, of: &Initiative, id: Id) -> QueryResult<Option<Outcome>> {
    use outcomes::dsl;
    diesel::update(dsl::outcomes.filter(dsl::initiative_id.eq(of.id).and(dsl::id.eq(id))))
        .set(dsl::version.eq(dsl::version))
        .execute(db)?;
    find(db, of, id)
}

/// A page of outcomes, oldest first.
pub fn list(
    db: &mut Db,
    of: &Initiative,
    kind: Option<OutcomeKind>,
    priority: Option<bool>,
    withdrawn: bool,
    after: Option<&Cursor<Instant>>,
    limit: i64,
) -> QueryResult<Vec<Outcome>> {
    use outcomes::dsl;
    let mut query = dsl::outcomes
        .filter(dsl::initiative_id.eq(of.id))
        .select(Outcome::as_select())
        .order((dsl::created_at.asc(), dsl::id.asc()))
        .limit(limit)
        .into_boxed();
    query = if withdrawn { query.filter(dsl::withdrawn_at.is_not_null()) } else { query.filter(dsl::withdrawn_at.is_null()) };
    if let Some(kind) = kind {
        query = query.filter(dsl::kind.eq(kind));
    }
    if let Some(priority) = priority {
        query = query.filter(dsl::priority.eq(priority));
    }
    if let Some(at) = after {
        query = query.filter(dsl::created_at.gt(at.key).or(dsl::created_at.eq(at.key).and(dsl::id.gt(at.id))));
    }
    query.load(db)
}

/// All living outcomes of an initiative, oldest first.
pub fn of_initiative(db: &mut Db, of: &Initiative) -> QueryResult<Vec<Outcome>> {
    list(db, of, None, None, false, None, i64::from(i32::MAX))
}

/// Adds an outcome.
pub fn insert(db: &mut Db, row: &Outcome) -> QueryResult<()> {
    diesel::insert_into(outcomes::table).values(row).execute(db).map(drop)
}

/// Changes an outcome if it is still at this version.
pub fn update(db: &mut Db, of: &Outcome, body: &NewOutcome, now: Instant) -> QueryResult<bool> {
    use outcomes::dsl;
    diesel::update(dsl::outcomes.filter(dsl::id.eq(of.id).and(dsl::version.eq(of.version)).and(dsl::withdrawn_at.is_null())))
        .set((body, dsl::version.eq(of.version + 1), dsl::updated_at.eq(now)))
        .execute(db)
        .map(|changed| changed == 1)
}

/// Makes an outcome a tombstone if it is still at this version.
pub fn withdraw(db: &mut Db, of: &Outcome, now: Instant) -> QueryResult<bool> {
    use outcomes::dsl;
    diesel::update(dsl::outcomes.filter(dsl::id.eq(of.id).and(dsl::version.eq(of.version)).and(dsl::withdrawn_at.is_null())))
        .set((dsl::withdrawn_at.eq(Some(now)), dsl::version.eq(of.version + 1), dsl::updated_at.eq(now)))
        .execute(db)
        .map(|changed| changed == 1)
}
