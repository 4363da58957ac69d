//! Adds to the collected document what every operation has in common, so that no room repeats it.

use super::examples::{add_example, example_of};
use crate::platform::auth::Scope;
use crate::platform::http::problem::ProblemDetails;
use crate::platform::http::{Fault, Kind};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use utoipa::{PartialSchema, ToSchema};

/// The finished document.
pub fn finish(mut document: Value) -> Value {
    document["openapi"] = json!("3.1.0");
    document["info"] = info();
    document["servers"] = json!([{"url": "/", "description": "This service."}]);
    document["tags"] = tags(&document);
    components(&mut document);
    let schemas = document["components"]["schemas"].clone();
    for (_, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            finish_operation(method, operation, &schemas);
        }
    }
    without_unused(rename_pages(document))
}

/// Leaves out components that nothing refers to.
fn without_unused(mut document: Value) -> Value {
    loop {
        let mut used = BTreeSet::new();
        references(&document["paths"], &mut used);
        references(&document["components"]["schemas"], &mut used);
        let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return document };
        let before = schemas.len();
        schemas.retain(|name, _| used.contains(name));
        if schemas.len() == before {
            return document;
        }
    }
}

fn references(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(name) = members.get("$ref").and_then(Value::as_str).and_then(|to| to.rsplit('/').next()) {
                used.insert(name.to_owned());
            }
            members.values().for_each(|member| references(member, used));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, used)),
        _ => {}
    }
}

fn info() -> Value {
    json!({
        "title": "Fourco",
        "version": env!("CARGO_PKG_VERSION"),
        "summary": "Co-production initiatives, the Four Co's, outcomes and public governance principles.",
        "description": include_str!("description.md"),
        "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        "contact": {"name": "The operator of this service"},
    })
}

const TAGS: &[(&str, &str)] = &[
    ("vocabularies", "Code lists with labels, definitions and sources."),
    ("organisations", "Councils, charities and partnerships."),
    ("initiatives", "Initiatives, their partners, contributions and stages."),
    ("four-co", "The Four Co's: taxonomy, suggestions from text, classifications."),
    ("outcomes", "Outcomes, indicators, periods and assessments."),
    ("governance", "Public governance principles, their criteria and checks."),
    ("public-value", "The balance of outcomes and principles."),
    ("reports", "Aggregates, exports and the change feed."),
    ("platform", "The service itself."),
];

fn tags(document: &Value) -> Value {
    let used: BTreeSet<&str> = document["paths"]
        .as_object()
        .into_iter()
        .flatten()
        .flat_map(|(_, item)| item.as_object().into_iter().flatten())
        .filter_map(|(_, operation)| operation["tags"][0].as_str())
        .collect();
    TAGS.iter().filter(|(name, _)| used.contains(name)).map(|(name, text)| json!({"name": name, "description": text})).collect()
}

fn components(document: &mut Value) {
    let mut more = Vec::new();
    ProblemDetails::schemas(&mut more);
    more.push(("Problem".into(), ProblemDetails::schema()));
    more.push(("Fault".into(), Fault::schema()));
    let components = &mut document["components"];
    // Codes that only query parameters use are not collected with the bodies.
    more.extend(crate::server::vocabularies().0.iter().map(|list| (list.type_name.to_owned(), (list.schema)())));
    for (name, schema) in more {
        components["schemas"][name] = serde_json::to_value(schema).unwrap_or_default();
    }
    let scopes: Vec<String> = Scope::ALL.iter().map(|s| format!("* `{}`: {}", s.describe().0, s.describe().1)).collect();
    components["securitySchemes"] = json!({"bearer": {
        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
        "description": format!("An RFC 9068 access token (`at+jwt`) with `iss`, `aud`, `exp`, `sub`, `client_id`, `scope` and `org`, the key of the organisation it acts for. Scopes:\n\n{}", scopes.join("\n")),
    }});
    let all = components["schemas"].clone();
    for (_, schema) in components["schemas"].as_object_mut().into_iter().flatten() {
        flatten(schema, &all);
        describe_references(schema);
    }
}

