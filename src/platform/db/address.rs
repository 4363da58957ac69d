//! Where the database is.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// A database address, read once at the start so that a misspelt one is a message and never a file.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A file on this machine.
    Sqlite(PathBuf),
    /// A PostgreSQL URL, kept as it was given.
    Postgres(String),
}

impl FromStr for Address {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Address::Postgres(text.to_owned()));
        }
        match text.strip_prefix("sqlite://") {
            Some("") | Some("/") => Err("sqlite:// needs a file path, such as sqlite:///var/lib/fourco/fourco.db".into()),
            Some(path) => Ok(Address::Sqlite(PathBuf::from(path))),
            None => Err("a database address starts with sqlite:// or postgres://".into()),
        }
    }
}

impl fmt::Display for Address {
    /// Without user name, password or parameters: this goes to logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Address::Postgres(url) => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let rest = rest.split(['?', '#']).next().unwrap_or_default();
                write!(f, "postgres://{}", rest.rsplit_once('@').map_or(rest, |(_, host)| host))
            }
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_address_is_refused_and_a_password_never_shown() {
        for text in ["postgre://x", "fourco.db", "", "sqlite:/x", "sqlite://", "mysql://x"] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
        let shown = "postgres://user:secret@db.example/fourco?password=x".parse::<Address>().unwrap().to_string();
        assert_eq!(shown, "postgres://db.example/fourco");
    }
}
