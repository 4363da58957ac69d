//! Initiatives and their parts.

use serde_json::json;

both!(
    fn an_initiative_is_registered_read_changed_and_withdrawn(world: &World) {
        let leeds = world.organisation("leeds");
        let made = world.post("/v1/initiatives", &leeds.token, &json!({"title": "Peer support", "stage": "lab", "key": "lab-4"})).ok(201);
        let at = made.header("location").unwrap().to_owned();
        assert_eq!(made.json["lead_organisation_id"], json!(leeds.id));
        let read = world.get(&at, &leeds.token).ok(200);
        assert_eq!((&read.json, read.etag()), (&made.json, made.etag()));
        world.call("GET", &at).token(&leeds.token).header("if-none-match", &read.etag()).send().ok(304);
        let changed =
            world.patch(&at, &leeds.token, &read.etag(), &json!({"title": "Peer support 2", "service_area": "employment"})).ok(200);
        assert_eq!(changed.json["version"], json!(2));
        world.patch(&at, &leeds.token, &read.etag(), &json!({"title": "Late"})).problem(412);
        let same = world.patch(&at, &leeds.token, &changed.etag(), &json!({"title": "Peer support 2"})).ok(200);
        assert_eq!(same.json["version"], json!(2), "an identical write makes no new version");
        let gone = world.delete(&at, &leeds.token, &changed.etag()).ok(200);
        assert!(gone.json["withdrawn_at"].is_string());
        world.delete(&at, &leeds.token, &changed.etag()).ok(200);
        world.get(&at, &leeds.token).problem(410);
        assert_eq!(world.get("/v1/initiatives", &leeds.token).json["items"], json!([]));
        let tombs = world.get("/v1/initiatives?withdrawn=true", &leeds.token).ok(200);
        assert_eq!(tombs.json["items"][0]["id"], made.json["id"]);
        assert_eq!(world.count("changes WHERE resource = 'initiatives'"), 3);
    }
);

both!(
    fn lists_are_narrowed_ordered_and_paged(world: &World) {
        let leeds = world.organisation("leeds");
        for n in 0..9 {
            let area = if n % 3 == 0 { "health" } else { "housing" };
            world.initiative(
                &leeds,
                json!({"title": format!("Number {}", 8 - n), "service_area": area, "localities": if n == 4 { json!(["E08000035"]) } else { json!([]) },
                       "description": if n == 5 { "50% of Straße_X" } else { "" }, "stage": if n == 6 { "idea" } else { "lab" }}),
            );
        }
        let count =
            |query: &str| world.get(&format!("/v1/initiatives?{query}"), &leeds.token).ok(200).json["items"].as_array().unwrap().len();
        assert_eq!(count("service_area=health"), 3);
        assert_eq!(count("locality=E08000035"), 1);
        assert_eq!(count("stage=idea"), 1);
        assert_eq!(count("text=50%25"), 1, "a percent sign is itself");
        assert_eq!(count("text=STRASSE_X"), 0, "an underscore is itself, and no letter is guessed");
        assert_eq!(count("text=stra%C3%9Fe_x+number"), 1, "case does not matter, and every word counts");
        assert_eq!(count("updated_since=2999-01-01T00:00:00Z"), 0);
        assert_eq!(count("co=co_design"), 0);
        for (sort, descending) in [("title", false), ("-title", true), ("created_at", false), ("-updated_at", true)] {
            let mut titles = Vec::new();
            let mut path = format!("/v1/initiatives?sort={sort}&limit=4");
            loop {
                let page = world.get(&path, &leeds.token).ok(200);
                titles.extend(page.json["items"].as_array().unwrap().iter().map(|i| i["title"].as_str().unwrap().to_owned()));
                match page.header("link") {
                    Some(link) => path = link.trim_start_matches('<').split('>').next().unwrap().to_owned(),
                    None => break,
                }
            }
            let mut wanted: Vec<String> = (0..9).map(|n| format!("Number {n}")).collect();
            // They were made in the order of falling titles.
            if descending == (sort == "-title") && sort.ends_with("title") && descending || sort == "created_at" {
                wanted.reverse();
            }
            assert_eq!(titles, wanted, "{sort}");
        }
        world.get("/v1/initiatives?sort=title&cursor=abc", &leeds.token).problem(400);
    }
);

