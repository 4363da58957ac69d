//! Paths and queries that are not what the document says.

use super::operations::{Operation, is, operations};
use super::outcomes::{Outcomes, on, on_both};
use super::scene::Scene;
use crate::harness::Database;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

fn read(scene: &Scene, operation: &Operation, query: &str, want: &str, outcomes: &mut Outcomes) {
    let answer = scene.whole(operation, query, &scene.owner.token).send();
    let shown: String = query.chars().take(80).collect();
    let good = answer.status == 400 && answer.places().iter().any(|place| place == want);
    outcomes.note(operation, &shown, &answer, good);
}

fn all() -> Vec<Operation> {
    operations().into_iter().filter(|o| o.scopes.is_some()).collect()
}

#[test]
fn unknown_repeated_and_ill_encoded_parameters_are_named() {
    on_both(|scene, outcomes| {
        for operation in all() {
            for (query, name) in [
                ("?nonsense=1", "nonsense"),
                ("?nonsense", "nonsense"),
                ("?=1", ""),
                ("?nonsense=%FF", "nonsense"),
                ("?nonsense=%00", "nonsense"),
                ("?nonsense=%ED%A0%80", "nonsense"),
                ("?nonsense=%C0%AF", "nonsense"),
                ("?%FF=1", "%FF"),
                ("?n%6Fnsense=1", "nonsense"),
                ("?nonsense[]=1", "nonsense[]"),
                ("?a/b~c=1", "a/b~c"),
            ] {
                read(scene, &operation, query, name, outcomes);
            }
            for name in operation.query.keys() {
                read(scene, &operation, &format!("?{name}=&{name}="), name, outcomes);
                let first = name.bytes().next().unwrap();
                read(scene, &operation, &format!("?{name}=a&%{first:02x}{}=b", &name[1..]), name, outcomes);
                for value in ["%FF", "%00", "a%00b", "%ED%A0%80", "%C0%AF", "%e2%82"] {
                    read(scene, &operation, &format!("?{name}={value}"), name, outcomes);
                }
            }
        }
    });
}

/// Values that a parameter of this schema can never have.
fn never(schema: &Value) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut add = |values: &[&str]| all.extend(values.iter().map(|v| (*v).to_owned()));
    if schema["pattern"].is_string() {
        add(&["%20", "%CC%81"]);
    }
    if schema["enum"].is_array() {
        add(&["", "nonsense", "1", "true", "%20", "A"]);
    } else if is(schema, "integer") {
        add(&["", "x", "1.5", "+1", "%201", "1e1", "0x1", "1_0", "NaN", "null", "true", "%D9%A1", "0", "-1", "-0"]);
        add(&["2147483648", "-2147483649", "9007199254740993", "9223372036854775808", "-9223372036854775809", "18446744073709551616"]);
        all.extend(["9".repeat(400), "9".repeat(20_000)]);
    } else if is(schema, "boolean") {
        add(&["", "1", "0", "yes", "TRUE", "True", "null"]);
    } else {
        match schema["format"].as_str() {
            Some("uuid") => add(&["", "x", "%7B01890a5d-ac96-774b-bcce-b302099a8057%7D", "01890a5dac96774bbcceb302099a8057"]),
            Some("date-time") => add(&[
                "",
                "2026-01-01",
                "2026-01-01T00:00:00",
                "2026-02-30T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "10000-01-01T00:00:00Z",
                "2026-01-01T00:00:00+01:00",
                "9999-12-31T23:59:59-14:00",
                "1764057600",
            ]),
            Some("date") => add(&["", "2026-02-30", "0000-01-01", "10000-01-01", "2026-1-1", "20260101"]),
            _ => {}
        }
        if let Some(most) = schema["maxLength"].as_u64() {
            all.push("x".repeat(most as usize + 1));
        }
    }
    all
}

#[test]
fn each_parameter_refuses_what_it_can_never_be() {
    on_both(|scene, outcomes| {
        for operation in all() {
            for (name, schema) in &operation.query {
                for value in never(schema) {
                    read(scene, &operation, &format!("?{name}={value}"), name, outcomes);
                }
            }
        }
    });
}

#[test]
fn odd_but_possible_parameters_break_nothing() {
    let values =
        ["%F0%9F%98%80", "%EF%BF%BF", "%27%3B%20DROP%20TABLE%20initiatives%3B--", "%25_%5C", "%01%7F", "%CC%81%CC%81", "a+b", "%2B"];
    on_both(|scene, outcomes| {
        for operation in all() {
            for name in operation.query.keys() {
                for value in values {
                    let answer = scene.whole(&operation, &format!("?{name}={value}"), &scene.owner.token).send();
                    // One value may be wrong in two ways.
                    let named = |places: &[String]| !places.is_empty() && places.iter().all(|place| place == name);
                    let good = answer.status == 200 || answer.status == 400 && named(&answer.places());
                    outcomes.note(&operation, &format!("{name}={value}"), &answer, good);
                }
            }
        }
    });
}

