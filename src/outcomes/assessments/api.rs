//! `/v1/initiatives/{id}/outcome-assessments`

use super::model::{Assessment, NewAssessment};
use super::rules::{self, Given};
use super::store::{self, Filter};
use crate::initiatives::{Initiative, access};
use crate::outcomes::{indicators, periods};
use crate::platform::app::App;
use crate::platform::auth::{May, OutcomesRead, OutcomesWrite};
use crate::platform::changes::{Change, Operation};
use crate::platform::db::{Id, Instant};
use crate::platform::http::parts::{self, Part};
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, Faults, IfNoneMatch, Once, Page, Params, Problem, Valid};
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

impl Part for Assessment {
    fn id(&self) -> Id {
        self.id
    }
    fn created_at(&self) -> Instant {
        self.created_at
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn withdrawn_at(&self) -> Option<Instant> {
        // A snapshot is superseded, never withdrawn.
        None
    }
}

/// How to narrow and page a list of assessments, oldest first.
#[derive(Debug, Clone, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OutcomeAssessmentQuery {
    /// Only assessments of this outcome.
    outcome_id: Option<Id>,
    /// Only assessments of this indicator.
    indicator_id: Option<Id>,
    /// Only assessments of this period.
    period_id: Option<Id>,
    /// Only those in force, or only superseded ones; both when not given.
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

fn change(of: &Initiative, id: Id, version: i64, operation: Operation) -> Change {
    Change { operation, resource: "outcome-assessments", id, initiative: Some(of.id), organisation: of.lead(), version }
}

/// List outcome assessments
///
/// Every assessment that was made, superseded ones too, oldest first.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), OutcomeAssessmentQuery),
    responses((status = 200, description = "One page of assessments.", body = Page<Assessment>)))]
#[get("/v1/initiatives/{id}/outcome-assessments")]
pub async fn list_outcome_assessments(
    caller: May<OutcomesRead>,
    id: Path<Id>,
    query: Params<OutcomeAssessmentQuery>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let after = parts::after(query.cursor.as_deref())?;
    let limit = parts::limit(query.limit);
    let filter = Filter { outcome: query.outcome_id, indicator: query.indicator_id, period: query.period_id, in_force: query.in_force };
    let rows = app
        .view(move |db, _| {
            let of = access(db, &caller, *id)?.initiative;
            Ok(store::list(db, &of, filter, after.as_ref(), limit + 1)?)
        })
        .await?;
    parts::page_of(rows, limit, &query)
}

/// Assess an outcome
///
/// For the lead organisation and for partners that assess. Assesses one period of one indicator.
/// For figures and scales the result is computed and its arithmetic shown; narratives are judged by
/// people in named roles. Without a baseline or an actual figure the result is
/// `insufficient_evidence`, with what is missing. It claims contribution unless attribution is
/// claimed, which needs a comparison and is refused in complex and chaotic knowledge domains. The
/// assessment is a dated snapshot and supersedes the last one of its period.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:write"])),
    params(("id" = Id, Path, description = "The initiative's id.")), request_body = NewAssessment,
    responses((status = 201, description = "The assessment is made.", body = Assessment)))]
#[post("/v1/initiatives/{id}/outcome-assessments")]
pub async fn assess_outcome(
    caller: May<OutcomesWrite>,
    id: Path<Id>,
    body: Valid<NewAssessment>,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, *id)?.assessor()?;
        let mut body = body.0;
        // Locked: of two assessments at once, the second supersedes the first.
        let period = periods::hold(tx.db, &of, body.period_id)?
            .filter(|period| period.withdrawn_at.is_none())
            .ok_or_else(|| Problem::fault("/period_id", "unknown", "is not the id of a period of this initiative"))?;
        let indicator = parts::living(indicators::find(tx.db, &of, period.body.indicator_id)?, "indicator")?;
        let today = tx.now.day();
        let given = Given { indicator: &indicator.body, period: &period.body, new: &body, domain: of.body.knowledge_domain, today };
        let mut faults = Faults::default();
        rules::fit(&given, &mut faults);
        faults.check()?;
        let finding = rules::assess(&given);
        body.assessed_on.get_or_insert(today);
        let last = store::in_force(tx.db, period.id)?;
        let row = Assessment {
            id: tx.id(),
            initiative_id: of.id,
            outcome_id: indicator.body.outcome_id,
            indicator_id: indicator.id,
            version: 1,
            created_at: tx.now,
            updated_at: tx.now,
            recorded_by_id: tx.caller.organisation,
            supersedes_id: last.as_ref().map(|last| last.id),
            superseded_by_id: None,
            indicator_version: indicator.version,
            period_version: period.version,
            finding,
            body,
        };
        store::insert(tx.db, &row)?;
        if let Some(last) = last {
            tx.record(change(&of, last.id, last.version + 1, Operation::Updated))?;
        }
        tx.record(change(&of, row.id, row.version, Operation::Created))?;
        Answer::created(&row, format!("/v1/initiatives/{}/outcome-assessments/{}", of.id, row.id), Some(parts::etag(&row)))
    })
    .await
}

/// Read an outcome assessment
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), ("assessment_id" = Id, Path, description = "The assessment's id.")),
    responses((status = 200, description = "The assessment.", body = Assessment)))]
#[get("/v1/initiatives/{id}/outcome-assessments/{assessment_id}")]
pub async fn get_outcome_assessment(
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
            store::find(db, &of, part)?.ok_or_else(|| Problem::not_found("assessment"))
        })
        .await?;
    Answer::unless_held(&held, parts::etag(&row), &row)
}
