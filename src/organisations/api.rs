//! `/v1/organisations`

use super::model::{IdentifierScheme, NewOrganisation, Organisation, OrganisationKind};
use super::store::{self, Filter};
use crate::platform::app::App;
use crate::platform::auth::{May, OrganisationsRead, OrganisationsWrite};
use crate::platform::changes::{Change, Operation};
use crate::platform::db::{Db, Id, Violation, violation};
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, Cursor, Fault, IfMatch, IfNoneMatch, Kind, Once, Page, Params, Patch, Problem, Valid, page};
use crate::vocabulary::codes::Coded;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations of this room.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_organisations).service(create_organisation).service(get_organisation).service(update_organisation);
}

/// A change to an organisation.
pub type OrganisationPatch = Patch<NewOrganisation>;

/// How to narrow and page a list of organisations.
#[derive(Debug, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrganisationQuery {
    /// Only the organisation with this key.
    #[param(max_length = 64, example = "offenbach-mainarbeit")]
    #[schema(max_length = 64)]
    key: Option<String>,
    /// Only this kind.
    kind: Option<OrganisationKind>,
    /// Only organisations with this registry identifier: scheme, `-`, number.
    #[param(max_length = 80, example = "GB-CHC-1122334")]
    #[schema(max_length = 80)]
    identifier: Option<String>,
    /// Items on a page; 50 when not given.
    #[param(minimum = 1, maximum = 200, example = 50)]
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where to go on: `next` of the page before.
    #[param(max_length = 2000)]
    #[schema(max_length = 2000)]
    cursor: Option<String>,
}

/// List organisations
///
/// In the order of their keys. Organisations are public bodies and registered charities: every
/// caller with the scope sees them all.
#[utoipa::path(tag = "organisations", security(("bearer" = ["organisations:read"])), params(OrganisationQuery),
    responses((status = 200, description = "One page of organisations.", body = Page<Organisation>)))]
#[get("/v1/organisations")]
pub async fn list_organisations(_: May<OrganisationsRead>, query: Params<OrganisationQuery>, app: Data<App>) -> Result<Answer, Problem> {
    let after = query.cursor.as_deref().map(|text| Cursor::<String>::read(text, "key")).transpose()?;
    let identifier = query.identifier.as_deref().map(scheme_and_number).transpose()?;
    let filter = Filter { key: query.key.clone(), kind: query.kind, identifier };
    let limit = page::limit(query.limit);
    let rows = app.read(move |db, _| Ok(store::list(db, &filter, after.as_ref(), limit + 1)?)).await?;
    Answer::page(&Page::cut(rows, limit, |row| Cursor { key: row.body.key.clone(), id: row.id }.write("key")), &query.uri)
}

fn scheme_and_number(text: &str) -> Result<(IdentifierScheme, String), Problem> {
    IdentifierScheme::ALL
        .iter()
        .find_map(|scheme| Some((*scheme, text.strip_prefix(scheme.code())?.strip_prefix('-')?.to_owned())))
        .ok_or_else(|| {
            Problem::parameters(vec![Fault::parameter(
                "identifier",
                "format",
                "must be a scheme, a hyphen and a number, such as GB-CHC-1122334",
            )])
        })
}

/// Register an organisation
///
/// The organisation that registers another may change it, as the registered organisation itself
/// may.
#[utoipa::path(tag = "organisations", security(("bearer" = ["organisations:write"])), request_body = NewOrganisation,
    responses((status = 201, description = "The organisation is registered.", body = Organisation)))]
#[post("/v1/organisations")]
pub async fn create_organisation(
    caller: May<OrganisationsWrite>,
    body: Valid<NewOrganisation>,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    app.write(&caller, once, move |tx| {
        let row = Organisation {
            id: tx.id(),
            version: 1,
            created_at: tx.now,
            updated_at: tx.now,
            registered_by_id: tx.caller.organisation,
            body: body.0,
        };
        store::insert(tx.db, &row).map_err(|error| match violation(&error) {
            Some(Violation::Unique) => {
                Problem::conflict("/key", "already_exists", format!("the key {} is taken; keys are unique in the service", row.body.key))
            }
            _ => error.into(),
        })?;
        tx.record(Change { operation: Operation::Created, ..change(&row) })?;
        Answer::created(&row, format!("/v1/organisations/{}", row.id), Some(row.etag()))
    })
    .await
}

fn change(row: &Organisation) -> Change {
    Change {
        operation: Operation::Updated,
        resource: "organisations",
        id: row.id,
        initiative: None,
        organisation: row.id,
        version: row.version,
    }
}

fn find(db: &mut Db, id: Id) -> Result<Organisation, Problem> {
    store::find(db, id)?.ok_or_else(|| Problem::not_found("organisation"))
}

/// Read an organisation
#[utoipa::path(tag = "organisations", security(("bearer" = ["organisations:read"])),
    params(("id" = Id, Path, description = "The organisation's id.")),
    responses((status = 200, description = "The organisation.", body = Organisation)))]
#[get("/v1/organisations/{id}")]
pub async fn get_organisation(
    _: May<OrganisationsRead>,
    id: Path<Id>,
    held: IfNoneMatch,
    _query: Params<NoParams>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let row = app.read(move |db, _| find(db, *id)).await?;
    Answer::unless_held(&held, row.etag(), &row)
}

/// Change an organisation
///
/// Open to the organisation itself and to the one that registered it. The key cannot be changed.
#[utoipa::path(tag = "organisations", security(("bearer" = ["organisations:write"])),
    params(("id" = Id, Path, description = "The organisation's id.")),
    request_body(content = OrganisationPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The organisation as it is now.", body = Organisation)))]
#[patch("/v1/organisations/{id}")]
pub async fn update_organisation(
    caller: May<OrganisationsWrite>,
    id: Path<Id>,
    condition: IfMatch,
    patch: OrganisationPatch,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    app.write(&caller, once, move |tx| {
        let mut row = find(tx.db, *id)?;
        if !tx.caller.is(row.id) && !tx.caller.is(row.registered_by_id) {
            return Err(Problem::new(Kind::Forbidden, "Only the organisation itself or the one that registered it may change it."));
        }
        condition.check(row.version)?;
        let body = patch.onto(&row.body)?;
        if body.key != row.body.key {
            return Err(Problem::fault("/key", "immutable", "cannot be changed; register another organisation instead"));
        }
        if body != row.body {
            if !store::update(tx.db, &row, &body, tx.now)? {
                return Err(Problem::stale(row.version + 1));
            }
            row = Organisation { version: row.version + 1, updated_at: tx.now, body, ..row };
            tx.record(change(&row))?;
        }
        Answer::version(&row, row.etag())
    })
    .await
}
