//! Several at once: twins under one key, writers of one record, lists that change while they are
//! read, migrations that start together.

use super::operations::operations;
use crate::harness::{Answer, Held, World};
use fourco::platform::db::Address;
use serde_json::{Value, json};
use std::sync::Barrier;
use std::time::Duration;

both!(
    fn the_same_post_twenty_times_makes_one_record_and_twenty_equal_answers(world: &World) {
        let leeds = world.organisation("leeds");
        let other = world.replica();
        let body = json!({"title": "Once", "key": "once"});
        let answers: Vec<_> = std::thread::scope(|scope| {
            let runs: Vec<_> = (0..20)
                .map(|n| {
                    let (body, token) = (&body, &leeds.token);
                    let at = if n % 2 == 0 { world } else { &other };
                    scope.spawn(move || at.call("POST", "/v1/initiatives").token(token).header("idempotency-key", "k-1").json(body).send())
                })
                .collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        });
        for answer in &answers {
            assert_eq!((answer.status, &answer.text), (201, &answers[0].text));
            assert_eq!(answer.header("location"), answers[0].header("location"));
        }
        assert_eq!(world.count("initiatives"), 1);
        let changed = world
            .call("POST", "/v1/initiatives")
            .token(&leeds.token)
            .header("idempotency-key", "k-1")
            .json(&json!({"title": "Other"}))
            .send();
        assert_eq!(changed.problem(422).places(), ["Idempotency-Key"]);
    }
);

