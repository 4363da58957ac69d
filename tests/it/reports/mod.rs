//! The change feed, exports and reports.

mod changes;
mod exports;
mod four_co;
mod four_co_suggestions;
