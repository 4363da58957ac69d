//! HTTP as the document promises it: methods, conditions, request ids, dry runs, problems.

use super::operations::{Operation, operations};
use super::scene::{Scene, known_of};
use fourco::openapi;
use fourco::platform::http::Kind;
use serde_json::json;
use std::collections::BTreeSet;

fn secured() -> Vec<Operation> {
    operations().into_iter().filter(|o| o.scopes.is_some()).collect()
}

both!(
    fn a_change_needs_the_version_it_is_meant_for(world: &World) {
        let scene = Scene::set(world);
        let before = world.counts();
        let changes: Vec<_> = secured().into_iter().filter(Operation::is_change).collect();
        assert!(changes.len() >= 8);
        for operation in changes {
            let path = scene.path(&operation);
            let with = |tags: &[&str]| {
                let mut call = world.call(&operation.method, &format!("{path}?dry_run=true")).token(&scene.owner.token);
                for tag in tags {
                    call = call.header("if-match", tag);
                }
                match &operation.body {
                    Some((kind, _)) => {
                        call.header("content-type", kind).bytes((known_of(&operation).body)(&scene).to_string().as_bytes()).send()
                    }
                    None => call.send(),
                }
            };
            with(&[]).problem(428);
            for stale in ["\"0\"", "\"999\"", "\"-1\"", "\"\"", "\"x\"", "\"9223372036854775808\"", "\"99.1\"", "\"é\""] {
                assert_eq!(with(&[stale]).problem(412).header("etag"), None, "{} {stale}", operation.id);
            }
            for wrong in [
                &["W/\"1\""][..],
                &["w/\"1\""],
                &["1"],
                &["\"1"],
                &["\"1\", \"2\""],
                &["\"1\"", "\"1\""],
                &["*, \"1\""],
                &["\""],
                &["**"],
                &["\u{e9}"],
            ] {
                assert_eq!(with(wrong).problem(400).places(), ["If-Match"], "{} {wrong:?}", operation.id);
            }
            assert!(with(&["W/\"1\""]).text.contains("weak"), "says why");
            with(&["*"]).ok(200);
            let unspared = !(operation.method == "DELETE" && scene.is_spared(&operation));
            let read = operations().into_iter().find(|o| o.method == "GET" && o.path == operation.path);
            if let Some(read) = read.filter(|_| unspared) {
                let tag = scene.whole(&read, "", &scene.owner.token).send().ok(200).etag();
                with(&[&tag]).ok(200);
                with(&[&format!("  {tag} ")]).ok(200);
            }
        }
        assert_eq!(before, world.counts());
    }
);

both!(
    fn reading_says_when_nothing_has_changed(world: &World) {
        let scene = Scene::set(world);
        let mut tagged = 0;
        for operation in secured().into_iter().filter(|o| o.method == "GET") {
            let read = scene.whole(&operation, "", &scene.owner.token).send().ok(200);
            let tag = read.etag();
            assert_eq!(!tag.is_empty(), operation.statuses.contains(&304), "{}: a tag where 304 is documented: {tag}", operation.id);
            if tag.is_empty() {
                continue;
            }
            tagged += 1;
            assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 2, "{}: {tag}", operation.id);
            let held = |tags: &[&str]| {
                let call = scene.whole(&operation, "", &scene.owner.token);
                tags.iter().fold(call, |call, tag| call.header("if-none-match", tag)).send()
            };
            let listed = format!("\"other\", W/{tag} , \"more\"");
            for same in [&[tag.as_str()][..], &[&format!("W/{tag}")], &[&listed], &["*"], &["\"other\"", &tag], &[&format!("  {tag}")]] {
                let answer = held(same);
                assert_eq!((answer.status, answer.text.as_str()), (304, ""), "{} {same:?}", operation.id);
                assert_eq!(answer.etag(), tag, "{}", operation.id);
                assert_eq!(answer.header("cache-control"), read.header("cache-control"), "{}", operation.id);
            }
            for other in [&["\"other\""][..], &[tag.trim_matches('"')], &[""], &["W/\"\""], &[&format!("\"{}x\"", tag.trim_matches('"'))]] {
                assert_eq!(held(other).status, 200, "{} {other:?}", operation.id);
            }
            // A condition is not looked at where the answer is a refusal.
            let strange = world.call("GET", &scene.path(&operation)).header("if-none-match", "*").send();
            strange.problem(401);
        }
        assert!(tagged >= 8);
    }
);

