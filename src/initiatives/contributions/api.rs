//! `/v1/initiatives/{id}/contributions`

use super::model::{Contribution, ContributionReading, NewContribution, Side};
use super::rules;
use super::store;
use crate::initiatives::{Initiative, access, touch_contributions};
use crate::organisations;
use crate::part;
use crate::platform::app::App;
use crate::platform::auth::{Caller, InitiativesRead, InitiativesWrite, May};
use crate::platform::changes::{Change, Operation};
use crate::platform::db::{Day, Db, Id};
use crate::platform::http::parts;
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, Faults, IfMatch, IfNoneMatch, Kind, Once, Page, Params, Patch, Problem, Valid};
use actix_web::web::{Data, Path};
use actix_web::{delete, get, patch, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

part!(Contribution);

/// A change to a contribution.
pub type ContributionPatch = Patch<NewContribution>;

/// How to narrow and page a list of contributions, oldest first.
#[derive(Debug, Clone, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ContributionQuery {
    /// Only contributions of this side.
    side: Option<Side>,
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

/// What only the store and the clock can tell about a contribution.
fn check(db: &mut Db, body: &NewContribution, today: Day) -> Result<(), Problem> {
    let mut faults = Faults::default();
    rules::check_dates(body, today, &mut faults);
    if let Some(id) = body.organisation_id {
        faults.unless(organisations::find(db, id)?.is_some(), "/organisation_id", "unknown", "is not the id of a registered organisation");
    }
    faults.check()
}

/// A partner changes only what it recorded itself; the lead organisation changes all.
fn check_own(caller: &Caller, of: &Initiative, row: &Contribution) -> Result<(), Problem> {
    if caller.is(of.lead()) || caller.is(row.recorded_by_id) {
        return Ok(());
    }
    Err(Problem::new(Kind::Forbidden, "Only the lead organisation and the partner that recorded this contribution may change it."))
}

fn change(of: &Initiative, row: &Contribution, operation: Operation) -> Change {
    Change { operation, resource: "contributions", id: row.id, initiative: Some(of.id), organisation: of.lead(), version: row.version }
}

/// List contributions
///
/// What each side promises and delivers, oldest first.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), ContributionQuery),
    responses((status = 200, description = "One page of contributions.", body = Page<Contribution>)))]
#[get("/v1/initiatives/{id}/contributions")]
pub async fn list_contributions(
    caller: May<InitiativesRead>,
    id: Path<Id>,
    query: Params<ContributionQuery>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let after = parts::after(query.cursor.as_deref())?;
    let (limit, withdrawn, side) = (parts::limit(query.limit), query.withdrawn, query.side);
    let rows = app
        .view(move |db, _| {
            let of = access(db, &caller, *id)?.initiative;
            Ok(store::list(db, &of, side, withdrawn, after.as_ref(), limit + 1)?)
        })
        .await?;
    parts::page_of(rows, limit, &query)
}

/// Record a contribution
///
/// For the lead organisation and for partners that contribute or assess. An initiative to which one
/// side contributes nothing is not co-production, and says so.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:write"])),
    params(("id" = Id, Path, description = "The initiative's id.")), request_body = NewContribution,
    responses((status = 201, description = "The contribution is recorded.", body = ContributionReading)))]
#[post("/v1/initiatives/{id}/contributions")]
pub async fn create_contribution(
    caller: May<InitiativesWrite>,
    id: Path<Id>,
    body: Valid<NewContribution>,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, *id)?.contributor()?;
        let body = body.0;
        check(tx.db, &body, tx.now.day())?;
        let row = Contribution {
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
        touch_contributions(tx.db, &of, tx.now)?;
        tx.record(change(&of, &row, Operation::Created))?;
        let etag = parts::etag(&row);
        let location = format!("/v1/initiatives/{}/contributions/{}", of.id, row.id);
        Answer::created(&ContributionReading::of(row), location, Some(etag))
    })
    .await
}

/// Read a contribution
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("contribution_id" = Id, Path, description = "The contribution's id.")),
    responses((status = 200, description = "The contribution.", body = ContributionReading)))]
#[get("/v1/initiatives/{id}/contributions/{contribution_id}")]
pub async fn get_contribution(
    caller: May<InitiativesRead>,
    path: Path<(Id, Id)>,
    held: IfNoneMatch,
    _query: Params<NoParams>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, part) = *path;
    let row = app
        .view(move |db, _| {
            let of = access(db, &caller, id)?.initiative;
            parts::living(store::find(db, &of, part)?, "contribution")
        })
        .await?;
    let etag = parts::etag(&row);
    Answer::unless_held(&held, etag, &ContributionReading::of(row))
}

/// Change a contribution
///
/// For the lead organisation, and for the partner that recorded it.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:write"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("contribution_id" = Id, Path, description = "The contribution's id.")),
    request_body(content = ContributionPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The contribution as it is now.", body = ContributionReading)))]
#[patch("/v1/initiatives/{id}/contributions/{contribution_id}")]
pub async fn update_contribution(
    caller: May<InitiativesWrite>,
    path: Path<(Id, Id)>,
    condition: IfMatch,
    patch: ContributionPatch,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, part) = *path;
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, id)?.contributor()?;
        let mut row = parts::at_version(store::find(tx.db, &of, part)?, condition, "contribution")?;
        check_own(tx.caller, &of, &row)?;
        let body = patch.onto(&row.body)?;
        if body != row.body {
            check(tx.db, &body, tx.now.day())?;
            if !store::update(tx.db, &row, &body, tx.now)? {
                return Err(Problem::stale(row.version + 1));
            }
            row = Contribution { version: row.version + 1, updated_at: tx.now, body, ..row };
            touch_contributions(tx.db, &of, tx.now)?;
            tx.record(change(&of, &row, Operation::Updated))?;
        }
        let etag = parts::etag(&row);
        Answer::version(&ContributionReading::of(row), etag)
    })
    .await
}

/// Withdraw a contribution
///
/// For the lead organisation, and for the partner that recorded it. The record stays as a tombstone
/// and no longer counts; withdrawing twice is harmless.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:write"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("contribution_id" = Id, Path, description = "The contribution's id.")),
    responses((status = 200, description = "The tombstone.", body = ContributionReading)))]
#[delete("/v1/initiatives/{id}/contributions/{contribution_id}")]
pub async fn withdraw_contribution(
    caller: May<InitiativesWrite>,
    path: Path<(Id, Id)>,
    condition: IfMatch,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, part) = *path;
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, id)?.contributor()?;
        let mut row = store::find(tx.db, &of, part)?.ok_or_else(|| Problem::not_found("contribution"))?;
        check_own(tx.caller, &of, &row)?;
        if row.withdrawn_at.is_none() {
            condition.check(row.version)?;
            if !store::withdraw(tx.db, &row, tx.now)? {
                return Err(Problem::stale(row.version + 1));
            }
            row = Contribution { version: row.version + 1, updated_at: tx.now, withdrawn_at: Some(tx.now), ..row };
            touch_contributions(tx.db, &of, tx.now)?;
            tx.record(change(&of, &row, Operation::Withdrawn))?;
        }
        let etag = parts::etag(&row);
        Answer::version(&ContributionReading::of(row), etag)
    })
    .await
}
