//! Every query about indicators.

use super::model::{Indicator, NewIndicator};
use crate::initiatives::Initiative;
use crate::platform::db::{Db, Id, Instant};
use crate::platform::http::Cursor;
use diesel::prelude::*;

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::{Jsonb, Moment, Uuid};
    indicators (id) {
        id -> Uuid,
        initiative_id -> Uuid,
        version -> BigInt,
        created_at -> Moment,
        updated_at -> Moment,
        withdrawn_at -> Nullable<Moment>,
        recorded_by_id -> Uuid,
        outcome_id -> Uuid,
        title -> Text,
        description -> Nullable<Text>,
        measure -> Text,
        unit -> Nullable<Text>,
        currency -> Nullable<Text>,
        direction -> Nullable<Text>,
        range -> Nullable<Jsonb>,
        baseline -> Nullable<Jsonb>,
        aggregation -> Text,
        people_counted -> Text,
        scale -> Jsonb,
    }
}

/// One indicator of an initiative.
pub fn find(db: &mut Db, of: &Initiative, id: Id) -> QueryResult<Option<Indicator>> {
    use indicators::dsl;
    dsl::indicators.filter(dsl::initiative_id.eq(of.id).and(dsl::id.eq(id))).select(Indicator::as_select()).first(db).optional()
}

/// One indicator, locked until the write ends, so that its periods cannot change meanwhile.
pub fn hold(db: &mut Db, of: &Initiative, id: Id) -> QueryResult<Option<Indicator>> {
    use indicators::dsl;
    diesel::update(dsl::indicators.filter(dsl::initiative_id.eq(of.id).and(dsl::id.eq(id))))
        .set(dsl::version.eq(dsl::version))
        .execute(db)?;
    find(db, of, id)
}

/// A page of indicators, oldest first.
pub fn list(
    db: &mut Db,
    of: &Initiative,
    outcome: Option<Id>,
    withdrawn: bool,
    after: Option<&Cursor<Instant>>,
    limit: i64,
) -> QueryResult<Vec<Indicator>> {
    use indicators::dsl;
    let mut query = dsl::indicators
        .filter(dsl::initiative_id.eq(of.id))
        .select(Indicator::as_select())
        .order((dsl::created_at.asc(), dsl::id.asc()))
        .limit(limit)
        .into_boxed();
    query = if withdrawn { query.filter(dsl::withdrawn_at.is_not_null()) } else { query.filter(dsl::withdrawn_at.is_null()) };
    if let Some(outcome) = outcome {
        query = query.filter(dsl::outcome_id.eq(outcome));
    }
    if let Some(at) = after {
        query = query.filter(dsl::created_at.gt(at.key).or(dsl::created_at.eq(at.key).and(dsl::id.gt(at.id))));
    }
    query.load(db)
}

/// All living indicators of an initiative, oldest first.
pub fn of_initiative(db: &mut Db, of: &Initiative) -> QueryResult<Vec<Indicator>> {
    list(db, of, None, false, None, i64::from(i32::MAX))
}

/// Whether an outcome has an indicator that is not withdrawn.
pub fn any_of(db: &mut Db, outcome: Id) -> QueryResult<bool> {
    use indicators::dsl;
    diesel::select(diesel::dsl::exists(dsl::indicators.filter(dsl::outcome_id.eq(outcome).and(dsl::withdrawn_at.is_null())))).get_result(db)
}

/// Adds an indicator.
pub fn insert(db: &mut Db, row: &Indicator) -> QueryResult<()> {
    diesel::insert_into(indicators::table).values(row).execute(db).map(drop)
}

/// Changes an indicator if it is still at this version.
pub fn update(db: &mut Db, of: &Indicator, body: &NewIndicator, now: Instant) -> QueryResult<bool> {
    use indicators::dsl;
    diesel::update(dsl::indicators.filter(dsl::id.eq(of.id).and(dsl::version.eq(of.version)).and(dsl::withdrawn_at.is_null())))
        .set((body, dsl::version.eq(of.version + 1), dsl::updated_at.eq(now)))
        .execute(db)
        .map(|changed| changed == 1)
}

/// Makes an indicator a tombstone if it is still at this version.
pub fn withdraw(db: &mut Db, of: &Indicator, now: Instant) -> QueryResult<bool> {
    use indicators::dsl;
    diesel::update(dsl::indicators.filter(dsl::id.eq(of.id).and(dsl::version.eq(of.version)).and(dsl::withdrawn_at.is_null())))
        .set((dsl::withdrawn_at.eq(Some(now)), dsl::version.eq(of.version + 1), dsl::updated_at.eq(now)))
        .execute(db)
        .map(|changed| changed == 1)
}
