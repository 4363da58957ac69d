//! The queries of exports: one bounded piece at a time.

use super::columns::Export;
use crate::initiatives::{Stage, Timing};
use crate::platform::auth::Caller;
use crate::platform::db::raw::{Bind, Cell, Kind, each_cell};
use crate::platform::db::{Db, Id, Instant, Raw};
use crate::platform::http::write::{Form, Writer};
use crate::vocabulary::codes::Coded;
use diesel::QueryResult;

/// Initiatives in one piece.
const ROWS: i64 = 500;
/// Parts of initiatives in one piece.
const PARTS: i64 = 2_000;

/// What an export may be narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Initiatives led by this organisation, and their parts.
    pub organisation: Option<Id>,
    /// Records changed at or after this moment.
    pub updated_since: Option<Instant>,
    /// Initiatives of this timing, and their parts.
    pub timing: Option<Timing>,
    /// Initiatives at this stage, and their parts.
    pub stage: Option<Stage>,
}

/// Which initiatives, and in which order. Ids and moments of registration never change, so no
/// record comes twice, whatever happens to it meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Share {
    /// All, by id: the operator's.
    All,
    /// Those the organisation leads, by registration.
    Led(Id),
    /// Those it is a partner in and published ones of others, by registration.
    Others(Id),
    /// All these, by registration.
    Visible(Id),
}

/// The last row of a piece: its initiative, and its part, each with its moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    initiative: (Instant, Id),
    part: Option<(Instant, Id)>,
}

/// A piece of an export.
pub struct Piece {
    /// Its text.
    pub text: Vec<u8>,
    /// How many rows it has.
    pub rows: u64,
    /// Where the next one begins; none when this was the last.
    pub after: Option<After>,
}

/// The piece after a place. `capacity` is how long its text may well be.
pub fn piece(
    db: &mut Db,
    (export, form): (&Export, Form),
    caller: &Caller,
    filter: &Filter,
    after: Option<&After>,
    capacity: usize,
) -> QueryResult<Piece> {
    let share = match filter.organisation {
        _ if caller.is_operator() => Share::All,
        Some(led_by) if led_by == caller.organisation => Share::Led(led_by),
        Some(_) => Share::Others(caller.organisation),
        None => Share::Visible(caller.organisation),
    };
    let mut query = Raw::default();
    if export.is_part {
        parts(&mut query, export, share, filter, after, matches!(db, Db::Postgres(_)))
    } else {
        initiatives(&mut query, export, share, filter, after)
    }

    // Before the columns of a part come those of its initiative's place in the order.
    const LEADING: &[Kind] = &[Kind::Moment, Kind::Id];
    let leading = if export.is_part { LEADING } else { &[] };
    let kinds: Vec<Kind> = leading.iter().copied().chain(export.columns.iter().map(|(_, kind)| *kind)).collect();
    let column = |name: &str| export.columns.iter().position(|(column, _)| *column == name);
    let (id, created_at) = (column("id"), column("created_at"));
    let mut writer = Writer::new(form, export.columns, capacity);
    if after.is_none() {
        writer.header(export.columns);
    }
    let mut seen = Seen::default();
    each_cell(db, query, &kinds, |n, cell| {
        let Some(n) = n.checked_sub(leading.len()) else { return seen.initiative[n].set(cell) };
        if n == 0 {
            seen.row(cell == Cell::Null);
        }
        if seen.is_row {
            if Some(n) == id {
                seen.record[1].set(cell);
            } else if Some(n) == created_at {
                seen.record[0].set(cell);
            }
            writer.cell(n, cell);
        }
    })?;
    let most = if export.is_part { PARTS } else { ROWS };
    let whole = seen.lines < most && seen.initiatives < ROWS;
    let after = if whole { None } else { seen.after(export.is_part) };
    Ok(Piece { text: writer.finish(), rows: seen.rows, after })
}

fn initiatives(query: &mut Raw<'_>, export: &Export, share: Share, filter: &Filter, after: Option<&After>) {
    let columns = export.columns.iter().map(|(name, _)| format!("i.{name}")).collect::<Vec<_>>().join(", ");
    query.push(&format!("SELECT {columns} FROM "));
    let since = filter.updated_since;
    match share {
        Share::All | Share::Led(_) => {
            query.push("initiatives i WHERE ");
            one_share(query, share, filter, since, after);
        }
        Share::Others(_) | Share::Visible(_) => {
            several_shares(query, share, filter, since, after);
            query.push(" k JOIN initiatives i ON i.id = k.id ORDER BY k.created_at, k.id");
        }
    }
}

