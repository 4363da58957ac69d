//! `/v1/initiatives`

use super::access::{access, any_state};
use super::list::list_initiatives;
use super::model::*;
use super::store;
use super::{contributions, partners, stages};
use crate::organisations;
use crate::platform::app::App;
use crate::platform::auth::{Caller, InitiativesRead, InitiativesWrite, May};
use crate::platform::changes::{Change, Operation};
use crate::platform::db::{Db, Id, Json, Violation, violation};
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, Faults, IfMatch, IfNoneMatch, Kind, Once, Params, Patch, Problem, Valid};
use actix_web::web::{Data, Path};
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations of this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_initiatives)
        .service(create_initiative)
        .service(get_initiative)
        .service(update_initiative)
        .service(withdraw_initiative);
    config.service(partners::list_partners).service(partners::create_partner);
    config.service(partners::get_partner).service(partners::update_partner).service(partners::withdraw_partner);
    config.service(contributions::list_contributions).service(contributions::create_contribution);
    config
        .service(contributions::get_contribution)
        .service(contributions::update_contribution)
        .service(contributions::withdraw_contribution);
    config.service(stages::list_stages).service(stages::create_stage);
}

/// A change to an initiative.
pub type InitiativePatch = Patch<NewInitiative>;

/// What is recorded of a change to an initiative.
pub fn initiative_change(of: &Initiative, operation: Operation, version: i64) -> Change {
    Change { operation, resource: "initiatives", id: of.id, initiative: Some(of.id), organisation: of.lead(), version }
}

/// What only the store can tell about an initiative.
fn check_links(db: &mut Db, caller: &Caller, id: Option<Id>, body: &NewInitiative) -> Result<(), Problem> {
    let mut faults = Faults::default();
    for (n, related) in body.relations.iter().enumerate() {
        let pointer = format!("/relations/{n}/initiative_id");
        if Some(related.initiative_id) == id {
            faults.add(pointer, "contradiction", "is this initiative itself");
            continue;
        }
        match any_state(db, caller, related.initiative_id) {
            Ok(other) => {
                let back = Related { relation: related.relation, initiative_id: id.unwrap_or(related.initiative_id) };
                let circle = id.is_some() && other.initiative.body.relations.contains(&back);
                faults.unless(
                    !circle,
                    pointer,
                    "circle",
                    format!("is related to this one by {} already; it cannot go both ways", related.relation),
                );
            }
            Err(problem) if problem.kind() == Kind::NotFound => {
                faults.add(pointer, "unknown", "is not the id of an initiative that your organisation may see")
            }
            Err(problem) => return Err(problem),
        }
    }
    faults.check()
}

fn taken(error: diesel::result::Error, key: Option<&str>) -> Problem {
    match violation(&error) {
        Some(Violation::Unique) => Problem::conflict(
            "/key",
            "already_exists",
            format!("the lead organisation has an initiative with the key {} already; list with key= to find it", key.unwrap_or_default()),
        ),
        _ => error.into(),
    }
}

/// Register an initiative
///
/// It is led by the caller's organisation. Give your own `key` and an `Idempotency-Key` to be able
/// to retry safely.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:write"])), request_body = NewInitiative,
    responses((status = 201, description = "The initiative is registered.", body = InitiativeReading)))]
#[post("/v1/initiatives")]
pub async fn create_initiative(
    caller: May<InitiativesWrite>,
    body: Valid<NewInitiative>,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    app.write(&caller, once, move |tx| {
        let mut body = body.0;
        let lead = *body.lead_organisation_id.get_or_insert(tx.caller.organisation);
        if lead != tx.caller.organisation {
            if !tx.caller.is_operator() {
                return Err(Problem::fault(
                    "/lead_organisation_id",
                    "forbidden",
                    "must be your own organisation, or absent: nobody registers for another",
                ));
            }
            if organisations::find(tx.db, lead)?.is_none() {
                return Err(Problem::fault("/lead_organisation_id", "unknown", "is not the id of a registered organisation"));
            }
        }
        check_links(tx.db, tx.caller, None, &body)?;
        let row = Initiative {
            id: tx.id(),
            version: 1,
            parts_version: 0,
            created_at: tx.now,
            updated_at: tx.now,
            withdrawn_at: None,
            stage_since: Some(body.starts_on.filter(|day| *day <= tx.now.day()).unwrap_or_else(|| tx.now.day())),
            four_co: Json(Vec::new()),
            public_service_contributions: 0,
            citizen_contributions: 0,
            body,
        };
        store::insert(tx.db, &row).map_err(|error| taken(error, row.body.key.as_deref()))?;
        let first = stages::first(tx.id(), &row, tx.now);
        stages::insert(tx.db, &first)?;
        tx.record(initiative_change(&row, Operation::Created, 1))?;
        let (location, etag) = (format!("/v1/initiatives/{}", row.id), row.etag());
        Answer::created(&InitiativeReading::of(row), location, Some(etag))
    })
    .await
}

