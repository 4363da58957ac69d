//! Heads that are odd: media types, keys, lengths, and bytes that are hardly HTTP.

use super::operations::{Operation, operations};
use super::outcomes::{on, on_both, one_of_each_method, with_body};
use super::scene::{Scene, known_of};
use crate::harness::{Answer, Database, World};
use serde_json::json;

fn send(scene: &Scene, operation: &Operation, headers: &[(&str, &str)]) -> Answer {
    let mut call = scene.call(operation, operation.tried(), &scene.owner.token);
    for (name, value) in headers {
        call = call.header(name, value);
    }
    call.bytes((known_of(operation).body)(scene).to_string().as_bytes()).send()
}

#[test]
fn a_body_of_another_kind_is_refused() {
    on(Database::Sqlite, |scene, outcomes| {
        for operation in with_body() {
            let (kind, _) = operation.body.clone().unwrap();
            let answer = send(scene, &operation, &[]);
            outcomes.note(&operation, "no media type", &answer, answer.status == 415);
            let answer = send(scene, &operation, &[("content-type", &kind), ("content-encoding", "gzip")]);
            outcomes.note(&operation, "packed", &answer, answer.status == 415);
        }
        // The rest is the same for all operations of a method.
        for operation in one_of_each_method() {
            let (kind, _) = operation.body.clone().unwrap();
            for other in [
                "",
                "text/plain",
                "text/json",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/jsonx",
                "application/json-patch+json",
                "application/problem+json",
                "json",
                "*/*",
                "application/*",
                "application/json; charset=latin1",
                "application/json; charset=utf-16",
                "application/json, text/plain",
                "\u{e9}",
            ] {
                let answer = send(scene, &operation, &[("content-type", other)]);
                outcomes.note(&operation, other, &answer, answer.status == 415);
            }
            for packed in ["gzip", "br", "deflate", "zstd", "identity", "nonsense", ""] {
                let answer = send(scene, &operation, &[("content-type", &kind), ("content-encoding", packed)]);
                outcomes.note(&operation, packed, &answer, answer.status == 415);
            }
            for same in
                [kind.to_uppercase(), format!("{kind}; charset=utf-8"), format!("{kind};charset=\"UTF-8\""), format!(" {kind} ; profile=x")]
            {
                let answer = send(scene, &operation, &[("content-type", &same)]);
                outcomes.note(&operation, &same, &answer, answer.status == 200);
            }
            let twice = send(scene, &operation, &[("content-type", &kind), ("content-type", "text/plain")]);
            outcomes.note(&operation, "two media types", &twice, twice.status == 415);
        }
    });
}

#[test]
fn an_idempotency_key_is_visible_ascii_and_given_once() {
    on_both(|scene, outcomes| {
        for operation in operations().into_iter().filter(|o| o.is_write() && o.method == "POST") {
            let long = "k".repeat(256);
            for bad in ["", " ", "a b", "a\tb", "\u{e9}", "k\u{1F600}", long.as_str()] {
                let answer = scene.whole(&operation, "", &scene.owner.token).header("idempotency-key", bad).send();
                let good = answer.status == 400 && answer.places() == ["Idempotency-Key"];
                outcomes.note(&operation, &format!("key {bad:.20}"), &answer, good);
            }
            let twice =
                scene.whole(&operation, "", &scene.owner.token).header("idempotency-key", "a").header("idempotency-key", "a").send();
            outcomes.note(&operation, "two keys", &twice, twice.status == 400 && twice.places() == ["Idempotency-Key"]);
            let longest = "~".repeat(255);
            for good in ["!", longest.as_str(), "9f1c2c1e-6d0b-4b7e-9a53-1a5f0a7f5d11", "' OR 1=1;--"].map(|k| k.replace(' ', "_")) {
                let answer = scene.whole(&operation, "?dry_run=true", &scene.owner.token).header("idempotency-key", &good).send();
                outcomes.note(&operation, "a good key", &answer, answer.status == 200);
            }
        }
    });
}

