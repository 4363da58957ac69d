//! "We define public value as the balance between the achievement of priority public quality of
//! life outcomes and priority public governance principles."

use super::Known;
use crate::governance::codes::{GovernanceVerdict, PrincipleFinding};
use crate::governance::model::{CriterionResult, PrincipleResult, SideResult};
use crate::public_value::codes::{Balance, OutcomesAxis};
use crate::public_value::model::ValueReason;
use crate::vocabulary::codes::Coded;

/// The balance of both axes, and why.
pub fn balance(outcomes: OutcomesAxis, governance: GovernanceVerdict) -> (Balance, &'static str) {
    use GovernanceVerdict::{Broken, NotAssessed, PartlyUpheld, Upheld};
    use OutcomesAxis::{Achieved, Contested, InsufficientEvidence, Mixed, Unchanged, Worsened};
    match (outcomes, governance) {
        (Achieved, Upheld) => {
            (Balance::CreatingValue, "Priority outcomes are achieved in full accord with the priority governance principles.")
        }
        (Achieved, PartlyUpheld) => (
            Balance::CreatingValue,
            "Priority outcomes are achieved and no priority principle is broken; but not yet in full accord with all of them: see the reservations.",
        ),
        (Achieved, Broken) => (
            Balance::ValueAtRisk,
            "Priority outcomes are achieved, but a priority governance principle is broken: the ends do not justify the means, so this is not creating public value.",
        ),
        (Achieved, NotAssessed) => (
            Balance::InsufficientEvidence,
            "Priority outcomes are achieved, but whether the priority governance principles are kept is not assessed: outcomes alone are not public value.",
        ),
        (Mixed, Broken) => (
            Balance::ReducingValue,
            "Some outcomes became worse and a priority governance principle is broken: value is lost on both axes.",
        ),
        (Mixed, _) => (Balance::ValueAtRisk, "Some outcomes became better and others worse: harm counts, and gains do not make up for it."),
        (Contested, Broken) => (
            Balance::ValueAtRisk,
            "Citizens and staff differ on whether outcomes became better, and a priority governance principle is broken: whoever is right, the ends do not justify the means.",
        ),
        (Contested, Upheld | PartlyUpheld) => (
            Balance::PrincipledUnproven,
            "Priority governance principles are kept, but citizens and staff differ on whether outcomes became better.",
        ),
        (Contested, NotAssessed) => (
            Balance::InsufficientEvidence,
            "Citizens and staff differ on whether outcomes became better, and whether the priority governance principles are kept is not assessed.",
        ),
        (Unchanged, Broken) => (
            Balance::ReducingValue,
            "Outcomes did not move and a priority governance principle is broken: a misapplication of co-production reduces public value.",
        ),
        (Unchanged, Upheld | PartlyUpheld) => {
            (Balance::PrincipledUnproven, "Priority governance principles are kept, but outcomes have not moved.")
        }
        (Unchanged, NotAssessed) => (
            Balance::InsufficientEvidence,
            "Outcomes have not moved, and whether the priority governance principles are kept is not assessed.",
        ),
        (Worsened, Broken) => (Balance::ReducingValue, "Outcomes became worse and a priority governance principle is broken."),
        (Worsened, _) => (Balance::ReducingValue, "Outcomes became worse: harm counts, however it was meant and done."),
        (InsufficientEvidence, Broken) => (
            Balance::ValueAtRisk,
            "A priority governance principle is broken, and outcomes are not known: whatever they prove to be, the ends do not justify the means.",
        ),
        (InsufficientEvidence, Upheld | PartlyUpheld) => {
            (Balance::PrincipledUnproven, "Priority governance principles are kept, but there is no sufficient evidence of outcomes yet.")
        }
        (InsufficientEvidence, NotAssessed) => {
            (Balance::InsufficientEvidence, "Neither outcomes nor governance principles have sufficient evidence.")
        }
    }
}

/// What would change the balance.
pub fn would_change(outcomes: OutcomesAxis, governance: GovernanceVerdict) -> Vec<String> {
    let mut all = Vec::new();
    match outcomes {
        OutcomesAxis::Achieved => all.push("An outcome that becomes worse would end it: harm counts."),
        OutcomesAxis::Mixed | OutcomesAxis::Worsened => {
            all.push("The outcomes that became worse would have to recover, or what does harm to stop.")
        }
        OutcomesAxis::Contested => {
            all.push("Citizens and staff would have to look at what each sees and come to one judgement, or measure further.")
        }
        OutcomesAxis::Unchanged => all.push("Priority outcomes would have to improve, or what is tried to be redesigned."),
        OutcomesAxis::InsufficientEvidence => all.push("Priority outcomes would have to be measured and assessed."),
    }
    match governance {
        GovernanceVerdict::Upheld | GovernanceVerdict::PartlyUpheld => {
            all.push("A broken priority principle would end it, whatever the outcomes.");
        }
        GovernanceVerdict::Broken => {
            all.push("The broken principle would have to be mended and the principles checked again; better outcomes would not do.")
        }
        GovernanceVerdict::NotAssessed => {
            all.push("The priority governance principles would have to be checked, with evidence that still counts.")
        }
    }
    all.into_iter().map(str::to_owned).collect()
}

