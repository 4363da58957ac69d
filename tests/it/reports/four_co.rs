//! The report on the Four Co's, and the counts behind it.

use crate::harness::{Database, Options, Organisation, World};
use diesel::prelude::*;
use fourco::initiatives::{CurrentCo, Initiative, counts, initiatives, set_current_cos};
use fourco::platform::db::Db;
use fourco::platform::http::Kind;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn report(world: &World, token: &str, query: &str) -> Value {
    world.get(&format!("/v1/reports/four-co{query}"), token).ok(200).json
}

/// Classifies past the service's own operation, whose rules are not the matter here.
fn classify(world: &World, id: &str, cos: &[&str]) {
    let current: Vec<CurrentCo> = cos.iter().map(|co| CurrentCo { co: (*co).into(), kind: None, weight: "secondary".into() }).collect();
    let id: fourco::platform::db::Id = id.parse().unwrap();
    let now = world.app.clock().now();
    upkeep(world, move |db| {
        let of: Initiative = initiatives::table.find(id).select(Initiative::as_select()).first(db)?;
        set_current_cos(db, &of, current.clone(), now)
    });
}

both!(
    fn the_map_of_a_portfolio_names_its_holes(world: &World) {
        let leeds = world.organisation("leeds");
        let made = |more: Value| world.initiative(&leeds, more)["id"].as_str().unwrap().to_owned();
        let empty = report(world, &leeds.token, "");
        assert_eq!((&empty["initiatives"], &empty["gaps"].as_array().unwrap().len()), (&json!(0), &12));
        let lab = made(json!({"service_area": "employment"}));
        let symposium = made(json!({"timing": "recent", "stage": "stopped", "service_area": "employment"}));
        made(json!({"timing": "potential", "stage": "idea"}));
        let part = made(json!({"relations": [{"relation": "part_of", "initiative_id": lab}]}));
        classify(world, &lab, &["co_delivery", "co_design"]);
        classify(world, &symposium, &["co_design"]);
        classify(world, &part, &["co_assessment"]);
        for side in ["public_service", "citizens"] {
            let body = json!({"side": side, "contributor": "A", "kind": "time"});
            world.post(&format!("/v1/initiatives/{lab}/contributions"), &leeds.token, &body).ok(201);
        }
        let found = report(world, &leeds.token, "");
        assert_eq!((&found["organisation_id"], &found["basis"], &found["complete"]), (&json!(leeds.id), &json!("portfolio"), &json!(true)));
        assert_eq!((&found["initiatives"], &found["parts"]), (&json!(3), &json!(1)), "parts are never counted twice");
        assert_eq!(found["cos"][1], json!({"co": "co_design", "initiatives": 2, "recent": 1, "current": 1, "potential": 0}));
        assert_eq!(found["unclassified"], json!({"initiatives": 1, "recent": 0, "current": 0, "potential": 1}));
        assert_eq!(
            found["cells"],
            json!([
                {"timing": "recent", "stage": "stopped", "co": "co_design", "initiatives": 1},
                {"timing": "current", "stage": "lab", "co": "co_design", "initiatives": 1},
                {"timing": "current", "stage": "lab", "co": "co_delivery", "initiatives": 1},
                {"timing": "potential", "stage": "idea", "co": null, "initiatives": 1},
            ])
        );
        let says: Vec<&str> = found["gaps"].as_array().unwrap().iter().map(|gap| gap["says"].as_str().unwrap()).collect();
        assert!(says.contains(&"No potential co-assessment initiative has been mapped.") && says.len() == 9, "{says:?}");
        assert_eq!(
            (&found["voice_and_action"]["voice_only"], &found["voice_and_action"]["both"], &found["voice_and_action"]["action_only"]),
            (&json!(1), &json!(1), &json!(0))
        );
        assert_eq!(
            found["service_areas"],
            json!([{"service_area": null, "initiatives": 1}, {"service_area": "employment", "initiatives": 2}])
        );
        assert_eq!(
            found["verdicts"],
            json!([{"verdict": "co_production", "initiatives": 1}, {"verdict": "not_co_production", "initiatives": 0}, {"verdict": "undetermined", "initiatives": 2}])
        );
        // The whole is withdrawn: its part counts for itself.
        let tag = world.get(&format!("/v1/initiatives/{lab}"), &leeds.token).etag();
        world.delete(&format!("/v1/initiatives/{lab}"), &leeds.token, &tag).ok(200);
        let found = report(world, &leeds.token, "");
        assert_eq!((&found["initiatives"], &found["parts"], &found["cos"][3]["initiatives"]), (&json!(3), &json!(0), &json!(1)));
    }
);

