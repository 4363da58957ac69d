//! The two axes, each with its reasons down to the records.

use super::balance::shortfalls;
use super::{Known, Outcome, OutcomeFor, combine};
use crate::governance::codes::{GovernanceVerdict, PrincipleFinding};
use crate::governance::model::{Judgement, PrincipleResult};
use crate::public_value::codes::{OutcomesAxis, ValueKind};
use crate::public_value::model::{ValueCheck, ValueFor, ValueOutcomes, ValuePrinciples, ValueReason};
use crate::vocabulary::codes::Coded;

/// The axis of outcomes.
pub fn outcomes(known: &Known) -> ValueOutcomes {
    let all = &known.outcomes.all;
    let counts = |o: &&Outcome| o.priority || !known.prioritised() || o.verdict == OutcomesAxis::Worsened;
    let mut reasons: Vec<ValueReason> = all.iter().filter(counts).map(|o| known.says(o)).collect();
    // What is said of single outcomes is told above, with their records.
    let of_one = |text: &str| all.iter().any(|o| text.strip_prefix(o.title.as_str()).is_some_and(|rest| rest.starts_with(": ")));
    reasons.extend(known.outcomes.reasons.iter().filter(|text| !of_one(text)).map(|text| ValueReason::of(text.clone(), [])));
    ValueOutcomes {
        verdict: known.outcomes.verdict,
        reasons,
        harm: all.iter().any(|o| matches!(o.verdict, OutcomesAxis::Worsened | OutcomesAxis::Mixed)),
        values: ValueKind::ALL.iter().map(|kind| value_for(known, *kind)).collect(),
    }
}

fn value_for(known: &Known, kind: ValueKind) -> ValueFor {
    let of_kind = || known.outcomes.all.iter().filter(move |o| o.value_for == OutcomeFor::Value(kind));
    ValueFor { kind, verdict: combine(of_kind().map(|o| o.verdict)), reasons: of_kind().map(|o| known.says(o)).collect() }
}

/// The axis of governance principles.
pub fn principles(known: &Known) -> ValuePrinciples {
    let Some(checked) = &known.checked else {
        let text = "No governance check was made: whether the principles are kept is not assessed.";
        return ValuePrinciples {
            verdict: GovernanceVerdict::NotAssessed,
            reasons: vec![ValueReason::of(text, [known.path("/governance-checks")])],
            check: None,
            principles: Vec::new(),
            means: None,
        };
    };
    let path = known.path(&format!("/governance-checks/{}", checked.id));
    let mut reasons = vec![ValueReason::of(checked.now.reason.clone(), [path.clone()])];
    for principle in checked.now.principles.iter().filter(|p| p.priority.is_some()) {
        reasons.push(of_principle(principle, &path));
        // What breaks a principle is told here in full; what merely falls short is a reservation.
        if principle.finding == PrincipleFinding::NotMet {
            reasons.extend(shortfalls(known, principle));
        }
    }
    ValuePrinciples {
        verdict: checked.now.verdict,
        reasons,
        check: Some(ValueCheck {
            id: checked.id,
            path,
            checked_at: checked.checked_at,
            criteria_version: checked.criteria_version.clone(),
            verdict_then: checked.verdict_then,
            record_changed_since: checked.record_changed_since,
        }),
        principles: checked.now.summary(),
        means: Some(checked.now.means.clone()),
    }
}

fn of_principle(principle: &PrincipleResult, check: &str) -> ValueReason {
    // A breach rests on what shows it; everything else on all that was found.
    let broken = principle.finding == PrincipleFinding::NotMet;
    let decides = |j: &&Judgement| match j.finding {
        PrincipleFinding::NotMet => j.counts,
        PrincipleFinding::Met | PrincipleFinding::PartlyMet => j.counts && !broken,
        PrincipleFinding::NotAssessed | PrincipleFinding::NotApplicable => false,
    };
    let judgements = principle.sides.iter().flat_map(|s| &s.criteria).flat_map(|c| [&c.record, &c.people]).flatten();
    let deciding = judgements.filter(decides);
    let mut records: Vec<String> = deciding.flat_map(|j| &j.evidence).filter_map(|e| e.uri.clone()).collect();
    records.sort();
    records.dedup();
    records.insert(0, check.to_owned());
    ValueReason::of(
        format!("{}: {}. {}", principle.principle.term().label, principle.finding.term().label.to_lowercase(), principle.reason),
        records,
    )
}
