//! `/v1/governance-criteria` and `/v1/initiatives/{id}/governance-checks`

use super::codes::GovernanceVerdict;
use super::criteria::CRITERIA_VERSION;
use super::gather::gather;
use super::model::{GovernanceCheck, GovernanceCheckSummary, GovernanceCriteria, NewGovernanceCheck};
use super::record::Priorities;
use super::rules::{self, Made};
use super::store;
use crate::initiatives::access;
use crate::platform::app::App;
use crate::platform::auth::{GovernanceRead, GovernanceWrite, Known, May};
use crate::platform::changes::{Change, Operation};
use crate::platform::db::{Day, Id};
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, Cursor, Faults, IfNoneMatch, Once, Page, Params, Problem, Valid, page};
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations of this room.
pub fn routes(config: &mut ServiceConfig) {
    config.service(get_governance_criteria);
    config.service(list_governance_checks).service(create_governance_check).service(get_governance_check);
}

/// Criteria change only with a release.
const CACHE: &str = "private, max-age=3600";

/// Read the governance criteria
///
/// The five principles as each covers both sides, and the criteria in force: what each asks, what
/// would be met, partly met and not met, who answers it, what the record cannot show, and how
/// findings become a verdict.
#[utoipa::path(tag = "governance", security(("bearer" = [])),
    responses((status = 200, description = "The criteria in force.", body = GovernanceCriteria)))]
#[get("/v1/governance-criteria")]
pub async fn get_governance_criteria(_: Known, held: IfNoneMatch, _query: Params<NoParams>) -> Result<Answer, Problem> {
    Ok(Answer::unless_held(&held, format!("\"{CRITERIA_VERSION}\""), &GovernanceCriteria::in_force())?.cached(CACHE))
}

/// How to narrow and page a list of governance checks, newest first.
#[derive(Debug, Clone, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GovernanceCheckQuery {
    /// Only checks with this verdict.
    verdict: Option<GovernanceVerdict>,
    /// Items on a page; 50 when not given.
    #[param(minimum = 1, maximum = 200, example = 50)]
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where to go on: `next` of the page before.
    #[param(max_length = 2000)]
    #[schema(max_length = 2000)]
    cursor: Option<String>,
}

const ORDER: &str = "-number";

/// List governance checks
///
/// In a few words, newest first. Read one for its findings.
#[utoipa::path(tag = "governance", security(("bearer" = ["governance:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), GovernanceCheckQuery),
    responses((status = 200, description = "One page of checks.", body = Page<GovernanceCheckSummary>)))]
#[get("/v1/initiatives/{id}/governance-checks")]
pub async fn list_governance_checks(
    caller: May<GovernanceRead>,
    id: Path<Id>,
    query: Params<GovernanceCheckQuery>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let after = query.cursor.as_deref().map(|text| Cursor::read(text, ORDER)).transpose()?;
    let (limit, verdict) = (page::limit(query.limit), query.verdict);
    let rows = app
        .view(move |db, _| {
            let of = access(db, &caller, *id)?.initiative;
            Ok(store::list(db, &of, verdict, after.as_ref(), limit + 1)?)
        })
        .await?;
    let page = Page::cut(rows, limit, |row| Cursor { key: row.number, id: row.id }.write(ORDER));
    Answer::page(&page, &query.uri)
}

/// Check governance principles
///
/// For the lead organisation and partners that assess. The service answers what the record can
/// answer and puts what people found beside it; neither overwrites the other. What people found in
/// earlier checks stays in force until it is answered anew or past its date. The check is a dated
/// snapshot and is compared with the one before. The ends do not justify the means: `means` says
/// whether a priority principle is broken, which no outcome can make up for.
#[utoipa::path(tag = "governance", security(("bearer" = ["governance:write"])),
    params(("id" = Id, Path, description = "The initiative's id.")), request_body = NewGovernanceCheck,
    responses((status = 201, description = "The check is made.", body = GovernanceCheck)))]
#[post("/v1/initiatives/{id}/governance-checks")]
pub async fn create_governance_check(
    caller: May<GovernanceWrite>,
    id: Path<Id>,
    body: Valid<NewGovernanceCheck>,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, *id)?.assessor()?;
        let body = body.0;
        check_dates(&body, tx.now.day())?;
        let last = store::hold_latest(tx.db, &of)?;
        let priorities = Priorities { with_citizens: body.priorities_set_with_citizens, how: body.priorities_how.clone() };
        let record = gather(tx.db, &of, priorities, tx.now.day())?;
        let how = Made { id: tx.id(), at: tx.now, by: tx.caller.organisation };
        let row = rules::snapshot(how, body, &record, last.as_ref());
        store::insert(tx.db, &row)?;
        tx.record(Change {
            operation: Operation::Created,
            resource: "governance-checks",
            id: row.id,
            initiative: Some(of.id),
            organisation: of.lead(),
            version: row.version,
        })?;
        Answer::created(&row, format!("/v1/initiatives/{}/governance-checks/{}", of.id, row.id), Some(row.etag()))
    })
    .await
}

/// Evidence cannot speak of tomorrow.
fn check_dates(body: &NewGovernanceCheck, today: Day) -> Result<(), Problem> {
    let mut faults = Faults::default();
    for (i, finding) in body.human_findings.iter().enumerate() {
        for (j, evidence) in finding.evidence.iter().enumerate() {
            faults.unless(
                evidence.dated_on <= today,
                format!("/human_findings/{i}/evidence/{j}/dated_on"),
                "in_the_future",
                format!("must not be after today ({today})"),
            );
        }
    }
    faults.check()
}

/// Read a governance check
///
/// With every finding: reason, evidence, remedy and what would change it.
#[utoipa::path(tag = "governance", security(("bearer" = ["governance:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("check_id" = Id, Path, description = "The check's id.")),
    responses((status = 200, description = "The check.", body = GovernanceCheck)))]
#[get("/v1/initiatives/{id}/governance-checks/{check_id}")]
pub async fn get_governance_check(
    caller: May<GovernanceRead>,
    path: Path<(Id, Id)>,
    held: IfNoneMatch,
    _query: Params<NoParams>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let (id, check) = *path;
    let row = app
        .view(move |db, _| {
            let of = access(db, &caller, id)?.initiative;
            store::find(db, &of, check)?.ok_or_else(|| Problem::not_found("governance check"))
        })
        .await?;
    Answer::unless_held(&held, row.etag(), &row)
}
