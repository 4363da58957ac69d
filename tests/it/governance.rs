//! Governance criteria and checks.

use crate::harness::{Organisation, World};
use serde_json::{Value, json};

/// So many days ago.
fn ago(world: &World, days: i64) -> String {
    world.app.clock().now().day().plus_days(-days).to_string()
}

/// A running lab to which both sides contribute, with its path.
fn lab(world: &World, of: &Organisation, more: Value) -> String {
    let mut body = json!({
        "title": "Peer support for and with people seeking a job", "stage": "lab", "starts_on": ago(world, 120), "published": true,
        "description": "Jobseekers who have found work meet others every week.", "benefit_level": "group",
        "citizen_roles": ["service_user"], "public_service_roles": ["frontline_staff"], "formality": "practice",
    });
    json_patch::merge(&mut body, &more);
    let at = format!("/v1/initiatives/{}", world.initiative(of, body)["id"].as_str().unwrap());
    for (side, contributor) in [("public_service", "Case workers"), ("citizens", "Former jobseekers")] {
        let body = json!({"side": side, "contributor": contributor, "kind": "time", "unit": "hours", "people": 8,
            "description": "Two hours a week.", "agreed_amount": 320, "agreed_on": ago(world, 110), "delivered_amount": 158, "delivered_on": ago(world, 10)});
        world.post(&format!("{at}/contributions"), &of.token, &body).ok(201);
    }
    at
}

fn evidence(world: &World) -> Value {
    json!([{"kind": "minutes", "title": "Notes of the celebration event", "dated_on": ago(world, 5)}])
}

/// The criterion of a check.
fn criterion<'a>(check: &'a Value, code: &str) -> &'a Value {
    let all = check["principles"].as_array().unwrap().iter().flat_map(|p| p["sides"].as_array().unwrap());
    let mut all = all.flat_map(|s| s["criteria"].as_array().unwrap());
    all.find(|c| c["criterion"] == code).unwrap_or_else(|| panic!("{code}"))
}

both!(
    fn the_criteria_say_what_each_principle_asks_of_both_sides(world: &World) {
        let leeds = world.organisation("leeds");
        let none = world.token(&leeds.key, "");
        let criteria = world.get("/v1/governance-criteria", &none).ok(200);
        assert_eq!(criteria.json["principles"].as_array().unwrap().len(), 5);
        assert_eq!((&criteria.json["version"], criteria.etag().as_str()), (&json!("2026-1"), "\"2026-1\""));
        for principle in criteria.json["principles"].as_array().unwrap() {
            for side in ["public_service", "citizens"] {
                let asked = criteria.json["criteria"].as_array().unwrap().iter();
                let asked: Vec<_> = asked.filter(|c| c["principle"] == principle["code"] && c["side"] == side).collect();
                assert!(asked.iter().filter(|c| c["answered_by"] == "record").count() >= 3, "{principle} {side}");
                assert!(asked.iter().any(|c| c["answered_by"] == "people"), "{principle} {side}");
                assert!(principle[side].is_string());
            }
        }
        world.call("GET", "/v1/governance-criteria").token(&none).header("if-none-match", &criteria.etag()).send().ok(304);
        world.call("GET", "/v1/governance-criteria").send().problem(401);
        let finding = world.get("/v1/vocabularies/finding", &none).ok(200);
        assert_eq!(finding.json["terms"].as_array().unwrap().len(), 5);
    }
);

