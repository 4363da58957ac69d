//! Opening a connection, and how it is set up.

use super::{Address, Db};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::path::{Path, PathBuf};

/// Opens a connection to a database that exists, and sets it up.
pub fn connect(address: &Address, read_only: bool) -> Result<Db, String> {
    match address {
        Address::Sqlite(path) => {
            let mut db = SqliteConnection::establish(&existing(path)).map_err(|e| e.to_string())?;
            let setup = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; PRAGMA mmap_size = 268435456;";
            db.batch_execute(setup).map_err(|e| e.to_string())?;
            if read_only {
                db.batch_execute("PRAGMA query_only = ON").map_err(|e| e.to_string())?;
            }
            Ok(Db::Sqlite(db))
        }
        Address::Postgres(url) => {
            let mut db = PgConnection::establish(&with_timeouts(url)).map_err(|e| e.to_string())?;
            let setup = "SET statement_timeout = '15s'; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '30s'; SET TIME ZONE 'UTC'";
            db.batch_execute(setup).map_err(|e| e.to_string())?;
            if read_only {
                db.batch_execute("SET default_transaction_read_only = on").map_err(|e| e.to_string())?;
            }
            Ok(Db::Postgres(db))
        }
    }
}

/// The URI of a file that has to be there: where it is missing, an empty database in its place would
/// answer with nothing, and take writes that are lost when the file comes back.
fn existing(path: &Path) -> String {
    // What ends a path in a URI, and what begins an escape.
    const NOT_PATH: &AsciiSet = &CONTROLS.add(b'?').add(b'#').add(b'%');
    // Without doubled slashes, since two at the beginning would name a host.
    let path: PathBuf = path.components().collect();
    format!("file:{}?mode=rw", utf8_percent_encode(&path.to_string_lossy(), NOT_PATH))
}

/// A dead host must not hold a connection attempt for minutes.
fn with_timeouts(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in [("connect_timeout", "2"), ("tcp_user_timeout", "5000"), ("application_name", "fourco")] {
        if !url.contains(&format!("{name}=")) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&format!("{name}={value}"));
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_itself_whatever_signs_it_has() {
        for (path, want) in [
            ("/var/lib/fourco.db", "file:/var/lib/fourco.db?mode=rw"),
            ("//var//x.db", "file:/var/x.db?mode=rw"),
            ("data/100%?#.db", "file:data/100%25%3F%23.db?mode=rw"),
        ] {
            assert_eq!(existing(Path::new(path)), want);
        }
    }
}
