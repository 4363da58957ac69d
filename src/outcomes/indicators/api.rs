//! `/v1/initiatives/{id}/indicators`

use super::model::{Indicator, IndicatorReading, NewIndicator};
use super::{rules, store};
use crate::initiatives::{Initiative, access};
use crate::outcomes::{periods, rights};
use crate::part;
use crate::platform::app::App;
use crate::platform::auth::{May, OutcomesRead, OutcomesWrite};
use crate::platform::changes::{Change, Operation};
use crate::platform::db::{Day, Db, Id};
use crate::platform::http::parts;
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, Faults, IfMatch, IfNoneMatch, Once, Page, Params, Patch, Problem, Valid};
use actix_web::web::{Data, Path};
use actix_web::{delete, get, patch, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

part!(Indicator);

/// A change to an indicator.
pub type IndicatorPatch = Patch<NewIndicator>;

/// How to narrow and page a list of indicators, oldest first.
#[derive(Debug, Clone, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct IndicatorQuery {
    /// Only indicators of this outcome.
    outcome_id: Option<Id>,
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

fn check(body: &NewIndicator, today: Day) -> Result<(), Problem> {
    let mut faults = Faults::default();
    rules::check_on(body, today, &mut faults);
    faults.check()
}

/// Figures that were recorded under an indicator keep their meaning: it may only change in ways
/// that every one of its periods still fits.
fn check_periods(db: &mut Db, id: Id, body: &NewIndicator) -> Result<(), Problem> {
    for period in periods::of_indicator(db, id)? {
        if let Some(fault) = periods::misfits(body, &period.body).into_iter().next() {
            let (starts, ends) = (period.body.starts_on, period.body.ends_on);
            let place = fault.pointer.unwrap_or_default();
            return Err(Problem::conflict(
                "",
                "does_not_fit",
                format!("the period {} ({starts} to {ends}) would no longer fit: {place} {}", period.id, fault.message),
            ));
        }
    }
    Ok(())
}

fn change(of: &Initiative, row: &Indicator, operation: Operation) -> Change {
    Change { operation, resource: "indicators", id: row.id, initiative: Some(of.id), organisation: of.lead(), version: row.version }
}

/// List indicators
///
/// What the outcomes of an initiative show by, oldest first.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), IndicatorQuery),
    responses((status = 200, description = "One page of indicators.", body = Page<Indicator>)))]
#[get("/v1/initiatives/{id}/indicators")]
pub async fn list_indicators(
    caller: May<OutcomesRead>,
    id: Path<Id>,
    query: Params<IndicatorQuery>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let after = parts::after(query.cursor.as_deref())?;
    let (limit, withdrawn, outcome) = (parts::limit(query.limit), query.withdrawn, query.outcome_id);
    let rows = app
        .view(move |db, _| {
            let of = access(db, &caller, *id)?.initiative;
            Ok(store::list(db, &of, outcome, withdrawn, after.as_ref(), limit + 1)?)
        })
        .await?;
    parts::page_of(rows, limit, &query)
}

/// Record an indicator
///
/// For the lead organisation and for partners that contribute or assess. Its measure decides which
/// members a baseline, a target or an actual has: figures, labels of a scale, or a narrative.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:write"])),
    params(("id" = Id, Path, description = "The initiative's id.")), request_body = NewIndicator,
    responses((status = 201, description = "The indicator is recorded.", body = IndicatorReading)))]
#[post("/v1/initiatives/{id}/indicators")]
pub async fn create_indicator(
    caller: May<OutcomesWrite>,
    id: Path<Id>,
    body: Valid<NewIndicator>,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, *id)?.contributor()?;
        let body = body.0;
        check(&body, tx.now.day())?;
        let outcome = crate::outcomes::store::hold(tx.db, &of, body.outcome_id)?.filter(|outcome| outcome.withdrawn_at.is_none());
        if outcome.is_none() {
            return Err(Problem::fault("/outcome_id", "unknown", "is not the id of an outcome of this initiative"));
        }
        let row = Indicator {
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
        let (location, etag) = (format!("/v1/initiatives/{}/indicators/{}", of.id, row.id), parts::etag(&row));
        Answer::created(&IndicatorReading::of(row), location, Some(etag))
    })
    .await
}

