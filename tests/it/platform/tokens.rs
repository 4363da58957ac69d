//! Tokens: only a current one, of a key that is trusted now, for this service, opens anything; and a
//! refusal teaches nothing.

use super::forge::{Key, encode, hs256};
use crate::harness::{Options, World};
use fourco::platform::auth::Trust;
use fourco::platform::auth::development::DevelopmentKey;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::{Duration, Instant};

const ISSUER: &str = "https://login.example";
const AUDIENCE: &str = "fourco-test";

/// A service that believes the keys in a file.
struct Guarded {
    service: World,
    file: PathBuf,
}

impl Guarded {
    /// On the database of `world`, which must outlive it.
    fn open(world: &World, keys: &[&Key]) -> Self {
        let name = format!("fourco-jwks-{}-{}.json", std::process::id(), world.address.port());
        let file = std::env::temp_dir().join(name);
        std::fs::write(&file, set(keys)).unwrap();
        let trust = Trust { jwks_file: Some(file.clone()), issuer: ISSUER.into(), audience: AUDIENCE.into(), development: None };
        let key = DevelopmentKey::fleeting().unwrap();
        let service = World::trusting(world.database, world.place.clone(), Options::default(), key, trust);
        Guarded { service, file }
    }

    fn claims(&self) -> Value {
        let now = self.service.app.clock().now().seconds();
        json!({"iss": ISSUER, "aud": AUDIENCE, "sub": "client-1", "client_id": "client-1", "org": "operator", "iat": now - 5, "exp": now + 600,
               "scope": "organisations:read"})
    }

    fn with(&self, member: &str, value: Value) -> Value {
        let mut claims = self.claims();
        claims[member] = value;
        claims
    }

    /// Status, challenge and body of an answer, asked for with these lines in the head as they stand.
    fn ask(&self, lines: &str) -> (u16, String, Value) {
        let request = format!("GET /v1/organisations HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{lines}\r\n");
        let answer = self.service.raw(request.as_bytes());
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{lines:.100}: {answer}"));
        let challenge = head.lines().find_map(|line| line.strip_prefix("www-authenticate: ")).unwrap_or_default();
        let mut body: Value = serde_json::from_str(body).unwrap_or_default();
        if let Some(members) = body.as_object_mut() {
            members.remove("request_id");
        }
        (head[9..12].parse().unwrap(), challenge.to_owned(), body)
    }

    fn accepts(&self, token: &str) -> bool {
        match self.service.get("/v1/organisations", token).status {
            200 => true,
            401 => false,
            other => panic!("{other}"),
        }
    }

    fn replace(&self, text: &str) {
        // Written aside and renamed, as it should be done.
        let aside = self.file.with_extension("new");
        std::fs::write(&aside, text).unwrap();
        std::fs::rename(aside, &self.file).unwrap();
    }

