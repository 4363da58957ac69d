//! The public value of an initiative: both axes, and their balance.

use crate::harness::{Organisation, World};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A running lab to which both sides contribute, with one priority outcome and an indicator of it.
struct Lab<'a> {
    world: &'a World,
    lead: Organisation,
    at: String,
    indicator: String,
}

impl<'a> Lab<'a> {
    fn open(world: &'a World) -> Self {
        Lab::of(world, "offenbach")
    }

    fn of(world: &'a World, organisation: &str) -> Self {
        let lead = world.organisation(organisation);
        let initiative = world.initiative(
            &lead,
            json!({"description": "Jobseekers who have found work meet others.", "published": true, "starts_on": ago(world, 120),
                   "benefit_level": "group", "citizen_roles": ["service_user"], "public_service_roles": ["frontline_staff"],
                   "formality": "practice", "formal_service": true, "knowledge_domain": "complex", "public_value_roles": ["better_services"]}),
        );
        let mut lab = Lab { world, lead, at: format!("/v1/initiatives/{}", initiative["id"].as_str().unwrap()), indicator: String::new() };
        for (side, contributor) in [("public_service", "Case workers"), ("citizens", "Former jobseekers")] {
            lab.post(
                "contributions",
                json!({"side": side, "contributor": contributor, "kind": "time", "unit": "hours", "people": 8, "description": "Two hours a week.",
                       "agreed_amount": 320, "agreed_on": ago(world, 110), "delivered_amount": 158, "delivered_on": ago(world, 10)}),
            );
        }
        let outcome = lab.post(
            "outcomes",
            json!({"title": "Less isolated", "kind": "user", "priority": true, "priority_rank": 1, "beneficiaries": "Jobseekers under 25",
                   "mediated_by": "Social affairs committee", "mediated_on": ago(world, 200), "citizens_took_part": true}),
        );
        lab.indicator = lab.post(
            "indicators",
            json!({"outcome_id": outcome["id"], "title": "People to turn to", "measure": "number", "unit": "people", "direction": "increase",
                   "baseline": {"value": 40, "measured_on": ago(world, 130)}}),
        )["id"]
            .as_str()
            .unwrap()
            .to_owned();
        lab
    }

    fn post(&self, part: &str, body: Value) -> Value {
        self.world.post(&format!("{}/{part}", self.at), &self.lead.token, &body).ok(201).json
    }

    /// Measures and assesses a period that ended so many days ago.
    fn assess(&self, ended: i64, actual: i64) {
        let period = self.post(
            "periods",
            json!({"indicator_id": self.indicator, "starts_on": ago(self.world, ended + 9), "ends_on": ago(self.world, ended), "target": {"value": 60},
                   "actual": {"value": actual}, "method": "Talks", "source": "Workbook", "sample_size": 11, "measured_by": "both"}),
        );
        self.post("outcome-assessments", json!({"period_id": period["id"], "evidence_strength": "moderate"}));
    }

    /// Makes a check in which people answer everything that only they can answer.
    fn check(&self, finding: &str, but: Option<(&str, &str)>) -> Value {
        let criteria = self.world.get("/v1/governance-criteria", &self.lead.token).ok(200).json;
        let asked = criteria["criteria"].as_array().unwrap().iter().filter(|c| c["answered_by"] == "people");
        let findings: Vec<Value> = asked
            .map(|c| {
                let found = but.filter(|(code, _)| c["code"] == *code).map_or(finding, |(_, found)| found);
                json!({"criterion": c["code"], "finding": found, "reason": "Those who took part say so.", "remedy": "Ask again.", "decided_by": "both",
                       "evidence": [{"kind": "conversation", "title": "Talks", "uri": "https://www.example.org/talks", "dated_on": ago(self.world, 5)}]})
            })
            .collect();
        let body = json!({"human_findings": findings, "priorities_set_with_citizens": true, "priorities_how": "Ranked together."});
        self.post("governance-checks", body)
    }

    fn value(&self) -> Value {
        self.world.get(&format!("{}/public-value", self.at), &self.lead.token).ok(200).json
    }
}

fn ago(world: &World, days: i64) -> String {
    world.app.clock().now().day().plus_days(-days).to_string()
}

/// Every path of this service that is told anywhere in an answer.
fn paths(value: &Value, all: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.starts_with("/v1/") => {
            all.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| paths(item, all)),
        Value::Object(members) => members.values().for_each(|member| paths(member, all)),
        _ => {}
    }
}

both!(
    fn public_value_balances_outcomes_and_principles_and_leads_down_to_the_records(world: &World) {
        let lab = Lab::open(world);
        let nothing = lab.value();
        assert_eq!(nothing["balance"], json!("insufficient_evidence"));
        assert_eq!(
            (&nothing["outcomes"]["verdict"], &nothing["governance"]["verdict"]),
            (&json!("insufficient_evidence"), &json!("not_assessed"))
        );
        assert_eq!((&nothing["governance"]["check"], &nothing["governance"]["means"]), (&Value::Null, &Value::Null));
        lab.assess(20, 55);
        let unchecked = lab.value();
        assert_eq!(
            (&unchecked["balance"], &unchecked["outcomes"]["verdict"]),
            (&json!("insufficient_evidence"), &json!("achieved")),
            "outcomes alone are not public value"
        );
        let check = lab.check("met", None);
        assert_eq!(check["verdict"], json!("partly_upheld"), "{}", check["reason"]);
        let value = lab.value();
        assert_eq!(value["balance"], json!("creating_value"), "{value:#}");
        assert!(value["reservations"][0]["text"].as_str().unwrap().contains("full accord"), "{}", value["reservations"]);
        assert_eq!(value["governance"]["check"]["id"], check["id"]);
        assert_eq!(value["outcomes"]["values"][0]["verdict"], json!("achieved"));
        assert_eq!(
            value["pathways"][0],
            json!({"role": "better_services", "support": "shown", "reasons": value["pathways"][0]["reasons"]})
        );
        assert_eq!(value["strategic_triangle"].as_array().unwrap().len(), 3);
        assert_eq!(value["resilience"].as_array().unwrap().len(), 4);
        assert!(value["context"]["reading"].as_str().unwrap().starts_with("Complex"));
        let mut all = BTreeSet::new();
        paths(&value, &mut all);
        paths(&check, &mut all);
        assert!(all.len() >= 7, "{all:?}");
        for path in all {
            assert_eq!(world.get(&path, &lab.lead.token).status, 200, "{path}");
        }
    }
);