/// Read an initiative
///
/// With what the service makes of it: whether it is co-production, and what is odd.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:read"])),
    params(("id" = Id, Path, description = "The initiative's id.")),
    responses((status = 200, description = "The initiative.", body = InitiativeReading)))]
#[get("/v1/initiatives/{id}")]
pub async fn get_initiative(
    caller: May<InitiativesRead>,
    id: Path<Id>,
    held: IfNoneMatch,
    _query: Params<NoParams>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let row = app.read(move |db, _| Ok(access(db, &caller, *id)?.initiative)).await?;
    let etag = row.etag();
    Answer::unless_held(&held, etag, &InitiativeReading::of(row))
}

/// Change an initiative
///
/// For the lead organisation. The lead organisation cannot be changed; the stage is moved at
/// `/stages`.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:write"])),
    params(("id" = Id, Path, description = "The initiative's id.")),
    request_body(content = InitiativePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The initiative as it is now.", body = InitiativeReading)))]
#[patch("/v1/initiatives/{id}")]
pub async fn update_initiative(
    caller: May<InitiativesWrite>,
    id: Path<Id>,
    condition: IfMatch,
    patch: InitiativePatch,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    app.write(&caller, once, move |tx| {
        let mut row = access(tx.db, tx.caller, *id)?.owner()?;
        condition.check(row.version)?;
        let body = patch.onto(&row.body)?;
        let mut faults = Faults::default();
        faults.unless(
            body.lead_organisation_id == row.body.lead_organisation_id,
            "/lead_organisation_id",
            "immutable",
            "cannot be changed",
        );
        faults.unless(body.stage == row.body.stage, "/stage", "immutable", "is moved with POST to /stages, which keeps date and reason");
        faults.check()?;
        if body != row.body {
            if body.relations != row.body.relations {
                check_links(tx.db, tx.caller, Some(row.id), &body)?;
            }
            let stored = store::update(tx.db, &row, &body, tx.now).map_err(|error| taken(error, body.key.as_deref()))?;
            if !stored {
                return Err(Problem::stale(row.version + 1));
            }
            row = Initiative { version: row.version + 1, updated_at: tx.now, body, ..row };
            tx.record(initiative_change(&row, Operation::Updated, row.version))?;
        }
        let etag = row.etag();
        Answer::version(&InitiativeReading::of(row), etag)
    })
    .await
}

/// Withdraw an initiative
///
/// For the lead organisation. The record stays as a tombstone that lists show with
/// `withdrawn=true`; withdrawing twice is harmless.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:write"])),
    params(("id" = Id, Path, description = "The initiative's id.")),
    responses((status = 200, description = "The tombstone.", body = InitiativeReading)))]
#[delete("/v1/initiatives/{id}")]
pub async fn withdraw_initiative(
    caller: May<InitiativesWrite>,
    id: Path<Id>,
    condition: IfMatch,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    app.write(&caller, once, move |tx| {
        let mut row = any_state(tx.db, tx.caller, *id)?.owner()?;
        if row.withdrawn_at.is_none() {
            condition.check(row.version)?;
            if !store::withdraw(tx.db, &row, tx.now)? {
                return Err(Problem::stale(row.version + 1));
            }
            row = Initiative { version: row.version + 1, updated_at: tx.now, withdrawn_at: Some(tx.now), ..row };
            tx.record(initiative_change(&row, Operation::Withdrawn, row.version))?;
        }
        let etag = row.etag();
        Answer::version(&InitiativeReading::of(row), etag)
    })
    .await
}
