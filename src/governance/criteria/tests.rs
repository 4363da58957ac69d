//! The self-answering criteria, one table for each principle.

use super::*;
use crate::governance::codes::FindingBy;
use crate::governance::record::samples::{contribution, day};
use crate::governance::record::{Giver, Participation, Phase};
use PrincipleFinding::*;

/// One row: what is special about the record, and what the criterion must find.
type Row = (&'static str, fn(&mut Record), &'static str, PrincipleFinding);

fn holds(rows: &[Row]) {
    for (case, change, code, want) in rows {
        let mut record = Record::sample();
        change(&mut record);
        let rule = by_code(code).and_then(|c| c.rule).unwrap_or_else(|| panic!("{code} answers itself"));
        let found = rule(&record);
        assert_eq!(found.finding, *want, "{code}: {case}: {}", found.reason);
        assert!(found.reason.len() > 10, "{code}: {case}");
        if matches!(found.finding, Met | PartlyMet | NotMet) {
            assert!(!found.evidence.is_empty(), "{code}: {case}: a finding points to records");
            assert!(found.evidence.iter().all(|e| e.uri.as_deref().is_some_and(|u| u.starts_with("/v1/initiatives/"))), "{code}: {case}");
        }
    }
}

#[test]
fn both_sides_should_be_open_with_each_other_about_what_they_are_up_to() {
    holds(&[
        ("described and published", |_| {}, "purpose_open", Met),
        ("only its organisations may read it", |r| r.published = false, "purpose_open", PartlyMet),
        (
            "silent for too long",
            |r| (r.published, r.described, r.starts_on) = (false, false, Some(day("2025-01-01"))),
            "purpose_open",
            NotMet,
        ),
        (
            "silent, but young",
            |r| (r.published, r.described, r.starts_on) = (false, false, Some(day("2026-05-01"))),
            "purpose_open",
            NotAssessed,
        ),
        ("all amounts stated", |_| {}, "public_service_contributions_stated", Met),
        (
            "no amount",
            |r| (r.contributions[0].agreed, r.contributions[0].delivered, r.contributions[0].described) = (None, None, false),
            "public_service_contributions_stated",
            PartlyMet,
        ),
        (
            "only citizens are open",
            |r| r.contributions.retain(|c| c.giver == Giver::Citizens),
            "public_service_contributions_stated",
            NotMet,
        ),
        ("only the public service is open", |r| r.contributions.truncate(1), "citizen_contributions_stated", NotMet),
        ("nobody says anything: silence is not a breach", |r| r.contributions.clear(), "citizen_contributions_stated", NotAssessed),
        (
            "only planned: the other side may still come",
            |r| {
                r.phase = Phase::Ahead;
                r.contributions.truncate(1)
            },
            "citizen_contributions_stated",
            NotAssessed,
        ),
        ("assessed and published", |_| {}, "results_open", Met),
        ("assessed, not published", |r| r.published = false, "results_open", PartlyMet),
        ("running and not assessed yet: missing evidence is never met", |r| r.assessments.clear(), "results_open", NotAssessed),
        (
            "over for long, never assessed",
            |r| {
                r.assessments.clear();
                over(r)
            },
            "results_open",
            NotMet,
        ),
        ("the change to scaling gives its reason", |_| {}, "stage_changes_explained", Met),
        ("no reason", |r| r.stages[1].reason = None, "stage_changes_explained", NotMet),
        ("never changed", |r| r.stages.truncate(1), "stage_changes_explained", NotApplicable),
        ("roles and what they do", |_| {}, "citizen_roles_stated", Met),
        ("no roles", |r| r.citizen_roles.clear(), "citizen_roles_stated", PartlyMet),
        (
            "neither",
            |r| {
                r.citizen_roles.clear();
                r.contributions.iter_mut().for_each(|c| c.described = false)
            },
            "citizen_roles_stated",
            NotMet,
        ),
        ("citizens judged too", |_| {}, "citizens_view_on_record", Met),
        ("citizens measured only", |r| assessed_by(r, FindingBy::Staff), "citizens_view_on_record", PartlyMet),
        ("staff alone, still running", |r| staff_alone(r), "citizens_view_on_record", NotAssessed),
        (
            "staff alone, long over",
            |r| {
                staff_alone(r);
                over(r)
            },
            "citizens_view_on_record",
            NotMet,
        ),
    ]);
}