both!(
    fn head_is_get_without_its_body(world: &World) {
        let scene = Scene::set(world);
        for operation in operations().into_iter().filter(|o| o.method == "GET") {
            for token in [&scene.owner.token, "nonsense"] {
                let ask = |method: &str| {
                    let request = format!(
                        "{method} {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-request-id: head-and-get\r\nauthorization: Bearer {token}\r\n\r\n",
                        scene.path(&operation)
                    );
                    let answer = world.raw(request.as_bytes());
                    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
                    let mut head: Vec<String> = head.lines().filter(|l| !l.starts_with("date:")).map(str::to_owned).collect();
                    head.sort();
                    (head, body.to_owned())
                };
                let (get, body) = ask("GET");
                let (head, nothing) = ask("HEAD");
                assert!(!body.is_empty() && nothing.is_empty(), "{}: {nothing}", operation.id);
                // A stream has no length, and an answer that is made at this moment says when.
                let lasting = |lines: &[String]| {
                    let kept = |l: &&String| !l.starts_with("transfer-encoding:") && !l.starts_with("content-length:");
                    lines.iter().filter(kept).cloned().collect::<Vec<_>>()
                };
                assert_eq!(lasting(&get), lasting(&head), "{}", operation.id);
            }
        }
    }
);

both!(
    fn a_method_that_a_path_does_not_have_is_told_those_it_has(world: &World) {
        let scene = Scene::set(world);
        let all = operations();
        let paths: BTreeSet<String> = all.iter().map(|o| o.path.clone()).collect();
        let others = ["/openapi.json", "/docs", "/problems", "/problems/invalid", "/metrics", "/"];
        for template in paths.iter().map(String::as_str).chain(others) {
            let here: Vec<&Operation> = all.iter().filter(|o| o.path == template).collect();
            let path = here.first().map_or_else(|| template.to_owned(), |o| scene.path(o));
            let mut has: BTreeSet<&str> = here.iter().map(|o| o.method.as_str()).collect();
            if here.is_empty() {
                has.insert("GET");
            }
            if has.contains("GET") {
                has.insert("HEAD");
            }
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "NONSENSE"] {
                if has.contains(method) {
                    continue;
                }
                // Without a token: that a path has no such method is no secret.
                let answer = world.raw(format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes());
                assert!(answer.starts_with("HTTP/1.1 405 ") && answer.contains("application/problem+json"), "{method} {path}: {answer}");
                let allow = answer.lines().find_map(|l| l.strip_prefix("allow: ")).unwrap_or_else(|| panic!("{method} {path}: {answer}"));
                assert_eq!(allow.split(", ").collect::<BTreeSet<_>>(), has, "{method} {path}");
            }
        }
    }
);

both!(
    fn a_request_id_comes_back_or_is_given(world: &World) {
        let scene = Scene::set(world);
        let longest = "x".repeat(128);
        for (path, token) in
            [("/livez", ""), ("/v1/organisations", scene.owner.token.as_str()), ("/v1/organisations", "bad"), ("/nonsense", "")]
        {
            for kept in ["0123-abc_DEF.9", "01234567", &longest] {
                let answer = world.call("GET", path).token(token).header("x-request-id", kept).send();
                assert_eq!(answer.header("x-request-id"), Some(kept), "{path}");
                assert!(answer.status == 200 || answer.json["request_id"] == json!(kept), "{}", answer.text);
            }
            let too_long = "x".repeat(129);
            for odd in [
                "",
                "short",
                "with space",
                "<script>alert(1)</script>",
                "a\tb12345678",
                &too_long,
                "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
                "12345678;x",
            ] {
                let answer = world.call("GET", path).token(token).header("x-request-id", odd).send();
                let given = answer.header("x-request-id").unwrap();
                assert!(given != odd && given.len() == 32, "{path} {odd}: {given}");
                assert!(answer.status == 200 || answer.json["request_id"] == json!(given), "{}", answer.text);
            }
        }
    }
);

