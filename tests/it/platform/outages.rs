//! Faults while other faults are mended, clients that dawdle, and the process as a whole.

use crate::harness::postgres::Own;
use crate::harness::{Answer, Database, Held, Options, World};
use fourco::platform::db::Address;
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// A refusal that says when to come back, given soon.
#[track_caller]
fn refused_soon(call: impl FnOnce() -> Answer) {
    let begun = Instant::now();
    let answer = call();
    let took = begun.elapsed();
    assert!(answer.problem(503).header("retry-after").is_some());
    assert!(took < Duration::from_millis(2_500), "{took:?}");
}

#[track_caller]
fn soon(what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(5);
    while !holds() {
        assert!(Instant::now() < until, "{what}: not within 5 seconds");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn keyed(world: &World, token: &str, key: &str) -> Answer {
    world.call("POST", "/v1/initiatives").token(token).header("idempotency-key", &key.replace(' ', "-")).json(&json!({"title": key})).send()
}

#[test]
fn a_postgres_that_hangs_dies_and_comes_back_again_and_again_loses_and_doubles_nothing() {
    let mut server = Own::start("again");
    let world = World::at(Database::Postgres, server.database());
    let token = &world.organisation("leeds").token;
    keyed(&world, token, "before").ok(201);
    // Hangs: many ask at once, reading and writing, and all are told in time.
    server.freeze();
    std::thread::scope(|scope| {
        for n in 0..24 {
            let world = &world;
            scope.spawn(move || {
                refused_soon(
                    || if n % 2 == 0 { keyed(world, token, &format!("hung-{}", n % 6)) } else { world.get("/v1/initiatives", token) },
                )
            });
        }
    });
    server.thaw();
    soon("after a hang", || keyed(&world, token, "hung-0").status == 201);
    // Dies in the middle of its recovery.
    server.stop();
    refused_soon(|| keyed(&world, token, "hung-2"));
    server.restart();
    server.stop();
    refused_soon(|| world.get("/v1/initiatives", token));
    server.restart();
    soon("after two deaths", || keyed(&world, token, "hung-2").status == 201);
    // A restart so quick that nobody has noticed: never a fault of ours.
    let ended = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for n in 0..4 {
            let (world, ended) = (&world, &ended);
            scope.spawn(move || {
                let mut done = 0;
                while !ended.load(std::sync::atomic::Ordering::Relaxed) {
                    let answer =
                        if n < 2 { keyed(world, token, &format!("quick-{n}-{done}")) } else { world.get("/v1/initiatives", token) };
                    assert!([200, 201, 503].contains(&answer.status), "{}", answer.text);
                    done += usize::from(answer.status == 201);
                }
                assert!(
                    n >= 2 || world.count(&format!("initiatives WHERE title LIKE 'quick-{n}-%'")) >= done as i64,
                    "an acknowledged write is lost"
                );
            });
        }
        std::thread::sleep(Duration::from_millis(300));
        server.stop();
        server.restart();
        std::thread::sleep(Duration::from_millis(700));
        ended.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    soon("at last", || world.get("/v1/initiatives", token).status == 200);
    for key in ["before", "hung-0", "hung-2"] {
        keyed(&world, token, key).ok(201);
        assert_eq!(world.count(&format!("initiatives WHERE title = '{key}'")), 1, "{key} is there once");
    }
    let replays = world.count("idempotency_keys WHERE status IS NULL");
    assert_eq!(replays, 0, "no key without its answer");
}

#[test]
fn a_missing_sqlite_file_is_not_made_anew_by_asking_for_it() {
    let world = World::start(Database::Sqlite);
    let Address::Sqlite(file) = &world.place else { panic!("a file") };
    let token = world.operator();
    for name in ["fourco.db", "fourco.db-wal", "fourco.db-shm"] {
        let _ = std::fs::rename(file.with_file_name(name), file.with_file_name(format!("away-{name}")));
    }
    // At once: before anybody has noticed, and before any connection was opened.
    for _ in 0..10 {
        let answer = world.get("/v1/organisations", &token);
        assert!([200, 503].contains(&answer.status), "{}", answer.text);
        std::thread::sleep(Duration::from_millis(60));
    }
    assert!(!file.exists(), "an empty database in the place of the lost one would answer with nothing");
    for name in ["fourco.db", "fourco.db-wal", "fourco.db-shm"] {
        let _ = std::fs::rename(file.with_file_name(format!("away-{name}")), file.with_file_name(name));
    }
    soon("back", || keyed(&world, &token, "back").status == 201);
}

#[test]
fn a_restored_sqlite_file_is_taken_up() {
    let world = World::start(Database::Sqlite);
    let Address::Sqlite(file) = &world.place else { panic!("a file") };
    let token = world.operator();
    keyed(&world, &token, "kept").ok(201);
    let copy = file.with_file_name("copy.db");
    world.sql(&format!("VACUUM INTO '{}'", copy.display()));
    keyed(&world, &token, "after the copy").ok(201);
    // As an operator would: the copy takes the place of the file in one step.
    for left in ["fourco.db-wal", "fourco.db-shm"] {
        let _ = std::fs::remove_file(file.with_file_name(left));
    }
    std::fs::rename(&copy, file).unwrap();
    // Longer than it takes to notice.
    std::thread::sleep(Duration::from_millis(600));
    soon("the copy is read", || world.get("/v1/initiatives", &token).json["items"].as_array().is_some_and(|items| items.len() == 1));
    soon("and written", || keyed(&world, &token, "on the copy").status == 201);
    assert_eq!(world.count("initiatives"), 2, "not written to a file that nobody can find");
}

both!(
    fn writers_that_wait_for_a_lock_hold_nobody_else(world: &World) {
        let token = &world.organisation("leeds").token;
        keyed(world, token, "before").ok(201);
        let held = Held::writes(world);
        std::thread::scope(|scope| {
            for n in 0..6 {
                scope.spawn(move || {
                    let begun = Instant::now();
                    let answer = keyed(world, token, &format!("waits-{n}"));
                    assert_eq!(answer.problem(503).header("retry-after"), Some("1"));
                    // Those that wait for a connection are sent away soon, those that have one after the lock's own time.
                    assert!(begun.elapsed() < Duration::from_millis(6_500), "{:?}", begun.elapsed());
                });
            }
            for _ in 0..10 {
                let begun = Instant::now();
                world.call("GET", "/livez").send().ok(200);
                world.call("GET", "/readyz").send().ok(200);
                world.get("/v1/initiatives", token).ok(200);
                assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        drop(held);
        soon("after the lock", || keyed(world, token, "waits-0").status == 201);
        assert_eq!(world.count("initiatives WHERE title = 'waits-0'"), 1);
    }
);

/// How long the server keeps a connection on which a body comes a byte at a time.
fn dribbled(world: &World, head: &str) -> (String, Duration) {
    let mut stream = TcpStream::connect(world.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut dribble = stream.try_clone().unwrap();
    let begun = Instant::now();
    let writer = std::thread::spawn(move || {
        while begun.elapsed() < Duration::from_secs(15) && dribble.write_all(b" ").is_ok() {
            std::thread::sleep(Duration::from_millis(150));
        }
        begun.elapsed()
    });
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    drop(stream);
    (String::from_utf8_lossy(&answer).into_owned(), writer.join().unwrap())
}

#[test]
fn a_body_that_nobody_reads_does_not_hold_its_connection() {
    let world = World::with(Database::Sqlite, Options { body_deadline: Duration::from_secs(1), ..Options::default() });
    let token = &world.operator();
    let long = "content-type: application/json\r\ncontent-length: 900000";
    let bearer = format!("authorization: Bearer {token}");
    std::thread::scope(|scope| {
        for (what, line, headers, want) in [
            ("read", "POST /v1/initiatives", format!("{bearer}\r\n{long}"), 408),
            ("in chunks", "POST /v1/initiatives", format!("{bearer}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked"), 400),
            ("without a token", "POST /v1/initiatives", long.to_owned(), 401),
            ("of another kind", "POST /v1/initiatives", format!("{bearer}\r\ncontent-type: text/plain\r\ncontent-length: 900000"), 415),
            ("too large", "POST /v1/initiatives", format!("{bearer}\r\ncontent-type: application/json\r\ncontent-length: 9000000"), 413),
            ("for no path", "POST /nonsense", long.to_owned(), 404),
            ("for a reader", "GET /v1/organisations", format!("{bearer}\r\n{long}"), 200),
            ("for nobody", "GET /livez", long.to_owned(), 200),
        ] {
            let world = &world;
            scope.spawn(move || {
                let (answer, took) = dribbled(world, &format!("{line} HTTP/1.1\r\nhost: x\r\n{headers}\r\n\r\n"));
                assert!(answer.starts_with(&format!("HTTP/1.1 {want} ")), "{what}: {answer:.200}");
                assert!(took < Duration::from_secs(8), "{what}: held for {took:?}");
            });
        }
    });
}

#[test]
fn a_head_that_never_ends_is_cut() {
    let world = World::start(Database::Sqlite);
    let begun = Instant::now();
    let mut stream = TcpStream::connect(world.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(b"GET /livez HTTP/1.1\r\n").unwrap();
    let mut dribble = stream.try_clone().unwrap();
    let writer = std::thread::spawn(move || {
        for n in 0..200 {
            if dribble.write_all(format!("x-{n}: 1\r\n").as_bytes()).is_err() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    drop(stream);
    writer.join().unwrap();
}
