//! The documented schema of a request is the check it has to pass: one source for both.

use super::fault::{Fault, MOST_FAULTS};
use super::strict::pointer;
use crate::platform::db::{Day, Id, Instant};
use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind as Kind};
use jsonschema::{Draft, Validator};
use serde_json::{Value, json};
use serde_path_to_error::Segment;
use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{LazyLock, RwLock};
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Schema, SchemaType, Type};

/// A compiled schema.
pub struct Check {
    validator: Validator,
    schema: Value,
    /// The members that are numbers or booleans, for query strings, where everything is text.
    kinds: HashMap<String, Kinds>,
    allows_nothing: bool,
}

/// What a member may be besides text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// A number.
    pub number: bool,
    /// True or false.
    pub boolean: bool,
}

impl Check {
    /// Compiles a schema with the components it refers to.
    pub fn new(schema: &RefOr<Schema>, components: Vec<(String, RefOr<Schema>)>) -> Self {
        let mut root = serde_json::to_value(schema).unwrap_or_default();
        let components: serde_json::Map<String, Value> =
            components.into_iter().map(|(name, schema)| (name, serde_json::to_value(schema).unwrap_or_default())).collect();
        if let Value::Object(members) = &mut root {
            members.insert("components".into(), json!({ "schemas": components }));
        }
        Check { kinds: kinds(schema), ..Self::compile(&root) }
    }

    /// Compiles a schema that stands for itself.
    pub fn compile(root: &Value) -> Self {
        let mut root = root.clone();
        name_no_members(&mut root);
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .with_format("uuid", |text: &str| text.parse::<Id>().is_ok())
            .with_format("date", |text: &str| text.parse::<Day>().is_ok())
            .with_format("date-time", |text: &str| text.parse::<Instant>().is_ok())
            .build(&root)
            .unwrap_or_else(|error| panic!("a documented schema does not compile: {error}"));
        let allows_nothing = validator.is_valid(&json!({}));
        Check { validator, schema: root, kinds: HashMap::new(), allows_nothing }
    }

    /// What a member may be besides text.
    pub fn kinds(&self, member: &str) -> Kinds {
        self.kinds.get(member).copied().unwrap_or_default()
    }

    /// Whether no member is required.
    pub fn allows_nothing(&self) -> bool {
        self.allows_nothing
    }

    /// Every fault of a value against the schema.
    pub fn faults(&self, value: &Value) -> Vec<Fault> {
        if self.validator.is_valid(value) {
            return Vec::new();
        }
        // The validator lists all errors before it shows the first: for a list of half a million
        // wrong entries that is much work for nothing, when a hundred are told in the end.
        let faults = match shortened(value) {
            Some(short) => self.describe(&short),
            None => Vec::new(),
        };
        if faults.is_empty() { self.describe(value) } else { faults }
    }

    fn describe(&self, value: &Value) -> Vec<Fault> {
        let mut faults = Vec::new();
        for error in self.validator.iter_errors(value) {
            describe(&error, &self.schema, &mut faults);
            if faults.len() >= MOST_FAULTS {
                break;
            }
        }
        faults
    }
}

/// A list with more entries than this is too long for any member.
const LONG_LIST: usize = 1_000;

/// The value with its endless lists cut, if it has any.
fn shortened(value: &Value) -> Option<Value> {
    fn is_long(value: &Value) -> bool {
        match value {
            Value::Array(items) => items.len() > LONG_LIST || items.iter().any(is_long),
            Value::Object(members) => members.values().any(is_long),
            _ => false,
        }
    }
    fn cut(value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().take(LONG_LIST + 1).map(cut).collect(),
            Value::Object(members) => Value::Object(members.iter().map(|(name, member)| (name.clone(), cut(member))).collect()),
            other => other.clone(),
        }
    }
    is_long(value).then(|| cut(value))
}

/// An object without any members says so, or the validator would not name the one that is too many.
fn name_no_members(schema: &mut Value) {
    match schema {
        Value::Object(words) => {
            if words.get("additionalProperties") == Some(&Value::Bool(false)) {
                words.entry("properties").or_insert_with(|| json!({}));
            }
            words.values_mut().for_each(name_no_members);
        }
        Value::Array(items) => items.iter_mut().for_each(name_no_members),
        _ => {}
    }
}

