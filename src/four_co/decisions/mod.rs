//! What people decided about each of the Four Co's that a suggestion had judged: one narrow row for
//! each, written with the classification, so that a report on suggestions adds up rows instead of
//! reading every classification.

mod model;
mod rules;
mod store;

pub use model::{CoDecision, DecisionCount};
pub use rules::of;
pub use store::{insert, tally};
