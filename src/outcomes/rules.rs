//! What an outcome must be, and what is odd about one (Public Value Model).

use super::model::*;
use crate::initiatives::PublicValueRole;
use crate::platform::db::Day;
use crate::platform::http::{Fault, Faults};

/// Faults between members.
pub fn check(new: &NewOutcome, faults: &mut Faults) {
    faults.unless(
        new.resilience_level.is_none() || new.kind == OutcomeKind::Resilience,
        "/resilience_level",
        "not_applicable",
        "must be absent unless kind is resilience",
    );
    faults.unless(
        new.priority_rank.is_none() || new.priority,
        "/priority_rank",
        "not_applicable",
        "must be absent unless priority is true: what has no priority has no place among the priorities",
    );
    if new.mediated_by.is_none() {
        for (pointer, given) in [("/mediated_on", new.mediated_on.is_some()), ("/citizens_took_part", new.citizens_took_part.is_some())] {
            faults.unless(!given, pointer, "not_applicable", "must be absent unless mediated_by says who mediated");
        }
    }
}

/// Faults that depend on the day.
pub fn check_on(new: &NewOutcome, today: Day, faults: &mut Faults) {
    if let Some(on) = new.mediated_on {
        faults.unless(on <= today, "/mediated_on", "future", format!("must not be after today ({today}): it says what has been done"));
    }
}

/// What is plausible but odd.
pub fn warnings(of: &NewOutcome) -> Vec<Fault> {
    let mut odd = Vec::new();
    let mut say = |pointer: &str, code: &str, message: &str| odd.push(Fault::at(pointer, code, message));
    if of.priority {
        if of.mediated_by.is_none() {
            say(
                "/mediated_by",
                "unmediated_priority",
                "a priority without mediation: the expressed demands of different stakeholders must be politically mediated to arrive at publicly defined needs, so say who did that",
            );
        } else {
            if of.mediated_on.is_none() {
                say("/mediated_on", "missing", "say when the priority was mediated");
            }
            if of.citizens_took_part.is_none() {
                say("/citizens_took_part", "missing", "say whether citizens took part in setting the priority");
            }
        }
    }
    if of.kind == OutcomeKind::Resilience && of.resilience_level.is_none() {
        say(
            "/resilience_level",
            "missing",
            "say whose resilience is meant: users, communities, provider organisations or the whole system",
        );
    }
    if of.beneficiaries.is_none() && matches!(of.kind, OutcomeKind::User | OutcomeKind::Social | OutcomeKind::Economic) {
        say("/beneficiaries", "missing", "say which groups benefit");
    }
    if of.kind == OutcomeKind::Governance && of.pathway.is_some_and(|pathway| pathway != PublicValueRole::GovernancePrinciples) {
        say(
            "/pathway",
            "unlikely",
            "an outcome of governance is reached by governance principles being formulated, put in order and upheld",
        );
    }
    odd
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn outcome(patch: Value) -> NewOutcome {
        let mut value = json!({"title": "Less isolated", "kind": "user", "beneficiaries": "Jobseekers under 25"});
        json_patch::merge(&mut value, &patch);
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_contradicts_itself_is_a_fault() {
        for (case, patch, want) in [
            ("resilience of users", json!({"kind": "resilience", "resilience_level": "users"}), vec![]),
            ("a level of resilience for another kind", json!({"resilience_level": "users"}), vec!["/resilience_level"]),
            ("a rank without priority", json!({"priority_rank": 1}), vec!["/priority_rank"]),
            ("a rank among the priorities", json!({"priority": true, "priority_rank": 1}), vec![]),
            (
                "mediation by nobody",
                json!({"mediated_on": "2026-01-01", "citizens_took_part": false}),
                vec!["/mediated_on", "/citizens_took_part"],
            ),
        ] {
            let mut faults = Faults::default();
            check(&outcome(patch), &mut faults);
            let got: Vec<_> = faults.into_vec().into_iter().filter_map(|fault| fault.pointer).collect();
            assert_eq!(got, want, "{case}");
        }
    }

    #[test]
    fn needs_are_mediated_before_today() {
        let today: Day = "2026-03-01".parse().unwrap();
        for (on, good) in [("2026-03-01", true), ("2026-03-02", false)] {
            let mut faults = Faults::default();
            check_on(&outcome(json!({"mediated_by": "Council", "mediated_on": on})), today, &mut faults);
            assert_eq!(faults.is_empty(), good, "{on}");
        }
    }

    #[test]
    fn demands_must_be_politically_mediated_to_arrive_at_publicly_defined_needs() {
        for (case, patch, want) in [
            ("a priority that nobody mediated", json!({"priority": true}), vec!["unmediated_priority"]),
            ("mediated, but when and with whom?", json!({"priority": true, "mediated_by": "Council"}), vec!["missing", "missing"]),
            (
                "mediated without citizens, and it says so",
                json!({"priority": true, "mediated_by": "Council", "mediated_on": "2026-01-01", "citizens_took_part": false}),
                vec![],
            ),
            ("no priority", json!({}), vec![]),
            ("whose resilience?", json!({"kind": "resilience"}), vec!["missing"]),
            ("who benefits?", json!({"beneficiaries": null}), vec!["missing"]),
            ("governance by another pathway", json!({"kind": "governance", "pathway": "better_services"}), vec!["unlikely"]),
        ] {
            let got: Vec<_> = warnings(&outcome(patch)).into_iter().map(|warning| warning.code).collect();
            assert_eq!(got, want, "{case}");
        }
    }
}
