//! What several results come to (Public Value Model: the balance of priority outcomes).

use super::model::*;
use crate::outcomes::indicators::Indicator;
use crate::outcomes::model::*;
use crate::vocabulary::codes::Coded;

/// Whether a result is what was wanted.
fn is_wanted(result: AssessmentResult) -> bool {
    matches!(result, AssessmentResult::Improved | AssessmentResult::Maintained)
}

/// What several results come to. Those without evidence say nothing; mixed when they point in
/// opposite directions; harm is never averaged away.
pub fn combine(results: impl IntoIterator<Item = AssessmentResult>) -> AssessmentResult {
    use AssessmentResult::*;
    let known: Vec<_> = results.into_iter().filter(|result| *result != InsufficientEvidence).collect();
    let has = |one: AssessmentResult| known.contains(&one);
    if known.is_empty() {
        InsufficientEvidence
    } else if has(Mixed) || (has(Worsened) && known.iter().any(|result| is_wanted(*result))) {
        Mixed
    } else if has(Worsened) {
        Worsened
    } else if has(Improved) {
        Improved
    } else if has(Maintained) {
        Maintained
    } else {
        Unchanged
    }
}

/// The latest of an indicator's assessments: of the period that ends last.
fn latest<'a>(indicator: &Indicator, assessed: &'a [Assessed]) -> Option<&'a Assessed> {
    assessed.iter().filter(|one| one.indicator_id == indicator.id).max_by_key(|one| (one.period_ends_on, one.assessment_id))
}

/// A mixed result need not hold harm: citizens and staff may differ on whether anything moved.
fn harm(of: &Assessed) -> bool {
    let views = [&of.citizen_view, &of.staff_view].into_iter().flatten().map(|view| view.0.result);
    views.chain([of.result]).any(|result| result == AssessmentResult::Worsened)
}

fn indicator(of: &Indicator, assessed: &[Assessed]) -> IndicatorSummary {
    let latest = latest(of, assessed);
    IndicatorSummary {
        indicator_id: of.id,
        title: of.body.title.clone(),
        result: latest.map_or(AssessmentResult::InsufficientEvidence, |one| one.result),
        target_met: latest.map(|one| one.target_met),
        evidence_strength: latest.map(|one| one.evidence_strength),
        co_assessed: latest.map(|one| one.co_assessed),
        assessment_id: latest.map(|one| one.assessment_id),
        period_id: latest.map(|one| one.period_id),
        assessed_on: latest.and_then(|one| one.assessed_on),
        outdated: latest.is_some_and(|one| one.assessed_version != one.period_version),
        harm: latest.is_some_and(harm),
    }
}

/// What the indicators of one outcome come to.
pub fn outcome(of: &Outcome, indicators: &[Indicator], assessed: &[Assessed]) -> OutcomeSummary {
    let indicators: Vec<_> = indicators.iter().filter(|one| one.body.outcome_id == of.id).map(|one| indicator(one, assessed)).collect();
    let mut reasons = Vec::new();
    if indicators.is_empty() {
        reasons.push("It has no indicator to show by.".to_owned());
    } else {
        let counts: Vec<String> = AssessmentResult::ALL
            .iter()
            .filter_map(|result| match indicators.iter().filter(|one| one.result == *result).count() {
                0 => None,
                n => Some(format!("{n} {}", result.term().label.to_lowercase())),
            })
            .collect();
        reasons.push(format!("Of {}: {}.", counted(indicators.len(), "indicator"), counts.join(", ")));
    }
    for one in indicators.iter().filter(|one| one.outdated) {
        reasons.push(format!("{}: the period was changed after it was assessed; assess it again.", one.title));
    }
    OutcomeSummary {
        outcome_id: of.id,
        title: of.body.title.clone(),
        kind: of.body.kind,
        priority: of.body.priority,
        result: combine(indicators.iter().map(|one| one.result)),
        harm: indicators.iter().any(|one| one.harm),
        reasons,
        indicators,
    }
}

fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// What all outcomes come to. Public value is about priority outcomes, so these decide where there
/// are any; but ends do not justify means, and harm to another outcome turns a good verdict into a
/// mixed one.
pub fn verdict(outcomes: Vec<OutcomeSummary>) -> OutcomeVerdict {
    let prioritised = outcomes.iter().any(|one| one.priority);
    let counts = |one: &OutcomeSummary| one.priority || !prioritised;
    let counting: Vec<&OutcomeSummary> = outcomes.iter().filter(|one| counts(one)).collect();
    let harmed: Vec<&OutcomeSummary> = outcomes.iter().filter(|one| !counts(one) && one.result == AssessmentResult::Worsened).collect();
    let mut verdict = combine(counting.iter().map(|one| one.result));
    let mut reasons = Vec::new();
    if outcomes.is_empty() {
        reasons.push("No outcome is on record.".to_owned());
    } else if !prioritised {
        reasons.push("No outcome has priority, so all of them count; public value is about priority outcomes.".to_owned());
    }
    reasons.extend(counting.iter().map(|one| format!("{}: {}.", one.title, one.result.term().label.to_lowercase())));
    if !harmed.is_empty() && is_wanted(verdict) {
        verdict = AssessmentResult::Mixed;
    }
    reasons.extend(harmed.iter().map(|one| format!("{}: worsened. It has no priority, but harm counts.", one.title)));
    let with_evidence = counting.iter().filter(|one| one.result != AssessmentResult::InsufficientEvidence).count();
    if with_evidence > 0 && with_evidence < counting.len() {
        reasons.push(format!(
            "{} of {} have evidence; the others say nothing for or against.",
            with_evidence,
            counted(counting.len(), "outcome")
        ));
    }
    let rests_on: Vec<(&OutcomeSummary, &IndicatorSummary)> = counting
        .iter()
        .chain(&harmed)
        .flat_map(|outcome| outcome.indicators.iter().map(move |indicator| (*outcome, indicator)))
        .filter(|(_, indicator)| indicator.assessment_id.is_some())
        .collect();
    let evident = || rests_on.iter().filter(|(_, indicator)| indicator.result != AssessmentResult::InsufficientEvidence);
    let weakest_evidence = evident().filter_map(|(_, indicator)| indicator.evidence_strength).min();
    if weakest_evidence == Some(EvidenceStrength::Weak) {
        reasons.push("Some of this rests on weak evidence.".to_owned());
    }
    let records = rests_on
        .iter()
        .filter_map(|(outcome, indicator)| {
            Some(VerdictRecord {
                resource: "outcome-assessments",
                id: indicator.assessment_id?,
                outcome_id: outcome.outcome_id,
                result: indicator.result,
            })
        })
        .collect();
    OutcomeVerdict {
        verdict,
        reasons,
        records,
        outcomes_counted: counting.len(),
        outcomes_with_evidence: with_evidence,
        weakest_evidence,
        co_assessed: evident().any(|(_, indicator)| indicator.co_assessed == Some(true)),
        outcomes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::Id;
    use AssessmentResult::*;

    #[test]
    fn results_that_point_in_opposite_directions_are_mixed_and_harm_is_never_averaged_away() {
        for (case, results, want) in [
            ("nothing", vec![], InsufficientEvidence),
            ("no evidence is never a verdict", vec![InsufficientEvidence, InsufficientEvidence], InsufficientEvidence),
            ("no evidence says nothing against", vec![Improved, InsufficientEvidence], Improved),
            ("all wanted", vec![Improved, Maintained], Improved),
            ("all kept", vec![Maintained, Unchanged], Maintained),
            ("some did not move", vec![Improved, Unchanged], Improved),
            ("nothing moved", vec![Unchanged, Unchanged], Unchanged),
            ("opposite directions", vec![Improved, Worsened, Improved], Mixed),
            ("kept here, lost there", vec![Maintained, Worsened], Mixed),
            ("harm beside what did not move", vec![Unchanged, Worsened], Worsened),
            ("mixed stays mixed", vec![Improved, Mixed], Mixed),
        ] {
            assert_eq!(combine(results), want, "{case}");
        }
    }

    fn summary(title: &str, priority: bool, result: AssessmentResult) -> OutcomeSummary {
        let n = title.bytes().map(u128::from).sum();
        let indicator = IndicatorSummary {
            indicator_id: Id::fixed(n),
            title: title.into(),
            result,
            target_met: Some(TargetMet::NoTarget),
            evidence_strength: Some(EvidenceStrength::Moderate),
            co_assessed: Some(true),
            assessment_id: Some(Id::fixed(n)),
            period_id: Some(Id::fixed(n)),
            assessed_on: None,
            outdated: false,
            harm: result == AssessmentResult::Worsened,
        };
        OutcomeSummary {
            outcome_id: Id::fixed(n),
            title: title.into(),
            kind: OutcomeKind::User,
            priority,
            result,
            harm: result == AssessmentResult::Worsened,
            reasons: Vec::new(),
            indicators: vec![indicator],
        }
    }

    #[test]
    fn priority_outcomes_decide_and_harm_counts_wherever_it_falls() {
        for (case, outcomes, want, counted, records) in [
            ("none on record", vec![], InsufficientEvidence, 0, 0),
            ("no priorities: all count", vec![summary("a", false, Improved), summary("b", false, Worsened)], Mixed, 2, 2),
            ("the priority decides", vec![summary("a", true, Improved), summary("b", false, Unchanged)], Improved, 1, 1),
            ("harm to another outcome", vec![summary("a", true, Improved), summary("b", false, Worsened)], Mixed, 1, 2),
            ("a gain elsewhere makes nothing good", vec![summary("a", true, Worsened), summary("b", false, Improved)], Worsened, 1, 1),
            (
                "no evidence for the priority",
                vec![summary("a", true, InsufficientEvidence), summary("b", false, Improved)],
                InsufficientEvidence,
                1,
                1,
            ),
        ] {
            let found = verdict(outcomes);
            assert_eq!(
                (found.verdict, found.outcomes_counted, found.records.len()),
                (want, counted, records),
                "{case}: {:?}",
                found.reasons
            );
            assert_eq!(found.co_assessed, found.weakest_evidence.is_some(), "{case}");
        }
    }
}
