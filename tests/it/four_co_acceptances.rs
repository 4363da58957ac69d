//! Accepting a suggestion, and what is told when the text changes afterwards.

use crate::harness::{Answer, Organisation, World};
use serde_json::{Value, json};

const LIBRARY: &str = "Villagers took over the library. An elected board of residents sets the hours, employs the manager and keeps the \
                       accounts under a lease from the county.";
const LEAFLET: &str = "A leaflet with the new bin calendar was posted to all households. There are posters on the lorries and a page on \
                       the website. Nobody was asked about it.";

/// An initiative with this description, and the path of its Four Co's.
fn described(world: &World, of: &Organisation, description: &str) -> (String, String) {
    let made = world.initiative(of, json!({"title": "Library", "description": description}));
    let at = format!("/v1/initiatives/{}", made["id"].as_str().unwrap());
    (at.clone(), format!("{at}/four-co"))
}

fn accept(world: &World, token: &str, at: &str, tag: &str, more: Value) -> Answer {
    let mut body = json!({"decided_by": "both", "decided_on": "2025-06-30"});
    json_patch::merge(&mut body, &more);
    world.call("POST", &format!("{at}/acceptances")).token(token).header("if-match", tag).json(&body).send()
}

/// The pairs of Co and kind in a list of labels.
fn pairs(labels: &Value) -> Vec<(String, Value)> {
    labels.as_array().unwrap().iter().map(|label| (label["co"].as_str().unwrap().to_owned(), label["kind"].clone())).collect()
}

both!(
    fn what_people_have_seen_is_accepted_in_one_call(world: &World) {
        let leeds = world.organisation("leeds");
        let (at, four_co) = described(world, &leeds, LIBRARY);
        let seen = world.get(&four_co, &leeds.token).ok(200);
        let suggestion = &seen.json["comparison"]["suggestion"];
        assert_eq!(seen.json["tag"], json!(seen.etag()));
        let made = accept(world, &leeds.token, &four_co, &seen.etag(), json!({})).ok(201);
        assert_eq!(pairs(&made.json["labels"]), pairs(&suggestion["labels"]));
        assert_eq!((&made.json["labels"][0]["weight"], &made.json["decided_by"]), (&json!("primary"), &json!("both")));
        assert_eq!(made.json["recorded_by_id"], json!(leeds.id));
        let kept = &made.json["suggestion"];
        assert_eq!((&kept["model"], &kept["labels"]), (&suggestion["model"], &suggestion["labels"]));
        assert_eq!((&kept["is_coproduction"], kept["co_scores"].as_array().unwrap().len()), (&json!(true), 4));
        assert_eq!(kept["text_digest"].as_str().unwrap().len(), 64);
        assert_eq!(kept["changes"], json!({"added": [], "removed": [], "primary": null}));
        let read = world.get(made.header("location").unwrap(), &leeds.token).ok(200);
        assert_eq!((&read.json["suggestion"], read.etag()), (kept, made.etag()));
        assert_eq!(world.get(&at, &leeds.token).json["four_co"][0]["co"], json!("co_delivery"));
        let after = world.get(&four_co, &leeds.token).ok(200);
        assert_eq!((&after.json["comparison"]["agrees"], &after.json["comparison"]["text_changed"]), (&json!(true), &json!(false)));
        assert_eq!(after.json["comparison"]["since_decision"], Value::Null);
        assert_eq!(world.count("changes WHERE resource = 'classifications'"), 1);
    }
);

both!(
    fn what_people_change_is_kept_beside_what_was_suggested(world: &World) {
        let leeds = world.organisation("leeds");
        let (_, four_co) = described(world, &leeds, LIBRARY);
        let tag = world.get(&four_co, &leeds.token).etag();
        let labels = json!([
            {"co": "co_assessment", "kind": "co_monitoring", "weight": "primary", "rationale": "They watch over the lease."},
            {"co": "co_delivery", "kind": "co_management", "weight": "secondary"},
        ]);
        let made = accept(world, &leeds.token, &four_co, &tag, json!({"labels": labels, "rationale": "As the board sees it."})).ok(201);
        assert_eq!(made.json["rationale"], json!("As the board sees it."));
        let changes = &made.json["suggestion"]["changes"];
        assert_eq!(changes["added"], json!([{"co": "co_assessment", "kind": "co_monitoring"}]), "{}", made.text);
        assert_eq!(changes["primary"], json!("co_assessment"));
        // A client that puts its own decision beside a suggestion is told the same.
        let body = json!({"labels": labels, "decided_by": "staff", "decided_on": "2025-06-30", "suggestion": made.json["suggestion"]});
        let path = four_co.replace("four-co", "classifications");
        assert_eq!(&world.post(&path, &leeds.token, &body).ok(201).json["suggestion"]["changes"], changes);
        let mut wrong = body;
        wrong["suggestion"]["changes"]["added"] = json!([]);
        assert_eq!(world.post(&path, &leeds.token, &wrong).problem(422).places(), ["/suggestion/changes"]);
    }
);

