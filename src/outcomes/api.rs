//! `/v1/initiatives/{id}/outcomes`

use super::model::{NewOutcome, Outcome, OutcomeKind, OutcomeReading};
use super::{assessments, indicators, periods, rights, rules, store, summary};
use crate::initiatives::{Initiative, access};
use crate::part;
use crate::platform::app::App;
use crate::platform::auth::{May, OutcomesRead, OutcomesWrite};
use crate::platform::changes::{Change, Operation};
use crate::platform::db::{Day, Id};
use crate::platform::http::parts;
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, Faults, IfMatch, IfNoneMatch, Once, Page, Params, Patch, Problem, Valid};
use actix_web::web::{Data, Path};
use actix_web::{delete, get, patch, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations of this room.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_outcomes).service(create_outcome).service(get_outcome).service(update_outcome).service(withdraw_outcome);
    config.service(indicators::list_indicators).service(indicators::create_indicator);
    config.service(indicators::get_indicator).service(indicators::update_indicator).service(indicators::withdraw_indicator);
    config.service(periods::list_periods).service(periods::create_period);
    config.service(periods::get_period).service(periods::update_period).service(periods::withdraw_period);
    config.service(assessments::list_outcome_assessments).service(assessments::assess_outcome).service(assessments::get_outcome_assessment);
    config.service(summary::get_outcome_summary);
}

part!(Outcome);

/// A change to an outcome.
pub type OutcomePatch = Patch<NewOutcome>;

/// How to narrow and page a list of outcomes, oldest first.
#[derive(Debug, Clone, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OutcomeQuery {
    /// Only outcomes of this kind.
    kind: Option<OutcomeKind>,
    /// Only priorities, or only the others.
    #[param(example = true)]
    priority: Option<bool>,
    /// Tombstones instead of living records.
    #[serde(default)]
    #[param(example = false, required = false)]
    withdrawn: bool,
    /// Items on a page; 50 when not given.
    #[param(minimum = 1, maximum = 200, example = 50)]
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where to go on: `next` of the page before.
    #[param(max_length = 2000)]
    #[schema(max_length = 2000)]
    cursor: Option<String>,
}

fn check(body: &NewOutcome, today: Day) -> Result<(), Problem> {
    let mut faults = Faults::default();
    rules::check_on(body, today, &mut faults);
    faults.check()
}

fn change(of: &Initiative, row: &Outcome, operation: Operation) -> Change {
    Change { operation, resource: "outcomes", id: row.id, initiative: Some(of.id), organisation: of.lead(), version: row.version }
}

/// List outcomes
///
/// What an initiative aims at, oldest first.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), OutcomeQuery),
    responses((status = 200, description = "One page of outcomes.", body = Page<Outcome>)))]
#[get("/v1/initiatives/{id}/outcomes")]
pub async fn list_outcomes(
    caller: May<OutcomesRead>,
    id: Path<Id>,
    query: Params<OutcomeQuery>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let after = parts::after(query.cursor.as_deref())?;
    let (limit, withdrawn, kind, priority) = (parts::limit(query.limit), query.withdrawn, query.kind, query.priority);
    let rows = app
        .view(move |db, _| {
            let of = access(db, &caller, *id)?.initiative;
            Ok(store::list(db, &of, kind, priority, withdrawn, after.as_ref(), limit + 1)?)
        })
        .await?;
    parts::page_of(rows, limit, &query)
}

/// Record an outcome
///
/// For the lead organisation and for partners that contribute or assess. A priority without
/// mediation is a warning: demands must be politically mediated to become publicly defined needs.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:write"])),
    params(("id" = Id, Path, description = "The initiative's id.")), request_body = NewOutcome,
    responses((status = 201, description = "The outcome is recorded.", body = OutcomeReading)))]
