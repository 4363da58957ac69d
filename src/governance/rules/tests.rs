//! How answers become findings, and findings a verdict.

use super::*;
use crate::governance::codes::GovernanceVerdict::{self, *};
use crate::governance::codes::PrincipleFinding::{self, *};
use crate::governance::codes::{EvidenceKind, FindingBy, GovernanceSide, Movement, Principle, Reciprocity};
use crate::governance::criteria;
use crate::governance::model::{About, CriterionResult, NewGovernanceEvidence, NewHumanFinding, SideResult, Weighed};
use crate::governance::record::Record;
use crate::governance::record::samples::day;
use crate::platform::db::{Day, Id};
use crate::vocabulary::codes::Coded;

fn finding(criterion: &str, finding: PrincipleFinding) -> NewHumanFinding {
    NewHumanFinding {
        criterion: Some(criterion.into()),
        principle: None,
        side: None,
        finding,
        reason: "Said at the celebration event.".into(),
        evidence: vec![NewGovernanceEvidence {
            kind: EvidenceKind::Minutes,
            title: "Notes of the celebration event".into(),
            uri: None,
            dated_on: day("2026-05-20"),
        }],
        remedy: Some("Ask again.".into()),
        decided_by: FindingBy::Both,
    }
}

fn of_whole(principle: Principle, side: GovernanceSide, found: PrincipleFinding) -> NewHumanFinding {
    NewHumanFinding { criterion: None, principle: Some(principle), side: Some(side), ..finding("", found) }
}

/// A finding for every criterion that only people can answer.
fn all_people_say(found: PrincipleFinding) -> Vec<NewHumanFinding> {
    criteria::all().filter(|c| c.rule.is_none()).map(|c| finding(c.code, found)).collect()
}

fn weigh(record: &Record, new: &[NewHumanFinding], priorities: &[Principle]) -> Weighed {
    let people: Vec<People> = new.iter().filter_map(|n| made(n, record)).collect();
    assert_eq!(people.len(), new.len(), "every finding speaks of something");
    check(record, &people, priorities)
}

fn side(weighed: &Weighed, principle: Principle, side: GovernanceSide) -> &SideResult {
    let of = weighed.principles.iter().find(|p| p.principle == principle).unwrap();
    of.sides.iter().find(|s| s.side == side).unwrap()
}

fn criterion<'a>(weighed: &'a Weighed, code: &str) -> &'a CriterionResult {
    let mut all = weighed.principles.iter().flat_map(|p| &p.sides).flat_map(|s| &s.criteria);
    all.find(|c| c.criterion == code).unwrap()
}

#[test]
fn the_ends_do_not_justify_the_means() {
    let record = Record::sample();
    let mut people = all_people_say(Met);
    for (case, breach, priorities, want, broken) in [
        ("all is kept", None, Principle::ALL, Upheld, false),
        ("one breach breaks the principle", Some(("citizens_treated_fairly", NotMet)), Principle::ALL, Broken, true),
        ("something falls short", Some(("barriers_removed", PartlyMet)), Principle::ALL, PartlyUpheld, false),
        (
            "a breach outside the priorities is named, but does not decide",
            Some(("citizens_treated_fairly", NotMet)),
            &[Principle::Transparency][..],
            Upheld,
            false,
        ),
    ] {
        if let Some((code, found)) = breach {
            people.retain(|p| p.criterion.as_deref() != Some(code));
            people.push(finding(code, found));
        }
        let weighed = weigh(&record, &people, priorities);
        assert_eq!(weighed.verdict, want, "{case}: {}", weighed.reason);
        assert_eq!(weighed.means.priority_principle_broken, broken, "{case}");
        assert!(!weighed.means.outcomes_can_outweigh, "{case}");
        assert!(weighed.means.statement.contains("ends do not justify the means"), "{case}: {}", weighed.means.statement);
        assert_eq!(weighed.means.broken.is_empty(), !broken, "{case}");
        people = all_people_say(Met);
    }
    let outside = weigh(&record, &[finding("citizens_treated_fairly", NotMet)], &[Principle::Transparency]);
    assert_eq!(outside.means.broken_outside_priorities, [Principle::FairnessAndDueProcess]);
}

