//! `/v1/initiatives/{id}/classifications` and `/v1/initiatives/{id}/four-co`

use super::model::{Classification, ClassificationReading, NewClassification};
use super::reading::{suggested, tag, text_digest};
use super::suggestion::SuggestionDetail;
use super::summary::{self, FourCoSummary, Recorded};
use super::terms::DecidedBy;
use super::{acceptance, decisions, rules, store, suggestion};
use crate::initiatives::{self, CurrentCo, Initiative, access};
use crate::platform::app::{App, Tx};
use crate::platform::auth::{FourCoRead, FourCoWrite, May};
use crate::platform::changes::{Change, Operation};
use crate::platform::db::Id;
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, Cursor, Faults, IfNoneMatch, Once, Page, Params, Problem, Valid, parts};
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations of this room.
pub fn routes(config: &mut ServiceConfig) {
    config.service(suggestion::get_four_co).service(suggestion::create_suggestion).service(suggestion::create_suggestion_batch);
    config.service(list_classifications).service(create_classification).service(get_classification);
    config.service(get_initiative_four_co).service(acceptance::accept_suggestion);
}

/// How to narrow and page the history of classifications, newest first.
#[derive(Debug, Clone, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ClassificationQuery {
    /// Only the one in force, or only superseded ones; both when not given.
    #[param(example = true)]
    in_force: Option<bool>,
    /// Items on a page; 50 when not given.
    #[param(minimum = 1, maximum = 200, example = 50)]
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where to go on: `next` of the page before.
    #[param(max_length = 2000)]
    #[schema(max_length = 2000)]
    cursor: Option<String>,
}

/// The order of the history.
const ORDER: &str = "-created_at";

fn etag(row: &Classification) -> String {
    format!("\"{}\"", row.version)
}

fn change(of: &Initiative, row: &Classification, operation: Operation) -> Change {
    Change { operation, resource: "classifications", id: row.id, initiative: Some(of.id), organisation: of.lead(), version: row.version }
}

/// Puts a classification in force: the one before it goes to the history, and the initiative shows
/// the new Co's.
pub fn classify(tx: &mut Tx, of: &Initiative, mut body: NewClassification) -> Result<Classification, Problem> {
    let mut faults = Faults::default();
    rules::check_date(&body, tx.now.day(), &mut faults);
    faults.check()?;
    body.mode = rules::mode_of(&body.labels);
    body.is_coproduction = Some(!body.labels.is_empty());
    if let Some(from) = body.suggestion.as_mut().filter(|_| body.decided_by != DecidedBy::Suggestion) {
        from.0.changes = Some(rules::changes(&body.labels, &from.labels));
    }
    let text = |code: &dyn std::fmt::Display| code.to_string();
    let cos = body.labels.iter().map(|label| CurrentCo {
        co: text(&label.co),
        kind: label.kind.map(|kind| text(&kind)),
        weight: text(&label.weight),
    });
    // First, because it locks the initiative: of two at once the second sees what the first did.
    initiatives::set_current_cos(tx.db, of, cos.collect(), tx.now)?;
    let row = Classification {
        id: tx.id(),
        initiative_id: of.id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        recorded_by_id: tx.caller.organisation,
        superseded_at: None,
        superseded_by_id: None,
        body,
    };
    if let Some(last) = store::current(tx.db, of)? {
        store::supersede(tx.db, &last, row.id, tx.now)?;
        tx.record(change(of, &Classification { version: last.version + 1, ..last }, Operation::Updated))?;
    }
    store::insert(tx.db, &row)?;
    if let Some(decided) = decisions::of(&row.body) {
        decisions::insert(tx.db, of, &row, &decided)?;
    }
    tx.record(change(of, &row, Operation::Created))?;
    Ok(row)
}

/// 201 with a classification that has just been put in force, and what is odd about it.
pub fn classification_answer(row: Classification, of: &Initiative) -> Result<Answer, Problem> {
    let (location, etag) = (format!("/v1/initiatives/{}/classifications/{}", of.id, row.id), etag(&row));
    let warnings = rules::warnings(&row.body, of);
    Answer::created(&ClassificationReading { classification: row, warnings }, location, Some(etag))
}

