//! How many initiatives of each sort every organisation leads: kept up to date by the writes
//! themselves, in their own transactions, so that a report need not read the portfolio.
//!
//! An initiative that is part of another living one of the same organisation is counted apart, so
//! that nothing counts twice; when that other one is withdrawn, its parts count for themselves.
//!
//! Every figure is the sum over a few slots. An initiative has its slot by its id, so that writes
//! of one organisation do not all wait for one row.

use super::model::*;
use super::rules::{Ground, Verdict};
use super::store::initiatives;
use crate::platform::db::raw::Bind;
use crate::platform::db::{Db, Id, Instant, Json, Raw};
use crate::vocabulary::codes::Coded;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::collections::{BTreeMap, HashSet};
use std::fmt;

/// Slots on PostgreSQL; SQLite has one writer, so one is enough.
const SLOTS: u8 = 8;

/// A set of the Four Co's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cos(u8);

impl Cos {
    /// The Four Co's by their codes, in the chapter's order.
    pub const CODES: [&'static str; 4] = ["co_commissioning", "co_design", "co_delivery", "co_assessment"];

    /// Those of a classification.
    pub fn of(current: &[CurrentCo]) -> Self {
        current.iter().filter_map(|one| Self::CODES.iter().position(|code| *code == one.co)).fold(Cos(0), |all, n| Cos(all.0 | 1 << n))
    }

    /// Whether the one with this code is among them.
    pub fn has(self, code: &str) -> bool {
        Self::CODES.iter().position(|one| *one == code).is_some_and(|n| self.0 & 1 << n != 0)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Where an initiative is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// By timing, stage and Co's.
    Portfolio(Timing, Stage, Cos),
    /// By field of public service.
    ServiceArea(Option<ServiceArea>),
    /// By whether it is co-production.
    Verdict(Verdict),
    /// Apart, as a part of another one.
    Parts,
}

impl Place {
    const fn dimension(self) -> &'static str {
        match self {
            Place::Portfolio(..) => "portfolio",
            Place::ServiceArea(_) => "service_area",
            Place::Verdict(_) => "verdict",
            Place::Parts => "parts",
        }
    }

    fn read(dimension: &str, cell: &str) -> Option<Self> {
        match dimension {
            "portfolio" => {
                let mut words = cell.split('/');
                let (timing, stage, cos) = (words.next()?, words.next()?, words.next()?);
                Some(Place::Portfolio(Timing::from_code(timing)?, Stage::from_code(stage)?, Cos(cos.parse().ok()?)))
            }
            "service_area" if cell.is_empty() => Some(Place::ServiceArea(None)),
            "service_area" => Some(Place::ServiceArea(Some(ServiceArea::from_code(cell)?))),
            "verdict" => Some(Place::Verdict(Verdict::from_code(cell)?)),
            "parts" => Some(Place::Parts),
            _ => None,
        }
    }
}

/// The cell within the dimension, as it is kept.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Portfolio(timing, stage, cos) => write!(f, "{timing}/{stage}/{}", cos.0),
            Place::ServiceArea(Some(area)) => write!(f, "{area}"),
            Place::Verdict(verdict) => write!(f, "{verdict}"),
            Place::ServiceArea(None) | Place::Parts => Ok(()),
        }
    }
}

/// How many initiatives there are in each place; places with none are left out.
pub type Tally = BTreeMap<Place, i64>;

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
        vec![
            Place::Portfolio(self.timing, self.stage, Cos::of(&self.four_co)),
            Place::ServiceArea(self.service_area),
            Place::Verdict(ground.verdict()),
        ]
    }

    /// Where it is counted now.
    fn current_places(&self, db: &mut Db) -> QueryResult<Vec<Place>> {
        let part = self.withdrawn_at.is_none() && has_whole(db, self)?;
        Ok(self.places(part))
    }
}

fn wholes(relations: &[Related]) -> impl Iterator<Item = Id> + '_ {
    relations.iter().filter(|one| one.relation == Relation::PartOf).map(|one| one.initiative_id)
}

