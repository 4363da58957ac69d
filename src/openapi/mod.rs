//! The OpenAPI document, the pages that show it and the problems, and the answers to what is not
//! in it.

mod examples;
mod finish;

use crate::platform::http::{Kind, Problem};
use crate::server;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue, LOCATION};
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, get};
use serde_json::Value;
use std::fmt::Write as _;
use std::sync::LazyLock;
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::{Config, SwaggerUi};

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let info = utoipa::openapi::OpenApiBuilder::new().build();
    let (_, document) = actix_web::App::new().into_utoipa_app().openapi(info).configure(server::rooms).split_for_parts();
    finish::finish(serde_json::to_value(document).unwrap_or_default())
});

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = serde_json::to_string_pretty(&*DOCUMENT).unwrap_or_default();
    text.push('\n');
    text
});

/// The document, made from what is registered.
pub fn document() -> &'static Value {
    &DOCUMENT
}

/// Its text, as it is committed and served.
pub fn text() -> &'static str {
    &TEXT
}

/// The operations that are served but not part of the document.
const UNDOCUMENTED: &[&str] = &["/metrics", "/openapi.json", "/docs/", "/docs", "/problems", "/problems/{slug}", "/"];

static ROUTES: LazyLock<Vec<(actix_web::dev::ResourceDef, String)>> = LazyLock::new(|| {
    let documented = document()["paths"].as_object().into_iter().flatten().map(|(path, item)| {
        let mut methods: Vec<String> = item.as_object().into_iter().flatten().map(|(method, _)| method.to_ascii_uppercase()).collect();
        if methods.iter().any(|m| m == "GET") {
            methods.push("HEAD".into());
        }
        methods.sort();
        (path.clone(), methods.join(", "))
    });
    let others = UNDOCUMENTED.iter().map(|path| ((*path).to_owned(), "GET, HEAD".to_owned()));
    documented.chain(others).map(|(path, allow)| (actix_web::dev::ResourceDef::new(path), allow)).collect()
});

/// What no route has taken: 405 with what is allowed where the path is known, else 404. actix
/// itself answers 404 to a known path with another method.
pub async fn nothing_here(req: HttpRequest) -> Result<HttpResponse, Problem> {
    let path = req.path();
    match ROUTES.iter().find(|(route, _)| route.is_match(path)) {
        Some((_, allow)) => Err(Problem::method_not_allowed(allow)),
        None => Err(Problem::new(Kind::NotFound, "There is no such path. /openapi.json lists those there are.")),
    }
}

/// Registers the document, its page and the pages of the problems.
pub fn pages(config: &mut ServiceConfig) {
    let page = Config::from("/openapi.json").validator_url("none").deep_linking(true).display_operation_id(true).doc_expansion("none");
    config.service(openapi).service(front).service(docs).service(problems).service(problem).service(
        web::scope("/docs")
            .wrap(DefaultHeaders::new().add((CONTENT_SECURITY_POLICY, POLICY)))
            .service(SwaggerUi::new("/{_:.*}").config(page)),
    );
}

/// Nothing from elsewhere, nothing framed.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

#[get("/openapi.json")]
async fn openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").insert_header((CACHE_CONTROL, "public, max-age=300")).body(text())
}

#[get("/")]
async fn front() -> HttpResponse {
    redirect("/docs/")
}

#[get("/docs")]
async fn docs() -> HttpResponse {
    redirect("/docs/")
}

fn redirect(to: &'static str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, HeaderValue::from_static(to))).finish()
}

#[get("/problems")]
async fn problems() -> HttpResponse {
    let mut list = String::new();
    for kind in Kind::ALL {
        let (slug, status, title, _) = kind.describe();
        let _ = write!(list, "<li><a href=\"/problems/{slug}\">{title}</a> ({status})</li>");
    }
    html("Problems", &format!("<p>Every refusal of this service is one of these, as problem details (RFC 9457).</p><ul>{list}</ul>"))
}

#[get("/problems/{slug}")]
async fn problem(slug: web::Path<String>) -> Result<HttpResponse, Problem> {
    let kind = Kind::ALL.iter().find(|kind| kind.describe().0 == slug.as_str()).ok_or_else(|| Problem::not_found("kind of problem"))?;
    let (_, status, title, help) = kind.describe();
    let help = help.replace('&', "&amp;").replace('<', "&lt;");
    Ok(html(title, &format!("<p>HTTP status {status}.</p><p>{help}</p><p><a href=\"/problems\">All problems</a></p>")))
}

fn html(title: &str, body: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .body(format!("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title><h1>{title}</h1>{body}</html>"))
}
