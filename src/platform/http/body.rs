//! Bodies: bounded in size and time, strict, checked whole.

use super::document::{check_of, typed};
use super::problem::{Fault, Faults, Kind, Problem};
use super::strict;
use crate::platform::app::App;
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::future::Future;
use std::pin::Pin;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

/// What a request type adds to its schema: rules between members.
pub trait Input: DeserializeOwned + ToSchema + 'static {
    /// How many times as large as other bodies it may be; said in the operation's description.
    const SIZE: usize = 1;

    /// Adds every fault that the schema cannot say.
    fn check(&self, faults: &mut Faults) {
        let _ = faults;
    }
}

/// A body that has passed its schema and its own rules.
pub struct Valid<T>(pub T);

/// A JSON Merge Patch (RFC 7396), not yet applied.
pub struct Patch<T> {
    merge: Value,
    of: std::marker::PhantomData<T>,
}

/// Checks a value against the type's schema and rules.
pub fn accept<T: Input>(value: Value) -> Result<T, Problem> {
    let faults = check_of::<T>().faults(&value);
    if !faults.is_empty() {
        return Err(Problem::faults(faults));
    }
    let body: T = typed(value).map_err(Problem::faults)?;
    let mut faults = Faults::default();
    body.check(&mut faults);
    faults.check()?;
    Ok(body)
}

impl<T: Input + Serialize> Patch<T> {
    /// The stored request shape with the patch merged in, checked whole: one rule for create and
    /// change.
    pub fn onto(&self, stored: &T) -> Result<T, Problem> {
        let mut value = serde_json::to_value(stored).map_err(Problem::internal)?;
        let unknown = self.unknown_nulls(&value);
        json_patch::merge(&mut value, &self.merge);
        if !unknown.is_empty() {
            return Err(Problem::faults(unknown.into_iter().chain(check_of::<T>().faults(&value)).collect()));
        }
        // What the client set to null is absent, so that a required member is reported as such.
        accept(value)
    }

    /// Merging drops a member that is null, also one that does not exist: it has to be named before,
    /// or a misspelt member would be "removed" with success.
    fn unknown_nulls(&self, stored: &Value) -> Vec<Fault> {
        if !has_null(&self.merge) {
            return Vec::new();
        }
        let mut shown = stored.clone();
        merge_keeping_nulls(&mut shown, &self.merge);
        let mut faults = check_of::<T>().faults(&shown);
        faults.retain(|fault| fault.code == "unknown_member");
        faults
    }

    /// Whether the patch names this member.
    pub fn names(&self, member: &str) -> bool {
        self.merge.get(member).is_some()
    }
}

fn has_null(patch: &Value) -> bool {
    patch.is_null() || patch.as_object().is_some_and(|members| members.values().any(has_null))
}

fn merge_keeping_nulls(into: &mut Value, patch: &Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (name, value) in patch {
                merge_keeping_nulls(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, patch) => *into = patch.clone(),
    }
}

type Ready<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

impl<T: Input> FromRequest for Valid<T> {
    type Error = Problem;
    type Future = Ready<Self>;
    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = bytes::<T>(req, payload);
        Box::pin(async move { Ok(Valid(accept(strict::read(&bytes.await?)?)?)) })
    }
}

impl<T: Input> FromRequest for Patch<T> {
    type Error = Problem;
    type Future = Ready<Self>;
    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = body_bytes(req, payload, &["application/merge-patch+json", "application/json"], T::SIZE);
        Box::pin(async move {
            let merge = strict::read(&bytes.await?)?;
            if !merge.is_object() {
                return Err(Problem::fault("", "type", "a merge patch must be an object with the members to change"));
            }
            Ok(Patch { merge, of: std::marker::PhantomData })
        })
    }
}

/// The bytes of the body, remembered for the idempotency key's fingerprint.
#[derive(Clone)]
pub struct Raw(pub web::Bytes);

/// The bytes of a JSON body of this type, for a reader of its own.
pub fn bytes<T: Input>(req: &HttpRequest, payload: &mut Payload) -> Ready<web::Bytes> {
    body_bytes(req, payload, &["application/json"], T::SIZE)
}

