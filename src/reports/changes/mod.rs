//! The change feed: every change that the caller may see, in one order, each exactly once.
//!
//! On PostgreSQL a change has its position before it is committed, so a later one can be there
//! first. The feed therefore goes by transaction, and shows only what every transaction that began
//! earlier has finished with: nothing can appear behind a reader's back, and what was rolled back
//! holds nobody up. SQLite has one writer, so positions are in the order of commits.

mod api;
mod model;
mod place;
mod store;

pub use api::{__path_list_changes, list_changes};
pub use model::{Change, ChangeOperation, ChangePage};
