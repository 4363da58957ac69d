//! The Four Co's, end to end: taxonomy, suggestions, classifications with their history, summary.

use crate::harness::{Answer, World};
use serde_json::{Value, json};

fn body(more: Value) -> Value {
    let mut body = json!({
        "labels": [{"co": "co_delivery", "kind": "co_implementation", "weight": "primary", "rationale": "Former jobseekers go with others to interviews."}],
        "decided_by": "both",
        "decided_on": "2025-06-30"
    });
    json_patch::merge(&mut body, &more);
    body
}

fn classify(world: &World, token: &str, initiative: &str, more: Value) -> Answer {
    world.post(&format!("/v1/initiatives/{initiative}/classifications"), token, &body(more))
}

fn id(of: &Value) -> String {
    of["id"].as_str().unwrap().to_owned()
}

both!(
    fn the_taxonomy_is_served_to_whoever_has_a_token(world: &World) {
        let token = world.token("operator", "");
        let read = world.get("/v1/four-co", &token).ok(200);
        let cos: Vec<&str> = read.json["cos"].as_array().unwrap().iter().map(|co| co["co"].as_str().unwrap()).collect();
        assert_eq!(cos, ["co_commissioning", "co_design", "co_delivery", "co_assessment"]);
        assert_eq!(read.json["cos"][2]["mode"], "action");
        assert_eq!(read.json["cos"][0]["kinds"][1]["examples"][0], "participatory budgeting (macro-scale)");
        world.call("GET", "/v1/four-co").token(&token).header("if-none-match", &read.etag()).send().ok(304);
        world.call("GET", "/v1/four-co").send().problem(401);
        let kinds = world.get("/v1/vocabularies/kind", &token).ok(200);
        assert_eq!(kinds.json["terms"].as_array().unwrap().len(), 7);
    }
);

both!(
    fn the_thesaurus_is_a_vocabulary_of_its_own_shape(world: &World) {
        let token = world.token("operator", "");
        let read = world.get("/v1/vocabularies/thesaurus", &token).ok(200);
        assert_eq!((&read.json["name"], &read.json["language"]), (&json!("thesaurus"), &json!("en")));
        let made = world.post("/v1/four-co/suggestions", &world.operator(), &json!({"description": "Volunteers run the library."})).ok(200);
        assert_eq!(read.json["version"], made.json["model"]["thesaurus"], "every suggestion says which version made it");
        let term = read.json["terms"].as_array().unwrap().iter().find(|term| term["term"] == "co_governance").unwrap();
        assert_eq!((term["readings"].as_array().unwrap().len(), &term["ambiguous"]), (3, &json!(true)));
        assert!(term["question"].as_str().unwrap().ends_with('?'));
        let rules = read.json["rules"].as_array().unwrap();
        assert!(rules.iter().any(|rule| rule["co"].is_null() && rule["polarity"] == "against" && rule["patterns"][0].is_string()));
        assert!(read.etag().contains(read.json["version"].as_str().unwrap()));
        world.call("GET", "/v1/vocabularies/thesaurus").token(&token).header("if-none-match", &read.etag()).send().ok(304);
        for (language, same) in [("en", true), ("EN-gb", true), ("fr", false)] {
            let answer = world.get(&format!("/v1/vocabularies/thesaurus?language={language}"), &token);
            match same {
                true => assert_eq!(answer.ok(200).json, read.json),
                false => assert_eq!(answer.problem(400).places(), ["language"]),
            }
        }
        world.get("/v1/vocabularies/thesaurus?languages=en", &token).problem(400);
        world.call("GET", "/v1/vocabularies/thesaurus").send().problem(401);
        let all = world.get("/v1/vocabularies", &token).ok(200).json;
        let entry = all["items"].as_array().unwrap().iter().find(|list| list["name"] == "thesaurus").unwrap();
        assert_eq!(entry["terms"].as_array().unwrap().len(), read.json["terms"].as_array().unwrap().len());
    }
);