fn parts(query: &mut Raw<'_>, export: &Export, share: Share, filter: &Filter, after: Option<&After>, is_postgres: bool) {
    let columns: String = export.columns.iter().map(|(name, _)| format!(", c.{name}")).collect();
    query.push(&format!("SELECT k.created_at, k.id{columns} FROM "));
    match share {
        Share::All | Share::Led(_) => {
            query.push("(SELECT i.created_at AS created_at, i.id AS id FROM initiatives i WHERE ");
            one_share(query, share, filter, None, after);
            query.push(")");
        }
        Share::Others(_) | Share::Visible(_) => several_shares(query, share, filter, None, after),
    }
    // Outer, so that an initiative without parts is seen to be passed. PostgreSQL is kept from
    // reading all parts for every piece; SQLite looks them up one by one in any case.
    let table = export.resource;
    let (join, end) = if is_postgres {
        (format!(" k LEFT JOIN LATERAL (SELECT * FROM {table} c WHERE"), " ORDER BY c.created_at, c.id LIMIT ?) c ON true")
    } else {
        (format!(" k LEFT JOIN {table} c ON"), "")
    };
    query.push(&format!("{join} c.initiative_id = k.id AND c.withdrawn_at IS NULL"));
    if let Some(since) = filter.updated_since {
        query.push_with(" AND c.updated_at >= ?", [Bind::Moment(since)]);
    }
    if let Some(After { initiative: (_, id), part: Some((at, part)) }) = after {
        query.push_with(" AND (k.id <> ? OR (c.created_at, c.id) > (?, ?))", [Bind::Id(*id), Bind::Moment(*at), Bind::Id(*part)]);
    }
    query.push_with(end, is_postgres.then_some(Bind::Integer(PARTS)));
    let order = if share == Share::All { "k.id" } else { "k.created_at, k.id" };
    query.push_with(&format!(" ORDER BY {order}, c.created_at, c.id LIMIT ?"), [Bind::Integer(PARTS)]);
}

/// The condition, order and limit of one share, each with an index of its own.
fn one_share(query: &mut Raw<'_>, share: Share, filter: &Filter, since: Option<Instant>, after: Option<&After>) {
    query.push("i.withdrawn_at IS NULL");
    if let Share::Led(organisation) = share {
        query.push_with(" AND i.lead_organisation_id = ?", [Bind::Id(organisation)]);
    }
    narrowed(query, filter, since);
    if share == Share::All {
        if let Some(After { initiative: (_, id), part }) = after {
            query.push_with(if part.is_some() { " AND i.id >= ?" } else { " AND i.id > ?" }, [Bind::Id(*id)]);
        }
        query.push_with(" ORDER BY i.id LIMIT ?", [Bind::Integer(ROWS)]);
    } else {
        keyset(query, after);
        query.push_with(" ORDER BY i.created_at, i.id LIMIT ?", [Bind::Integer(ROWS)]);
    }
}

/// Keys of several shares in one order. Each share gives as many as the piece has, from its own
/// index; the shares have nothing in common.
fn several_shares(query: &mut Raw<'_>, share: Share, filter: &Filter, since: Option<Instant>, after: Option<&After>) {
    const KEY: &str = "SELECT i.created_at AS created_at, i.id AS id FROM";
    query.push("(SELECT created_at, id FROM (");
    let (Share::Led(own) | Share::Others(own) | Share::Visible(own)) = share else { return };
    if share == Share::Visible(own) {
        query.push(&format!("SELECT * FROM ({KEY} initiatives i WHERE "));
        one_share(query, Share::Led(own), filter, since, after);
        query.push(") led UNION ALL ");
    }
    query.push_with(
        &format!(
            "SELECT * FROM ({KEY} initiative_partners p JOIN initiatives i ON i.id = p.initiative_id \
             WHERE p.organisation_id = ? AND p.withdrawn_at IS NULL AND i.withdrawn_at IS NULL AND i.lead_organisation_id <> ?"
        ),
        [Bind::Id(own), Bind::Id(own)],
    );
    narrowed(query, filter, since);
    keyset(query, after);
    query.push_with(" ORDER BY i.created_at, i.id LIMIT ?) shared UNION ALL ", [Bind::Integer(ROWS)]);
    query.push_with(
        &format!(
            "SELECT * FROM ({KEY} initiatives i WHERE i.published AND i.withdrawn_at IS NULL AND i.lead_organisation_id <> ? \
             AND NOT EXISTS (SELECT 1 FROM initiative_partners p WHERE p.initiative_id = i.id AND p.organisation_id = ? AND p.withdrawn_at IS NULL)"
        ),
        [Bind::Id(own), Bind::Id(own)],
    );
    narrowed(query, filter, since);
    keyset(query, after);
    query.push_with(" ORDER BY i.created_at, i.id LIMIT ?) published", [Bind::Integer(ROWS)]);
    query.push_with(") every ORDER BY created_at, id LIMIT ?)", [Bind::Integer(ROWS)]);
}