#[test]
fn each_should_be_able_to_hold_each_other_to_account_for_their_agreed_contributions() {
    holds(&[
        ("agreed with amount and day", |_| {}, "public_service_contributions_agreed", Met),
        ("agreed without a day", |r| r.contributions[0].agreed_on = None, "public_service_contributions_agreed", PartlyMet),
        (
            "neither side agreed",
            |r| r.contributions.iter_mut().for_each(|c| c.agreed = None),
            "public_service_contributions_agreed",
            PartlyMet,
        ),
        (
            "only the public service can be held to its word",
            |r| r.contributions[1..].iter_mut().for_each(|c| (c.agreed, c.agreed_on) = (None, None)),
            "citizen_contributions_agreed",
            NotMet,
        ),
        ("some", |r| r.contributions[2].agreed = None, "citizen_contributions_agreed", PartlyMet),
        ("nothing is due yet", |_| {}, "citizen_contributions_delivered", NotApplicable),
        ("delivered in part", |r| over(r), "citizen_contributions_delivered", PartlyMet),
        (
            "nine tenths are enough",
            |r| {
                over(r);
                deliver(r, 9, 10)
            },
            "citizen_contributions_delivered",
            Met,
        ),
        (
            "nothing delivered",
            |r| {
                over(r);
                deliver(r, 0, 1)
            },
            "public_service_contributions_delivered",
            NotMet,
        ),
        (
            "nobody says: missing evidence is neither",
            |r| {
                over(r);
                forget(r)
            },
            "public_service_contributions_delivered",
            NotAssessed,
        ),
        (
            "but that nobody says is what is asked here",
            |r| {
                over(r);
                forget(r)
            },
            "public_service_deliveries_reported",
            NotMet,
        ),
        ("reported, also where it was less", |r| over(r), "public_service_deliveries_reported", Met),
        (
            "how much, not when",
            |r| {
                over(r);
                r.contributions[1].delivered_on = None
            },
            "citizen_deliveries_reported",
            PartlyMet,
        ),
        (
            "agreed long ago while running",
            |r| {
                forget(r);
                r.contributions[0].agreed_on = Some(day("2025-01-01"))
            },
            "public_service_deliveries_reported",
            NotMet,
        ),
        ("done with citizens", |_| {}, "assessed_with_citizens", Met),
        ("by staff alone", |r| assessed_by(r, FindingBy::Staff), "assessed_with_citizens", PartlyMet),
        ("co-assessment is meant, none made yet", |r| r.assessments.clear(), "assessed_with_citizens", PartlyMet),
        (
            "nothing assessed, long over",
            |r| {
                r.assessments.clear();
                over(r)
            },
            "assessed_with_citizens",
            NotMet,
        ),
        ("no role named", |r| r.public_service_roles.clear(), "public_service_answerable", PartlyMet),
    ]);
}

