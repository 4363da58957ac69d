//! Who may do what: every operation of the document, as everybody.

use super::operations::{Operation, operations};
use super::scene::{CALLERS, KNOWN, Scene, known_of};
use crate::harness::every_scope;
use fourco::platform::auth::Scope;
use serde_json::json;
use std::collections::BTreeSet;

fn secured() -> Vec<Operation> {
    operations().into_iter().filter(|o| o.scopes.is_some()).collect()
}

/// Whether the operation is about one initiative.
fn of_initiative(operation: &Operation) -> bool {
    operation.path.starts_with("/v1/initiatives/{id}")
}

#[test]
fn the_table_and_the_document_have_the_same_operations() {
    let documented: BTreeSet<String> = secured().into_iter().map(|o| o.id).collect();
    let known: BTreeSet<String> = KNOWN.iter().map(|k| k.id.to_owned()).collect();
    assert_eq!(known.len(), KNOWN.len(), "an operation is in KNOWN twice");
    let missing: Vec<_> = documented.difference(&known).collect();
    let gone: Vec<_> = known.difference(&documented).collect();
    assert!(missing.is_empty() && gone.is_empty(), "add to KNOWN: {missing:?}; remove from it: {gone:?}");
    // What is open to all is open by decision.
    let open: Vec<String> = operations().into_iter().filter(|o| o.scopes.is_none()).map(|o| o.id).collect();
    assert_eq!(open, ["livez", "readyz"]);
}

