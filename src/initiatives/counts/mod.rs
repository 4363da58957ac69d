//! How many initiatives of each sort every organisation leads: kept up to date by the writes
//! themselves, in their own transactions, so that a report need not read the portfolio.
//!
//! An initiative that is part of another living one of the same organisation is counted apart, so
//! that nothing counts twice; when that other one is withdrawn, its parts count for themselves.
//!
//! Every figure is the sum over a few slots. An initiative has its slot by its id, so that writes
//! of one organisation do not all wait for one row; now and then the slots are brought together.

mod kept;
mod place;

pub use kept::{fold, kept, published, recount};
pub use place::{Cos, Place, Tally};

use super::model::*;
use super::rules::Ground;
use super::store::initiatives;
use crate::platform::db::raw::Bind;
use crate::platform::db::{Db, Id, Instant, Json, Raw};
use diesel::prelude::*;

/// Slots on PostgreSQL; SQLite has one writer, so one is enough.
const SLOTS: u8 = 8;

/// What of an initiative decides where it is counted.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = initiatives)]
struct Facts {
    id: Id,
    lead_organisation_id: Option<Id>,
    withdrawn_at: Option<Instant>,
    four_co: Json<Vec<CurrentCo>>,
    public_service_contributions: i64,
    citizen_contributions: i64,
    timing: Timing,
    stage: Stage,
    service_area: Option<ServiceArea>,
    behaviour_change: Option<BehaviourChange>,
    behaviour_change_enabled: Option<bool>,
    relations: Json<Vec<Related>>,
}

impl Facts {
    fn of(row: &Initiative) -> Self {
        Facts {
            id: row.id,
            lead_organisation_id: row.body.lead_organisation_id,
            withdrawn_at: row.withdrawn_at,
            four_co: row.four_co.clone(),
            public_service_contributions: row.public_service_contributions,
            citizen_contributions: row.citizen_contributions,
            timing: row.body.timing,
            stage: row.body.stage,
            service_area: row.body.service_area,
            behaviour_change: row.body.behaviour_change,
            behaviour_change_enabled: row.body.behaviour_change_enabled,
            relations: row.body.relations.clone(),
        }
    }

    fn with(self, body: &NewInitiative) -> Self {
        Facts {
            timing: body.timing,
            stage: body.stage,
            service_area: body.service_area,
            behaviour_change: body.behaviour_change,
            behaviour_change_enabled: body.behaviour_change_enabled,
            relations: body.relations.clone(),
            ..self
        }
    }

    fn lead(&self) -> Id {
        // The column is never null; the request's member may be.
        self.lead_organisation_id.unwrap_or(self.id)
    }

    /// Where it is counted, given whether it is a part of another that is counted.
    fn places(&self, part: bool) -> Vec<Place> {
        if self.withdrawn_at.is_some() {
            return Vec::new();
        }
        if part {
            return vec![Place::Parts];
        }
        let ground = Ground::of(
            (self.public_service_contributions, self.citizen_contributions),
            (self.behaviour_change, self.behaviour_change_enabled),
            (self.timing, self.stage),
        );
        vec![Place::Portfolio(self.timing, self.stage, Cos::of(&self.four_co)), Place::Service(self.service_area, ground.verdict())]
    }

    /// Where it is counted now.
    fn current_places(&self, db: &mut Db, links: Links) -> QueryResult<Vec<Place>> {
        let part = self.withdrawn_at.is_none() && has_whole(db, self, links)?;
        Ok(self.places(part))
    }
}

fn wholes(relations: &[Related]) -> impl Iterator<Item = Id> + '_ {
    relations.iter().filter(|one| one.relation == Relation::PartOf).map(|one| one.initiative_id)
}

fn is_postgres(db: &Db) -> bool {
    matches!(db, Db::Postgres(_))
}

/// Whether this transaction makes an initiative part of others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    /// It was so before: whoever withdraws one of the others finds this one, and waits for it.
    Old,
    /// It does: one of the others may be withdrawn by somebody who cannot see this yet, and has to
    /// wait.
    New,
}

/// Whether one of those it is a part of is led by the same organisation and living.
fn has_whole(db: &mut Db, of: &Facts, links: Links) -> QueryResult<bool> {
    let ids: Vec<Bind> = wholes(&of.relations).map(Bind::Id).collect();
    if ids.is_empty() {
        return Ok(false);
    }
    let mut query =
        Raw::new("SELECT id FROM initiatives WHERE withdrawn_at IS NULL AND lead_organisation_id = ? AND id IN (").id(of.lead());
    query.push_with(&vec!["?"; ids.len()].join(", "), ids);
    query.push(") LIMIT 1");
    if links == Links::New && is_postgres(db) {
        query.push(" FOR SHARE");
    }
    Ok(query.load::<Known>(db)?.pop().is_some())
}

#[derive(QueryableByName)]
pub(super) struct Known {
    #[diesel(sql_type = crate::platform::db::sql::Uuid)]
    #[allow(dead_code, reason = "that there is a row is all that is asked")]
    id: Id,
}