#[test]
fn both_sets_of_co_producers_should_act_fairly_towards_each_other() {
    holds(&[
        ("voluntary", |_| {}, "participation_free_or_justified", Met),
        ("coercion is only likely to work if it is short-term", |r| mandate(r, "2026-09-30"), "participation_free_or_justified", Met),
        ("too long", |r| mandate(r, "2028-01-01"), "participation_free_or_justified", PartlyMet),
        ("past its end", |r| mandate(r, "2026-03-31"), "participation_free_or_justified", NotMet),
        (
            "over, and so is the mandate",
            |r| {
                over(r);
                mandate(r, "2024-06-30")
            },
            "participation_free_or_justified",
            Met,
        ),
        ("the priorities must be at least partly co-produced with citizens", |_| {}, "priorities_set_with_citizens", Met),
        ("how is not said", |r| r.priorities.how = None, "priorities_set_with_citizens", PartlyMet),
        ("without citizens", |r| r.priorities.with_citizens = Some(false), "priorities_set_with_citizens", NotMet),
        ("not said at all", |r| r.priorities = Default::default(), "priorities_set_with_citizens", NotAssessed),
        ("demands must be politically mediated", |_| {}, "needs_mediated_with_citizens", Met),
        (
            "nobody says who mediated",
            |r| r.outcomes.iter_mut().for_each(|o| o.mediated_by = None),
            "needs_mediated_with_citizens",
            PartlyMet,
        ),
        (
            "citizens took no part",
            |r| r.outcomes.iter_mut().for_each(|o| o.citizens_took_part = Some(false)),
            "needs_mediated_with_citizens",
            PartlyMet,
        ),
        (
            "nobody mediated, and citizens took no part",
            |r| r.outcomes.iter_mut().for_each(|o| (o.mediated_by, o.citizens_took_part) = (None, Some(false))),
            "needs_mediated_with_citizens",
            NotMet,
        ),
        ("no priorities", |r| r.outcomes.iter_mut().for_each(|o| o.priority = false), "needs_mediated_with_citizens", NotAssessed),
        ("by both", |_| {}, "staff_did_not_decide_alone", Met),
        ("by staff alone", |r| decide(r, Some(FindingBy::Staff)), "staff_did_not_decide_alone", PartlyMet),
        ("by a suggestion that nobody decided", |r| decide(r, None), "staff_did_not_decide_alone", NotMet),
        ("not classified", |r| r.classification = None, "staff_did_not_decide_alone", NotAssessed),
        ("by citizens alone", |r| decide(r, Some(FindingBy::Citizens)), "citizens_did_not_decide_alone", PartlyMet),
        ("citizens did not decide", |r| decide(r, Some(FindingBy::Staff)), "citizens_did_not_decide_alone", NotApplicable),
        ("both contribute", |_| {}, "public_service_gives_too", Met),
        (
            "one side contributes nothing: not co-production",
            |r| {
                r.contributions.remove(0);
            },
            "public_service_gives_too",
            NotMet,
        ),
        ("done to people", |r| r.contributions.truncate(1), "citizens_give_too", NotMet),
        (
            "promised and never given is no gift",
            |r| r.contributions[1..].iter_mut().for_each(|c| c.delivered = Some(crate::platform::db::Decimal::whole(0))),
            "citizens_give_too",
            NotMet,
        ),
        ("both judged", |_| {}, "citizens_did_not_judge_alone", Met),
        ("citizens alone", |r| assessed_by(r, FindingBy::Citizens), "citizens_did_not_judge_alone", PartlyMet),
        ("citizens not at all", |r| assessed_by(r, FindingBy::Staff), "citizens_did_not_judge_alone", NotApplicable),
    ]);
}

#[test]
fn equalities_look_at_who_takes_part_and_who_benefits() {
    holds(&[
        ("for two groups", |_| {}, "results_for_different_groups", Met),
        ("for one", |r| r.outcomes[1].beneficiaries = None, "results_for_different_groups", PartlyMet),
        ("for nobody in particular, in the first year", for_nobody, "results_for_different_groups", NotAssessed),
        (
            "for nobody in particular, after it",
            |r| {
                for_nobody(r);
                r.starts_on = Some(day("2024-01-01"))
            },
            "results_for_different_groups",
            NotMet,
        ),
        ("nothing measured", nothing_measured, "results_for_different_groups", NotAssessed),
        (
            "nothing can have been measured",
            |r| {
                nothing_measured(r);
                r.phase = Phase::Ahead
            },
            "results_for_different_groups",
            NotApplicable,
        ),
        ("stated", |_| {}, "who_benefits_stated", Met),
        ("for the whole only", |r| r.outcomes[0].beneficiaries = None, "who_benefits_stated", PartlyMet),
        ("the people who get involved are quite different between voice and action", |_| {}, "ways_in_through_voice_and_action", Met),
        ("only meetings", |r| ways(r, true, false), "ways_in_through_voice_and_action", PartlyMet),
        ("only work", |r| ways(r, false, true), "ways_in_through_voice_and_action", PartlyMet),
        ("service users and members of the community", |_| {}, "more_than_one_group_of_citizens", Met),
        ("one group in one role", |r| r.citizen_roles.truncate(1), "more_than_one_group_of_citizens", PartlyMet),
        ("in several ways", |_| {}, "different_strengths_used", Met),
        ("in one way", |r| r.contributions.truncate(2), "different_strengths_used", PartlyMet),
        (
            "those without money have no part",
            |r| r.contributions = vec![contribution(Giver::Citizens, "money", 10, None)],
            "different_strengths_used",
            NotMet,
        ),
        ("citizens look at two groups", |_| {}, "citizens_speak_for_different_groups", Met),
        ("at one", |r| r.outcomes[1].beneficiaries = None, "citizens_speak_for_different_groups", PartlyMet),
        ("citizens measure and assess nothing", staff_alone, "citizens_speak_for_different_groups", NotApplicable),
    ]);
}