both!(
    fn every_operation_answers_each_caller_as_the_table_says(world: &World) {
        let scene = Scene::set(world);
        let before = world.counts();
        let mut wrong = Vec::new();
        for operation in secured() {
            for ((caller, organisation), want) in CALLERS.iter().zip(scene.callers()).zip(known_of(&operation).may) {
                let answer = scene.whole(&operation, operation.tried(), &organisation.token).send();
                if answer.status != want || !operation.statuses.contains(&want) {
                    wrong.push(format!("{} as {caller}: {} instead of {want}: {:.200}", operation.id, answer.status, answer.text));
                }
                if want >= 400 {
                    answer.problem(answer.status);
                }
            }
            let answer = scene.whole(&operation, operation.tried(), &world.operator()).send();
            if answer.status != 200 {
                wrong.push(format!("{} as the operator: {} {:.200}", operation.id, answer.status, answer.text));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(before, world.counts(), "trying stores nothing");
    }
);

both!(
    fn nobody_does_anything_without_a_token_or_its_scope(world: &World) {
        let scene = Scene::set(world);
        let before = world.counts();
        for operation in secured() {
            let path = scene.path(&operation);
            // Whatever else is wrong with the request, and with nothing else wrong.
            for bare in [world.call(&operation.method, &path), world.call(&operation.method, &format!("{path}?nonsense=1")).bytes(b"{")] {
                let answer = bare.send();
                assert_eq!(answer.problem(401).header("www-authenticate"), Some("Bearer"), "{}", operation.id);
            }
            let needed = operation.scopes.clone().unwrap();
            let others: Vec<&str> = Scope::ALL.iter().map(|s| s.name()).filter(|name| !needed.iter().any(|n| n == name)).collect();
            let token = world.token("owner", &others.join(" "));
            let answer = scene.whole(&operation, operation.tried(), &token).send();
            if needed.is_empty() {
                assert_eq!(answer.status, 200, "{} needs no scope: {}", operation.id, answer.text);
                continue;
            }
            assert!(answer.problem(403).header("www-authenticate").unwrap().contains(&needed[0]), "{}", operation.id);
            // The scope alone is enough, but is for nothing else.
            let alone = scene.whole(&operation, operation.tried(), &world.token("owner", &needed[0])).send();
            assert_eq!(alone.status, 200, "{} with its scope alone: {}", operation.id, alone.text);
            assert_eq!(needed[0].ends_with(":write"), operation.is_write(), "{}: {needed:?}", operation.id);
            // A scope's name is itself, not what it begins with.
            for near in [needed[0].to_uppercase(), format!("{}x", needed[0]), format!("x{}", needed[0]), needed[0].replace(':', ".")] {
                scene.whole(&operation, operation.tried(), &world.token("owner", &near)).send().problem(403);
            }
        }
        assert_eq!(before, world.counts());
    }
);

both!(
    fn what_is_published_is_read_by_all_and_changed_by_nobody_else(world: &World) {
        let scene = Scene::set(world);
        let at = format!("/v1/initiatives/{}", scene.initiative());
        world.patch(&at, &scene.owner.token, "*", &json!({"published": true})).ok(200);
        for operation in secured().iter().filter(|o| of_initiative(o)) {
            let answer = scene.whole(operation, operation.tried(), &scene.stranger.token).send();
            let want = if operation.is_write() { 403 } else { 200 };
            assert_eq!(answer.status, want, "{}: {}", operation.id, answer.text);
        }
    }
);

both!(
    fn what_is_withdrawn_is_gone_for_those_who_saw_it(world: &World) {
        let scene = Scene::set(world);
        let at = format!("/v1/initiatives/{}", scene.initiative());
        world.delete(&at, &scene.owner.token, "*").ok(200);
        let before = world.counts();
        for operation in secured().iter().filter(|o| of_initiative(o)) {
            for (caller, organisation) in CALLERS.iter().zip(scene.callers()) {
                let answer = scene.whole(operation, "", &organisation.token).send();
                let want: &[u16] = match (*caller, operation.id.as_str()) {
                    ("stranger", _) => &[404],
                    // Withdrawing twice is harmless, for those who may.
                    ("owner", "withdraw_initiative") => &[200],
                    (_, "withdraw_initiative") => &[403],
                    _ => &[410],
                };
                assert!(want.contains(&answer.status), "{} as {caller}: {} {}", operation.id, answer.status, answer.text);
            }
        }
        assert_eq!(before, world.counts());
    }
);

both!(
    fn a_partner_that_left_is_a_stranger_again(world: &World) {
        let scene = Scene::set(world);
        let partners = format!("/v1/initiatives/{}/partners", scene.initiative());
        for partner in world.get(&partners, &scene.owner.token).json["items"].as_array().unwrap() {
            let at = format!("{partners}/{}", partner["id"].as_str().unwrap());
            world.delete(&at, &scene.owner.token, "*").ok(200);
        }
        for operation in secured().iter().filter(|o| of_initiative(o)) {
            for organisation in [&scene.viewer, &scene.contributor, &scene.assessor] {
                let answer = scene.whole(operation, operation.tried(), &organisation.token).send();
                assert_eq!(answer.status, 404, "{} as {}: {}", operation.id, organisation.key, answer.text);
            }
        }
    }
);

both!(
    fn parts_of_another_initiative_are_not_found_in_this_one(world: &World) {
        let scene = Scene::set(world);
        let other = world.initiative(&scene.owner, json!({}))["id"].as_str().unwrap().to_owned();
        for operation in secured().iter().filter(|o| of_initiative(o) && o.in_path.len() > 1) {
            let path = scene.path_with(operation, "id", &other);
            let call = world.call(&operation.method, &path).token(&scene.owner.token).header("if-match", "*");
            let answer = match &operation.body {
                Some((kind, _)) => {
                    call.header("content-type", kind).bytes((known_of(operation).body)(&scene).to_string().as_bytes()).send()
                }
                None => call.send(),
            };
            assert_eq!(answer.status, 404, "{}: {}", operation.id, answer.text);
        }
    }
);

#[test]
fn every_scope_is_needed_somewhere() {
    let needed: BTreeSet<String> = secured().into_iter().flat_map(|o| o.scopes.unwrap()).collect();
    let idle: Vec<&str> = Scope::ALL.iter().filter(|s| **s != Scope::Operator).map(|s| s.name()).filter(|s| !needed.contains(*s)).collect();
    assert!(idle.iter().all(|scope| every_scope(false).contains(scope)));
    assert!(idle.is_empty(), "no operation needs {idle:?}");
}