both!(
    fn others_see_only_what_is_shared_with_them(world: &World) {
        let (leeds, york, hull) = (world.organisation("leeds"), world.organisation("york"), world.organisation("hull"));
        let own = world.initiative(&leeds, json!({"title": "Own"}));
        let shared = world.initiative(&leeds, json!({"title": "Shared"}));
        let open = world.initiative(&leeds, json!({"title": "Open", "published": true}));
        world.partner(&leeds, shared["id"].as_str().unwrap(), &york, "viewer");
        let titles = |token: &str, query: &str| {
            let page = world.get(&format!("/v1/initiatives?sort=title{query}"), token).ok(200);
            page.json["items"].as_array().unwrap().iter().map(|i| i["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(titles(&leeds.token, ""), ["Open", "Own", "Shared"]);
        assert_eq!(titles(&york.token, ""), ["Open", "Shared"]);
        assert_eq!(titles(&york.token, "&access=partner"), ["Shared"]);
        assert_eq!(titles(&york.token, &format!("&organisation_id={}", leeds.id)), ["Open", "Shared"]);
        assert_eq!(titles(&hull.token, ""), ["Open"]);
        assert_eq!(titles(&world.operator(), ""), ["Open", "Own", "Shared"]);
        let status =
            |token: &str, of: &serde_json::Value| world.get(&format!("/v1/initiatives/{}", of["id"].as_str().unwrap()), token).status;
        assert_eq!(
            [status(&york.token, &own), status(&york.token, &shared), status(&hull.token, &shared), status(&hull.token, &open)],
            [404, 200, 404, 200]
        );
        let path = format!("/v1/initiatives/{}", shared["id"].as_str().unwrap());
        world.patch(&path, &york.token, "\"1\"", &json!({"title": "Mine"})).problem(403);
        world.patch(&path, &hull.token, "\"1\"", &json!({"title": "Mine"})).problem(404);
    }
);

both!(
    fn a_partner_who_leaves_sees_nothing_more(world: &World) {
        let (leeds, york) = (world.organisation("leeds"), world.organisation("york"));
        let id = world.initiative(&leeds, json!({}))["id"].as_str().unwrap().to_owned();
        let partner = world.partner(&leeds, &id, &york, "contributor");
        let again =
            world.post(&format!("/v1/initiatives/{id}/partners"), &leeds.token, &json!({"organisation_id": york.id, "role": "viewer"}));
        assert_eq!(again.problem(409).places(), ["/organisation_id"]);
        let at = format!("/v1/initiatives/{id}/partners/{}", partner["id"].as_str().unwrap());
        world.delete(&at, &york.token, "\"1\"").ok(200);
        world.get(&format!("/v1/initiatives/{id}"), &york.token).problem(404);
        world.get(&at, &leeds.token).problem(410);
        world.partner(&leeds, &id, &york, "viewer");
        world.get(&format!("/v1/initiatives/{id}"), &york.token).ok(200);
    }
);

both!(
    fn contributions_of_both_sides_make_it_co_production(world: &World) {
        let (leeds, york) = (world.organisation("leeds"), world.organisation("york"));
        let id = world.initiative(&leeds, json!({}))["id"].as_str().unwrap().to_owned();
        let (at, parts) = (format!("/v1/initiatives/{id}"), format!("/v1/initiatives/{id}/contributions"));
        let verdict = || world.get(&at, &leeds.token).json["co_production"]["verdict"].clone();
        assert_eq!(verdict(), json!("undetermined"));
        let before = world.get(&at, &leeds.token);
        let public =
            json!({"side": "public_service", "contributor": "Case workers", "kind": "time", "unit": "hours", "agreed_amount": 40.5});
        world.post(&parts, &leeds.token, &public).ok(201);
        assert_eq!(verdict(), json!("not_co_production"), "services done to people are not co-production");
        world.partner(&leeds, &id, &york, "contributor");
        let citizens = json!({"side": "citizens", "contributor": "Jobseekers", "kind": "skills", "people": 8});
        let made = world.post(&parts, &york.token, &citizens).ok(201);
        assert_eq!(verdict(), json!("co_production"));
        let after = world.get(&at, &leeds.token);
        assert_ne!(before.etag(), after.etag(), "the representation has changed");
        assert_eq!(before.json["version"], after.json["version"], "but an edit of the record itself does not collide with it");
        world.patch(&at, &leeds.token, &before.etag(), &json!({"title": "Still fits"})).ok(200);
        let first = world.get(&parts, &leeds.token).json["items"][0]["id"].as_str().unwrap().to_owned();
        world.patch(&format!("{parts}/{first}"), &york.token, "\"1\"", &json!({"people": 1})).problem(403);
        world.delete(&format!("{parts}/{}", made.id()), &york.token, "\"1\"").ok(200);
        assert_eq!(verdict(), json!("not_co_production"));
        assert_eq!(world.get(&format!("{parts}?side=public_service"), &leeds.token).json["items"].as_array().unwrap().len(), 1);
        assert_eq!(world.get(&parts, &leeds.token).json["items"][0]["agreed_amount"].to_string(), "40.5");
    }
);

both!(
    fn stages_are_moved_with_date_and_reason(world: &World) {
        let leeds = world.organisation("leeds");
        let id = world.initiative(&leeds, json!({"starts_on": "2026-01-10"}))["id"].as_str().unwrap().to_owned();
        let stages = format!("/v1/initiatives/{id}/stages");
        assert_eq!(
            world.post(&stages, &leeds.token, &json!({"stage": "redesign", "since": "2026-02-01"})).problem(422).places(),
            ["/reason"]
        );
        assert_eq!(world.post(&stages, &leeds.token, &json!({"stage": "pilot", "since": "2026-01-01"})).problem(422).places(), ["/since"]);
        assert_eq!(world.post(&stages, &leeds.token, &json!({"stage": "pilot", "since": "2999-01-01"})).problem(422).places(), ["/since"]);
        world.post(&stages, &leeds.token, &json!({"stage": "pilot", "since": "2026-02-01"})).ok(201);
        world.post(&stages, &leeds.token, &json!({"stage": "stopped", "since": "2026-03-01", "reason": "Too few came."})).ok(201);
        let now = world.get(&format!("/v1/initiatives/{id}"), &leeds.token).json;
        assert_eq!((&now["stage"], &now["timing"], &now["stage_since"]), (&json!("stopped"), &json!("recent"), &json!("2026-03-01")));
        let history = world.get(&stages, &leeds.token).json;
        let names: Vec<&str> = history["items"].as_array().unwrap().iter().map(|s| s["stage"].as_str().unwrap()).collect();
        assert_eq!(names, ["lab", "pilot", "stopped"]);
    }
);

both!(
    fn nobody_registers_for_another_organisation(world: &World) {
        let (leeds, york) = (world.organisation("leeds"), world.organisation("york"));
        let body = json!({"title": "For you", "lead_organisation_id": leeds.id});
        assert_eq!(world.post("/v1/initiatives", &york.token, &body).problem(422).places(), ["/lead_organisation_id"]);
        world.post("/v1/initiatives", &world.operator(), &body).ok(201);
        let taken = json!({"title": "A", "key": "k"});
        world.post("/v1/initiatives", &leeds.token, &taken).ok(201);
        assert_eq!(world.post("/v1/initiatives", &leeds.token, &taken).problem(409).places(), ["/key"]);
        world.post("/v1/initiatives", &york.token, &taken).ok(201);
    }
);