/// A record and the request shape inside it become one object: clients see one list of members.
fn flatten(schema: &mut Value, all: &Value) {
    let Some(parts) = schema.get("allOf").and_then(Value::as_array).cloned() else { return };
    let mut whole = json!({"type": "object", "properties": {}, "required": []});
    for word in ["description", "example"] {
        if let Some(said) = schema.get(word) {
            whole[word] = said.clone();
        }
    }
    for mut part in parts {
        if let Some(name) = part["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
            part = all[name].clone();
        }
        flatten(&mut part, all);
        for (name, member) in part["properties"].as_object().into_iter().flatten() {
            whole["properties"][name] = member.clone();
        }
    }
    // Every member of an answer is there, null where it has no value.
    let names: Vec<Value> = whole["properties"].as_object().into_iter().flatten().map(|(name, _)| json!(name)).collect();
    whole["required"] = json!(names);
    *schema = whole;
}

/// A nullable reference carries its description beside `oneOf`, where tools look for it.
fn describe_references(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Array(branches)) = members.get_mut("oneOf") {
                let said = branches
                    .iter_mut()
                    .find_map(|b| b.as_object_mut().filter(|b| b.contains_key("$ref")).and_then(|b| b.remove("description")));
                if let Some(said) = said {
                    members.entry("description").or_insert(said);
                }
            }
            members.values_mut().for_each(describe_references);
        }
        Value::Array(items) => items.iter_mut().for_each(describe_references),
        _ => {}
    }
}

fn header_parameter(name: &str, required: bool, description: &str, schema: Value, example: &str) -> Value {
    json!({"name": name, "in": "header", "required": required, "description": description, "schema": schema, "example": example})
}

