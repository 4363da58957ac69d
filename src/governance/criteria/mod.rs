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
mod transparency;

use super::codes::{AnsweredBy, Finding, Principle, Side};
use super::model::Evidence;
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
    pub finding: Finding,
    /// Why, with the figures that decided.
    pub reason: String,
    /// The records that it rests on.
    pub evidence: Vec<Evidence>,
}

/// A finding with its reason and evidence.
fn answer(finding: Finding, reason: impl Into<String>, evidence: impl IntoIterator<Item = Evidence>) -> Answer {
    Answer { finding, reason: reason.into(), evidence: evidence.into_iter().collect() }
}

/// The record is silent.
fn silent(reason: impl Into<String>) -> Answer {
    answer(Finding::NotAssessed, reason, [])
}

/// The question does not arise.
fn does_not_arise(reason: impl Into<String>) -> Answer {
    answer(Finding::NotApplicable, reason, [])
}

/// One criterion.
pub struct Criterion {
    /// Its code.
    pub code: &'static str,
    /// The principle.
    pub principle: Principle,
    /// The side whose behaviour it looks at.
    pub side: Side,
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
pub fn of(principle: Principle, side: Side) -> impl Iterator<Item = &'static Criterion> {
    all().filter(move |c| c.principle == principle && c.side == side)
}

/// The criterion with this code.
pub fn by_code(code: &str) -> Option<&'static Criterion> {
    all().find(|c| c.code == code)
}

/// What a principle asks of a side, in our own words: the reciprocity of the chapter.
pub const fn asks(principle: Principle, side: Side) -> &'static str {
    use Principle::*;
    match (principle, side) {
        (Transparency, Side::PublicService) => "Staff are open with citizens about what they do, contribute, find out and decide.",
        (Transparency, Side::Citizens) => "Citizens are open with staff about what they do, contribute and experience.",
        (Accountability, Side::PublicService) => {
            "Citizens can hold the public service to account for how well it has performed its agreed contributions."
        }
        (Accountability, Side::Citizens) => {
            "The public service can hold citizens to account for how well they have performed their agreed contributions."
        }
        (FairnessAndDueProcess, Side::PublicService) => {
            "The public service acts fairly towards citizens: nobody is made to take part without good reason and an end, and decisions are not taken over their heads."
        }
        (FairnessAndDueProcess, Side::Citizens) => {
            "Citizens act fairly towards staff and each other: they give as well as take, and do not decide or judge over the heads of staff."
        }
        (Equalities, Side::PublicService) => {
            "The public service opens co-production to people who differ, and looks at what it does for each group."
        }
        (Equalities, Side::Citizens) => "The citizens who take part are of more than one kind, and make room for others unlike themselves.",
        (Sustainability, Side::PublicService) => {
            "The public service can keep up what it contributes: it is agreed, shared and settled beyond one person or year."
        }
        (Sustainability, Side::Citizens) => {
            "Citizens can keep up what they contribute: of their own will, in bearable hours, on more than one pair of shoulders."
        }
    }
}

/// The principles and sides in their natural order.
pub fn cells() -> impl Iterator<Item = (Principle, Side)> {
    Principle::ALL.iter().flat_map(|p| Side::ALL.iter().map(move |s| (*p, *s)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_are_unique_and_each_principle_asks_both_sides() {
        let mut seen = HashSet::new();
        for c in all() {
            assert!(seen.insert(c.code), "{} twice", c.code);
        }
        for (principle, side) in cells() {
            let from_record = of(principle, side).filter(|c| c.rule.is_some()).count();
            let from_people = of(principle, side).filter(|c| c.rule.is_none()).count();
            assert!(from_record >= 3, "{principle} × {side}: {from_record} self-answering criteria");
            assert!(from_people >= 1, "{principle} × {side}: nothing that people are asked");
        }
    }

    #[test]
    fn every_criterion_says_all_that_a_reader_needs() {
        for c in all() {
            for text in [c.question, c.met, c.partly_met, c.not_met, c.remedy, c.source] {
                assert!(text.len() > 15, "{}: {text:?}", c.code);
            }
            assert!(c.question.ends_with('?'), "{}", c.code);
            assert!(c.good_for_days >= 180, "{}", c.code);
            assert!(c.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", c.code);
        }
    }
}
