//! Whole exports.

use crate::harness::{Database, Options, Organisation, World};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::time::Duration;

fn lines(world: &World, path: &str, token: &str) -> Vec<Value> {
    let answer = world.get(path, token).ok(200);
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    answer.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Many initiatives with a few contributions each, past the service.
fn fill(world: &World, of: &Organisation, number: u32, description: usize) {
    let (series, id, moment) = match world.database {
        Database::Postgres => (
            format!("generate_series(1, {number}) s(i)"),
            "('01890a5d-ac96-7000-8000-' || lpad(i::text, 12, '0'))::uuid",
            "'2026-01-01T00:00:00Z'::timestamptz",
        ),
        Database::Sqlite => (
            format!("(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number}) SELECT i FROM n) s"),
            "'01890a5d-ac96-7000-8000-' || substr('000000000000' || i, -12)",
            "'2026-01-01T00:00:00.000000Z'",
        ),
    };
    let text = "x".repeat(description);
    world.sql(&format!(
        "INSERT INTO initiatives (id, version, parts_version, created_at, updated_at, four_co, public_service_contributions, \
             citizen_contributions, lead_organisation_id, title, description, localities, timing, stage, participation, citizen_roles, \
             public_service_roles, public_value_roles, relations, published, search_text) \
         SELECT {id}, 1, 0, {moment}, {moment}, '[]', 0, 0, '{}', 'Number ' || i, '{text}', '[]', 'current', 'lab', 'voluntary', '[]', '[]', '[]', \
             '[]', {published}, '' FROM {series}; \
         INSERT INTO contributions (id, initiative_id, version, created_at, updated_at, recorded_by_id, side, contributor, kind) \
         SELECT {id}, {id}, 1, {moment}, {moment}, '{}', 'citizens', 'Neighbours', 'time' FROM {series} WHERE i % 3 > 0;",
        of.id,
        of.id,
        published = if world.database == Database::Postgres { "false" } else { "0" },
    ));
}

both!(
    fn an_export_has_every_record_once_with_all_the_members_that_lists_show(world: &World) {
        let leeds = world.organisation("leeds");
        fill(world, &leeds, 1_700, 10);
        let full = world.initiative(
            &leeds,
            json!({
                "key": "lab-4", "title": "Tea \"and\" cake, \u{e4}\u{1f375}", "description": "=1+1\nsecond line", "service_area": "health",
                "localities": ["E08000035", "E08000025"], "starts_on": "2026-01-10", "ends_on": "2026-12-31", "timing": "recent", "stage": "pilot",
                "formality": "practice", "participation": "mandated", "mandate": {"justification": "A court order.", "ends_on": "2026-06-30"},
                "initiation": "joint", "benefit_level": "group", "citizen_roles": ["service_user"], "public_service_roles": ["manager", "politician"],
                "formal_service": true, "knowledge_domain": "complex", "behaviour_change": "both", "behaviour_change_enabled": false,
                "civil_society_link": "both", "public_value_roles": ["resilience"], "published": true
            }),
        );
        let id = full["id"].as_str().unwrap();
        let gone = world.initiative(&leeds, json!({}));
        world.delete(&format!("/v1/initiatives/{}", gone["id"].as_str().unwrap()), &leeds.token, "\"1\"").ok(200);
        let parts = format!("/v1/initiatives/{id}/contributions");
        let contribution = json!({"side": "citizens", "contributor": "Neighbours", "kind": "time", "unit": "hours", "agreed_amount": 40.5,
            "agreed_on": "2026-01-10", "delivered_amount": -0.000000001, "delivered_on": "2026-02-01", "people": 8, "organisation_id": leeds.id});
        let contribution = match world.post(&parts, &leeds.token, &contribution) {
            refused if refused.status == 422 => {
                let mut good = contribution.clone();
                good["delivered_amount"] = json!(0.000000001);
                world.post(&parts, &leeds.token, &good).ok(201)
            }
            made => made.ok(201),
        };
        let one_more =
            world.post(&parts, &leeds.token, &json!({"side": "public_service", "contributor": "Staff", "kind": "skills"})).ok(201);
        world.delete(&format!("{parts}/{}", one_more.id()), &leeds.token, "\"1\"").ok(200);

        let mut listed = Vec::new();
        let mut path = "/v1/initiatives?sort=created_at&limit=200".to_owned();
        loop {
            let page = world.get(&path, &leeds.token).ok(200).json;
            listed.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => path = format!("/v1/initiatives?sort=created_at&limit=200&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(listed.len(), 1_701);
        assert_eq!(lines(world, "/v1/exports/initiatives", &leeds.token), listed);
        assert_eq!(lines(world, "/v1/exports/initiatives", &world.operator()), listed);
        assert_eq!(lines(world, &format!("/v1/exports/initiatives?organisation_id={}", leeds.id), &leeds.token), listed);

        let contributions = lines(world, "/v1/exports/contributions", &leeds.token);
        assert_eq!(contributions.len(), 1_700 * 2 / 3 + 2, "the withdrawn one is not among them");
        let ids: std::collections::BTreeSet<&str> = contributions.iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), contributions.len());
        let mut wanted = world.get(&parts, &leeds.token).json["items"][0].clone();
        assert_eq!(wanted["id"], json!(contribution.id()));
        assert_eq!(contributions.last().map(Value::to_string), Some(wanted.take().to_string()));
        assert_eq!(lines(world, "/v1/exports/contributions", &world.operator()), contributions);
    }
);

both!(
    fn contributions_of_one_initiative_may_fill_several_pieces(world: &World) {
        let leeds = world.organisation("leeds");
        fill(world, &leeds, 3, 0);
        let (series, id) = match world.database {
            Database::Postgres => ("generate_series(1, 4500) s(i)", "('01890a5d-ac96-7001-8000-' || lpad(i::text, 12, '0'))::uuid"),
            Database::Sqlite => (
                "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500) SELECT i FROM n) s",
                "'01890a5d-ac96-7001-8000-' || substr('000000000000' || i, -12)",
            ),
        };
        world.sql(&format!(
            "INSERT INTO contributions (id, initiative_id, version, created_at, updated_at, recorded_by_id, side, contributor, kind) \
             SELECT {id}, c.initiative_id, 1, c.created_at, c.updated_at, c.recorded_by_id, 'citizens', 'Neighbours', 'time' \
             FROM contributions c, {series} WHERE c.initiative_id = '01890a5d-ac96-7000-8000-000000000001'"
        ));
        for token in [&leeds.token, &world.operator()] {
            let all = lines(world, "/v1/exports/contributions", token);
            let ids: std::collections::BTreeSet<&str> = all.iter().map(|one| one["id"].as_str().unwrap()).collect();
            assert_eq!((all.len(), ids.len()), (4_502, 4_502));
        }
    }
);

both!(
    fn an_export_shows_what_its_reader_may_see_and_is_narrowed(world: &World) {
        let (leeds, york, hull) = (world.organisation("leeds"), world.organisation("york"), world.organisation("hull"));
        let made = |of: &Organisation, more: Value| world.initiative(of, more)["id"].as_str().unwrap().to_owned();
        let own = made(&leeds, json!({"title": "Own", "timing": "potential", "stage": "idea"}));
        let shared = made(&leeds, json!({"title": "Shared", "published": true}));
        let open = made(&leeds, json!({"title": "Open", "published": true, "stage": "pilot"}));
        made(&york, json!({"title": "York"}));
        world.partner(&leeds, &shared, &york, "viewer");
        for id in [&own, &shared, &open] {
            world
                .post(
                    &format!("/v1/initiatives/{id}/contributions"),
                    &leeds.token,
                    &json!({"side": "citizens", "contributor": "A", "kind": "time"}),
                )
                .ok(201);
        }
        let titles = |token: &str, query: &str| {
            let all = lines(world, &format!("/v1/exports/initiatives?{query}"), token);
            all.iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(titles(&leeds.token, ""), ["Own", "Shared", "Open"]);
        assert_eq!(titles(&york.token, ""), ["Shared", "Open", "York"], "a published one it is a partner in comes once");
        assert_eq!(titles(&york.token, &format!("organisation_id={}", leeds.id)), ["Shared", "Open"]);
        assert_eq!(titles(&york.token, &format!("organisation_id={}", york.id)), ["York"]);
        assert_eq!(titles(&hull.token, ""), ["Shared", "Open"]);
        assert_eq!(titles(&world.operator(), ""), ["Own", "Shared", "Open", "York"]);
        assert_eq!(titles(&world.operator(), &format!("organisation_id={}", york.id)), ["York"]);
        assert_eq!(titles(&leeds.token, "timing=potential"), ["Own"]);
        assert_eq!(titles(&york.token, "stage=pilot"), ["Open"]);
        assert_eq!(titles(&leeds.token, "updated_since=2999-01-01T00:00:00Z"), [""; 0]);
        let parts = |token: &str, query: &str| lines(world, &format!("/v1/exports/contributions?{query}"), token).len();
        assert_eq!([parts(&leeds.token, ""), parts(&york.token, ""), parts(&hull.token, ""), parts(&world.operator(), "")], [3, 2, 2, 3]);
        assert_eq!([parts(&leeds.token, "stage=pilot"), parts(&york.token, "updated_since=2999-01-01T00:00:00Z")], [1, 0]);

        world.get("/v1/exports/secrets", &leeds.token).problem(404);
        world.get("/v1/exports/initiatives?limit=5", &leeds.token).problem(400);
        world.get("/v1/exports/initiatives?format=xml", &leeds.token).problem(400);
        world.get("/v1/exports/initiatives", &world.token("leeds", "initiatives:read")).problem(403);
    }
);

both!(
    fn a_spreadsheet_gets_csv_in_which_nothing_is_a_formula(world: &World) {
        let leeds = world.organisation("leeds");
        let title = "=HYPERLINK(\"http://x\",\"y\")";
        world.initiative(&leeds, json!({"title": title, "description": "two\r\nlines, and a comma", "citizen_roles": ["service_user"]}));
        for (accept, query) in [("text/csv", ""), ("application/x-ndjson", "?format=csv")] {
            let answer = world.call("GET", &format!("/v1/exports/initiatives{query}")).token(&leeds.token).header("accept", accept).send();
            let answer = answer.ok(200);
            assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
            assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"initiatives.csv\""));
            let (header, rows) = answer.text.split_once("\r\n").unwrap();
            assert!(header.starts_with("id,version,parts_version,created_at,") && header.ends_with(",relations,published"), "{header}");
            assert!(rows.contains(",\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",\"two\r\nlines, and a comma\","), "{rows}");
            assert!(rows.contains(",\"[\"\"service_user\"\"]\",") && rows.ends_with(",[],false\r\n"), "{rows}");
        }
        let empty = world.get("/v1/exports/contributions?format=csv", &leeds.token).ok(200);
        assert!(empty.text.starts_with("id,initiative_id,") && empty.text.ends_with(",people\r\n"), "a header and no row");
    }
);