both!(
    fn a_text_yields_a_suggestion_and_nothing_is_kept(world: &World) {
        let leeds = world.organisation("leeds");
        let ask = |body: Value| world.post("/v1/four-co/suggestions", &leeds.token, &body);
        let text = "Residents elect a board that runs the library under a lease from the county. This is co-governance. They do not design the building.";
        let made = ask(json!({"title": "Bücherei 📚", "description": text})).ok(200);
        assert_eq!((&made.json["is_coproduction"], &made.json["primary"]), (&json!(true), &json!("co_delivery")), "{}", made.text);
        assert_eq!(made.json["mode"], "action");
        assert_eq!(made.json["candidates"].as_array().unwrap().len(), 11);
        assert_eq!(made.json["ambiguous_terms"][0]["readings"].as_array().unwrap().len(), 3);
        for span in made.json["spans"].as_array().unwrap() {
            let whole = if span["field"] == "title" { "Bücherei 📚" } else { text };
            let (start, end) = (span["start"].as_u64().unwrap() as usize, span["end"].as_u64().unwrap() as usize);
            assert_eq!(span["text"], whole.chars().skip(start).take(end - start).collect::<String>());
        }
        assert_eq!(ask(json!({"title": "Bücherei 📚", "description": text})).json, made.json, "the same text has the same answer");
        for language in ["fr", "gd", "de_AT", "en "] {
            let refused = ask(json!({"description": "x", "language": language}));
            assert_eq!(refused.problem(422).places(), ["/language"], "{language}");
            assert!(refused.text.contains("must be en, de or cy"), "{}", refused.text);
        }
        assert_eq!(ask(json!({"description": "  "})).problem(422).places(), ["/description"]);
        assert_eq!(ask(json!({"description": "x", "lang": "en"})).problem(422).places(), ["/lang"]);
        assert_eq!(ask(json!({})).problem(422).places(), ["/description"]);
        world.post("/v1/four-co/suggestions", &world.token("leeds", "four_co:write"), &json!({"description": "x"})).problem(403);
        assert_eq!(world.count("four_co_classifications"), 0);
        assert_eq!(world.count("changes WHERE resource <> 'organisations'"), 0);
    }
);

both!(
    fn a_german_text_is_read_as_german_and_a_text_in_another_language_gets_no_verdict(world: &World) {
        let leeds = world.organisation("leeds");
        let ask = |text: &str, language: &str| {
            world.post("/v1/four-co/suggestions", &leeds.token, &json!({"description": text, "language": language})).ok(200).json
        };
        let german = "Ein gewählter Vorstand aus Einwohnern betreibt das Freibad, setzt die Öffnungszeiten fest und stellt das Personal ein; die Gemeinde verpachtet es für einen Euro. Das ist Mitbestimmung.";
        let made = ask(german, "de-AT");
        assert_eq!((&made["language"], &made["primary"]), (&json!("de"), &json!("co_delivery")), "{made}");
        assert!(made["model"]["thesaurus"].as_str().unwrap().starts_with("de-"));
        assert!(made["ambiguous_terms"][0]["question"].as_str().unwrap().starts_with("Worüber wird mitentschieden"), "{made}");
        let mistaken = ask(german, "en-GB");
        assert_eq!((&mistaken["language"], &mistaken["is_coproduction"], &mistaken["labels"]), (&json!("en"), &Value::Null, &json!([])));
        assert!(mistaken["reasons"][0].as_str().unwrap().contains("those of German"), "{mistaken}");
        let initiative = id(&world.initiative(&leeds, json!({"title": "Freibad", "description": german})));
        let summary = world.get(&format!("/v1/initiatives/{initiative}/four-co"), &leeds.token).ok(200).json;
        assert_eq!(summary["comparison"]["suggestion"]["language"], "de");
    }
);

both!(
    fn a_welsh_text_is_read_as_welsh(world: &World) {
        let leeds = world.organisation("leeds");
        let welsh = "Mae'r trigolion yn ethol bwrdd o ymddiriedolwyr sy'n rhedeg y neuadd, yn gosod y prisiau ac yn penodi'r rheolwr; mae'r cyngor yn rhoi grant. Cydlywodraethu yw'r enw arno.";
        let made = world.post("/v1/four-co/suggestions", &leeds.token, &json!({"description": welsh, "language": "cy-GB"})).ok(200).json;
        assert_eq!((&made["language"], &made["primary"]), (&json!("cy"), &json!("co_delivery")), "{made}");
        assert!(made["model"]["thesaurus"].as_str().unwrap().starts_with("cy-"));
        assert!(made["ambiguous_terms"][0]["question"].as_str().unwrap().starts_with("A yw dinasyddion"), "{made}");
        let initiative = id(&world.initiative(&leeds, json!({"title": "Neuadd", "description": welsh})));
        let summary = world.get(&format!("/v1/initiatives/{initiative}/four-co"), &leeds.token).ok(200).json;
        assert_eq!(summary["comparison"]["suggestion"]["language"], "cy");
        let taxonomy = world.call("GET", "/v1/four-co").token(&leeds.token).header("accept-language", "cy").send().ok(200);
        assert!(taxonomy.text.contains("Mae dinasyddion yn helpu i lunio"), "the terms are in Welsh too");
    }
);

