//! Organisations: register, find, change.

use serde_json::json;

both!(
    fn an_organisation_is_registered_found_and_changed(world: &World) {
        let operator = world.operator();
        let body = json!({"key": "luise34", "name": "Luise 34", "kind": "third_sector",
            "identifiers": [{"scheme": "GB-CHC", "number": "1122334"}, {"scheme": "GB-COH", "number": "01234567"}]});
        let made = world.post("/v1/organisations", &operator, &body).ok(201);
        let at = made.header("location").unwrap().to_owned();
        assert_eq!(world.get(&at, &operator).json, made.json);
        let found = world.get("/v1/organisations?identifier=GB-CHC-1122334", &operator).ok(200);
        assert_eq!(found.json["items"][0]["id"], made.json["id"]);
        assert_eq!(world.get("/v1/organisations?identifier=GB-CHC-9999999", &operator).json["items"], json!([]));
        let changed = world.patch(&at, &operator, &made.etag(), &json!({"name": "Luise", "identifiers": null})).ok(200);
        assert_eq!(
            (&changed.json["name"], &changed.json["identifiers"], &changed.json["version"]),
            (&json!("Luise"), &json!([]), &json!(2))
        );
        assert_eq!(world.get("/v1/organisations?identifier=GB-CHC-1122334", &operator).json["items"], json!([]));
    }
);

both!(
    fn a_key_is_taken_once_and_never_changed(world: &World) {
        let operator = world.operator();
        let leeds = world.organisation("leeds");
        let twin = json!({"key": "leeds", "name": "Other", "kind": "public"});
        assert_eq!(world.post("/v1/organisations", &operator, &twin).problem(409).places(), ["/key"]);
        let at = format!("/v1/organisations/{}", leeds.id);
        assert_eq!(world.patch(&at, &operator, "\"1\"", &json!({"key": "york"})).problem(422).places(), ["/key"]);
    }
);

both!(
    fn identifiers_have_the_form_of_their_register(world: &World) {
        let bad = json!({"key": "x1", "name": "X", "kind": "public", "identifiers": [
            {"scheme": "GB-CHC", "number": "12"}, {"scheme": "GB-XYZ", "number": "1"}]});
        let refused = world.post("/v1/organisations", &world.operator(), &bad);
        assert_eq!(refused.problem(422).places(), ["/identifiers/1/scheme"]);
        let bad = json!({"key": "x1", "name": "X", "kind": "public", "identifiers": [{"scheme": "GB-CHC", "number": "12"}]});
        assert_eq!(world.post("/v1/organisations", &world.operator(), &bad).problem(422).places(), ["/identifiers/0/number"]);
    }
);

both!(
    fn only_the_organisation_and_its_registrar_change_it(world: &World) {
        let (leeds, york) = (world.organisation("leeds"), world.organisation("york"));
        let charity = json!({"key": "charity", "name": "Charity", "kind": "third_sector"});
        let made = world.post("/v1/organisations", &leeds.token, &charity).ok(201);
        let at = made.header("location").unwrap().to_owned();
        world.patch(&at, &york.token, "\"1\"", &json!({"name": "Mine"})).problem(403);
        world.patch(&at, &leeds.token, "\"1\"", &json!({"name": "Charity of Leeds"})).ok(200);
        let own = world.token("charity", "organisations:write");
        world.patch(&at, &own, "\"2\"", &json!({"name": "Charity itself"})).ok(200);
    }
);

both!(
    fn an_unknown_member_is_told_what_it_could_have_been(world: &World) {
        let body =
            json!({"key": "x1", "name": "X", "kind": "public", "identifiers": [{"scheme": "GB-CHC", "value": "1122334"}], "web": "x"});
        let refused = world.post("/v1/organisations", &world.operator(), &body);
        let errors = refused.problem(422).json["errors"].as_array().unwrap().clone();
        let said = |pointer: &str| {
            errors.iter().find(|e| e["pointer"] == pointer).and_then(|e| e["message"].as_str()).unwrap_or_default().to_owned()
        };
        assert!(said("/identifiers/0/value").ends_with("known are: number, scheme"), "{errors:?}");
        assert!(said("/web").contains("website"), "{errors:?}");
    }
);