both!(
    fn a_dry_run_answers_what_would_be_and_stores_nothing(world: &World) {
        let scene = Scene::set(world);
        let before = world.counts();
        for operation in secured().into_iter().filter(Operation::is_write) {
            for query in ["?dry_run=true", "?dry_run=true"] {
                let call = scene.whole(&operation, query, &scene.owner.token).header("idempotency-key", &operation.id);
                let answer = call.send().ok(200);
                assert!(answer.json["id"].is_string() || answer.json.is_object(), "{}: {}", operation.id, answer.text);
                assert_eq!((answer.header("location"), answer.header("etag")), (None, None), "{}", operation.id);
            }
            for wrong in
                ["?dry_run=1", "?dry_run=", "?dry_run", "?dry_run=TRUE", "?dry_run=true&dry_run=true", "?Dry_run=true", "?dryrun=true"]
            {
                scene.whole(&operation, wrong, &scene.owner.token).send().problem(400);
            }
            assert_eq!(before, world.counts(), "{} stored something", operation.id);
        }
    }
);

both!(
    fn every_write_does_what_its_dry_run_promised(world: &World) {
        let scene = Scene::set(world);
        let writes: Vec<_> = secured().into_iter().filter(Operation::is_write).collect();
        // What takes away comes last, and what it takes away with it last of all.
        let order =
            |o: &Operation| (["POST", "PATCH", "PUT", "DELETE"].iter().position(|m| *m == o.method), o.path.matches('{').count() == 1);
        let mut writes = writes;
        writes.sort_by_key(order);
        for operation in writes {
            let before = world.count("changes");
            let tried = scene.whole(&operation, "?dry_run=true", &scene.owner.token).send().ok(200);
            let done = scene.whole(&operation, "", &scene.owner.token).send();
            assert!(operation.statuses.contains(&done.status) && done.status < 300, "{}: {} {}", operation.id, done.status, done.text);
            assert_eq!(done.status == 201, operation.method == "POST", "{}", operation.id);
            let members = |json: &serde_json::Value| json.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
            assert_eq!(members(&tried.json), members(&done.json), "{}", operation.id);
            // A classification also changes what its initiative shows; an assessment supersedes the last one.
            let entries = world.count("changes") - before;
            assert!(
                entries == 1
                    || entries == 2 && ["create_classification", "accept_suggestion", "assess_outcome"].contains(&operation.id.as_str()),
                "{}: {entries} entries",
                operation.id
            );
            if done.status == 201 {
                let at = done.header("location").unwrap();
                let read = world.get(at, &scene.owner.token).ok(200);
                assert!(read.json["id"] == done.json["id"] || read.json["items"].is_array(), "{}: {at}", operation.id);
            }
        }
    }
);

#[test]
fn every_kind_of_problem_has_its_page() {
    let world = &crate::harness::World::start(crate::harness::Database::Sqlite);
    let list = world.call("GET", "/problems").send().ok(200);
    for kind in Kind::ALL {
        let (slug, status, title, _) = kind.describe();
        let page = world.call("GET", &format!("/problems/{slug}")).send().ok(200);
        assert!(page.header("content-type").unwrap().starts_with("text/html"));
        assert!(page.text.contains(title) && page.text.contains(&status.to_string()), "{slug}");
        assert!(list.text.contains(&format!("/problems/{slug}")), "{slug}");
    }
    for problem in ["/nonsense", "/v1/organisations", "/problems/nonsense"] {
        let answer = world.call("GET", problem).send();
        world.call("GET", answer.json["type"].as_str().unwrap()).send().ok(200);
    }
    for (path, item) in openapi::document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            for (status, response) in operation["responses"].as_object().unwrap() {
                if status.starts_with('4') || status.starts_with('5') {
                    let example = &response["content"]["application/problem+json"]["example"];
                    let slug = example["type"].as_str().unwrap_or_default();
                    let known =
                        Kind::ALL.iter().any(|k| slug == format!("/problems/{}", k.describe().0) && status == &k.describe().1.to_string());
                    assert!(known, "{method} {path} {status}: {example}");
                }
            }
        }
    }
}