both!(
    fn labels_and_definitions_come_in_the_language_that_is_asked_for(world: &World) {
        let token = world.token("operator", "");
        for path in ["/v1/four-co", "/v1/vocabularies", "/v1/vocabularies/co"] {
            let mut tags = std::collections::BTreeSet::new();
            for (accepts, language, label) in [
                ("en", "en", "Co-delivery"),
                ("de-AT, en;q=0.5", "de", "Gemeinsam erbringen (Co-Delivery)"),
                ("fr, cy;q=0.4, en;q=0.2", "cy", "Cydgyflawni"),
                ("fr", "en", "Co-delivery"),
            ] {
                let ask = || world.call("GET", path).token(&token).header("accept-language", accepts);
                let answer = ask().send().ok(200);
                assert_eq!(answer.header("content-language"), Some(language), "{path} {accepts}");
                assert_eq!(answer.header("vary"), Some("Accept-Language"), "{path} {accepts}");
                assert!(answer.text.contains(&format!("\"label\":\"{label}\"")), "{path} {accepts}: {}", answer.text);
                assert!(answer.text.contains("co_delivery"), "codes never change");
                ask().header("if-none-match", &answer.etag()).send().ok(304);
                tags.insert(answer.etag());
            }
            assert_eq!(tags.len(), 3, "{path}: each language has a tag of its own");
        }
    }
);

