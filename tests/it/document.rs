//! The document: committed, whole, and true.

use fourco::openapi;

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let committed = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/fourco.v1.json")).unwrap();
    assert!(committed == openapi::text(), "openapi/fourco.v1.json has drifted: run `cargo run -- openapi > openapi/fourco.v1.json`");
}

#[test]
fn every_operation_has_an_id_a_summary_a_description_and_its_problems() {
    let paths = openapi::document()["paths"].as_object().unwrap();
    let mut ids = std::collections::BTreeSet::new();
    let mut count = 0;
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            count += 1;
            let at = format!("{method} {path}");
            let id = operation["operationId"].as_str().unwrap_or_default();
            assert!(!id.is_empty() && ids.insert(id.to_owned()), "{at}: operation id {id}");
            assert!(operation["summary"].as_str().is_some_and(|s| !s.is_empty()), "{at}: summary");
            assert!(operation["description"].as_str().is_some_and(|s| !s.is_empty()), "{at}: description");
            assert!(operation["responses"]["500"].is_object() && operation["responses"]["400"].is_object(), "{at}: problems");
            if path.starts_with("/v1/") {
                assert!(operation["security"].is_array() && operation["responses"]["401"].is_object(), "{at}: security");
            }
        }
    }
    assert!(count > 15);
}

#[test]
fn every_member_has_a_description_and_an_example() {
    let schemas = openapi::document()["components"]["schemas"].as_object().unwrap();
    let mut missing = Vec::new();
    for (name, schema) in schemas {
        for (member, inner) in schema["properties"].as_object().into_iter().flatten() {
            let described = |value: &serde_json::Value| value["description"].as_str().is_some_and(|d| !d.is_empty());
            if !described(inner) {
                missing.push(format!("{name}.{member}: description"));
            }
            if !has_example(inner, schemas) {
                missing.push(format!("{name}.{member}: example"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

fn has_example(schema: &serde_json::Value, schemas: &serde_json::Map<String, serde_json::Value>) -> bool {
    let named = |value: &serde_json::Value| value["$ref"].as_str().and_then(|r| r.rsplit('/').next().map(str::to_owned));
    if schema.get("example").is_some()
        || schema.get("examples").is_some()
        || schema.get("enum").is_some()
        || schema.get("default").is_some()
    {
        return true;
    }
    if schema["type"] == "boolean" || schema["type"].as_array().is_some_and(|t| t.iter().any(|k| k == "boolean")) {
        return true;
    }
    if let Some(name) = named(schema) {
        // An object's example is put together from its members, which are checked themselves.
        return schemas.get(&name).is_some_and(|target| target["properties"].is_object() || has_example(target, schemas));
    }
    for word in ["oneOf", "anyOf"] {
        if let Some(branches) = schema[word].as_array() {
            return branches.iter().any(|branch| branch["type"] != "null" && has_example(branch, schemas));
        }
    }
    if schema["items"].is_object() {
        return has_example(&schema["items"], schemas);
    }
    schema["properties"].is_object()
}

/// Two types of one name would silently become one schema.
#[test]
fn no_two_documented_types_share_a_name() {
    let mut names = std::collections::BTreeMap::<String, String>::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let mut documented = false;
            for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
                documented |= line.starts_with("#[derive(") && line.contains("ToSchema");
                let named = ["pub struct ", "pub enum "].iter().find_map(|word| line.strip_prefix(word));
                let Some(rest) = named else { continue };
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
                // A code list is declared as `pub enum Name: "list", …`.
                if documented || rest[name.len()..].trim_start().starts_with(": \"") {
                    let earlier = names.insert(name.clone(), path.display().to_string());
                    assert_eq!(earlier, None, "{name} is also in {}", path.display());
                }
                documented = false;
            }
        }
    }
    assert!(names.len() > 100, "{} names found", names.len());
}
