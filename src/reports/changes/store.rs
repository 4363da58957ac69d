//! Every query of the feed.

use super::place::Place;
use crate::platform::auth::Caller;
use crate::platform::db::raw::Bind;
use crate::platform::db::{Db, Id, Instant, Raw, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use std::cmp::Ordering;

/// How many changes are looked at for one page: the work of a request has a bound, however few of
/// them its caller may see.
const LOOKED_AT: i64 = 5_000;

/// How much earlier than asked for the feed is entered, in seconds: a change is a little older than
/// its place in the feed says, since its transaction had to wait and replicas' clocks differ.
const SLACK_SECONDS: i64 = 300;

/// One row of the log.
#[derive(Debug, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub transaction_id: i64,
    #[diesel(sql_type = BigInt)]
    pub position: i64,
    #[diesel(sql_type = sql::Moment)]
    pub at: Instant,
    #[diesel(sql_type = Text)]
    pub operation: super::ChangeOperation,
    #[diesel(sql_type = Text)]
    pub resource: String,
    #[diesel(sql_type = sql::Uuid)]
    pub resource_id: Id,
    #[diesel(sql_type = Nullable<sql::Uuid>)]
    pub initiative_id: Option<Id>,
    #[diesel(sql_type = sql::Uuid)]
    pub organisation_id: Id,
    #[diesel(sql_type = BigInt)]
    pub version: i64,
}

/// What a feed may be narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Records of this kind.
    pub resource: Option<String>,
    /// Records of this organisation.
    pub organisation: Option<Id>,
}

/// What one look at the log found.
pub struct Found {
    /// The changes that the caller may see, at most as many as asked for.
    pub rows: Vec<Row>,
    /// Up to where the log was read.
    pub end: Place,
    /// Whether there is more.
    pub more: bool,
    /// Whether the place is ahead of all that this database has done: of another database's
    /// history, or of a replica's that lags too far behind.
    pub ahead: bool,
}

#[derive(QueryableByName)]
struct Mark {
    #[diesel(sql_type = BigInt)]
    transaction_id: i64,
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = sql::Moment)]
    at: Instant,
}