fn narrowed(query: &mut Raw<'_>, filter: &Filter, since: Option<Instant>) {
    if let Some(organisation) = filter.organisation {
        query.push_with(" AND i.lead_organisation_id = ?", [Bind::Id(organisation)]);
    }
    if let Some(since) = since {
        query.push_with(" AND i.updated_at >= ?", [Bind::Moment(since)]);
    }
    if let Some(timing) = filter.timing {
        query.push_with(" AND i.timing = ?", [Bind::Text(timing.code().into())]);
    }
    if let Some(stage) = filter.stage {
        query.push_with(" AND i.stage = ?", [Bind::Text(stage.code().into())]);
    }
}

fn keyset(query: &mut Raw<'_>, after: Option<&After>) {
    if let Some(After { initiative: (at, id), part }) = after {
        let than = if part.is_some() { ">=" } else { ">" };
        query.push_with(&format!(" AND (i.created_at, i.id) {than} (?, ?)"), [Bind::Moment(*at), Bind::Id(*id)]);
    }
}

/// What has been seen of the rows of a piece.
#[derive(Default)]
struct Seen {
    /// Of a part: its initiative's moment and id.
    initiative: [Key; 2],
    /// The record's own moment and id.
    record: [Key; 2],
    last: Key,
    initiatives: i64,
    lines: i64,
    rows: u64,
    is_row: bool,
}

impl Seen {
    /// A record begins, or the place of one where an initiative has none.
    fn row(&mut self, is_empty: bool) {
        self.lines += 1;
        self.is_row = !is_empty;
        self.rows += u64::from(self.is_row);
        if self.initiative[1] != self.last {
            self.initiatives += 1;
            self.last.clone_from(&self.initiative[1]);
        }
    }

    fn after(&self, is_part: bool) -> Option<After> {
        let place = |of: &[Key; 2]| Some((of[0].moment()?, of[1].id()?));
        if !is_part {
            return Some(After { initiative: place(&self.record)?, part: None });
        }
        let part = if self.is_row { Some(place(&self.record)?) } else { None };
        Some(After { initiative: place(&self.initiative)?, part })
    }
}

/// A value of the order, kept as it came; read only where a piece ends.
#[derive(Default, PartialEq)]
struct Key {
    text: String,
    bytes: [u8; 16],
    micros: i64,
}

impl Clone for Key {
    fn clone(&self) -> Self {
        Key { text: self.text.clone(), ..*self }
    }
    fn clone_from(&mut self, other: &Self) {
        self.text.clone_from(&other.text);
        (self.bytes, self.micros) = (other.bytes, other.micros);
    }
}

impl Key {
    fn set(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Plain(text) => {
                self.text.clear();
                self.text.push_str(text);
            }
            Cell::Id(bytes) => self.bytes = bytes.try_into().unwrap_or_default(),
            Cell::Moment(micros) => self.micros = micros,
            _ => {}
        }
    }

    fn moment(&self) -> Option<Instant> {
        if self.text.is_empty() { Instant::from_micros(self.micros) } else { self.text.parse().ok() }
    }

    fn id(&self) -> Option<Id> {
        if self.text.is_empty() { Some(Id::fixed(u128::from_be_bytes(self.bytes))) } else { self.text.parse().ok() }
    }
}
