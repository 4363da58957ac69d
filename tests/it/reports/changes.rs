//! The change feed: everything once, nothing missed.

use crate::harness::{Database, World};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::connection::SimpleConnection;
use fourco::platform::db::{Address, pool};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Reads the feed to its end and returns what it shows, and where to go on. On PostgreSQL a change
/// is shown a moment after its commit, when nothing can come before it any more: so it looks again
/// until there is as much as wanted.
fn read(world: &World, token: &str, path: String, wanted: usize) -> (Vec<Value>, String) {
    let mut all = Vec::new();
    let mut at = path.clone();
    let patience = Instant::now() + Duration::from_secs(10);
    loop {
        let page = world.get(&at, token).ok(200).json;
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        let next = page["next"].as_str().unwrap().to_owned();
        if page["more"] == json!(false) && (all.len() >= wanted || Instant::now() > patience) {
            return (all, next);
        }
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("cursor=") && !pair.starts_with("since=")).collect();
        at = format!("/v1/changes?{}&cursor={next}", kept.join("&"));
    }
}

fn names(changes: &[Value]) -> Vec<String> {
    let word = |change: &Value, name: &str| change[name].as_str().unwrap().to_owned();
    changes.iter().map(|change| format!("{} {}", word(change, "resource"), word(change, "operation"))).collect()
}

both!(
    fn everything_is_read_exactly_once_whatever_the_size_of_a_page(world: &World) {
        let leeds = world.organisation("leeds");
        let id = world.initiative(&leeds, json!({}))["id"].as_str().unwrap().to_owned();
        let at = format!("/v1/initiatives/{id}");
        let (first, next) = read(world, &leeds.token, "/v1/changes?limit=1".into(), 2);
        assert_eq!(names(&first), ["organisations created", "initiatives created"]);
        assert_eq!((&first[1]["resource_id"], &first[1]["initiative_id"]), (&json!(id), &json!(id)));
        assert_eq!((&first[1]["organisation_id"], &first[1]["version"]), (&json!(leeds.id), &json!(1)));
        let again = world.get(&format!("/v1/changes?cursor={next}"), &leeds.token).ok(200).json;
        assert_eq!((&again["items"], &again["more"]), (&json!([]), &json!(false)));

        for n in 1..=7 {
            world.patch(&at, &leeds.token, &format!("\"{n}\""), &json!({"title": format!("Title {n}")})).ok(200);
        }
        world.patch(&at, &leeds.token, "\"8\"", &json!({"title": "Title 7"})).ok(200);
        world.post(&format!("{at}/contributions"), &leeds.token, &json!({"side": "citizens", "contributor": "A", "kind": "time"})).ok(201);
        world.delete(&at, &leeds.token, "\"8\"").ok(200);
        for limit in [1, 2, 3, 1_000] {
            for from in [next.as_str(), again["next"].as_str().unwrap()] {
                let (rest, _) = read(world, &leeds.token, format!("/v1/changes?limit={limit}&cursor={from}"), 9);
                let versions: Vec<i64> =
                    rest.iter().filter(|c| c["resource"] == "initiatives").map(|c| c["version"].as_i64().unwrap()).collect();
                assert_eq!(versions, [2, 3, 4, 5, 6, 7, 8, 9], "an identical write is no change");
                assert_eq!(names(&rest)[7..], ["contributions created", "initiatives withdrawn"]);
            }
        }
        let (rest, _) = read(world, &leeds.token, format!("/v1/changes?resource=contributions&limit=1&cursor={next}"), 1);
        assert_eq!(names(&rest), ["contributions created"]);
        // Each change has its own place to go on from.
        let (all, _) = read(world, &leeds.token, "/v1/changes?limit=1000".into(), 0);
        for n in [0, 3, all.len() - 1] {
            let (rest, _) = read(world, &leeds.token, format!("/v1/changes?cursor={}", all[n]["cursor"].as_str().unwrap()), 0);
            assert_eq!(rest, all[n + 1..]);
        }
    }
);

