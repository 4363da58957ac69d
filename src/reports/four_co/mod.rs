//! The portfolio of one organisation by timing, stage and Co: what mapping has found, and its
//! holes (Step 1: Map It!).

mod api;
mod model;
mod picture;
mod rules;
mod svg;

pub use api::{__path_get_four_co_picture, __path_get_four_co_report, PICTURE, REPORT, get_four_co_picture, get_four_co_report};
pub use model::{FourCoReport, ReportBasis};
