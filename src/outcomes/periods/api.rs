//! `/v1/initiatives/{id}/periods`

use super::model::{NewPeriod, Period, PeriodReading};
use super::{rules, store};
use crate::initiatives::{Initiative, access};
use crate::outcomes::indicators::{self, Indicator};
use crate::outcomes::rights;
use crate::part;
use crate::platform::app::App;
use crate::platform::auth::{May, OutcomesRead, OutcomesWrite};
use crate::platform::changes::{Change, Operation};
use crate::platform::db::{Day, Db, Id};
use crate::platform::http::parts;
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, Faults, IfMatch, IfNoneMatch, Kind, Once, Page, Params, Patch, Problem, Valid};
use actix_web::web::{Data, Path};
use actix_web::{delete, get, patch, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

part!(Period);

/// A change to a period.
pub type PeriodPatch = Patch<NewPeriod>;

/// How to narrow and page a list of periods, oldest record first.
#[derive(Debug, Clone, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeriodQuery {
    /// Only periods of this indicator.
    indicator_id: Option<Id>,
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

/// The indicator a period belongs to. Locked until the write ends: neither may its meaning change
/// meanwhile, nor another period take the same days.
fn indicator(db: &mut Db, of: &Initiative, id: Id) -> Result<Indicator, Problem> {
    indicators::hold(db, of, id)?
        .filter(|indicator| indicator.withdrawn_at.is_none())
        .ok_or_else(|| Problem::fault("/indicator_id", "unknown", "is not the id of an indicator of this initiative"))
}

/// What only the indicator, the clock and the other periods can tell.
fn check(db: &mut Db, under: &Indicator, body: &NewPeriod, itself: Option<Id>, today: Day) -> Result<(), Problem> {
    let mut faults = Faults::default();
    rules::fit(&under.body, body, &mut faults);
    rules::check_on(body, today, &mut faults);
    faults.check()?;
    match store::overlapping(db, body, itself)? {
        None => Ok(()),
        Some(other) => Err(Problem::conflict(
            "/starts_on",
            "overlap",
            format!(
                "the period shares days with the period {} of the same indicator ({} to {}); periods of one indicator never overlap",
                other.id, other.body.starts_on, other.body.ends_on
            ),
        )),
    }
}

fn change(of: &Initiative, row: &Period, operation: Operation) -> Change {
    Change { operation, resource: "periods", id: row.id, initiative: Some(of.id), organisation: of.lead(), version: row.version }
}

/// List periods
///
/// What was aimed at and measured, oldest record first.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), PeriodQuery),
    responses((status = 200, description = "One page of periods.", body = Page<Period>)))]
#[get("/v1/initiatives/{id}/periods")]
pub async fn list_periods(caller: May<OutcomesRead>, id: Path<Id>, query: Params<PeriodQuery>, app: Data<App>) -> Result<Answer, Problem> {
    let after = parts::after(query.cursor.as_deref())?;
    let (limit, withdrawn, indicator) = (parts::limit(query.limit), query.withdrawn, query.indicator_id);
    let rows = app
        .view(move |db, _| {
            let of = access(db, &caller, *id)?.initiative;
            Ok(store::list(db, &of, indicator, withdrawn, after.as_ref(), limit + 1)?)
        })
        .await?;
    parts::page_of(rows, limit, &query)
}

/// Record a period
///
/// For the lead organisation and for partners that contribute or assess. Targets may be set before
/// it begins, actual figures come when it has.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:write"])),
    params(("id" = Id, Path, description = "The initiative's id.")), request_body = NewPeriod,
    responses((status = 201, description = "The period is recorded.", body = PeriodReading)))]
#[post("/v1/initiatives/{id}/periods")]
pub async fn create_period(
    caller: May<OutcomesWrite>,
    id: Path<Id>,
    body: Valid<NewPeriod>,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, *id)?.contributor()?;
        let (body, today) = (body.0, tx.now.day());
        let under = indicator(tx.db, &of, body.indicator_id)?;
        check(tx.db, &under, &body, None, today)?;
        let row = Period {
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
        let (location, etag) = (format!("/v1/initiatives/{}/periods/{}", of.id, row.id), parts::etag(&row));
        Answer::created(&PeriodReading::of(row, &under, today), location, Some(etag))
    })
    .await
}