both!(
    fn a_check_answers_from_the_record_and_is_kept_as_a_snapshot(world: &World) {
        let leeds = world.organisation("leeds");
        let at = lab(world, &leeds, json!({}));
        let checks = format!("{at}/governance-checks");
        let made = world.post(&checks, &leeds.token, &json!({})).ok(201);
        let place = made.header("location").unwrap().to_owned();
        assert_eq!(made.json["number"], json!(1));
        assert_eq!(made.json["compared_with_last"], Value::Null);
        assert_eq!(made.json["priority_principles"].as_array().unwrap().len(), 5);
        let open = criterion(&made.json, "purpose_open");
        assert_eq!((&open["finding"], &open["people"]), (&json!("met"), &Value::Null));
        assert_eq!(open["record"]["evidence"][0]["uri"], json!(at));
        let given = criterion(&made.json, "citizen_contributions_stated");
        assert_eq!(given["finding"], json!("met"));
        let uri = given["record"]["evidence"][0]["uri"].as_str().unwrap();
        assert_eq!(world.get(uri, &leeds.token).ok(200).json["side"], json!("citizens"), "evidence leads to the record");
        let hours = criterion(&made.json, "hours_bearable_for_citizens");
        assert!(hours["record"]["reason"].as_str().unwrap().contains("158 hours ÷ 8 people"), "{hours}");
        assert_eq!(criterion(&made.json, "learning_shared")["finding"], json!("not_assessed"), "missing evidence is never met");
        let read = world.get(&place, &leeds.token).ok(200);
        assert_eq!((&read.json, read.etag()), (&made.json, made.etag()));
        world.call("GET", &place).token(&leeds.token).header("if-none-match", &read.etag()).send().ok(304);
        // The record changes; the snapshot does not.
        let tag = world.get(&at, &leeds.token).etag();
        world.patch(&at, &leeds.token, &tag, &json!({"published": false})).ok(200);
        assert_eq!(world.get(&place, &leeds.token).ok(200).json, made.json);
        let again = world.post(&checks, &leeds.token, &json!({})).ok(201);
        assert_eq!(again.json["number"], json!(2));
        let compared = &again.json["compared_with_last"];
        assert_eq!((&compared["check_id"], &compared["criteria_changed"]), (&made.json["id"], &json!(false)));
        let worse = compared["changes"].as_array().unwrap().iter().find(|c| c["criterion"] == "purpose_open").unwrap();
        assert_eq!((&worse["before"], &worse["now"], &worse["movement"]), (&json!("met"), &json!("partly_met"), &json!("worse")));
        assert_eq!(world.count("changes WHERE resource = 'governance-checks'"), 2);
    }
);

both!(
    fn the_ends_do_not_justify_the_means(world: &World) {
        let leeds = world.organisation("leeds");
        let checks = format!("{}/governance-checks", lab(world, &leeds, json!({})));
        let breach = json!({"human_findings": [{"criterion": "citizens_treated_fairly", "finding": "not_met", "decided_by": "citizens",
            "reason": "Two who left lost their appointment with the counsellor.", "remedy": "Give them their appointments back."}]});
        let broken = world.post(&checks, &leeds.token, &breach).ok(201);
        assert_eq!(broken.json["verdict"], json!("broken"));
        assert_eq!(broken.json["means"]["broken"], json!(["fairness_and_due_process"]));
        assert_eq!(broken.json["means"]["outcomes_can_outweigh"], json!(false));
        let found = criterion(&broken.json, "citizens_treated_fairly");
        assert_eq!((&found["finding"], &found["record"]), (&json!("not_met"), &Value::Null));
        // A check without it does not wash it away.
        let next = world.post(&checks, &leeds.token, &json!({})).ok(201);
        assert_eq!(next.json["verdict"], json!("broken"));
        assert_eq!(criterion(&next.json, "citizens_treated_fairly")["people"]["carried_from"], broken.json["id"]);
        // Answered anew it is mended.
        let mended = json!({"human_findings": [{"criterion": "citizens_treated_fairly", "finding": "met", "decided_by": "both",
            "reason": "Both have their appointments back and say so.", "evidence": [{"kind": "conversation", "title": "Talks with both groups", "dated_on": ago(world, 0)}]}]});
        let last = world.post(&checks, &leeds.token, &mended).ok(201);
        assert_ne!(last.json["verdict"], json!("broken"));
        assert_eq!(criterion(&last.json, "citizens_treated_fairly")["people"]["carried_from"], Value::Null);
        let page = world.get(&format!("{checks}?limit=2"), &leeds.token).ok(200);
        let numbers = |page: &Value| page["items"].as_array().unwrap().iter().map(|c| c["number"].as_i64().unwrap()).collect::<Vec<_>>();
        assert_eq!(numbers(&page.json), [3, 2], "newest first");
        let rest = world.get(&format!("{checks}?limit=2&cursor={}", page.json["next"].as_str().unwrap()), &leeds.token).ok(200);
        assert_eq!((numbers(&rest.json), &rest.json["next"]), (vec![1], &Value::Null));
        assert_eq!(page.json["items"][0]["summary"].as_array().unwrap().len(), 5);
        let only = world.get(&format!("{checks}?verdict=broken"), &leeds.token).ok(200);
        assert_eq!(numbers(&only.json), [2, 1]);
    }
);

