//! Every query about contributions.

use super::model::{Contribution, NewContribution, Side};
use crate::initiatives::Initiative;
use crate::platform::db::{Db, Id, Instant};
use crate::platform::http::Cursor;
use diesel::prelude::*;

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::{Exact, Moment, Uuid};
    contributions (id) {
        id -> Uuid,
        initiative_id -> Uuid,
        version -> BigInt,
        created_at -> Moment,
        updated_at -> Moment,
        withdrawn_at -> Nullable<Moment>,
        recorded_by_id -> Uuid,
        side -> Text,
        contributor -> Text,
        organisation_id -> Nullable<Uuid>,
        kind -> Text,
        description -> Nullable<Text>,
        unit -> Nullable<Text>,
        agreed_amount -> Nullable<Exact>,
        agreed_on -> Nullable<Date>,
        delivered_amount -> Nullable<Exact>,
        delivered_on -> Nullable<Date>,
        people -> Nullable<BigInt>,
    }
}

/// One contribution to an initiative.
pub fn find(db: &mut Db, of: &Initiative, id: Id) -> QueryResult<Option<Contribution>> {
    use contributions::dsl;
    dsl::contributions.filter(dsl::initiative_id.eq(of.id).and(dsl::id.eq(id))).select(Contribution::as_select()).first(db).optional()
}

/// All living contributions to an initiative, oldest first.
pub fn of_initiative(db: &mut Db, of: &Initiative) -> QueryResult<Vec<Contribution>> {
    list(db, of, None, false, None, i64::from(i32::MAX))
}

/// A page of contributions, oldest first.
pub fn list(
    db: &mut Db,
    of: &Initiative,
    side: Option<Side>,
    withdrawn: bool,
    after: Option<&Cursor<Instant>>,
    limit: i64,
) -> QueryResult<Vec<Contribution>> {
    use contributions::dsl;
    let mut query = dsl::contributions
        .filter(dsl::initiative_id.eq(of.id))
        .select(Contribution::as_select())
        .order((dsl::created_at.asc(), dsl::id.asc()))
        .limit(limit)
        .into_boxed();
    query = if withdrawn { query.filter(dsl::withdrawn_at.is_not_null()) } else { query.filter(dsl::withdrawn_at.is_null()) };
    if let Some(side) = side {
        query = query.filter(dsl::side.eq(side));
    }
    if let Some(at) = after {
        query = query.filter(dsl::created_at.gt(at.key).or(dsl::created_at.eq(at.key).and(dsl::id.gt(at.id))));
    }
    query.load(db)
}

/// Adds a contribution.
pub fn insert(db: &mut Db, row: &Contribution) -> QueryResult<()> {
    diesel::insert_into(contributions::table).values(row).execute(db).map(drop)
}

/// Changes a contribution if it is still at this version.
pub fn update(db: &mut Db, of: &Contribution, body: &NewContribution, now: Instant) -> QueryResult<bool> {
    use contributions::dsl;
    diesel::update(dsl::contributions.filter(dsl::id.eq(of.id).and(dsl::version.eq(of.version)).and(dsl::withdrawn_at.is_null())))
        .set((body, dsl::version.eq(of.version + 1), dsl::updated_at.eq(now)))
        .execute(db)
        .map(|changed| changed == 1)
}

/// Makes a contribution a tombstone if it is still at this version.
pub fn withdraw(db: &mut Db, of: &Contribution, now: Instant) -> QueryResult<bool> {
    use contributions::dsl;
    diesel::update(dsl::contributions.filter(dsl::id.eq(of.id).and(dsl::version.eq(of.version)).and(dsl::withdrawn_at.is_null())))
        .set((dsl::withdrawn_at.eq(Some(now)), dsl::version.eq(of.version + 1), dsl::updated_at.eq(now)))
        .execute(db)
        .map(|changed| changed == 1)
}