impl Mark {
    fn place(&self) -> Place {
        Place { transaction: self.transaction_id, position: self.position, at: self.at, since: None }
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn is_postgres(db: &Db) -> bool {
    matches!(db, Db::Postgres(_))
}

/// The place to enter the feed for what was made since this moment.
pub fn entry(db: &mut Db, since: Instant, now: Instant) -> QueryResult<Place> {
    let query = if is_postgres(db) {
        "SELECT transaction_id::text::bigint AS transaction_id, position, at FROM changes WHERE at >= ? ORDER BY at LIMIT 1"
    } else {
        "SELECT 0 AS transaction_id, position, at FROM changes WHERE at >= ? ORDER BY at LIMIT 1"
    };
    let first = Raw::new(query).moment(since.plus_seconds(-SLACK_SECONDS)).load::<Mark>(db)?.pop();
    let present = Place { since: Some(since), ..present(db, now)? };
    let entry = first.map(|mark| Place { position: mark.position - 1, since: Some(since), ..mark.place() });
    // What is not settled yet may come before the first that can be seen.
    Ok(entry.filter(|entry| (entry.transaction, entry.position) < (present.transaction, present.position)).unwrap_or(present))
}

/// Which transactions are finished with on PostgreSQL: those before the oldest that was running in
/// this snapshot. One that is known to run in another database of the same server writes nothing
/// here, so it holds nobody up.
const SETTLED: &str = "\
    SELECT coalesce( \
        (SELECT min(x.id::text::bigint) FROM pg_snapshot_xip(pg_current_snapshot()) AS x(id) \
          WHERE NOT EXISTS (SELECT 1 FROM pg_stat_get_activity(NULL) a WHERE a.backend_xid = x.id::xid \
                              AND a.datid <> (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))), \
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint) - 1 AS number";

/// The place after everything that is settled now.
fn present(db: &mut Db, now: Instant) -> QueryResult<Place> {
    let number = |db: &mut Db, query: &str| Raw::new(query).get_result::<Number>(db).map(|row| row.number);
    let (transaction, position) = if is_postgres(db) {
        (number(db, SETTLED)?, i64::MAX)
    } else {
        (0, number(db, "SELECT coalesce(max(position), 0) AS number FROM changes")?)
    };
    Ok(Place { transaction, position, at: now, since: None })
}

/// Adds the condition that the caller may see the change `w`: those of its own organisation and of
/// organisations as such, those of published initiatives, and those of initiatives it is a partner
/// in; of one that it was a partner in, those up to its leaving.
fn visible(query: &mut Raw<'_>, caller: &Caller) {
    if caller.is_operator() {
        return;
    }
    let own = Bind::Id(caller.organisation);
    query.push_with(
        " AND (w.organisation_id = ? OR w.resource = 'organisations' \
            OR coalesce((SELECT i.published FROM initiatives i WHERE i.id = w.initiative_id), false) \
            OR EXISTS (SELECT 1 FROM initiative_partners p WHERE p.initiative_id = w.initiative_id AND p.organisation_id = ? \
                       AND (p.withdrawn_at IS NULL OR p.withdrawn_at >= w.at)))",
        [own.clone(), own],
    );
}

/// The changes after a place. Run it in one snapshot: its statements must agree.
pub fn after(db: &mut Db, caller: &Caller, filter: &Filter, place: Option<Place>, limit: i64, now: Instant) -> QueryResult<Found> {
    let since = place.and_then(|place| place.since);
    let present = Place { since, ..present(db, now)? };
    let from = match place {
        Some(place) => place,
        None => oldest(db, present)?,
    };
    // Nothing new, or a replica that lags and must not lead its reader back.
    let order = (from.transaction, from.position).cmp(&(present.transaction, present.position));
    if order != Ordering::Less {
        let ahead = order == Ordering::Greater;
        return Ok(Found { rows: Vec::new(), end: if ahead { from } else { present }, more: false, ahead });
    }
    let mut query = window(db, filter, from, present);
    visible(&mut query, caller);
    if let Some(resource) = &filter.resource {
        query.push_with(" AND w.resource = ?", [Bind::Text(resource.into())]);
    }
    if let Some(since) = since {
        query.push_with(" AND w.at >= ?", [Bind::Moment(since)]);
    }
    let order = if is_postgres(db) { "w.transaction_id, w.position" } else { "w.position" };
    query.push_with(&format!(" ORDER BY {order} LIMIT ?"), [Bind::Integer(limit + 1)]);
    let mut rows = query.load::<Row>(db)?;
    if rows.len() as i64 > limit {
        rows.truncate(limit as usize);
        if let Some(last) = rows.last() {
            let end = Place { transaction: last.transaction_id, position: last.position, at: last.at, since };
            return Ok(Found { rows, end, more: true, ahead: false });
        }
    }
    if let Some(end) = end(db, filter, from, present)? {
        return Ok(Found { rows, end: Place { since, ..end }, more: true, ahead: false });
    }
    Ok(Found { rows, end: present, more: false, ahead: false })
}

/// Before the first change that is kept.
fn oldest(db: &mut Db, present: Place) -> QueryResult<Place> {
    let start = Place { transaction: 0, position: 0, ..present };
    if is_postgres(db) {
        return Ok(start);
    }
    // Positions are counted through, so a page of them must not begin long before the first.
    let first = Raw::new("SELECT coalesce(min(position), 1) AS number FROM changes").get_result::<Number>(db)?;
    Ok(Place { position: first.number - 1, ..start })
}

/// The last of the changes that are looked at for one page, when there are more after it.
fn end(db: &mut Db, filter: &Filter, from: Place, present: Place) -> QueryResult<Option<Place>> {
    if is_postgres(db) {
        let mut query = Raw::new("SELECT transaction_id::text::bigint AS transaction_id, position, at FROM changes WHERE ");
        settled(&mut query, filter, from, present);
        query.push_with(" ORDER BY changes.transaction_id, position LIMIT 1 OFFSET ?", [Bind::Integer(LOOKED_AT - 1)]);
        return Ok(query.load::<Mark>(db)?.pop().map(|mark| mark.place()));
    }
    let last = from.position.saturating_add(LOOKED_AT);
    if last >= present.position {
        return Ok(None);
    }
    let query = "SELECT 0 AS transaction_id, position, at FROM changes WHERE position > ? AND position <= ? ORDER BY position DESC LIMIT 1";
    let mark = Raw::new(query).integer(from.position).integer(last).load::<Mark>(db)?.pop();
    Ok(Some(mark.map_or(Place { position: last, ..from }, |mark| mark.place())))
}

/// After the one place and up to the other.
fn settled(query: &mut Raw<'_>, filter: &Filter, from: Place, to: Place) {
    let transaction = |place: Place| Bind::Text(place.transaction.to_string().into());
    query.push_with(
        "(changes.transaction_id, position) > (?::text::xid8, ?) AND changes.transaction_id <= ?::text::xid8",
        [transaction(from), Bind::Integer(from.position), transaction(to)],
    );
    if let Some(organisation) = filter.organisation {
        query.push_with(" AND organisation_id = ?", [Bind::Id(organisation)]);
    }
}

/// The changes to be looked at, as `w`.
fn window<'a>(db: &Db, filter: &Filter, from: Place, to: Place) -> Raw<'a> {
    const COLUMNS: &str = "w.position, w.at, w.operation, w.resource, w.resource_id, w.initiative_id, w.organisation_id, w.version";
    if is_postgres(db) {
        let mut query =
            Raw::new(&format!("SELECT w.transaction_id::text::bigint AS transaction_id, {COLUMNS} FROM (SELECT * FROM changes WHERE "));
        settled(&mut query, filter, from, to);
        query.push_with(" ORDER BY changes.transaction_id, position LIMIT ?) w WHERE true", [Bind::Integer(LOOKED_AT)]);
        return query;
    }
    let mut query = Raw::new(&format!("SELECT 0 AS transaction_id, {COLUMNS} FROM changes w WHERE "));
    let last = from.position.saturating_add(LOOKED_AT);
    query.push_with("w.position > ? AND w.position <= ?", [Bind::Integer(from.position), Bind::Integer(last)]);
    if let Some(organisation) = filter.organisation {
        query.push_with(" AND w.organisation_id = ?", [Bind::Id(organisation)]);
    }
    query
}
