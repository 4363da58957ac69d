//! Every query about initiatives themselves.

use super::counts;
use super::model::*;
use super::partners::initiative_partners;
use crate::platform::db::raw::Bind;
use crate::platform::db::{Db, Id, Instant, Json, Raw, kept};
use diesel::prelude::*;

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::{Jsonb, Moment, Uuid};
    initiatives (id) {
        id -> Uuid,
        version -> BigInt,
        parts_version -> BigInt,
        created_at -> Moment,
        updated_at -> Moment,
        withdrawn_at -> Nullable<Moment>,
        stage_since -> Nullable<Date>,
        four_co -> Jsonb,
        public_service_contributions -> BigInt,
        citizen_contributions -> BigInt,
        lead_organisation_id -> Nullable<Uuid>,
        key -> Nullable<Text>,
        title -> Text,
        description -> Nullable<Text>,
        service_area -> Nullable<Text>,
        localities -> Jsonb,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        timing -> Text,
        stage -> Text,
        formality -> Nullable<Text>,
        participation -> Text,
        mandate -> Nullable<Jsonb>,
        initiation -> Nullable<Text>,
        benefit_level -> Nullable<Text>,
        citizen_roles -> Jsonb,
        public_service_roles -> Jsonb,
        formal_service -> Nullable<Bool>,
        knowledge_domain -> Nullable<Text>,
        behaviour_change -> Nullable<Text>,
        behaviour_change_enabled -> Nullable<Bool>,
        civil_society_link -> Nullable<Text>,
        public_value_roles -> Jsonb,
        relations -> Jsonb,
        published -> Bool,
        search_text -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::Uuid;
    initiative_localities (initiative_id, code) {
        initiative_id -> Uuid,
        code -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::Uuid;
    initiative_cos (initiative_id, co) {
        initiative_id -> Uuid,
        co -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(initiatives, initiative_localities, initiative_cos, initiative_partners);

/// One initiative with the role that an organisation has in it as a partner. Only one that the
/// organisation leads, is a partner in, or may see because it is published; `any` for the operator.
pub fn with_role(
    db: &mut Db,
    id: Id,
    organisation: Id,
    any: bool,
) -> QueryResult<Option<(Initiative, Option<super::partners::PartnerRole>)>> {
    use initiative_partners::dsl as p;
    use initiatives::dsl;
    let mine = p::initiative_id.eq(dsl::id).and(p::organisation_id.eq(organisation)).and(p::withdrawn_at.is_null());
    let query = dsl::initiatives
        .left_join(p::initiative_partners.on(mine))
        .filter(dsl::id.eq(id))
        .select((Initiative::as_select(), p::role.nullable()));
    if any {
        return kept(query).get_result(db).optional();
    }
    // The bare column: for a value SQLite would plan anew at every call.
    let visible = dsl::published.or(dsl::lead_organisation_id.assume_not_null().eq(organisation)).or(p::role.nullable().is_not_null());
    kept(query.filter(visible)).get_result(db).optional()
}

/// Text in the form it is searched in.
pub fn folded(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkc().collect::<String>().to_lowercase()
}

fn search_text(body: &NewInitiative) -> String {
    let mut text = folded(&body.title);
    for more in [&body.description, &body.key].into_iter().flatten() {
        text.push('\n');
        text.push_str(&folded(more));
    }
    text
}

/// Adds an initiative.
pub fn insert(db: &mut Db, row: &Initiative) -> QueryResult<()> {
    kept(diesel::insert_into(initiatives::table).values((row, initiatives::search_text.eq(search_text(&row.body))))).execute(db)?;
    insert_localities(db, row.id, &row.body)?;
    counts::added(db, row)
}

fn insert_localities(db: &mut Db, id: Id, body: &NewInitiative) -> QueryResult<()> {
    for some in body.localities.chunks(5) {
        let mut insert = Raw::new("INSERT INTO initiative_localities (initiative_id, code) VALUES ");
        for (n, code) in some.iter().enumerate() {
            insert.push_with(if n == 0 { "(?, ?)" } else { ", (?, ?)" }, [Bind::Id(id), Bind::Text(code.into())]);
        }
        insert.execute(db)?;
    }
    Ok(())
}

/// Changes an initiative if it is still at this version.
pub fn update(db: &mut Db, of: &Initiative, body: &NewInitiative, now: Instant) -> QueryResult<bool> {
    use initiatives::dsl;
    let changed =
        diesel::update(dsl::initiatives.filter(dsl::id.eq(of.id).and(dsl::version.eq(of.version)).and(dsl::withdrawn_at.is_null())))
            .set((body, dsl::search_text.eq(search_text(body)), dsl::version.eq(of.version + 1), dsl::updated_at.eq(now)))
            .execute(db)?;
    if changed != 1 {
        return Ok(false);
    }
    if body.localities != of.body.localities {
        use initiative_localities::dsl as l;
        diesel::delete(l::initiative_localities.filter(l::initiative_id.eq(of.id))).execute(db)?;
        insert_localities(db, of.id, body)?;
    }
    counts::changed(db, of, body)?;
    Ok(true)
}

/// Moves an initiative to a stage if it is still at this version.
pub fn set_stage(db: &mut Db, of: &Initiative, body: &NewInitiative, since: crate::platform::db::Day, now: Instant) -> QueryResult<bool> {
    use initiatives::dsl;
    let changed = diesel::update(dsl::initiatives.filter(dsl::id.eq(of.id).and(dsl::version.eq(of.version))))
        .set((
            dsl::stage.eq(body.stage),
            dsl::timing.eq(body.timing),
            dsl::stage_since.eq(Some(since)),
            dsl::version.eq(of.version + 1),
            dsl::updated_at.eq(now),
        ))
        .execute(db)?;
    if changed == 1 {
        counts::changed(db, of, body)?;
    }
    Ok(changed == 1)
}

/// Makes an initiative a tombstone if it is still at this version.
pub fn withdraw(db: &mut Db, of: &Initiative, now: Instant) -> QueryResult<bool> {
    use initiatives::dsl;
    let changed =
        diesel::update(dsl::initiatives.filter(dsl::id.eq(of.id).and(dsl::version.eq(of.version)).and(dsl::withdrawn_at.is_null())))
            .set((dsl::withdrawn_at.eq(Some(now)), dsl::version.eq(of.version + 1), dsl::updated_at.eq(now)))
            .execute(db)?;
    if changed == 1 {
        counts::withdrawn(db, of)?;
    }
    Ok(changed == 1)
}

/// The Co's in force, as an initiative shows them.
pub fn current_cos(of: &Initiative) -> &[CurrentCo] {
    &of.four_co
}

/// Sets the Co's in force; the initiative's own version stays, so that an edit of it does not
/// collide with a classification.
pub fn set_current_cos(db: &mut Db, of: &Initiative, cos: Vec<CurrentCo>, now: Instant) -> QueryResult<()> {
    use initiative_cos::dsl as c;
    use initiatives::dsl;
    let mut names: Vec<String> = cos.iter().map(|one| one.co.clone()).collect();
    names.sort();
    names.dedup();
    counts::around(db, of.id, |db| {
        diesel::update(dsl::initiatives.find(of.id))
            .set((dsl::four_co.eq(Json(cos)), dsl::parts_version.eq(dsl::parts_version + 1), dsl::updated_at.eq(now)))
            .execute(db)?;
        diesel::delete(c::initiative_cos.filter(c::initiative_id.eq(of.id))).execute(db)?;
        for name in names {
            diesel::insert_into(c::initiative_cos).values((c::initiative_id.eq(of.id), c::co.eq(name))).execute(db)?;
        }
        Ok(())
    })
}

/// Holds an initiative until the end of the transaction, and says whether it and its parts still are
/// as they were seen.
pub fn hold_as_seen(db: &mut Db, of: &Initiative) -> QueryResult<bool> {
    let mut query = Raw::new("SELECT id FROM initiatives WHERE id = ? AND version = ? AND parts_version = ?")
        .id(of.id)
        .integer(of.version)
        .integer(of.parts_version);
    if matches!(db, Db::Postgres(_)) {
        query.push(" FOR NO KEY UPDATE");
    }
    Ok(!query.load::<counts::Known>(db)?.is_empty())
}

/// Counts the contributions of both sides again, after one of them changed.
pub fn touch_contributions(db: &mut Db, of: &Initiative, now: Instant) -> QueryResult<()> {
    let recount = Raw::new(
        "UPDATE initiatives SET \
           public_service_contributions = (SELECT count(*) FROM contributions c WHERE c.initiative_id = initiatives.id AND c.side = 'public_service' AND c.withdrawn_at IS NULL), \
           citizen_contributions = (SELECT count(*) FROM contributions c WHERE c.initiative_id = initiatives.id AND c.side = 'citizens' AND c.withdrawn_at IS NULL), \
           parts_version = parts_version + 1, updated_at = ? WHERE id = ?",
    );
    counts::around(db, of.id, |db| recount.moment(now).id(of.id).execute(db).map(drop))
}