#[post("/v1/initiatives/{id}/outcomes")]
pub async fn create_outcome(
    caller: May<OutcomesWrite>,
    id: Path<Id>,
    body: Valid<NewOutcome>,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, *id)?.contributor()?;
        let body = body.0;
        check(&body, tx.now.day())?;
        let row = Outcome {
            id: tx.id(),
            initiative_id: of.id,
            version: 1,
            created_at: tx.now,
            updated_at: tx.now,
            withdrawn_at: None,
            recorded_by_id: tx.caller.organisation,
            body,
        };
        store::insert(tx.db, &row)?;
        tx.record(change(&of, &row, Operation::Created))?;
        let (location, etag) = (format!("/v1/initiatives/{}/outcomes/{}", of.id, row.id), parts::etag(&row));
        Answer::created(&OutcomeReading::of(row), location, Some(etag))
    })
    .await
}

/// Read an outcome
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("outcome_id" = Id, Path, description = "The outcome's id.")),
    responses((status = 200, description = "The outcome.", body = OutcomeReading)))]
#[get("/v1/initiatives/{id}/outcomes/{outcome_id}")]
pub async fn get_outcome(
    caller: May<OutcomesRead>,
    path: Path<(Id, Id)>,
    held: IfNoneMatch,
    _query: Params<NoParams>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, part) = *path;
    let row = app
        .view(move |db, _| {
            let of = access(db, &caller, id)?.initiative;
            parts::living(store::find(db, &of, part)?, "outcome")
        })
        .await?;
    let etag = parts::etag(&row);
    Answer::unless_held(&held, etag, &OutcomeReading::of(row))
}

/// Change an outcome
///
/// For the lead organisation, and for the partner that recorded it.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:write"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("outcome_id" = Id, Path, description = "The outcome's id.")),
    request_body(content = OutcomePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The outcome as it is now.", body = OutcomeReading)))]
#[patch("/v1/initiatives/{id}/outcomes/{outcome_id}")]
pub async fn update_outcome(
    caller: May<OutcomesWrite>,
    path: Path<(Id, Id)>,
    condition: IfMatch,
    patch: OutcomePatch,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, part) = *path;
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, id)?.contributor()?;
        let mut row = parts::at_version(store::find(tx.db, &of, part)?, condition, "outcome")?;
        rights::check_own(tx.caller, &of, row.recorded_by_id)?;
        let body = patch.onto(&row.body)?;
        if body != row.body {
            check(&body, tx.now.day())?;
            if !store::update(tx.db, &row, &body, tx.now)? {
                return Err(Problem::stale(row.version + 1));
            }
            row = Outcome { version: row.version + 1, updated_at: tx.now, body, ..row };
            tx.record(change(&of, &row, Operation::Updated))?;
        }
        let etag = parts::etag(&row);
        Answer::version(&OutcomeReading::of(row), etag)
    })
    .await
}

/// Withdraw an outcome
///
/// For the lead organisation, and for the partner that recorded it. Its indicators have to be
/// withdrawn first. The record stays as a tombstone; withdrawing twice is harmless.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:write"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("outcome_id" = Id, Path, description = "The outcome's id.")),
    responses((status = 200, description = "The tombstone.", body = OutcomeReading)))]
#[delete("/v1/initiatives/{id}/outcomes/{outcome_id}")]
pub async fn withdraw_outcome(
    caller: May<OutcomesWrite>,
    path: Path<(Id, Id)>,
    condition: IfMatch,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, part) = *path;
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, id)?.contributor()?;
        let mut row = store::hold(tx.db, &of, part)?.ok_or_else(|| Problem::not_found("outcome"))?;
        rights::check_own(tx.caller, &of, row.recorded_by_id)?;
        if row.withdrawn_at.is_none() {
            condition.check(row.version)?;
            if indicators::any_of(tx.db, row.id)? {
                return Err(Problem::conflict(
                    "",
                    "in_use",
                    "has indicators that are not withdrawn; withdraw them first (list them with outcome_id=)",
                ));
            }
            if !store::withdraw(tx.db, &row, tx.now)? {
                return Err(Problem::stale(row.version + 1));
            }
            row = Outcome { version: row.version + 1, updated_at: tx.now, withdrawn_at: Some(tx.now), ..row };
            tx.record(change(&of, &row, Operation::Withdrawn))?;
        }
        let etag = parts::etag(&row);
        Answer::version(&OutcomeReading::of(row), etag)
    })
    .await
}