/// What holds the result back.
pub fn reservations(known: &Known, balance: Balance) -> Vec<ValueReason> {
    let mut all = Vec::new();
    let outcomes = &known.outcomes;
    if outcomes.weak {
        all.push(ValueReason::of("Some of the outcomes rest on weak evidence.", []));
    }
    if !outcomes.all.is_empty() && outcomes.all.iter().all(|o| !o.priority) {
        let records = outcomes.all.iter().map(|o| known.path(&format!("/outcomes/{}", o.id)));
        all.push(ValueReason::of("No outcome is a priority; public value is about priority outcomes.", records));
    }
    for o in outcomes.all.iter().filter(|o| o.outdated) {
        all.push(ValueReason::of(
            format!("{}: figures changed after they were assessed; assess them again.", o.title),
            known.records_of(o),
        ));
    }
    for o in outcomes.all.iter().filter(|o| o.priority && o.mediated_by.is_none()) {
        all.push(ValueReason::of(
            format!("{}: who mediated between the demands of stakeholders to make it a priority is not on record.", o.title),
            [known.path(&format!("/outcomes/{}", o.id))],
        ));
    }
    if let Some(checked) = &known.checked {
        let path = known.path(&format!("/governance-checks/{}", checked.id));
        if checked.record_changed_since {
            all.push(ValueReason::of("The record changed after the governance check; check again.", [path.clone()]));
        }
        if checked.now.verdict != checked.verdict_then {
            let (then, now) = (checked.verdict_then.term().label, checked.now.verdict.term().label);
            all.push(ValueReason::of(
                format!("Evidence is past its date: the check said {then}, and now says {now}. Check again."),
                [path],
            ));
        }
        for principle in checked.now.principles.iter().filter(|p| p.priority.is_some()) {
            all.extend(shortfalls(known, principle));
            all.extend(open(known, principle));
        }
        for principle in &checked.now.means.broken_outside_priorities {
            let path = known.path(&format!("/governance-checks/{}", checked.id));
            all.push(ValueReason::of(format!("{} is broken too, though it is no priority.", principle.term().label), [path]));
        }
    }
    if balance == Balance::CreatingValue && known.checked.as_ref().is_some_and(|c| c.now.verdict == GovernanceVerdict::PartlyUpheld) {
        let text = "Co-production must be implemented in full accord with public governance principles: what is met only in part has to be mended.";
        all.insert(0, ValueReason::of(text, []));
    }
    all
}

fn place(principle: &PrincipleResult, side: &SideResult) -> String {
    format!("{}, {}", principle.principle.term().label, side.side.term().label.to_lowercase())
}

/// The criteria of a principle for which there is no evidence that counts.
fn open(known: &Known, principle: &PrincipleResult) -> Vec<ValueReason> {
    let open_of = |side: &SideResult| -> Option<ValueReason> {
        let open: Vec<&str> =
            side.criteria.iter().filter(|c| c.finding == PrincipleFinding::NotAssessed).map(|c| c.question.as_str()).collect();
        // People who speak of the whole have answered what only they can.
        if open.is_empty() || side.finding == PrincipleFinding::Met {
            return None;
        }
        let text = format!("{}: no evidence that counts yet for: {}", place(principle, side), open.join(" "));
        Some(ValueReason::of(text, evidence(known, None)))
    };
    principle.sides.iter().filter_map(open_of).collect()
}

/// The criteria of a principle that fall short, with what to do and their evidence.
pub fn shortfalls(known: &Known, principle: &PrincipleResult) -> Vec<ValueReason> {
    let falls_short = |c: &&CriterionResult| matches!(c.finding, PrincipleFinding::NotMet | PrincipleFinding::PartlyMet);
    let mut all = Vec::new();
    for side in &principle.sides {
        let place = place(principle, side);
        for c in side.criteria.iter().filter(falls_short) {
            let deciding = [&c.people, &c.record].into_iter().flatten().find(|j| j.counts && j.finding == c.finding);
            let remedy = c.remedy.as_deref().map_or(String::new(), |r| format!(" Remedy: {r}"));
            let text = format!("{place}: {} {}. {}{remedy}", c.question, c.finding.term().label, c.reason);
            all.push(ValueReason::of(text, evidence(known, deciding)));
        }
        if let Some(whole) =
            side.people.as_ref().filter(|j| j.counts && matches!(j.finding, PrincipleFinding::NotMet | PrincipleFinding::PartlyMet))
        {
            let text = format!("{place}: {} as a whole. {}", whole.finding.term().label.to_lowercase(), whole.reason);
            all.push(ValueReason::of(text, evidence(known, Some(whole))));
        }
    }
    all
}

/// The records that a judgement rests on, and the check it stands in.
fn evidence(known: &Known, judgement: Option<&crate::governance::model::Judgement>) -> Vec<String> {
    let check = known.checked.iter().map(|c| known.path(&format!("/governance-checks/{}", c.id)));
    let uris = judgement.into_iter().flat_map(|j| &j.evidence).filter_map(|e| e.uri.clone());
    check.chain(uris).collect()
}
