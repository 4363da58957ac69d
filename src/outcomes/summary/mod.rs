//! What the latest assessments of an initiative come to: per indicator, per outcome, and as one
//! verdict.

mod api;
mod model;
mod rules;
mod store;

pub use api::*;
pub use model::{Assessed, IndicatorSummary, OutcomeSummary, OutcomeVerdict, VerdictRecord};
pub use rules::{combine, outcome, verdict};
pub use store::assessed;
