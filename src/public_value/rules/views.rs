//! Views of the same records: Moore's strategic triangle, resilience, context.

use super::{About, Known, Outcome, OutcomeFor, combine};
use crate::governance::codes::GovernanceVerdict;
use crate::governance::record::{Contribution, Giver, Phase};
use crate::initiatives::KnowledgeDomain;
use crate::outcomes::ResilienceLevel;
use crate::public_value::codes::{OutcomesAxis, Standing, TriangleCorner};
use crate::public_value::model::{ResilienceView, TriangleView, ValueContext, ValueReason};
use crate::vocabulary::codes::Coded;

/// Moore's strategic triangle: "our Public Value Model is consistent with Moore's 'strategic
/// triangle', while giving more detail and being more operational".
pub fn triangle(known: &Known) -> Vec<TriangleView> {
    [valued(known), legitimate(known), capable(known)]
        .into_iter()
        .zip(TriangleCorner::ALL)
        .map(|((standing, reasons), corner)| TriangleView { corner: *corner, standing, reasons })
        .collect()
}

fn valued(known: &Known) -> (Standing, Vec<ValueReason>) {
    let valued = |o: &&Outcome| matches!(o.value_for, OutcomeFor::Value(_) | OutcomeFor::Efficiency);
    let outcomes: Vec<_> = known.outcomes.all.iter().filter(valued).collect();
    let standing = match combine(outcomes.iter().map(|o| o.verdict)) {
        OutcomesAxis::Achieved => Standing::InPlace,
        OutcomesAxis::Mixed | OutcomesAxis::Contested => Standing::InPart,
        OutcomesAxis::Unchanged | OutcomesAxis::Worsened => Standing::NotInPlace,
        OutcomesAxis::InsufficientEvidence => Standing::Unknown,
    };
    let mut reasons: Vec<_> = outcomes.into_iter().map(|o| known.says(o)).collect();
    if reasons.is_empty() {
        reasons.push(ValueReason::of(
            "No outcome of user, social or economic value or of efficiency is on record.",
            [known.path("/outcomes")],
        ));
    }
    (standing, reasons)
}

fn legitimate(known: &Known) -> (Standing, Vec<ValueReason>) {
    let priorities: Vec<_> = known.outcomes.all.iter().filter(|o| o.priority).collect();
    let mediated = |o: &&&Outcome| o.mediated_by.is_some() && o.citizens_took_part == Some(true);
    let full = priorities.iter().filter(mediated).count();
    let some = priorities.iter().filter(|o| o.mediated_by.is_some() || o.citizens_took_part == Some(true)).count();
    let verdict = known.governance_verdict();
    let standing = match verdict {
        GovernanceVerdict::Broken => Standing::NotInPlace,
        GovernanceVerdict::Upheld if !priorities.is_empty() && full == priorities.len() => Standing::InPlace,
        GovernanceVerdict::Upheld | GovernanceVerdict::PartlyUpheld => Standing::InPart,
        GovernanceVerdict::NotAssessed if some > 0 => Standing::InPart,
        GovernanceVerdict::NotAssessed => Standing::Unknown,
    };
    let check = known.checked.iter().map(|c| known.path(&format!("/governance-checks/{}", c.id)));
    let mut reasons = vec![ValueReason::of(format!("Governance principles: {}.", verdict.term().label.to_lowercase()), check)];
    reasons.extend(priorities.iter().map(|o| mediation(known, o)));
    if priorities.is_empty() {
        let text = "No priority outcome is on record, so no demand is shown to have been politically mediated into a need.";
        reasons.push(ValueReason::of(text, [known.path("/outcomes")]));
    }
    (standing, reasons)
}

/// "The expressed demands of different stakeholders must be politically mediated to arrive at
/// publicly defined 'needs'."
fn mediation(known: &Known, outcome: &Outcome) -> ValueReason {
    let by = outcome.mediated_by.as_deref().map_or("who mediated it is not on record".to_owned(), |by| format!("mediated by {by}"));
    let on = outcome.mediated_on.map_or(String::new(), |day| format!(" on {day}"));
    let with = match outcome.citizens_took_part {
        Some(true) => ", with citizens taking part",
        Some(false) => ", without citizens taking part",
        None => ", and whether citizens took part is not on record",
    };
    ValueReason::of(format!("{}: {by}{on}{with}.", outcome.title), [known.path(&format!("/outcomes/{}", outcome.id))])
}

