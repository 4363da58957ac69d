//! Bodies that are not what the document says: each is a problem that names the place, the same on
//! both databases, and leaves nothing behind.

use super::operations::{is, resolved};
use super::outcomes::{on_both, send, with_body, with_member};
use crate::harness::Answer;
use serde_json::{Value, json};

#[test]
fn a_body_that_is_not_json_is_refused_as_unreadable() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000)).into_bytes();
    let utf16: Vec<u8> = "{\"title\":\"x\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("open", b"{".to_vec()),
        ("open text", b"{\"a\": \"b".to_vec()),
        ("half a word", b"nul".to_vec()),
        ("two values", b"{} {}".to_vec()),
        ("trailing comma", b"{\"a\":1,}".to_vec()),
        ("single quotes", b"{'a':1}".to_vec()),
        ("comment", b"{/* a */}".to_vec()),
        ("not a number", b"{\"a\":NaN}".to_vec()),
        ("infinity", b"{\"a\":-Infinity}".to_vec()),
        ("leading zero", b"{\"a\":01}".to_vec()),
        ("plus", b"{\"a\":+1}".to_vec()),
        ("byte order mark", b"\xef\xbb\xbf{}".to_vec()),
        ("UTF-16", utf16),
        ("raw U+0000", b"{\"a\":\"\0\"}".to_vec()),
        ("raw line feed", b"{\"a\":\"\n\"}".to_vec()),
        ("bad escape", b"{\"a\":\"\\x41\"}".to_vec()),
        ("lone high surrogate", b"{\"a\":\"\\ud800\"}".to_vec()),
        ("lone low surrogate", b"{\"a\":\"\\udc00\"}".to_vec()),
        ("high surrogate and a letter", b"{\"a\":\"\\ud800x\"}".to_vec()),
        ("surrogate in a name", b"{\"\\ud800\":1}".to_vec()),
        ("invalid UTF-8", b"{\"a\":\"\xff\"}".to_vec()),
        ("overlong UTF-8", b"{\"a\":\"\xc0\xaf\"}".to_vec()),
        ("surrogate in UTF-8", b"{\"a\":\"\xed\xa0\x80\"}".to_vec()),
        ("invalid UTF-8 in a name", b"{\"\xff\":1}".to_vec()),
        ("10,000 arrays", deep("[", "]")),
        ("10,000 arrays, open", b"[".repeat(10_000)),
        ("10,000 objects", deep("{\"a\":", "}")),
    ];
    on_both(|scene, outcomes| {
        for operation in with_body() {
            for (name, body) in &cases {
                let answer = send(scene, &operation, body);
                outcomes.note(&operation, name, &answer, answer.status == 400);
            }
            // A body of no bytes is not JSON either.
            let answer = scene.world.raw(format!(
                "{} {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\nif-match: {}\r\ncontent-type: {}\r\ncontent-length: 0\r\n\r\n",
                operation.method, scene.path(&operation), scene.owner.token, scene.condition(&operation), operation.body.as_ref().unwrap().0).as_bytes());
            assert!(answer.starts_with("HTTP/1.1 400 "), "{} without a body: {answer}", operation.id);
        }
    });
}

