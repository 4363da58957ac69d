//! What happens when the database, a client or the service itself fails.

use crate::harness::postgres::Own;
use crate::harness::{Answer, Database, Options, World};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The answer, and how long it took.
fn timed(call: impl FnOnce() -> Answer) -> (Answer, Duration) {
    let begun = Instant::now();
    let answer = call();
    (answer, begun.elapsed())
}

/// Waits until the service says it is ready, or is not.
fn until_ready(world: &World, ready: bool, limit: Duration) {
    let begun = Instant::now();
    loop {
        let (answer, took) = timed(|| world.call("GET", "/readyz").send());
        assert!(took < Duration::from_secs(1), "readyz took {took:?}");
        if (answer.status == 200) == ready {
            return;
        }
        assert!(begun.elapsed() < limit, "readyz still answers {}", answer.status);
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Everything that a client sees while the database is gone.
fn is_gone(world: &World, path: &str, token: &str) {
    until_ready(world, false, Duration::from_millis(1_300));
    world.call("GET", "/livez").send().ok(200);
    let (read, took) = timed(|| world.get(path, token));
    assert!(read.problem(503).header("retry-after").is_some() && took < Duration::from_secs(2), "{took:?}");
    let body = json!({"title": "Meanwhile"});
    let (written, took) = timed(|| world.post("/v1/initiatives", token, &body));
    assert!(written.problem(503).header("retry-after").is_some() && took < Duration::from_secs(2), "{took:?}");
}

/// It works again, without a restart.
fn is_back(world: &World, path: &str, token: &str) {
    until_ready(world, true, Duration::from_secs(5));
    let begun = Instant::now();
    while world.get(path, token).status != 200 || world.post("/v1/initiatives", token, &json!({"title": "Again"})).status != 201 {
        assert!(begun.elapsed() < Duration::from_secs(5), "does not come back");
    }
}

#[test]
fn a_stopped_postgres_is_told_and_survived() {
    let mut server = Own::start("stopped");
    let world = World::at(Database::Postgres, server.database());
    let leeds = world.organisation("leeds");
    let path = format!("/v1/initiatives/{}", world.initiative(&leeds, json!({}))["id"].as_str().unwrap());
    server.stop();
    is_gone(&world, &path, &leeds.token);
    server.restart();
    is_back(&world, &path, &leeds.token);
}

#[test]
fn a_hanging_postgres_is_told_and_survived() {
    let server = Own::start("frozen");
    let world = World::at(Database::Postgres, server.database());
    let leeds = world.organisation("leeds");
    let path = format!("/v1/initiatives/{}", world.initiative(&leeds, json!({}))["id"].as_str().unwrap());
    server.freeze();
    is_gone(&world, &path, &leeds.token);
    server.thaw();
    is_back(&world, &path, &leeds.token);
}

#[test]
fn a_removed_sqlite_file_is_told_and_nothing_is_written_into_the_void() {
    let world = World::start(Database::Sqlite);
    let leeds = world.organisation("leeds");
    let path = format!("/v1/initiatives/{}", world.initiative(&leeds, json!({}))["id"].as_str().unwrap());
    let fourco::platform::db::Address::Sqlite(file) = &world.place else { panic!("a file") };
    let folder = file.parent().unwrap();
    let away = folder.with_extension("away");
    std::fs::rename(folder, &away).unwrap();
    is_gone(&world, &path, &leeds.token);
    std::fs::rename(&away, folder).unwrap();
    is_back(&world, &path, &leeds.token);
}

both!(
    fn busy_connections_do_not_take_the_replica_away(world: &World) {
        let leeds = world.organisation("leeds");
        let path = format!("/v1/initiatives/{}", world.initiative(&leeds, json!({}))["id"].as_str().unwrap());
        let held = world.hold_readers(2, Duration::from_secs(4));
        let (ready, took) = timed(|| world.call("GET", "/readyz").send());
        assert!(ready.status == 200 && took < Duration::from_secs(1), "{took:?}");
        let (refused, took) = timed(|| world.get(&path, &leeds.token));
        assert!(refused.problem(503).header("retry-after").is_some() && took < Duration::from_secs(2), "{took:?}");
        held.into_iter().for_each(|thread| thread.join().unwrap());
        world.get(&path, &leeds.token).ok(200);
    }
);

both!(
    fn a_full_queue_is_told_at_once(world: &World) {
        let world = World::with(world.database, Options { connections: 1, queue: 1, ..Options::default() });
        let token = world.operator();
        world.get("/v1/organisations", &token).ok(200);
        let held = world.hold_readers(1, Duration::from_secs(2));
        let answers: Vec<(u16, Duration)> = std::thread::scope(|scope| {
            let runs: Vec<_> = (0..6).map(|_| scope.spawn(|| timed(|| world.get("/v1/organisations", &token)))).collect();
            runs.into_iter().map(|run| run.join().unwrap()).map(|(answer, took)| (answer.status, took)).collect()
        });
        let at_once = answers.iter().filter(|(status, took)| *status == 503 && *took < Duration::from_millis(900)).count();
        assert!(at_once >= 4, "{answers:?}");
        held.into_iter().for_each(|thread| thread.join().unwrap());
    }
);

fn head(token: &str, length: usize) -> String {
    format!(
        "POST /v1/initiatives HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    )
}

both!(
    fn a_body_a_byte_at_a_time_is_cut_at_the_deadline(world: &World) {
        let world = World::with(world.database, Options { body_deadline: Duration::from_secs(1), ..Options::default() });
        let token = world.operator();
        let mut stream = TcpStream::connect(world.address).unwrap();
        stream.write_all(head(&token, 500).as_bytes()).unwrap();
        let mut dribble = stream.try_clone().unwrap();
        let begun = Instant::now();
        let writer = std::thread::spawn(move || {
            while begun.elapsed() < Duration::from_secs(6) && dribble.write_all(b" ").is_ok() {
                std::thread::sleep(Duration::from_millis(200));
            }
        });
        world.get("/v1/organisations", &token).ok(200);
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 408");
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
        drop(stream);
        writer.join().unwrap();
        assert_eq!(world.count("initiatives"), 0);
    }
);

both!(
    fn a_stop_finishes_what_was_accepted(world: &World) {
        let token = world.operator();
        let body = r#"{"title": "Accepted before the stop"}"#;
        let mut stream = TcpStream::connect(world.address).unwrap();
        // It is accepted when the service asks for the body.
        let head = head(&token, body.len());
        stream.write_all(format!("{}expect: 100-continue\r\n\r\n", head.strip_suffix("\r\n").unwrap()).as_bytes()).unwrap();
        let mut go_on = [0; 25];
        stream.read_exact(&mut go_on).unwrap();
        assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream.write_all(&body.as_bytes()[..10]).unwrap();
        world.stop_gracefully();
        std::thread::sleep(Duration::from_millis(300));
        stream.write_all(&body.as_bytes()[10..]).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
        assert_eq!(world.count("initiatives"), 1);
    }
);

both!(
    fn a_refused_request_succeeds_under_its_key_once_the_cause_is_mended(world: &World) {
        let (leeds, york) = (world.organisation("leeds"), world.organisation("york"));
        let other = world.initiative(&york, json!({"title": "Not shared yet"}));
        let path = format!("/v1/initiatives/{}", other["id"].as_str().unwrap());
        let body = json!({"title": "Copied", "relations": [{"relation": "copied_from", "initiative_id": other["id"]}]});
        let send = || world.call("POST", "/v1/initiatives").token(&leeds.token).header("idempotency-key", "mend").json(&body).send();
        assert_eq!(send().problem(422).places(), ["/relations/0/initiative_id"]);
        world.patch(&path, &york.token, "\"1\"", &json!({"published": true})).ok(200);
        let made = send().ok(201);
        let again = send().ok(201);
        assert_eq!((&made.text, again.header("idempotent-replayed")), (&again.text, Some("true")));
    }
);
