//! Runs a table of bad requests on both databases and compares what clients see.

use super::operations::{Operation, operations};
use super::scene::{Scene, known_of};
use crate::harness::{Answer, Database, World};
use serde_json::{Value, json};

/// What a client sees of a refusal: status, and each fault's place and code.
pub type Seen = (u16, Vec<(String, String)>);

pub fn seen(answer: &Answer) -> Seen {
    let errors = answer.json["errors"].as_array().cloned().unwrap_or_default();
    let place = |e: &Value| e["pointer"].as_str().or(e["parameter"].as_str()).unwrap_or_default().to_owned();
    let mut faults: Vec<_> = errors.iter().map(|e| (place(e), e["code"].as_str().unwrap_or_default().to_owned())).collect();
    faults.sort();
    (answer.status, faults)
}

/// What came of a list of cases.
#[derive(Default)]
pub struct Outcomes {
    pub seen: Vec<(String, Seen)>,
    pub wrong: Vec<String>,
}

impl Outcomes {
    /// Notes a case; `good` says whether it ended as it should.
    pub fn note(&mut self, operation: &Operation, case: &str, answer: &Answer, good: bool) {
        let case = format!("{} {case}", operation.id);
        if !operation.statuses.contains(&answer.status) {
            self.wrong.push(format!("{case}: {} is not documented", answer.status));
        }
        let is_problem = answer.status == 200
            || answer.header("content-type") == Some("application/problem+json")
                && answer.json["status"] == json!(answer.status)
                && answer.json["request_id"].is_string();
        if !good || !is_problem {
            let text: String = answer.text.chars().take(300).collect();
            self.wrong.push(format!("{case}: {} {text}", answer.status));
        }
        self.seen.push((case, seen(answer)));
    }
}

/// Runs the cases on both databases, and fails where they end wrong, the answers differ or
/// something was stored.
pub fn on_both(cases: impl Fn(&Scene, &mut Outcomes)) {
    let (sqlite, postgres) = (on(Database::Sqlite, &cases), on(Database::Postgres, &cases));
    for (one, other) in sqlite.iter().zip(&postgres) {
        assert_eq!(one, other, "the two databases differ");
    }
    assert_eq!(sqlite.len(), postgres.len());
}

/// The same on one database: for what is refused before any database is asked.
pub fn on(database: Database, cases: impl Fn(&Scene, &mut Outcomes)) -> Vec<(String, Seen)> {
    let world = World::start(database);
    let scene = Scene::set(&world);
    let before = world.counts();
    let mut outcomes = Outcomes::default();
    cases(&scene, &mut outcomes);
    let wrong: Vec<_> = outcomes.wrong.iter().take(20).cloned().collect();
    assert!(wrong.is_empty(), "{database:?}, {} of {}:\n{}", outcomes.wrong.len(), outcomes.seen.len(), wrong.join("\n"));
    assert_eq!(before, world.counts(), "{database:?}: something was left behind");
    outcomes.seen
}

/// Every operation that reads a body.
pub fn with_body() -> Vec<Operation> {
    let found: Vec<_> = operations().into_iter().filter(|o| o.body.is_some()).collect();
    assert!(found.len() >= 8);
    found
}

/// One that reads a body for each method: for what does not hang on the operation.
pub fn one_of_each_method() -> Vec<Operation> {
    let all = with_body();
    ["POST", "PATCH"].iter().map(|method| all.iter().find(|o| o.method == *method).unwrap().clone()).collect()
}

/// Sends a body, as the owner of everything.
pub fn send(scene: &Scene, operation: &Operation, body: &[u8]) -> Answer {
    let (kind, _) = operation.body.as_ref().unwrap();
    scene.call(operation, "", &scene.owner.token).header("content-type", kind).bytes(body).send()
}

/// The accepted body with one more member, written as it stands.
pub fn with_member(scene: &Scene, operation: &Operation, name: &str, raw: &str) -> Vec<u8> {
    let mut body = (known_of(operation).body)(scene);
    body.as_object_mut().unwrap().remove(name);
    let rest = body.to_string();
    let rest = rest.trim_start_matches('{').trim_end_matches('}');
    let comma = if rest.is_empty() { "" } else { "," };
    format!("{{{}:{raw}{comma}{rest}}}", json!(name)).into_bytes()
}
