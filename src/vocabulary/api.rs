//! `/v1/vocabularies`

use super::codes::{CodeList, Coded};
use super::labels;
use super::language::Preferred;
use crate::platform::auth::Known;
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, IfNoneMatch, Page, Params, Problem};
use actix_web::get;
use actix_web::web::{Data, Path};
use utoipa_actix_web::service_config::ServiceConfig;

/// All code lists of all rooms, by name.
pub struct Vocabularies(pub Vec<CodeList>);

impl Vocabularies {
    /// In the order of their names.
    pub fn of(rooms: &[&[CodeList]]) -> Self {
        let mut lists: Vec<CodeList> = rooms.iter().flat_map(|room| room.iter().copied()).collect();
        lists.sort_by_key(|list| list.name);
        Vocabularies(lists)
    }
}

/// Code lists change only with a release; each language is a representation of its own.
fn etag(language: Preferred) -> String {
    format!("\"{}-{}\"", env!("CARGO_PKG_VERSION"), language.0)
}

const CACHE: &str = "private, max-age=3600";

/// Registers the operations of this room.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_vocabularies).service(get_vocabulary);
}

/// List vocabularies
///
/// Every code list of the service, with labels, definitions and sources. Lists grow: read on when
/// a code is new to you. Labels and definitions are in English, German or Welsh, as
/// `Accept-Language` asks for; codes never change.
#[utoipa::path(tag = "vocabularies", security(("bearer" = [])), params(Preferred),
    responses((status = 200, description = "All code lists.", body = Page<CodeList>),
        (status = 304, description = "You hold the current version.")))]
#[get("/v1/vocabularies")]
pub async fn list_vocabularies(
    _: Known,
    held: IfNoneMatch,
    language: Preferred,
    _query: Params<NoParams>,
    all: Data<Vocabularies>,
) -> Result<Answer, Problem> {
    let page = Page { items: all.0.iter().map(|list| labels::list(*list, language.0)).collect(), next: None };
    Ok(Answer::unless_held(&held, etag(language), &page)?.cached(CACHE).in_language(language.0.code()))
}

/// Read a vocabulary
///
/// One code list, with labels and definitions in English, German or Welsh, as `Accept-Language`
/// asks for; codes never change.
#[utoipa::path(tag = "vocabularies", security(("bearer" = [])),
    params(Preferred, ("name" = String, Path, description = "The list's name, such as `co`.", max_length = 100, pattern = "^[a-z_]+$", example = "stage")),
    responses((status = 200, description = "The code list.", body = CodeList)))]
#[get("/v1/vocabularies/{name}")]
pub async fn get_vocabulary(
    _: Known,
    name: Path<String>,
    held: IfNoneMatch,
    language: Preferred,
    _query: Params<NoParams>,
    all: Data<Vocabularies>,
) -> Result<Answer, Problem> {
    let list = all.0.iter().find(|list| list.name == name.as_str()).ok_or_else(|| Problem::not_found("vocabulary"))?;
    let list = labels::list(*list, language.0);
    Ok(Answer::unless_held(&held, etag(language), &list)?.cached(CACHE).in_language(language.0.code()))
}
