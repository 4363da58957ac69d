//! Every refusal, as RFC 9457 problem details. Few kinds; causes stay in the log.

pub use super::fault::{Fault, Faults, MOST_FAULTS};
pub use super::kind::Kind;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;
use utoipa::ToSchema;

/// A refusal. One pointer wide, since it is the other side of every result.
#[derive(Debug)]
pub struct Problem(Box<Parts>);

#[derive(Debug)]
struct Parts {
    kind: Kind,
    detail: Cow<'static, str>,
    errors: Vec<Fault>,
    header: Option<(HeaderName, HeaderValue)>,
    lost_connection: bool,
}

impl Parts {
    fn name(&mut self, mut errors: Vec<Fault>) {
        errors.truncate(MOST_FAULTS);
        self.errors = errors;
    }
}

/// The body of every refusal (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDetails<'a> {
    /// A page that explains this kind of problem, relative to this service.
    #[serde(rename = "type")]
    #[schema(example = "/problems/invalid")]
    kind: String,
    /// The kind in a few words.
    #[schema(example = "The request breaks a rule")]
    title: &'a str,
    /// The HTTP status again.
    #[schema(example = 422, minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong with this request.
    #[schema(example = "1 member is wrong: see errors.")]
    detail: &'a str,
    /// Every fault that was found, each with the place and what would be right.
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    #[schema(required = false)]
    errors: &'a [Fault],
    /// Quote this when you report the problem.
    #[schema(example = "01890a5dac96774bbcceb302099a8057")]
    request_id: &'a str,
}

impl Problem {
    /// A problem of this kind.
    pub fn new(kind: Kind, detail: impl Into<Cow<'static, str>>) -> Self {
        Problem(Box::new(Parts { kind, detail: detail.into(), errors: Vec::new(), header: None, lost_connection: false }))
    }

    fn with(mut self, set: impl FnOnce(&mut Parts)) -> Self {
        set(&mut self.0);
        self
    }

    /// 404: also for what the caller may not see.
    pub fn not_found(what: &str) -> Self {
        Problem::new(Kind::NotFound, format!("There is no such {what}, or your organisation may not see it."))
    }

    /// 422 with every fault.
    pub fn faults(errors: Vec<Fault>) -> Self {
        let detail = match errors.len() {
            1 => "1 thing is wrong: see errors.".to_owned(),
            n if n >= MOST_FAULTS => format!("{MOST_FAULTS} things or more are wrong: see errors."),
            n => format!("{n} things are wrong: see errors."),
        };
        Problem::new(Kind::Invalid, detail).with(|p| p.name(errors))
    }

    /// 422 with one fault of a body's member.
    pub fn fault(pointer: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Problem::faults(vec![Fault::at(pointer, code, message)])
    }

    /// 400 with faults of parameters or headers.
    pub fn parameters(errors: Vec<Fault>) -> Self {
        Problem::new(Kind::BadRequest, "A parameter is wrong: see errors.").with(|p| p.name(errors))
    }

    /// 409 about the record at this place.
    pub fn conflict(pointer: &str, code: &str, message: impl Into<String>) -> Self {
        let errors = vec![Fault::at(pointer, code, message)];
        Problem::new(Kind::Conflict, "The request contradicts what is stored: see errors.").with(|p| p.errors = errors)
    }

    /// 503 that asks the client to come back.
    pub fn unavailable(detail: &'static str) -> Self {
        Problem::new(Kind::Unavailable, detail).with(|p| p.header = Some((RETRY_AFTER, HeaderValue::from_static("1"))))
    }

    /// 429 with the seconds to wait.
    pub fn too_many(seconds: u64) -> Self {
        let header = HeaderValue::from_str(&seconds.to_string()).ok().map(|v| (RETRY_AFTER, v));
        Problem::new(Kind::TooManyRequests, "This client sends more requests than it may.").with(|p| p.header = header)
    }

    /// 401. One answer whatever is wrong with the token, so that it teaches a forger nothing.
    pub fn unauthenticated(sent: bool) -> Self {
        let challenge = if sent { "Bearer error=\"invalid_token\"" } else { "Bearer" };
        Problem::new(Kind::Unauthenticated, "Send a valid bearer token for this service.")
            .with(|p| p.header = Some((WWW_AUTHENTICATE, HeaderValue::from_static(challenge))))
    }