both!(
    fn the_feed_shows_what_its_reader_may_see_and_no_more(world: &World) {
        let (leeds, york, hull) = (world.organisation("leeds"), world.organisation("york"), world.organisation("hull"));
        let made = |more: Value| world.initiative(&leeds, more)["id"].as_str().unwrap().to_owned();
        let (own, shared, open) = (made(json!({})), made(json!({})), made(json!({"published": true})));
        let partner = world.partner(&leeds, &shared, &york, "viewer");
        // The last of these changes is settled only after all others.
        read(world, &world.operator(), "/v1/changes".into(), 7);
        let seen = |token: &str, query: &str| -> Vec<(String, String)> {
            let (all, _) = read(world, token, format!("/v1/changes?limit=2{query}"), 0);
            all.iter()
                .filter(|change| change["initiative_id"].is_string())
                .map(|c| (c["initiative_id"].as_str().unwrap().into(), c["resource"].as_str().unwrap().into()))
                .collect()
        };
        let entry = |id: &str, resource: &str| (id.to_owned(), resource.to_owned());
        let everything =
            [entry(&own, "initiatives"), entry(&shared, "initiatives"), entry(&open, "initiatives"), entry(&shared, "partners")];
        assert_eq!(seen(&leeds.token, ""), everything);
        assert_eq!(seen(&world.operator(), ""), everything);
        assert_eq!(seen(&world.operator(), &format!("&organisation_id={}", york.id)), []);
        assert_eq!(seen(&world.operator(), &format!("&organisation_id={}", leeds.id)), everything);
        assert_eq!(seen(&york.token, ""), [entry(&shared, "initiatives"), entry(&open, "initiatives"), entry(&shared, "partners")]);
        assert_eq!(seen(&hull.token, ""), [entry(&open, "initiatives")]);
        let (organisations, _) = read(world, &hull.token, "/v1/changes?resource=organisations".into(), 3);
        assert_eq!(organisations.len(), 3, "the register of organisations is open to all");

        world.delete(&format!("/v1/initiatives/{shared}/partners/{}", partner["id"].as_str().unwrap()), &york.token, "\"1\"").ok(200);
        world.patch(&format!("/v1/initiatives/{shared}"), &leeds.token, "\"1\"", &json!({"title": "Without you"})).ok(200);
        read(world, &world.operator(), "/v1/changes".into(), 9);
        let left = seen(&york.token, &format!("&organisation_id={}", leeds.id));
        assert_eq!(left.last(), Some(&entry(&shared, "partners")), "its leaving is the last that a partner sees");
        assert_eq!(left.len(), 4);
        world.patch(&format!("/v1/initiatives/{open}"), &leeds.token, "\"1\"", &json!({"published": false})).ok(200);
        assert_eq!(seen(&hull.token, ""), []);
    }
);

/// A change that some transaction records, past the service.
fn entry(world: &World, resource: &str) -> String {
    let one = "00000000-0000-7000-8000-000000000001";
    let (now, cast) = (world.app.clock().now(), if world.database == Database::Postgres { "::timestamptz" } else { "" });
    format!(
        "INSERT INTO changes (at, operation, resource, resource_id, organisation_id, version, client_id, acting_organisation_id) \
         VALUES ('{now}'{cast}, 'created', '{resource}', '{one}', '{one}', 1, 'test', '{one}')"
    )
}

both!(
    fn a_change_that_is_committed_late_is_not_missed_and_one_that_is_rolled_back_stalls_nobody(world: &World) {
        let operator = world.operator();
        let (_, start) = read(world, &operator, "/v1/changes".into(), 0);
        let look = |from: &str, wanted: usize| {
            let (all, next) = read(world, &operator, format!("/v1/changes?limit=1000&cursor={from}"), wanted);
            (all.iter().map(|change| change["resource"].as_str().unwrap().to_owned()).collect::<Vec<_>>(), next)
        };
        let begin = if world.database == Database::Postgres { "BEGIN" } else { "BEGIN IMMEDIATE" };
        let connect = || pool::connect(&world.place, false).unwrap();

        // A takes its position first …
        let mut a = connect();
        a.batch_execute(&format!("{begin}; {}", entry(world, "first_by_a"))).unwrap();
        std::thread::scope(|scope| {
            // … B commits meanwhile, where the database lets it.
            let b = scope.spawn(|| world.sql(&entry(world, "by_b")));
            if world.database == Database::Postgres {
                b.join().unwrap();
            } else {
                std::thread::sleep(Duration::from_millis(200));
            }
            let (seen, next) = look(&start, 0);
            assert_eq!(seen, [""; 0], "nothing may be shown that something can still come before");
            a.batch_execute("COMMIT").unwrap();
            if world.database == Database::Sqlite {
                // The scope waits for B, which waited for A.
                while world.count("changes WHERE resource = 'by_b'") == 0 {
                    std::thread::sleep(Duration::from_millis(20));
                }
            }
            let (seen, next) = look(&next, 2);
            assert_eq!(seen, ["first_by_a", "by_b"], "the reader sees A next");

            let mut c = connect();
            c.batch_execute(&format!("{begin}; {}; ROLLBACK", entry(world, "never"))).unwrap();
            world.sql(&entry(world, "afterwards"));
            let (seen, next) = look(&next, 1);
            assert_eq!(seen, ["afterwards"]);
            assert_eq!(look(&next, 0).0, [""; 0]);
        });
    }
);

