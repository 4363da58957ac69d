//! Bodies that are too large, or small ones that would make much of little: refused quickly, with an
//! answer of sane size.

use super::operations::{Operation, is, operations};
use super::outcomes::{Outcomes, on, one_of_each_method, send, with_body, with_member};
use crate::harness::{Answer, Database};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// A refusal has to be this small and this quick, whatever it refuses.
const ANSWER: usize = 200_000;
const TIME: Duration = Duration::from_secs(8);

fn note(outcomes: &mut Outcomes, operation: &Operation, case: String, begun: Instant, answer: &Answer, statuses: &[u16]) {
    let took = begun.elapsed();
    let good = statuses.contains(&answer.status) && answer.text.len() < ANSWER && took < TIME;
    outcomes.note(operation, &format!("{case} ({} bytes)", answer.text.len()), answer, good);
    if took >= TIME {
        outcomes.wrong.push(format!("{case} took {took:?}"));
    }
}

#[test]
fn every_text_has_a_limit() {
    for operation in with_body() {
        for (member, schema, _) in operation.members() {
            let free = is(&schema, "string") && ["maxLength", "enum", "format"].iter().all(|word| schema[word].is_null());
            assert!(!free, "{} /{member} has no limit", operation.id);
            assert!(!is(&schema, "array") || schema["maxItems"].is_u64(), "{} /{member} has no limit", operation.id);
        }
    }
}

/// How many bytes the body of an operation may have.
fn limit(operation: &Operation) -> usize {
    match operation.id.as_str() {
        "create_suggestion_batch" => 4 << 20,
        _ => 1 << 20,
    }
}

#[test]
fn a_body_over_the_limit_is_refused() {
    on(Database::Sqlite, |scene, outcomes| {
        for operation in with_body() {
            let mut body = with_member(scene, &operation, "nonsense", "1");
            let limit = limit(&operation);
            body.resize(limit + 1, b' ');
            let answer = send(scene, &operation, &body);
            note(outcomes, &operation, "in one piece".into(), Instant::now(), &answer, &[413]);
            body.pop();
            let answer = send(scene, &operation, &body);
            note(outcomes, &operation, "just under it".into(), Instant::now(), &answer, &[422]);
            // Without a length, it shows only on the way.
            let head = format!(
                "{} {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\nif-match: {}\r\ncontent-type: {}\r\ntransfer-encoding: chunked\r\n\r\n",
                operation.method,
                scene.path(&operation),
                scene.owner.token,
                scene.condition(&operation),
                operation.body.as_ref().unwrap().0
            );
            let chunk = format!("{:x}\r\n{}\r\n", 65_536, " ".repeat(65_536));
            let whole = format!("{head}{}0\r\n\r\n", chunk.repeat(limit / 65_536 + 4));
            let answer = scene.world.raw(whole.as_bytes());
            assert!(answer.starts_with("HTTP/1.1 413 "), "{} in chunks: {:.300}", operation.id, answer);
        }
    });
}

#[test]
fn a_small_body_cannot_make_a_large_answer_or_much_work() {
    let half = 500_000;
    let name = "n".repeat(half);
    let nul = "\"\\u0000\",".repeat(50_000);
    let nul = nul.trim_end_matches(',');
    let list = |item: &str, times: usize| format!("[{}]", vec![item; times].join(","));
    let many: String = (0..60_000).map(|n| format!(",\"m{n}\":1")).collect();
    let cases: Vec<(&str, String)> = vec![
        ("a long name", format!("{{\"{name}\":1}}")),
        ("a long name, twice", format!("{{\"{name}\":1,\"{name}\":2}}")),
        ("many U+0000", format!("[{nul}]")),
        ("many U+0000 under a long name", format!("{{\"{name}\":[{nul}]}}")),
        ("one member many times", format!("{{\"a\":1{}}}", ",\"a\":1".repeat(100_000))),
        ("many members", format!("{{\"m\":1{many}}}")),
        ("many empty objects", list("{}", 300_000)),
        ("a long number", "1".repeat(1_000_000)),
        ("a long fraction", format!("0.{}", "1".repeat(1_000_000))),
        ("a long exponent", format!("1e{}", "1".repeat(1_000_000))),
        ("a hundred arrays deep, a thousand times", list(&format!("{}{}", "[".repeat(100), "]".repeat(100)), 1_000)),
    ];
    on(Database::Sqlite, |scene, outcomes| {
        // The reader is the same for all operations of a method.
        for operation in one_of_each_method() {
            for (name, body) in &cases {
                let begun = Instant::now();
                let answer = send(scene, &operation, body.as_bytes());
                note(outcomes, &operation, name.to_string(), begun, &answer, &[400, 422]);
            }
        }
    });
}

#[test]
fn a_member_of_a_megabyte_is_refused_quickly() {
    let list = |item: &str| format!("[{}]", vec![item; 900_000 / (item.len() + 1)].join(","));
    let mut cases: Vec<(&str, String)> = vec![
        ("text", json!("x".repeat(1_000_000)).to_string()),
        ("spaces", json!(" ".repeat(1_000_000)).to_string()),
        ("combining", json!(format!("x{}", "\u{301}".repeat(400_000))).to_string()),
        ("digits", "9".repeat(1_000_000)),
        ("exponent", "1e1000000000".into()),
        ("list of numbers", list("1")),
        ("list of equal objects", list("{}")),
        ("list of text", list("\"x\"")),
    ];
    let distinct: Vec<Value> = (0..30_000).map(|n| json!({"scheme": "GB-CHC", "n": n})).collect();
    cases.push(("list of different objects", Value::Array(distinct).to_string()));
    on(Database::Sqlite, |scene, outcomes| {
        let mut shapes = BTreeSet::new();
        for operation in with_body().iter().filter(|o| o.method == "POST") {
            for (member, schema, _) in operation.members() {
                // Each shape of member once: type, and what its check has to look at.
                let looks = ["enum", "format", "pattern", "items"].map(|word| schema[word].is_null());
                if !shapes.insert((schema["type"].to_string(), looks)) {
                    continue;
                }
                for (name, value) in &cases {
                    if is(&schema, "array") != name.starts_with("list") {
                        continue;
                    }
                    let begun = Instant::now();
                    let answer = send(scene, operation, &with_member(scene, operation, &member, value));
                    note(outcomes, operation, format!("/{member} {name}"), begun, &answer, &[400, 422]);
                }
            }
        }
    });
}

#[test]
fn a_query_of_thousands_of_parameters_is_refused_quickly() {
    let many: Vec<String> = (0..4_000).map(|n| format!("p{n}=1")).collect();
    let cases =
        [("unknown", many.join("&")), ("repeated", vec!["limit=1"; 6_000].join("&")), ("ill-encoded", vec!["a=%FF"; 8_000].join("&"))];
    on(Database::Sqlite, |scene, outcomes| {
        for operation in operations().iter().filter(|o| o.method == "GET" && o.query.contains_key("limit")) {
            for (name, query) in &cases {
                let begun = Instant::now();
                let answer = scene.whole(operation, &format!("?{query}"), &scene.owner.token).send();
                note(outcomes, operation, format!("{name} parameters"), begun, &answer, &[400]);
            }
        }
    });
}