#[test]
fn what_a_reader_does_not_need_is_passed_over() {
    on(Database::Sqlite, |scene, outcomes| {
        for operation in operations().into_iter().filter(|o| o.method == "GET" && o.scopes.is_some()) {
            for (name, value) in [
                ("accept", "application/xml"),
                ("accept", ""),
                ("accept-encoding", "gzip, br"),
                ("accept-language", "tlh"),
                ("range", "bytes=0-1"),
                ("if-modified-since", "Sat, 01 Jan 2000 00:00:00 GMT"),
                ("if-match", "nonsense"),
                ("if-none-match", "\u{e9}"),
                ("idempotency-key", "\u{e9}"),
                ("content-type", "nonsense"),
                ("x-http-method-override", "DELETE"),
                ("x-forwarded-for", "' OR 1=1"),
                ("cookie", "a=b"),
                ("origin", "https://evil.example"),
            ] {
                let answer = scene.whole(&operation, "", &scene.owner.token).header(name, value).send();
                outcomes.note(&operation, &format!("{name}: {value}"), &answer, answer.status == 200);
                assert_eq!(answer.header("access-control-allow-origin"), None);
            }
        }
    });
}

/// The status lines of what comes back.
fn statuses(world: &World, request: &str) -> Vec<u16> {
    let answer = world.raw(request.as_bytes());
    // An answer's body may end without a line break before the next one begins.
    answer.match_indices("HTTP/1.1 ").filter_map(|(at, _)| answer[at + 9..].get(..3)?.parse().ok()).collect()
}

#[test]
fn bytes_that_are_hardly_http_end_the_connection_and_nothing_else() {
    on(Database::Sqlite, |scene, _| {
        let world = scene.world;
        let token = &scene.owner.token;
        let json = "{\"title\":\"Smuggled\"}";
        let post = |headers: &str, body: &str| {
            format!(
                "POST /v1/initiatives HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n{headers}\r\n{body}"
            )
        };
        let many: String = (0..2_000).map(|n| format!("x-{n}: 1\r\n")).collect();
        let long = "a".repeat(300_000);
        for (name, request) in [
            ("garbage", "\u{1}\u{2}\u{3}\r\n\r\n".to_owned()),
            ("TLS", "\u{16}\u{3}\u{1}\r\n\r\n".to_owned()),
            ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
            ("HTTP/9", "GET /livez HTTP/9.9\r\n\r\n".to_owned()),
            ("no version", "GET /livez\r\n\r\n".to_owned()),
            ("no path", "GET  HTTP/1.1\r\n\r\n".to_owned()),
            ("a path with a space", "GET /live z HTTP/1.1\r\nhost: x\r\n\r\n".to_owned()),
            ("a path with U+0000", "GET /\0 HTTP/1.1\r\nhost: x\r\n\r\n".to_owned()),
            ("a name with a space", "GET /livez HTTP/1.1\r\nhost : x\r\n\r\n".to_owned()),
            ("a name of nothing", "GET /livez HTTP/1.1\r\n: x\r\n\r\n".to_owned()),
            ("a folded line", "GET /livez HTTP/1.1\r\nhost: x\r\nx-a: b\r\n c\r\n\r\n".to_owned()),
            ("a lone carriage return", "GET /livez HTTP/1.1\r\nhost: x\r\nx-a: b\rc\r\n\r\n".to_owned()),
            ("two lengths", post("content-length: 5\r\ncontent-length: 20\r\n", json)),
            ("a length and chunks", post("content-length: 5\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\nGET /livez HTTP/1.1\r\n\r\n")),
            ("chunks and a length", post("transfer-encoding: chunked\r\ncontent-length: 5\r\n", "0\r\n\r\nGET /livez HTTP/1.1\r\n\r\n")),
            ("two codings", post("transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\n")),
            ("an unknown coding", post("transfer-encoding: gzip\r\n", json)),
            ("a negative length", post("content-length: -1\r\n", json)),
            ("a length with a sign", post("content-length: +20\r\n", json)),
            ("a length in words", post("content-length: twenty\r\n", json)),
            ("a length beyond numbers", post("content-length: 99999999999999999999999\r\n", json)),
            ("a chunk of no size", post("transfer-encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n")),
            ("a chunk beyond numbers", post("transfer-encoding: chunked\r\n", "fffffffffffffffff\r\n{}\r\n0\r\n\r\n")),
            ("too many headers", format!("GET /livez HTTP/1.1\r\nhost: x\r\n{many}\r\n")),
            ("a header too long", format!("GET /livez HTTP/1.1\r\nhost: x\r\nx-a: {long}\r\n\r\n")),
            ("a path too long", format!("GET /{long} HTTP/1.1\r\nhost: x\r\n\r\n")),
        ] {
            // Whatever follows must not be taken for a request of its own.
            let seen = statuses(world, &request);
            assert!(seen.len() <= 1 && seen.iter().all(|s| (400..500).contains(s) || *s == 501 || *s == 505), "{name}: {seen:?}");
            world.call("GET", "/livez").send().ok(200);
        }
        assert_eq!(world.count("initiatives WHERE title = 'Smuggled'"), 0);
    });
}