#[test]
fn cursors_that_we_never_gave_are_refused() {
    let packed = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let id = "01890a5d-ac96-774b-bcce-b302099a8057";
    let mut cursors: Vec<String> =
        ["", "x", "=", "W10", "W10=", "%2F%2F%2F%2F", "null", "%7B%7D", "WyJh", "-", "____"].map(str::to_owned).to_vec();
    cursors.extend([json!(null), json!([]), json!({}), json!("x"), json!([1, 2, 3]), json!(["created_at", "x"])].map(&packed));
    for order in ["created_at", "-created_at", "updated_at", "-updated_at", "title", "-title", "key", "-key", "nonsense", ""] {
        for key in ["", "x", "\0", "2026-01-01", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2026-01-01T00:00:00"] {
            // A key is any text where the list is in the order of a text.
            if !["title", "-title", "key"].contains(&order) || key == "\0" {
                cursors.push(packed(json!([order, key, id])));
            }
        }
        for bad in ["", "x", "01890a5dac96774bbcceb302099a8057", "\0"] {
            cursors.push(packed(json!([order, "2026-01-01T00:00:00Z", bad])));
        }
        cursors.push(packed(json!([order, "2026-01-01T00:00:00Z", id, "more"])));
    }
    cursors.push(URL_SAFE_NO_PAD.encode(b"[\"created_at\",\"\xff\",\"\"]"));
    cursors.push(URL_SAFE_NO_PAD.encode(b"[\"title\",\"\\ud800\",\"01890a5d-ac96-774b-bcce-b302099a8057\"]"));
    cursors.push(URL_SAFE_NO_PAD.encode("[".repeat(1_000)));
    cursors.push("W".repeat(2_001));
    on_both(|scene, outcomes| {
        let lists: Vec<_> = all().into_iter().filter(|o| o.query.contains_key("cursor")).collect();
        assert!(lists.len() >= 5);
        for operation in lists {
            for cursor in &cursors {
                read(scene, &operation, &format!("?cursor={cursor}"), "cursor", outcomes);
            }
        }
    });
}

#[test]
fn ids_in_the_path_are_uuids_or_nothing_is_there() {
    let long = "a".repeat(10_000);
    let bad = [
        "x",
        "%00",
        "%FF",
        "%ED%A0%80",
        "%7B01890a5d-ac96-774b-bcce-b302099a8057%7D",
        "01890a5dac96774bbcceb302099a8057",
        "%20",
        "null",
        "-1",
        "..%2f..",
        &long,
    ];
    let missing = "01890a5d-ac96-774b-bcce-b302099a8057";
    on_both(|scene, outcomes| {
        for operation in all() {
            for (name, schema) in &operation.in_path {
                let condition = scene.condition(&operation);
                let call = |value: &str| {
                    let path = scene.path_with(&operation, name, value);
                    let call = scene.world.call(&operation.method, &path).token(&scene.owner.token).header("if-match", &condition);
                    match &operation.body {
                        Some((kind, _)) => call
                            .header("content-type", kind)
                            .bytes((super::scene::known_of(&operation).body)(scene).to_string().as_bytes())
                            .send(),
                        None => call.send(),
                    }
                };
                for value in bad {
                    let answer = call(value);
                    let shown: String = value.chars().take(40).collect();
                    let is_id = schema["format"] == "uuid";
                    let good = answer.status == 400 && answer.places() == [name.as_str()] || !is_id && answer.status == 404;
                    outcomes.note(&operation, &format!("{name}={shown}"), &answer, good);
                }
                let answer = call(missing);
                outcomes.note(&operation, &format!("no such {name}"), &answer, answer.status == 404);
                // Upper case is the same id; a path with an end missing is another path.
                let answer = call(&missing.to_uppercase());
                outcomes.note(&operation, &format!("no such {name}, in capitals"), &answer, answer.status == 404);
                let answer = call("");
                outcomes.note(&operation, &format!("empty {name}"), &answer, [404, 405].contains(&answer.status));
            }
        }
    });
}

#[test]
fn paths_that_are_none_are_not_found() {
    on(Database::Sqlite, |scene, _| {
        for path in [
            "/v1",
            "/v1/",
            "/v1/nonsense",
            "/v2/initiatives",
            "/v1/initiatives/",
            "/V1/initiatives",
            "//v1/initiatives",
            "/v1//initiatives",
            "/v1/initiatives%2F",
            "/v1/%69nitiatives/x/y",
            "/%FF",
            "/%00",
            "/%",
            "/v1/initiatives;x=1",
            "/v1/initiatives.json",
            "/docs/../v1/initiatives",
            "/docs/%2e%2e/x",
            "/docs/nonsense",
            "/problems/nonsense",
            "/problems/%00",
        ] {
            let answer = scene.world.raw(
                format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\n\r\n", scene.owner.token)
                    .as_bytes(),
            );
            assert!(answer.starts_with("HTTP/1.1 404 ") && answer.contains("application/problem+json"), "{path}: {answer}");
        }
    });
}