    #[track_caller]
    fn soon(&self, what: &str, holds: impl Fn() -> bool) {
        let until = Instant::now() + Duration::from_secs(10);
        while !holds() {
            assert!(Instant::now() < until, "{what}: not within seconds");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}

fn set(keys: &[&Key]) -> String {
    json!({"keys": keys.iter().map(|key| key.jwk()).collect::<Vec<_>>()}).to_string()
}

fn without(mut claims: Value, member: &str) -> Value {
    claims.as_object_mut().unwrap().remove(member);
    claims
}

both!(
    fn good_tokens_of_each_algorithm_are_accepted(world: &World) {
        let keys = [Key::rsa("r"), Key::p256("p"), Key::ed("e")];
        let gate = Guarded::open(world, &[&keys[0], &keys[1], &keys[2]]);
        for key in &keys {
            let token = key.sign(&key.header(), &gate.claims());
            assert_eq!(gate.ask(&format!("authorization: Bearer {token}\r\n")).0, 200, "{}", key.algorithm());
            for scheme in ["bearer", "BEARER", "BeArEr"] {
                assert_eq!(gate.ask(&format!("authorization: {scheme} {token}\r\n")).0, 200, "{scheme}");
            }
            let mut header = key.header();
            for typ in ["AT+JWT", "application/at+jwt"] {
                header["typ"] = json!(typ);
                assert!(gate.accepts(&key.sign(&header, &gate.claims())), "{typ}");
            }
            let nameless = without(key.header(), "kid");
            assert!(gate.accepts(&key.sign(&nameless, &gate.claims())), "without a key's name every key of the algorithm is tried");
        }
        let key = &keys[1];
        for (what, claims) in [
            ("several audiences", gate.with("aud", json!(["https://other.example", AUDIENCE]))),
            ("clocks that differ a little", gate.with("nbf", json!(gate.claims()["iat"].as_i64().unwrap() + 10))),
            ("just ended", gate.with("exp", json!(gate.claims()["iat"].as_i64().unwrap() + 2))),
            ("more claims", gate.with("https://example.org/other", json!({"a": [1]}))),
        ] {
            assert!(gate.accepts(&key.sign(&key.header(), &claims)), "{what}");
        }
    }
);

both!(
    fn every_bad_token_is_refused_alike(world: &World) {
        let (rsa, p256, ed, foreign) = (Key::rsa("r"), Key::p256("p"), Key::ed("e"), Key::ed("e"));
        let gate = Guarded::open(world, &[&rsa, &p256, &ed]);
        let claims = gate.claims();
        let now = gate.service.app.clock().now().seconds();
        let good = ed.sign(&ed.header(), &claims);
        let parts: Vec<&str> = good.split('.').collect();
        let mut bad: Vec<(String, String)> = Vec::new();
        let mut add = |name: &str, token: String| bad.push((name.to_owned(), token));

        for (name, token) in [
            ("nothing", String::new()),
            ("one part", parts[0].into()),
            ("two parts", format!("{}.{}", parts[0], parts[1])),
            ("no signature", format!("{}.{}.", parts[0], parts[1])),
            ("four parts", format!("{good}.x")),
            ("padding", format!("{}=.{}.{}", parts[0], parts[1], parts[2])),
            ("another alphabet", good.replace('-', "+").replace('_', "/") + "+/"),
            ("a space inside", format!("{} .{}.{}", parts[0], parts[1], parts[2])),
            ("a signature cut short", good[..good.len() - 4].to_owned()),
            ("a signature of nought", format!("{}.{}.{}", parts[0], parts[1], encode(&[0; 64]))),
            ("other claims", format!("{}.{}.{}", parts[0], encode(gate.with("org", json!("leeds")).to_string().as_bytes()), parts[2])),
            ("a foreign key of the same name", foreign.sign(&foreign.header(), &claims)),
            ("9,000 characters", "a".repeat(9_000)),
            ("100,000 characters", format!("{}.{}.{}", parts[0], "a".repeat(100_000), parts[2])),
        ] {
            add(name, token);
        }
        for none in ["none", "None", "NONE", "nOnE", ""] {
            let header = encode(json!({"alg": none, "typ": "at+jwt", "kid": "e"}).to_string().as_bytes());
            add(&format!("algorithm {none}"), format!("{header}.{}.", parts[1]));
            add(&format!("algorithm {none} and a signature"), format!("{header}.{}.{}", parts[1], parts[2]));
        }
        let text = set(&[&rsa, &p256, &ed]);
        for key in [&rsa, &p256, &ed] {
            let jwk = key.jwk();
            let public = jwk["n"].as_str().or(jwk["x"].as_str()).unwrap();
            for secret in
                [text.as_bytes(), key.pem().as_bytes(), key.pem().trim().as_bytes(), public.as_bytes(), jwk.to_string().as_bytes(), b""]
            {
                add("HS256 with what is public", hs256(secret, key.kid, &claims));
            }
            for algorithm in
                ["RS256", "ES256", "EdDSA", "HS256", "RS384", "PS256", "ES384", "ES256K", "ES512", "Ed25519", "rs256", "RSA", "1"]
            {
                let mut header = key.header();
                header["alg"] = json!(algorithm);
                if algorithm != key.algorithm() {
                    add(&format!("{} key used with {algorithm}", key.algorithm()), key.sign(&header, &claims));
                    header["kid"] = json!("r");
                    add(&format!("{} key under another's name with {algorithm}", key.algorithm()), key.sign(&header, &claims));
                }
            }
        }
        let mut header = |name: &str, member: &str, value: Value| {
            let mut header = ed.header();
            header[member] = value;
            add(name, ed.sign(&header, &claims));
        };
        for value in [json!(["exp"]), json!(["nonsense"]), json!([]), json!(null), json!("exp"), json!({})] {
            header("critical extensions", "crit", value);
        }
        for value in [json!("JWT"), json!("jwt"), json!("id+jwt"), json!(""), json!(null), json!(1), json!(["at+jwt"]), json!(" at+jwt")] {
            header("another type", "typ", value);
        }
        for value in [json!("nonsense"), json!(""), json!(null), json!(1), json!(["e"]), json!("E"), json!("e ")] {
            header("an unknown key", "kid", value);
        }
        header("no algorithm", "alg", json!(null));
        let mut own = foreign.header();
        own["jwk"] = foreign.jwk();
        own["jku"] = json!("https://evil.example/jwks.json");
        add("a key of its own", foreign.sign(&own, &claims));
        add("no type", ed.sign(&without(ed.header(), "typ"), &claims));
        add("no algorithm", ed.sign(&without(ed.header(), "alg"), &claims));
        for (name, header, body) in [
            ("a header that is none", "nonsense".to_owned(), claims.to_string()),
            ("a header in a list", json!([ed.header()]).to_string(), claims.to_string()),
            ("claims that are none", ed.header().to_string(), "nonsense".to_owned()),
            ("claims in a list", ed.header().to_string(), json!([claims]).to_string()),
            ("claims of null", ed.header().to_string(), "null".to_owned()),
            ("no claims", ed.header().to_string(), "{}".to_owned()),
            (
                "an end beyond all numbers",
                ed.header().to_string(),
                claims.to_string().replace(&format!("\"exp\":{}", now + 600), "\"exp\":1e400"),
            ),
        ] {
            add(name, ed.sign_text(&header, &body));
        }
        for member in ["iss", "aud", "sub", "exp", "client_id", "org"] {
            add(&format!("no {member}"), ed.sign(&ed.header(), &without(claims.clone(), member)));
            for value in [json!(null), json!(true), json!({}), json!([]), json!([1]), json!(-1.5), json!(""), json!("a\0b")] {
                // A text that is no organisation's key is a matter of its own: see below.
                if member != "org" || !value.is_string() {
                    add(&format!("{member} {value}"), ed.sign(&ed.header(), &gate.with(member, value)));
                }
            }
        }
        for (member, value) in [
            ("iss", json!(format!("{ISSUER}/"))),
            ("iss", json!(ISSUER.to_uppercase())),
            ("iss", json!([ISSUER, "https://evil.example"])),
            ("aud", json!("other")),
            ("aud", json!(["other"])),
            ("aud", json!(format!("{AUDIENCE} other"))),
            ("exp", json!(now - 11)),
            ("exp", json!(0)),
            ("exp", json!(i64::MIN)),
            ("exp", json!((now + 600).to_string())),
            ("nbf", json!(now + 60)),
            ("nbf", json!("yesterday")),
            ("nbf", json!(null)),
            ("iat", json!(now + 60)),
            ("iat", json!("yesterday")),
        ] {
            add(&format!("{member} {value}"), ed.sign(&ed.header(), &gate.with(member, value)));
        }

        let (status, challenge, body) = gate.ask("");
        assert_eq!((status, challenge.as_str(), body["type"].as_str()), (401, "Bearer", Some("/problems/unauthenticated")));
        let refused = (401, "Bearer error=\"invalid_token\"".to_owned(), body);
        for (name, token) in &bad {
            assert_eq!(gate.ask(&format!("authorization: Bearer {token}\r\n")), refused, "{name}");
        }
        for whole in [
            "Bearer",
            "Bearer ",
            "",
            &good,
            "Basic dXNlcjpwYXNz",
            "Token x",
            &format!("Bearer{good}"),
            &format!("Bearer {good} x"),
            "\u{1F600}",
        ] {
            assert_eq!(gate.ask(&format!("authorization: {whole}\r\n")), refused, "{whole:.40}");
        }
        // Two headers: which one was meant?
        let line = format!("authorization: Bearer {good}\r\n");
        assert_eq!(gate.ask(&format!("{line}{line}")), refused);
        assert_eq!(gate.ask(&format!("authorization: Bearer bad\r\n{line}")), refused);
        let elsewhere = gate.service.call("GET", &format!("/v1/organisations?access_token={good}")).send();
        elsewhere.problem(401);
        // Beyond what a head may have, HTTP itself ends it.
        let raw = format!("GET /v1/organisations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\r\n", "a".repeat(1_000_000));
        let answer = gate.service.raw(raw.as_bytes());
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer:.200}");
        assert!(gate.accepts(&good), "and the good one is still good");
    }
);

both!(
    fn a_token_ends_when_it_says_so_and_when_the_clock_says_so(world: &World) {
        let key = Key::ed("e");
        let gate = Guarded::open(world, &[&key]);
        let token = key.sign(&key.header(), &gate.claims());
        assert!(gate.accepts(&token) && gate.accepts(&token), "remembered");
        gate.service.app.clock().shift(600 + 11);
        assert!(!gate.accepts(&token), "what is remembered ends too");
        gate.service.app.clock().shift(-3_600);
        assert!(!gate.accepts(&token), "and is not yet issued by a clock that was set back");
    }
);

both!(
    fn a_token_for_an_organisation_unknown_here_is_forbidden_until_it_is_known(world: &World) {
        let key = Key::ed("e");
        let gate = Guarded::open(world, &[&key]);
        for org in ["nobody", "Operator", "operator ", "' OR 1=1 --", "\u{202e}"] {
            let answer = gate.service.get("/v1/organisations", &key.sign(&key.header(), &gate.with("org", json!(org))));
            answer.problem(403);
        }
        // The same whatever else is wrong with the request.
        let token = key.sign(&key.header(), &gate.with("org", json!("nobody")));
        gate.service.call("GET", "/v1/organisations/01890a5d-ac96-774b-bcce-b302099a8057").token(&token).send().problem(403);
        let token = key.sign(&key.header(), &gate.with("org", json!("late")));
        gate.service.get("/v1/organisations", &token).problem(403);
        world.organisation("late");
        assert!(gate.accepts(&token));
    }
);

both!(
    fn keys_are_rotated_while_the_service_runs(world: &World) {
        let (old, new, third) = (Key::rsa("old"), Key::p256("new"), Key::ed("third"));
        let gate = Guarded::open(world, &[&old]);
        let of = |key: &Key| key.sign(&key.header(), &gate.claims());
        let (by_old, by_new, by_third) = (of(&old), of(&new), of(&third));
        assert!(gate.accepts(&by_old) && !gate.accepts(&by_new));
        gate.replace(&set(&[&old, &new]));
        gate.soon("a new key is believed", || gate.accepts(&by_new));
        assert!(gate.accepts(&by_old), "both overlap");
        gate.replace(&set(&[&new]));
        gate.soon("a removed key is refused, remembered tokens too", || !gate.accepts(&by_old));
        assert!(!gate.accepts(&key_token_again(&old, &gate)) && gate.accepts(&by_new));
        // What is not a set of keys locks nobody out.
        let private = json!({"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "x", "alg": "HS256"}]}).to_string();
        for broken in ["", "{", "nonsense", "{\"keys\": []}", "[]", private.as_str()] {
            gate.replace(broken);
            std::thread::sleep(Duration::from_millis(1_300));
            assert!(gate.accepts(&by_new) && gate.accepts(&key_token_again(&new, &gate)), "after {broken}");
        }
        std::fs::remove_file(&gate.file).unwrap();
        std::thread::sleep(Duration::from_millis(1_300));
        assert!(gate.accepts(&key_token_again(&new, &gate)), "after the file went away");
        gate.replace(&set(&[&third]));
        gate.soon("the mended file counts", || gate.accepts(&by_third));
        assert!(!gate.accepts(&by_new));
    }
);

/// A token that was not seen before.
fn key_token_again(key: &Key, gate: &Guarded) -> String {
    key.sign(&key.header(), &gate.with("jti", json!(Instant::now().elapsed().as_nanos().to_string() + &gate.service.address.to_string())))
}

both!(
    fn tokens_with_random_keys_cost_no_reading_and_harm_nobody(world: &World) {
        let key = Key::ed("e");
        let gate = Guarded::open(world, &[&key]);
        let good = key.sign(&key.header(), &gate.claims());
        for n in 0..300 {
            let mut header = key.header();
            header["kid"] = json!(format!("random-{n}"));
            assert!(!gate.accepts(&key.sign(&header, &gate.claims())));
        }
        assert!(gate.accepts(&good));
    }
);
