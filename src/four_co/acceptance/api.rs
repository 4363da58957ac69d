//! `/v1/initiatives/{id}/four-co/acceptances`

use super::model::NewAcceptance;
use super::rules::accepted;
use crate::four_co::model::ClassificationReading;
use crate::four_co::reading::{suggested, tag, text_digest};
use crate::four_co::suggestion::{Suggestion, SuggestionDetail, in_turn};
use crate::four_co::{classification_answer, classify};
use crate::initiatives::{access, hold_as_seen};
use crate::platform::app::App;
use crate::platform::auth::{Caller, FourCoWrite, May};
use crate::platform::db::Id;
use crate::platform::http::{Answer, IfSeen, Kind, Once, Problem, Valid};
use actix_web::post;
use actix_web::web::{Data, Path};

/// Accept a suggestion
///
/// For the lead organisation and for partners that assess. What title and description suggest
/// becomes the classification in force, as it stands or with what people changed. The classification
/// keeps what it came from: the versions that made the suggestion, its labels and scores, a digest of
/// the text, and what people added and removed.
///
/// `If-Match` takes the `ETag` of `GET /v1/initiatives/{id}/four-co`, so that nobody accepts what
/// they have not seen: when the initiative, its classification or what makes suggestions has changed
/// since, the answer is 412. `*` is refused. The suggestion itself is not sent: the same text and
/// versions have the same suggestion, so the service makes it again.
///
/// A text that says too little has no suggestion to accept: then say in `labels` what people decided.
#[utoipa::path(tag = "four-co", security(("bearer" = ["four_co:write"])),
    params(("id" = Id, Path, description = "The initiative's id."),
        ("If-Match" = String, Header, description = "The `ETag` of `GET /v1/initiatives/{id}/four-co`, or its member `tag`: what people have seen. `*` and weak tags are refused.",
            min_length = 1, max_length = 200, example = "\"1.0-en-3-hybrid-1\"")),
    request_body = NewAcceptance,
    responses((status = 201, description = "The suggestion is accepted: the classification is in force.", body = ClassificationReading)))]
#[post("/v1/initiatives/{id}/four-co/acceptances")]
pub async fn accept_suggestion(
    caller: May<FourCoWrite>,
    id: Path<Id>,
    seen: IfSeen,
    body: Valid<NewAcceptance>,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let made = beforehand(&app, &caller, *id, &seen).await?;
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, *id)?.assessor()?;
        if !seen.holds(&tag(&of)) || !hold_as_seen(tx.db, &of)? {
            return Err(changed_since());
        }
        // The same tag, so it was made from the same text.
        let suggestion = made.unwrap_or_else(|| suggested(&of, SuggestionDetail::Labels));
        let body = accepted(body.0, &suggestion, text_digest(&of)).map_err(|faults| Problem::faults(faults.into_vec()))?;
        let row = classify(tx, &of, body)?;
        classification_answer(row, &of)
    })
    .await
}

/// The suggestion, made before the write begins, which must not wait for it. None when something is
/// in the way: the write itself tells what, after it has looked whether the request is a repeated one.
/// 503 when too many texts are being read.
async fn beforehand(app: &App, caller: &Caller, id: Id, seen: &IfSeen) -> Result<Option<Suggestion>, Problem> {
    let caller = caller.clone();
    let Ok(of) = app.read(move |db, _| access(db, &caller, id)?.assessor()).await else {
        return Ok(None);
    };
    if !seen.holds(&tag(&of)) {
        return Ok(None);
    }
    in_turn(move || suggested(&of, SuggestionDetail::Labels)).await.map(Some)
}

fn changed_since() -> Problem {
    Problem::new(
        Kind::Stale,
        "The initiative, its classification or what makes suggestions has changed since you read this suggestion. Read four-co again and decide.",
    )
}