#[test]
fn missing_evidence_is_never_met() {
    let empty = Record {
        contributions: vec![],
        assessments: vec![],
        measurements: vec![],
        outcomes: vec![],
        classification: None,
        stages: vec![],
        partners: vec![],
        priorities: Default::default(),
        ..Record::sample()
    };
    let weighed = weigh(&empty, &[], Principle::ALL);
    assert_eq!(weighed.verdict, GovernanceVerdict::NotAssessed, "{}", weighed.reason);
    for principle in &weighed.principles {
        assert_ne!(principle.finding, Met, "{:?}", principle.principle);
        for side in &principle.sides {
            assert_ne!(side.finding, Met, "{}", side.reason);
        }
    }
    // The fullest record alone leaves open what only people can say.
    let full = weigh(&Record::sample(), &[], Principle::ALL);
    assert_eq!(full.verdict, PartlyUpheld, "{}", full.reason);
    let open = side(&full, Principle::Transparency, GovernanceSide::PublicService);
    assert_eq!((open.finding, open.applicable, open.answered), (PartlyMet, 5, 4), "{}", open.reason);
    assert!(open.reason.contains("learning_shared"), "{}", open.reason);
}

#[test]
fn the_record_and_people_stand_side_by_side_and_the_worse_counts() {
    let record = Record::sample();
    for (case, code, people, want, disagreement) in [
        ("people's not_met outweighs an automatic met", "purpose_open", Some(NotMet), NotMet, true),
        ("they agree", "purpose_open", Some(Met), Met, false),
        ("nobody was asked", "purpose_open", None, Met, false),
        ("people do not wave a question away that the record answers", "purpose_open", Some(NotApplicable), Met, true),
        ("people who do not know say nothing against it", "purpose_open", Some(PrincipleFinding::NotAssessed), Met, false),
        ("the record has nothing to say, people have", "citizen_contributions_delivered", Some(PartlyMet), PartlyMet, true),
    ] {
        let new: Vec<_> = people.map(|found| finding(code, found)).into_iter().collect();
        let weighed = weigh(&record, &new, Principle::ALL);
        let result = criterion(&weighed, code);
        assert_eq!((result.finding, result.disagreement), (want, disagreement), "{case}");
        assert!(result.record.is_some(), "{case}: the record's answer is never overwritten");
        assert_eq!(result.people.as_ref().map(|j| j.finding), people, "{case}: nor is the people's");
    }
    let short = Record { published: false, described: false, starts_on: Some(day("2024-01-01")), ..Record::sample() };
    let weighed = weigh(&short, &[finding("purpose_open", Met)], Principle::ALL);
    assert_eq!(criterion(&weighed, "purpose_open").finding, NotMet, "a recorded breach is not talked away");
}

#[test]
fn a_principle_covers_the_behaviour_of_both_citizens_and_public_service_organisations() {
    use GovernanceSide::{Citizens, PublicService};
    let of = |public, citizens| {
        let p = Principle::Equalities;
        let mut people = all_people_say(Met);
        people.retain(|f| criteria::by_code(f.criterion.as_deref().unwrap_or_default()).is_none_or(|c| c.principle != p));
        for (side, found) in [(PublicService, public), (Citizens, citizens)] {
            people.push(of_whole(p, side, found));
        }
        let weighed = weigh(&Record::sample(), &people, Principle::ALL);
        let result = weighed.principles.iter().find(|r| r.principle == p).unwrap().clone();
        (result.finding, result.reciprocity)
    };
    for (public, citizens, want, reciprocity) in [
        (Met, Met, Met, Reciprocity::Mutual),
        (Met, PartlyMet, PartlyMet, Reciprocity::Mutual),
        (Met, NotMet, NotMet, Reciprocity::OneSided),
        (NotMet, Met, NotMet, Reciprocity::OneSided),
        (NotMet, NotMet, NotMet, Reciprocity::Neither),
    ] {
        assert_eq!(of(public, citizens), (want, reciprocity), "{public} / {citizens}");
    }
    // One side unknown: reciprocity is not shown.
    let bare = Record {
        measurements: vec![],
        assessments: vec![],
        outcomes: vec![],
        classification: None,
        benefit_stated: false,
        ..Record::sample()
    };
    let people = vec![of_whole(Principle::Equalities, Citizens, Met)];
    let weighed = weigh(&bare, &people, Principle::ALL);
    let result = weighed.principles.iter().find(|r| r.principle == Principle::Equalities).unwrap();
    assert_eq!(result.sides[0].finding, PrincipleFinding::NotAssessed, "{}", result.sides[0].reason);
    assert_eq!((result.finding, result.reciprocity), (PrincipleFinding::NotAssessed, Reciprocity::Unknown), "{}", result.reason);
}

