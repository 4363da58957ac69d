//! Outcomes, indicators, periods and assessments, end to end.

use crate::harness::{Answer, Organisation, World};
use serde_json::{Value, json};

/// An initiative with an outcome and an indicator of it.
struct Lab<'a> {
    world: &'a World,
    lead: Organisation,
    id: String,
    outcome: String,
}

impl<'a> Lab<'a> {
    fn open(world: &'a World, more: Value) -> Self {
        let lead = world.organisation("offenbach");
        let initiative = world.initiative(&lead, more);
        let id = initiative["id"].as_str().unwrap().to_owned();
        let mut lab = Lab { world, lead, id, outcome: String::new() };
        lab.outcome = lab.post("outcomes", json!({"title": "Less isolated", "kind": "user"})).ok(201).id();
        lab
    }

    fn path(&self, part: &str) -> String {
        format!("/v1/initiatives/{}/{part}", self.id)
    }

    fn post(&self, part: &str, body: Value) -> Answer {
        self.world.post(&self.path(part), &self.lead.token, &body)
    }

    fn get(&self, part: &str) -> Answer {
        self.world.get(&self.path(part), &self.lead.token)
    }

    fn indicator(&self, more: Value) -> String {
        let mut body = json!({"outcome_id": self.outcome, "title": "People to turn to", "measure": "number", "unit": "people",
                              "direction": "increase", "baseline": {"value": 40, "measured_on": "2025-12-31"}});
        json_patch::merge(&mut body, &more);
        self.post("indicators", body).ok(201).id()
    }

    fn period(&self, indicator: &str, more: Value) -> String {
        let mut body = json!({"indicator_id": indicator, "starts_on": "2025-01-01", "ends_on": "2025-03-31", "target": {"value": 60},
                              "actual": {"value": 55}, "method": "Talks", "source": "Workbook", "measured_by": "both"});
        json_patch::merge(&mut body, &more);
        self.post("periods", body).ok(201).id()
    }

    fn assess(&self, period: &str, more: Value) -> Answer {
        let mut body = json!({"period_id": period});
        json_patch::merge(&mut body, &more);
        self.post("outcome-assessments", body)
    }
}

