//! Every query about classifications.

use super::model::Classification;
use crate::initiatives::Initiative;
use crate::platform::db::{Db, Id, Instant};
use crate::platform::http::Cursor;
use diesel::prelude::*;

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::{Jsonb, Moment, Uuid};
    four_co_classifications (id) {
        id -> Uuid,
        initiative_id -> Uuid,
        version -> BigInt,
        created_at -> Moment,
        updated_at -> Moment,
        recorded_by_id -> Uuid,
        superseded_at -> Nullable<Moment>,
        superseded_by_id -> Nullable<Uuid>,
        labels -> Jsonb,
        is_coproduction -> Nullable<Bool>,
        mode -> Nullable<Text>,
        decided_by -> Text,
        decided_on -> Date,
        rationale -> Nullable<Text>,
        suggestion -> Nullable<Jsonb>,
    }
}

/// One classification of an initiative, in force or not.
pub fn find(db: &mut Db, of: &Initiative, id: Id) -> QueryResult<Option<Classification>> {
    use four_co_classifications::dsl;
    dsl::four_co_classifications
        .filter(dsl::initiative_id.eq(of.id).and(dsl::id.eq(id)))
        .select(Classification::as_select())
        .first(db)
        .optional()
}

/// The classification in force.
pub fn current(db: &mut Db, of: &Initiative) -> QueryResult<Option<Classification>> {
    use four_co_classifications::dsl;
    dsl::four_co_classifications
        .filter(dsl::initiative_id.eq(of.id).and(dsl::superseded_at.is_null()))
        .select(Classification::as_select())
        .first(db)
        .optional()
}

/// How many classifications an initiative has had, the one in force included.
pub fn count(db: &mut Db, of: &Initiative) -> QueryResult<i64> {
    use four_co_classifications::dsl;
    dsl::four_co_classifications.filter(dsl::initiative_id.eq(of.id)).count().get_result(db)
}

/// A page of the history, newest first.
pub fn list(
    db: &mut Db,
    of: &Initiative,
    in_force: Option<bool>,
    after: Option<&Cursor<Instant>>,
    limit: i64,
) -> QueryResult<Vec<Classification>> {
    use four_co_classifications::dsl;
    let mut query = dsl::four_co_classifications
        .filter(dsl::initiative_id.eq(of.id))
        .select(Classification::as_select())
        .order((dsl::created_at.desc(), dsl::id.desc()))
        .limit(limit)
        .into_boxed();
    match in_force {
        Some(true) => query = query.filter(dsl::superseded_at.is_null()),
        Some(false) => query = query.filter(dsl::superseded_at.is_not_null()),
        None => {}
    }
    if let Some(at) = after {
        query = query.filter(dsl::created_at.lt(at.key).or(dsl::created_at.eq(at.key).and(dsl::id.lt(at.id))));
    }
    query.load(db)
}

/// Marks a classification as superseded by another, which is added next.
pub fn supersede(db: &mut Db, last: &Classification, by: Id, now: Instant) -> QueryResult<()> {
    use four_co_classifications::dsl;
    diesel::update(dsl::four_co_classifications.find(last.id))
        .set((
            dsl::superseded_at.eq(Some(now)),
            dsl::superseded_by_id.eq(Some(by)),
            dsl::version.eq(last.version + 1),
            dsl::updated_at.eq(now),
        ))
        .execute(db)
        .map(drop)
}

/// Adds a classification.
pub fn insert(db: &mut Db, row: &Classification) -> QueryResult<()> {
    diesel::insert_into(four_co_classifications::table).values(row).execute(db).map(drop)
}