/// Opens an export over a plain connection and reads only a little of it.
fn half_read(world: &World, token: &str) -> std::net::TcpStream {
    let mut stream = std::net::TcpStream::connect(world.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!("GET /v1/exports/initiatives HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut some = [0; 4_096];
    stream.read_exact(&mut some).unwrap();
    assert!(some.starts_with(b"HTTP/1.1 200"));
    stream
}

fn an_export_that_fails_on_its_way(database: Database) {
    let world = World::with(database, Options { connections: 1, ..Options::default() });
    let leeds = world.organisation("leeds");
    fill(&world, &leeds, 8_000, 8_000);
    let mut stream = half_read(&world, &leeds.token);
    // One connection in all, and a reader who does not read: others are answered all the same.
    std::thread::sleep(Duration::from_millis(300));
    world.get("/v1/initiatives?limit=1", &leeds.token).ok(200);
    world.sql("ALTER TABLE initiatives RENAME TO elsewhere");
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(rest.len() < 60_000_000, "the export is not whole");
    assert!(!rest.ends_with(b"\r\n0\r\n\r\n"), "and does not say it is");
}

#[test]
fn an_export_that_fails_on_its_way_breaks_off_on_sqlite() {
    an_export_that_fails_on_its_way(Database::Sqlite);
}

#[test]
fn an_export_that_fails_on_its_way_breaks_off_on_postgres() {
    an_export_that_fails_on_its_way(Database::Postgres);
}

both!(
    fn a_reader_who_leaves_and_one_who_only_asks_for_the_head_disturb_nobody(world: &World) {
        let leeds = world.organisation("leeds");
        fill(world, &leeds, 3_000, 3_000);
        drop(half_read(world, &leeds.token));
        let head = world.call("HEAD", "/v1/exports/initiatives").token(&leeds.token).send().ok(200);
        assert_eq!((head.header("content-type"), head.text.as_str()), (Some("application/x-ndjson"), ""));
        assert_eq!(lines(world, "/v1/exports/initiatives", &leeds.token).len(), 3_000);
    }
);