/// The facts as they are stored. Locked, they stay so until the transaction ends: as an update
/// would lock them, and no stronger, since every part that is added holds a lock on the key.
fn stored(db: &mut Db, id: Id, locked: bool) -> QueryResult<Facts> {
    match db {
        Db::Postgres(db) if locked => initiatives::table.find(id).select(Facts::as_select()).for_no_key_update().first(db),
        db => initiatives::table.find(id).select(Facts::as_select()).first(db),
    }
}

/// Counts a new initiative.
pub fn added(db: &mut Db, row: &Initiative) -> QueryResult<()> {
    let facts = Facts::of(row);
    note_wholes(db, row.id, &facts.relations)?;
    let after = facts.current_places(db, Links::New)?;
    moved(db, &facts, &[], &after)
}

/// Counts an initiative anew after its record has been changed in this transaction, so that its
/// row is locked.
pub fn changed(db: &mut Db, of: &Initiative, body: &NewInitiative) -> QueryResult<()> {
    let old = &of.body;
    let related = !wholes(&old.relations).eq(wholes(&body.relations));
    if related {
        Raw::new("DELETE FROM initiative_wholes WHERE part_id = ?").id(of.id).execute(db)?;
        note_wholes(db, of.id, &body.relations)?;
    }
    let counts = (old.timing, old.stage, old.service_area, old.behaviour_change, old.behaviour_change_enabled)
        == (body.timing, body.stage, body.service_area, body.behaviour_change, body.behaviour_change_enabled);
    if counts && !related {
        return Ok(());
    }
    // What the caller read of its parts may be older than what is stored.
    let facts = stored(db, of.id, false)?;
    let before = facts.clone().with(old).current_places(db, Links::Old)?;
    let after = facts.clone().with(body).current_places(db, if related { Links::New } else { Links::Old })?;
    moved(db, &facts, &before, &after)
}

/// Runs a write that changes what is shown of an initiative's parts, and counts it anew.
pub fn around<T>(db: &mut Db, id: Id, write: impl FnOnce(&mut Db) -> QueryResult<T>) -> QueryResult<T> {
    let facts = stored(db, id, true)?;
    let done = write(db)?;
    let now = stored(db, id, false)?;
    let part = facts.withdrawn_at.is_none() && has_whole(db, &facts, Links::Old)?;
    moved(db, &facts, &facts.places(part), &now.places(part))?;
    Ok(done)
}

/// Counts an initiative no more after it has been withdrawn in this transaction, and its parts for
/// themselves.
pub fn withdrawn(db: &mut Db, of: &Initiative) -> QueryResult<()> {
    let facts = stored(db, of.id, false)?;
    let before = Facts { withdrawn_at: None, ..facts.clone() }.current_places(db, Links::Old)?;
    moved(db, &facts, &before, &[])?;
    let mut parts = Raw::new(
        "SELECT id FROM initiatives WHERE id IN (SELECT part_id FROM initiative_wholes WHERE whole_id = ?) \
           AND lead_organisation_id = ? AND withdrawn_at IS NULL ORDER BY id",
    )
    .id(of.id)
    .id(of.lead());
    if is_postgres(db) {
        parts.push(" FOR NO KEY UPDATE");
    }
    for Known { id } in parts.load::<Known>(db)? {
        let part = stored(db, id, false)?;
        if !wholes(&part.relations).any(|whole| whole == of.id) {
            // Let go by another write that this one had to wait for, and that has counted it.
            continue;
        }
        let after = part.current_places(db, Links::Old)?;
        moved(db, &part, &[Place::Parts], &after)?;
    }
    Ok(())
}

fn note_wholes(db: &mut Db, id: Id, relations: &[Related]) -> QueryResult<()> {
    for whole in wholes(relations) {
        Raw::new("INSERT INTO initiative_wholes (part_id, whole_id) VALUES (?, ?)").id(id).id(whole).execute(db)?;
    }
    Ok(())
}

/// Moves one initiative from the places where it was counted to others: no statement when they are
/// the same, else one. All such statements take their rows in the same order, so that no two wait
/// for each other.
fn moved(db: &mut Db, of: &Facts, before: &[Place], after: &[Place]) -> QueryResult<()> {
    let left = before.iter().filter(|place| !after.contains(place)).map(|place| (place, -1));
    let reached = after.iter().filter(|place| !before.contains(place)).map(|place| (place, 1));
    let mut steps: Vec<(&str, String, i64)> =
        left.chain(reached).map(|(place, step)| (place.dimension(), place.to_string(), step)).collect();
    if steps.is_empty() {
        return Ok(());
    }
    steps.sort();
    let slot = if is_postgres(db) { i64::from(of.id.as_bytes()[15] % SLOTS) } else { 0 };
    let mut upsert = Raw::new("INSERT INTO initiative_counts (organisation_id, dimension, cell, slot, n) VALUES ");
    for (n, (dimension, cell, step)) in steps.into_iter().enumerate() {
        let row = [Bind::Id(of.lead()), Bind::Text(dimension.into()), Bind::Text(cell.into()), Bind::Integer(slot), Bind::Integer(step)];
        upsert.push_with(if n == 0 { "(?, ?, ?, ?, ?)" } else { ", (?, ?, ?, ?, ?)" }, row);
    }
    upsert.push(" ON CONFLICT (organisation_id, dimension, cell, slot) DO UPDATE SET n = initiative_counts.n + excluded.n");
    upsert.execute(db).map(drop)
}
