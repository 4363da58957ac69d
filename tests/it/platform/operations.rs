//! The operations of the generated document, as the tests walk them.

use fourco::openapi;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    pub id: String,
    pub method: String,
    /// The path with its parameters in braces.
    pub path: String,
    /// The scopes it needs; `None` when it is open to all.
    pub scopes: Option<Vec<String>>,
    /// The media type and the schema of its body.
    pub body: Option<(String, Value)>,
    /// Names and schemas of its query parameters.
    pub query: BTreeMap<String, Value>,
    /// Names and schemas of its path parameters.
    pub in_path: BTreeMap<String, Value>,
    /// Whether it wants `If-Match`.
    pub wants_condition: bool,
    /// The statuses that are documented for it.
    pub statuses: BTreeSet<u16>,
}

impl Operation {
    pub fn is_write(&self) -> bool {
        self.query.contains_key("dry_run")
    }

    /// The query with which it stores nothing.
    pub fn tried(&self) -> &'static str {
        if self.is_write() { "?dry_run=true" } else { "" }
    }

    /// Whether it changes a record that exists, and so needs a condition.
    pub fn is_change(&self) -> bool {
        self.is_write() && self.method != "POST"
    }

    /// The members of its body: pointer, schema, and whether it is required.
    pub fn members(&self) -> Vec<(String, Value, bool)> {
        let Some((_, schema)) = &self.body else { return Vec::new() };
        let schema = resolved(schema);
        let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let members = schema["properties"].as_object().into_iter().flatten();
        members.map(|(name, member)| (name.clone(), resolved(member), required.contains(&name.as_str()))).collect()
    }
}

/// Every operation of the document.
pub fn operations() -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in openapi::document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            found.push(read(path, method, operation));
        }
    }
    found
}

fn read(path: &str, method: &str, operation: &Value) -> Operation {
    let parameters = |place: &str| {
        let all = operation["parameters"].as_array().into_iter().flatten().filter(|p| p["in"] == place);
        all.map(|p| (p["name"].as_str().unwrap().to_owned(), resolved(&p["schema"]))).collect()
    };
    let contents = operation["requestBody"]["content"].as_object();
    Operation {
        id: operation["operationId"].as_str().unwrap().to_owned(),
        method: method.to_ascii_uppercase(),
        path: path.to_owned(),
        scopes: operation["security"][0]["bearer"].as_array().map(|all| all.iter().map(|s| s.as_str().unwrap().to_owned()).collect()),
        body: contents.and_then(|c| c.iter().next()).map(|(kind, content)| (kind.clone(), content["schema"].clone())),
        query: parameters("query"),
        in_path: parameters("path"),
        wants_condition: operation["parameters"].as_array().into_iter().flatten().any(|p| p["name"] == "If-Match"),
        statuses: operation["responses"].as_object().unwrap().keys().map(|status| status.parse().unwrap()).collect(),
    }
}

/// The schema itself, where it is a reference or may be null.
pub fn resolved(schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        return resolved(&openapi::document()["components"]["schemas"][name]);
    }
    for word in ["oneOf", "anyOf"] {
        if let Some(branch) = schema[word].as_array().and_then(|all| all.iter().find(|b| b["type"] != "null")) {
            return resolved(branch);
        }
    }
    schema.clone()
}

/// Whether the schema's values are of this type.
pub fn is(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind || schema["type"].as_array().is_some_and(|all| all.iter().any(|k| k == kind))
}