both!(
    fn nobody_accepts_what_they_have_not_seen(world: &World) {
        let leeds = world.organisation("leeds");
        let (at, four_co) = described(world, &leeds, LIBRARY);
        let accepted = format!("{four_co}/acceptances");
        let body = json!({"decided_by": "both", "decided_on": "2025-06-30"});
        world.post(&accepted, &leeds.token, &body).problem(428);
        let tag = world.get(&four_co, &leeds.token).etag();
        for bad in ["*".to_owned(), format!("W/{tag}"), tag.trim_matches('"').to_owned(), format!("{tag}, \"1\"")] {
            assert_eq!(accept(world, &leeds.token, &four_co, &bad, json!({})).problem(400).places(), ["If-Match"], "{bad}");
        }
        let older_model = tag.replace("hybrid-1", "linear-2");
        assert_ne!(older_model, tag);
        for other in ["\"1\"", "\"1.0\"", older_model.as_str()] {
            accept(world, &leeds.token, &four_co, other, json!({})).problem(412);
        }
        world.patch(&at, &leeds.token, "*", &json!({"description": LEAFLET})).ok(200);
        accept(world, &leeds.token, &four_co, &tag, json!({})).problem(412);
        assert_eq!(world.count("four_co_classifications"), 0);
        let tag = world.get(&four_co, &leeds.token).etag();
        let body = json!({"labels": [{"co": "co_design", "weight": "primary"}], "decided_by": "both", "decided_on": "2025-06-30"});
        world.post(&four_co.replace("four-co", "classifications"), &leeds.token, &body).ok(201);
        accept(world, &leeds.token, &four_co, &tag, json!({})).problem(412);
        assert_eq!(world.count("four_co_classifications"), 1, "what others decided meanwhile has to be seen too");
    }
);

both!(
    fn of_many_who_accept_at_once_one_is_first_and_the_others_look_again(world: &World) {
        let leeds = world.organisation("leeds");
        let (_, four_co) = described(world, &leeds, LIBRARY);
        let tag = world.get(&four_co, &leeds.token).etag();
        let mut statuses: Vec<u16> = std::thread::scope(|scope| {
            let runs: Vec<_> = (0..6).map(|_| scope.spawn(|| accept(world, &leeds.token, &four_co, &tag, json!({})).status)).collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        });
        statuses.sort();
        assert_eq!(statuses, [201, 412, 412, 412, 412, 412]);
        assert_eq!(world.count("four_co_classifications"), 1);
    }
);

both!(
    fn an_acceptance_that_is_repeated_under_its_key_has_the_same_answer(world: &World) {
        let leeds = world.organisation("leeds");
        let (at, four_co) = described(world, &leeds, LIBRARY);
        let tag = world.get(&four_co, &leeds.token).etag();
        let body = json!({"decided_by": "citizens", "decided_on": "2025-06-30"});
        let send = || {
            let call = world.call("POST", &format!("{four_co}/acceptances")).token(&leeds.token);
            call.header("if-match", &tag).header("idempotency-key", "k1").json(&body).send()
        };
        let first = send().ok(201);
        world.patch(&at, &leeds.token, "*", &json!({"description": LEAFLET})).ok(200);
        let again = send().ok(201);
        assert_eq!((again.text, again.headers.get("idempotent-replayed").is_some()), (first.text, true));
        assert_eq!(world.count("four_co_classifications"), 1);
        let dry = format!("{four_co}/acceptances?dry_run=true");
        let tag = world.get(&four_co, &leeds.token).etag();
        world.call("POST", &dry).token(&leeds.token).header("if-match", &tag).json(&body).send().ok(200);
        assert_eq!(world.count("four_co_classifications"), 1);
    }
);

