//! One service per test, on a database of its own, on either database.

mod client;
pub mod postgres;

pub use client::{Answer, Call};

use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use clap::Parser;
use fourco::config::{Cli, Settings};
use fourco::platform::app::{App, Setup};
use fourco::platform::auth::development::{self, DevelopmentKey};
use fourco::platform::auth::{Claims, Keys, Scope, Trust};
use fourco::platform::db::{Address, migrations};
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// Declares a behaviour test: `both!(fn name(world: &World) { … })` runs on each database.
macro_rules! both {
    ($(#[$meta:meta])* fn $name:ident($world:ident: &World) $body:block) => {
        mod $name {
            #[allow(unused_imports, reason = "a test may need nothing beside the world")]
            use super::*;
            fn check($world: &$crate::harness::World) $body
            $(#[$meta])*
            #[test]
            fn on_sqlite() {
                check(&$crate::harness::World::start($crate::harness::Database::Sqlite));
            }
            $(#[$meta])*
            #[test]
            fn on_postgres() {
                check(&$crate::harness::World::start($crate::harness::Database::Postgres));
            }
        }
    };
}

/// How a test wants its service to be.
pub struct Options {
    /// Connections of each door.
    pub connections: usize,
    /// Requests that may wait at each door.
    pub queue: usize,
    /// How long a body may take.
    pub body_deadline: Duration,
    /// More flags of the command line.
    pub flags: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options { connections: 2, queue: 512, body_deadline: Duration::from_secs(10), flags: Vec::new() }
    }
}

/// A running service.
pub struct World {
    /// Where it listens.
    pub address: SocketAddr,
    /// Which database it runs on.
    pub database: Database,
    /// Where that database is.
    pub place: Address,
    /// Its doors and clock.
    pub app: Data<App>,
    /// The key its tokens are signed with.
    pub key: DevelopmentKey,
    agent: ureq::Agent,
    handle: Option<ServerHandle>,
    thread: Option<JoinHandle<()>>,
    folder: Option<PathBuf>,
}

/// An organisation with a token of every scope but the operator's.
#[derive(Clone)]
pub struct Organisation {
    pub id: String,
    pub key: String,
    pub token: String,
}

static COUNT: AtomicUsize = AtomicUsize::new(0);

impl World {
    pub fn start(database: Database) -> Self {
        Self::with(database, Options::default())
    }

    pub fn with(database: Database, options: Options) -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let (place, folder) = match database {
            Database::Sqlite => {
                let folder = std::env::temp_dir().join(format!("fourco-sqlite-{}-{number}", std::process::id()));
                let place = Address::Sqlite(folder.join("fourco.db"));
                migrations::run(&place).unwrap();
                (place, Some(folder))
            }
            Database::Postgres => (postgres::database(number), None),
        };
        let mut world = Self::on(database, place, options);
        world.folder = folder;
        world
    }

    /// Another replica on the same database, which believes the same tokens.
    pub fn replica(&self) -> Self {
        Self::trusting(self.database, self.place.clone(), Options::default(), DevelopmentKey::fleeting().unwrap(), trust(&self.key))
    }

    fn on(database: Database, place: Address, options: Options) -> Self {
        let key = DevelopmentKey::fleeting().unwrap();
        let trust = trust(&key);
        Self::trusting(database, place, options, key, trust)
    }

    /// A service on a database that the test made itself.
    pub fn at(database: Database, place: Address) -> Self {
        Self::on(database, place, Options::default())
    }

    /// A service that believes whom the test says.
    pub fn trusting(database: Database, place: Address, options: Options, key: DevelopmentKey, trust: Trust) -> Self {
        let flags = ["fourco", "--workers", "2", "--stop-deadline", "5s"].map(str::to_owned);
        let settings: Settings = Cli::parse_from(flags.into_iter().chain(options.flags)).settings;
        let setup = Setup {
            database: place.clone(),
            read_database: None,
            connections: options.connections,
            queue: options.queue,
            body_limit: settings.body_limit as usize,
            body_deadline: options.body_deadline,
            rate_limit: settings.rate_limit,
        };
        let app = Data::new(App::new(setup, Keys::load(trust).unwrap()));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        let served = app.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = fourco::server::start(served, &settings, listener).unwrap();
                tell.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        let handle = told.recv().unwrap();
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .max_redirects(0)
            .build()
            .new_agent();
        World { address, database, place, app, key, agent, handle: Some(handle), thread: Some(thread), folder: None }
    }

    /// A token for an organisation's key with these scopes.
    pub fn token(&self, organisation: &str, scope: &str) -> String {
        self.token_for("test-client", organisation, scope)
    }

    /// A token issued to a client of that name.
    pub fn token_for(&self, client: &str, organisation: &str, scope: &str) -> String {
        self.sign(&Claims {
            iss: development::ISSUER.into(),
            exp: self.app.clock().now().seconds() + 3_600,
            sub: client.into(),
            client_id: client.into(),
            scope: scope.into(),
            org: organisation.into(),
        })
    }

    pub fn sign(&self, claims: &Claims) -> String {
        self.key.mint(claims, development::AUDIENCE).unwrap()
    }

    /// The operator's token: every scope.
    pub fn operator(&self) -> String {
        self.token("operator", &every_scope(true))
    }

    /// A registered organisation.
    pub fn organisation(&self, key: &str) -> Organisation {
        let body = json!({"key": key, "name": format!("Organisation {key}"), "kind": "public"});
        let made = self.post("/v1/organisations", &self.operator(), &body);
        assert_eq!(made.status, 201, "{}", made.text);
        Organisation { id: made.json["id"].as_str().unwrap().into(), key: key.into(), token: self.token(key, &every_scope(false)) }
    }

    /// An initiative that the organisation leads.
    pub fn initiative(&self, of: &Organisation, more: Value) -> Value {
        let mut body = json!({"title": "Peer support for jobseekers", "stage": "lab"});
        json_patch::merge(&mut body, &more);
        let made = self.post("/v1/initiatives", &of.token, &body);
        assert_eq!(made.status, 201, "{}", made.text);
        made.json
    }

    /// Adds a partner to an initiative.
    pub fn partner(&self, of: &Organisation, initiative: &str, partner: &Organisation, role: &str) -> Value {
        let made =
            self.post(&format!("/v1/initiatives/{initiative}/partners"), &of.token, &json!({"organisation_id": partner.id, "role": role}));
        assert_eq!(made.status, 201, "{}", made.text);
        made.json
    }

    /// Begins a request.
    pub fn call(&self, method: &str, path: &str) -> Call<'_> {
        Call::new(&self.agent, method, format!("http://{}{path}", self.address))
    }

    pub fn get(&self, path: &str, token: &str) -> Answer {
        self.call("GET", path).token(token).send()
    }

    pub fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        self.call("POST", path).token(token).json(body).send()
    }

    pub fn patch(&self, path: &str, token: &str, tag: &str, body: &Value) -> Answer {
        self.call("PATCH", path).token(token).header("if-match", tag).merge_patch(body).send()
    }

    pub fn delete(&self, path: &str, token: &str, tag: &str) -> Answer {
        self.call("DELETE", path).token(token).header("if-match", tag).send()
    }

    /// Sends bytes as they are and returns what comes back until the connection closes.
    pub fn raw(&self, bytes: &[u8]) -> String {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks the server to stop as SIGTERM does: it finishes what it has accepted.
    pub fn stop_gracefully(&self) {
        if let Some(handle) = &self.handle {
            drop(handle.stop(true));
        }
    }

    /// Holds so many of the reading connections for a while.
    pub fn hold_readers(&self, count: usize, time: Duration) -> Vec<JoinHandle<()>> {
        let hold = |app: Data<App>| {
            std::thread::spawn(move || {
                actix_web::rt::System::new().block_on(async {
                    let _ = app
                        .read(move |_, _| {
                            std::thread::sleep(time);
                            Ok(())
                        })
                        .await;
                });
            })
        };
        let held = (0..count).map(|_| hold(self.app.clone())).collect();
        std::thread::sleep(Duration::from_millis(200));
        held
    }

    /// Runs SQL on the database, past the service.
    pub fn sql(&self, statement: &str) {
        use diesel::connection::SimpleConnection;
        let mut db = fourco::platform::db::pool::connect(&self.place, false).unwrap();
        db.batch_execute(statement).unwrap();
    }

    /// Counts rows, past the service.
    pub fn count(&self, from: &str) -> i64 {
        use diesel::prelude::*;
        #[derive(diesel::QueryableByName)]
        struct Count {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            n: i64,
        }
        let mut db = fourco::platform::db::pool::connect(&self.place, true).unwrap();
        diesel::sql_query(format!("SELECT count(*) AS n FROM {from}")).get_result::<Count>(&mut db).unwrap().n
    }
}