#[test]
fn a_transaction_in_another_database_of_the_same_server_holds_nobody_up() {
    let world = World::start(Database::Postgres);
    let Address::Postgres(here) = &world.place else { panic!("not on PostgreSQL") };
    let (server, rest) = here.split_once("///").unwrap();
    let elsewhere = format!("{server}///postgres?{}", rest.split_once('?').unwrap().1);
    let mut other = pool::connect(&elsewhere.parse().unwrap(), false).unwrap();
    other.batch_execute("BEGIN; SELECT pg_current_xact_id()").unwrap();
    let leeds = world.organisation("leeds");
    assert_eq!(names(&read(&world, &leeds.token, "/v1/changes".into(), 1).0), ["organisations created"]);
    let mut same = pool::connect(&world.place, false).unwrap();
    same.batch_execute("BEGIN; SELECT pg_current_xact_id()").unwrap();
    world.initiative(&leeds, json!({}));
    let page = world.get("/v1/changes?resource=initiatives", &leeds.token).ok(200).json;
    assert_eq!(page["items"], json!([]), "but one in this database does: it might still write a change");
    same.batch_execute("ROLLBACK").unwrap();
    assert_eq!(read(&world, &leeds.token, "/v1/changes?resource=initiatives".into(), 1).0.len(), 1);
    other.batch_execute("ROLLBACK").unwrap();
}

both!(
    fn many_writers_and_a_reader_that_never_rests_agree_on_every_change(world: &World) {
        let leeds = world.organisation("leeds");
        let (_, start) = read(world, &leeds.token, "/v1/changes".into(), 1);
        let seen = std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| (0..20).for_each(|n| drop(world.initiative(&leeds, json!({"title": format!("Number {n}")})))));
            }
            let (mut all, mut next) = (Vec::new(), start.clone());
            let patience = Instant::now() + Duration::from_secs(60);
            while all.len() < 120 && Instant::now() < patience {
                let (more, to) = read(world, &leeds.token, format!("/v1/changes?limit=3&cursor={next}"), 0);
                all.extend(more);
                next = to;
            }
            all.extend(read(world, &leeds.token, format!("/v1/changes?cursor={next}"), 0).0);
            all
        });
        let ids: std::collections::BTreeSet<&str> = seen.iter().map(|change| change["resource_id"].as_str().unwrap()).collect();
        assert_eq!((seen.len(), ids.len()), (120, 120));
    }
);