fn body_bytes(req: &HttpRequest, payload: &mut Payload, types: &'static [&'static str], size: usize) -> Ready<web::Bytes> {
    use actix_web::HttpMessage;
    let settings = req.app_data::<web::Data<App>>().map(|app| app.body_limits());
    let mut kinds = req.headers().get_all(CONTENT_TYPE).map(|v| v.to_str().unwrap_or_default());
    // Two media types are none: which one would be meant?
    let content_type = kinds.next().filter(|_| kinds.next().is_none()).unwrap_or_default().to_owned();
    let encoded = req.headers().contains_key(CONTENT_ENCODING);
    let length = req.headers().get("content-length").and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    let mut payload = payload.take();
    let req = req.clone();
    Box::pin(async move {
        let (limit, deadline) = settings.ok_or_else(|| Problem::internal("no settings in the application"))?;
        let limit = limit.saturating_mul(size);
        if encoded || !media_type_is(&content_type, types) {
            let mut problem = Problem::new(Kind::UnsupportedMediaType, "");
            problem.say(format!("This operation reads {}, in UTF-8 and not compressed.", types.join(" or ")));
            return Err(problem);
        }
        let too_large = || Problem::new(Kind::TooLarge, format!("A body may have at most {limit} bytes."));
        if length.is_some_and(|length| length > limit as u64) {
            return Err(too_large());
        }
        let mut bytes = web::BytesMut::with_capacity(length.unwrap_or(512) as usize);
        let read = async {
            while let Some(chunk) = payload.next().await {
                let chunk = chunk.map_err(|error| Problem::new(Kind::BadRequest, format!("The body broke off: {error}.")))?;
                if bytes.len() + chunk.len() > limit {
                    return Err(too_large());
                }
                bytes.extend_from_slice(&chunk);
            }
            Ok(())
        };
        match tokio::time::timeout(deadline, read).await {
            Ok(done) => done?,
            Err(_) => {
                return Err(Problem::new(Kind::RequestTimeout, format!("The body must arrive within {} seconds.", deadline.as_secs())));
            }
        }
        let bytes = bytes.freeze();
        req.extensions_mut().insert(Raw(bytes.clone()));
        Ok(bytes)
    })
}

fn media_type_is(given: &str, allowed: &[&str]) -> bool {
    let mut parts = given.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    allowed.iter().any(|a| a.eq_ignore_ascii_case(name))
        && parts.all(|p| match p.split_once('=') {
            Some((key, value)) if key.trim().eq_ignore_ascii_case("charset") => {
                value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            _ => true,
        })
}

/// In the document a patch has the members of its request type, none required, all but the
/// required ones removable with null.
impl<T: Input> PartialSchema for Patch<T> {
    fn schema() -> RefOr<Schema> {
        let RefOr::T(Schema::Object(mut object)) = T::schema() else {
            return T::schema();
        };
        let required = std::mem::take(&mut object.required);
        object.description =
            Some(format!("The members of `{}` to change; null removes one that is not required (JSON Merge Patch, RFC 7396).", T::name()));
        for (name, member) in object.properties.iter_mut() {
            if required.contains(name) {
                continue;
            }
            match member {
                RefOr::T(Schema::Object(inner)) => {
                    inner.default = None;
                    if let SchemaType::Type(kind) = inner.schema_type.clone() {
                        inner.schema_type = SchemaType::Array(vec![kind, Type::Null]);
                    }
                }
                RefOr::T(Schema::Array(inner)) => {
                    inner.default = None;
                    if let SchemaType::Type(kind) = inner.schema_type.clone() {
                        inner.schema_type = SchemaType::Array(vec![kind, Type::Null]);
                    }
                }
                RefOr::Ref(reference) => {
                    let mut plain = reference.clone();
                    let description = std::mem::take(&mut plain.description);
                    plain.default = None;
                    let either = utoipa::openapi::schema::OneOfBuilder::new()
                        .item(utoipa::openapi::schema::ObjectBuilder::new().schema_type(Type::Null))
                        .item(plain)
                        .description(Some(description));
                    *member = either.into();
                }
                _ => {}
            }
        }
        RefOr::T(Schema::Object(object))
    }
}

impl<T: Input> ToSchema for Patch<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        let name = T::name();
        format!("{}Patch", name.strip_prefix("New").unwrap_or(&name)).into()
    }
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}