fn finish_operation(method: &str, operation: &mut Value, schemas: &Value) {
    let scopes: Option<Vec<String>> =
        operation["security"][0]["bearer"].as_array().map(|scopes| scopes.iter().filter_map(|s| s.as_str().map(str::to_owned)).collect());
    let is_write = scopes.as_ref().is_some_and(|scopes| scopes.iter().any(|s| s.ends_with(":write")));
    let has_path = operation["parameters"].as_array().is_some_and(|all| all.iter().any(|p| p["in"] == "path"));
    let shows = &operation["responses"]["200"]["content"];
    let reads_one = method == "get"
        && ["application/json", "image/svg+xml"].iter().any(|kind| shows[kind].is_object())
        && scopes.is_some()
        && (!is_page(operation) || operation["responses"]["304"].is_object());
    let has_body = operation["requestBody"].is_object();
    let mut parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    if is_write {
        parameters.push(json!({"name": "dry_run", "in": "query", "required": false,
            "description": "Checks the request and answers 200 with what would be, but stores nothing.",
            "schema": {"type": "boolean", "default": false}, "example": false}));
        if method == "post" {
            parameters.push(header_parameter(
                "Idempotency-Key",
                false,
                "A key of the client's own for this request. Repeated with the same body within 48 hours, the first answer comes again and nothing is done twice.",
                json!({"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}),
                "9f1c2c1e-6d0b-4b7e-9a53-1a5f0a7f5d11",
            ));
        } else {
            parameters.push(header_parameter(
                "If-Match",
                true,
                "The ETag of the version this change is meant for. Weak tags are refused: send the `version` member of the body in double quotes instead.",
                json!({"type": "string", "minLength": 1, "maxLength": 200}),
                "\"1\"",
            ));
        }
    }
    if reads_one {
        parameters.push(header_parameter(
            "If-None-Match",
            false,
            "The ETag you hold; 304 when nothing has changed.",
            json!({"type": "string"}),
            "\"1\"",
        ));
        operation["responses"]["304"] = json!({"description": "You hold the current version."});
    }
    if !parameters.is_empty() {
        for parameter in &mut parameters {
            if parameter["schema"].is_object() && parameter["in"] != "header" {
                describe_references(&mut parameter["schema"]);
            }
            // A parameter is absent, never null.
            drop_null(&mut parameter["schema"]);
            if parameter.get("example").is_none()
                && parameter.get("examples").is_none()
                && let Some(example) = example_of(&parameter["schema"], schemas, 0)
            {
                parameter["example"] = example;
            }
            if parameter["name"] == "cursor" {
                // A made-up cursor is refused, so tools that try examples must not use one.
                parameter.as_object_mut().map(|p| p.remove("example"));
            }
        }
        operation["parameters"] = Value::Array(parameters);
    }
    let mut problems = vec![Kind::BadRequest, Kind::Internal, Kind::Unavailable];
    if let Some(scopes) = &scopes {
        problems.extend([Kind::Unauthenticated, Kind::Forbidden, Kind::TooManyRequests]);
        if !scopes.is_empty() {
            let named: Vec<String> = scopes.iter().map(|s| format!("`{s}`")).collect();
            let text = operation["description"].as_str().unwrap_or_default();
            operation["description"] = json!(format!("{text}\n\nNeeds the scope {}.", named.join(", ")).trim().to_owned());
        }
    }
    if operation["description"].as_str().unwrap_or_default().is_empty() {
        let summary = operation["summary"].as_str().unwrap_or_default();
        operation["description"] = json!(format!("{summary}."));
    }
    if has_path {
        problems.push(Kind::NotFound);
        problems.push(Kind::Gone);
    }
    for (status, kind) in [("404", Kind::NotFound), ("410", Kind::CursorExpired)] {
        if operation["responses"][status].is_object() {
            problems.push(kind);
        }
    }
    if has_body {
        problems.extend([Kind::RequestTimeout, Kind::TooLarge, Kind::UnsupportedMediaType, Kind::Invalid]);
    }
    if is_write {
        problems.extend([Kind::Conflict, Kind::Invalid]);
        if operation["parameters"].as_array().is_some_and(|all| all.iter().any(|p| p["name"] == "If-Match")) {
            problems.extend([Kind::Stale, Kind::PreconditionRequired]);
        }
    }
    if is_write && method == "post" && operation["responses"]["201"].is_object() {
        let mut tried = operation["responses"]["201"].clone();
        tried["description"] = json!("With `dry_run=true`: what would be. Nothing is stored.");
        operation["responses"]["200"] = tried;
    }
    let by_language = operation["parameters"].as_array().is_some_and(|all| all.iter().any(|p| p["name"] == "Accept-Language"));
    for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        finish_response(method, status, response, is_write || reads_one, schemas);
        if by_language && (status == "200" || status == "304") {
            response["headers"]["Content-Language"] = header("The language of labels and definitions.", "cy");
            response["headers"]["Vary"] = header("That the answer depends on what languages are asked for.", "Accept-Language");
        }
    }
    for kind in problems {
        let (_, status, title, help) = kind.describe();
        operation["responses"][status.to_string()] = json!({
            "description": format!("{title}. {help}"),
            "headers": problem_headers(kind),
            "content": {"application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": problem_example(kind),
            }},
        });
    }
    if scopes.is_none() {
        operation["security"] = json!([]);
    }
    if has_body {
        operation["requestBody"]["required"] = json!(true);
        for (_, content) in operation["requestBody"]["content"].as_object_mut().into_iter().flatten() {
            add_example(content, schemas);
        }
    }
}

/// One of the pages of a list, or of the change feed.
fn is_page(operation: &Value) -> bool {
    let shown = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].as_str();
    shown.is_some_and(|r| r.contains("/Page_") || r.ends_with("Page"))
}

