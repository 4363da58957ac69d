//! Every query about periods.

use super::model::{NewPeriod, Period};
use crate::initiatives::Initiative;
use crate::platform::db::{Db, Id, Instant};
use crate::platform::http::Cursor;
use diesel::prelude::*;

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::{Jsonb, Moment, Uuid};
    periods (id) {
        id -> Uuid,
        initiative_id -> Uuid,
        version -> BigInt,
        created_at -> Moment,
        updated_at -> Moment,
        withdrawn_at -> Nullable<Moment>,
        recorded_by_id -> Uuid,
        indicator_id -> Uuid,
        starts_on -> Date,
        ends_on -> Date,
        target -> Nullable<Jsonb>,
        actual -> Nullable<Jsonb>,
        method -> Nullable<Text>,
        source -> Nullable<Text>,
        sample_size -> Nullable<BigInt>,
        measured_by -> Nullable<Text>,
        comment -> Nullable<Text>,
    }
}

/// One period of an initiative.
pub fn find(db: &mut Db, of: &Initiative, id: Id) -> QueryResult<Option<Period>> {
    use periods::dsl;
    dsl::periods.filter(dsl::initiative_id.eq(of.id).and(dsl::id.eq(id))).select(Period::as_select()).first(db).optional()
}

/// One period, locked until the write ends, so that two assessments of it come one after the other.
pub fn hold(db: &mut Db, of: &Initiative, id: Id) -> QueryResult<Option<Period>> {
    use periods::dsl;
    diesel::update(dsl::periods.filter(dsl::initiative_id.eq(of.id).and(dsl::id.eq(id)))).set(dsl::version.eq(dsl::version)).execute(db)?;
    find(db, of, id)
}

/// A page of periods, oldest first.
pub fn list(
    db: &mut Db,
    of: &Initiative,
    indicator: Option<Id>,
    withdrawn: bool,
    after: Option<&Cursor<Instant>>,
    limit: i64,
) -> QueryResult<Vec<Period>> {
    use periods::dsl;
    let mut query = dsl::periods
        .filter(dsl::initiative_id.eq(of.id))
        .select(Period::as_select())
        .order((dsl::created_at.asc(), dsl::id.asc()))
        .limit(limit)
        .into_boxed();
    query = if withdrawn { query.filter(dsl::withdrawn_at.is_not_null()) } else { query.filter(dsl::withdrawn_at.is_null()) };
    if let Some(indicator) = indicator {
        query = query.filter(dsl::indicator_id.eq(indicator));
    }
    if let Some(at) = after {
        query = query.filter(dsl::created_at.gt(at.key).or(dsl::created_at.eq(at.key).and(dsl::id.gt(at.id))));
    }
    query.load(db)
}

/// All living periods of an indicator, earliest first.
pub fn of_indicator(db: &mut Db, indicator: Id) -> QueryResult<Vec<Period>> {
    use periods::dsl;
    dsl::periods
        .filter(dsl::indicator_id.eq(indicator).and(dsl::withdrawn_at.is_null()))
        .select(Period::as_select())
        .order((dsl::starts_on.asc(), dsl::id.asc()))
        .load(db)
}

/// A living period of the same indicator, other than `except`, that shares a day with this one.
pub fn overlapping(db: &mut Db, new: &NewPeriod, except: Option<Id>) -> QueryResult<Option<Period>> {
    use periods::dsl;
    let mut query = dsl::periods
        .filter(dsl::indicator_id.eq(new.indicator_id).and(dsl::withdrawn_at.is_null()))
        .filter(dsl::starts_on.le(new.ends_on).and(dsl::ends_on.ge(new.starts_on)))
        .select(Period::as_select())
        .order((dsl::starts_on.asc(), dsl::id.asc()))
        .into_boxed();
    if let Some(except) = except {
        query = query.filter(dsl::id.ne(except));
    }
    query.first(db).optional()
}

/// Adds a period.
pub fn insert(db: &mut Db, row: &Period) -> QueryResult<()> {
    diesel::insert_into(periods::table).values(row).execute(db).map(drop)
}

/// Changes a period if it is still at this version.
pub fn update(db: &mut Db, of: &Period, body: &NewPeriod, now: Instant) -> QueryResult<bool> {
    use periods::dsl;
    diesel::update(dsl::periods.filter(dsl::id.eq(of.id).and(dsl::version.eq(of.version)).and(dsl::withdrawn_at.is_null())))
        .set((body, dsl::version.eq(of.version + 1), dsl::updated_at.eq(now)))
        .execute(db)
        .map(|changed| changed == 1)
}

/// Makes a period a tombstone if it is still at this version.
pub fn withdraw(db: &mut Db, of: &Period, now: Instant) -> QueryResult<bool> {
    use periods::dsl;
    diesel::update(dsl::periods.filter(dsl::id.eq(of.id).and(dsl::version.eq(of.version)).and(dsl::withdrawn_at.is_null())))
        .set((dsl::withdrawn_at.eq(Some(now)), dsl::version.eq(of.version + 1), dsl::updated_at.eq(now)))
        .execute(db)
        .map(|changed| changed == 1)
}