both!(
    fn people_and_the_record_stand_side_by_side(world: &World) {
        let leeds = world.organisation("leeds");
        let checks = format!("{}/governance-checks", lab(world, &leeds, json!({})));
        let body = json!({
            "human_findings": [
                {"criterion": "purpose_open", "principle": "transparency", "side": "public_service", "finding": "partly_met", "decided_by": "citizens",
                 "reason": "The description is hard to read.", "remedy": "Write it in plain words.", "evidence": evidence(world)},
                {"principle": "sustainability", "side": "citizens", "finding": "met", "decided_by": "both", "reason": "All want to go on.", "evidence": evidence(world)},
            ],
            "priority_principles": ["fairness_and_due_process", "transparency"],
            "priorities_set_with_citizens": true, "priorities_how": "Ranked together in the second workshop.", "note": "Half way through the lab.",
        });
        let made = world.post(&checks, &leeds.token, &body).ok(201);
        let open = criterion(&made.json, "purpose_open");
        assert_eq!((&open["record"]["finding"], &open["people"]["finding"]), (&json!("met"), &json!("partly_met")));
        assert_eq!((&open["finding"], &open["disagreement"]), (&json!("partly_met"), &json!(true)));
        assert_eq!(criterion(&made.json, "priorities_set_with_citizens")["finding"], json!("met"));
        let of =
            |principle: &str| made.json["principles"].as_array().unwrap().iter().find(|p| p["principle"] == principle).unwrap().clone();
        assert_eq!((&of("fairness_and_due_process")["priority"], &of("equalities")["priority"]), (&json!(1), &Value::Null));
        assert_eq!(of("sustainability")["sides"][1]["people"]["finding"], json!("met"));
        assert_eq!(made.json["note"], body["note"]);
    }
);

both!(
    fn findings_that_contradict_themselves_are_refused_all_at_once(world: &World) {
        let leeds = world.organisation("leeds");
        let checks = format!("{}/governance-checks", lab(world, &leeds, json!({})));
        let finding = |more: Value| {
            let mut body = json!({"criterion": "learning_shared", "finding": "met", "reason": "So it is.", "decided_by": "both", "evidence": evidence(world)});
            json_patch::merge(&mut body, &more);
            body
        };
        for (case, findings, want) in [
            ("missing evidence is never met", json!([finding(json!({"evidence": null}))]), vec!["/human_findings/0/evidence"]),
            ("what falls short needs a remedy", json!([finding(json!({"finding": "not_met"}))]), vec!["/human_findings/0/remedy"]),
            ("not a criterion", json!([finding(json!({"criterion": "kindness"}))]), vec!["/human_findings/0/criterion"]),
            (
                "another principle's criterion",
                json!([finding(json!({"principle": "equalities", "side": "citizens"}))]),
                vec!["/human_findings/0/principle", "/human_findings/0/side"],
            ),
            ("of what?", json!([finding(json!({"criterion": null}))]), vec!["/human_findings/0/principle", "/human_findings/0/side"]),
            ("twice", json!([finding(json!({})), finding(json!({"finding": "not_assessed"}))]), vec!["/human_findings/1"]),
            ("not a code", json!([finding(json!({"finding": "good"}))]), vec!["/human_findings/0/finding"]),
            (
                "not a link",
                json!([finding(json!({"evidence": [{"kind": "data", "title": "x", "uri": "javascript:1", "dated_on": "2025-01-01"}]}))]),
                vec!["/human_findings/0/evidence/0/uri"],
            ),
            (
                "of tomorrow",
                json!([finding(json!({"evidence": [{"kind": "data", "title": "x", "dated_on": "2999-01-01"}]}))]),
                vec!["/human_findings/0/evidence/0/dated_on"],
            ),
        ] {
            let refused = world.post(&checks, &leeds.token, &json!({"human_findings": findings}));
            assert_eq!(refused.problem(422).places(), want, "{case}");
        }
        let twice = world.post(&checks, &leeds.token, &json!({"priority_principles": ["equalities", "equalities"], "priorities_how": "x"}));
        assert_eq!(twice.problem(422).places(), ["/priority_principles/1", "/priorities_set_with_citizens"]);
        assert_eq!(world.count("governance_checks"), 0);
    }
);