#[test]
fn members_given_twice_unknown_or_with_nul_are_named() {
    let cases: &[(&str, &str, u16, &str)] = &[
        ("twice", r#"{"title":"a","title":"b"}"#, 400, "/title"),
        ("twice, spelt differently", r#"{"title":"a","t\u0069tle":"b"}"#, 400, "/title"),
        ("twice in NFC", "{\"\\u00e9\":1,\"e\\u0301\":1}", 400, "/\u{e9}"),
        ("twice inside", r#"{"mandate":{"a":1,"a":1}}"#, 400, "/mandate/a"),
        ("twice in a list", r#"{"relations":[{"a":1},{"a":1,"a":1}]}"#, 400, "/relations/1/a"),
        ("a name with U+0000", r#"{"a\u0000":1}"#, 400, ""),
        ("U+0000", r#"{"nonsense":"a\u0000b"}"#, 400, "/nonsense"),
        ("U+0000 inside", r#"{"nonsense":[{"a":"\u0000"}]}"#, 400, "/nonsense/0/a"),
        ("unknown", r#"{"nonsense":1}"#, 422, "/nonsense"),
        ("unknown and null", r#"{"nonsense":null}"#, 422, "/nonsense"),
        ("unknown with signs", r#"{"a/b~c":1}"#, 422, "/a~1b~0c"),
        ("what the server decides", r#"{"id":"01890a5d-ac96-774b-bcce-b302099a8057"}"#, 422, "/id"),
        ("what the server decides, null", r#"{"version":null}"#, 422, "/version"),
        ("a number in disguise", r#"{"$serde_json::private::Number":"1"}"#, 422, "/$serde_json::private::Number"),
        ("text", r#""x""#, 422, ""),
        ("number", "1", 422, ""),
        ("list", "[]", 422, ""),
        ("null", "null", 422, ""),
        ("true", "true", 422, ""),
    ];
    on_both(|scene, outcomes| {
        for operation in with_body() {
            for (name, body, status, place) in cases {
                let answer = send(scene, &operation, body.as_bytes());
                let good = answer.status == *status && answer.places().iter().any(|p| p == place);
                outcomes.note(&operation, name, &answer, good);
            }
        }
    });
}

/// Values that a member of this schema can never have, as JSON text, with the code where it must be
/// one.
fn never(schema: &Value) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut add = |values: &[&str]| all.extend(values.iter().map(|v| (*v).to_owned()));
    if schema["enum"].is_array() {
        add(&["\"nonsense\"", "\"\"", "1", "[]", "{}", "true", "\"Nonsense\\u0301\""]);
    } else if is(schema, "string") {
        add(&["1", "-0", "true", "[]", "{}", "{\"$serde_json::private::Number\":\"1\"}", "\"a\\u0000b\""]);
        match schema["format"].as_str() {
            Some("date") => add(&[
                "\"\"",
                "\"2026-02-29\"",
                "\"2026-13-01\"",
                "\"2026-00-10\"",
                "\"0000-01-01\"",
                "\"10000-01-01\"",
                "\"-0001-01-01\"",
                "\"+2026-01-01\"",
                "\"2026-1-1\"",
                "\"2026-01-01T00:00:00Z\"",
                "\"20260101\"",
                "\" 2026-01-01\"",
                "\"２０２６-01-01\"",
            ]),
            Some("date-time") => add(&[
                "\"\"",
                "\"2026-01-01\"",
                "\"2026-01-01T00:00:00\"",
                "\"2026-02-30T00:00:00Z\"",
                "\"0000-01-01T00:00:00Z\"",
                "\"10000-01-01T00:00:00Z\"",
                "\"0001-01-01T00:00:00+14:00\"",
                "\"9999-12-31T23:59:59-14:00\"",
                "\"2026-01-01T25:00:00Z\"",
            ]),
            Some("uuid") => add(&["\"\"", "\"x\"", "\"{01890a5d-ac96-774b-bcce-b302099a8057}\"", "\"01890a5dac96774bbcceb302099a8057\""]),
            _ => {}
        }
        if let Some(most) = schema["maxLength"].as_u64() {
            all.push(json!("é".repeat(most as usize + 1)).to_string());
        }
        if let Some(least) = schema["minLength"].as_u64().filter(|n| *n > 0) {
            all.push(json!("x".repeat(least as usize - 1)).to_string());
        }
        if schema["pattern"] == r"\S" {
            all.push("\" \\t\\n\"".into());
        }
    } else if is(schema, "integer") || is(schema, "number") {
        add(&["\"1\"", "true", "[]", "{}", "1e400", "-1e400", "1e999999999", "9223372036854775808", "1e-999999999", "0.00000000001"]);
        if is(schema, "integer") {
            add(&["1.5", "0.1"]);
        }
    } else if is(schema, "boolean") {
        add(&["1", "0", "\"true\"", "\"\"", "[]", "{}"]);
    } else if is(schema, "array") {
        add(&["{}", "\"x\"", "1", "true", "[[]]", "[null]"]);
        if let Some(most) = schema["maxItems"].as_u64() {
            let item = first_of(&schema["items"]);
            all.push(Value::Array(vec![item; most as usize + 1]).to_string());
        }
    } else if is(schema, "object") {
        add(&["[]", "\"x\"", "1", "true", "{\"nonsense\":1}"]);
    }
    all
}

/// Values that a member may or may not have: what counts is that nothing breaks.
fn perhaps(schema: &Value) -> &'static [&'static str] {
    if is(schema, "integer") || is(schema, "number") {
        &[
            "-0",
            "-0.0",
            "1.0",
            "1e3",
            "1E+2",
            "-1",
            "2147483647",
            "2147483648",
            "-2147483649",
            "9007199254740993",
            "-9007199254740993",
            "9223372036854775807",
            "-9223372036854775808",
            "0.1",
            "123456789012345.123456789",
        ]
    } else if is(schema, "string") {
        &[
            "\"\\u202e\\ufeff\\u200b\"",
            "\"\\ufffd\\uffff\"",
            "\"'; DROP TABLE initiatives; --\"",
            "\"%_\\\\\"",
            "\"\\ud83d\\ude00\"",
            "\"\\u0001\\u007f\"",
            "\"=1+1\"",
        ]
    } else {
        &["null"]
    }
}

fn first_of(schema: &Value) -> Value {
    let schema = resolved(schema);
    schema["enum"].get(0).or(schema["example"].get("").or(schema.get("example"))).cloned().unwrap_or(json!("x"))
}

fn named(answer: &Answer, member: &str) -> bool {
    let at = format!("/{member}");
    answer.places().iter().any(|place| *place == at || place.starts_with(&format!("{at}/")))
}

#[test]
fn each_member_refuses_what_it_can_never_be() {
    on_both(|scene, outcomes| {
        for operation in with_body() {
            for (name, schema, required) in operation.members() {
                let mut values = never(&schema);
                if required {
                    values.push("null".into());
                }
                for value in values {
                    let body = with_member(scene, &operation, &name, &value);
                    let answer = send(scene, &operation, &body);
                    let shown: String = value.chars().take(60).collect();
                    let case = format!("/{name} {shown}");
                    outcomes.note(&operation, &case, &answer, [400, 422].contains(&answer.status) && named(&answer, &name));
                }
            }
        }
    });
}

#[test]
fn odd_values_are_taken_or_refused_but_break_nothing() {
    on_both(|scene, outcomes| {
        for operation in with_body() {
            for (name, schema, _) in operation.members() {
                for value in perhaps(&schema) {
                    let (kind, _) = operation.body.as_ref().unwrap();
                    let body = with_member(scene, &operation, &name, value);
                    let call = scene.call(&operation, operation.tried(), &scene.owner.token);
                    let answer = call.header("content-type", kind).bytes(&body).send();
                    let case = format!("/{name} {value}");
                    let places = answer.places();
                    let refused = [400, 409, 422].contains(&answer.status) && !places.is_empty() && !places.contains(&String::new());
                    outcomes.note(&operation, &case, &answer, answer.status == 200 || refused);
                }
            }
        }
    });
}
