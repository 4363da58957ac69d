//! Lanes: threads that own a connection each and take jobs from a bounded queue.
//!
//! A job waits in the queue only so long; then it is taken back and the client is asked to come
//! again. On SQLite all writes go through one thread, which lets writes that wait together share
//! one durable commit; on PostgreSQL every thread commits for itself.

pub use super::connect::connect;
use super::health::BEAT;
pub use super::health::Health;
use super::{Address, Db};
use crate::platform::http::Problem;
use crossbeam_channel::{Receiver, Sender, TrySendError};
use diesel::Connection;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant as Tick};
use tokio::sync::oneshot;
use tracing::Span;

/// How long a job may wait before a connection takes it.
const QUEUE_WAIT: Duration = Duration::from_millis(1_500);
/// How long a job may run in all.
const RUN_LIMIT: Duration = Duration::from_secs(20);
/// How many writes share one commit on SQLite at most.
const SHARED_COMMIT: usize = 64;
/// What a job gets: a connection, or why there is none.
type Work = Box<dyn FnOnce(&mut Slot) + Send>;

struct Job {
    work: Work,
    state: Arc<AtomicU8>,
    span: Span,
}

const WAITING: u8 = 0;
const RUNNING: u8 = 1;
const TAKEN_BACK: u8 = 2;

/// A thread's connection.
pub struct Slot {
    address: Address,
    read_only: bool,
    health: Arc<Health>,
    generation: u64,
    failed: Option<Tick>,
    db: Option<Db>,
}

impl Slot {
    /// The connection, opened when there is none.
    pub fn db(&mut self) -> Result<&mut Db, Problem> {
        let generation = self.health.generation.load(Ordering::Relaxed);
        if generation != self.generation {
            self.db = None;
            self.generation = generation;
        }
        if self.db.is_none() {
            let gone = || Problem::unavailable("The database is not reachable.");
            if self.failed.is_some_and(|at| at.elapsed() < BEAT)
                || (matches!(self.address, Address::Sqlite(_)) && !self.health.up.load(Ordering::Relaxed))
            {
                return Err(gone());
            }
            match connect(&self.address, self.read_only) {
                Ok(db) => {
                    self.db = Some(db);
                    self.failed = None;
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot reach the database");
                    self.failed = Some(Tick::now());
                    return Err(gone());
                }
            }
        }
        self.db.as_mut().ok_or_else(|| Problem::internal("no connection"))
    }

    /// Closes the connection; the next job opens another.
    pub fn drop_connection(&mut self) {
        self.db = None;
    }
}

/// A set of threads with a queue before them.
pub struct Lane {
    queue: Sender<Job>,
    health: Arc<Health>,
}

impl Lane {
    /// Starts `threads` threads; `shared_commits` is for SQLite's one writer.
    pub fn start(name: &str, address: &Address, threads: usize, queue: usize, read_only: bool, health: Arc<Health>) -> Self {
        let (sender, receiver) = crossbeam_channel::bounded::<Job>(queue);
        for n in 0..threads {
            let receiver = receiver.clone();
            let mut slot = Slot {
                address: address.clone(),
                read_only,
                health: health.clone(),
                generation: health.generation.load(Ordering::Relaxed),
                failed: None,
                db: None,
            };
            let share = !read_only && matches!(address, Address::Sqlite(_));
            let spawned = std::thread::Builder::new().name(format!("fourco-{name}-{n}")).spawn(move || {
                while let Ok(job) = receiver.recv() {
                    if share { run_sharing(&mut slot, job, &receiver) } else { run(&mut slot, job) }
                }
            });
            if let Err(error) = spawned {
                tracing::error!(%error, "no thread for the database");
            }
        }
        Lane { queue: sender, health }
    }