both!(
    fn a_new_classification_supersedes_the_one_in_force_and_keeps_it(world: &World) {
        let leeds = world.organisation("leeds");
        let initiative = id(&world.initiative(&leeds, json!({})));
        let at = format!("/v1/initiatives/{initiative}");
        let before = world.get(&at, &leeds.token).ok(200);
        let first = classify(world, &leeds.token, &initiative, json!({})).ok(201);
        assert_eq!((&first.json["mode"], &first.json["is_coproduction"]), (&json!("action"), &json!(true)));
        let shown = world.get(&at, &leeds.token).ok(200);
        assert_eq!(shown.json["four_co"], json!([{"co": "co_delivery", "kind": "co_implementation", "weight": "primary"}]));
        assert_ne!(shown.etag(), before.etag(), "what is shown has changed");
        assert_eq!(shown.json["version"], before.json["version"], "an edit of the initiative does not collide with a classification");
        let two = json!({"labels": [{"co": "co_design", "weight": "primary"}, {"co": "co_delivery", "kind": "co_management", "weight": "secondary"}], "mode": "both"});
        let second = classify(world, &leeds.token, &initiative, two).ok(201);
        let old = world.get(first.header("location").unwrap(), &leeds.token).ok(200);
        assert_eq!((&old.json["superseded_by_id"], &old.json["version"]), (&second.json["id"], &json!(2)));
        assert!(old.json["superseded_at"].is_string());
        let history = world.get(&format!("{at}/classifications"), &leeds.token).ok(200);
        let ids: Vec<&Value> = history.json["items"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
        assert_eq!(ids, [&second.json["id"], &first.json["id"]], "newest first");
        let in_force = world.get(&format!("{at}/classifications?in_force=true"), &leeds.token).ok(200);
        assert_eq!(in_force.json["items"].as_array().unwrap().len(), 1);
        let page = world.get(&format!("{at}/classifications?limit=1"), &leeds.token).ok(200);
        let next = page.header("link").unwrap().trim_start_matches('<').split('>').next().unwrap().to_owned();
        assert_eq!(world.get(&next, &leeds.token).ok(200).json["items"][0]["id"], first.json["id"]);
        let found = |co: &str| world.get(&format!("/v1/initiatives?co={co}"), &leeds.token).ok(200).json["items"].as_array().unwrap().len();
        assert_eq!((found("co_design"), found("co_delivery"), found("co_assessment")), (1, 1, 0));
        let none = json!({"labels": [], "is_coproduction": false, "rationale": "Staff alone do it."});
        classify(world, &leeds.token, &initiative, none).ok(201);
        assert_eq!(found("co_design"), 0);
        assert_eq!(world.get(&at, &leeds.token).json["four_co"], json!([]));
        assert_eq!(world.count("changes WHERE resource = 'classifications'"), 5);
    }
);

both!(
    fn contradictions_are_refused_and_leave_nothing_behind(world: &World) {
        let leeds = world.organisation("leeds");
        let initiative = id(&world.initiative(&leeds, json!({})));
        for (case, more, place) in [
            (
                "a kind under the wrong Co",
                json!({"labels": [{"co": "co_design", "kind": "co_planning", "weight": "primary"}]}),
                "/labels/0/kind",
            ),
            (
                "two primaries",
                json!({"labels": [{"co": "co_design", "weight": "primary"}, {"co": "co_assessment", "weight": "primary"}]}),
                "/labels/1/weight",
            ),
            ("the wrong mode", json!({"mode": "voice"}), "/mode"),
            ("tomorrow", json!({"decided_on": "2999-01-01"}), "/decided_on"),
            ("no labels, nothing said", json!({"labels": []}), "/is_coproduction"),
            ("an unknown code", json!({"labels": [{"co": "co_dining", "weight": "primary"}]}), "/labels/0/co"),
            ("an unknown member", json!({"labels": [{"co": "co_design", "weight": "primary", "by": "x"}]}), "/labels/0/by"),
            (
                "a score beyond 1",
                json!({"suggestion": {"model": {"thesaurus": "en-1", "scorer": "x"}, "labels": [{"co": "co_design", "score": 1.5}]}}),
                "/suggestion/labels/0/score",
            ),
        ] {
            let refused = classify(world, &leeds.token, &initiative, more);
            assert_eq!(refused.problem(422).places().first().map(String::as_str), Some(place), "{case}: {}", refused.text);
        }
        assert_eq!(world.count("four_co_classifications"), 0);
        let path = format!("/v1/initiatives/{initiative}/classifications?dry_run=true");
        world.post(&path, &leeds.token, &body(json!({}))).ok(200);
        assert_eq!(world.count("four_co_classifications"), 0, "a dry run stores nothing");
        assert_eq!(world.get(&format!("/v1/initiatives/{initiative}"), &leeds.token).json["four_co"], json!([]));
    }
);

both!(
    fn a_suggestion_taken_over_keeps_its_provenance_and_is_warned_about(world: &World) {
        let leeds = world.organisation("leeds");
        let initiative = id(&world.initiative(&leeds, json!({})));
        let text =
            json!({"description": "Tenant inspectors check every empty flat against the standard and report to the monthly meeting."});
        let suggestion = world.post("/v1/four-co/suggestions", &leeds.token, &text).ok(200).json;
        let provenance =
            json!({"model": suggestion["model"], "is_coproduction": suggestion["is_coproduction"], "labels": suggestion["labels"]});
        let labels = json!([{"co": suggestion["labels"][0]["co"], "kind": suggestion["labels"][0]["kind"], "weight": "primary"}]);
        let made =
            classify(world, &leeds.token, &initiative, json!({"decided_by": "suggestion", "labels": labels, "suggestion": provenance}))
                .ok(201);
        assert_eq!(made.json["suggestion"], provenance);
        let codes: Vec<&str> = made.json["warnings"].as_array().unwrap().iter().map(|w| w["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["not_decided", "missing"]);
        let staff = classify(world, &leeds.token, &initiative, json!({"decided_by": "staff", "labels": labels})).ok(201);
        assert_eq!(staff.json["warnings"][0]["code"], "decided_without_citizens");
    }
);

both!(
    fn one_sided_contributions_are_warned_about(world: &World) {
        let leeds = world.organisation("leeds");
        let initiative = id(&world.initiative(&leeds, json!({})));
        let contribution = json!({"side": "public_service", "contributor": "Library service", "kind": "assets"});
        world.post(&format!("/v1/initiatives/{initiative}/contributions"), &leeds.token, &contribution).ok(201);
        let made = classify(world, &leeds.token, &initiative, json!({})).ok(201);
        assert_eq!(made.json["warnings"][0]["code"], "one_sided", "{}", made.text);
    }
);

both!(
    fn the_lead_and_assessors_classify_others_only_read(world: &World) {
        let (leeds, york, hull, bath) =
            (world.organisation("leeds"), world.organisation("york"), world.organisation("hull"), world.organisation("bath"));
        let initiative = id(&world.initiative(&leeds, json!({})));
        world.partner(&leeds, &initiative, &york, "assessor");
        world.partner(&leeds, &initiative, &hull, "contributor");
        let first = classify(world, &york.token, &initiative, json!({})).ok(201);
        assert_eq!(first.json["recorded_by_id"], json!(york.id));
        classify(world, &hull.token, &initiative, json!({})).problem(403);
        classify(world, &bath.token, &initiative, json!({})).problem(404);
        let only_read = world.token("leeds", "four_co:read initiatives:read");
        classify(world, &only_read, &initiative, json!({})).problem(403);
        for (token, status) in [(&hull.token, 200), (&bath.token, 404)] {
            for path in [first.header("location").unwrap().to_owned(), format!("/v1/initiatives/{initiative}/four-co")] {
                assert_eq!(world.get(&path, token).status, status, "{path}");
            }
        }
        let other = id(&world.initiative(&leeds, json!({"title": "Other"})));
        world.get(&format!("/v1/initiatives/{other}/classifications/{}", first.id()), &leeds.token).problem(404);
        let tag = world.get(&format!("/v1/initiatives/{initiative}"), &leeds.token).etag();
        world.delete(&format!("/v1/initiatives/{initiative}"), &leeds.token, &tag).ok(200);
        classify(world, &leeds.token, &initiative, json!({})).problem(410);
    }
);

both!(
    fn the_same_request_under_one_key_classifies_once(world: &World) {
        let leeds = world.organisation("leeds");
        let initiative = id(&world.initiative(&leeds, json!({})));
        let path = format!("/v1/initiatives/{initiative}/classifications");
        let answers: Vec<String> = std::thread::scope(|scope| {
            let calls: Vec<_> = (0..6)
                .map(|_| {
                    scope.spawn(|| {
                        let call = world.call("POST", &path).token(&leeds.token).header("idempotency-key", "k1").json(&body(json!({})));
                        call.send().ok(201).text
                    })
                })
                .collect();
            calls.into_iter().map(|call| call.join().unwrap()).collect()
        });
        assert!(answers.iter().all(|text| *text == answers[0]));
        assert_eq!(world.count("four_co_classifications"), 1);
    }
);

both!(
    fn of_many_classifications_at_once_one_is_in_force(world: &World) {
        let leeds = world.organisation("leeds");
        let initiative = id(&world.initiative(&leeds, json!({})));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..3 {
                        classify(world, &leeds.token, &initiative, json!({})).ok(201);
                    }
                });
            }
        });
        assert_eq!(world.count("four_co_classifications"), 12);
        assert_eq!(world.count("four_co_classifications WHERE superseded_at IS NULL"), 1);
    }
);

