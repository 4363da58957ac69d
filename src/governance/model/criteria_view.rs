//! The criteria as they are served.

use crate::governance::codes::{AnsweredBy, GovernanceSide, Principle};
use crate::governance::criteria::{self, Criterion};
use crate::governance::rules::RULES;
use crate::vocabulary::codes::Coded;
use serde::Serialize;
use utoipa::ToSchema;

/// A criterion as it is served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CriterionView {
    /// Its code.
    #[schema(example = "assessed_with_citizens")]
    pub code: &'static str,
    /// The principle.
    pub principle: Principle,
    /// The side whose behaviour it looks at.
    pub side: GovernanceSide,
    /// Who answers it. People may answer beside the record too.
    pub answered_by: AnsweredBy,
    /// The question.
    #[schema(example = "Do citizens take part in assessing what the public service and they achieve?")]
    pub question: &'static str,
    /// What would be met.
    #[schema(example = "Citizens made or shared an assessment.")]
    pub met: &'static str,
    /// What would be partly met.
    #[schema(example = "Staff assessed alone.")]
    pub partly_met: &'static str,
    /// What would not be met.
    #[schema(example = "Nothing was assessed by anybody.")]
    pub not_met: &'static str,
    /// What to do where it is not met.
    #[schema(example = "Make the next assessment with the citizens.")]
    pub remedy: &'static str,
    /// The passage of the chapter it comes from.
    #[schema(example = "The Four Co's: co-assessment")]
    pub source: &'static str,
    /// How long its evidence stays good, in days.
    #[schema(example = 730, minimum = 1)]
    pub good_for_days: i64,
    /// What the record cannot show about it; absent where nothing is to be said.
    #[schema(example = "The record holds no complaints.")]
    pub limits: Option<&'static str>,
}

/// What a principle means for both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PrincipleView {
    /// The principle.
    pub code: Principle,
    /// Its name for people.
    #[schema(example = "Transparency")]
    pub label: &'static str,
    /// What it means.
    #[schema(example = "Both sides are open with each other about what they do in what they co-produce.")]
    pub definition: &'static str,
    /// What it asks of the public service.
    #[schema(example = "Staff are open with citizens about what they do, contribute, find out and decide.")]
    pub public_service: &'static str,
    /// What it asks of citizens.
    #[schema(example = "Citizens are open with staff about what they do, contribute and experience.")]
    pub citizens: &'static str,
    /// The section of the chapter it comes from.
    #[schema(example = "Public Value Model")]
    pub source: &'static str,
}

/// The criteria in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct GovernanceCriteria {
    /// The version; every check names the one it used.
    #[schema(example = "2026-1")]
    pub version: &'static str,
    /// How findings become verdicts, rule by rule.
    #[schema(example = json!(["Missing evidence is never met."]))]
    pub rules: &'static [&'static str],
    /// The principles, for both sides.
    pub principles: Vec<PrincipleView>,
    /// The criteria, by principle and side.
    pub criteria: Vec<CriterionView>,
}

impl From<&Criterion> for CriterionView {
    fn from(c: &Criterion) -> Self {
        CriterionView {
            code: c.code,
            principle: c.principle,
            side: c.side,
            answered_by: c.answered_by(),
            question: c.question,
            met: c.met,
            partly_met: c.partly_met,
            not_met: c.not_met,
            remedy: c.remedy,
            source: c.source,
            good_for_days: c.good_for_days,
            limits: c.limits,
        }
    }
}

impl GovernanceCriteria {
    /// The criteria in force.
    pub fn in_force() -> Self {
        let principles = Principle::ALL.iter().map(|&code| PrincipleView {
            code,
            label: code.term().label,
            definition: code.term().definition,
            public_service: criteria::asks(code, GovernanceSide::PublicService),
            citizens: criteria::asks(code, GovernanceSide::Citizens),
            source: code.term().source,
        });
        GovernanceCriteria {
            version: criteria::CRITERIA_VERSION,
            rules: RULES,
            principles: principles.collect(),
            criteria: criteria::all().map(CriterionView::from).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::governance::criteria::{all, cells, of};
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
