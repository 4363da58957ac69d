//! The least that the database does for the same work: prepared statements on one connection, the
//! rows looked at but not read into anything.

use crate::data::{COLUMNS, ORGANISATIONS, Row, fresh_id, mixed, organisation_id};
use crate::load::middle;
use crate::process::{Server, own_cpu};
use crate::work::Work;
use diesel::connection::SimpleConnection;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use fourco::platform::db::{Db, Raw};
use std::time::{Duration, Instant};

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = BigInt)]
    version: i64,
}

const ONE: &str = "SELECT * FROM initiatives WHERE id = ?";
const LIST: &str =
    "SELECT * FROM initiatives WHERE lead_organisation_id = ? AND withdrawn_at IS NULL ORDER BY updated_at DESC, id DESC LIMIT 50";
const REPORT: &str = "SELECT co, count(*) AS version FROM initiative_cos JOIN initiatives ON id = initiative_id \
    WHERE lead_organisation_id = ? AND withdrawn_at IS NULL GROUP BY co";
const ALL: &str = "SELECT * FROM initiatives";

/// Processor microseconds of one such statement, the client's and the database's together;
/// for the export, of reading every row once.
pub fn cost(db: &mut Db, server: Option<Server>, work: Work, rows: usize, time: Duration) -> QueryResult<f64> {
    let insert =
        format!("INSERT INTO initiatives ({COLUMNS}) VALUES ({})", Row::new(1).values("?", "?", &format!("'{}'", organisation_id(1))));
    let insert = if server.is_some() { insert.replace("(?,", "(?::text::uuid,") } else { insert };
    // On PostgreSQL an id comes as text, as it would in a path.
    let text = |sql: &str| if server.is_some() { sql.replace("= ?", "= ?::text::uuid") } else { sql.to_owned() };
    let (one, list, report) = (text(ONE), text(LIST), text(REPORT));
    macro_rules! step {
        ($db:expr, $n:expr) => {{
            let organisation = organisation_id(mixed($n) as usize % ORGANISATIONS);
            let mut load = |sql: &String, bind: String| Raw::new(sql).text(bind).load::<Version>($db);
            match work {
                Work::Get => load(&one, Row::new(mixed($n) as usize % rows).id())?.iter().map(|row| row.version).sum(),
                Work::List => load(&list, organisation)?.iter().map(|row| row.version).sum(),
                Work::Report => load(&report, organisation)?.iter().map(|row| row.version).sum(),
                Work::Create => {
                    $db.batch_execute("BEGIN")?;
                    Raw::new(&insert).text(fresh_id($n)).text(format!("raw-{}", $n)).execute($db)?;
                    $db.batch_execute("COMMIT")?;
                    1
                }
                Work::Export => 0,
            }
        }};
    }
    let mut n = u64::from(std::process::id()) << 32;
    let mut one_more = |db: &mut Db| -> QueryResult<i64> {
        n += 1;
        match (db, work) {
            (Db::Postgres(db), Work::Export) => {
                let rows = diesel::sql_query(ALL).load_iter::<Version, PgRowByRowLoadingMode>(db)?;
                rows.map(|row| row.map(|row| row.version)).sum()
            }
            (Db::Sqlite(db), Work::Export) => {
                let rows = diesel::sql_query(ALL).load_iter::<Version, diesel::connection::DefaultLoadingMode>(db)?;
                rows.map(|row| row.map(|row| row.version)).sum()
            }
            (Db::Postgres(db), _) => Ok(step!(db, n)),
            (Db::Sqlite(db), _) => Ok(step!(db, n)),
        }
    };
    let cpu = || own_cpu() + server.map_or(Duration::ZERO, |server| server.cpu());
    let mut figures = Vec::new();
    one_more(db)?;
    for _ in 0..3 {
        let (before, begun) = (cpu(), Instant::now());
        let mut done = 0;
        while done == 0 || begun.elapsed() < time / 3 {
            std::hint::black_box(one_more(db)?);
            done += 1;
        }
        figures.push((cpu() - before).as_secs_f64() * 1e6 / f64::from(done));
    }
    Ok(middle(figures))
}
