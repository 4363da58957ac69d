//! The Public Value Model, table by table.

use super::balance::{balance, would_change};
use super::*;
use crate::governance::codes::GovernanceVerdict::{self, Broken, NotAssessed, PartlyUpheld, Upheld};
use crate::governance::codes::{EvidenceKind, FindingBy, Principle, PrincipleFinding};
use crate::governance::criteria;
use crate::governance::model::{NewGovernanceEvidence, NewHumanFinding};
use crate::governance::record::samples::day;
use crate::governance::record::{Giver, Phase};
use crate::governance::rules::{check, made};
use crate::public_value::codes::Balance::{self, CreatingValue, PrincipledUnproven, ReducingValue, ValueAtRisk};
use crate::public_value::codes::OutcomesAxis::{Achieved, Contested, InsufficientEvidence, Mixed, Unchanged, Worsened};
use crate::public_value::codes::{PathwaySupport, Standing};
use crate::vocabulary::codes::Coded;

fn outcome(id: u128, value_for: OutcomeFor, verdict: OutcomesAxis) -> Outcome {
    Outcome {
        id: Id::fixed(id),
        title: format!("Outcome {id}"),
        value_for,
        priority: true,
        pathway: None,
        mediated_by: Some("Social affairs committee".into()),
        mediated_on: Some(day("2026-01-01")),
        citizens_took_part: Some(true),
        verdict,
        result: verdict.code().into(),
        assessments: vec![Id::fixed(id + 100)],
        outdated: false,
    }
}

/// A check of the sample record in which people answer everything alike, but for one criterion.
fn checked(all: PrincipleFinding, but: Option<(&str, PrincipleFinding)>) -> Checked {
    let record = Record::sample();
    let finding = |code: &str, found| NewHumanFinding {
        criterion: Some(code.into()),
        principle: None,
        side: None,
        finding: found,
        reason: "Those who took part say so.".into(),
        evidence: vec![NewGovernanceEvidence {
            kind: EvidenceKind::Conversation,
            title: "Talks".into(),
            uri: Some("https://www.example.org/talks".into()),
            dated_on: day("2026-05-20"),
        }],
        remedy: Some("Put it right.".into()),
        decided_by: FindingBy::Both,
    };
    let of_people = criteria::all().filter(|c| c.rule.is_none() && but.is_none_or(|(code, _)| code != c.code));
    let mut new: Vec<_> = of_people.map(|c| finding(c.code, all)).collect();
    new.extend(but.map(|(code, found)| finding(code, found)));
    let people: Vec<_> = new.iter().filter_map(|n| made(n, &record)).collect();
    let now = check(&record, &people, Principle::ALL);
    Checked {
        id: Id::fixed(77),
        checked_at: "2026-06-01T09:00:00Z".parse().unwrap(),
        criteria_version: criteria::CRITERIA_VERSION.into(),
        verdict_then: now.verdict,
        record_changed_since: false,
        now,
    }
}

fn known(outcomes: Vec<Outcome>, checked: Option<Checked>) -> Known {
    Known {
        about: About {
            knowledge_domain: Some(KnowledgeDomain::Complex),
            formal_service: Some(true),
            roles: vec![],
            behaviour_change: None,
            civil_society_link: None,
            stage: Stage::Lab,
            service_area: None,
            localities: vec![],
        },
        outcomes: Outcomes {
            verdict: combine(outcomes.iter().filter(|o| o.priority).map(|o| o.verdict)),
            reasons: vec![],
            weak: false,
            all: outcomes,
        },
        checked,
        record: Record::sample(),
    }
}

fn of(kind: ValueKind) -> OutcomeFor {
    OutcomeFor::Value(kind)
}

#[test]
fn public_value_is_the_balance_between_priority_outcomes_and_priority_governance_principles() {
    let table = [
        (Achieved, Upheld, CreatingValue),
        (Achieved, PartlyUpheld, CreatingValue),
        (Achieved, Broken, ValueAtRisk),
        (Achieved, NotAssessed, Balance::InsufficientEvidence),
        (Mixed, Upheld, ValueAtRisk),
        (Mixed, PartlyUpheld, ValueAtRisk),
        (Mixed, Broken, ReducingValue),
        (Mixed, NotAssessed, ValueAtRisk),
        (Contested, Upheld, PrincipledUnproven),
        (Contested, PartlyUpheld, PrincipledUnproven),
        (Contested, Broken, ValueAtRisk),
        (Contested, NotAssessed, Balance::InsufficientEvidence),
        (Unchanged, Upheld, PrincipledUnproven),
        (Unchanged, PartlyUpheld, PrincipledUnproven),
        (Unchanged, Broken, ReducingValue),
        (Unchanged, NotAssessed, Balance::InsufficientEvidence),
        (Worsened, Upheld, ReducingValue),
        (Worsened, PartlyUpheld, ReducingValue),
        (Worsened, Broken, ReducingValue),
        (Worsened, NotAssessed, ReducingValue),
        (InsufficientEvidence, Upheld, PrincipledUnproven),
        (InsufficientEvidence, PartlyUpheld, PrincipledUnproven),
        (InsufficientEvidence, Broken, ValueAtRisk),
        (InsufficientEvidence, NotAssessed, Balance::InsufficientEvidence),
    ];
    assert_eq!(table.len(), OutcomesAxis::ALL.len() * GovernanceVerdict::ALL.len());
    for (outcomes, governance, want) in table {
        let (found, reason) = balance(outcomes, governance);
        assert_eq!(found, want, "{outcomes} × {governance}: {reason}");
        assert_eq!(would_change(outcomes, governance).len(), 2, "both axes are always told");
    }
}