both!(
    fn of_another_organisation_only_what_is_published_is_counted(world: &World) {
        let (leeds, york) = (world.organisation("leeds"), world.organisation("york"));
        let made = |more: Value| world.initiative(&leeds, more)["id"].as_str().unwrap().to_owned();
        let open = made(json!({"published": true}));
        let hidden = made(json!({}));
        made(json!({"published": true, "relations": [{"relation": "part_of", "initiative_id": open}]}));
        made(json!({"published": true, "relations": [{"relation": "part_of", "initiative_id": hidden}]}));
        classify(world, &open, &["co_design"]);
        let query = format!("?organisation_id={}", leeds.id);
        let own = report(world, &leeds.token, &query);
        assert_eq!((&own["basis"], &own["initiatives"], &own["parts"]), (&json!("portfolio"), &json!(2), &json!(2)));
        assert_eq!(report(world, &world.operator(), &query), own);
        let others = report(world, &york.token, &query);
        assert_eq!((&others["basis"], &others["complete"]), (&json!("published"), &json!(true)));
        assert_eq!((&others["initiatives"], &others["parts"]), (&json!(2), &json!(1)), "what nobody else sees hides nothing");
        assert_eq!(others["cos"][1]["current"], json!(1));
        assert_eq!(report(world, &leeds.token, &format!("?organisation_id={}", york.id))["initiatives"], json!(0));
        let nobody = "?organisation_id=01890a5d-ac96-774b-bcce-b302099a8057";
        for token in [&york.token, &world.operator()] {
            world.get(&format!("/v1/reports/four-co{nobody}"), token).problem(404);
        }
        world.get("/v1/reports/four-co?organisation=1", &leeds.token).problem(400);
        world.get("/v1/reports/four-co", &world.token("leeds", "initiatives:read")).problem(403);

        let first = world.get("/v1/reports/four-co", &leeds.token);
        world.call("GET", "/v1/reports/four-co").token(&leeds.token).header("if-none-match", &first.etag()).send().ok(304);
        made(json!({}));
        world.call("GET", "/v1/reports/four-co").token(&leeds.token).header("if-none-match", &first.etag()).send().ok(200);
        let all = world.get("/v1/reports", &leeds.token).ok(200).json;
        assert_eq!(all["items"][0]["path"], json!("/v1/reports/four-co"));
    }
);

