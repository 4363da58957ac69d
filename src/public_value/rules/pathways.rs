//! "Co-production therefore plays four major roles in this Public Value Model."

use super::{Known, Outcome, OutcomeFor, combine};
use crate::governance::codes::{GovernanceVerdict, PrincipleFinding};
use crate::governance::model::CriterionResult;
use crate::governance::record::Giver;
use crate::initiatives::PublicValueRole;
use crate::public_value::codes::{OutcomesAxis, PathwaySupport};
use crate::public_value::model::{Pathway, ValueReason};
use crate::vocabulary::codes::Coded;

/// The four roles, with what supports each.
pub fn pathways(known: &Known) -> Vec<Pathway> {
    PublicValueRole::ALL.iter().map(|role| pathway(known, *role)).collect()
}

fn pathway(known: &Known, role: PublicValueRole) -> Pathway {
    let on_it: Vec<&Outcome> = known.outcomes.all.iter().filter(|o| takes(known, o, role)).collect();
    let named = known.about.roles.contains(&role);
    let mut reasons: Vec<ValueReason> = on_it.iter().map(|o| known.says(o)).collect();
    let mut support = match combine(on_it.iter().map(|o| o.verdict)) {
        // A role that some outcomes show is shown, and the losses stand beside it.
        OutcomesAxis::Achieved | OutcomesAxis::Mixed => PathwaySupport::Shown,
        OutcomesAxis::Worsened => PathwaySupport::Contradicted,
        _ if !on_it.is_empty() => PathwaySupport::AimedAt,
        _ if named => PathwaySupport::Named,
        _ => PathwaySupport::NotClaimed,
    };
    match role {
        PublicValueRole::BetterServices => by_services(known, &mut support, &mut reasons),
        PublicValueRole::OutcomesWithoutService => without_service(known, &mut support, &mut reasons),
        PublicValueRole::Resilience => {}
        PublicValueRole::GovernancePrinciples => by_principles(known, &mut support, &mut reasons),
    }
    if named {
        reasons.push(ValueReason::of("The initiative names this role.", [known.path("")]));
    }
    Pathway { role, support, reasons }
}

/// Whether an outcome goes this way: as it says itself, or else by what it is for and whether a
/// formal service carries it.
fn takes(known: &Known, outcome: &Outcome, role: PublicValueRole) -> bool {
    let inferred = match outcome.value_for {
        OutcomeFor::Resilience(_) => Some(PublicValueRole::Resilience),
        OutcomeFor::Governance => Some(PublicValueRole::GovernancePrinciples),
        OutcomeFor::Value(_) | OutcomeFor::Efficiency => match known.about.formal_service {
            Some(true) => Some(PublicValueRole::BetterServices),
            Some(false) => Some(PublicValueRole::OutcomesWithoutService),
            None => None,
        },
    };
    outcome.pathway.or(inferred) == Some(role)
}

fn gives(known: &Known, giver: Giver) -> Vec<String> {
    known.record.of(giver).map(|c| known.path(&format!("/contributions/{}", c.id))).collect()
}

/// "Through making better use of the contributions of citizens."
fn by_services(known: &Known, support: &mut PathwaySupport, reasons: &mut Vec<ValueReason>) {
    let citizens = gives(known, Giver::Citizens);
    match known.about.formal_service {
        Some(false) if *support != PathwaySupport::NotClaimed => {
            *support = PathwaySupport::Contradicted;
            reasons.push(ValueReason::of("The initiative says that no formal service carries it.", [known.path("")]));
        }
        Some(true) => reasons.push(ValueReason::of("A commissioned service carries it.", [known.path("")])),
        _ => {}
    }
    if *support == PathwaySupport::Shown && citizens.is_empty() {
        *support = PathwaySupport::AimedAt;
        reasons.push(ValueReason::of(
            "No contribution of citizens is on record, so the outcome is not shown to come through co-production.",
            [known.path("/contributions")],
        ));
    } else if !citizens.is_empty() && *support != PathwaySupport::NotClaimed {
        reasons.push(ValueReason::of(format!("Contributions of citizens: {}.", citizens.len()), citizens));
    }
}

/// "Citizen co-producers who help public service organisations but without the need for formal
/// public services."
fn without_service(known: &Known, support: &mut PathwaySupport, reasons: &mut Vec<ValueReason>) {
    if *support == PathwaySupport::NotClaimed {
        return;
    }
    if known.about.formal_service == Some(true) {
        *support = PathwaySupport::Contradicted;
        reasons.push(ValueReason::of("The initiative says that a formal service carries it.", [known.path("")]));
    }
    let (citizens, public) = (gives(known, Giver::Citizens), gives(known, Giver::PublicService));
    if *support == PathwaySupport::Shown && (citizens.is_empty() || public.is_empty()) {
        *support = PathwaySupport::AimedAt;
        let text = "Not both sides contribute on record: achieved by one side alone it would not be co-production.";
        reasons.push(ValueReason::of(text, [known.path("/contributions")]));
    } else if !citizens.is_empty() && !public.is_empty() {
        let text = format!("Contributions of citizens: {}; public help: {}.", citizens.len(), public.len());
        reasons.push(ValueReason::of(text, citizens.into_iter().chain(public)));
    }
}

/// "Help to formulate public governance principles, decide the priority between them, and ensure
/// that they are adhered to […] and must itself be practised in accordance with these principles."
fn by_principles(known: &Known, support: &mut PathwaySupport, reasons: &mut Vec<ValueReason>) {
    let Some(checked) = &known.checked else { return };
    let path = known.path(&format!("/governance-checks/{}", checked.id));
    let criteria: Vec<&CriterionResult> = checked.now.principles.iter().flat_map(|p| &p.sides).flat_map(|s| &s.criteria).collect();
    let met = |code: &str| criteria.iter().any(|c| c.criterion == code && c.finding == PrincipleFinding::Met);
    let prioritised = met("priorities_set_with_citizens");
    let watched = met("assessed_with_citizens");
    if prioritised {
        reasons.push(ValueReason::of("Citizens took part in deciding the priority between the principles.", [path.clone()]));
    }
    if watched {
        reasons.push(ValueReason::of("Citizens take part in assessing, which watches that principles are adhered to.", [path.clone()]));
    }
    let kept = matches!(checked.now.verdict, GovernanceVerdict::Upheld | GovernanceVerdict::PartlyUpheld);
    if checked.now.verdict == GovernanceVerdict::Broken {
        *support = PathwaySupport::Contradicted;
        let text = "Co-production must itself be practised in accordance with these principles, and one is broken.";
        reasons.push(ValueReason::of(text, [path]));
    } else if kept && (prioritised || watched) && *support != PathwaySupport::Contradicted {
        *support = PathwaySupport::Shown;
    }
}
