//! `/v1/four-co` and `/v1/four-co/suggestions`

use super::in_turn;
use super::model::{NewSuggestion, Suggestion};
use crate::four_co::taxonomy::{self, Taxonomy};
use crate::platform::auth::{FourCoRead, Known, May};
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, IfNoneMatch, Params, Problem, Valid};
use crate::vocabulary::codes::Coded;
use crate::vocabulary::language::Preferred;
use actix_web::{get, post};

/// Read the taxonomy of the Four Co's
///
/// The Four Co's and their kinds, each with definition, mode and the chapter's examples, and the
/// terms of the “co-ubiquity” with all that they can mean. Changes only with a release. It is in
/// English, German or Welsh, as `Accept-Language` asks for.
#[utoipa::path(tag = "four-co", security(("bearer" = [])), params(Preferred),
    responses((status = 200, description = "The taxonomy.", body = Taxonomy)))]
#[get("/v1/four-co")]
pub async fn get_four_co(_: Known, held: IfNoneMatch, language: Preferred, _query: Params<NoParams>) -> Result<Answer, Problem> {
    let taxonomy = taxonomy::taxonomy(language.0);
    let etag = format!("\"{}-{}-{}\"", env!("CARGO_PKG_VERSION"), taxonomy.thesaurus, language.0);
    Ok(Answer::unless_held(&held, etag, &taxonomy)?.cached("private, max-age=3600").in_language(language.0.code()))
}

/// Suggest Co's for a text
///
/// Ranks the Co's and kinds that a text speaks for, shows the passages for and against, says
/// whether it looks like co-production at all, and asks what only people can settle. The same text
/// has the same answer; nothing is kept. It proposes; people decide, with a classification.
#[utoipa::path(tag = "four-co", security(("bearer" = ["four_co:read"])), request_body = NewSuggestion,
    responses((status = 200, description = "The suggestion.", body = Suggestion)))]
#[post("/v1/four-co/suggestions")]
pub async fn create_suggestion(_caller: May<FourCoRead>, _query: Params<NoParams>, body: Valid<NewSuggestion>) -> Result<Answer, Problem> {
    let body = body.0;
    let suggestion = in_turn(move || super::of(body.language(), body.title.as_deref().unwrap_or_default(), &body.description));
    Answer::ok(&suggestion.await?)
}
