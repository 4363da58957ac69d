//! Query strings, as strict as bodies: unknown, repeated and malformed parameters are faults.

use super::document::{Kinds, check_of, typed};
use super::problem::{Fault, Problem};
use super::strict;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::future::{Ready, ready};
use utoipa::{IntoParams, ToSchema};

/// The parameters of a request, checked against their documented schema.
pub struct Params<T> {
    /// The values.
    pub values: T,
    /// Path and query as they came, for links to the next page.
    pub uri: actix_web::http::Uri,
}

impl<T> std::ops::Deref for Params<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.values
    }
}

impl<T: DeserializeOwned + ToSchema + IntoParams + 'static> FromRequest for Params<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read::<T>(req.query_string()).map(|values| Params { values, uri: req.uri().clone() }))
    }
}

/// Reads a query string.
pub fn read<T: DeserializeOwned + ToSchema + 'static>(query: &str) -> Result<T, Problem> {
    let check = check_of::<T>();
    let mut values = Map::new();
    let mut faults = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Some(name), Some(value)) = (decode(name), decode(value)) else {
            let shown: String = name.chars().take(64).collect();
            faults.push(Fault::parameter(shown, "encoding", "must be percent-encoded UTF-8 without U+0000"));
            continue;
        };
        if values.contains_key(&name) {
            faults.push(Fault::parameter(name, "duplicate_parameter", "is given twice; give it once"));
            continue;
        }
        let value = as_documented(check.kinds(&name), value);
        values.insert(name, value);
    }
    let values = Value::Object(values);
    if !(query.is_empty() && check.allows_nothing()) {
        faults.extend(check.faults(&values).into_iter().map(as_parameter));
    }
    if !faults.is_empty() {
        return Err(Problem::parameters(faults));
    }
    typed(values).map_err(|faults| Problem::parameters(faults.into_iter().map(as_parameter).collect()))
}

fn as_parameter(fault: Fault) -> Fault {
    let name = fault.pointer.unwrap_or_default().trim_start_matches('/').replace("~1", "/").replace("~0", "~");
    let (code, message) = match fault.code.as_str() {
        "unknown_member" => ("unknown_parameter".into(), "is not a parameter of this operation; check the spelling or leave it out".into()),
        _ => (fault.code, fault.message),
    };
    Fault { pointer: None, parameter: Some(name), code, message }
}

fn decode(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    let text = percent_encoding::percent_decode_str(&text).decode_utf8().ok()?.into_owned();
    strict::clean(text)
}

/// Numbers and booleans are text in a query; what does not read as one stays text, so that the
/// schema says what it should have been.
fn as_documented(kinds: Kinds, value: String) -> Value {
    if kinds.number {
        let plain = value.strip_prefix('-').unwrap_or(&value);
        if !plain.is_empty()
            && plain.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && let Ok(number) = value.parse::<serde_json::Number>()
        {
            return Value::Number(number);
        }
    }
    match value.as_str() {
        "true" if kinds.boolean => Value::Bool(true),
        "false" if kinds.boolean => Value::Bool(false),
        _ => Value::String(value),
    }
}

/// What every write takes beside its body.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WriteParams {
    /// Checks the request and answers with what would be, but stores nothing.
    #[serde(default)]
    #[param(example = false, required = false)]
    pub dry_run: bool,
}

/// For operations without query parameters.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoParams {}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Sample {
        #[serde(default)]
        #[schema(minimum = 1, maximum = 200)]
        limit: Option<i64>,
        #[serde(default)]
        withdrawn: bool,
        text: Option<String>,
    }

    #[test]
    fn parameters_are_read_and_faults_name_them() {
        let good: Sample = read("limit=7&withdrawn=true&text=a%20b+c").unwrap();
        assert_eq!((good.limit, good.withdrawn, good.text.as_deref()), (Some(7), true, Some("a b c")));
        for (query, sign) in [
            ("limit=0", "[limit: must be at least 1]"),
            ("limit=x", "[limit: must be an integer"),
            ("limit=99999999999999999999", "[limit: must be at most 200]"),
            ("limit=1&limit=2", "given twice"),
            ("other=1", "[other: is not a parameter"),
            ("text=%FF", "[text: must be percent-encoded"),
            ("text=%00", "U+0000"),
            ("withdrawn=yes", "[withdrawn: must be true or false]"),
        ] {
            let problem = read::<Sample>(query).unwrap_err();
            assert!(problem.to_string().contains(sign), "{query}: {problem}");
        }
    }
}
