//! Examples of whole bodies, put together from those of their members.

use serde_json::{Map, Value};

/// Adds an example to a request's or an answer's content that has none.
pub fn add_example(content: &mut Value, schemas: &Value) {
    if content.get("example").is_none()
        && content.get("examples").is_none()
        && let Some(example) = example_of(&content["schema"], schemas, 0)
    {
        content["example"] = example;
    }
}

/// An example of a schema, put together from those of its members.
pub fn example_of(schema: &Value, schemas: &Value, depth: usize) -> Option<Value> {
    if depth > 32 {
        return None;
    }
    if let Some(example) = schema.get("example").or_else(|| schema["examples"].get(0)) {
        return Some(example.clone());
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        return example_of(&schemas[name], schemas, depth + 1);
    }
    for word in ["oneOf", "anyOf"] {
        if let Some(branches) = schema[word].as_array() {
            let real = branches.iter().filter(|b| b["type"] != "null");
            return real.filter_map(|branch| example_of(branch, schemas, depth + 1)).next();
        }
    }
    if let Some(first) = schema["enum"].get(0) {
        return Some(first.clone());
    }
    let is = |kind: &str| schema["type"] == kind || schema["type"].as_array().is_some_and(|all| all.iter().any(|k| k == kind));
    if is("object") && schema["properties"].is_object() {
        let mut example = Map::new();
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(value) = example_of(member, schemas, depth + 1) {
                example.insert(name.clone(), value);
            }
        }
        return Some(Value::Object(example));
    }
    if is("array") {
        return Some(Value::Array(example_of(&schema["items"], schemas, depth + 1).into_iter().collect()));
    }
    if is("boolean") {
        return Some(Value::Bool(true));
    }
    if is("null") || is("object") {
        return None;
    }
    schema.get("default").cloned()
}