both!(
    fn good_outcomes_do_not_make_up_for_a_broken_principle_and_harm_counts(world: &World) {
        let lab = Lab::open(world);
        lab.assess(40, 55);
        lab.check("met", Some(("citizens_treated_fairly", "not_met")));
        let broken = lab.value();
        assert_eq!((&broken["balance"], &broken["outcomes"]["verdict"]), (&json!("value_at_risk"), &json!("achieved")));
        assert_eq!(broken["governance"]["means"]["broken"], json!(["fairness_and_due_process"]));
        assert_eq!(broken["governance"]["means"]["outcomes_can_outweigh"], json!(false));
        // The worse figures of a later period count, not the better ones of the earlier.
        lab.assess(20, 30);
        let harm = lab.value();
        assert_eq!((&harm["balance"], &harm["outcomes"]["harm"]), (&json!("reducing_value"), &json!(true)));
        lab.check("met", None);
        assert_eq!(lab.value()["balance"], json!("reducing_value"), "principles kept do not make up for harm either");
    }
);

both!(
    fn views_that_differ_are_told_as_such_and_not_as_harm(world: &World) {
        for (citizens, staff, verdict, balance, harm) in [
            ("unchanged", "improved", "contested", "principled_unproven", false),
            ("worsened", "improved", "mixed", "value_at_risk", true),
            ("improved", "improved", "achieved", "creating_value", false),
        ] {
            let lab = Lab::of(world, verdict);
            let outcome = world.get(&format!("{}/outcomes", lab.at), &lab.lead.token).json["items"][0]["id"].clone();
            let told = lab.post("indicators", json!({"outcome_id": outcome, "title": "What they tell", "measure": "qualitative"}));
            let period = lab.post(
                "periods",
                json!({"indicator_id": told["id"], "starts_on": ago(world, 29), "ends_on": ago(world, 20), "actual": {"text": "Ask both sides."},
                       "measured_by": "both"}),
            );
            let view = |result: &str| json!({"result": result, "statement": "Seen over three months."});
            lab.post(
                "outcome-assessments",
                json!({"period_id": period["id"], "evidence_strength": "moderate", "citizen_view": view(citizens), "staff_view": view(staff),
                       "judged_by": "both"}),
            );
            lab.check("met", None);
            let value = lab.value();
            assert_eq!(
                (&value["outcomes"]["verdict"], &value["balance"], &value["outcomes"]["harm"]),
                (&json!(verdict), &json!(balance), &json!(harm)),
                "{}",
                value["reason"]
            );
            let worse = value["reason"].as_str().unwrap().contains("worse");
            assert_eq!(worse, harm, "{}", value["reason"]);
        }
    }
);

both!(
    fn evidence_of_principles_that_is_past_its_date_counts_no_longer(world: &World) {
        let lab = Lab::open(world);
        lab.assess(20, 55);
        lab.check("met", None);
        assert_eq!(lab.value()["balance"], json!("creating_value"));
        world.app.clock().shift(3 * 366 * 86_400);
        let lead = Organisation { token: world.token(&lab.lead.key, &crate::harness::every_scope(false)), ..lab.lead.clone() };
        let value = world.get(&format!("{}/public-value", lab.at), &lead.token).ok(200).json;
        assert_eq!(
            (&value["balance"], &value["governance"]["verdict"]),
            (&json!("insufficient_evidence"), &json!("not_assessed")),
            "{value:#}"
        );
        assert_eq!(value["governance"]["check"]["verdict_then"], json!("partly_upheld"), "the snapshot is what it was");
        assert!(value["reservations"].to_string().contains("past its date"));
    }
);

both!(
    fn public_value_is_read_by_those_who_may_and_only_anew_when_it_changed(world: &World) {
        let lab = Lab::open(world);
        let at = format!("{}/public-value", lab.at);
        let read = world.get(&at, &lab.lead.token).ok(200);
        world.call("GET", &at).token(&lab.lead.token).header("if-none-match", &read.etag()).send().ok(304);
        lab.assess(20, 55);
        world.call("GET", &at).token(&lab.lead.token).header("if-none-match", &read.etag()).send().ok(200);
        world.get(&at, &world.token(&lab.lead.key, "governance:read outcomes:read")).problem(403);
        let hull = world.organisation("hull");
        world.get(&at, &hull.token).ok(200);
        let tag = world.get(&lab.at, &lab.lead.token).etag();
        let hidden = world.patch(&lab.at, &lab.lead.token, &tag, &json!({"published": false})).ok(200);
        world.get(&at, &hull.token).problem(404);
        world.get(&format!("{at}?detail=all"), &lab.lead.token).problem(400);
        world.delete(&lab.at, &lab.lead.token, &hidden.etag()).ok(200);
        world.get(&at, &lab.lead.token).problem(410);
    }
);