both!(
    fn the_report_is_a_picture_too(world: &World) {
        let (leeds, york) = (world.organisation("leeds"), world.organisation("york"));
        let made = |more: Value| world.initiative(&leeds, more)["id"].as_str().unwrap().to_owned();
        let open = made(json!({"published": true}));
        classify(world, &open, &["co_design"]);
        made(json!({"timing": "potential", "stage": "idea"}));
        let path = "/v1/reports/four-co.svg";
        let own = world.get(path, &leeds.token).ok(200);
        assert_eq!(own.header("content-type"), Some("image/svg+xml"));
        assert!(own.header("content-security-policy").unwrap().starts_with("default-src 'none'"), "{:?}", own.headers);
        assert!(own.text.starts_with("<svg ") && own.text.ends_with("</svg>\n") && !own.text.contains("<script"));
        assert!(own.text.contains("The Four Co's of Organisation leeds") && own.text.contains("2 initiatives."), "{}", own.text);
        for gap in report(world, &leeds.token, "")["gaps"].as_array().unwrap() {
            assert!(own.text.contains(gap["says"].as_str().unwrap()), "{gap}");
        }
        world.call("GET", path).token(&leeds.token).header("if-none-match", &own.etag()).send().ok(304);
        let of_leeds = format!("{path}?organisation_id={}", leeds.id);
        assert_eq!(world.get(&of_leeds, &world.operator()).ok(200).text, own.text);
        let others = world.get(&of_leeds, &york.token).ok(200);
        assert!(others.text.contains("1 initiative; published ones only.") && others.etag() != own.etag(), "{}", others.text);
        assert!(world.get(path, &york.token).ok(200).text.contains("0 initiatives."));
        world.get(&format!("{path}?organisation_id=01890a5d-ac96-774b-bcce-b302099a8057"), &york.token).problem(404);
        world.get(&format!("{path}?colour=red"), &york.token).problem(400);
        world.get(path, &world.token("leeds", "initiatives:read")).problem(403);
        // What it is called is part of what it shows.
        world.patch(&format!("/v1/organisations/{}", leeds.id), &leeds.token, "*", &json!({"name": "Leeds & <b>more</b>"})).ok(200);
        let renamed = world.call("GET", path).token(&leeds.token).header("if-none-match", &own.etag()).send().ok(200);
        assert!(renamed.text.contains("Leeds &amp; &lt;b&gt;more&lt;/b&gt;"), "{}", renamed.text);
    }
);

/// What the kept counts say, summed over their slots.
fn kept(world: &World) -> BTreeMap<(String, String, String), i64> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::Text)]
        organisation: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        dimension: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        cell: String,
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let mut db = fourco::platform::db::pool::connect(&world.place, true).unwrap();
    let query = "SELECT CAST(organisation_id AS text) AS organisation, dimension, cell, CAST(sum(n) AS bigint) AS n \
                 FROM initiative_counts GROUP BY organisation_id, dimension, cell";
    let rows = diesel::sql_query(query).load::<Count>(&mut db).unwrap();
    rows.into_iter().filter(|row| row.n != 0).map(|row| ((row.organisation, row.dimension, row.cell), row.n)).collect()
}

/// Does something to the database through the door for the service's own upkeep. Two that wait for
/// each other are told to come again, as any client is.
fn upkeep(world: &World, work: impl Fn(&mut Db) -> QueryResult<()> + Clone + Send + 'static) {
    for _ in 0..10 {
        let work = work.clone();
        match actix_web::rt::System::new().block_on(world.app.upkeep(move |db, _| Ok(work(db)?))) {
            Ok(()) => return,
            Err(problem) => assert_eq!(problem.kind(), Kind::Unavailable, "{problem}"),
        }
    }
    panic!("still busy");
}

/// A small generator of numbers, so that a failing run can be run again by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll(words.len())]
    }
}

const SEED: u64 = 20_260_301;

