//! What leaves the register: the feed of all changes for pipelines, whole exports for analysts,
//! and reports for those who decide.
//!
//! Everything here shows only what the caller may see, and is decided inside the queries.

mod api;
pub mod changes;
pub mod exports;
pub mod four_co;
pub mod four_co_suggestions;

pub use api::routes;

use crate::vocabulary::codes::{CodeList, Coded};

/// The code lists of this room.
pub const CODE_LISTS: &[CodeList] = &[changes::ChangeOperation::LIST, exports::ExportFormat::LIST, four_co::ReportBasis::LIST];
