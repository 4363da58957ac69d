//! The criteria as versioned data: each with its question, what would be met, partly met and not
//! met, where it comes from, how long its evidence stays good and, where the record can answer it,
//! the rule that does.
//!
//! Pure: facts in, findings with reasons out. The rules answer `not_met` only where the record
//! shows a breach; silence is `not_assessed`, and what cannot have happened yet is `not_applicable`.

mod accountability;
mod equalities;
mod fairness;
mod shared;
mod sustainability;
#[cfg(test)]
mod tests;
mod transparency;

use super::codes::{AnsweredBy, GovernanceSide, Principle, PrincipleFinding};
use super::model::GovernanceEvidence;
use super::record::Record;
use crate::vocabulary::codes::Coded;

/// The version of the set below. A change of any text, rule or period makes a new one.
pub const CRITERIA_VERSION: &str = "2026-1";

/// How long evidence for a finding on a principle as a whole stays good, in days.
pub const GENERAL_GOOD_FOR_DAYS: i64 = 730;

/// What a rule says about the record.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The finding.
    pub finding: PrincipleFinding,
    /// Why, with the figures that decided.
    pub reason: String,
    /// The records that it rests on.
    pub evidence: Vec<GovernanceEvidence>,
}

/// A finding with its reason and evidence.
fn answer(finding: PrincipleFinding, reason: impl Into<String>, evidence: impl IntoIterator<Item = GovernanceEvidence>) -> Answer {
    Answer { finding, reason: reason.into(), evidence: evidence.into_iter().collect() }
}

/// The record is silent.
fn silent(reason: impl Into<String>) -> Answer {
    answer(PrincipleFinding::NotAssessed, reason, [])
}

/// The question does not arise.
fn does_not_arise(reason: impl Into<String>) -> Answer {
    answer(PrincipleFinding::NotApplicable, reason, [])
}

/// One criterion.
pub struct Criterion {
    /// Its code.
    pub code: &'static str,
    /// The principle.
    pub principle: Principle,
    /// The side whose behaviour it looks at.
    pub side: GovernanceSide,
    /// The rule that answers it from the record; people answer the others.
    pub rule: Option<fn(&Record) -> Answer>,
    /// The question.
    pub question: &'static str,
    /// What would be met.
    pub met: &'static str,
    /// What would be partly met.
    pub partly_met: &'static str,
    /// What would not be met.
    pub not_met: &'static str,
    /// What to do where it is not met.
    pub remedy: &'static str,
    /// The passage of the chapter.
    pub source: &'static str,
    /// How long its evidence stays good, in days.
    pub good_for_days: i64,
    /// What the record cannot show, said openly.
    pub limits: Option<&'static str>,
}

impl Criterion {
    /// Who answers it.
    pub fn answered_by(&self) -> AnsweredBy {
        if self.rule.is_some() { AnsweredBy::Record } else { AnsweredBy::People }
    }
}

/// All criteria, by principle and side.
pub fn all() -> impl Iterator<Item = &'static Criterion> {
    [transparency::CRITERIA, accountability::CRITERIA, fairness::CRITERIA, equalities::CRITERIA, sustainability::CRITERIA]
        .into_iter()
        .flatten()
}

/// The criteria of one principle for one side.
pub fn of(principle: Principle, side: GovernanceSide) -> impl Iterator<Item = &'static Criterion> {
    all().filter(move |c| c.principle == principle && c.side == side)
}

/// The criterion with this code.
pub fn by_code(code: &str) -> Option<&'static Criterion> {
    all().find(|c| c.code == code)
}

/// What a principle asks of a side, in our own words: the reciprocity of the chapter.
pub const fn asks(principle: Principle, side: GovernanceSide) -> &'static str {
    use Principle::*;
    match (principle, side) {
        (Transparency, GovernanceSide::PublicService) => {
            "Staff are open with citizens about what they do, contribute, find out and decide."
        }
        (Transparency, GovernanceSide::Citizens) => "Citizens are open with staff about what they do, contribute and experience.",
        (Accountability, GovernanceSide::PublicService) => {
            "Citizens can hold the public service to account for how well it has performed its agreed contributions."
        }
        (Accountability, GovernanceSide::Citizens) => {
            "The public service can hold citizens to account for how well they have performed their agreed contributions."
        }
        (FairnessAndDueProcess, GovernanceSide::PublicService) => {
            "The public service acts fairly towards citizens: nobody is made to take part without good reason and an end, and decisions are not taken over their heads."
        }
        (FairnessAndDueProcess, GovernanceSide::Citizens) => {
            "Citizens act fairly towards staff and each other: they give as well as take, and do not decide or judge over the heads of staff."
        }
        (Equalities, GovernanceSide::PublicService) => {
            "The public service opens co-production to people who differ, and looks at what it does for each group."
        }
        (Equalities, GovernanceSide::Citizens) => {
            "The citizens who take part are of more than one kind, and make room for others unlike themselves."
        }
        (Sustainability, GovernanceSide::PublicService) => {
            "The public service can keep up what it contributes: it is agreed, shared and settled beyond one person or year."
        }
        (Sustainability, GovernanceSide::Citizens) => {
            "Citizens can keep up what they contribute: of their own will, in bearable hours, on more than one pair of shoulders."
        }
    }
}

/// The principles and sides in their natural order.
pub fn cells() -> impl Iterator<Item = (Principle, GovernanceSide)> {
    Principle::ALL.iter().flat_map(|p| GovernanceSide::ALL.iter().map(move |s| (*p, *s)))
}