fn finish_response(method: &str, status: &str, response: &mut Value, tagged: bool, schemas: &Value) {
    let mut headers = Map::new();
    headers.insert("X-Request-Id".into(), header("The id under which the log knows this request.", "01890a5dac96774bbcceb302099a8057"));
    if tagged && (status.starts_with('2') || status == "304") {
        headers.insert("ETag".into(), header("The version of what is shown.", "\"1\""));
    }
    if status == "201" {
        headers.insert("Location".into(), header("Where the new record is.", "/v1/initiatives/01890a5d-ac96-774b-bcce-b302099a8057"));
    }
    let page = response["content"]["application/json"]["schema"]["$ref"].as_str().is_some_and(|r| r.contains("/Page_"));
    if method == "get" && page {
        headers.insert("Link".into(), header("The next page, as rel=\"next\" (RFC 8288).", "</v1/initiatives?cursor=…>; rel=\"next\""));
    }
    response["headers"] = Value::Object(headers);
    for (_, content) in response.get_mut("content").and_then(Value::as_object_mut).into_iter().flatten() {
        add_example(content, schemas);
    }
}

fn header(description: &str, example: &str) -> Value {
    json!({"description": description, "schema": {"type": "string"}, "example": example})
}

fn problem_headers(kind: Kind) -> Value {
    let mut headers = Map::new();
    headers.insert("X-Request-Id".into(), header("The id under which the log knows this request.", "01890a5dac96774bbcceb302099a8057"));
    match kind {
        Kind::Unauthenticated | Kind::Forbidden => {
            headers.insert("WWW-Authenticate".into(), header("What is needed (RFC 6750).", "Bearer"));
        }
        Kind::Unavailable | Kind::TooManyRequests => {
            headers.insert("Retry-After".into(), header("Seconds to wait.", "1"));
        }
        _ => {}
    }
    Value::Object(headers)
}

fn problem_example(kind: Kind) -> Value {
    let (slug, status, title, _) = kind.describe();
    let mut example = json!({
        "type": format!("/problems/{slug}"), "title": title, "status": status,
        "detail": title, "request_id": "01890a5dac96774bbcceb302099a8057",
    });
    match kind {
        Kind::Invalid => {
            example["detail"] = json!("1 thing is wrong: see errors.");
            example["errors"] = json!([{"pointer": "/ends_on", "code": "order", "message": "must not be before starts_on (2026-03-01)"}]);
        }
        Kind::BadRequest => {
            example["detail"] = json!("A parameter is wrong: see errors.");
            example["errors"] = json!([{"parameter": "limit", "code": "out_of_range", "message": "must be at most 200"}]);
        }
        _ => {}
    }
    example
}

fn drop_null(schema: &mut Value) {
    if let Some(Value::Array(kinds)) = schema.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(branches) = schema.get("oneOf").and_then(Value::as_array) {
        let mut rest: Vec<Value> = branches.iter().filter(|branch| branch["type"] != "null").cloned().collect();
        if rest.len() == 1
            && let Some(Value::Object(members)) = rest.pop()
        {
            let mut plain = Value::Object(members);
            if let Some(description) = schema.get("description") {
                plain["description"] = description.clone();
            }
            *schema = plain;
        }
    }
}

/// `Page_Initiative` becomes `InitiativePage`.
fn rename_pages(mut document: Value) -> Value {
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return document };
    let names: Vec<String> = schemas.keys().filter(|name| name.starts_with("Page_")).cloned().collect();
    for name in &names {
        let item = name.trim_start_matches("Page_");
        if let Some(mut schema) = schemas.remove(name) {
            // The collector writes the item out in full, even where it is a component.
            if schemas.contains_key(item) {
                schema["properties"]["items"]["items"] = json!({"$ref": format!("#/components/schemas/{item}")});
            }
            schemas.insert(format!("{item}Page"), schema);
        }
    }
    replace_references(&mut document, &names);
    document
}

fn replace_references(value: &mut Value, names: &[String]) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(to)) = members.get_mut("$ref")
                && let Some(name) = names.iter().find(|name| to.ends_with(&format!("/{name}")))
            {
                *to = format!("#/components/schemas/{}Page", name.trim_start_matches("Page_"));
            }
            members.values_mut().for_each(|member| replace_references(member, names));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace_references(item, names)),
        _ => {}
    }
}