fn kinds(schema: &RefOr<Schema>) -> HashMap<String, Kinds> {
    let RefOr::T(Schema::Object(object)) = schema else { return HashMap::new() };
    let of = |member: &RefOr<Schema>| {
        let RefOr::T(Schema::Object(member)) = member else { return Kinds::default() };
        let is = |kind: Type| match &member.schema_type {
            SchemaType::Type(one) => *one == kind,
            SchemaType::Array(many) => many.contains(&kind),
            SchemaType::AnyValue => false,
        };
        Kinds { number: is(Type::Integer) || is(Type::Number), boolean: is(Type::Boolean) }
    };
    let members = object.properties.iter().map(|(name, member)| (name.clone(), of(member)));
    members.filter(|(_, kinds)| *kinds != Kinds::default()).collect()
}

/// The check of a request type, compiled when it is first needed.
pub fn check_of<T: ToSchema + 'static>() -> &'static Check {
    static KNOWN: LazyLock<RwLock<HashMap<TypeId, &'static Check>>> = LazyLock::new(Default::default);
    let id = TypeId::of::<T>();
    if let Some(check) = KNOWN.read().ok().and_then(|known| known.get(&id).copied()) {
        return check;
    }
    let mut components = Vec::new();
    T::schemas(&mut components);
    let check: &'static Check = Box::leak(Box::new(Check::new(&T::schema(), components)));
    match KNOWN.write() {
        // Two first requests may compile it twice; the first one stays.
        Ok(mut known) => known.entry(id).or_insert(check),
        Err(_) => check,
    }
}

fn describe(error: &ValidationError<'_>, schema: &Value, faults: &mut Vec<Fault>) {
    let at = error.instance_path().as_str().to_owned();
    let mut add = |code: &str, message: String| faults.push(Fault::at(at.clone(), code, message));
    match error.kind() {
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            faults.push(Fault::at(pointer(&at, name), "required", "is required"));
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            for name in unexpected.iter().take(MOST_FAULTS) {
                faults.push(Fault::at(pointer(&at, name), "unknown_member", known_members(error, schema)));
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
                describe(inner, schema, faults);
            }
        }
        other => add("invalid", format!("breaks the rule {}", other.keyword())),
    }
}

/// What an unknown member could have been.
fn known_members(error: &ValidationError<'_>, schema: &Value) -> String {
    let place = error.schema_path().as_str();
    let object = place.rsplit_once('/').and_then(|(object, _)| schema.pointer(object));
    let names: Vec<&str> =
        object.and_then(|object| object["properties"].as_object()).into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    if names.is_empty() {
        return "is not known here; leave it out".into();
    }
    format!("is not known here; known are: {}", names.join(", "))
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

/// Reads a checked value into its type. What the schema cannot say, such as how many decimal
/// places a number may have, is found here: every such fault, with its place.
pub fn typed<T: serde::de::DeserializeOwned>(mut value: Value) -> Result<T, Vec<Fault>> {
    let mut faults = Vec::new();
    loop {
        let error = match T::deserialize(&value) {
            Ok(read) if faults.is_empty() => return Ok(read),
            Ok(_) => return Err(faults),
            // Read again, now minding the way: the first reading is the one that has to be quick.
            Err(plain) => match serde_path_to_error::deserialize::<_, T>(&value) {
                Ok(_) => return Err(vec![Fault::at("", "invalid", plain.to_string())]),
                Err(error) => error,
            },
        };
        let at = error.path().iter().fold(String::new(), |at, segment| match segment {
            Segment::Seq { index } => format!("{at}/{index}"),
            Segment::Map { key } => pointer(&at, key),
            Segment::Enum { .. } | Segment::Unknown => at,
        });
        let was_null = value.pointer(&at).is_none_or(Value::is_null);
        if faults.len() < MOST_FAULTS && (!was_null || faults.is_empty()) {
            let said = error.inner().to_string();
            // Our own values say what they are; serde's messages are sentences of their own.
            let ours = said.starts_with("a ") || said.starts_with("an ");
            faults.push(Fault::at(at.clone(), "invalid", if ours { format!("must be {said}") } else { said }));
        }
        // The next fault shows when this one is out of the way, if its member can do without.
        match value.pointer_mut(&at).filter(|_| !was_null && !at.is_empty()) {
            Some(member) => *member = Value::Null,
            None => return Err(faults),
        }
    }
}