#[test]
fn the_ends_do_not_justify_the_means() {
    for outcomes in OutcomesAxis::ALL {
        assert_ne!(balance(*outcomes, Broken).0, CreatingValue, "{outcomes}");
    }
    let outcomes = vec![outcome(1, of(ValueKind::User), Achieved), outcome(2, of(ValueKind::Social), Achieved)];
    let answer =
        public_value(&known(outcomes, Some(checked(PrincipleFinding::Met, Some(("citizens_treated_fairly", PrincipleFinding::NotMet))))));
    assert_eq!(answer.balance, ValueAtRisk);
    assert!(answer.reason.contains("the ends do not justify the means"), "{}", answer.reason);
    assert_eq!(answer.outcomes.verdict, Achieved, "the good outcomes are not denied");
    let means = answer.governance.means.unwrap();
    assert!(means.priority_principle_broken && !means.outcomes_can_outweigh);
    let breach = answer.governance.reasons.iter().find(|r| r.text.contains("lost") || r.text.contains("Put it right")).unwrap();
    assert!(breach.records.iter().any(|r| r.contains("/governance-checks/")), "{breach:?}");
    assert!(breach.records.iter().any(|r| r == "https://www.example.org/talks"), "down to the evidence: {breach:?}");
}

#[test]
fn its_absence_or_its_misapplication_can_reduce_public_value() {
    for (case, outcomes, want, harm) in [
        ("a priority became worse", vec![outcome(1, of(ValueKind::User), Worsened)], ReducingValue, true),
        (
            "a gain here, a loss there",
            vec![outcome(1, of(ValueKind::User), Achieved), outcome(2, of(ValueKind::Social), Worsened)],
            ValueAtRisk,
            true,
        ),
        ("citizens and staff differ", vec![outcome(1, of(ValueKind::User), Contested)], PrincipledUnproven, false),
        ("nothing moved", vec![outcome(1, of(ValueKind::User), Unchanged)], PrincipledUnproven, false),
        ("not known yet", vec![outcome(1, of(ValueKind::User), InsufficientEvidence)], PrincipledUnproven, false),
    ] {
        let answer = public_value(&known(outcomes, Some(checked(PrincipleFinding::Met, None))));
        assert_eq!((answer.balance, answer.outcomes.harm), (want, harm), "{case}: {}", answer.reason);
    }
}

#[test]
fn both_axes_are_told_with_reasons_down_to_the_records() {
    let answer = public_value(&known(vec![outcome(1, of(ValueKind::User), Achieved)], Some(checked(PrincipleFinding::Met, None))));
    assert_eq!(answer.balance, CreatingValue);
    assert!(answer.reservations.is_empty(), "{:?}", answer.reservations);
    let told = &answer.outcomes.reasons[0];
    assert!(told.records[0].ends_with(&format!("/outcomes/{}", Id::fixed(1))), "{told:?}");
    assert!(told.records[1].ends_with(&format!("/outcome-assessments/{}", Id::fixed(101))), "{told:?}");
    for principle in Principle::ALL {
        let label = principle.term().label;
        let told = answer.governance.reasons.iter().find(|r| r.text.starts_with(label)).unwrap();
        assert!(told.records.len() > 1, "{told:?}");
    }
    assert_eq!(answer.governance.principles.len(), 5);
    // Without a check the other axis is still there.
    let answer = public_value(&known(vec![outcome(1, of(ValueKind::User), Achieved)], None));
    assert_eq!((answer.balance, answer.governance.verdict), (Balance::InsufficientEvidence, NotAssessed));
    assert!(answer.governance.reasons[0].text.contains("No governance check was made"));
}

