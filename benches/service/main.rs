//! How fast the service is, beside the least that its framework and its database do for the same
//! work in the same run.
//!
//! `scripts/bench.sh` runs it on both databases. It loads a register of 100,000 initiatives, starts
//! the service as a process of its own, drives it over 16 kept-alive connections, and prints a
//! table: answers a second, latency, and processor time per answer of the service and of the
//! database's processes. With `--against` another build of the service is measured in turn, slice
//! by slice, so that a change can be judged although the machine's speed drifts.

mod bare;
mod data;
mod load;
mod process;
mod raw;
mod work;

use clap::Parser;
use fourco::platform::db::{Address, Db, migrations, pool};
use load::{Client, Slice, median, middle};
use process::{Folder, Running, Server};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use work::{Callers, Work};

/// Measures the service.
#[derive(Parser)]
struct Args {
    /// A PostgreSQL on this machine to fill and measure; the database must be empty.
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// Where to put the embedded database; in a folder that is removed again when not given.
    #[arg(long, value_name = "FILE")]
    sqlite: Option<PathBuf>,
    /// Leave the embedded database out.
    #[arg(long)]
    no_sqlite: bool,
    /// The databases have been filled by an earlier run.
    #[arg(long)]
    filled: bool,
    /// Fewer and shorter slices.
    #[arg(long)]
    quick: bool,
    /// Initiatives to load.
    #[arg(long, default_value_t = 100_000)]
    rows: usize,
    /// Only this work; may be given again.
    #[arg(long)]
    work: Vec<Work>,
    /// The service to measure.
    #[arg(long, default_value = env!("CARGO_BIN_EXE_fourco"))]
    binary: PathBuf,
    /// Another build of the service, to compare with.
    #[arg(long)]
    against: Option<PathBuf>,
    /// Be the bare handler.
    #[arg(long, hide = true)]
    bare: bool,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    match if args.bare { bare::serve() } else { measure(&args) } {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One figure of the table.
struct Line {
    work: Work,
    database: &'static str,
    ours: Slice,
    against: Option<(Slice, f64)>,
    bare: f64,
    raw: f64,
}

fn measure(args: &Args) -> Result<(), String> {
    let folder = Folder::new()?;
    let mut databases = Vec::new();
    if !args.no_sqlite {
        let file = args.sqlite.clone().unwrap_or_else(|| folder.0.join("fourco.db"));
        databases.push(("SQLite", format!("sqlite://{}", file.display())));
    }
    databases.extend(args.postgres.iter().map(|url| ("PostgreSQL", url.clone())));
    let of = |key: Option<&str>| process::token(&args.binary, &folder.0, key);
    let callers = Callers {
        organisations: (0..data::ORGANISATIONS).map(|n| of(Some(&data::organisation_key(n)))).collect::<Result<_, _>>()?,
        operator: of(None)?,
    };
    let mut lines = Vec::new();
    for (name, url) in databases {
        lines.extend(on(args, &folder, &callers, name, &url)?);
    }
    println!("{}", table(&lines, args.against.is_some()));
    Ok(())
}

fn on(args: &Args, folder: &Folder, callers: &Callers, name: &'static str, url: &str) -> Result<Vec<Line>, String> {
    let begun = Instant::now();
    let address: Address = url.parse()?;
    migrations::run(&address)?;
    let mut db = pool::connect(&address, false)?;
    if !args.filled {
        data::load(&mut db, args.rows).map_err(|e| e.to_string())?;
        eprintln!("{name}: {} initiatives loaded in {:.1} s", args.rows, begun.elapsed().as_secs_f64());
    }
    let server = match &mut db {
        Db::Postgres(db) => Server::of_backend(backend(db)?),
        Db::Sqlite(_) => None,
    };
    let database_cpu = || server.map_or(Duration::ZERO, |server| server.cpu());
    let bare = Running::bare()?;
    let mut services = vec![Running::service(&args.binary, &folder.0, url, "service")?];
    if let Some(other) = &args.against {
        services.push(Running::service(other, &folder.0, url, "against")?);
    }
    let (rounds, time) = if args.quick { (3, Duration::from_millis(700)) } else { (7, Duration::from_millis(1_500)) };
    let warm = time / 4;
    // So that a run on the same database creates nothing twice.
    let mut series = u64::from(std::process::id()) << 8;
    let mut lines = Vec::new();
    for work in Work::ALL.into_iter().filter(|work| args.work.is_empty() || args.work.contains(work)) {
        let probe = callers.request(work, args.rows, 0, 0, work as u64);
        let reply = Client::connect(&services[0].address).and_then(|mut client| client.send(&probe)).map_err(|e| e.to_string())?;
        if reply.status == 404 {
            eprintln!("{name}, {}: this build has no such operation", work.name());
            continue;
        }
        let bare_request = work::request(work, &work.bare(reply.length), "none", 0);
        let mut slices: Vec<Vec<Slice>> = vec![Vec::new(); services.len()];
        let mut bare_slices = Vec::new();
        for _ in 0..rounds {
            for (n, service) in services.iter().enumerate() {
                series += 1;
                let cpu = || [service.cpu(), database_cpu()];
                let ask = |connection, n| callers.request(work, args.rows, series, connection, n);
                slices[n].push(slice(work, &service.address, warm, time, ask, cpu)?);
            }
        }
        for _ in 0..rounds.min(3) {
            bare_slices.push(slice(work, &bare.address, warm / 2, time / 2, |_, _| bare_request.clone(), || [bare.cpu(), Duration::ZERO])?);
        }
        let raw = raw::cost(&mut db, server, work, args.rows, time).map_err(|e| e.to_string())?;
        let ours = median(&slices[0]);
        let against = slices.get(1).map(|others| {
            let together = |slice: &Slice| slice.service + slice.database;
            let ratios = slices[0].iter().zip(others).map(|(ours, other)| together(ours) / together(other)).collect();
            (median(others), middle(ratios))
        });
        let line = Line { work, database: name, ours, against, bare: median(&bare_slices).service, raw };
        eprintln!("{name}, {}: {:.1} + {:.1} µs", work.name(), line.ours.service, line.ours.database);
        lines.push(line);
    }
    Ok(lines)
}

/// Loads an address for one slice; the export is asked for once, by one client.
fn slice(
    work: Work,
    address: &str,
    warm: Duration,
    time: Duration,
    request: impl Fn(usize, u64) -> Vec<u8> + Sync,
    cpu: impl Fn() -> [Duration; 2],
) -> Result<Slice, String> {
    if work != Work::Export {
        return load::run(address, work.status(), warm, time, request, cpu);
    }
    let mut client = Client::connect(address).map_err(|e| e.to_string())?;
    let (before, begun) = (cpu(), Instant::now());
    let reply = client.send(&request(0, 0)).map_err(|e| e.to_string())?;
    let (took, after) = (begun.elapsed().as_secs_f64(), cpu());
    if reply.status != 200 {
        return Err(format!("status {} for the export", reply.status));
    }
    let each = |n: usize| (after[n] - before[n]).as_secs_f64() * 1e6;
    Ok(Slice { rate: 1.0 / took, p50: took * 1e6, p99: took * 1e6, service: each(0), database: each(1) })
}

/// The process that serves this connection.
fn backend(db: &mut diesel::PgConnection) -> Result<u32, String> {
    use diesel::prelude::*;
    diesel::select(diesel::dsl::sql::<diesel::sql_types::Integer>("pg_backend_pid()"))
        .get_result::<i32>(db)
        .map(|pid| pid as u32)
        .map_err(|e| e.to_string())
}

fn table(lines: &[Line], compared: bool) -> String {
    use std::fmt::Write as _;
    let mut text = String::from(
        "| work | database | answers/s | p50 ms | p99 ms | service µs | database µs | together µs | bare actix µs | raw SQL µs | together ÷ (bare + raw) |",
    );
    text.push_str(if compared { " other build µs | ratio |\n" } else { "\n" });
    text.push_str("|---|---|---|---|---|---|---|---|---|---|---|");
    text.push_str(if compared { "---|---|\n" } else { "\n" });
    for line in lines {
        let Slice { rate, p50, p99, service, database } = line.ours;
        let together = service + database;
        let _ = write!(
            text,
            "| {} | {} | {rate:.*} | {:.2} | {:.2} | {service:.0} | {database:.0} | {together:.0} | {:.0} | {:.0} | {:.2} |",
            line.work.name(),
            line.database,
            usize::from(rate < 100.0),
            p50 / 1e3,
            p99 / 1e3,
            line.bare,
            line.raw,
            together / (line.bare + line.raw)
        );
        if let Some((other, ratio)) = &line.against {
            let _ = write!(text, " {:.0} | {ratio:.2} |", other.service + other.database);
        }
        text.push('\n');
    }
    text
}
