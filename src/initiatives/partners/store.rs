//! Every query about partners.

use super::model::{NewPartner, Partner};
use crate::initiatives::Initiative;
use crate::platform::db::{Db, Id, Instant};
use crate::platform::http::Cursor;
use diesel::prelude::*;

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::{Moment, Uuid};
    initiative_partners (id) {
        id -> Uuid,
        initiative_id -> Uuid,
        version -> BigInt,
        created_at -> Moment,
        updated_at -> Moment,
        withdrawn_at -> Nullable<Moment>,
        organisation_id -> Uuid,
        role -> Text,
        purpose -> Nullable<Text>,
    }
}

/// One partner of an initiative.
pub fn find(db: &mut Db, of: &Initiative, id: Id) -> QueryResult<Option<Partner>> {
    use initiative_partners::dsl;
    dsl::initiative_partners.filter(dsl::initiative_id.eq(of.id).and(dsl::id.eq(id))).select(Partner::as_select()).first(db).optional()
}

/// All present partners of an initiative, oldest first.
pub fn of_initiative(db: &mut Db, of: &Initiative) -> QueryResult<Vec<Partner>> {
    list(db, of, false, None, i64::from(i32::MAX))
}

/// A page of partners, oldest first.
pub fn list(db: &mut Db, of: &Initiative, withdrawn: bool, after: Option<&Cursor<Instant>>, limit: i64) -> QueryResult<Vec<Partner>> {
    use initiative_partners::dsl;
    let mut query = dsl::initiative_partners
        .filter(dsl::initiative_id.eq(of.id))
        .select(Partner::as_select())
        .order((dsl::created_at.asc(), dsl::id.asc()))
        .limit(limit)
        .into_boxed();
    query = if withdrawn { query.filter(dsl::withdrawn_at.is_not_null()) } else { query.filter(dsl::withdrawn_at.is_null()) };
    if let Some(at) = after {
        query = query.filter(dsl::created_at.gt(at.key).or(dsl::created_at.eq(at.key).and(dsl::id.gt(at.id))));
    }
    query.load(db)
}

/// Adds a partner.
pub fn insert(db: &mut Db, row: &Partner) -> QueryResult<()> {
    diesel::insert_into(initiative_partners::table).values(row).execute(db).map(drop)
}

/// Changes a partner if it is still at this version.
pub fn update(db: &mut Db, of: &Partner, body: &NewPartner, now: Instant) -> QueryResult<bool> {
    use initiative_partners::dsl;
    diesel::update(dsl::initiative_partners.filter(dsl::id.eq(of.id).and(dsl::version.eq(of.version)).and(dsl::withdrawn_at.is_null())))
        .set((body, dsl::version.eq(of.version + 1), dsl::updated_at.eq(now)))
        .execute(db)
        .map(|changed| changed == 1)
}

/// Makes a partner a tombstone if it is still at this version.
pub fn withdraw(db: &mut Db, of: &Partner, now: Instant) -> QueryResult<bool> {
    use initiative_partners::dsl;
    diesel::update(dsl::initiative_partners.filter(dsl::id.eq(of.id).and(dsl::version.eq(of.version)).and(dsl::withdrawn_at.is_null())))
        .set((dsl::withdrawn_at.eq(Some(now)), dsl::version.eq(of.version + 1), dsl::updated_at.eq(now)))
        .execute(db)
        .map(|changed| changed == 1)
}
