//! Pages of initiatives: found by one statement, and written as JSON straight from its rows.

use super::model::{ServiceArea, Stage, Timing};
use super::store::folded;
use crate::platform::db::raw::Kind::{self, *};
use crate::platform::db::raw::{Bind, Cell, each_cell};
use crate::platform::db::{self, Db, Instant, Raw};
use crate::platform::http::write::{Form, Writer};
use crate::platform::http::{Cursor, page};
use crate::vocabulary::codes::Coded;
use diesel::QueryResult;

/// The columns of an initiative as lists and exports show it, each a member of the same name.
pub const COLUMNS: &[(&str, Kind)] = &[
    ("id", Id),
    ("version", Integer),
    ("parts_version", Integer),
    ("created_at", Moment),
    ("updated_at", Moment),
    ("withdrawn_at", Moment),
    ("stage_since", Day),
    ("four_co", Json),
    ("public_service_contributions", Integer),
    ("citizen_contributions", Integer),
    ("lead_organisation_id", Id),
    ("key", Text),
    ("title", Text),
    ("description", Text),
    ("service_area", Code),
    ("localities", Json),
    ("starts_on", Day),
    ("ends_on", Day),
    ("timing", Code),
    ("stage", Code),
    ("formality", Code),
    ("participation", Code),
    ("mandate", Json),
    ("initiation", Code),
    ("benefit_level", Code),
    ("citizen_roles", Json),
    ("public_service_roles", Json),
    ("formal_service", Bool),
    ("knowledge_domain", Code),
    ("behaviour_change", Code),
    ("behaviour_change_enabled", Bool),
    ("civil_society_link", Code),
    ("public_value_roles", Json),
    ("relations", Json),
    ("published", Bool),
];

/// Whose initiatives of all that the caller may see. An organisation's own, those it is a partner
/// in and the published ones of others have nothing in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Everything: the operator's view.
    All,
    /// Those the organisation leads.
    Led(db::Id),
    /// Those it is a partner in.
    Partner(db::Id),
    /// Published ones in which it has no part.
    Published(db::Id),
}

/// The column that a list is in the order of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The last change.
    Updated,
    /// The registration.
    Created,
    /// The title, by code point.
    Title,
}

impl Key {
    const fn column(self) -> &'static str {
        match self {
            Key::Updated => "updated_at",
            Key::Created => "created_at",
            Key::Title => "title",
        }
    }
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub key: Key,
    /// From the greatest down.
    pub down: bool,
}

impl Order {
    /// Its column of a share: a partnership has a copy, kept by triggers, for an index of its own.
    const fn of(self, share: Share) -> &'static str {
        match (share, self.key) {
            (Share::Partner(_), Key::Updated) => "p.initiative_updated_at",
            (Share::Partner(_), Key::Created) => "p.initiative_created_at",
            (Share::Partner(_), Key::Title) => "p.initiative_title",
            (_, Key::Updated) => "i.updated_at",
            (_, Key::Created) => "i.created_at",
            (_, Key::Title) => "i.title",
        }
    }
}

/// The place after which a page goes on.
#[derive(Debug, Clone)]
pub enum After {
    /// In an order by time.
    Moment(Cursor<Instant>),
    /// In an order by text.
    Text(Cursor<String>),
}

/// What a list may be narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Led by this organisation.
    pub organisation: Option<db::Id>,
    /// With this own key.
    pub key: Option<String>,
    /// At this stage.
    pub stage: Option<Stage>,
    /// Of this timing.
    pub timing: Option<Timing>,
    /// Classified by this Co at present.
    pub co: Option<String>,
    /// In this field of public service.
    pub service_area: Option<ServiceArea>,
    /// In this place.
    pub locality: Option<String>,
    /// Changed at or after this moment.
    pub updated_since: Option<Instant>,
    /// With all these words in title, description or key.
    pub words: Vec<String>,
    /// Tombstones instead of living records.
    pub withdrawn: bool,
}