#[test]
fn unusual_but_sound_http_is_answered() {
    let world = &World::start(Database::Sqlite);
    let scene = Scene::set(world);
    let token = &scene.owner.token;
    let get = |more: &str| format!("GET /v1/organisations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n{more}\r\n");
    for (name, request, want) in [
        ("two at once", format!("{}{}", get(""), get("connection: close\r\n")), vec![200, 200]),
        ("a body that GET does not need", format!("{}{{}}{}", get("content-length: 2\r\n"), get("connection: close\r\n")), vec![200, 200]),
        (
            "chunks that GET does not need",
            format!("{}2\r\n{{}}\r\n0\r\n\r\n{}", get("transfer-encoding: chunked\r\n"), get("connection: close\r\n")),
            vec![200, 200],
        ),
        ("HTTP/1.0", format!("GET /v1/organisations HTTP/1.0\r\nauthorization: Bearer {token}\r\n\r\n"), vec![]),
        (
            "a whole address",
            format!("GET http://x/v1/organisations HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n"),
            vec![200],
        ),
        ("leading line breaks", format!("\r\n\r\n{}", get("connection: close\r\n")), vec![200]),
        ("names in capitals", get("CONNECTION: CLOSE\r\n"), vec![200]),
    ] {
        let seen = statuses(world, &request);
        if name == "HTTP/1.0" {
            assert!(world.raw(request.as_bytes()).starts_with("HTTP/1.0 200 "), "{name}");
        } else {
            assert_eq!(seen, want, "{name}");
        }
    }
    // The link to the next page can be followed, however the query was spelt.
    for n in 0..3 {
        world.initiative(&scene.owner, json!({"title": format!("Café {n}")}));
    }
    let list = |query: &[u8]| {
        let end = format!(" HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n");
        world.raw(&[b"GET /v1/initiatives?limit=1&text=", query, end.as_bytes()].concat())
    };
    for raw in ["caf%C3%A9", "c%61f%c3%a9&sort=title", "caf%C3%A9&&"] {
        let answer = list(raw.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        let link = answer.lines().find_map(|l| l.strip_prefix("link: <")).unwrap_or_else(|| panic!("no link: {answer}"));
        let next = world.get(link.split('>').next().unwrap(), token).ok(200);
        assert_eq!(next.json["items"].as_array().unwrap().len(), 1, "{link}");
    }
    for raw in [&b"caf\xc3\xa9"[..], b"caf\xe9"] {
        let answer = list(raw);
        assert!(answer.starts_with("HTTP/1.1 400 "), "not an address at all: {answer}");
    }
    // A name that is spelt in another way is still that name.
    let first = world.get("/v1/initiatives?limit=1", token).ok(200);
    let odd = format!("/v1/initiatives?limit=1&%63ursor={}", first.json["next"].as_str().unwrap());
    let link = world.get(&odd, token).ok(200).header("link").unwrap().to_owned();
    world.get(link.trim_start_matches('<').split('>').next().unwrap(), token).ok(200);
    // A client that asks before it sends is told to go on, or why not.
    let body = json!({"title": "Asked first"}).to_string();
    let ask = |token: &str| {
        format!(
            "POST /v1/initiatives HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    assert_eq!(statuses(world, &ask(token)), [100, 201]);
    assert_eq!(statuses(world, &ask("bad")).last(), Some(&401));
}