both!(
    fn only_those_who_lead_or_assess_check_and_dry_runs_and_retries_keep_one(world: &World) {
        let (leeds, york, hull, bath) =
            (world.organisation("leeds"), world.organisation("york"), world.organisation("hull"), world.organisation("bath"));
        let at = lab(world, &leeds, json!({"published": false}));
        let checks = format!("{at}/governance-checks");
        let id = at.rsplit('/').next().unwrap();
        world.partner(&leeds, id, &york, "assessor");
        world.partner(&leeds, id, &hull, "contributor");
        world.post(&checks, &hull.token, &json!({})).problem(403);
        world.post(&checks, &bath.token, &json!({})).problem(404);
        world.get(&checks, &bath.token).problem(404);
        world.post(&checks, &world.token(&leeds.key, "governance:read"), &json!({})).problem(403);
        let tried = world.post(&format!("{checks}?dry_run=true"), &york.token, &json!({})).ok(200);
        assert_eq!((&tried.json["number"], tried.header("location")), (&json!(1), None));
        assert_eq!(world.count("governance_checks"), 0, "nothing is stored");
        let post = || world.call("POST", &checks).token(&york.token).header("idempotency-key", "check-1").json(&json!({})).send().ok(201);
        let (first, second) = (post(), post());
        assert_eq!(first.json, second.json);
        assert_eq!((world.count("governance_checks"), &first.json["checked_by_id"]), (1, &json!(york.id)));
        let place = first.header("location").unwrap();
        world.get(place, &hull.token).ok(200);
        world.get(place, &bath.token).problem(404);
        world.get(&format!("{checks}/{id}"), &leeds.token).problem(404);
        world.get(&format!("{checks}?cursor=abc"), &leeds.token).problem(400);
        let tag = world.get(&at, &leeds.token).etag();
        world.delete(&at, &leeds.token, &tag).ok(200);
        world.get(place, &leeds.token).problem(410);
        world.post(&checks, &leeds.token, &json!({})).problem(410);
    }
);

both!(
    fn checks_made_at_the_same_time_build_on_each_other(world: &World) {
        let leeds = world.organisation("leeds");
        let checks = format!("{}/governance-checks", lab(world, &leeds, json!({})));
        std::thread::scope(|threads| {
            for _ in 0..6 {
                threads.spawn(|| world.post(&checks, &leeds.token, &json!({})).ok(201));
            }
        });
        let all = world.get(&checks, &leeds.token).ok(200);
        let numbers: Vec<_> = all.json["items"].as_array().unwrap().iter().map(|c| c["number"].as_i64().unwrap()).collect();
        assert_eq!(numbers, [6, 5, 4, 3, 2, 1]);
    }
);

both!(
    fn evidence_that_is_past_its_date_stops_counting(world: &World) {
        let leeds = world.organisation("leeds");
        let checks = format!("{}/governance-checks", lab(world, &leeds, json!({})));
        let body = json!({"human_findings": [{"criterion": "learning_shared", "finding": "met", "decided_by": "both", "reason": "It was.",
            "evidence": [{"kind": "document", "title": "Workbook", "dated_on": "2019-12-05"}]}]});
        let made = world.post(&checks, &leeds.token, &body).ok(201);
        let found = criterion(&made.json, "learning_shared");
        assert_eq!((&found["finding"], &found["people"]["finding"]), (&json!("not_assessed"), &json!("met")), "marked, not rewritten");
        assert_eq!((&found["people"]["counts"], &found["people"]["evidence"][0]["counts"]), (&json!(false), &json!(false)));
        // The same evidence speaks for a lab that ended then.
        let at = lab(world, &leeds, json!({"timing": "recent", "starts_on": "2019-07-01", "ends_on": "2019-12-31"}));
        let made = world.post(&format!("{at}/governance-checks"), &leeds.token, &body).ok(201);
        assert_eq!(criterion(&made.json, "learning_shared")["finding"], json!("met"));
        assert_eq!(made.json["as_of"], json!("2019-12-31"));
    }
);