/// List classifications
///
/// The one in force and those before it, newest first.
#[utoipa::path(tag = "four-co", security(("bearer" = ["four_co:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), ClassificationQuery),
    responses((status = 200, description = "One page of the history.", body = Page<Classification>)))]
#[get("/v1/initiatives/{id}/classifications")]
pub async fn list_classifications(
    caller: May<FourCoRead>,
    id: Path<Id>,
    query: Params<ClassificationQuery>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let after = query.cursor.as_deref().map(|text| Cursor::read(text, ORDER)).transpose()?;
    let limit = parts::limit(query.limit);
    let in_force = query.in_force;
    let rows = app
        .view(move |db, _| {
            let of = access(db, &caller, *id)?.initiative;
            Ok(store::list(db, &of, in_force, after.as_ref(), limit + 1)?)
        })
        .await?;
    let page = Page::cut(rows, limit, |row| Cursor { key: row.created_at, id: row.id }.write(ORDER));
    Answer::page(&page, &query.uri)
}

/// Classify an initiative
///
/// For the lead organisation and for partners that assess. The classification in force goes to the
/// history; the initiative shows the new Co's at once. Contradictions are refused with the reason;
/// what is odd comes back as warnings.
#[utoipa::path(tag = "four-co", security(("bearer" = ["four_co:write"])),
    params(("id" = Id, Path, description = "The initiative's id.")), request_body = NewClassification,
    responses((status = 201, description = "The classification is in force.", body = ClassificationReading)))]
#[post("/v1/initiatives/{id}/classifications")]
pub async fn create_classification(
    caller: May<FourCoWrite>,
    id: Path<Id>,
    body: Valid<NewClassification>,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, *id)?.assessor()?;
        let row = classify(tx, &of, body.0)?;
        classification_answer(row, &of)
    })
    .await
}

/// Read a classification
#[utoipa::path(tag = "four-co", security(("bearer" = ["four_co:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("classification_id" = Id, Path, description = "The classification's id.")),
    responses((status = 200, description = "The classification.", body = Classification)))]
#[get("/v1/initiatives/{id}/classifications/{classification_id}")]
pub async fn get_classification(
    caller: May<FourCoRead>,
    path: Path<(Id, Id)>,
    held: IfNoneMatch,
    _query: Params<NoParams>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, classification) = *path;
    let row = app
        .view(move |db, _| {
            let of = access(db, &caller, id)?.initiative;
            store::find(db, &of, classification)?.ok_or_else(|| Problem::not_found("classification"))
        })
        .await?;
    Answer::unless_held(&held, etag(&row), &row)
}

/// Read an initiative's Four Co's
///
/// The classification in force in summary: voice and action, each Co with its reasons; and what
/// title and description suggest today, with every difference. Differences are no faults: people
/// know more than the text says. When the classification came from a suggestion, it is also told
/// whether the text has changed since, and what the suggestions then and now differ in. To accept
/// the suggestion, send the `ETag` to `/v1/initiatives/{id}/four-co/acceptances`.
#[utoipa::path(tag = "four-co", security(("bearer" = ["four_co:read"])),
    params(("id" = Id, Path, description = "The initiative's id.")),
    responses((status = 200, description = "The summary.", body = FourCoSummary)))]
#[get("/v1/initiatives/{id}/four-co")]
pub async fn get_initiative_four_co(
    caller: May<FourCoRead>,
    id: Path<Id>,
    held: IfNoneMatch,
    _query: Params<NoParams>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (of, current, recorded) = app
        .view(move |db, _| {
            let of = access(db, &caller, *id)?.initiative;
            Ok((of.clone(), store::current(db, &of)?, store::count(db, &of)?))
        })
        .await?;
    let tag = tag(&of);
    if held.holds(&tag) {
        return Ok(Answer::not_modified(tag));
    }
    let shown = tag.clone();
    let summary = suggestion::in_turn(move || {
        let warnings = current.as_ref().map(|row| rules::warnings(&row.body, &of)).unwrap_or_default();
        let recorded = Recorded { initiative_id: of.id, tag: shown, text_digest: text_digest(&of), current, recorded, warnings };
        summary::summary(recorded, suggested(&of, SuggestionDetail::Full))
    });
    Answer::version(&summary.await?, tag)
}