    /// Runs a job on one of the threads and waits for what it returns.
    pub async fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Slot) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (reply, mut answer) = oneshot::channel();
        let state = Arc::new(AtomicU8::new(WAITING));
        let job = Job {
            work: Box::new(move |slot| {
                let _ = reply.send(work(slot));
            }),
            state: state.clone(),
            span: Span::current(),
        };
        match self.queue.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(Problem::unavailable("Too many requests are waiting for the database.")),
            Err(TrySendError::Disconnected(_)) => return Err(Problem::unavailable("The service is stopping.")),
        }
        if let Ok(done) = tokio::time::timeout(QUEUE_WAIT, &mut answer).await {
            return done.unwrap_or_else(|_| Err(Problem::internal("a job ended without an answer")));
        }
        if state.compare_exchange(WAITING, TAKEN_BACK, Ordering::AcqRel, Ordering::Acquire).is_ok() {
            return Err(Problem::unavailable("All connections to the database are busy."));
        }
        let deadline = Tick::now() + RUN_LIMIT;
        while Tick::now() < deadline {
            if !self.health.is_up() {
                return Err(Problem::unavailable("The database does not answer."));
            }
            if let Ok(done) = tokio::time::timeout(BEAT, &mut answer).await {
                return done.unwrap_or_else(|_| Err(Problem::internal("a job ended without an answer")));
            }
        }
        Err(Problem::unavailable("The database took too long."))
    }
}

fn begin_job(job: &Job) -> bool {
    job.state.compare_exchange(WAITING, RUNNING, Ordering::AcqRel, Ordering::Acquire).is_ok()
}

fn run(slot: &mut Slot, job: Job) {
    // A job counts as running only once there is a connection, so that an attempt to connect does
    // not hold its client.
    let reachable = slot.db().is_ok();
    if !begin_job(&job) {
        return;
    }
    let Job { work, span, .. } = job;
    let done = catch_unwind(AssertUnwindSafe(|| span.in_scope(|| work(slot))));
    if done.is_err() || !reachable {
        slot.drop_connection();
    }
}

/// Runs a write and those that wait behind it, each in a savepoint, under one commit.
fn run_sharing(slot: &mut Slot, first: Job, waiting: &Receiver<Job>) {
    let begun = slot.db().is_ok_and(|db| begin_immediate(db).is_ok());
    if !begun {
        // The job finds out for itself why, and tells its client.
        return run(slot, first);
    }
    let shared = Shared::open();
    let mut job = Some(first);
    let mut count = 0;
    while let Some(Job { work, state, span }) = job.take() {
        if state.compare_exchange(WAITING, RUNNING, Ordering::AcqRel, Ordering::Acquire).is_ok() {
            let done = catch_unwind(AssertUnwindSafe(|| span.in_scope(|| work(slot))));
            if done.is_err() {
                slot.drop_connection();
                return shared.settle(false);
            }
            count += 1;
        }
        if count < SHARED_COMMIT {
            job = waiting.try_recv().ok();
        }
    }
    let committed = match slot.db.as_mut() {
        Some(db) => <Db as Connection>::TransactionManager::commit_transaction(db),
        None => Err(diesel::result::Error::BrokenTransactionManager),
    };
    if let Err(error) = &committed {
        tracing::error!(%error, "commit failed");
        slot.drop_connection();
    }
    shared.settle(committed.is_ok());
}

/// Opens a transaction that can write from its first statement: a deferred one that turns to
/// writing fails at once when another holds the lock, busy timeout or not.
pub fn begin_immediate(db: &mut Db) -> diesel::QueryResult<()> {
    match db {
        Db::Sqlite(db) => AnsiTransactionManager::begin_transaction_sql(db, "BEGIN IMMEDIATE"),
        Db::Postgres(db) => AnsiTransactionManager::begin_transaction(db),
    }
}

/// Answers of writes whose commit is still to come.
struct Shared;

type Pending = Box<dyn FnOnce(bool)>;

thread_local! {
    static PENDING: std::cell::RefCell<Option<Vec<Pending>>> = const { std::cell::RefCell::new(None) };
}

impl Shared {
    fn open() -> Self {
        PENDING.with(|p| *p.borrow_mut() = Some(Vec::new()));
        Shared
    }