both!(
    fn a_check_looks_at_the_classification_in_force_and_at_what_was_measured(world: &World) {
        let leeds = world.organisation("leeds");
        let at = lab(world, &leeds, json!({}));
        let post = |part: &str, body: Value| world.post(&format!("{at}/{part}"), &leeds.token, &body).ok(201).json;
        let check = || post("governance-checks", json!({}));
        let found = |check: &Value, code: &str| criterion(check, code)["finding"].as_str().unwrap().to_owned();
        let bare = check();
        for code in ["staff_did_not_decide_alone", "ways_in_through_voice_and_action", "results_open", "results_for_different_groups"] {
            assert_eq!(found(&bare, code), "not_assessed", "{code}");
        }
        let delivery = json!({"co": "co_delivery", "kind": "co_implementation", "weight": "primary"});
        post("classifications", json!({"labels": [delivery], "decided_by": "staff", "decided_on": ago(world, 90)}));
        let staff = check();
        assert_eq!(found(&staff, "staff_did_not_decide_alone"), "partly_met");
        assert_eq!(found(&staff, "citizens_did_not_decide_alone"), "not_applicable");
        assert_eq!(found(&staff, "ways_in_through_voice_and_action"), "partly_met", "action alone");
        let labels = json!([delivery, {"co": "co_assessment", "weight": "secondary"}]);
        let joint = post("classifications", json!({"labels": labels, "decided_by": "both", "decided_on": ago(world, 30)}));
        let mut outcomes = Vec::new();
        for (title, group) in [("Less isolated", "Jobseekers under 25"), ("Less worry", "Their families")] {
            let body = json!({"title": title, "kind": "user", "priority": true, "beneficiaries": group, "mediated_by": "Council", "citizens_took_part": true});
            outcomes.push(post("outcomes", body)["id"].clone());
        }
        let check_now = check();
        assert_eq!(found(&check_now, "staff_did_not_decide_alone"), "met");
        assert_eq!(found(&check_now, "ways_in_through_voice_and_action"), "met");
        assert_eq!(found(&check_now, "assessed_with_citizens"), "partly_met", "co-assessment is meant, and none is on record");
        assert_eq!(found(&check_now, "needs_mediated_with_citizens"), "met");
        let pointed = criterion(&check_now, "ways_in_through_voice_and_action")["record"]["evidence"][0]["uri"].as_str().unwrap();
        assert_eq!(world.get(pointed, &leeds.token).ok(200).json["id"], joint["id"]);
        for (n, outcome) in outcomes.iter().enumerate() {
            let indicator = post(
                "indicators",
                json!({"outcome_id": outcome, "title": format!("Stories {n}"), "measure": "qualitative", "baseline": {"text": "Few knew anybody.", "measured_on": ago(world, 119)}}),
            );
            let period = post(
                "periods",
                json!({"indicator_id": indicator["id"], "starts_on": ago(world, 100), "ends_on": ago(world, 10), "actual": {"text": "Most know somebody."},
                       "method": "Talks", "source": "Workbook", "measured_by": "staff"}),
            );
            let body =
                json!({"period_id": period["id"], "judged_result": "improved", "judged_by": "citizens", "rationale": "They say so."});
            post("outcome-assessments", body);
        }
        let assessed = check();
        for code in [
            "results_open",
            "citizens_view_on_record",
            "assessed_with_citizens",
            "results_for_different_groups",
            "citizens_speak_for_different_groups",
        ] {
            assert_eq!(found(&assessed, code), "met", "{code}: {}", criterion(&assessed, code));
        }
        assert_eq!(found(&assessed, "citizens_did_not_judge_alone"), "partly_met", "citizens judged alone");
    }
);
