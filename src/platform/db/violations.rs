//! What a refused statement means, read in one place: SQLite names neither unique nor foreign keys.

use diesel::result::{DatabaseErrorKind, Error};

/// A constraint that a statement would have broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Violation {
    /// Another row has the same key.
    Unique,
    /// The row that is pointed to does not exist, or is still pointed to.
    ForeignKey,
}

/// The constraint behind an error, if that is what it is.
pub fn violation(error: &Error) -> Option<Violation> {
    match error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Some(Violation::Unique),
        Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => Some(Violation::ForeignKey),
        _ => None,
    }
}