both!(
    fn the_summary_sets_people_beside_the_text(world: &World) {
        let leeds = world.organisation("leeds");
        let text = "Villagers took over the library. An elected board of residents sets the hours, employs the manager and keeps the accounts under a lease from the county.";
        let initiative = id(&world.initiative(&leeds, json!({"title": "Library", "description": text})));
        let at = format!("/v1/initiatives/{initiative}/four-co");
        let empty = world.get(&at, &leeds.token).ok(200);
        assert_eq!((&empty.json["classification"], &empty.json["comparison"]["agrees"]), (&Value::Null, &Value::Null));
        assert_eq!(empty.json["comparison"]["suggestion"]["primary"], "co_delivery");
        world.call("GET", &at).token(&leeds.token).header("if-none-match", &empty.etag()).send().ok(304);
        classify(
            world,
            &leeds.token,
            &initiative,
            json!({"labels": [{"co": "co_assessment", "kind": "co_evaluation", "weight": "primary"}]}),
        )
        .ok(201);
        let read = world.call("GET", &at).token(&leeds.token).header("if-none-match", &empty.etag()).send().ok(200);
        assert_eq!((&read.json["mode"], &read.json["recorded"]), (&json!("voice"), &json!(1)));
        assert_eq!(read.json["balance"]["voice"], json!(["co_assessment"]));
        assert_eq!(read.json["comparison"]["agrees"], false);
        assert_eq!(read.json["comparison"]["only_classified"], json!([{"co": "co_assessment", "kind": "co_evaluation"}]));
        assert_eq!(read.json["cos"][0]["in_text"], false, "{}", read.text);
    }
);