#[test]
fn co_production_should_involve_behaviour_which_is_sustainable_by_both_parties() {
    holds(&[
        ("given lately, and more to come", |_| {}, "public_service_keeps_giving", Met),
        ("nothing more agreed", |r| deliver(r, 1, 1), "public_service_keeps_giving", PartlyMet),
        ("nothing for more than a year", |r| r.today = day("2028-01-01"), "citizens_keep_giving", NotMet),
        ("over", |r| over(r), "citizens_keep_giving", NotApplicable),
        ("a partner shares the work", |_| {}, "more_than_one_organisation", Met),
        ("a partner that only looks on", |r| r.partners[0].takes_part = false, "more_than_one_organisation", PartlyMet),
        ("formally approved", |_| {}, "settled_in_the_organisation", Met),
        ("a practice", |r| r.formality = Some("practice"), "settled_in_the_organisation", PartlyMet),
        ("nothing known", |r| r.formality = None, "settled_in_the_organisation", NotAssessed),
        ("160 hours, 8 people, 15.9 weeks", |_| {}, "hours_bearable_for_citizens", Met),
        ("many hours on few people", |r| r.contributions[1].people = Some(2), "hours_bearable_for_citizens", PartlyMet),
        ("a job", |r| r.contributions[1].people = Some(1), "hours_bearable_for_citizens", NotMet),
        ("nobody counted", |r| r.contributions[1].people = None, "hours_bearable_for_citizens", NotAssessed),
        ("voluntary", |_| {}, "leads_to_free_will", Met),
        ("after which they then can join in voluntarily", |r| mandate(r, "2026-09-30"), "leads_to_free_will", PartlyMet),
        ("for years", |r| mandate(r, "2029-01-01"), "leads_to_free_will", NotMet),
        ("eight people", |_| {}, "more_than_a_few_citizens", Met),
        ("two", |r| r.contributions.iter_mut().for_each(|c| c.people = Some(2)), "more_than_a_few_citizens", PartlyMet),
    ]);
}

fn over(r: &mut Record) {
    (r.phase, r.starts_on, r.ends_on) = (Phase::Over, Some(day("2024-01-01")), Some(day("2024-12-31")));
}

fn staff_alone(r: &mut Record) {
    assessed_by(r, FindingBy::Staff);
    r.measurements.iter_mut().for_each(|m| m.by = Some(FindingBy::Staff));
}

fn assessed_by(r: &mut Record, by: FindingBy) {
    r.assessments.iter_mut().for_each(|a| a.by = Some(by));
}

fn nothing_measured(r: &mut Record) {
    r.measurements.clear();
    r.assessments.clear();
}

fn for_nobody(r: &mut Record) {
    r.outcomes.iter_mut().for_each(|o| o.beneficiaries = None);
}

fn deliver(r: &mut Record, times: i64, of: i64) {
    use crate::platform::db::Decimal;
    r.contributions.iter_mut().for_each(|c| {
        c.delivered = c.agreed.map(|a| Decimal(a.0 * rust_decimal::Decimal::from(times) / rust_decimal::Decimal::from(of)));
    });
}

fn forget(r: &mut Record) {
    r.contributions.iter_mut().for_each(|c| (c.delivered, c.delivered_on) = (None, None));
}

fn mandate(r: &mut Record, until: &str) {
    r.participation = Participation::Mandated { until: day(until) };
}

fn decide(r: &mut Record, by: Option<FindingBy>) {
    r.classification.as_mut().unwrap().decided_by = by;
}

fn ways(r: &mut Record, voice: bool, action: bool) {
    let c = r.classification.as_mut().unwrap();
    (c.voice, c.action) = (voice, action);
}
