//! Browsers: which pages may call, and what their scripts may see.

use crate::harness::{Database, Options, World};
use serde_json::json;

const OURS: &str = "https://app.example";

fn world(database: Database) -> World {
    let flags = vec!["--cors-origins".to_owned(), format!("{OURS},http://localhost:5173")];
    World::with(database, Options { flags, ..Options::default() })
}

#[test]
fn a_preflight_says_what_an_allowed_page_may_do() {
    let world = world(Database::Sqlite);
    for origin in [OURS, "http://localhost:5173"] {
        let answer = world
            .call("OPTIONS", "/v1/initiatives/01890a5d-ac96-774b-bcce-b302099a8057")
            .header("origin", origin)
            .header("access-control-request-method", "PATCH")
            .header("access-control-request-headers", "authorization, content-type, if-match, if-none-match, idempotency-key, x-request-id")
            .send()
            .ok(200);
        assert_eq!(answer.header("access-control-allow-origin"), Some(origin));
        let holds = |name: &str, wanted: &[&str]| {
            let given = answer.header(name).unwrap_or_default().to_ascii_lowercase();
            wanted.iter().all(|w| given.split(',').any(|g| g.trim() == w.to_ascii_lowercase()))
        };
        assert!(holds("access-control-allow-methods", &["GET", "HEAD", "POST", "PATCH", "DELETE"]), "{:?}", answer.headers);
        assert!(holds("access-control-allow-headers", &["authorization", "content-type", "if-match", "if-none-match", "idempotency-key"]));
        assert!(holds("vary", &["Origin"]), "{:?}", answer.headers);
        assert!(answer.header("access-control-max-age").is_some());
        assert_eq!(answer.header("access-control-allow-credentials"), None, "no cookies, so no credentials");
    }
}

#[test]
fn a_foreign_page_gets_nothing_but_a_problem() {
    let world = world(Database::Sqlite);
    for origin in [
        "https://evil.example",
        "null",
        "https://app.example.evil.example",
        "http://app.example",
        "https://app.example:444",
        "https://APP.example.",
        "https://xapp.example",
    ] {
        let preflight =
            world.call("OPTIONS", "/v1/initiatives").header("origin", origin).header("access-control-request-method", "POST").send();
        assert_eq!(preflight.problem(400).header("access-control-allow-origin"), None, "{origin}");
        let read = world.call("GET", "/v1/organisations").token(&world.operator()).header("origin", origin).send().ok(200);
        assert_eq!(read.header("access-control-allow-origin"), None, "{origin}");
    }
    for (name, value) in [("access-control-request-method", "TRACE"), ("access-control-request-method", "PUT")] {
        let preflight = world.call("OPTIONS", "/v1/initiatives").header("origin", OURS).header(name, value).send();
        preflight.problem(400);
    }
    let header = world
        .call("OPTIONS", "/v1/initiatives")
        .header("origin", OURS)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "x-nonsense");
    header.send().problem(400);
    // OPTIONS that is no preflight is a method like any other that is not there.
    world.call("OPTIONS", "/v1/initiatives").header("origin", OURS).send().problem(405);
}

both!(
    fn scripts_of_an_allowed_page_see_refusals_and_their_headers(plain: &World) {
        let world = &world(plain.database);
        let leeds = world.organisation("leeds");
        let initiative = world.initiative(&leeds, json!({}));
        let at = format!("/v1/initiatives/{}", initiative["id"].as_str().unwrap());
        let ask = |method: &str, path: &str, token: &str| world.call(method, path).token(token).header("origin", OURS);
        for (what, answer, status) in [
            ("a success", ask("GET", &at, &leeds.token).send(), 200),
            ("nothing new", ask("GET", &at, &leeds.token).header("if-none-match", "*").send(), 304),
            ("no token", world.call("GET", &at).header("origin", OURS).send(), 401),
            ("a bad token", ask("GET", &at, "bad").send(), 401),
            ("no scope", ask("GET", &at, &world.token("leeds", "")).send(), 403),
            ("no such path", ask("GET", "/nonsense", &leeds.token).send(), 404),
            ("no such method", ask("PUT", &at, &leeds.token).send(), 405),
            ("a stale version", ask("DELETE", &at, &leeds.token).header("if-match", "\"9\"").send(), 412),
            ("a bad body", ask("POST", "/v1/initiatives", &leeds.token).header("content-type", "application/json").bytes(b"{").send(), 400),
        ] {
            assert_eq!(answer.status, status, "{what}: {}", answer.text);
            assert_eq!(answer.header("access-control-allow-origin"), Some(OURS), "{what}");
            let exposed = answer.header("access-control-expose-headers").unwrap_or_default().to_ascii_lowercase();
            for name in ["etag", "location", "link", "retry-after", "x-request-id", "www-authenticate", "idempotent-replayed"] {
                assert!(exposed.split(',').any(|one| one.trim() == name), "{what}: {name} in {exposed}");
            }
            assert!(answer.header("vary").unwrap_or_default().to_ascii_lowercase().contains("origin"), "{what}: {:?}", answer.headers);
        }
    }
);