both!(
    fn a_suggestion_that_says_nothing_cannot_be_accepted_and_one_that_says_no_can(world: &World) {
        let leeds = world.organisation("leeds");
        let (_, unclear) = described(world, &leeds, "Various.");
        let tag = world.get(&unclear, &leeds.token).etag();
        let refused = accept(world, &leeds.token, &unclear, &tag, json!({}));
        assert_eq!((refused.problem(422).places(), &refused.json["errors"][0]["code"]), (vec!["/labels".into()], &json!("undetermined")));
        assert_eq!(accept(world, &leeds.token, &unclear, &tag, json!({"decided_by": "suggestion"})).problem(422).places(), ["/decided_by"]);
        assert_eq!(
            accept(world, &leeds.token, &unclear, &tag, json!({"decided_on": "2999-01-01", "labels": [], "rationale": "x"}))
                .problem(422)
                .places(),
            ["/decided_on"]
        );
        let two =
            json!({"labels": [{"co": "co_design", "weight": "primary"}, {"co": "co_design", "kind": "co_planning", "weight": "primary"}]});
        assert!(accept(world, &leeds.token, &unclear, &tag, two).problem(422).places().contains(&"/labels/1/kind".to_owned()));
        let made = accept(world, &leeds.token, &unclear, &tag, json!({"labels": [{"co": "co_design", "weight": "primary"}]})).ok(201);
        assert_eq!((&made.json["suggestion"]["is_coproduction"], &made.json["suggestion"]["labels"]), (&Value::Null, &json!([])));

        let (_, leaflet) = described(world, &leeds, LEAFLET);
        let tag = world.get(&leaflet, &leeds.token).etag();
        let made = accept(world, &leeds.token, &leaflet, &tag, json!({})).ok(201);
        assert_eq!((&made.json["is_coproduction"], &made.json["labels"], &made.json["mode"]), (&json!(false), &json!([]), &Value::Null));
        assert!(made.json["rationale"].as_str().unwrap().contains("It does not look as if citizens"), "{}", made.text);
    }
);

both!(
    fn a_text_that_changed_since_the_decision_is_told_with_what_it_changes(world: &World) {
        let leeds = world.organisation("leeds");
        let (at, four_co) = described(world, &leeds, LIBRARY);
        let tag = world.get(&four_co, &leeds.token).etag();
        accept(world, &leeds.token, &four_co, &tag, json!({})).ok(201);
        world.patch(&at, &leeds.token, "*", &json!({"timing": "recent"})).ok(200);
        let read = world.get(&four_co, &leeds.token).ok(200).json;
        assert_eq!(read["comparison"]["text_changed"], json!(false), "the text is the same");
        world.patch(&at, &leeds.token, "*", &json!({"description": LEAFLET})).ok(200);
        let read = world.get(&four_co, &leeds.token).ok(200).json;
        let since = &read["comparison"]["since_decision"];
        assert_eq!(read["comparison"]["text_changed"], json!(true));
        assert_eq!(
            (&since["was_coproduction"], &since["is_coproduction"], &since["model_changed"]),
            (&json!(true), &json!(false), &json!(false))
        );
        assert_eq!(pairs(&since["no_longer_suggested"]), pairs(&read["classification"]["suggestion"]["labels"]));
        assert_eq!(since["differences"][0], json!("Then the text looked like co-production; now it does not look like it."));
        world.patch(&at, &leeds.token, "*", &json!({"description": LIBRARY})).ok(200);
        assert_eq!(world.get(&four_co, &leeds.token).json["comparison"]["text_changed"], json!(false));
        // A decision that came from no suggestion has no text to compare with.
        let body = json!({"labels": [{"co": "co_design", "weight": "primary"}], "decided_by": "both", "decided_on": "2025-06-30"});
        world.post(&format!("{at}/classifications"), &leeds.token, &body).ok(201);
        let read = world.get(&four_co, &leeds.token).ok(200).json;
        assert_eq!((&read["comparison"]["text_changed"], &read["comparison"]["since_decision"]), (&Value::Null, &Value::Null));
    }
);

both!(
    fn what_was_kept_before_there_was_more_to_keep_is_still_read(world: &World) {
        let leeds = world.organisation("leeds");
        let (at, four_co) = described(world, &leeds, LIBRARY);
        let kept = json!({"model": {"thesaurus": "en-1", "scorer": "linear-0"}, "is_coproduction": true,
            "labels": [{"co": "co_delivery", "kind": "co_management", "score": 0.8}]});
        let body = json!({"labels": [{"co": "co_delivery", "kind": "co_management", "weight": "primary"}], "decided_by": "both",
            "decided_on": "2025-06-30", "suggestion": kept});
        let made = world.post(&format!("{at}/classifications"), &leeds.token, &body).ok(201);
        let old = kept.to_string().replace('\'', "''");
        world.sql(&format!("UPDATE four_co_classifications SET suggestion = '{old}'"));
        assert_eq!(world.get(made.header("location").unwrap(), &leeds.token).ok(200).json["suggestion"], kept);
        assert_eq!(world.get(&four_co, &leeds.token).ok(200).json["comparison"]["text_changed"], Value::Null);
    }
);