impl World {
    /// How many rows each table has.
    pub fn counts(&self) -> std::collections::BTreeMap<String, i64> {
        use diesel::prelude::*;
        #[derive(diesel::QueryableByName)]
        struct Count {
            #[diesel(sql_type = diesel::sql_types::Text)]
            name: String,
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            n: i64,
        }
        let mut db = fourco::platform::db::pool::connect(&self.place, true).unwrap();
        let names = match self.database {
            Database::Sqlite => "SELECT name, 0 AS n FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            Database::Postgres => "SELECT tablename::text AS name, 0::bigint AS n FROM pg_tables WHERE schemaname = 'public'",
        };
        let names: Vec<Count> = diesel::sql_query(names).load(&mut db).unwrap();
        let each: Vec<String> = names.iter().map(|t| format!("SELECT '{0}' AS name, count(*) AS n FROM {0}", t.name)).collect();
        let counts: Vec<Count> = diesel::sql_query(each.join(" UNION ALL ")).load(&mut db).unwrap();
        counts.into_iter().map(|count| (count.name, count.n)).collect()
    }
}

/// A lock on the database, past the service, until it is dropped.
pub struct Held(fourco::platform::db::Db);

impl Held {
    /// Nobody can write.
    pub fn writes(world: &World) -> Self {
        use diesel::connection::SimpleConnection;
        let mut db = fourco::platform::db::pool::connect(&world.place, false).unwrap();
        let lock = match world.database {
            Database::Sqlite => "BEGIN IMMEDIATE",
            Database::Postgres => "BEGIN; LOCK TABLE initiatives IN EXCLUSIVE MODE",
        };
        db.batch_execute(lock).unwrap();
        Held(db)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        use diesel::connection::SimpleConnection;
        let _ = self.0.batch_execute("ROLLBACK");
    }
}

/// Believes tokens of this key alone.
pub fn trust(key: &DevelopmentKey) -> Trust {
    Trust {
        jwks_file: None,
        issuer: String::new(),
        audience: development::AUDIENCE.into(),
        development: Some((key.jwk().unwrap(), development::ISSUER.into())),
    }
}

/// Every scope, with or without the operator's.
pub fn every_scope(operator: bool) -> String {
    let names: Vec<&str> = Scope::ALL.iter().filter(|s| operator || **s != Scope::Operator).map(|s| s.name()).collect();
    names.join(" ")
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            // Sent at once; the thread below ends when it has been carried out.
            drop(handle.stop(false));
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