    fn settle(self, committed: bool) {
        let pending = PENDING.with(|p| p.borrow_mut().take()).unwrap_or_default();
        for answer in pending {
            answer(committed);
        }
    }
}

/// Gives `answer` now, or when the commit it shares has been made.
fn when_committed(answer: impl FnOnce(bool) + 'static) {
    let later: Option<Pending> = PENDING.with(|p| match p.borrow_mut().as_mut() {
        Some(pending) => {
            pending.push(Box::new(answer));
            None
        }
        None => Some(Box::new(answer) as Pending),
    });
    if let Some(now) = later {
        now(true);
    }
}

impl Lane {
    /// Runs a write in a transaction of its own, or in a savepoint of a shared one. What `work`
    /// refuses is rolled back; the answer leaves only after the commit.
    pub async fn write<T: Send + 'static>(
        &self,
        dry_run: bool,
        work: impl FnOnce(&mut Db) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (reply, answer) = oneshot::channel();
        let job = move |slot: &mut Slot| {
            let sharing = PENDING.with(|p| p.borrow().is_some());
            let done = if sharing { slot.db().and_then(|db| savepoint(db, dry_run, work)) } else { alone(slot, dry_run, work) };
            when_committed(move |committed| {
                let _ = reply.send(if committed {
                    done
                } else {
                    done.and_then(|_| Err(Problem::unavailable("The write could not be committed.")))
                });
            });
            Ok(())
        };
        // The first answer says that the job ran, the second that it is durable.
        self.submit(job).await?;
        tokio::time::timeout(RUN_LIMIT, answer)
            .await
            .map_err(|_| Problem::unavailable("The database took too long."))?
            .unwrap_or_else(|_| Err(Problem::internal("a write ended without an answer")))
    }
}

/// Carries an outcome out of a diesel transaction that must roll back.
enum Undo<T> {
    Refused(Problem),
    Tried(T),
}

impl<T> From<diesel::result::Error> for Undo<T> {
    fn from(error: diesel::result::Error) -> Self {
        Undo::Refused(error.into())
    }
}

fn undoable<T>(done: Result<T, Problem>, dry_run: bool) -> Result<T, Undo<T>> {
    match done {
        Ok(done) if dry_run => Err(Undo::Tried(done)),
        Ok(done) => Ok(done),
        Err(problem) => Err(Undo::Refused(problem)),
    }
}

fn savepoint<T>(db: &mut Db, dry_run: bool, work: impl FnOnce(&mut Db) -> Result<T, Problem>) -> Result<T, Problem> {
    match db.transaction(|db| undoable(work(db), dry_run)) {
        Ok(done) | Err(Undo::Tried(done)) => Ok(done),
        Err(Undo::Refused(problem)) => Err(problem),
    }
}

fn alone<T>(slot: &mut Slot, dry_run: bool, work: impl FnOnce(&mut Db) -> Result<T, Problem>) -> Result<T, Problem> {
    // A connection may have died since its last use: that shows at BEGIN, before anything ran.
    if let Err(error) = slot.db().and_then(|db| begin_immediate(db).map_err(Problem::from)) {
        if !error.is_lost_connection() {
            return Err(error);
        }
        slot.drop_connection();
        begin_immediate(slot.db()?)?;
    }
    let db = slot.db.as_mut().ok_or_else(|| Problem::internal("no connection"))?;
    let done = undoable(work(db), dry_run);
    let ended = match &done {
        Ok(_) => <Db as Connection>::TransactionManager::commit_transaction(db),
        Err(_) => <Db as Connection>::TransactionManager::rollback_transaction(db),
    };
    if ended.is_err() {
        slot.drop_connection();
    }
    match done {
        Ok(done) => ended.map(|()| done).map_err(Problem::from),
        Err(Undo::Tried(done)) => Ok(done),
        Err(Undo::Refused(problem)) => Err(problem),
    }
}