impl Filter {
    /// How many columns it looks at beside the one for tombstones.
    fn width(&self) -> usize {
        let given = [
            self.organisation.is_some(),
            self.key.is_some(),
            self.stage.is_some(),
            self.timing.is_some(),
            self.co.is_some(),
            self.service_area.is_some(),
            self.locality.is_some(),
            self.updated_since.is_some(),
        ];
        given.into_iter().filter(|given| *given).count() + self.words.len()
    }
}

/// One page.
pub struct Found {
    /// The items of a JSON array.
    pub items: Vec<u8>,
    /// The value of the order's key and the id of the last one, when there are more.
    pub last: Option<(String, String)>,
}

/// The initiatives of these shares after a place, in order. Each share comes from an index of its own
/// in that order; the database merges them and reads no further than the page needs.
pub fn page(db: &mut Db, shares: &[Share], filter: &Filter, order: Order, after: Option<&After>, limit: i64) -> QueryResult<Found> {
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let select = format!("SELECT i.{} FROM ", names.join(", i."));
    let mut query = Raw::new(&select);
    match shares {
        [share @ (Share::All | Share::Led(_) | Share::Published(_))] => {
            of_share(&mut query, *share, filter, order, after);
            query.push(&in_order(order, "i.", limit));
        }
        shares => {
            // Keys first: whole rows of all shares would be carried through the merge.
            query.push("(");
            // A limit of its own keeps PostgreSQL from taking a share apart and sorting it whole;
            // SQLite would copy the share for it.
            let nested = matches!(db, Db::Postgres(_));
            for (n, share) in shares.iter().enumerate() {
                query.push(if n == 0 { "" } else { " UNION ALL " });
                query.push(if nested { "SELECT * FROM (SELECT " } else { "SELECT " });
                query.push(&format!("{} AS key, {} AS id FROM ", order.of(*share), id_of(*share)));
                of_share(&mut query, *share, filter, order, after);
                if nested {
                    query.push(&format!("{}) share{n}", in_order(order, "", limit)));
                }
            }
            query.push(&in_order(order, "", limit));
            query.push(") k JOIN initiatives i ON i.id = k.id");
            query.push(&in_order(order, "k.", limit));
        }
    }
    if filter.width() > 1 || !page::is_usual(limit) {
        // Too many forms for every one to stay prepared.
        query = query.passing();
    }
    let kinds: Vec<Kind> = COLUMNS.iter().map(|(_, kind)| *kind).collect();
    let key = COLUMNS.iter().position(|(name, _)| *name == order.key.column()).unwrap_or_default();
    let mut writer = Writer::new(Form::Items, COLUMNS, limit as usize * 1_200);
    let mut rows = 0;
    let mut last = (String::new(), String::new());
    each_cell(db, query, &kinds, |n, cell| {
        rows += i64::from(n == 0);
        if rows > limit {
            return;
        }
        if rows == limit && n == 0 {
            last.1 = text(cell);
        }
        if rows == limit && n == key {
            last.0 = text(cell);
        }
        writer.cell(n, cell);
    })?;
    Ok(Found { items: writer.finish(), last: (rows > limit).then_some(last) })
}

