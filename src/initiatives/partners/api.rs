//! `/v1/initiatives/{id}/partners`

use super::model::{NewPartner, Partner};
use super::store;
use crate::initiatives::{Initiative, access};
use crate::organisations;
use crate::part;
use crate::platform::app::App;
use crate::platform::auth::{InitiativesRead, InitiativesWrite, May};
use crate::platform::changes::{Change, Operation};
use crate::platform::db::{Id, Violation, violation};
use crate::platform::http::parts::{self, PartQuery};
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, IfMatch, IfNoneMatch, Once, Page, Params, Patch, Problem, Valid};
use actix_web::web::{Data, Path};
use actix_web::{delete, get, patch, post};

part!(Partner);

/// A change to a partner.
pub type PartnerPatch = Patch<NewPartner>;

fn change(of: &Initiative, row: &Partner, operation: Operation) -> Change {
    Change { operation, resource: "partners", id: row.id, initiative: Some(of.id), organisation: of.lead(), version: row.version }
}

/// List partners
///
/// The partner organisations of an initiative, oldest first.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), PartQuery),
    responses((status = 200, description = "One page of partners.", body = Page<Partner>)))]
#[get("/v1/initiatives/{id}/partners")]
pub async fn list_partners(
    caller: May<InitiativesRead>,
    id: Path<Id>,
    query: Params<PartQuery>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let after = parts::after(query.cursor.as_deref())?;
    let (limit, withdrawn) = (parts::limit(query.limit), query.withdrawn);
    let rows = app
        .view(move |db, _| {
            let of = access(db, &caller, *id)?.initiative;
            Ok(store::list(db, &of, withdrawn, after.as_ref(), limit + 1)?)
        })
        .await?;
    parts::page_of(rows, limit, &query)
}

/// Add a partner
///
/// For the lead organisation. From then on the partner sees the initiative, and may add what its
/// role allows.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:write"])),
    params(("id" = Id, Path, description = "The initiative's id.")), request_body = NewPartner,
    responses((status = 201, description = "The partner is added.", body = Partner)))]
#[post("/v1/initiatives/{id}/partners")]
pub async fn create_partner(
    caller: May<InitiativesWrite>,
    id: Path<Id>,
    body: Valid<NewPartner>,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, *id)?.owner()?;
        let body = body.0;
        if organisations::find(tx.db, body.organisation_id)?.is_none() {
            return Err(Problem::fault("/organisation_id", "unknown", "is not the id of a registered organisation"));
        }
        if body.organisation_id == of.lead() {
            return Err(Problem::fault("/organisation_id", "contradiction", "leads this initiative; a partner is another organisation"));
        }
        let row =
            Partner { id: tx.id(), initiative_id: of.id, version: 1, created_at: tx.now, updated_at: tx.now, withdrawn_at: None, body };
        store::insert(tx.db, &row).map_err(|error| match violation(&error) {
            Some(Violation::Unique) => {
                Problem::conflict("/organisation_id", "already_exists", "is a partner of this initiative already; change its role instead")
            }
            _ => error.into(),
        })?;
        tx.record(change(&of, &row, Operation::Created))?;
        Answer::created(&row, format!("/v1/initiatives/{}/partners/{}", of.id, row.id), Some(parts::etag(&row)))
    })
    .await
}

/// Read a partner
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("partner_id" = Id, Path, description = "The partner's id.")),
    responses((status = 200, description = "The partner.", body = Partner)))]
#[get("/v1/initiatives/{id}/partners/{partner_id}")]
pub async fn get_partner(
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
            parts::living(store::find(db, &of, part)?, "partner")
        })
        .await?;
    Answer::unless_held(&held, parts::etag(&row), &row)
}

/// Change a partner
///
/// For the lead organisation. The organisation itself cannot be changed.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:write"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("partner_id" = Id, Path, description = "The partner's id.")),
    request_body(content = PartnerPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The partner as it is now.", body = Partner)))]
#[patch("/v1/initiatives/{id}/partners/{partner_id}")]
pub async fn update_partner(
    caller: May<InitiativesWrite>,
    path: Path<(Id, Id)>,
    condition: IfMatch,
    patch: PartnerPatch,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, part) = *path;
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, id)?.owner()?;
        let mut row = parts::at_version(store::find(tx.db, &of, part)?, condition, "partner")?;
        let body = patch.onto(&row.body)?;
        if body.organisation_id != row.body.organisation_id {
            return Err(Problem::fault(
                "/organisation_id",
                "immutable",
                "cannot be changed; add the other organisation as a partner of its own",
            ));
        }
        if body != row.body {
            if !store::update(tx.db, &row, &body, tx.now)? {
                return Err(Problem::stale(row.version + 1));
            }
            row = Partner { version: row.version + 1, updated_at: tx.now, body, ..row };
            tx.record(change(&of, &row, Operation::Updated))?;
        }
        Answer::version(&row, parts::etag(&row))
    })
    .await
}

/// Remove a partner
///
/// For the lead organisation, and for the partner itself. The record stays as a tombstone;
/// removing twice is harmless.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:write"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("partner_id" = Id, Path, description = "The partner's id.")),
    responses((status = 200, description = "The tombstone.", body = Partner)))]
#[delete("/v1/initiatives/{id}/partners/{partner_id}")]
pub async fn withdraw_partner(
    caller: May<InitiativesWrite>,
    path: Path<(Id, Id)>,
    condition: IfMatch,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, part) = *path;
    app.write(&caller, once, move |tx| {
        let access = access(tx.db, tx.caller, id)?;
        let found = store::find(tx.db, &access.initiative, part)?;
        let own = found.as_ref().is_some_and(|row| row.body.organisation_id == tx.caller.organisation);
        let of = if own { access.initiative } else { access.owner()? };
        let mut row = found.ok_or_else(|| Problem::not_found("partner"))?;
        if row.withdrawn_at.is_none() {
            condition.check(row.version)?;
            if !store::withdraw(tx.db, &row, tx.now)? {
                return Err(Problem::stale(row.version + 1));
            }
            row = Partner { version: row.version + 1, updated_at: tx.now, withdrawn_at: Some(tx.now), ..row };
            tx.record(change(&of, &row, Operation::Withdrawn))?;
        }
        Answer::version(&row, parts::etag(&row))
    })
    .await
}
