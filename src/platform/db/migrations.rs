//! Brings a database to the shape this version needs; safe when several replicas start at once.

use super::{Address, Db, pool};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// The lock that migrating replicas take turns on: "fourco" in ASCII.
const LOCK: i64 = 0x666f_7572_636f;

/// Runs what has not been run and says its names.
pub fn run(address: &Address) -> Result<Vec<String>, String> {
    if let Address::Sqlite(path) = address {
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        }
        // Only here is a database made; an empty file is an empty one.
        std::fs::OpenOptions::new().create(true).append(true).open(path).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    let told = |error: Box<dyn std::error::Error + Send + Sync>| format!("migration failed: {error}");
    let ran = match pool::connect(address, false)? {
        Db::Postgres(mut db) => {
            // A migration may take longer than a request, and may have to wait for another replica.
            db.batch_execute(&format!("SET statement_timeout = 0; SET lock_timeout = 0; SELECT pg_advisory_lock({LOCK})"))
                .map_err(|e| e.to_string())?;
            let ran = db.run_pending_migrations(POSTGRES).map(|versions| versions.iter().map(ToString::to_string).collect());
            db.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})")).map_err(|e| e.to_string())?;
            ran.map_err(told)?
        }
        Db::Sqlite(mut db) => {
            // Two processes may find the same work: whoever comes second waits before it looks, and
            // finds none. All or nothing, too.
            db.batch_execute("PRAGMA busy_timeout = 30000").map_err(|e| e.to_string())?;
            AnsiTransactionManager::begin_transaction_sql(&mut db, "BEGIN IMMEDIATE").map_err(|e| e.to_string())?;
            let ran = db.run_pending_migrations(SQLITE).map(|versions| versions.iter().map(ToString::to_string).collect()).map_err(told)?;
            AnsiTransactionManager::commit_transaction(&mut db).map_err(|e| e.to_string())?;
            ran
        }
    };
    Ok(ran)
}

/// What has not been run yet.
pub fn pending(address: &Address) -> Result<Vec<String>, String> {
    let told = |error: Box<dyn std::error::Error + Send + Sync>| error.to_string();
    let names = |list: Vec<String>| list;
    match pool::connect(address, false)? {
        Db::Postgres(mut db) => {
            db.pending_migrations(POSTGRES).map(|all| names(all.iter().map(|m| m.name().to_string()).collect())).map_err(told)
        }
        Db::Sqlite(mut db) => {
            db.pending_migrations(SQLITE).map(|all| names(all.iter().map(|m| m.name().to_string()).collect())).map_err(told)
        }
    }
}
