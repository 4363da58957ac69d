//! Whether the database is there.

use super::connect::connect;
use super::{Address, Db};
use diesel::connection::SimpleConnection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant as Tick};

/// How often the database is asked whether it is there.
pub const BEAT: Duration = Duration::from_millis(250);

/// Whether the database answers, found out by a thread of its own so that nobody has to wait.
#[derive(Debug)]
pub struct Health {
    started: Tick,
    pub(super) up: AtomicBool,
    beat_millis: AtomicU64,
    /// Grows each time the database was lost: connections from before are not trusted.
    pub(super) generation: AtomicU64,
}

/// Which file it is, so that another of the same name is noticed; `None` when there is none.
fn identity(address: &Address) -> Option<(u64, u64)> {
    let Address::Sqlite(path) = address else { return Some((0, 0)) };
    let file = std::fs::metadata(path).ok()?;
    #[cfg(unix)]
    return Some(std::os::unix::fs::MetadataExt::dev(&file)).zip(Some(std::os::unix::fs::MetadataExt::ino(&file)));
    #[cfg(not(unix))]
    return Some((u64::from(file.is_file()), 0));
}

impl Health {
    /// Starts asking.
    pub fn watch(address: Address) -> Arc<Self> {
        let health = Arc::new(Health {
            started: Tick::now(),
            up: AtomicBool::new(true),
            beat_millis: AtomicU64::new(0),
            generation: AtomicU64::new(0),
        });
        let weak = Arc::downgrade(&health);
        let spawned = std::thread::Builder::new().name("fourco-health".into()).spawn(move || {
            let mut db: Option<Db> = None;
            let mut file = identity(&address);
            while let Some(health) = weak.upgrade() {
                let now = identity(&address);
                // A file that was removed, or has another in its place, would go on taking writes
                // that nobody can read again.
                let is_same = now == file;
                if now.is_some() && !is_same {
                    if file.is_some() {
                        tracing::warn!("another file has taken the database's place");
                        health.generation.fetch_add(1, Ordering::Relaxed);
                    }
                    file = now;
                }
                if now.is_none() || !is_same {
                    db = None;
                }
                if now.is_some() && db.is_none() {
                    db = connect(&address, true).ok();
                }
                let alive = db.as_mut().is_some_and(|db| db.batch_execute("SELECT 1").is_ok());
                if !alive {
                    db = None;
                }
                health.note(alive);
                drop(health);
                std::thread::sleep(BEAT);
            }
        });
        if let Err(error) = spawned {
            tracing::error!(%error, "no thread to watch the database");
        }
        health
    }

    fn note(&self, alive: bool) {
        if alive {
            self.beat_millis.store(self.started.elapsed().as_millis() as u64, Ordering::Relaxed);
        }
        if self.up.swap(alive, Ordering::Relaxed) != alive {
            if alive {
                tracing::info!("database is back");
            } else {
                self.generation.fetch_add(1, Ordering::Relaxed);
                tracing::warn!("database is gone");
            }
        }
    }

    /// Whether it answered just now.
    pub fn is_up(&self) -> bool {
        let silent = (self.started.elapsed().as_millis() as u64).saturating_sub(self.beat_millis.load(Ordering::Relaxed));
        self.up.load(Ordering::Relaxed) && silent < 900
    }
}