/// Read a period
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("period_id" = Id, Path, description = "The period's id.")),
    responses((status = 200, description = "The period.", body = PeriodReading)))]
#[get("/v1/initiatives/{id}/periods/{period_id}")]
pub async fn get_period(
    caller: May<OutcomesRead>,
    path: Path<(Id, Id)>,
    held: IfNoneMatch,
    _query: Params<NoParams>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, part) = *path;
    let (row, under, today) = app
        .view(move |db, now| {
            let of = access(db, &caller, id)?.initiative;
            let row = parts::living(store::find(db, &of, part)?, "period")?;
            let under = parts::living(indicators::find(db, &of, row.body.indicator_id)?, "indicator")?;
            Ok((row, under, now.day()))
        })
        .await?;
    let etag = parts::etag(&row);
    Answer::unless_held(&held, etag, &PeriodReading::of(row, &under, today))
}

/// Change a period
///
/// For the lead organisation, and for the partner that recorded it. Every partner that contributes
/// or assesses may fill in what was measured: `actual`, `method`, `source`, `sample_size`,
/// `measured_by` and `comment`. It stays with its indicator.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:write"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("period_id" = Id, Path, description = "The period's id.")),
    request_body(content = PeriodPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The period as it is now.", body = PeriodReading)))]
#[patch("/v1/initiatives/{id}/periods/{period_id}")]
pub async fn update_period(
    caller: May<OutcomesWrite>,
    path: Path<(Id, Id)>,
    condition: IfMatch,
    patch: PeriodPatch,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, part) = *path;
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, id)?.contributor()?;
        let today = tx.now.day();
        let mut row = parts::at_version(store::find(tx.db, &of, part)?, condition, "period")?;
        let body = patch.onto(&row.body)?;
        if body.indicator_id != row.body.indicator_id {
            return Err(Problem::fault("/indicator_id", "immutable", "cannot be changed; record the period anew under the other indicator"));
        }
        if !rights::is_own(tx.caller, &of, row.recorded_by_id) && rules::is_aim_changed(&row.body, &body) {
            return Err(Problem::new(
                Kind::Forbidden,
                "Only the lead organisation and the partner that recorded this period may change its days and its target; you may fill in what was measured.",
            ));
        }
        let under = indicator(tx.db, &of, body.indicator_id)?;
        if body != row.body {
            check(tx.db, &under, &body, Some(row.id), today)?;
            if !store::update(tx.db, &row, &body, tx.now)? {
                return Err(Problem::stale(row.version + 1));
            }
            row = Period { version: row.version + 1, updated_at: tx.now, body, ..row };
            tx.record(change(&of, &row, Operation::Updated))?;
        }
        let etag = parts::etag(&row);
        Answer::version(&PeriodReading::of(row, &under, today), etag)
    })
    .await
}

/// Withdraw a period
///
/// For the lead organisation, and for the partner that recorded it. The record stays as a tombstone
/// and its assessments no longer count; withdrawing twice is harmless.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:write"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("period_id" = Id, Path, description = "The period's id.")),
    responses((status = 200, description = "The tombstone.", body = PeriodReading)))]
#[delete("/v1/initiatives/{id}/periods/{period_id}")]
pub async fn withdraw_period(
    caller: May<OutcomesWrite>,
    path: Path<(Id, Id)>,
    condition: IfMatch,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, part) = *path;
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, id)?.contributor()?;
        let mut row = store::hold(tx.db, &of, part)?.ok_or_else(|| Problem::not_found("period"))?;
        rights::check_own(tx.caller, &of, row.recorded_by_id)?;
        let under = indicators::find(tx.db, &of, row.body.indicator_id)?.ok_or_else(|| Problem::not_found("indicator"))?;
        if row.withdrawn_at.is_none() {
            condition.check(row.version)?;
            if !store::withdraw(tx.db, &row, tx.now)? {
                return Err(Problem::stale(row.version + 1));
            }
            row = Period { version: row.version + 1, updated_at: tx.now, withdrawn_at: Some(tx.now), ..row };
            tx.record(change(&of, &row, Operation::Withdrawn))?;
        }
        let etag = parts::etag(&row);
        Answer::version(&PeriodReading::of(row, &under, tx.now.day()), etag)
    })
    .await
}