fn ids(page: &Answer) -> Vec<String> {
    page.json["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

both!(
    fn outcomes_are_recorded_read_changed_and_withdrawn(world: &World) {
        let lab = Lab::open(world, json!({}));
        let made = lab
            .post(
                "outcomes",
                json!({"title": "Fewer break-ins", "kind": "resilience", "resilience_level": "communities", "priority": true}),
            )
            .ok(201);
        assert_eq!(made.json["warnings"][0]["code"], "unmediated_priority", "{}", made.text);
        let at = made.header("location").unwrap().to_owned();
        let read = world.get(&at, &lab.lead.token).ok(200);
        assert_eq!((&read.json, read.etag()), (&made.json, "\"1\"".to_owned()));
        world.call("GET", &at).token(&lab.lead.token).header("if-none-match", &read.etag()).send().ok(304);
        let mediated = json!({"mediated_by": "Council", "mediated_on": "2025-01-01", "citizens_took_part": true});
        let changed = world.patch(&at, &lab.lead.token, "\"1\"", &mediated).ok(200);
        assert_eq!((&changed.json["version"], &changed.json["warnings"]), (&json!(2), &json!([])));
        world.patch(&at, &lab.lead.token, "\"1\"", &json!({"title": "Late"})).problem(412);
        let same = world.patch(&at, &lab.lead.token, "\"2\"", &mediated).ok(200);
        assert_eq!(same.json["version"], 2, "an identical write makes no new version");
        let wrong = world.patch(&at, &lab.lead.token, "\"2\"", &json!({"kind": "user"}));
        assert_eq!(wrong.problem(422).places(), ["/resilience_level"]);
        let future = world.patch(&at, &lab.lead.token, "\"2\"", &json!({"mediated_on": "9999-12-31"}));
        assert_eq!(future.problem(422).places(), ["/mediated_on"]);
        assert_eq!(ids(&lab.get("outcomes?kind=resilience")).len(), 1);
        assert_eq!(ids(&lab.get("outcomes?priority=false")), std::slice::from_ref(&lab.outcome));
        world.delete(&at, &lab.lead.token, "\"1\"").problem(412);
        let gone = world.delete(&at, &lab.lead.token, "\"2\"").ok(200);
        assert!(gone.json["withdrawn_at"].is_string());
        let again = world.delete(&at, &lab.lead.token, "\"2\"").ok(200);
        assert_eq!(again.json, gone.json, "withdrawing twice is harmless");
        world.get(&at, &lab.lead.token).problem(410);
        world.patch(&at, &lab.lead.token, "\"3\"", &json!({"title": "x"})).problem(410);
        assert_eq!(ids(&lab.get("outcomes?withdrawn=true")), [made.id()]);
        assert_eq!(world.count(&format!("changes WHERE resource = 'outcomes' AND resource_id = '{}'", made.id())), 3);
    }
);

both!(
    fn indicators_keep_the_meaning_of_figures_recorded_under_them(world: &World) {
        let lab = Lab::open(world, json!({}));
        let unknown = json!({"outcome_id": lab.id, "title": "x", "measure": "number", "direction": "increase"});
        assert_eq!(lab.post("indicators", unknown).problem(422).places(), ["/outcome_id"]);
        let indicator = lab.indicator(json!({"baseline": {"value": 0.1, "measured_on": null}}));
        let at = lab.path(&format!("indicators/{indicator}"));
        let read = world.get(&at, &lab.lead.token).ok(200);
        assert_eq!(read.json["baseline"]["value"].to_string(), "0.1", "decimals are exact");
        assert_eq!(read.json["warnings"][0]["pointer"], "/baseline/measured_on");
        assert_eq!((&read.json["aggregation"], &read.json["people_counted"]), (&json!("none"), &json!("not_people")));
        let period = lab.period(&indicator, json!({}));
        let moved = world.patch(&at, &lab.lead.token, "\"1\"", &json!({"outcome_id": period}));
        assert_eq!(moved.problem(422).places(), ["/outcome_id"]);
        let story = json!({"measure": "qualitative", "direction": null, "baseline": null});
        let misfit = world.patch(&at, &lab.lead.token, "\"1\"", &story);
        assert!(misfit.problem(409).text.contains(&period), "{}", misfit.text);
        world.patch(&at, &lab.lead.token, "\"1\"", &json!({"direction": "decrease"})).ok(200);
        assert!(world.delete(&at, &lab.lead.token, "\"2\"").problem(409).text.contains("in_use"));
        let outcome = lab.path(&format!("outcomes/{}", lab.outcome));
        world.delete(&outcome, &lab.lead.token, "\"1\"").problem(409);
        world.delete(&lab.path(&format!("periods/{period}")), &lab.lead.token, "\"1\"").ok(200);
        world.patch(&at, &lab.lead.token, "\"2\"", &story).ok(200);
        world.delete(&at, &lab.lead.token, "\"3\"").ok(200);
        world.delete(&outcome, &lab.lead.token, "\"1\"").ok(200);
        let late = json!({"outcome_id": lab.outcome, "title": "x", "measure": "number", "direction": "increase"});
        assert_eq!(lab.post("indicators", late).problem(422).places(), ["/outcome_id"], "nothing is added to a tombstone");
    }
);

both!(
    fn periods_of_one_indicator_never_overlap_and_lie_in_their_time(world: &World) {
        let lab = Lab::open(world, json!({}));
        let (one, other) = (lab.indicator(json!({})), lab.indicator(json!({})));
        let first = lab.period(&one, json!({}));
        lab.period(&other, json!({}));
        let body = |starts: &str, ends: &str| json!({"indicator_id": one, "starts_on": starts, "ends_on": ends});
        for (starts, ends) in
            [("2025-03-31", "2025-04-30"), ("2024-12-01", "2025-01-01"), ("2025-02-01", "2025-02-02"), ("2024-01-01", "2026-01-01")]
        {
            let refused = lab.post("periods", body(starts, ends));
            assert!(refused.problem(409).text.contains(&first), "names the other: {}", refused.text);
        }
        let next = lab.post("periods", body("2025-04-01", "2025-04-30")).ok(201);
        let at = next.header("location").unwrap().to_owned();
        world.patch(&at, &lab.lead.token, "\"1\"", &json!({"starts_on": "2025-03-31"})).problem(409);
        world.patch(&at, &lab.lead.token, "\"1\"", &json!({"starts_on": "2025-04-02"})).ok(200);
        let early = json!({"indicator_id": one, "starts_on": "2999-01-01", "ends_on": "2999-02-01", "actual": {"value": 1}});
        assert_eq!(lab.post("periods", early).problem(422).places(), ["/actual"]);
        let several = json!({"indicator_id": one, "starts_on": "2025-06-02", "ends_on": "2025-06-01", "target": {"low": 3, "value": 3}, "sample_size": -1});
        assert_eq!(lab.post("periods", several).problem(422).places(), ["/sample_size"]);
        let several = json!({"indicator_id": one, "starts_on": "2025-06-02", "ends_on": "2025-06-01", "target": {"low": 3, "value": 3}});
        assert_eq!(lab.post("periods", several).problem(422).places(), ["/ends_on", "/target/high", "/target/value"]);
        let text = json!({"indicator_id": one, "starts_on": "2025-06-01", "ends_on": "2025-06-02", "actual": {"text": "many"}});
        assert_eq!(lab.post("periods", text).problem(422).places(), ["/actual/text", "/actual/value"]);
        assert_eq!(ids(&lab.get(&format!("periods?indicator_id={one}"))), [first.clone(), next.id()]);
        assert_eq!(ids(&lab.get("periods")).len(), 3);
        let tomb = world.delete(&lab.path(&format!("periods/{first}")), &lab.lead.token, "\"1\"").ok(200);
        assert!(tomb.json["withdrawn_at"].is_string());
        lab.post("periods", body("2025-03-01", "2025-03-31")).ok(201);
    }
);

both!(
    fn figures_are_computed_with_their_arithmetic_shown(world: &World) {
        let lab = Lab::open(world, json!({"knowledge_domain": "complicated"}));
        let indicator = lab.indicator(json!({}));
        let period = lab.period(&indicator, json!({}));
        let made = lab.assess(&period, json!({"evidence_strength": "strong"})).ok(201);
        let found = &made.json;
        assert_eq!(
            (&found["result"], &found["target_met"], &found["missed_target"]),
            (&json!("improved"), &json!("partly_met"), &json!("shortfall"))
        );
        let steps = &found["arithmetic"];
        for (step, want) in [
            ("baseline", "40"),
            ("actual", "55"),
            ("change", "15"),
            ("change_in_wanted_direction", "15"),
            ("target_low", "60"),
            ("target_high", "null"),
            ("share_of_way", "0.75"),
        ] {
            assert_eq!(steps[step].to_string(), want, "{step}: {steps}");
        }
        assert!(steps["text"].as_str().unwrap().starts_with("40 people → 55 people: +15 people"), "{steps}");
        assert_eq!((&found["co_assessed"], &found["claim"]), (&json!(true), &json!("contribution")));
        assert_eq!((&found["outcome_id"], &found["indicator_id"]), (&json!(lab.outcome), &json!(indicator)));
        assert_eq!(found["assessed_on"].as_str().unwrap().len(), 10, "today when not given");
        assert_eq!(world.get(made.header("location").unwrap(), &lab.lead.token).ok(200).json, made.json);
        let judged = lab.assess(&period, json!({"judged_result": "worsened", "judged_by": "staff", "rationale": "x"}));
        assert_eq!(judged.problem(422).places(), ["/judged_result", "/judged_by"]);
    }
);

both!(
    fn a_new_assessment_supersedes_the_last_and_none_is_changed(world: &World) {
        let lab = Lab::open(world, json!({}));
        let indicator = lab.indicator(json!({}));
        let period = lab.period(&indicator, json!({"actual": null}));
        let first = lab.assess(&period, json!({})).ok(201);
        assert_eq!((&first.json["result"], first.json["missing"].as_array().unwrap().len()), (&json!("insufficient_evidence"), 1));
        let actual = json!({"actual": {"value": 61}});
        world.patch(&lab.path(&format!("periods/{period}")), &lab.lead.token, "\"1\"", &actual).ok(200);
        let summary = lab.get("outcome-summary").ok(200);
        assert_eq!(summary.json["outcomes"][0]["indicators"][0]["outdated"], true, "the figure came after it was assessed");
        let second = lab.assess(&period, json!({})).ok(201);
        assert_eq!(
            (&second.json["result"], &second.json["supersedes_id"], &second.json["period_version"]),
            (&json!("improved"), &json!(first.id()), &json!(2))
        );
        let old = world.get(first.header("location").unwrap(), &lab.lead.token).ok(200);
        assert_eq!(
            (&old.json["superseded_by_id"], &old.json["result"], old.etag()),
            (&json!(second.id()), &json!("insufficient_evidence"), "\"2\"".into())
        );
        assert_eq!(ids(&lab.get("outcome-assessments?in_force=true")), [second.id()]);
        assert_eq!(ids(&lab.get("outcome-assessments?in_force=false")), [first.id()]);
        for filter in [format!("period_id={period}"), format!("indicator_id={indicator}"), format!("outcome_id={}", lab.outcome)] {
            assert_eq!(ids(&lab.get(&format!("outcome-assessments?{filter}"))), [first.id(), second.id()], "{filter}");
        }
        assert_eq!(ids(&lab.get(&format!("outcome-assessments?outcome_id={period}"))), Vec::<String>::new());
        let page = lab.get("outcome-assessments?limit=1");
        let next = lab.get(&format!("outcome-assessments?limit=1&cursor={}", page.json["next"].as_str().unwrap()));
        assert_eq!([ids(&page), ids(&next)].concat(), [first.id(), second.id()]);
        world.patch(first.header("location").unwrap(), &lab.lead.token, "\"2\"", &json!({"result": "improved"})).problem(405);
        assert_eq!(world.count("changes WHERE resource = 'outcome-assessments'"), 3);
    }
);

both!(
    fn narratives_are_judged_and_views_that_differ_are_mixed(world: &World) {
        let lab = Lab::open(world, json!({"knowledge_domain": "simple"}));
        let indicator = lab
            .indicator(json!({"measure": "qualitative", "direction": null, "unit": null, "baseline": {"value": null, "text": "Lonely"}}));
        let period = lab.period(&indicator, json!({"target": null, "actual": {"value": null, "text": "They have friends now"}}));
        assert_eq!(lab.assess(&period, json!({})).problem(422).places(), ["/judged_result"]);
        let views = json!({"citizen_view": {"result": "improved", "statement": "We meet"}, "staff_view": {"result": "unchanged", "statement": "Few come"}});
        let mixed = lab.assess(&period, views).ok(201);
        assert_eq!((&mixed.json["result"], &mixed.json["arithmetic"]), (&json!("mixed"), &Value::Null));
        assert_eq!(mixed.json["citizen_view"]["statement"], "We meet", "both views are kept");
        let judged = lab.assess(&period, json!({"judged_result": "improved", "judged_by": "both", "rationale": "Ten told so"})).ok(201);
        assert_eq!(judged.json["result"], "improved");
    }
);

both!(
    fn a_scale_and_a_range_are_assessed_too(world: &World) {
        let lab = Lab::open(world, json!({}));
        let scale = lab.indicator(
            json!({"measure": "ordinal", "unit": null, "scale": ["bad", "fair", "good"], "baseline": {"value": null, "text": "bad"}}),
        );
        let period = lab.period(&scale, json!({"target": {"value": null, "text": "good"}, "actual": {"value": null, "text": "fair"}}));
        let found = lab.assess(&period, json!({})).ok(201);
        assert_eq!((&found.json["result"], &found.json["arithmetic"]["share_of_way"]), (&json!("improved"), &json!(0.5)));
        let steady = lab.indicator(json!({"direction": "maintain", "range": {"low": 35, "high": 45}}));
        let period = lab.period(&steady, json!({"target": null, "actual": {"value": 41}}));
        let found = lab.assess(&period, json!({})).ok(201);
        assert_eq!((&found.json["result"], &found.json["target_met"]), (&json!("maintained"), &json!("met")));
        let ratio = lab.indicator(json!({"measure": "percentage", "unit": null, "aggregation": "ratio", "direction": "decrease"}));
        let period = lab.period(&ratio, json!({"target": null, "actual": {"value": null, "numerator": 2, "denominator": 3}}));
        let found = lab.assess(&period, json!({})).ok(201);
        assert_eq!((&found.json["result"], found.json["arithmetic"]["actual"].to_string()), (&json!("worsened"), "66.666666667".into()));
        let top = 1_000_000_000_000_000_i64;
        let huge = lab.indicator(json!({"baseline": {"value": -top}}));
        let period = lab.period(&huge, json!({"target": {"value": top}, "actual": {"value": top}}));
        let found = lab.assess(&period, json!({})).ok(201);
        assert_eq!(found.json["arithmetic"]["change"].to_string(), "2000000000000000", "no overflow, and kept as it was");
    }
);

both!(
    fn attribution_is_refused_where_effects_cannot_be_predicted(world: &World) {
        let lab = Lab::open(world, json!({"knowledge_domain": "complex"}));
        let period = lab.period(&lab.indicator(json!({})), json!({}));
        let claim = json!({"claim": "attribution", "comparison": "The next district"});
        let refused = lab.assess(&period, claim.clone());
        assert_eq!(refused.problem(422).places(), ["/claim"]);
        assert!(refused.text.contains("we cannot predict likely positive or negative co-production outcomes"), "{}", refused.text);
        assert_eq!(lab.assess(&period, json!({"claim": "attribution"})).problem(422).places(), ["/comparison"]);
        let finding = lab.assess(&period, json!({})).ok(201);
        assert_eq!((&finding.json["missed_target"], &finding.json["approaches"][0]), (&json!("finding"), &json!("experiment")));
        assert!(finding.text.contains("a finding, not a failure"), "{}", finding.text);
        let initiative = world.get(&format!("/v1/initiatives/{}", lab.id), &lab.lead.token).ok(200);
        world
            .patch(&format!("/v1/initiatives/{}", lab.id), &lab.lead.token, &initiative.etag(), &json!({"knowledge_domain": "simple"}))
            .ok(200);
        let attributed = lab.assess(&period, claim).ok(201);
        assert_eq!((&attributed.json["claim"], &attributed.json["missed_target"]), (&json!("attribution"), &json!("shortfall")));
        assert_eq!(attributed.json["supersedes_id"], json!(finding.id()));
    }
);

both!(
    fn the_summary_is_about_priorities_and_counts_harm(world: &World) {
        let lab = Lab::open(world, json!({"knowledge_domain": "simple"}));
        let empty = lab.get("outcome-summary").ok(200);
        assert_eq!((&empty.json["verdict"], &empty.json["records"]), (&json!("insufficient_evidence"), &json!([])));
        let harmed = lab.period(&lab.indicator(json!({})), json!({"actual": {"value": 10}}));
        lab.assess(&harmed, json!({})).ok(201);
        assert_eq!(lab.get("outcome-summary").json["verdict"], "worsened");
        let priority = lab.post("outcomes", json!({"title": "In work", "kind": "economic", "priority": true})).ok(201).id();
        let indicator = lab.indicator(json!({"outcome_id": priority}));
        let early = lab.period(&indicator, json!({"actual": {"value": 20}}));
        let late = lab.period(&indicator, json!({"starts_on": "2025-04-01", "ends_on": "2025-06-30"}));
        lab.assess(&late, json!({})).ok(201);
        lab.assess(&early, json!({})).ok(201);
        let summary = lab.get("outcome-summary").ok(200);
        assert_eq!(summary.json["verdict"], "mixed", "the priority improved in its latest period, but harm counts: {}", summary.text);
        assert_eq!((&summary.json["outcomes_counted"], summary.json["records"].as_array().unwrap().len()), (&json!(1), 2));
        assert!(summary.text.contains("harm counts"), "{}", summary.text);
        let held = world.call("GET", &lab.path("outcome-summary")).token(&lab.lead.token).header("if-none-match", &summary.etag()).send();
        assert_eq!(held.status, 304);
        world.delete(&lab.path(&format!("periods/{harmed}")), &lab.lead.token, "\"1\"").ok(200);
        assert_eq!(lab.get("outcome-summary").json["verdict"], "improved", "assessments of a withdrawn period no longer count");
        world.delete(&lab.path(&format!("periods/{late}")), &lab.lead.token, "\"1\"").ok(200);
        assert_eq!(lab.get("outcome-summary").json["verdict"], "worsened");
    }
);

both!(
    fn partners_do_what_their_role_allows(world: &World) {
        let lab = Lab::open(world, json!({}));
        let [viewer, contributor, assessor] = ["viewer", "contributor", "assessor"].map(|role| {
            let partner = world.organisation(&format!("the-{role}"));
            world.partner(&lab.lead, &lab.id, &partner, role);
            partner.token
        });
        let stranger = world.organisation("stranger").token;
        let period = lab.period(&lab.indicator(json!({})), json!({"actual": null}));
        let outcome = json!({"title": "Theirs", "kind": "social"});
        for (who, token, makes, assesses, reads) in [
            ("viewer", &viewer, 403, 403, 200),
            ("contributor", &contributor, 201, 403, 200),
            ("assessor", &assessor, 201, 201, 200),
            ("stranger", &stranger, 404, 404, 404),
        ] {
            assert_eq!(world.post(&lab.path("outcomes"), token, &outcome).status, makes, "{who} makes");
            assert_eq!(
                world.post(&lab.path("outcome-assessments"), token, &json!({"period_id": period})).status,
                assesses,
                "{who} assesses"
            );
            for part in ["outcomes", "indicators", "periods", "outcome-assessments", "outcome-summary"] {
                assert_eq!(world.get(&lab.path(part), token).status, reads, "{who} reads {part}");
            }
        }
        let at = lab.path(&format!("periods/{period}"));
        let measured = world.patch(&at, &contributor, "\"1\"", &json!({"actual": {"value": 50}, "measured_by": "staff"})).ok(200);
        assert_eq!(measured.json["version"], 2);
        world.patch(&at, &contributor, "\"2\"", &json!({"target": {"value": 50}})).problem(403);
        world.delete(&at, &contributor, "\"2\"").problem(403);
        world.patch(&lab.path(&format!("outcomes/{}", lab.outcome)), &assessor, "\"1\"", &json!({"title": "Mine"})).problem(403);
        let own = world.post(&lab.path("outcomes"), &contributor, &outcome).ok(201);
        let own_at = own.header("location").unwrap();
        world.patch(own_at, &contributor, "\"1\"", &json!({"title": "Mine"})).ok(200);
        world.delete(own_at, &lab.lead.token, "\"2\"").ok(200);
        let read_only = world.token("offenbach", "outcomes:read");
        world.post(&lab.path("outcomes"), &read_only, &outcome).problem(403);
    }
);

both!(
    fn a_dry_run_and_a_repeated_key_store_once_or_nothing(world: &World) {
        let lab = Lab::open(world, json!({}));
        let period = lab.period(&lab.indicator(json!({})), json!({}));
        let tried = lab.post("outcome-assessments?dry_run=true", json!({"period_id": period})).ok(200);
        assert_eq!((&tried.json["result"], world.count("outcome_assessments")), (&json!("improved"), 0));
        let send = || {
            let call = world.call("POST", &lab.path("outcome-assessments")).token(&lab.lead.token);
            call.header("idempotency-key", "once").json(&json!({"period_id": period})).send().ok(201)
        };
        let (first, again) = (send(), send());
        assert_eq!((first.json, world.count("outcome_assessments")), (again.json, 1));
    }
);

both!(
    fn assessments_of_one_period_at_once_come_one_after_the_other(world: &World) {
        let lab = Lab::open(world, json!({}));
        let indicator = lab.indicator(json!({}));
        let period = lab.period(&indicator, json!({}));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| lab.assess(&period, json!({})).ok(201));
            }
        });
        assert_eq!(world.count("outcome_assessments"), 8);
        assert_eq!(world.count("outcome_assessments WHERE superseded_by_id IS NULL"), 1);
        let overlapping = json!({"indicator_id": indicator, "starts_on": "2025-05-01", "ends_on": "2025-05-31"});
        let made = std::thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(|| lab.post("periods", overlapping.clone()).status)).collect();
            all.into_iter().map(|one| one.join().unwrap()).filter(|status| *status == 201).count()
        });
        assert_eq!(made, 1, "of periods that overlap one is made, however many are sent at once");
    }
);