fn capable(known: &Known) -> (Standing, Vec<ValueReason>) {
    let delivers = |c: &&Contribution| c.delivered.is_some_and(|d| d.0 > rust_decimal::Decimal::ZERO);
    let of = |giver: Giver| (known.record.of(giver).count(), known.record.of(giver).filter(delivers).count());
    let (public, citizens) = (of(Giver::PublicService), of(Giver::Citizens));
    let partners = known.record.partners.iter().filter(|p| p.takes_part).count();
    let standing = match (public, citizens) {
        ((0, _), (0, _)) => Standing::Unknown,
        ((_, 1..), (_, 1..)) => Standing::InPlace,
        ((0, _), _) | (_, (0, _)) if known.record.phase != Phase::Ahead => Standing::NotInPlace,
        _ => Standing::InPart,
    };
    let links = |giver: Giver| known.record.of(giver).map(|c| known.path(&format!("/contributions/{}", c.id))).collect::<Vec<_>>();
    let told =
        |who: &str, (all, delivered): (usize, usize)| format!("{who}: contributions on record: {all}, of these delivered: {delivered}.");
    let mut reasons = vec![
        ValueReason::of(told("Public service", public), links(Giver::PublicService)),
        ValueReason::of(told("Citizens", citizens), links(Giver::Citizens)),
        ValueReason::of(
            format!("Partners that contribute or assess, besides the lead organisation: {partners}."),
            known.record.partners.iter().map(|p| known.path(&format!("/partners/{}", p.id))),
        ),
    ];
    let providers = |o: &&Outcome| o.value_for == OutcomeFor::Resilience(Some(ResilienceLevel::ProviderOrganisations));
    reasons.extend(known.outcomes.all.iter().filter(providers).map(|o| known.says(o)));
    (standing, reasons)
}

/// "Co-production affects the capacity of a stakeholder […] to cope with disruption to their
/// current quality-of-life outcomes."
pub fn resilience(known: &Known) -> Vec<ResilienceView> {
    let view = |level: &ResilienceLevel| {
        let at_level = || known.outcomes.all.iter().filter(move |o| o.value_for == OutcomeFor::Resilience(Some(*level)));
        let mut reasons: Vec<_> = at_level().map(|o| known.says(o)).collect();
        if reasons.is_empty() {
            let text = format!("No outcome of resilience is on record for this level: {}.", level.term().label.to_lowercase());
            reasons.push(ValueReason::of(text, []));
        }
        if *level == ResilienceLevel::WholeSystem {
            let unsaid = known.outcomes.all.iter().filter(|o| o.value_for == OutcomeFor::Resilience(None));
            reasons.extend(unsaid.map(|o| {
                let told = known.says(o);
                ValueReason::of(format!("{} It does not say whose resilience is meant.", told.text), told.records)
            }));
        }
        ResilienceView { level: *level, verdict: combine(at_level().map(|o| o.verdict)), reasons }
    };
    ResilienceLevel::ALL.iter().map(view).collect()
}

/// "The basic lesson from complexity sciences is that 'context matters'."
pub fn context(about: &About) -> ValueContext {
    let (reading, caution) = match about.knowledge_domain {
        Some(KnowledgeDomain::Simple) => (
            "Simple: cause-and-effect chains are plain, so targets and their results can be taken at their word.",
            "What worked here is likely to work where the same causes are at work.",
        ),
        Some(KnowledgeDomain::Complicated) => (
            "Complicated: cause-and-effect chains can be worked out by those who know, so targets and their results can be evaluated.",
            "What worked here may work elsewhere, once those who know have compared the conditions.",
        ),
        Some(KnowledgeDomain::Complex) => (
            "Complex: likely effects cannot be predicted; the best that can be done is to experiment and sense what works. A missed target is a finding, not a failure.",
            "Context matters: this holds here and now, and says little about the same done elsewhere.",
        ),
        Some(KnowledgeDomain::Chaotic) => (
            "Chaotic: there is no order to be sensed before acting; results show what was sensed afterwards. A missed target is a finding, not a failure.",
            "Context matters: this holds for the moment it was seen in.",
        ),
        None => (
            "The initiative does not say how cause and effect can be known here, so how far targets and results can be trusted is open.",
            "Context matters: say in which knowledge domain this works before it is carried elsewhere.",
        ),
    };
    ValueContext {
        knowledge_domain: about.knowledge_domain,
        reading: reading.to_owned(),
        stage: about.stage,
        service_area: about.service_area,
        localities: about.localities.clone(),
        behaviour_change: about.behaviour_change,
        civil_society_link: about.civil_society_link,
        caution: caution.to_owned(),
    }
}
