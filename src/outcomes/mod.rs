//! Outcomes: what is to become better for whom, how it shows, what was aimed at and measured, and
//! what became of it.
//!
//! An initiative aims at outcomes; each shows by [`indicators`], which are measured in [`periods`],
//! which are [`assessments`] judge. Assessments claim contribution, not attribution, and read a
//! missed target in the light of how cause and effect can be known. Other rooms take [`verdict`]:
//! what the latest assessments of an initiative come to.

mod api;
pub mod assessments;
pub mod indicators;
mod model;
pub mod periods;
mod rights;
mod rules;
mod store;
pub mod summary;
mod terms;

pub use api::*;
pub use model::*;
pub use store::{insert, of_initiative, outcomes};
pub use summary::OutcomeVerdict;

use crate::initiatives::Initiative;
use crate::platform::db::Db;
use crate::vocabulary::codes::{CodeList, Coded};

/// The code lists of this room.
pub const CODE_LISTS: &[CodeList] = &[
    OutcomeKind::LIST,
    ResilienceLevel::LIST,
    Measure::LIST,
    Direction::LIST,
    Aggregation::LIST,
    PeopleCounted::LIST,
    AssessedBy::LIST,
    AssessmentResult::LIST,
    TargetMet::LIST,
    MissedTarget::LIST,
    EvaluationApproach::LIST,
    EvidenceStrength::LIST,
    Claim::LIST,
];

/// What the latest assessments of an initiative come to: the outcomes' side of public value, with
/// reasons down to the records.
pub fn verdict(db: &mut Db, of: &Initiative) -> diesel::QueryResult<OutcomeVerdict> {
    let outcomes = store::of_initiative(db, of)?;
    let indicators = indicators::of_initiative(db, of)?;
    let assessed = summary::assessed(db, of)?;
    Ok(summary::verdict(outcomes.iter().map(|outcome| summary::outcome(outcome, &indicators, &assessed)).collect()))
}
