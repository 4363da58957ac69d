//! What every client may rely on, whatever the room.

use serde_json::json;

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
