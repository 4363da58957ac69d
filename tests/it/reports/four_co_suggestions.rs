//! The report on suggestions and what people decided.

use crate::harness::{Organisation, World};
use serde_json::{Value, json};

const PATH: &str = "/v1/reports/four-co-suggestions";
const LIBRARY: &str = "Villagers took over the library. An elected board of residents sets the hours, employs the manager and keeps the \
                       accounts under a lease from the county.";

fn report(world: &World, token: &str, query: &str) -> Value {
    world.get(&format!("{PATH}{query}"), token).ok(200).json
}

/// Accepts what is suggested for a new initiative, as it stands or with what people made of it.
fn accept(world: &World, of: &Organisation, labels: Value) -> Value {
    let made = world.initiative(of, json!({"title": "Library", "description": LIBRARY}));
    let at = format!("/v1/initiatives/{}/four-co", made["id"].as_str().unwrap());
    let tag = world.get(&at, &of.token).etag();
    let body = json!({"labels": labels, "decided_by": "citizens", "decided_on": "2025-06-30"});
    world.call("POST", &format!("{at}/acceptances")).token(&of.token).header("if-match", &tag).json(&body).send().ok(201).json
}

both!(
    fn how_often_people_overrule_is_told_by_co(world: &World) {
        let leeds = world.organisation("leeds");
        let none = report(world, &leeds.token, "");
        assert_eq!((&none["decisions"], &none["few"], &none["all"]["share_overruled"]), (&json!(0), &json!(true), &Value::Null));
        assert_eq!(none["says"], json!("No decision that started from a suggestion is on record."));
        let taken = accept(world, &leeds, Value::Null);
        let suggested = taken["labels"].as_array().unwrap().clone();
        assert!(suggested.iter().all(|label| label["co"] == "co_delivery"), "the text is about running a library: {suggested:?}");
        accept(
            world,
            &leeds,
            json!([{"co": "co_delivery", "kind": "co_management", "weight": "primary"}, {"co": "co_design", "weight": "secondary"}]),
        );
        accept(world, &leeds, json!([{"co": "co_assessment", "kind": "co_monitoring", "weight": "primary"}]));
        // Nobody's decision, and no suggestion behind it: not counted.
        let initiative = world.initiative(&leeds, json!({}))["id"].as_str().unwrap().to_owned();
        let mut body = json!({"labels": [{"co": "co_design", "weight": "primary"}], "decided_by": "both", "decided_on": "2025-06-30"});
        world.post(&format!("/v1/initiatives/{initiative}/classifications"), &leeds.token, &body).ok(201);
        body["decided_by"] = json!("suggestion");
        body["suggestion"] = taken["suggestion"].clone();
        body["suggestion"]["changes"] = Value::Null;
        world.post(&format!("/v1/initiatives/{initiative}/classifications"), &leeds.token, &body).ok(201);
        let found = report(world, &leeds.token, "");
        assert_eq!((&found["decisions"], &found["few"], &found["organisation_id"]), (&json!(3), &json!(true), &json!(leeds.id)));
        let co =
            |n: usize| ["judged", "suggested", "kept", "removed", "added", "overruled"].map(|name| found["cos"][n][name].as_i64().unwrap());
        assert_eq!(found["cos"][2]["co"], json!("co_delivery"));
        assert_eq!(co(0), [3, 0, 0, 0, 0, 0]);
        assert_eq!(co(1), [3, 0, 0, 0, 1, 1]);
        assert_eq!(co(2), [3, 3, 2, 1, 0, 1]);
        assert_eq!(co(3), [3, 0, 0, 0, 1, 1]);
        assert_eq!((&found["cos"][2]["share_overruled"], &found["all"]["share_overruled"]), (&json!(0.333), &json!(0.25)));
        assert!(
            found["says"].as_str().unwrap().contains("With fewer than 20 decisions, shares and errors mean little."),
            "{}",
            found["says"]
        );
        let scores = &taken["suggestion"]["co_scores"];
        let delivery = scores.as_array().unwrap().iter().find(|one| one["co"] == "co_delivery").unwrap()["score"].as_f64().unwrap();
        let band = &found["calibration"]["bands"][((delivery * 10.0) as usize).min(9)];
        assert_eq!((&found["calibration"]["scored"], found["calibration"]["bands"].as_array().unwrap().len()), (&json!(12), 10));
        assert!(band["scored"].as_i64().unwrap() >= 3 && band["decided_for"].as_i64().unwrap() >= 2, "{band}");
        assert!((0.0..1.0).contains(&found["calibration"]["expected_calibration_error"].as_f64().unwrap()));
        assert_eq!(world.count("four_co_decisions"), 12, "one row for each Co of each decision");
        let first = world.get(PATH, &leeds.token);
        world.call("GET", PATH).token(&leeds.token).header("if-none-match", &first.etag()).send().ok(304);
    }
);

both!(
    fn an_organisation_sees_its_own_and_the_operator_sees_all(world: &World) {
        let (leeds, york) = (world.organisation("leeds"), world.organisation("york"));
        accept(world, &leeds, Value::Null);
        accept(world, &york, Value::Null);
        accept(world, &york, Value::Null);
        let decisions = |token: &str, query: &str| report(world, token, query)["decisions"].as_i64().unwrap();
        let (of_leeds, of_york) = (format!("?organisation_id={}", leeds.id), format!("?organisation_id={}", york.id));
        assert_eq!((decisions(&leeds.token, ""), decisions(&leeds.token, &of_leeds), decisions(&york.token, "")), (1, 1, 2));
        assert_eq!((decisions(&world.operator(), ""), decisions(&world.operator(), &of_york)), (3, 2));
        assert_eq!(report(world, &world.operator(), "")["organisation_id"], Value::Null);
        let nobody = "?organisation_id=01890a5d-ac96-774b-bcce-b302099a8057";
        for (token, query) in [(&leeds.token, of_york.as_str()), (&leeds.token, nobody), (&world.operator(), nobody)] {
            world.get(&format!("{PATH}{query}"), token).problem(404);
        }
        world.get(PATH, &world.token("leeds", "four_co:read")).problem(403);
        let since = |moment: &str| decisions(&world.operator(), &format!("?recorded_since={moment}"));
        assert_eq!((since("2020-01-01T00:00:00Z"), since("2999-01-01T00:00:00Z")), (3, 0));
        assert_eq!(decisions(&york.token, "?recorded_since=2999-01-01T00:00:00Z"), 0);
        world.get(&format!("{PATH}?recorded_since=yesterday"), &york.token).problem(400);
        let all = world.get("/v1/reports", &leeds.token).ok(200).json;
        assert!(all["items"].as_array().unwrap().iter().any(|one| one["path"] == PATH), "{all}");
    }
);