    /// 403 for a missing scope.
    pub fn missing_scope(scope: &str) -> Self {
        let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
        Problem::new(Kind::Forbidden, format!("This needs a token with the scope {scope}."))
            .with(|p| p.header = HeaderValue::from_str(&challenge).ok().map(|v| (WWW_AUTHENTICATE, v)))
    }

    /// 405 with what is allowed.
    pub fn method_not_allowed(allow: &str) -> Self {
        Problem::new(Kind::MethodNotAllowed, format!("This path supports {allow}."))
            .with(|p| p.header = HeaderValue::from_str(allow).ok().map(|v| (ALLOW, v)))
    }

    /// 500. The cause goes to the log, once, here.
    pub fn internal(cause: impl fmt::Display) -> Self {
        tracing::error!(%cause, "request failed");
        Problem::new(Kind::Internal, "The service failed; the cause is in its log under this request id.")
    }

    /// Says it in other words.
    pub fn say(&mut self, detail: impl Into<Cow<'static, str>>) {
        self.0.detail = detail.into();
    }

    /// Whether the connection to the database is lost, so that another one may succeed.
    pub fn is_lost_connection(&self) -> bool {
        self.0.lost_connection
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// What is told of it, with the id under which the log knows the request.
    pub fn details<'a>(&'a self, request_id: &'a str) -> ProblemDetails<'a> {
        let (slug, status, title, _) = self.0.kind.describe();
        ProblemDetails { kind: format!("/problems/{slug}"), title, status, detail: &self.0.detail, errors: &self.0.errors, request_id }
    }

    /// The answer, with the id under which the log knows the request.
    pub fn render(&self, request_id: &str) -> HttpResponse {
        let details = self.details(request_id);
        let mut answer = HttpResponse::build(self.0.kind.status());
        answer.insert_header((CONTENT_TYPE, "application/problem+json"));
        if let Some((name, value)) = &self.0.header {
            answer.insert_header((name.clone(), value.clone()));
        }
        answer.body(serde_json::to_vec(&details).unwrap_or_default())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.kind.describe().0, self.0.detail)?;
        for fault in &self.0.errors {
            let place = fault.pointer.as_deref().or(fault.parameter.as_deref()).unwrap_or_default();
            write!(f, " [{place}: {}]", fault.message)?;
        }
        Ok(())
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.kind.status()
    }
    fn error_response(&self) -> HttpResponse {
        // The outermost middleware renders it again with the request id.
        self.render("")
    }
}

impl From<diesel::result::Error> for Problem {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind, Error};
        match &error {
            Error::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::ReadOnlyTransaction, _)
            | Error::BrokenTransactionManager => {
                tracing::warn!(%error, "database connection lost");
                Problem::unavailable("The database is not reachable.").with(|p| p.lost_connection = true)
            }
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Problem::unavailable("Another write was in the way."),
            Error::DatabaseError(_, info) if says(info.message(), LOST) => {
                tracing::warn!(%error, "database connection lost");
                Problem::unavailable("The database is not reachable.").with(|p| p.lost_connection = true)
            }
            Error::DatabaseError(_, info) if says(info.message(), BUSY) => {
                tracing::warn!(%error, "database busy");
                Problem::unavailable("The database is busy.")
            }
            _ => Problem::internal(error),
        }
    }
}

/// Messages of a lost connection, for which diesel has no kind.
const LOST: &[&str] = &[
    "terminating connection",
    "the database system is",
    "server closed the connection",
    "could not connect",
    "could not receive data",
    "could not send data",
    "no connection to the server",
    "connection to server",
    "SSL connection has been closed",
    "timeout expired",
    "unable to open database file",
    "connection not open",
];

/// Messages of a database that is out of patience.
const BUSY: &[&str] = &[
    "database is locked",
    "database table is locked",
    "canceling statement due to",
    "deadlock detected",
    "disk I/O error",
    "database or disk is full",
];

fn says(message: &str, signs: &[&str]) -> bool {
    signs.iter().any(|sign| message.contains(sign))
}
