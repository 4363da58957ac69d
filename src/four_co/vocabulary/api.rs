//! `/v1/vocabularies/thesaurus`

use super::model::ThesaurusVocabulary;
use crate::four_co::suggestion::READABLE;
use crate::four_co::suggestion::thesaurus::{self, Thesaurus};
use crate::platform::auth::Known;
use crate::platform::http::{Answer, Fault, IfNoneMatch, Params, Problem};
use crate::vocabulary::codes::Coded;
use crate::vocabulary::language::Language;
use actix_web::get;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Which thesaurus to read.
#[derive(Debug, Clone, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ThesaurusQuery {
    /// Its language, a BCP 47 tag of which only the language counts; English when not given.
    #[param(max_length = 35, pattern = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", example = "en")]
    #[schema(max_length = 35, pattern = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
    language: Option<String>,
}

/// Read the thesaurus
///
/// What suggestions look for in a text: terms of the “co-ubiquity” with their readings and the
/// questions that settle them, and rules whose patterns of words speak for or against each Co. Every
/// suggestion names the version that it was made with. Changes only with a release.
#[utoipa::path(tag = "vocabularies", security(("bearer" = [])), params(ThesaurusQuery),
    responses((status = 200, description = "The thesaurus of a language.", body = ThesaurusVocabulary)))]
#[get("/v1/vocabularies/thesaurus")]
pub async fn get_thesaurus(_: Known, held: IfNoneMatch, query: Params<ThesaurusQuery>) -> Result<Answer, Problem> {
    let thesaurus = of_language(query.language.as_deref().unwrap_or("en")).ok_or_else(|| {
        let message = format!("must be one of: {}", languages().join(", "));
        Problem::parameters(vec![Fault::parameter("language", "unsupported_language", message)])
    })?;
    let etag = format!("\"{}-{}\"", env!("CARGO_PKG_VERSION"), thesaurus.version);
    Ok(Answer::unless_held(&held, etag, &ThesaurusVocabulary::of(thesaurus, languages()))?.cached("private, max-age=3600"))
}

/// The languages there is a thesaurus for, as ISO 639-1 codes.
fn languages() -> Vec<&'static str> {
    READABLE.iter().map(|language| language.code()).collect()
}

fn of_language(tag: &str) -> Option<&'static Thesaurus> {
    Language::of_tag(tag).filter(|language| READABLE.contains(language)).map(thesaurus::of)
}