#[test]
fn too_few_answers_are_not_enough_to_go_by() {
    use GovernanceSide::Citizens;
    let mut record = Record::sample();
    // Of what is asked of citizens' sustainability only free will remains on record.
    record.contributions.retain(|c| c.giver != crate::governance::record::Giver::Citizens);
    let weighed = weigh(&record, &[], Principle::ALL);
    let found = side(&weighed, Principle::Sustainability, Citizens);
    assert_eq!((found.answered, found.applicable), (1, 5), "{}", found.reason);
    assert_eq!(found.finding, PrincipleFinding::NotAssessed, "{}", found.reason);
    assert!(found.reason.contains("too little"), "{}", found.reason);
    // But one breach is enough.
    let weighed = weigh(&record, &[finding("citizens_want_to_go_on", NotMet)], Principle::ALL);
    assert_eq!(side(&weighed, Principle::Sustainability, Citizens).finding, NotMet);
}

#[test]
fn what_does_not_apply_is_apart_from_what_is_not_assessed() {
    use crate::governance::record::Phase;
    let mut record = Record { phase: Phase::Ahead, ..Record::sample() };
    record.assessments.clear();
    let weighed = weigh(&record, &[], Principle::ALL);
    assert_eq!(criterion(&weighed, "results_open").finding, NotApplicable);
    assert_eq!(criterion(&weighed, "learning_shared").finding, PrincipleFinding::NotAssessed);
    let side = side(&weighed, Principle::Transparency, GovernanceSide::PublicService);
    assert_eq!(side.applicable, 4, "what does not apply is not asked: {}", side.reason);
}

#[test]
fn every_finding_has_a_reason_evidence_a_remedy_and_what_would_change_it() {
    let mut record = Record::sample();
    record.formality = Some("practice");
    record.published = false;
    let weighed = weigh(&record, &all_people_say(PartlyMet), Principle::ALL);
    let all = weighed.principles.iter().flat_map(|p| &p.sides).flat_map(|s| &s.criteria);
    for judgement in all.flat_map(|c| [&c.record, &c.people]).flatten() {
        assert!(!judgement.reason.is_empty() && judgement.would_change.contains("when: "), "{judgement:?}");
        match judgement.finding {
            Met | NotApplicable => assert!(judgement.would_change.contains("ot met when") || judgement.finding == NotApplicable),
            PartlyMet | NotMet => assert!(judgement.remedy.is_some() && !judgement.evidence.is_empty(), "{judgement:?}"),
            PrincipleFinding::NotAssessed => assert!(judgement.remedy.is_some(), "{judgement:?}"),
        }
    }
}

#[test]
fn evidence_ages_and_past_its_date_stops_counting() {
    let record = Record::sample();
    let weighed = weigh(&record, &all_people_say(Met), Principle::ALL);
    assert_eq!(weighed.verdict, Upheld, "{}", weighed.reason);
    // Affordability is good for a year after 2026-05-20.
    let until = day("2027-05-20");
    assert_eq!(criterion(&weighed, "affordable_for_the_public_service").people.as_ref().unwrap().good_until, Some(until));
    assert!(good_until(&weighed.principles, &record).is_some_and(|d| d <= until));
    for (on, counts, verdict) in
        [(until, true, Upheld), (until.plus_days(1), false, PartlyUpheld), (day("2036-01-01"), false, GovernanceVerdict::NotAssessed)]
    {
        let later = reread(&weighed.principles, on);
        let judgement = criterion(&later, "affordable_for_the_public_service").people.clone().unwrap();
        assert_eq!((judgement.counts, judgement.evidence[0].counts), (counts, counts), "{on}");
        assert_eq!(judgement.finding, Met, "{on}: it is marked, not rewritten");
        assert_eq!(later.verdict, verdict, "{on}: {}", later.reason);
    }
}

