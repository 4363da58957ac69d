//! What is told of every request: a log line with its id, and counters for `/metrics`.

use super::http::Problem;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;
use std::sync::LazyLock;
use std::time::Instant as Tick;
use tracing::Instrument;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    method: &'static str,
    route: String,
}

struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Family<Route, Histogram>,
}

static METRICS: LazyLock<Metrics> = LazyLock::new(|| {
    let mut registry = Registry::with_prefix("fourco");
    let requests = Family::<Labels, Counter>::default();
    let seconds = Family::<Route, Histogram>::new_with_constructor(|| Histogram::new(exponential_buckets(0.000_5, 2.0, 14)));
    registry.register("http_requests", "Requests answered, by route pattern and status", requests.clone());
    registry.register("http_request_duration_seconds", "Time from head to answer, by route pattern", seconds.clone());
    Metrics { registry, requests, seconds }
});

/// The counters as text.
pub fn metrics() -> Result<String, Problem> {
    let mut text = String::new();
    prometheus_client::encoding::text::encode(&mut text, &METRICS.registry).map_err(Problem::internal)?;
    Ok(text)
}

/// The id of a request, in its log lines, its answer and its problems.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// The outermost middleware: request id, span, metrics, HEAD as GET, and the last word on errors.
pub async fn observe<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, actix_web::Error> {
    let begun = Tick::now();
    let id = request_id(&req);
    let method = known_method(req.method());
    if req.method() == Method::HEAD {
        // The codec remembers that no body may be sent.
        req.head_mut().method = Method::GET;
    }
    // For handlers that answer with problems of parts.
    req.extensions_mut().insert(RequestId(id.clone()));
    let span = tracing::info_span!("request", id = %id, method, path = req.path());
    let answered = next.call(req).instrument(span.clone()).await?;
    let _entered = span.enter();
    let response = answered.response();
    let problem = match response.error() {
        Some(error) => Some(match error.as_error::<Problem>() {
            Some(problem) => problem.render(&id),
            None => foreign(error.as_response_error().status_code(), &error.to_string(), &id),
        }),
        // A library's handler has refused without a word.
        None if response.status().as_u16() >= 400 && !response.headers().contains_key(CONTENT_TYPE) => {
            Some(foreign(response.status(), "There is nothing to answer this with.", &id))
        }
        None => None,
    };
    let mut answered = match problem {
        Some(problem) => {
            let (req, old) = answered.into_parts();
            let (old, _) = old.into_parts();
            let mut made = problem;
            for (name, value) in old.headers() {
                if !made.headers().contains_key(name) && name != actix_web::http::header::CONTENT_LENGTH {
                    made.headers_mut().append(name.clone(), value.clone());
                }
            }
            ServiceResponse::new(req, made.map_into_right_body())
        }
        None => answered.map_into_left_body(),
    };
    if let Ok(value) = HeaderValue::from_str(&id) {
        answered.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    let status = answered.status().as_u16();
    // The pattern, never the path: a path holds ids without end.
    let route = answered.request().match_pattern().unwrap_or_else(|| "unmatched".into());
    let took = begun.elapsed().as_secs_f64();
    METRICS.requests.get_or_create(&Labels { method, route: route.clone(), status }).inc();
    METRICS.seconds.get_or_create(&Route { method, route }).observe(took);
    tracing::info!(target: "fourco::access", status, micros = (took * 1e6) as u64, "answered");
    Ok(answered)
}

/// Errors that are not ours: actix's own, told as a problem of the same status.
fn foreign(status: StatusCode, said: &str, id: &str) -> HttpResponse {
    use super::http::Kind;
    let status = status.as_u16();
    let problem = match Kind::ALL.iter().find(|kind| kind.describe().1 == status && status < 500) {
        Some(kind) => Problem::new(*kind, said.to_owned()),
        None => Problem::internal(said),
    };
    problem.render(id)
}

/// The caller's own id where it is a sane one, else a new one.
fn request_id(req: &ServiceRequest) -> String {
    let given = req.headers().get("x-request-id").and_then(|v| v.to_str().ok());
    match given {
        Some(text) if (8..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) => {
            text.to_owned()
        }
        _ => {
            let mut random = [0u8; 16];
            let _ = aws_lc_rs::rand::fill(&mut random);
            uuid::Uuid::from_bytes(random).simple().to_string()
        }
    }
}

fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
