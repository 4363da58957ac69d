//! Code lists: every code the service uses, with label, definition and source.
//!
//! Each room declares its own lists with [`codes!`](crate::codes); this room serves them all, so
//! that a client never hard-codes one, in the language that the client would rather read.

mod api;
pub mod codes;
pub mod labels;
pub mod language;

pub use api::{Vocabularies, routes};

use codes::{CodeList, Coded};

/// The code lists of this room.
pub const CODE_LISTS: &[CodeList] = &[language::Language::LIST];
