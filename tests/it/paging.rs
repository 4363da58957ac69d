//! Lists under change, and writers who meet.

use crate::harness::{Organisation, World};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Reads a whole list page by page and counts how often each id was seen.
fn walk(world: &World, of: &Organisation, sort: &str) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    let mut path = format!("/v1/initiatives?access=led&limit=7&sort={sort}");
    loop {
        let page = world.get(&path, &of.token).ok(200);
        for item in page.json["items"].as_array().unwrap() {
            *seen.entry(item["id"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        match page.json["next"].as_str() {
            Some(cursor) => path = format!("/v1/initiatives?access=led&limit=7&sort={sort}&cursor={cursor}"),
            None => return seen,
        }
    }
}

both!(
    fn rows_of_one_moment_are_each_seen_once_while_others_come_and_go(world: &World) {
        let leeds = world.organisation("leeds");
        let first = world.initiative(&leeds, json!({"title": "Twin"}));
        // 499 copies of one row, so that all have the same moment.
        let columns = "version, parts_version, created_at, updated_at, stage_since, four_co, public_service_contributions, citizen_contributions, \
                       lead_organisation_id, title, localities, timing, stage, participation, citizen_roles, public_service_roles, \
                       public_value_roles, relations, published, search_text";
        let copies: Vec<String> = (0..499)
            .map(|n| format!("INSERT INTO initiatives (id, {columns}) SELECT '01890a5d-0000-7000-8000-{n:012x}', {columns} FROM initiatives WHERE id = '{}'", first["id"].as_str().unwrap()))
            .collect();
        world.sql(&copies.join(";"));
        let old: Vec<String> = walk(world, &leeds, "created_at").into_keys().collect();
        assert_eq!(old.len(), 500);
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let made = world.initiative(&leeds, json!({"title": "Passing"}));
                    world.delete(&format!("/v1/initiatives/{}", made["id"].as_str().unwrap()), &leeds.token, "\"1\"").ok(200);
                }
            });
            for sort in ["created_at", "-created_at", "title", "-title"] {
                let seen = walk(world, &leeds, sort);
                for id in &old {
                    assert_eq!(seen.get(id), Some(&1), "{sort}: {id}");
                }
                assert!(seen.values().all(|count| *count == 1), "{sort}");
            }
            done.store(true, Ordering::Relaxed);
        });
    }
);

both!(
    fn of_two_who_change_one_record_one_wins_and_one_is_told(world: &World) {
        let leeds = world.organisation("leeds");
        for round in 0..10 {
            let path = format!("/v1/initiatives/{}", world.initiative(&leeds, json!({}))["id"].as_str().unwrap());
            let mut statuses: Vec<u16> = std::thread::scope(|scope| {
                let (path, token) = (&path, &leeds.token);
                let runs: Vec<_> = ["one", "other"]
                    .map(|name| scope.spawn(move || world.patch(path, token, "\"1\"", &json!({"title": name})).status))
                    .into_iter()
                    .collect();
                runs.into_iter().map(|run| run.join().unwrap()).collect()
            });
            statuses.sort();
            assert_eq!(statuses, [200, 412], "round {round}");
        }
    }
);

both!(
    fn eight_who_change_different_records_are_all_stored(world: &World) {
        let leeds = world.organisation("leeds");
        let seconds = std::env::var("FOURCO_TEST_RACE_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3);
        let until = Instant::now() + Duration::from_secs(seconds);
        std::thread::scope(|scope| {
            for client in 0..8 {
                let leeds = &leeds;
                scope.spawn(move || {
                    let path = format!("/v1/initiatives/{}", world.initiative(leeds, json!({}))["id"].as_str().unwrap());
                    let mut version = 1;
                    while Instant::now() < until {
                        let title = format!("Client {client}, change {version}");
                        let changed = world.patch(&path, &leeds.token, &format!("\"{version}\""), &json!({"title": title}));
                        assert_eq!(changed.status, 200, "{}", changed.text);
                        version += 1;
                        assert_eq!(changed.json["version"], json!(version));
                    }
                    let kept = world.get(&path, &leeds.token).ok(200).json;
                    assert_eq!(
                        (&kept["version"], &kept["title"]),
                        (&json!(version), &json!(format!("Client {client}, change {}", version - 1)))
                    );
                    assert_eq!(world.count(&format!("changes WHERE resource_id = '{}'", kept["id"].as_str().unwrap())), version);
                });
            }
        });
    }
);