#[test]
fn co_production_must_be_implemented_in_full_accord_with_public_governance_principles() {
    let partly = checked(PrincipleFinding::Met, Some(("barriers_removed", PrincipleFinding::PartlyMet)));
    let answer = public_value(&known(vec![outcome(1, of(ValueKind::User), Achieved)], Some(partly)));
    assert_eq!(answer.balance, CreatingValue);
    assert!(answer.reservations[0].text.contains("full accord"), "{:?}", answer.reservations);
    assert!(answer.reservations.iter().any(|r| r.text.contains("Remedy: Put it right.")), "{:?}", answer.reservations);
}

#[test]
fn what_holds_the_result_back_is_said() {
    let mut known = known(vec![outcome(1, of(ValueKind::User), Achieved)], Some(checked(PrincipleFinding::Met, None)));
    let says = |known: &Known, sign: &str| public_value(known).reservations.iter().any(|r| r.text.contains(sign));
    assert!(!says(&known, "changed after") && !says(&known, "past its date") && !says(&known, "no priority"));
    known.outcomes.all[0].outdated = true;
    assert!(says(&known, "assess them again"));
    known.outcomes.all[0].mediated_by = None;
    assert!(says(&known, "who mediated"));
    known.outcomes.all[0].priority = false;
    assert!(says(&known, "No outcome is a priority"));
    known.outcomes.weak = true;
    assert!(says(&known, "weak evidence"));
    known.checked.as_mut().unwrap().record_changed_since = true;
    assert!(says(&known, "changed after the governance check"));
    known.checked.as_mut().unwrap().verdict_then = PartlyUpheld;
    assert!(says(&known, "past its date"));
}

#[test]
fn outcomes_are_of_value_for_users_communities_and_businesses() {
    let answer = public_value(&known(
        vec![
            outcome(1, of(ValueKind::User), Achieved),
            outcome(2, of(ValueKind::User), Worsened),
            outcome(3, of(ValueKind::Social), Unchanged),
            outcome(4, OutcomeFor::Efficiency, Achieved),
        ],
        None,
    ));
    let values: Vec<_> = answer.outcomes.values.iter().map(|v| (v.kind, v.verdict, v.reasons.len())).collect();
    assert_eq!(values, [(ValueKind::User, Mixed, 2), (ValueKind::Social, Unchanged, 1), (ValueKind::Economic, InsufficientEvidence, 0)]);
}