fn is_postgres(db: &Db) -> bool {
    matches!(db, Db::Postgres(_))
}

/// Whether one of those it is a part of is led by the same organisation and living. That one stays
/// so until the transaction ends: otherwise its withdrawal could miss this part.
fn has_whole(db: &mut Db, of: &Facts) -> QueryResult<bool> {
    let ids: Vec<Bind> = wholes(&of.relations).map(Bind::Id).collect();
    if ids.is_empty() {
        return Ok(false);
    }
    let mut query =
        Raw::new("SELECT id FROM initiatives WHERE withdrawn_at IS NULL AND lead_organisation_id = ? AND id IN (").id(of.lead());
    query.push_with(&vec!["?"; ids.len()].join(", "), ids);
    query.push(") LIMIT 1");
    if is_postgres(db) {
        query.push(" FOR SHARE");
    }
    Ok(query.load::<Known>(db)?.pop().is_some())
}

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = crate::platform::db::sql::Uuid)]
    #[allow(dead_code, reason = "that there is a row is all that is asked")]
    id: Id,
}

/// The facts as they are stored. Locked, they stay so until the transaction ends.
fn stored(db: &mut Db, id: Id, locked: bool) -> QueryResult<Facts> {
    match db {
        Db::Postgres(db) if locked => initiatives::table.find(id).select(Facts::as_select()).for_update().first(db),
        db => initiatives::table.find(id).select(Facts::as_select()).first(db),
    }
}

/// Counts a new initiative.
pub fn added(db: &mut Db, row: &Initiative) -> QueryResult<()> {
    let facts = Facts::of(row);
    note_wholes(db, row.id, &facts.relations)?;
    let after = facts.current_places(db)?;
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
    let before = facts.clone().with(old).current_places(db)?;
    let after = facts.clone().with(body).current_places(db)?;
    moved(db, &facts, &before, &after)
}

/// Runs a write that changes what is shown of an initiative's parts, and counts it anew.
pub fn around<T>(db: &mut Db, id: Id, write: impl FnOnce(&mut Db) -> QueryResult<T>) -> QueryResult<T> {
    let facts = stored(db, id, true)?;
    let done = write(db)?;
    let now = stored(db, id, false)?;
    let part = facts.withdrawn_at.is_none() && has_whole(db, &facts)?;
    moved(db, &facts, &facts.places(part), &now.places(part))?;
    Ok(done)
}