both!(
    fn what_is_no_longer_kept_is_said_and_a_cursor_from_before_expires(world: &World) {
        let leeds = world.organisation("leeds");
        world.initiative(&leeds, json!({}));
        let (_, old) = read(world, &leeds.token, "/v1/changes".into(), 2);
        let system = actix_web::rt::System::new();
        let forget = || {
            let forgetting = world.app.upkeep(|db, now| Ok(fourco::platform::changes::forget(db, now)?));
            assert!(!system.block_on(forgetting).unwrap(), "there were few");
        };
        forget();
        assert_eq!(world.count("changes"), 2, "what is young stays");
        let day = 86_400;
        world.app.clock().shift(60 * day);
        let token = world.token("leeds", "reports:read initiatives:write");
        let later = world.post("/v1/initiatives", &token, &json!({"title": "Later"})).ok(201);
        let (kept, _) = read(world, &token, "/v1/changes".into(), 3);
        assert_eq!(kept.len(), 3);
        world.app.clock().shift(32 * day);
        forget();
        let token = world.token("leeds", "reports:read");
        let (kept, next) = read(world, &token, "/v1/changes".into(), 1);
        assert_eq!(kept.iter().map(|c| c["resource_id"].clone()).collect::<Vec<_>>(), [later.json["id"].clone()]);
        let gone = world.get(&format!("/v1/changes?cursor={old}"), &token);
        assert_eq!(gone.problem(410).json["type"], json!("/problems/cursor-expired"));
        assert!(gone.json["detail"].as_str().unwrap().contains("start again"), "{}", gone.text);
        let since = |days: i64| world.app.clock().now().plus_seconds(-days * day).to_string();
        world.get(&format!("/v1/changes?since={}", since(91)), &token).problem(410);
        assert_eq!(read(world, &token, format!("/v1/changes?since={}", since(89)), 1).0.len(), 1);
        assert_eq!(read(world, &token, format!("/v1/changes?since={}", since(1)), 0).0.len(), 0);
        world.get(&format!("/v1/changes?cursor={next}&since={}", since(1)), &token).problem(400);
    }
);

both!(
    fn a_reader_of_a_database_that_was_restored_is_told_to_start_again(world: &World) {
        let leeds = world.organisation("leeds");
        let (all, _) = read(world, &leeds.token, "/v1/changes".into(), 1);
        // A place that this database has not come to yet, as a backup would leave its readers.
        let cursor = all[0]["cursor"].as_str().unwrap();
        let mut parts: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).unwrap()).unwrap();
        let which = if world.database == Database::Postgres { 1 } else { 2 };
        parts[which] = json!(parts[which].as_i64().unwrap() + 1_000_000);
        let ahead = URL_SAFE_NO_PAD.encode(parts.to_string());
        let page = world.get(&format!("/v1/changes?cursor={ahead}"), &leeds.token).ok(200).json;
        assert_eq!((&page["items"], &page["next"]), (&json!([]), &json!(ahead)), "a replica may lag for a moment");
        world.app.clock().shift(700);
        let lost = world.get(&format!("/v1/changes?cursor={ahead}"), &leeds.token);
        assert_eq!(lost.problem(410).json["type"], json!("/problems/cursor-expired"));
    }
);

both!(
    fn a_reader_who_may_see_little_is_led_past_the_rest(world: &World) {
        let (leeds, hull) = (world.organisation("leeds"), world.organisation("hull"));
        let (_, start) = read(world, &hull.token, "/v1/changes".into(), 2);
        let template = entry(world, "bulk");
        let (columns, values) = template.split_once(" VALUES ").unwrap();
        let values = values.trim_start_matches('(').trim_end_matches(')');
        let series = if world.database == Database::Postgres {
            "generate_series(1, 11000)"
        } else {
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 11000) SELECT i FROM n)"
        };
        world.sql(&format!("{columns} SELECT {values} FROM {series} s"));
        world.initiative(&leeds, json!({"published": true}));
        read(world, &world.operator(), format!("/v1/changes?limit=1000&cursor={start}"), 11_001);
        let first = world.get(&format!("/v1/changes?cursor={start}"), &hull.token).ok(200).json;
        assert_eq!((&first["items"], &first["more"]), (&json!([]), &json!(true)), "the work of one page is bounded");
        let (rest, _) = read(world, &hull.token, format!("/v1/changes?cursor={start}"), 1);
        assert_eq!(names(&rest), ["initiatives created"]);
        let (all, _) = read(world, &world.operator(), format!("/v1/changes?limit=1000&cursor={start}"), 11_001);
        assert_eq!(all.len(), 11_001);
    }
);

both!(
    fn odd_parameters_of_the_feed_are_refused(world: &World) {
        let leeds = world.organisation("leeds");
        for (query, place) in [
            ("cursor=abc", "cursor"),
            ("limit=0", "limit"),
            ("limit=1001", "limit"),
            ("since=yesterday", "since"),
            ("resource=%27", "resource"),
            ("organisation_id=1", "organisation_id"),
            ("position=1", "position"),
        ] {
            assert_eq!(world.get(&format!("/v1/changes?{query}"), &leeds.token).problem(400).places(), [place], "{query}");
        }
        world.get("/v1/changes", &world.token("leeds", "initiatives:read")).problem(403);
    }
);
