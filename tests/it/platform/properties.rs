//! What holds for any input: the strict reader and the cursors.

use fourco::platform::db::{Id, Instant};
use fourco::platform::http::query::{self, WriteParams};
use fourco::platform::http::{Cursor, Kind, strict};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use unicode_normalization::UnicodeNormalization;

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,12}", "[a-c]{0,2}", proptest::collection::vec(any::<char>(), 0..8).prop_map(String::from_iter)]
        .prop_map(|text: String| text.replace('\0', "0"))
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((text(), inner), 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn normal(text: &str) -> String {
    text.nfc().collect()
}

/// The value with every text in form NFC; `None` where two names become one.
fn normalised(value: &Value) -> Option<Value> {
    Some(match value {
        Value::String(text) => normal(text).into(),
        Value::Array(items) => items.iter().map(normalised).collect::<Option<Vec<_>>>()?.into(),
        Value::Object(members) => {
            let mut made = Map::new();
            for (name, member) in members {
                if made.insert(normal(name), normalised(member)?).is_some() {
                    return None;
                }
            }
            made.into()
        }
        other => other.clone(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_sound_is_read_as_it_stands(value in value()) {
        match (strict::read(value.to_string().as_bytes()), normalised(&value)) {
            (Ok(read), Some(want)) => prop_assert_eq!(read, want),
            (Err(problem), None) => prop_assert_eq!(problem.kind(), Kind::BadRequest),
            (Ok(_), None) => prop_assert!(false, "two names that are one were let through"),
            (Err(problem), Some(_)) => prop_assert!(false, "{}", problem),
        }
    }

    #[test]
    fn reading_twice_changes_nothing(value in value()) {
        if let Ok(once) = strict::read(value.to_string().as_bytes()) {
            prop_assert_eq!(strict::read(once.to_string().as_bytes()).unwrap(), once);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        match strict::read(&bytes) {
            Ok(read) => prop_assert!(serde_json::from_slice::<Value>(&bytes).is_ok(), "{}", read),
            Err(problem) => prop_assert_eq!(problem.kind(), Kind::BadRequest),
        }
    }

    #[test]
    fn a_sound_body_with_one_byte_changed_is_read_or_refused(value in value(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = value.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Err(problem) = strict::read(&bytes) {
            prop_assert_eq!(problem.kind(), Kind::BadRequest);
        }
    }

    #[test]
    fn a_member_given_twice_is_found_wherever_it_is(value in value(), name in text(), depth in 0usize..5) {
        let one = format!("{}:{}", json!(name), value);
        let mut body = format!("{{{one},{one}}}");
        for _ in 0..depth {
            body = format!("[1,{{\"a\":{body}}}]");
        }
        let problem = strict::read(body.as_bytes()).unwrap_err();
        let place: String = normal(&name).replace('~', "~0").replace('/', "~1");
        let wanted = format!("{}/{place}", "/1/a".repeat(depth));
        prop_assert!(problem.to_string().contains(&wanted), "{} in {}", wanted, problem);
    }

    #[test]
    fn numbers_keep_their_value(whole in any::<i64>(), places in "[0-9]{0,9}", exponent in -9i32..9) {
        let read = |text: &str| strict::read(text.as_bytes()).unwrap().to_string().parse::<fourco::platform::db::Decimal>();
        let whole = whole / 100_000;
        for text in [format!("{whole}.{places}0"), format!("{whole}e0"), format!("{whole}.0e{}", exponent.min(0))] {
            let direct = text.parse::<fourco::platform::db::Decimal>();
            prop_assert_eq!(read(&text), direct, "{}", text);
        }
    }

    #[test]
    fn a_cursor_comes_back_as_it_went(key in text(), number in any::<u128>(), order in "[a-z_-]{1,12}", other in "[a-z_-]{1,12}") {
        let here = Cursor { key, id: Id::fixed(number) };
        let written = here.write(&order);
        prop_assert!(written.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "safe in a query");
        prop_assert_eq!(Cursor::<String>::read(&written, &order).unwrap(), here);
        if other != order {
            prop_assert!(Cursor::<String>::read(&written, &other).is_err());
        }
    }

    #[test]
    fn a_moment_comes_back_from_a_cursor(micros in -62_135_596_800_000_000i64..253_402_300_800_000_000) {
        let here = Cursor { key: Instant::from_micros(micros).unwrap(), id: Id::fixed(1) };
        prop_assert_eq!(Cursor::<Instant>::read(&here.write("at"), "at").unwrap(), here);
    }

    #[test]
    fn any_text_is_a_cursor_or_refused(text in "\\PC{0,200}", packed in proptest::collection::vec(any::<u8>(), 0..100)) {
        use base64::Engine;
        for cursor in [text, base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(packed)] {
            for refused in [Cursor::<String>::read(&cursor, "title").err(), Cursor::<Instant>::read(&cursor, "created_at").err()] {
                prop_assert!(refused.is_none_or(|problem| problem.kind() == Kind::BadRequest));
            }
        }
    }

    #[test]
    fn any_query_is_read_or_refused(query in "[a-z_%=&+0-9A-F\\PC]{0,60}") {
        if let Err(problem) = query::read::<WriteParams>(&query) {
            prop_assert_eq!(problem.kind(), Kind::BadRequest);
        }
    }
}