/// Counts an initiative no more after it has been withdrawn in this transaction, and its parts for
/// themselves.
pub fn withdrawn(db: &mut Db, of: &Initiative) -> QueryResult<()> {
    let facts = stored(db, of.id, false)?;
    let before = Facts { withdrawn_at: None, ..facts.clone() }.current_places(db)?;
    moved(db, &facts, &before, &[])?;
    let mut parts = Raw::new(
        "SELECT id FROM initiatives WHERE id IN (SELECT part_id FROM initiative_wholes WHERE whole_id = ?) \
           AND lead_organisation_id = ? AND withdrawn_at IS NULL ORDER BY id",
    )
    .id(of.id)
    .id(of.lead());
    if is_postgres(db) {
        parts.push(" FOR UPDATE");
    }
    for Known { id } in parts.load::<Known>(db)? {
        let part = stored(db, id, false)?;
        let after = part.current_places(db)?;
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
/// the same, else one, which takes its rows in one order so that two never wait for each other.
fn moved(db: &mut Db, of: &Facts, before: &[Place], after: &[Place]) -> QueryResult<()> {
    let left = before.iter().filter(|place| !after.contains(place)).map(|place| (*place, -1));
    let reached = after.iter().filter(|place| !before.contains(place)).map(|place| (*place, 1));
    let mut steps: Vec<(Place, i64)> = left.chain(reached).collect();
    if steps.is_empty() {
        return Ok(());
    }
    steps.sort();
    let slot = if is_postgres(db) { i64::from(of.id.as_bytes()[15] % SLOTS) } else { 0 };
    let mut upsert = Raw::new("INSERT INTO initiative_counts (organisation_id, dimension, cell, slot, n) VALUES ");
    for (n, (place, step)) in steps.into_iter().enumerate() {
        upsert.push_with(
            if n == 0 { "(?, ?, ?, ?, ?)" } else { ", (?, ?, ?, ?, ?)" },
            [
                Bind::Id(of.lead()),
                Bind::Text(place.dimension().into()),
                Bind::Text(place.to_string().into()),
                Bind::Integer(slot),
                Bind::Integer(step),
            ],
        );
    }
    upsert.push(" ON CONFLICT (organisation_id, dimension, cell, slot) DO UPDATE SET n = initiative_counts.n + excluded.n");
    upsert.execute(db).map(drop)
}

/// The kept counts of all that an organisation leads.
pub fn kept(db: &mut Db, organisation: Id) -> QueryResult<Tally> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = Text)]
        dimension: String,
        #[diesel(sql_type = Text)]
        cell: String,
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let sums = Raw::new(
        "SELECT dimension, cell, CAST(sum(n) AS bigint) AS n FROM initiative_counts WHERE organisation_id = ? GROUP BY dimension, cell",
    )
    .id(organisation)
    .load::<Count>(db)?;
    let mut tally = Tally::new();
    for Count { dimension, cell, n } in sums.into_iter().filter(|count| count.n != 0) {
        match Place::read(&dimension, &cell) {
            Some(place) => drop(tally.insert(place, n)),
            // A newer version of the service, running beside this one, may count more.
            None => tracing::warn!(dimension, cell, n, "a count of an unknown sort is left out"),
        }
    }
    Ok(tally)
}

/// Counts what an organisation has published, of its first `most` initiatives, and says whether
/// these are all.
pub fn published(db: &mut Db, organisation: Id, most: i64) -> QueryResult<(Tally, bool)> {
    use initiatives::dsl;
    let mut rows: Vec<Facts> = dsl::initiatives
        .filter(dsl::lead_organisation_id.eq(organisation))
        // The bare column, as the index has it: a comparison would not find the index on SQLite.
        .filter(dsl::published)
        .filter(dsl::withdrawn_at.is_null())
        .order(dsl::id.asc())
        .limit(most + 1)
        .select(Facts::as_select())
        .load(db)?;
    let all = rows.len() as i64 <= most;
    rows.truncate(most as usize);
    let shown: HashSet<Id> = rows.iter().map(|row| row.id).collect();
    let mut tally = Tally::new();
    for row in &rows {
        for place in row.places(wholes(&row.relations).any(|id| shown.contains(&id))) {
            *tally.entry(place).or_default() += 1;
        }
    }
    Ok((tally, all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_as_it_was_kept() {
        let cos = |codes: &[&str]| {
            let current: Vec<CurrentCo> =
                codes.iter().map(|co| CurrentCo { co: (*co).into(), kind: None, weight: "primary".into() }).collect();
            Cos::of(&current)
        };
        assert!(cos(&["co_assessment", "co_design"]).has("co_design") && !cos(&["co_design"]).has("co_delivery"));
        assert!(cos(&["co_unheard_of"]).is_empty());
        for place in [
            Place::Portfolio(Timing::Current, Stage::Lab, cos(&["co_commissioning", "co_assessment"])),
            Place::Portfolio(Timing::Potential, Stage::Idea, Cos::default()),
            Place::ServiceArea(Some(ServiceArea::Health)),
            Place::ServiceArea(None),
            Place::Verdict(Verdict::NotCoProduction),
            Place::Parts,
        ] {
            assert_eq!(Place::read(place.dimension(), &place.to_string()), Some(place));
        }
        assert_eq!(Place::read("portfolio", "current/lab"), None);
        assert_eq!(Place::read("colour", "blue"), None);
    }
}
