//! Whole exports, streamed: all that the caller may see of one kind of record, for analysts and
//! spreadsheets.
//!
//! Rows go straight from the database's cells to text, a bounded piece at a time. Between two
//! pieces no connection is held, so a slow reader costs nobody anything; each record comes at most
//! once, as it was when its piece was read. An export that fails on its way breaks off: the body
//! is never ended as if it were whole.

mod api;
mod columns;
mod store;

pub use api::{__path_get_export, ExportFormat, get_export};
