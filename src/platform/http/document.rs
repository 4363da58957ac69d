//! The documented schema of a request is the check it has to pass: one source for both.

use super::problem::Fault;
use crate::platform::db::{Day, Decimal, Id, Instant};
use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind as Kind};
use jsonschema::{Draft, Validator};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{LazyLock, RwLock};
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

/// A compiled schema.
pub struct Check(Validator);

impl Check {
    /// Compiles a schema with the components it refers to.
    pub fn new(schema: &RefOr<Schema>, components: Vec<(String, RefOr<Schema>)>) -> Self {
        let mut root = serde_json::to_value(schema).unwrap_or_default();
        let components: serde_json::Map<String, Value> =
            components.into_iter().map(|(name, schema)| (name, serde_json::to_value(schema).unwrap_or_default())).collect();
        if let Value::Object(members) = &mut root {
            members.insert("components".into(), json!({ "schemas": components }));
        }
        Self::compile(&root)
    }

    /// Compiles a schema that stands for itself.
    pub fn compile(root: &Value) -> Self {
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .with_format("uuid", |text: &str| text.parse::<Id>().is_ok())
            .with_format("date", |text: &str| text.parse::<Day>().is_ok())
            .with_format("date-time", |text: &str| text.parse::<Instant>().is_ok())
            .build(root)
            .unwrap_or_else(|error| panic!("a documented schema does not compile: {error}"));
        Check(validator)
    }

    /// Every fault of a value against the schema.
    pub fn faults(&self, value: &Value) -> Vec<Fault> {
        if self.0.is_valid(value) {
            return Vec::new();
        }
        let mut faults = Vec::new();
        for error in self.0.iter_errors(value) {
            describe(&error, "", &mut faults);
        }
        faults
    }
}

/// The check of a request type, compiled when it is first needed.
pub fn check_of<T: ToSchema>() -> &'static Check {
    static KNOWN: LazyLock<RwLock<HashMap<String, &'static Check>>> = LazyLock::new(Default::default);
    let name = T::name();
    if let Some(check) = KNOWN.read().ok().and_then(|known| known.get(name.as_ref()).copied()) {
        return check;
    }
    let mut components = Vec::new();
    T::schemas(&mut components);
    let check: &'static Check = Box::leak(Box::new(Check::new(&T::schema(), components)));
    match KNOWN.write() {
        // Two first requests may compile it twice; the first one stays.
        Ok(mut known) => known.entry(name.into_owned()).or_insert(check),
        Err(_) => check,
    }
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn describe(error: &ValidationError<'_>, base: &str, faults: &mut Vec<Fault>) {
    let at = format!("{base}{}", error.instance_path().as_str());
    let mut add = |code: &str, message: String| faults.push(Fault::at(at.clone(), code, message));
    match error.kind() {
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            faults.push(Fault::at(format!("{at}/{}", escape(name)), "required", "is required"));
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                faults.push(Fault::at(
                    format!("{at}/{}", escape(name)),
                    "unknown_member",
                    "is not known here; check the spelling or leave it out",
                ));
            }
        }
        Kind::MaxLength { limit } => add("too_long", format!("must have at most {limit} characters")),
        Kind::MinLength { limit } => {
            add("too_short", format!("must have at least {limit} character{}", if *limit == 1 { "" } else { "s" }))
        }
        Kind::MaxItems { limit } => add("too_many", format!("must have at most {limit} entries")),
        Kind::MinItems { limit } => add("too_few", format!("must have at least {limit} entr{}", if *limit == 1 { "y" } else { "ies" })),
        Kind::UniqueItems => add("duplicate", "must not hold the same entry twice".into()),
        Kind::Maximum { limit } => add("out_of_range", format!("must be at most {limit}")),
        Kind::Minimum { limit } => add("out_of_range", format!("must be at least {limit}")),
        Kind::ExclusiveMaximum { limit } => add("out_of_range", format!("must be less than {limit}")),
        Kind::ExclusiveMinimum { limit } => add("out_of_range", format!("must be more than {limit}")),
        Kind::MultipleOf { multiple_of } => add("out_of_range", format!("must be a multiple of {multiple_of}")),
        Kind::Pattern { pattern } if pattern == NOT_BLANK => add("blank", "must not be blank".into()),
        Kind::Pattern { pattern } => add("pattern", format!("must match the pattern {pattern}")),
        Kind::Enum { options } => {
            let options: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            add("unknown_code", format!("must be one of: {}", options.join(", ")));
        }
        Kind::Constant { expected_value } => add("unknown_code", format!("must be {expected_value}")),
        Kind::Format { format } => add("format", format!("must be {}", format_words(format))),
        Kind::Type { kind } => add("type", format!("must be {}", type_words(kind))),
        Kind::OneOfNotValid { context } | Kind::AnyOf { context } => {
            // A member that may be null is `oneOf: [null, …]`: tell what the other branch says.
            let branch = context.iter().find(|errors| !is_null_branch(errors)).map(Vec::as_slice).unwrap_or_default();
            if branch.is_empty() {
                add("invalid", "has none of the documented shapes".into());
            }
            for inner in branch {
                // The context's paths are already those of the whole value.
                describe(inner, base, faults);
            }
        }
        other => add("invalid", format!("breaks the rule {}", other.keyword())),
    }
}

/// The pattern of a text that must hold more than white space.
pub const NOT_BLANK: &str = r"\S";

fn is_null_branch(errors: &[ValidationError<'_>]) -> bool {
    matches!(errors, [only] if matches!(only.kind(), Kind::Type { kind: TypeKind::Single(kind) } if kind.to_string() == "null"))
}

fn format_words(format: &str) -> String {
    match format {
        "uuid" => "a UUID such as 01890a5d-ac96-774b-bcce-b302099a8057".into(),
        "date" => "a calendar day such as 2026-03-01, from the years 1 to 9999".into(),
        "date-time" => "an RFC 3339 moment with an offset, such as 2026-03-01T09:30:00Z".into(),
        "uri" => "an absolute URI such as https://example.org/report".into(),
        other => format!("in the format {other}"),
    }
}

fn type_words(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => article(&one.to_string()),
        TypeKind::Multiple(many) => {
            let mut words: Vec<String> = many.iter().map(|kind| article(&kind.to_string())).collect();
            // null is what a member may also be, never what was meant.
            words.sort_by_key(|word| word == "null");
            words.join(" or ")
        }
    }
}

fn article(kind: &str) -> String {
    match kind {
        "null" => "null".into(),
        "integer" | "object" | "array" => format!("an {kind}"),
        "boolean" => "true or false".into(),
        other => format!("a {other}"),
    }
}

/// Reads a checked value into its type. The check is the document's, so a failure here is a
/// difference between the two, told as a fault and logged.
pub fn typed<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, Fault> {
    serde_json::from_value(value).map_err(|error| {
        tracing::warn!(%error, "a body passed its documented schema but not its type");
        Fault::at("", "invalid", error.to_string())
    })
}

/// Decimals have more digits than a schema can say.
pub fn is_decimal(number: &serde_json::Number) -> bool {
    number.to_string().parse::<Decimal>().is_ok()
}
