//! `App`: the read door, the write door, the clock. Every handler goes through one of the doors,
//! and nothing else opens a connection.

use super::auth::{Caller, Keys};
use super::changes::{self, Change};
use super::db::pool::{Health, Lane, Slot, begin_immediate};
use super::db::{Address, Db, Id, Instant};
use super::http::once::{self, Once, Ticket};
use super::http::{Answer, Kind, Problem};
use super::limit::Limit;
use diesel::RunQueryDsl;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

/// How the service is set up, apart from where it listens.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The database that is written to.
    pub database: Address,
    /// A replica to read from; the same database when absent.
    pub read_database: Option<Address>,
    /// Threads, and so connections, of each door. SQLite has one writer in any case.
    pub connections: usize,
    /// Requests that may wait at each door.
    pub queue: usize,
    /// Bytes a body may have.
    pub body_limit: usize,
    /// How long a body may take to arrive.
    pub body_deadline: Duration,
    /// Requests a second that one client may make; 0 for no limit.
    pub rate_limit: u32,
}

/// What every request shares. Holds nothing that another replica would miss.
pub struct App {
    readers: Lane,
    writers: Lane,
    health: Arc<Health>,
    read_health: Arc<Health>,
    clock: Clock,
    setup: Setup,
    /// Whose tokens are believed.
    pub keys: Keys,
    /// How much each client may ask.
    pub limit: Limit,
    organisations: RwLock<HashMap<String, Id>>,
}

/// The only clock. Tests move it.
#[derive(Debug, Default)]
pub struct Clock {
    shift_seconds: AtomicI64,
}

impl Clock {
    /// This moment.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    pub fn now(&self) -> Instant {
        Instant::new(time::OffsetDateTime::now_utc()).plus_seconds(self.shift_seconds.load(Ordering::Relaxed))
    }

    /// Moves the clock, forwards or back.
    pub fn shift(&self, seconds: i64) {
        self.shift_seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}

/// A write under way: the connection inside its transaction, and all that a rule may not fetch
/// for itself. A statement that the database refuses ends the transaction, so the work has to end
/// with a refusal too; everything is rolled back then.
pub struct Tx<'a> {
    /// The connection.
    pub db: &'a mut Db,
    /// When the write is made.
    pub now: Instant,
    /// Who makes it.
    pub caller: &'a Caller,
    changes: Vec<Change>,
}

impl Tx<'_> {
    /// A new identifier.
    pub fn id(&self) -> Id {
        let mut random = [0; 10];
        // The generator fails only when the system has no randomness at all.
        let _ = aws_lc_rs::rand::fill(&mut random);
        Id::at(self.now, random)
    }

    /// Joins a change to the log, at the end of the same transaction.
    pub fn record(&mut self, change: Change) -> Result<(), Problem> {
        self.changes.push(change);
        Ok(())
    }

    /// The last statements of a write: its changes, and its answer under its key. Says whether the
    /// key was still free. One statement where the database can do it in one.
    fn conclude(self, kept: Option<(&(String, String), &Answer)>) -> Result<bool, Problem> {
        let changes = (!self.changes.is_empty()).then(|| changes::record(self.now, self.caller, &self.changes));
        let answer = kept.map(|(key, answer)| once::keep(self.now, key, answer));
        let statement = match (changes, answer) {
            (None, None) => return Ok(true),
            (Some(changes), None) => {
                changes.execute(self.db)?;
                return Ok(true);
            }
            (None, Some(answer)) => answer,
            (Some(changes), Some(answer)) if matches!(self.db, Db::Postgres(_)) => changes.alongside("changed", answer),
            (Some(changes), Some(answer)) => {
                changes.execute(self.db)?;
                answer
            }
        };
        Ok(statement.execute(self.db).map_err(once::not_kept)? == 1)
    }
}

impl App {
    /// Opens the doors. Connections are made when they are first needed.
    pub fn new(setup: Setup, keys: Keys) -> Self {
        let health = Health::watch(setup.database.clone());
        let read_health = match &setup.read_database {
            Some(address) => Health::watch(address.clone()),
            None => health.clone(),
        };
        let writers = match &setup.database {
            Address::Sqlite(_) => 1,
            Address::Postgres(_) => setup.connections,
        };
        let read_address = setup.read_database.as_ref().unwrap_or(&setup.database);
        App {
            readers: Lane::start("read", read_address, setup.connections, setup.queue, true, read_health.clone()),
            writers: Lane::start("write", &setup.database, writers, setup.queue, false, health.clone()),
            health,
            read_health,
            clock: Clock::default(),
            limit: Limit::per_second(setup.rate_limit),
            setup,
            keys,
            organisations: RwLock::default(),
        }
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Bytes a body may have and how long it may take.
    pub fn body_limits(&self) -> (usize, Duration) {
        (self.setup.body_limit, self.setup.body_deadline)
    }

    /// Whether both databases answer; asks no connection that a request could use.
    pub fn is_ready(&self) -> bool {
        self.health.is_up() && self.read_health.is_up()
    }

    /// The read door: one connection. A read whose first statement meets a dead connection is
    /// repeated once on a new one.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Db, Instant) -> Result<T, Problem> + Send + 'static,
    {
        let now = self.clock.now();
        self.readers.submit(move |slot| reading(slot, |db| work(db, now))).await
    }

    /// The read door for reads of several statements that must agree with each other: one
    /// snapshot.
    pub async fn view<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Db, Instant) -> Result<T, Problem> + Send + 'static,
    {
        let now = self.clock.now();
        self.readers.submit(move |slot| reading(slot, |db| snapshot(db, |db| work(db, now)))).await
    }

