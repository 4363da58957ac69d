//! Suggestions for many texts in one call.

use crate::harness::{Answer, Database, World};
use serde_json::{Value, json};

const BATCH: &str = "/v1/four-co/suggestions/batch";
const LIBRARY: &str = "Residents elect a board that runs the library under a lease from the county. They do not design the building.";
const DESIGN: &str = "In a workshop patients and nurses sketched a new waiting room, built a cardboard prototype and changed the layout.";

fn ask(world: &World, token: &str, body: &Value) -> Answer {
    world.post(BATCH, token, body)
}

both!(
    fn each_text_has_its_own_answer_in_order(world: &World) {
        let leeds = world.organisation("leeds");
        let texts = json!([
            {"title": "Library", "description": LIBRARY},
            {"description": "Les habitants gèrent la bibliothèque.", "language": "fr"},
            {"description": DESIGN, "language": "en-GB"},
            {"description": "  "},
            {"description": "x", "colour": "green"},
            {"title": "Various", "description": "Various activities."},
            {"title": 5},
        ]);
        let made = ask(world, &leeds.token, &json!({"texts": texts})).ok(200);
        let items = made.json["items"].as_array().unwrap();
        assert_eq!((items.len(), &made.json["suggested"], &made.json["refused"]), (7, &json!(3), &json!(4)), "{}", made.text);
        assert_eq!(items[0]["suggestion"]["primary"], json!("co_delivery"));
        assert_eq!(items[2]["suggestion"]["primary"], json!("co_design"));
        assert_eq!(items[5]["suggestion"]["is_coproduction"], Value::Null);
        let problem = |n: usize| {
            let problem = &items[n]["problem"];
            assert_eq!((&problem["status"], &problem["type"]), (&json!(422), &json!("/problems/invalid")), "{problem}");
            assert_eq!(problem["request_id"], json!(made.header("x-request-id").unwrap()));
            let errors = problem["errors"].as_array().unwrap().iter();
            errors.map(|error| error["pointer"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!((problem(1), problem(3), problem(4)), (vec!["/language".into()], vec!["/description".into()], vec!["/colour".into()]));
        assert!(problem(6).contains(&"/title".into()) && problem(6).contains(&"/description".into()));
        assert_eq!(world.count("changes WHERE resource <> 'organisations'"), 0, "nothing is kept");
        world.post(BATCH, &world.token("leeds", "four_co:write"), &json!({"texts": texts})).problem(403);
    }
);

#[test]
fn a_batch_says_the_same_as_its_texts_one_by_one() {
    let world = &World::start(Database::Sqlite);
    let leeds = world.organisation("leeds");
    let texts: Vec<Value> = [LIBRARY, DESIGN, "x"].iter().map(|text| json!({"title": "Text", "description": text})).collect();
    let full = ask(world, &leeds.token, &json!({"texts": texts, "detail": "full"})).ok(200);
    let brief = ask(world, &leeds.token, &json!({"texts": texts})).ok(200);
    for (n, text) in texts.iter().enumerate() {
        let single = world.post("/v1/four-co/suggestions", &leeds.token, text).ok(200).json;
        assert_eq!(full.json["items"][n]["suggestion"], single);
        let mut less = single;
        for left_out in ["candidates", "spans"] {
            less.as_object_mut().unwrap().remove(left_out);
        }
        assert_eq!(brief.json["items"][n]["suggestion"], less);
    }
}

#[test]
fn a_body_that_is_no_batch_is_refused_as_a_whole() {
    let world = &World::start(Database::Sqlite);
    let leeds = world.organisation("leeds");
    let text = json!({"description": LIBRARY});
    for (body, place) in [
        (json!({}), "/texts"),
        (json!({"texts": text}), "/texts"),
        (json!({"texts": []}), "/texts"),
        (json!({"texts": vec![json!({}); 1_001]}), "/texts"),
        (json!({"texts": [text, "x"]}), "/texts/1"),
        (json!({"texts": [text, null]}), "/texts/1"),
        (json!({"texts": [text], "detail": "all"}), "/detail"),
        (json!({"texts": [text], "more": 1}), "/more"),
        (json!([text]), ""),
    ] {
        assert_eq!(ask(world, &leeds.token, &body).problem(422).places(), [place], "{:.80}", body.to_string());
    }
    let raw =
        |body: &str| world.call("POST", BATCH).token(&leeds.token).header("content-type", "application/json").bytes(body.as_bytes()).send();
    raw("{\"texts\": [").problem(400);
    assert_eq!(raw("{\"texts\": [{\"description\": \"x\"}], \"detail\": \"a\\u0000\"}").problem(400).places(), ["/detail"]);
    // What cannot be read of one text is that text's own problem.
    let some =
        raw("{\"texts\": [{\"description\": \"a\\u0000b\"}, {\"description\": \"x\"}, {\"title\": \"a\", \"title\": \"b\"}]}").ok(200);
    assert_eq!((&some.json["suggested"], &some.json["refused"]), (&json!(1), &json!(2)));
    let at = |n: usize| (&some.json["items"][n]["problem"]["status"], &some.json["items"][n]["problem"]["errors"][0]["pointer"]);
    assert_eq!((at(0), at(2)), ((&json!(400), &json!("/description")), (&json!(400), &json!("/title"))));
}

#[test]
fn a_thousand_texts_fit_and_others_are_served_meanwhile() {
    let world = &World::start(Database::Sqlite);
    let leeds = world.organisation("leeds");
    // More than other bodies may have: these are too long to be read one by one, and say so.
    let long: Vec<Value> = (0..100).map(|_| json!({"description": "x".repeat(30_000)})).collect();
    let made = ask(world, &leeds.token, &json!({"texts": long})).ok(200);
    assert_eq!((&made.json["refused"], &made.json["items"][99]["problem"]["errors"][0]["code"]), (&json!(100), &json!("too_long")));
    let refused = ask(world, &leeds.token, &json!({"texts": [{"description": "x".repeat(4 << 20)}]}));
    assert!(refused.problem(413).json["detail"].as_str().unwrap().contains("4194304"), "{}", refused.text);

    let described = |n: usize| if n.is_multiple_of(2) { LIBRARY } else { DESIGN };
    let texts: Vec<Value> = (0..1_000).map(|n| json!({"title": format!("Text {n}"), "description": described(n)})).collect();
    let body = json!({"texts": texts});
    std::thread::scope(|scope| {
        let batches: Vec<_> = (0..2).map(|_| scope.spawn(|| ask(world, &leeds.token, &body).ok(200))).collect();
        for _ in 0..20 {
            world.post("/v1/four-co/suggestions", &leeds.token, &json!({"description": LIBRARY})).ok(200);
            world.get("/v1/organisations", &leeds.token).ok(200);
        }
        for batch in batches {
            let batch = batch.join().unwrap();
            let primaries: Vec<&Value> =
                batch.json["items"].as_array().unwrap().iter().map(|item| &item["suggestion"]["primary"]).collect();
            assert_eq!(primaries.len(), 1_000);
            assert!(primaries.iter().enumerate().all(|(n, co)| **co == ["co_delivery", "co_design"][n % 2]), "in the order of the texts");
        }
    });
}