/// Read an indicator
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("indicator_id" = Id, Path, description = "The indicator's id.")),
    responses((status = 200, description = "The indicator.", body = IndicatorReading)))]
#[get("/v1/initiatives/{id}/indicators/{indicator_id}")]
pub async fn get_indicator(
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
            parts::living(store::find(db, &of, part)?, "indicator")
        })
        .await?;
    let etag = parts::etag(&row);
    Answer::unless_held(&held, etag, &IndicatorReading::of(row))
}

/// Change an indicator
///
/// For the lead organisation, and for the partner that recorded it. It may only change in ways that
/// the figures recorded under it still fit, and it stays with its outcome.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:write"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("indicator_id" = Id, Path, description = "The indicator's id.")),
    request_body(content = IndicatorPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The indicator as it is now.", body = IndicatorReading)))]
#[patch("/v1/initiatives/{id}/indicators/{indicator_id}")]
pub async fn update_indicator(
    caller: May<OutcomesWrite>,
    path: Path<(Id, Id)>,
    condition: IfMatch,
    patch: IndicatorPatch,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, part) = *path;
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, id)?.contributor()?;
        let mut row = parts::at_version(store::hold(tx.db, &of, part)?, condition, "indicator")?;
        rights::check_own(tx.caller, &of, row.recorded_by_id)?;
        let body = patch.onto(&row.body)?;
        if body.outcome_id != row.body.outcome_id {
            return Err(Problem::fault("/outcome_id", "immutable", "cannot be changed; record the indicator anew under the other outcome"));
        }
        if body != row.body {
            check(&body, tx.now.day())?;
            check_periods(tx.db, row.id, &body)?;
            if !store::update(tx.db, &row, &body, tx.now)? {
                return Err(Problem::stale(row.version + 1));
            }
            row = Indicator { version: row.version + 1, updated_at: tx.now, body, ..row };
            tx.record(change(&of, &row, Operation::Updated))?;
        }
        let etag = parts::etag(&row);
        Answer::version(&IndicatorReading::of(row), etag)
    })
    .await
}

/// Withdraw an indicator
///
/// For the lead organisation, and for the partner that recorded it. Its periods have to be
/// withdrawn first. The record stays as a tombstone; withdrawing twice is harmless.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:write"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("indicator_id" = Id, Path, description = "The indicator's id.")),
    responses((status = 200, description = "The tombstone.", body = IndicatorReading)))]
#[delete("/v1/initiatives/{id}/indicators/{indicator_id}")]
pub async fn withdraw_indicator(
    caller: May<OutcomesWrite>,
    path: Path<(Id, Id)>,
    condition: IfMatch,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, part) = *path;
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, id)?.contributor()?;
        let mut row = store::hold(tx.db, &of, part)?.ok_or_else(|| Problem::not_found("indicator"))?;
        rights::check_own(tx.caller, &of, row.recorded_by_id)?;
        if row.withdrawn_at.is_none() {
            condition.check(row.version)?;
            if !periods::of_indicator(tx.db, row.id)?.is_empty() {
                return Err(Problem::conflict(
                    "",
                    "in_use",
                    "has periods that are not withdrawn; withdraw them first (list them with indicator_id=)",
                ));
            }
            if !store::withdraw(tx.db, &row, tx.now)? {
                return Err(Problem::stale(row.version + 1));
            }
            row = Indicator { version: row.version + 1, updated_at: tx.now, withdrawn_at: Some(tx.now), ..row };
            tx.record(change(&of, &row, Operation::Withdrawn))?;
        }
        let etag = parts::etag(&row);
        Answer::version(&IndicatorReading::of(row), etag)
    })
    .await
}
