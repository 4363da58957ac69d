//! What people decided about each of the Four Co's that a suggestion had judged: one narrow row for
//! each, written with the classification, so that a report on suggestions adds up rows instead of
//! reading every classification.

mod rules;
mod store;

pub use rules::{CoDecision, of};
pub use store::{DecisionCount, insert, tally};