#[test]
fn co_production_plays_four_major_roles() {
    use PathwaySupport::{AimedAt, Contradicted, Named, NotClaimed, Shown};
    use PublicValueRole::{BetterServices, GovernancePrinciples, OutcomesWithoutService, Resilience};
    type Row = (&'static str, fn(&mut Known), PublicValueRole, PathwaySupport);
    let rows: &[Row] = &[
        ("higher levels of outcomes through the contributions of citizens", |_| {}, BetterServices, Shown),
        (
            "without a contribution of citizens it is not shown",
            |k| k.record.contributions.retain(|c| c.giver != Giver::Citizens),
            BetterServices,
            AimedAt,
        ),
        ("no result yet", |k| k.outcomes.all[0].verdict = InsufficientEvidence, BetterServices, AimedAt),
        ("worse", |k| k.outcomes.all[0].verdict = Worsened, BetterServices, Contradicted),
        (
            "only named",
            |k| {
                k.outcomes.all.clear();
                k.about.roles.push(BetterServices)
            },
            BetterServices,
            Named,
        ),
        (
            "named, though no formal service carries it",
            |k| {
                k.about.formal_service = Some(false);
                k.outcomes.all[0].pathway = Some(BetterServices)
            },
            BetterServices,
            Contradicted,
        ),
        ("not claimed", |_| {}, OutcomesWithoutService, NotClaimed),
        ("neighbours check on neighbours, with public help", |k| k.about.formal_service = Some(false), OutcomesWithoutService, Shown),
        (
            "self-help alone is not it",
            |k| {
                k.about.formal_service = Some(false);
                k.record.contributions.retain(|c| c.giver == Giver::Citizens)
            },
            OutcomesWithoutService,
            AimedAt,
        ),
        ("resilience of users", |k| k.outcomes.all[0].value_for = OutcomeFor::Resilience(Some(ResilienceLevel::Users)), Resilience, Shown),
        ("no outcome of resilience", |_| {}, Resilience, NotClaimed),
        ("principles prioritised with citizens and adhered to", |_| {}, GovernancePrinciples, Shown),
        (
            "must itself be practised in accordance with these principles",
            |k| k.checked = Some(checked(PrincipleFinding::NotMet, None)),
            GovernancePrinciples,
            Contradicted,
        ),
        ("never checked", |k| k.checked = None, GovernancePrinciples, NotClaimed),
    ];
    for (case, change, role, want) in rows {
        let mut known = known(vec![outcome(1, of(ValueKind::User), Achieved)], Some(checked(PrincipleFinding::Met, None)));
        change(&mut known);
        let answer = public_value(&known);
        let pathway = answer.pathways.iter().find(|p| p.role == *role).unwrap();
        assert_eq!(pathway.support, *want, "{case}: {:?}", pathway.reasons);
        assert_eq!(pathway.reasons.is_empty(), *want == NotClaimed, "{case}: {:?}", pathway.reasons);
    }
}

#[test]
fn the_model_is_consistent_with_moores_strategic_triangle() {
    use Standing::{InPart, InPlace, NotInPlace, Unknown};
    type Row = (&'static str, fn(&mut Known), [Standing; 3]);
    let rows: &[Row] = &[
        ("valued, legitimate, capable", |_| {}, [InPlace, InPlace, InPlace]),
        ("outcomes not known", |k| k.outcomes.all[0].verdict = InsufficientEvidence, [Unknown, InPlace, InPlace]),
        ("demands must be politically mediated", |k| k.outcomes.all[0].mediated_by = None, [InPlace, InPart, InPlace]),
        ("a principle broken", |k| k.checked = Some(checked(PrincipleFinding::NotMet, None)), [InPlace, NotInPlace, InPlace]),
        ("never checked, but mediated", |k| k.checked = None, [InPlace, InPart, InPlace]),
        ("one side contributes nothing", |k| k.record.contributions.truncate(1), [InPlace, InPlace, NotInPlace]),
        (
            "one side contributes nothing yet",
            |k| {
                k.record.contributions.truncate(1);
                k.record.phase = Phase::Ahead
            },
            [InPlace, InPlace, InPart],
        ),
        ("agreed, not delivered", |k| k.record.contributions.iter_mut().for_each(|c| c.delivered = None), [InPlace, InPlace, InPart]),
        (
            "nothing on record",
            |k| {
                k.record.contributions.clear();
                k.outcomes.all.clear();
                k.checked = None
            },
            [Unknown, Unknown, Unknown],
        ),
    ];
    for (case, change, want) in rows {
        let mut known = known(vec![outcome(1, of(ValueKind::User), Achieved)], Some(checked(PrincipleFinding::Met, None)));
        change(&mut known);
        let found: Vec<_> = public_value(&known).strategic_triangle.into_iter().map(|c| c.standing).collect();
        assert_eq!(found, want, "{case}");
    }
}

#[test]
fn resilience_is_told_for_users_communities_providers_and_the_whole() {
    let outcomes = vec![
        outcome(1, OutcomeFor::Resilience(Some(ResilienceLevel::Users)), Achieved),
        outcome(2, OutcomeFor::Resilience(Some(ResilienceLevel::Communities)), Worsened),
        outcome(3, OutcomeFor::Resilience(None), Achieved),
    ];
    let answer = public_value(&known(outcomes, None));
    let found: Vec<_> = answer.resilience.iter().map(|r| (r.level, r.verdict)).collect();
    assert_eq!(
        found,
        [
            (ResilienceLevel::Users, Achieved),
            (ResilienceLevel::Communities, Worsened),
            (ResilienceLevel::ProviderOrganisations, InsufficientEvidence),
            (ResilienceLevel::WholeSystem, InsufficientEvidence),
        ]
    );
    assert!(answer.resilience[3].reasons.iter().any(|r| r.text.contains("does not say whose")), "{:?}", answer.resilience[3]);
}

#[test]
fn context_matters() {
    for (domain, sign) in [
        (Some(KnowledgeDomain::Simple), "taken at their word"),
        (Some(KnowledgeDomain::Complicated), "can be evaluated"),
        (Some(KnowledgeDomain::Complex), "A missed target is a finding, not a failure"),
        (Some(KnowledgeDomain::Chaotic), "A missed target is a finding, not a failure"),
        (None, "does not say"),
    ] {
        let mut known = known(vec![], None);
        known.about.knowledge_domain = domain;
        let context = public_value(&known).context;
        assert!(context.reading.contains(sign), "{domain:?}: {}", context.reading);
        assert!(!context.caution.is_empty());
    }
}

#[test]
fn losses_are_never_averaged_away() {
    for (case, verdicts, want) in [
        ("nothing", vec![], InsufficientEvidence),
        ("unknown beside achieved", vec![InsufficientEvidence, Achieved], Achieved),
        ("achieved beside unchanged", vec![Achieved, Unchanged], Achieved),
        ("achieved beside worsened", vec![Achieved, Worsened, Achieved], Mixed),
        ("contested beside achieved", vec![Achieved, Contested], Contested),
        ("contested beside worsened", vec![Contested, Worsened], Mixed),
        ("unchanged beside worsened", vec![Unchanged, Worsened], Worsened),
    ] {
        assert_eq!(combine(verdicts), want, "{case}");
    }
}