/// A cell of the order as text.
fn text(cell: Cell<'_>) -> String {
    match cell {
        Cell::Plain(text) | Cell::Text(text) => text.to_owned(),
        Cell::Moment(micros) => Instant::from_micros(micros).map(|at| at.to_string()).unwrap_or_default(),
        Cell::Id(bytes) => bytes.try_into().map(|bytes| db::Id::fixed(u128::from_be_bytes(bytes)).to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// The limit is written out: with a value in its place PostgreSQL would plan for a tenth of all.
fn in_order(order: Order, of: &str, limit: i64) -> String {
    let key = if of == "i." { order.key.column() } else { "key" };
    let direction = if order.down { "DESC" } else { "ASC" };
    format!(" ORDER BY {of}{key} {direction}, {of}id {direction} LIMIT {}", limit + 1)
}

/// The id of an initiative of this share, from the table whose index it comes from.
const fn id_of(share: Share) -> &'static str {
    if matches!(share, Share::Partner(_)) { "p.initiative_id" } else { "i.id" }
}

fn of_share<'a>(query: &mut Raw<'a>, share: Share, filter: &'a Filter, order: Order, after: Option<&'a After>) {
    const PART: &str = "p.organisation_id = ? AND p.withdrawn_at IS NULL";
    match share {
        Share::All => query.push("initiatives i WHERE TRUE"),
        Share::Led(own) => query.push_with("initiatives i WHERE i.lead_organisation_id = ?", [Bind::Id(own)]),
        Share::Partner(own) => {
            query.push_with(&format!("initiative_partners p JOIN initiatives i ON i.id = p.initiative_id WHERE {PART}"), [Bind::Id(own)])
        }
        // The bare column, as its indexes have it.
        Share::Published(own) => query.push_with(
            &format!(
                "initiatives i WHERE i.published AND i.lead_organisation_id <> ? \
                 AND NOT EXISTS (SELECT 1 FROM initiative_partners p WHERE p.initiative_id = i.id AND {PART})"
            ),
            [Bind::Id(own), Bind::Id(own)],
        ),
    }
    narrowed(query, filter);
    let (key, id) = match after {
        None => return,
        Some(After::Moment(at)) => (Bind::Moment(at.key), at.id),
        Some(After::Text(at)) => (Bind::Text(at.key.as_str().into()), at.id),
    };
    let beyond = if order.down { '<' } else { '>' };
    query.push_with(&format!(" AND ({}, {}) {beyond} (?, ?)", order.of(share), id_of(share)), [key, Bind::Id(id)]);
}

fn narrowed<'a>(query: &mut Raw<'a>, filter: &'a Filter) {
    query.push(if filter.withdrawn { " AND i.withdrawn_at IS NOT NULL" } else { " AND i.withdrawn_at IS NULL" });
    let text = |text: &'a str| Bind::Text(text.into());
    let conditions = [
        (" AND i.lead_organisation_id = ?", filter.organisation.map(Bind::Id)),
        (" AND i.key = ?", filter.key.as_deref().map(text)),
        (" AND i.stage = ?", filter.stage.map(|one| text(one.code()))),
        (" AND i.timing = ?", filter.timing.map(|one| text(one.code()))),
        (" AND i.service_area = ?", filter.service_area.map(|one| text(one.code()))),
        (" AND i.id IN (SELECT c.initiative_id FROM initiative_cos c WHERE c.co = ?)", filter.co.as_deref().map(text)),
        (" AND i.id IN (SELECT l.initiative_id FROM initiative_localities l WHERE l.code = ?)", filter.locality.as_deref().map(text)),
        (" AND i.updated_at >= ?", filter.updated_since.map(Bind::Moment)),
    ];
    for (condition, value) in conditions {
        if let Some(value) = value {
            query.push_with(condition, [value]);
        }
    }
    for word in &filter.words {
        query.push_with(" AND i.search_text LIKE ? ESCAPE '\\'", [Bind::Text(pattern(word).into())]);
    }
}

/// A pattern for LIKE that finds the word as it is.
fn pattern(word: &str) -> String {
    let escaped = folded(word).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::initiatives::{Initiative, NewInitiative};
    use crate::platform::db::Json;

    #[test]
    fn lists_show_the_members_of_the_record_in_its_order() {
        let now: Instant = "2026-03-01T00:00:00Z".parse().unwrap();
        let body: NewInitiative = serde_json::from_value(serde_json::json!({"title": "Peer support"})).unwrap();
        let sample = Initiative {
            id: db::Id::fixed(1),
            version: 1,
            parts_version: 0,
            created_at: now,
            updated_at: now,
            withdrawn_at: None,
            stage_since: None,
            four_co: Json(Vec::new()),
            public_service_contributions: 0,
            citizen_contributions: 0,
            body,
        };
        let text = serde_json::to_string(&sample).unwrap();
        let mut rest = text.as_str();
        for (name, _) in COLUMNS {
            let at = rest.find(&format!("\"{name}\":")).unwrap_or_else(|| panic!("{name} is missing or out of order"));
            rest = &rest[at + name.len()..];
        }
        let members = serde_json::to_value(&sample).unwrap();
        assert_eq!(members.as_object().unwrap().len(), COLUMNS.len());
    }
}
