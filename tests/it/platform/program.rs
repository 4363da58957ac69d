//! The program as a process: signals, sudden death, a full disk.

use crate::harness::{Database, World};
use fourco::platform::db::Address;
use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The program itself, on an embedded database of its own.
struct Program {
    child: Child,
    address: String,
    token: String,
    folder: std::path::PathBuf,
}

impl Program {
    fn start(name: &str) -> Self {
        Self::after(name, "true")
    }

    /// Started by a shell that has run this first.
    fn after(name: &str, first: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("fourco-sqlite-{}-program-{name}", std::process::id()));
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{first}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_fourco")]);
        command.args(["serve", "--listen", "127.0.0.1:0", "--workers", "2", "--stop-deadline", "5s", "--data-dir"]).arg(&folder);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut after = |mark: &str| {
            let line = lines.by_ref().find(|line| line.contains(mark)).unwrap_or_else(|| panic!("no {mark}"));
            line.split(mark).nth(1).unwrap().split(['\'', ' ']).next().unwrap().to_owned()
        };
        let address = after("listens on http://");
        let token = after("Bearer ");
        std::thread::spawn(move || lines.for_each(drop));
        Program { child, address, token, folder }
    }

    fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap().success());
    }

    fn ended(&mut self, limit: Duration) -> std::process::ExitStatus {
        let until = Instant::now() + limit;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "does not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Registers an initiative on a connection of its own.
    fn post(&self, key: &str, description: &str) -> (u16, String) {
        let body = json!({"title": key, "description": description}).to_string();
        let head = self.head(body.len()).replace("host: x", &format!("host: x\r\nconnection: close\r\nidempotency-key: {key}"));
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        (answer[9..12].parse().unwrap(), answer)
    }

    fn world(&self) -> World {
        World::at(Database::Sqlite, Address::Sqlite(self.folder.join("fourco.db")))
    }

    fn head(&self, length: usize) -> String {
        format!(
            "POST /v1/initiatives HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n",
            self.token
        )
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn the_program_finishes_what_it_accepted_and_stops_with_success() {
    for signal in ["TERM", "INT"] {
        let mut program = Program::start(signal);
        let body = r#"{"title": "Accepted"}"#;
        let mut under_way = TcpStream::connect(&program.address).unwrap();
        under_way.write_all(program.head(body.len()).as_bytes()).unwrap();
        under_way.write_all(&body.as_bytes()[..9]).unwrap();
        let idle = TcpStream::connect(&program.address).unwrap();
        // Long enough to be accepted by a busy machine.
        std::thread::sleep(Duration::from_secs(1));
        program.signal(signal);
        std::thread::sleep(Duration::from_millis(300));
        assert!(program.child.try_wait().unwrap().is_none(), "waits for what is under way");
        under_way.write_all(&body.as_bytes()[9..]).unwrap();
        let mut answer = String::new();
        under_way.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 201 "), "{signal}: {answer}");
        assert!(program.ended(Duration::from_secs(6)).success(), "{signal}");
        assert!(TcpStream::connect(&program.address).is_err(), "nobody listens any more");
        drop(idle);
    }
}

#[test]
fn the_program_stops_within_its_deadline_whoever_dawdles() {
    let mut program = Program::start("dawdle");
    let mut dawdles = TcpStream::connect(&program.address).unwrap();
    dawdles.write_all(program.head(500).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_secs(1));
    let begun = Instant::now();
    program.signal("TERM");
    program.ended(Duration::from_secs(8));
    assert!(begun.elapsed() >= Duration::from_secs(1), "it was given time: {:?}", begun.elapsed());
}

#[test]
fn a_killed_program_keeps_what_it_acknowledged() {
    let mut program = Program::start("killed");
    for n in 0..5 {
        assert_eq!(program.post(&format!("acknowledged-{n}"), "").0, 201);
    }
    program.signal("KILL");
    program.ended(Duration::from_secs(2));
    let world = program.world();
    assert_eq!(world.count("initiatives WHERE title LIKE 'acknowledged-%'"), 5);
    assert_eq!(world.count("changes"), 5);
    world.initiative(&world.organisation("leeds"), json!({}));
}

/// A file may not grow beyond 3 MB: what SQLite meets then is what it meets on a full disk.
#[test]
fn a_full_disk_is_told_and_nothing_acknowledged_is_lost() {
    let program = Program::after("full", "trap '' XFSZ; ulimit -S -f 6000");
    let text = "x".repeat(9_000);
    let told: Vec<(String, u16)> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|client| {
                let (program, text) = (&program, &text);
                scope.spawn(move || {
                    let mut told = Vec::new();
                    for n in 0..100 {
                        let key = format!("full-{client}-{n}");
                        let (status, answer) = program.post(&key, text);
                        assert!(status == 201 || status == 503 && answer.contains("retry-after: "), "{answer}");
                        told.push((key, status));
                        // A few refusals are enough.
                        if told.iter().filter(|(_, status)| *status == 503).count() > 4 {
                            break;
                        }
                    }
                    told
                })
            })
            .collect();
        runs.into_iter().flat_map(|run| run.join().unwrap()).collect()
    });
    let refused: Vec<&String> = told.iter().filter(|(_, status)| *status == 503).map(|(key, _)| key).collect();
    assert!(!refused.is_empty() && refused.len() < told.len(), "{} of {}", refused.len(), told.len());
    // Room again, without a restart.
    let pid = program.child.id().to_string();
    assert!(Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited"]).status().unwrap().success());
    for key in &refused {
        assert_eq!(program.post(key, &text).0, 201, "{key}");
    }
    let world = program.world();
    for (key, _) in &told {
        assert_eq!(world.count(&format!("initiatives WHERE title = '{key}'")), 1, "{key}");
    }
    assert_eq!(world.count("changes"), told.len() as i64);
}