#[test]
fn what_an_initiative_showed_while_it_ran_does_not_age_after_its_end() {
    use crate::governance::record::Phase;
    let record = Record { phase: Phase::Over, ends_on: Some(day("2026-05-31")), today: day("2036-01-01"), ..Record::sample() };
    assert_eq!(record.speaks_of(), day("2026-05-31"));
    let weighed = weigh(&record, &[], Principle::ALL);
    assert!(criterion(&weighed, "purpose_open").record.as_ref().unwrap().counts);
    assert_eq!(good_until(&weighed.principles, &record), None);
}

#[test]
fn what_people_found_is_not_lost_by_a_new_check_without_it() {
    let record = Record::sample();
    let first = weigh(
        &record,
        &[finding("citizens_treated_fairly", NotMet), of_whole(Principle::Equalities, GovernanceSide::Citizens, PartlyMet)],
        Principle::ALL,
    );
    let (one, two) = (Id::fixed(100), Id::fixed(200));
    let kept = carried(&first.principles, one, &[]);
    assert_eq!(kept.len(), 2);
    let second = check(&record, &kept, Principle::ALL);
    assert_eq!(second.verdict, Broken);
    let judgement = criterion(&second, "citizens_treated_fairly").people.clone().unwrap();
    assert_eq!(judgement.carried_from, Some(one));
    // Carried on and on, it still names the check it was made in.
    assert!(carried(&second.principles, two, &[]).iter().all(|p| p.judgement.carried_from == Some(one)));
    // Answered anew, the old answer goes.
    let anew = made(&finding("citizens_treated_fairly", Met), &record).unwrap();
    let kept = carried(&second.principles, two, std::slice::from_ref(&anew));
    assert_eq!(kept.iter().map(|p| p.about).collect::<Vec<_>>(), [About::Cell(Principle::Equalities, GovernanceSide::Citizens)]);
}

#[test]
fn a_check_says_what_changed_since_the_last_one() {
    let then = weigh(&Record::sample(), &[finding("barriers_removed", NotMet)], Principle::ALL);
    let record = Record { published: false, ..Record::sample() };
    let now = weigh(&record, &[finding("barriers_removed", Met), finding("learning_shared", Met)], Principle::ALL);
    let earlier = Earlier {
        id: Id::fixed(9),
        checked_at: "2026-05-01T09:00:00Z".parse().unwrap(),
        criteria_version: "2025-1",
        verdict: then.verdict,
        principles: &then.principles,
    };
    let compared = compare(&earlier, &now);
    let moved = |code: &str| compared.changes.iter().find(|c| c.criterion.as_deref() == Some(code)).map(|c| c.movement);
    assert_eq!(moved("barriers_removed"), Some(Movement::Better));
    assert_eq!(moved("purpose_open"), Some(Movement::Worse));
    assert_eq!(moved("learning_shared"), Some(Movement::Changed), "came into assessment");
    assert_eq!(moved("citizen_roles_stated"), None, "what stayed is not named");
    assert!(compared.criteria_changed);
    assert_eq!((compared.verdict_before, compared.verdict_now), (Broken, PartlyUpheld));
    assert_eq!(compared.summary, "Of the criteria, 1 became better, 2 became worse and 1 came into or went out of assessment.");
    let same = Earlier { criteria_version: criteria::CRITERIA_VERSION, ..earlier };
    let nothing = compare(&same, &then);
    assert!(nothing.changes.is_empty() && !nothing.criteria_changed);
    assert_eq!(nothing.summary, "Nothing has changed.");
}

#[test]
fn a_day_after_the_check_is_read_the_same() {
    let weighed = weigh(&Record::sample(), &all_people_say(Met), Principle::ALL);
    let tomorrow: Day = day("2026-06-02");
    assert_eq!(reread(&weighed.principles, tomorrow), weighed);
}