    /// The write door: a transaction that can write from its first statement, the idempotency
    /// key, the work, the change log, the commit. Whatever is refused leaves nothing behind.
    pub async fn write<F>(&self, caller: &Caller, once: Once, work: F) -> Result<Answer, Problem>
    where
        F: FnOnce(&mut Tx) -> Result<Answer, Problem> + Send + 'static,
    {
        let Ticket { key, dry_run } = once.ticket(caller);
        let caller = caller.clone();
        let now = self.clock.now();
        let under = key.clone();
        let done = self
            .writers
            .write(dry_run, move |db| {
                let mut tx = Tx { db, now, caller: &caller, changes: Vec::new() };
                let answer = work(&mut tx)?;
                if tx.conclude(under.as_ref().map(|key| (key, &answer)))? {
                    Ok(answer)
                } else {
                    Err(Problem::new(Kind::Conflict, "A request with this Idempotency-Key was quicker."))
                }
            })
            .await;
        let mut answer = match (done, key) {
            (Err(problem), Some(key)) if problem.kind() != Kind::Unavailable => {
                // In a transaction of its own, so that what it finds has been committed.
                self.writers.write(false, move |db| once::find(db, &key)).await?.ok_or(problem)?
            }
            (done, _) => done?,
        };
        if dry_run {
            answer.status = 200;
            answer.location = None;
            answer.etag = None;
        }
        Ok(answer)
    }

    /// The write door for the service's own upkeep.
    pub async fn upkeep<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db, Instant) -> Result<T, Problem> + Send + 'static,
    {
        let now = self.clock.now();
        self.writers.write(false, move |db| work(db, now)).await
    }

    /// The id of the organisation with this key. Keys never change hands, so what was found once
    /// holds.
    pub async fn organisation(&self, key: &str) -> Result<Option<Id>, Problem> {
        // Not the form of a key: nobody's, and nothing to ask a database.
        if key.len() > 64 || !key.bytes().all(|b| b.is_ascii_graphic()) {
            return Ok(None);
        }
        if let Some(id) = self.organisations.read().ok().and_then(|known| known.get(key).copied()) {
            return Ok(Some(id));
        }
        let wanted = key.to_owned();
        let found = self.read(move |db, _| Ok(super::auth::organisation_by_key(db, &wanted)?)).await?;
        if let (Some(id), Ok(mut known)) = (found, self.organisations.write()) {
            if known.len() >= 10_000 {
                known.clear();
            }
            known.insert(key.to_owned(), id);
        }
        Ok(found)
    }
}

fn reading<T>(slot: &mut Slot, work: impl Fn(&mut Db) -> Result<T, Problem>) -> Result<T, Problem> {
    match work(slot.db()?) {
        Err(problem) if problem.is_lost_connection() => {
            slot.drop_connection();
            work(slot.db()?)
        }
        done => done,
    }
}

fn snapshot<T>(db: &mut Db, work: impl FnOnce(&mut Db) -> Result<T, Problem>) -> Result<T, Problem> {
    use diesel::connection::{AnsiTransactionManager, Connection, TransactionManager};
    match db {
        Db::Postgres(db) => AnsiTransactionManager::begin_transaction_sql(db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?,
        Db::Sqlite(db) => AnsiTransactionManager::begin_transaction_sql(db, "BEGIN DEFERRED")?,
    }
    let done = work(db);
    // Nothing was written: the end of a read has nothing to keep, but the connection must be clean.
    <Db as Connection>::TransactionManager::rollback_transaction(db)?;
    done
}

/// Runs a write outside the service, for the command line: same transaction rules, same log.
pub fn write_once<T>(db: &mut Db, caller: &Caller, now: Instant, work: impl FnOnce(&mut Tx) -> Result<T, Problem>) -> Result<T, Problem> {
    use diesel::connection::{Connection, TransactionManager};
    begin_immediate(db)?;
    let mut tx = Tx { db, now, caller, changes: Vec::new() };
    let done = work(&mut tx).and_then(|done| tx.conclude(None).map(|_| done));
    match done {
        Ok(done) => {
            <Db as Connection>::TransactionManager::commit_transaction(db)?;
            Ok(done)
        }
        Err(problem) => {
            let _ = <Db as Connection>::TransactionManager::rollback_transaction(db);
            Err(problem)
        }
    }
}