/// One random operation on a portfolio. What is refused changes nothing.
fn operate(world: &World, of: &Organisation, dice: &mut Dice, ids: &mut Vec<String>) {
    let some = |dice: &mut Dice, ids: &[String]| ids[dice.roll(ids.len())].clone();
    let areas = ["health", "housing", "employment"];
    let choice = if ids.len() < 4 { 0 } else { dice.roll(9) };
    if choice <= 1 {
        let potential = dice.roll(3) == 0;
        let mut body = json!({"title": "Some", "timing": if potential { "potential" } else { dice.pick(&["recent", "current"]) },
            "stage": if potential { "idea" } else { dice.pick(&["lab", "pilot", "scaling"]) }, "published": dice.roll(2) == 0});
        if dice.roll(2) == 0 {
            body["service_area"] = json!(dice.pick(&areas));
        }
        if !ids.is_empty() && dice.roll(2) == 0 {
            let whole = some(dice, ids);
            body["relations"] = json!([{"relation": dice.pick(&["part_of", "part_of", "succeeds"]), "initiative_id": whole}]);
        }
        let dry = if dice.roll(6) == 0 { "?dry_run=true" } else { "" };
        let made = world.post(&format!("/v1/initiatives{dry}"), &of.token, &body);
        if made.status == 201 {
            ids.push(made.id());
        }
        return;
    }
    let id = some(dice, ids);
    let at = format!("/v1/initiatives/{id}");
    let tag = world.get(&at, &of.token).etag();
    let good = |answer: crate::harness::Answer| assert!(answer.status < 500 || answer.status == 503, "{}", answer.text);
    match choice {
        2 => {
            let patch = match dice.roll(5) {
                0 => json!({"service_area": dice.pick(&areas)}),
                1 => json!({"service_area": null, "title": "Other"}),
                2 => json!({"behaviour_change": "effect", "behaviour_change_enabled": dice.roll(2) == 0}),
                3 => json!({"timing": dice.pick(&["recent", "current", "potential"])}),
                _ => json!({"relations": []}),
            };
            good(world.patch(&at, &of.token, &tag, &patch));
        }
        3 => {
            let whole = some(dice, ids);
            good(world.patch(&at, &of.token, &tag, &json!({"relations": [{"relation": "part_of", "initiative_id": whole}]})));
        }
        4 => {
            let stage = dice.pick(&["lab", "pilot", "scaling", "redesign", "stopped"]);
            let body = json!({"stage": stage, "since": "2026-06-01", "reason": "We learnt."});
            good(world.post(&format!("{at}/stages"), &of.token, &body));
        }
        5 | 6 => {
            let side = dice.pick(&["public_service", "citizens"]);
            good(world.post(&format!("{at}/contributions"), &of.token, &json!({"side": side, "contributor": "A", "kind": "time"})));
        }
        7 => {
            let parts = format!("{at}/contributions");
            if let Some(first) = world.get(&parts, &of.token).json["items"][0]["id"].as_str() {
                world.delete(&format!("{parts}/{first}"), &of.token, "\"1\"");
            }
        }
        _ if dice.roll(3) == 0 => {
            good(world.delete(&at, &of.token, &tag));
        }
        _ => {
            let all = ["co_commissioning", "co_design", "co_delivery", "co_assessment"];
            let cos: Vec<&str> = all.into_iter().filter(|_| dice.roll(3) == 0).collect();
            classify(world, &id, &cos);
        }
    }
}

/// Fails unless the kept counts are those of a count from scratch, and the report those of the
/// records as they are read one by one.
fn audit(world: &World, of: &Organisation) {
    let before = kept(world);
    let reported = report(world, &of.token, "");
    upkeep(world, |db| counts::fold(db).map(drop));
    assert_eq!((before.clone(), 0), (kept(world), world.count("initiative_counts WHERE slot <> 0")), "seed {SEED}");
    upkeep(world, counts::recount);
    assert_eq!(before, kept(world), "seed {SEED}");

    let mut living = BTreeMap::new();
    let exported = world.get(&format!("/v1/exports/initiatives?organisation_id={}", of.id), &of.token).ok(200).text;
    for line in exported.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        living.insert(row["id"].as_str().unwrap().to_owned(), row);
    }
    let (mut parts, mut verdicts, mut cos) = (0, BTreeMap::<String, i64>::new(), BTreeMap::<String, i64>::new());
    for (id, row) in &living {
        let wholes = row["relations"].as_array().unwrap().iter().filter(|r| r["relation"] == "part_of");
        if wholes.into_iter().any(|r| living.contains_key(r["initiative_id"].as_str().unwrap())) {
            parts += 1;
            continue;
        }
        let read = world.get(&format!("/v1/initiatives/{id}"), &of.token).ok(200).json;
        *verdicts.entry(read["co_production"]["verdict"].as_str().unwrap().into()).or_default() += 1;
        for co in row["four_co"].as_array().unwrap() {
            *cos.entry(co["co"].as_str().unwrap().into()).or_default() += 1;
        }
    }
    assert_eq!((reported["parts"].as_i64(), reported["initiatives"].as_i64()), (Some(parts), Some(living.len() as i64 - parts)));
    for one in reported["verdicts"].as_array().unwrap() {
        assert_eq!(one["initiatives"], json!(verdicts.get(one["verdict"].as_str().unwrap()).copied().unwrap_or_default()), "{one}");
    }
    for one in reported["cos"].as_array().unwrap() {
        assert_eq!(one["initiatives"], json!(cos.get(one["co"].as_str().unwrap()).copied().unwrap_or_default()), "{one}");
    }
}

