//! Code lists: every code the service uses, with label, definition and source.
//!
//! Each room declares its own lists with [`codes!`](crate::codes); this room serves them all, so
//! that a client never hard-codes one.

mod api;
pub mod codes;

pub use api::{Vocabularies, routes};
