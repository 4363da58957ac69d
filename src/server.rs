//! The actix application: rooms, middleware, state, graceful stop.

use crate::config::Settings;
use crate::four_co::suggestion::transformer;
use crate::platform::app::App;
use crate::platform::http::{Fault, Problem};
use crate::platform::telemetry;
use crate::{four_co, governance, initiatives, openapi, organisations, outcomes, public_value, reports, vocabulary};
use actix_cors::Cors;
use actix_web::dev::Server;
use actix_web::http::header;
use actix_web::middleware::{Condition, DefaultHeaders, from_fn};
use actix_web::web::{Data, PathConfig};
use actix_web::{HttpRequest, HttpResponse, HttpServer, get, web};
use std::net::TcpListener;
use std::time::Duration;
use utoipa_actix_web::service_config::ServiceConfig;
use vocabulary::Vocabularies;

/// All rooms, in the order data flows through them.
pub fn rooms(config: &mut ServiceConfig) {
    // Before the code lists, whose path would take its name for that of one.
    config.service(four_co::get_thesaurus);
    vocabulary::routes(config);
    organisations::routes(config);
    initiatives::routes(config);
    four_co::routes(config);
    outcomes::routes(config);
    governance::routes(config);
    public_value::routes(config);
    reports::routes(config);
    config.service(livez).service(readyz);
}

/// The code lists of all rooms.
pub fn vocabularies() -> Vocabularies {
    Vocabularies::of(&[
        vocabulary::CODE_LISTS,
        &[four_co::thesaurus_list()],
        organisations::CODE_LISTS,
        initiatives::CODE_LISTS,
        four_co::CODE_LISTS,
        outcomes::CODE_LISTS,
        governance::CODE_LISTS,
        public_value::CODE_LISTS,
        reports::CODE_LISTS,
    ])
}

/// Starts answering on a listener. The server runs when it is awaited, and stops gracefully on
/// SIGTERM and SIGINT: it takes no new connections and finishes what it accepted.
pub fn start(app: Data<App>, settings: &Settings, listener: TcpListener) -> std::io::Result<Server> {
    let origins = settings.cors_origins.clone();
    let vocabularies = Data::new(vocabularies());
    let workers = match settings.workers {
        0 => std::thread::available_parallelism().map_or(2, usize::from),
        n => usize::from(n),
    };
    let server = HttpServer::new(move || {
        actix_web::App::new()
            .app_data(app.clone())
            .app_data(vocabularies.clone())
            .app_data(PathConfig::default().error_handler(|error, req| bad_path(&error, req).into()))
            .configure(|config| rooms(&mut ServiceConfig::new(config)))
            .configure(openapi::pages)
            .service(metrics)
            .default_service(web::to(openapi::nothing_here))
            .wrap(Condition::new(!origins.is_empty(), cors(&origins)))
            .wrap(DefaultHeaders::new().add(("x-content-type-options", "nosniff")).add(("referrer-policy", "no-referrer")))
            // The outermost has the last word: what the others refuse is a problem too.
            .wrap(from_fn(telemetry::observe))
    })
    .workers(workers)
    .shutdown_signal(asked_to_stop())
    .shutdown_timeout(settings.stop_deadline.as_secs())
    .client_request_timeout(Duration::from_secs(10))
    .client_disconnect_timeout(Duration::from_secs(2))
    .keep_alive(Duration::from_secs(75))
    .listen(listener)?;
    Ok(server.run())
}

/// SIGTERM from whoever runs the service, SIGINT from a keyboard: both wait for what is under way.
/// The framework would break it off at the second.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = signal(SignalKind::terminate()).and_then(|term| Ok((term, signal(SignalKind::interrupt())?)));
    match signals {
        Ok((mut term, mut int)) => {
            let (term, int) = (std::pin::pin!(term.recv()), std::pin::pin!(int.recv()));
            futures_util::future::select(term, int).await;
        }
        Err(error) => {
            tracing::error!(%error, "signals cannot be received; the service stops without waiting");
            std::future::pending::<()>().await;
        }
    }
}

/// Browsers may call from the origins that were set; a preflight has no token, so the origin
/// alone decides.
fn cors(origins: &[String]) -> Cors {
    let mut cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PATCH", "DELETE"])
        .allowed_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            header::HeaderName::from_static("idempotency-key"),
            header::HeaderName::from_static("x-request-id"),
        ])
        .expose_headers(["ETag", "Location", "Link", "Retry-After", "X-Request-Id", "Idempotent-Replayed", "WWW-Authenticate"])
        .max_age(3_600);
    for origin in origins {
        cors = cors.allowed_origin(origin);
    }
    cors
}

fn bad_path(error: &actix_web::error::PathError, req: &HttpRequest) -> Problem {
    tracing::debug!(%error, "path parameter");
    let name = req
        .match_info()
        .iter()
        .find(|(name, value)| *name != "name" && value.parse::<crate::platform::db::Id>().is_err())
        .map_or_else(|| "id".to_owned(), |(name, _)| name.to_owned());
    Problem::parameters(vec![Fault::parameter(name, "format", "must be a UUID such as 01890a5d-ac96-774b-bcce-b302099a8057")])
}

/// Is the process alive?
///
/// Never touches the database.
#[utoipa::path(tag = "platform", responses((status = 200, description = "It is.", body = String, content_type = "text/plain", example = "ok")))]
#[get("/livez")]
pub async fn livez() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-store")).body("ok")
}

/// Can it answer requests?
///
/// 503 while the database does not answer, and in the first moment, until the model of the Four Co's
/// has been read. Takes no connection that a request could use.
#[utoipa::path(tag = "platform", responses((status = 200, description = "It can.", body = String, content_type = "text/plain", example = "ok")))]
#[get("/readyz")]
pub async fn readyz(app: Data<App>) -> Result<HttpResponse, Problem> {
    if !app.is_ready() {
        return Err(Problem::unavailable("The database does not answer."));
    }
    if transformer::is_loading() {
        return Err(Problem::unavailable("The model of the Four Co's is being read."));
    }
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-store")).body("ok"))
}

#[get("/metrics")]
async fn metrics() -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").body(telemetry::metrics()?))
}

#[cfg(test)]
mod tests {
    use super::vocabularies;
    use crate::vocabulary::labels;
    use crate::vocabulary::language::Language;
    use std::collections::{BTreeMap, BTreeSet};

    const TRANSLATED: [Language; 2] = [Language::De, Language::Cy];

    #[test]
    fn every_code_has_a_translation_and_every_translation_a_code() {
        // The thesaurus is written anew for each language, not translated.
        let english = vocabularies().0.into_iter().filter(|list| list.name != "thesaurus");
        let codes: BTreeMap<&str, BTreeSet<&str>> =
            english.map(|list| (list.name, list.terms.iter().map(|term| term.code).collect())).collect();
        for language in TRANSLATED {
            let mut translated = labels::translated(language);
            for (name, codes) in &codes {
                assert_eq!(translated.remove(name).as_ref(), Some(codes), "{name} in {language}");
            }
            assert!(translated.is_empty(), "no such lists: {:?} in {language}", translated.keys());
        }
    }

    #[test]
    fn codes_and_sources_stay_as_they_are_in_other_languages() {
        for language in TRANSLATED {
            for english in vocabularies().0 {
                let keys = |terms: &'static [crate::vocabulary::codes::Term]| {
                    terms.iter().map(|term| (term.code, term.source)).collect::<Vec<_>>()
                };
                let translated = labels::list(english, language);
                assert_eq!((translated.name, keys(translated.terms)), (english.name, keys(english.terms)));
            }
        }
    }
}
