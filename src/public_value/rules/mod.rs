//! The Public Value Model as rules. Pure: no database, no HTTP, no clock.

mod axes;
mod balance;
mod pathways;
#[cfg(test)]
mod tests;
mod views;

use super::codes::{OutcomesAxis, ValueKind};
use super::model::{PublicValue, ValueReason};
use crate::governance::codes::GovernanceVerdict;
use crate::governance::model::Weighed;
use crate::governance::record::Record;
use crate::initiatives::{BehaviourChange, CivilSocietyLink, KnowledgeDomain, PublicValueRole, ServiceArea, Stage};
use crate::outcomes::ResilienceLevel;
use crate::platform::db::{Day, Id, Instant};

/// For whom, or for what, an outcome is of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeFor {
    /// Users, communities or businesses.
    Value(ValueKind),
    /// The same outcome with less, or a better one with as much.
    Efficiency,
    /// The capacity to cope with disruption; at which level, where it is said.
    Resilience(Option<ResilienceLevel>),
    /// Governance principles as outcomes of their own.
    Governance,
}

/// One outcome and what its assessments come to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its record.
    pub id: Id,
    /// What should become better or stay good.
    pub title: String,
    /// For whom.
    pub value_for: OutcomeFor,
    /// Whether it is a priority.
    pub priority: bool,
    /// The role of co-production by which it is to be reached.
    pub pathway: Option<PublicValueRole>,
    /// The body that mediated between demands to arrive at it.
    pub mediated_by: Option<String>,
    /// When that was.
    pub mediated_on: Option<Day>,
    /// Whether citizens took part in that.
    pub citizens_took_part: Option<bool>,
    /// What its latest assessments come to.
    pub verdict: OutcomesAxis,
    /// The same as a word of the assessments, such as "maintained".
    pub result: String,
    /// The assessments.
    pub assessments: Vec<Id>,
    /// Whether figures changed after they were assessed.
    pub outdated: bool,
}

/// What all outcomes come to.
#[derive(Clone, Debug)]
pub struct Outcomes {
    /// The verdict over the priority outcomes, or over all when none is a priority.
    pub verdict: OutcomesAxis,
    /// How it came about.
    pub reasons: Vec<String>,
    /// Whether some of it rests on weak evidence.
    pub weak: bool,
    /// Outcome by outcome.
    pub all: Vec<Outcome>,
}

/// The newest governance check, read again for today.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The check.
    pub id: Id,
    /// When it was made.
    pub checked_at: Instant,
    /// The version of the criteria it used.
    pub criteria_version: String,
    /// Its verdict then.
    pub verdict_then: GovernanceVerdict,
    /// Whether the initiative's record changed since.
    pub record_changed_since: bool,
    /// Its findings as their evidence stands today.
    pub now: Weighed,
}

/// What the initiative says of itself.
#[derive(Clone, Debug)]
pub struct About {
    /// How cause and effect can be known.
    pub knowledge_domain: Option<KnowledgeDomain>,
    /// Whether a commissioned service carries it.
    pub formal_service: Option<bool>,
    /// The roles in public value that it names.
    pub roles: Vec<PublicValueRole>,
    /// How it is intertwined with behaviour change.
    pub behaviour_change: Option<BehaviourChange>,
    /// What flows between it and civil society.
    pub civil_society_link: Option<CivilSocietyLink>,
    /// Its stage.
    pub stage: Stage,
    /// The field of public service.
    pub service_area: Option<ServiceArea>,
    /// The places it covers.
    pub localities: Vec<String>,
}

/// All that the answer is drawn from.
#[derive(Clone, Debug)]
pub struct Known {
    /// What the initiative says of itself.
    pub about: About,
    /// Its outcomes.
    pub outcomes: Outcomes,
    /// Its newest governance check; `None` when none was made.
    pub checked: Option<Checked>,
    /// Its record, as the governance criteria look at it.
    pub record: Record,
}

impl Known {
    fn path(&self, part: &str) -> String {
        format!("/v1/initiatives/{}{part}", self.record.id)
    }

    /// An outcome's record and those of its assessments.
    fn records_of(&self, outcome: &Outcome) -> Vec<String> {
        let assessments = outcome.assessments.iter().map(|id| self.path(&format!("/outcome-assessments/{id}")));
        std::iter::once(self.path(&format!("/outcomes/{}", outcome.id))).chain(assessments).collect()
    }

    /// Whether any outcome is a priority; if none is, all of them count.
    fn prioritised(&self) -> bool {
        self.outcomes.all.iter().any(|o| o.priority)
    }

    /// How an outcome stands, with its records.
    fn says(&self, outcome: &Outcome) -> ValueReason {
        let priority = if outcome.priority || !self.prioritised() { "" } else { " (no priority)" };
        let harm = if outcome.verdict == OutcomesAxis::Worsened { " Harm counts." } else { "" };
        ValueReason::of(format!("{}{priority}: {}.{harm}", outcome.title, outcome.result), self.records_of(outcome))
    }

    fn governance_verdict(&self) -> GovernanceVerdict {
        self.checked.as_ref().map_or(GovernanceVerdict::NotAssessed, |c| c.now.verdict)
    }
}

/// What several outcomes come to. Losses are never averaged away.
fn combine(verdicts: impl IntoIterator<Item = OutcomesAxis>) -> OutcomesAxis {
    use OutcomesAxis::*;
    let known: Vec<_> = verdicts.into_iter().filter(|v| *v != InsufficientEvidence).collect();
    let has = |one| known.contains(&one);
    match () {
        () if has(Mixed) || (has(Worsened) && (has(Achieved) || has(Contested))) => Mixed,
        () if has(Worsened) => Worsened,
        () if has(Contested) => Contested,
        () if has(Achieved) => Achieved,
        () if has(Unchanged) => Unchanged,
        () => InsufficientEvidence,
    }
}

/// The public value of an initiative.
pub fn public_value(known: &Known) -> PublicValue {
    let outcomes = axes::outcomes(known);
    let governance = axes::principles(known);
    let (balance, reason) = balance::balance(outcomes.verdict, governance.verdict);
    PublicValue {
        initiative_id: known.record.id,
        as_of: known.record.today,
        balance,
        reason: reason.to_owned(),
        reservations: balance::reservations(known, balance),
        would_change: balance::would_change(outcomes.verdict, governance.verdict),
        pathways: pathways::pathways(known),
        strategic_triangle: views::triangle(known),
        resilience: views::resilience(known),
        context: views::context(&known.about),
        outcomes,
        governance,
    }
}