both!(
    fn kept_counts_are_those_of_a_count_from_scratch_after_any_sequence_of_operations(world: &World) {
        let leeds = world.organisation("leeds");
        let (mut dice, mut ids) = (Dice(SEED), Vec::new());
        for _ in 0..3 {
            for _ in 0..60 {
                operate(world, &leeds, &mut dice, &mut ids);
            }
            audit(world, &leeds);
        }
        assert!(world.count("initiatives WHERE withdrawn_at IS NOT NULL") > 3 && world.count("initiative_wholes") > 3);
    }
);

both!(
    fn kept_counts_stay_true_when_many_write_at_once(world: &World) {
        let leeds = world.organisation("leeds");
        let mut ids = Vec::new();
        let mut dice = Dice(SEED);
        while ids.len() < 12 {
            operate(world, &leeds, &mut dice, &mut ids);
        }
        std::thread::scope(|scope| {
            for n in 0..6 {
                let (mut ids, leeds) = (ids.clone(), &leeds);
                scope.spawn(move || {
                    let mut dice = Dice(SEED + n);
                    for _ in 0..20 {
                        operate(world, leeds, &mut dice, &mut ids);
                    }
                });
            }
            scope.spawn(|| {
                for _ in 0..10 {
                    upkeep(world, |db| counts::fold(db).map(drop));
                    std::thread::sleep(std::time::Duration::from_millis(200));
                }
            });
        });
        audit(world, &leeds);
    }
);

fn counts_of_one_initiative_that_everybody_changes(database: Database) {
    let world = World::with(database, Options { connections: 6, ..Options::default() });
    let leeds = world.organisation("leeds");
    let id = world.initiative(&leeds, json!({}))["id"].as_str().unwrap().to_owned();
    let parts = format!("/v1/initiatives/{id}/contributions");
    std::thread::scope(|scope| {
        for n in 0..6 {
            let (world, leeds, id, parts) = (&world, &leeds, &id, &parts);
            scope.spawn(move || {
                let cos = ["co_commissioning", "co_design", "co_delivery", "co_assessment"];
                for step in 0..12 {
                    if n < 4 {
                        classify(world, id, &cos[(n + step) % 4..]);
                    } else {
                        let body = json!({"side": "citizens", "contributor": "A", "kind": "time"});
                        let made = world.post(parts, &leeds.token, &body).ok(201);
                        world.delete(&format!("{parts}/{}", made.id()), &leeds.token, "\"1\"").ok(200);
                    }
                }
            });
        }
    });
    audit(&world, &leeds);
}

#[test]
fn counts_stay_true_when_everybody_changes_one_initiative_on_sqlite() {
    counts_of_one_initiative_that_everybody_changes(Database::Sqlite);
}

#[test]
fn counts_stay_true_when_everybody_changes_one_initiative_on_postgres() {
    counts_of_one_initiative_that_everybody_changes(Database::Postgres);
}