both!(
    fn a_client_that_asks_too_much_is_told_when_to_come_back(world: &World) {
        let options = crate::harness::Options { flags: vec!["--rate-limit".into(), "5".into()], ..Default::default() };
        let limited = crate::harness::World::with(world.database, options);
        let (busy, calm) = (limited.token_for("busy", "operator", ""), limited.token_for("calm", "operator", ""));
        let refused = (0..50).map(|_| limited.get("/v1/vocabularies/stage", &busy)).find(|answer| answer.status != 200).expect("a limit");
        assert!(refused.problem(429).header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
        limited.get("/v1/vocabularies/stage", &calm).ok(200);
    }
);

/// Runs the calls at the same moment and returns their answers.
fn at_once<'a>(calls: Vec<Box<dyn FnOnce() -> Answer + Send + 'a>>) -> Vec<Answer> {
    let barrier = Barrier::new(calls.len());
    std::thread::scope(|scope| {
        let barrier = &barrier;
        let runs: Vec<_> = calls
            .into_iter()
            .map(|call| {
                scope.spawn(move || {
                    barrier.wait();
                    call()
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    })
}

fn statuses(answers: &[Answer]) -> Vec<u16> {
    let mut all: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    all.sort();
    all
}

fn path(initiative: &Value) -> String {
    format!("/v1/initiatives/{}", initiative["id"].as_str().unwrap())
}

both!(
    fn of_two_replicas_that_change_one_record_one_wins_and_its_word_stands(world: &World) {
        let leeds = world.organisation("leeds");
        let other = world.replica();
        for _ in 0..8 {
            let at = path(&world.initiative(&leeds, json!({})));
            let (at, token) = (&at, &leeds.token);
            let answers = at_once(vec![
                Box::new(move || world.patch(at, token, "\"1\"", &json!({"title": "Here"}))),
                Box::new(|| other.patch(at, token, "\"1\"", &json!({"title": "There"}))),
                Box::new(|| other.delete(at, token, "\"1\"")),
            ]);
            assert_eq!(statuses(&answers)[0], 200, "{answers:?}");
            assert!(statuses(&answers)[1..].iter().all(|s| [410, 412].contains(s)), "{answers:?}");
            let won = answers.iter().find(|a| a.status == 200).unwrap();
            let kept = world.get(at, token);
            assert!(kept.status == 410 && won.json["withdrawn_at"].is_string() || kept.json["title"] == won.json["title"], "{}", won.text);
        }
    }
);

both!(
    fn one_key_is_taken_once_however_many_ask_for_it(world: &World) {
        let leeds = world.organisation("leeds");
        let other = world.replica();
        for round in 0..4 {
            let body = json!({"title": "Keyed", "key": format!("case-{round}")});
            let (body, token, other) = (&body, &leeds.token, &other);
            let answers = at_once(
                (0..6)
                    .map(|n| {
                        let here = if n % 2 == 0 { world } else { other };
                        Box::new(move || here.post("/v1/initiatives", token, body)) as Box<dyn FnOnce() -> Answer + Send>
                    })
                    .collect(),
            );
            assert_eq!(statuses(&answers), [201, 409, 409, 409, 409, 409]);
            let refused = answers.iter().find(|a| a.status == 409).unwrap();
            assert_eq!(refused.problem(409).places(), ["/key"]);
        }
        assert_eq!(world.count("initiatives"), 4);
    }
);

both!(
    fn a_stage_is_left_once_and_the_loser_is_told_in_documented_words(world: &World) {
        let leeds = world.organisation("leeds");
        let other = world.replica();
        for _ in 0..6 {
            let at = format!("{}/stages", path(&world.initiative(&leeds, json!({"stage": "lab", "starts_on": "2026-01-01"}))));
            let (at, token, other) = (&at, &leeds.token, &other);
            let answers = at_once(
                ["pilot", "pilot", "established"]
                    .into_iter()
                    .enumerate()
                    .map(|(n, stage)| {
                        let here = if n == 0 { world } else { other };
                        Box::new(move || here.post(at, token, &json!({"stage": stage, "since": "2026-01-02"})))
                            as Box<dyn FnOnce() -> Answer + Send>
                    })
                    .collect(),
            );
            let documented = operations().into_iter().find(|o| o.id == "create_stage").unwrap().statuses;
            assert!(answers.iter().all(|a| documented.contains(&a.status) && a.status < 500), "{:?}", statuses(&answers));
            let moved = answers.iter().filter(|a| a.status == 201).count();
            assert!(moved >= 1);
            let history = world.get(at, token).ok(200);
            let stages: Vec<&Value> = history.json["items"].as_array().unwrap().iter().collect();
            assert_eq!(stages.len(), moved + 1);
            // Each move begins where the one before it ended.
            for pair in stages.windows(2) {
                assert_eq!(pair[1]["from_stage"], pair[0]["stage"], "{}", history.text);
            }
        }
    }
);

both!(
    fn counts_of_contributions_are_true_when_many_contribute_at_once(world: &World) {
        let leeds = world.organisation("leeds");
        let other = world.replica();
        let at = path(&world.initiative(&leeds, json!({})));
        let parts = format!("{at}/contributions");
        std::thread::scope(|scope| {
            for client in 0..6 {
                let (parts, token, here) = (&parts, &leeds.token, if client % 2 == 0 { world } else { &other });
                scope.spawn(move || {
                    for n in 0..5 {
                        let side = if n % 2 == 0 { "citizens" } else { "public_service" };
                        let made = here.post(parts, token, &json!({"side": side, "contributor": "Group", "kind": "time"})).ok(201);
                        if n == 4 {
                            here.delete(&format!("{parts}/{}", made.id()), token, "*").ok(200);
                        }
                    }
                });
            }
        });
        let read = world.get(&at, &leeds.token).ok(200).json;
        assert_eq!((&read["citizen_contributions"], &read["public_service_contributions"]), (&json!(12), &json!(12)));
    }
);

both!(
    fn parts_of_one_moment_are_each_seen_once_while_others_come_and_go(world: &World) {
        let leeds = world.organisation("leeds");
        let list = format!("{}/contributions", path(&world.initiative(&leeds, json!({}))));
        let body = json!({"side": "citizens", "contributor": "Group", "kind": "time"});
        let first = world.post(&list, &leeds.token, &body).ok(201).id();
        let columns = "initiative_id, version, created_at, updated_at, withdrawn_at, recorded_by_id, side, contributor, kind";
        let copy = |id: u32| {
            // Ids in no order of their making, and others between them.
            let id = format!("{:08x}-0000-7000-8000-{id:012x}", id.wrapping_mul(2_654_435_761));
            format!("INSERT INTO contributions (id, {columns}) SELECT '{id}', {columns} FROM contributions WHERE id = '{first}'")
        };
        world.sql(&(0..300).map(copy).collect::<Vec<_>>().join(";"));
        let mut seen: Vec<String> = Vec::new();
        let mut next = format!("{list}?limit=7");
        for page in 0.. {
            let answer = world.get(&next, &leeds.token).ok(200);
            seen.extend(answer.json["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap().to_owned()));
            let Some(link) = answer.header("link") else { break };
            next = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
            // Of the same moment: two come, and one of those that came goes again.
            let come = 1_000 + page * 2;
            world.sql(
                &format!(
                    "{};{};UPDATE contributions SET withdrawn_at = created_at WHERE id LIKE '%{:012x}'",
                    copy(come),
                    copy(come + 1),
                    come
                )
                .replace("id LIKE", if world.database == crate::harness::Database::Postgres { "id::text LIKE" } else { "id LIKE" }),
            );
        }
        let old = seen
            .iter()
            .filter(|id| {
                **id == first || u32::from_str_radix(&id[id.len() - 8..], 16).unwrap() < 1_000 && id.contains("-0000-7000-8000-0000")
            })
            .count();
        assert_eq!(old, 301, "each old one once");
        seen.sort();
        let all = seen.len();
        seen.dedup();
        assert_eq!(seen.len(), all, "none twice");
    }
);

both!(
    fn a_twin_waits_for_the_first_and_gets_its_answer(world: &World) {
        let leeds = world.organisation("leeds");
        let other = world.replica();
        let (token, body) = (&leeds.token, &json!({"title": "Once"}));
        let send = |here: &World| here.call("POST", "/v1/initiatives").token(token).header("idempotency-key", "twin").json(body).send();
        // So that neither has to open its connection first.
        [world, &other].iter().for_each(|here| drop(here.post("/v1/initiatives?dry_run=true", token, body).ok(200)));
        let held = Held::writes(world);
        let answers = std::thread::scope(|scope| {
            let runs = [scope.spawn(|| send(world)), scope.spawn(|| send(&other))];
            std::thread::sleep(Duration::from_millis(500));
            drop(held);
            runs.map(|run| run.join().unwrap())
        });
        assert_eq!((answers[0].status, &answers[0].text), (201, &answers[1].text), "{}", answers[1].text);
        let replayed = answers.iter().filter(|a| a.header("idempotent-replayed") == Some("true")).count();
        assert_eq!((replayed, world.count("initiatives")), (1, 1));
    }
);

#[test]
fn a_twin_is_sent_away_only_when_the_first_takes_longer_than_locks_are_waited_for() {
    let world = World::start(crate::harness::Database::Postgres);
    let leeds = world.organisation("leeds");
    let other = world.replica();
    // At the first one's commit: everything is written and nobody else can see it.
    world.sql(
        "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(8); RETURN NULL; END $$; \
         CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON idempotency_keys DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle()",
    );
    let send = |here: &World| {
        let body = json!({"title": "Slow"});
        here.call("POST", "/v1/initiatives").token(&leeds.token).header("idempotency-key", "slow").json(&body).send()
    };
    std::thread::scope(|scope| {
        let first = scope.spawn(|| send(&world));
        std::thread::sleep(Duration::from_millis(300));
        let twin = send(&other);
        // At the key itself, or at another row that both change: either says that it may be repeated.
        match twin.status {
            409 => assert!(twin.problem(409).json["detail"].as_str().unwrap().contains("still running"), "{}", twin.text),
            _ => assert!(twin.problem(503).header("retry-after").is_some()),
        }
        let first = first.join().unwrap().ok(201);
        let again = send(&other).ok(201);
        assert_eq!((again.text, again.headers.get("idempotent-replayed").is_some()), (first.text, true));
    });
    assert_eq!(world.count("initiatives"), 1);
}

both!(
    fn several_migrations_at_once_do_the_work_once(world: &World) {
        let url = match &world.place {
            Address::Sqlite(file) => format!("sqlite://{}", file.with_file_name("new.db").display()),
            Address::Postgres(url) => {
                let name = format!("fresh_{}", world.address.port());
                world.sql(&format!("CREATE DATABASE {name}"));
                let (before, rest) = url.split_once("///").unwrap();
                format!("{before}///{name}?{}", rest.split_once('?').unwrap().1)
            }
        };
        let run = |more: &'static [&'static str]| {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_fourco"));
            command.arg("migrate").args(more).arg("--database-url").arg(&url);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
        };
        let started: Vec<_> = (0..4).map(|_| run(&[])).collect();
        let told: Vec<String> = started
            .into_iter()
            .map(|child| {
                let output = child.wait_with_output().unwrap();
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                String::from_utf8(output.stdout).unwrap()
            })
            .collect();
        let worked = told.iter().filter(|text| text.contains("ran ")).count();
        assert_eq!(worked, 1, "{told:#?}");
        let check = run(&["--check"]).wait_with_output().unwrap();
        assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
    }
);
