//! Every query of this room.

use super::model::{IdentifierScheme, NewOrganisation, Organisation, OrganisationKind};
use crate::platform::db::{Db, Id, Instant};
use crate::platform::http::Cursor;
use diesel::prelude::*;

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::{Jsonb, Moment, Uuid};
    organisations (id) {
        id -> Uuid,
        version -> BigInt,
        created_at -> Moment,
        updated_at -> Moment,
        registered_by_id -> Uuid,
        key -> Text,
        name -> Text,
        kind -> Text,
        identifiers -> Jsonb,
        website -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::Uuid;
    organisation_identifiers (organisation_id, scheme, number) {
        organisation_id -> Uuid,
        scheme -> Text,
        number -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(organisations, organisation_identifiers);

/// What a list may be narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Exactly this key.
    pub key: Option<String>,
    /// This kind.
    pub kind: Option<OrganisationKind>,
    /// This number in this register.
    pub identifier: Option<(IdentifierScheme, String)>,
}

/// One organisation.
pub fn find(db: &mut Db, id: Id) -> QueryResult<Option<Organisation>> {
    organisations::table.find(id).select(Organisation::as_select()).first(db).optional()
}

/// A page of organisations in the order of their keys.
pub fn list(db: &mut Db, filter: &Filter, after: Option<&Cursor<String>>, limit: i64) -> QueryResult<Vec<Organisation>> {
    use organisations::dsl;
    let mut query = dsl::organisations.select(Organisation::as_select()).order((dsl::key.asc(), dsl::id.asc())).limit(limit).into_boxed();
    if let Some(key) = &filter.key {
        query = query.filter(dsl::key.eq(key));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(dsl::kind.eq(kind));
    }
    if let Some((scheme, number)) = &filter.identifier {
        use organisation_identifiers::dsl as ids;
        let having = ids::organisation_identifiers.filter(ids::scheme.eq(scheme).and(ids::number.eq(number))).select(ids::organisation_id);
        query = query.filter(dsl::id.eq_any(having));
    }
    if let Some(after) = after {
        // Keys are unique, so the key alone is the place.
        query = query.filter(dsl::key.gt(&after.key));
    }
    query.load(db)
}

/// Adds an organisation.
pub fn insert(db: &mut Db, row: &Organisation) -> QueryResult<()> {
    diesel::insert_into(organisations::table).values(row).execute(db)?;
    insert_identifiers(db, row.id, &row.body)
}

/// Changes an organisation if it is still at this version.
pub fn update(db: &mut Db, of: &Organisation, body: &NewOrganisation, now: Instant) -> QueryResult<bool> {
    use organisations::dsl;
    let changed = diesel::update(dsl::organisations.filter(dsl::id.eq(of.id).and(dsl::version.eq(of.version))))
        .set((body, dsl::version.eq(of.version + 1), dsl::updated_at.eq(now)))
        .execute(db)?;
    if changed == 1 && body.identifiers != of.body.identifiers {
        use organisation_identifiers::dsl as ids;
        diesel::delete(ids::organisation_identifiers.filter(ids::organisation_id.eq(of.id))).execute(db)?;
        insert_identifiers(db, of.id, body)?;
    }
    Ok(changed == 1)
}

fn insert_identifiers(db: &mut Db, id: Id, body: &NewOrganisation) -> QueryResult<()> {
    use organisation_identifiers::dsl as ids;
    for one in body.identifiers.iter() {
        let row = (ids::organisation_id.eq(id), ids::scheme.eq(one.scheme), ids::number.eq(&one.number));
        diesel::insert_into(ids::organisation_identifiers).values(row).execute(db)?;
    }
    Ok(())
}
