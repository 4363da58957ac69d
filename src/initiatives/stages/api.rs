//! `/v1/initiatives/{id}/stages`

use super::store::{self, NewStage, StageChange};
use crate::initiatives::{Stage, Timing, access, initiative_change};
use crate::initiatives::{rules, store as initiatives};
use crate::platform::app::App;
use crate::platform::auth::{InitiativesRead, InitiativesWrite, May};
use crate::platform::changes::Operation;
use crate::platform::db::Id;
use crate::platform::http::parts;
use crate::platform::http::{Answer, Cursor, Faults, Once, Page, Params, Problem, Valid};
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// How to page the stage history.
#[derive(Debug, Clone, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StageQuery {
    /// Items on a page; 50 when not given.
    #[param(minimum = 1, maximum = 200, example = 50)]
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where to go on: `next` of the page before.
    #[param(max_length = 2000)]
    #[schema(max_length = 2000)]
    cursor: Option<String>,
}

/// List stages
///
/// The stage history of an initiative, oldest first.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:read"])),
    params(("id" = Id, Path, description = "The initiative's id."), StageQuery),
    responses((status = 200, description = "One page of the history.", body = Page<StageChange>)))]
#[get("/v1/initiatives/{id}/stages")]
pub async fn list_stages(caller: May<InitiativesRead>, id: Path<Id>, query: Params<StageQuery>, app: Data<App>) -> Result<Answer, Problem> {
    let after = parts::after(query.cursor.as_deref())?;
    let limit = parts::limit(query.limit);
    let rows = app
        .view(move |db, _| {
            let of = access(db, &caller, *id)?.initiative;
            Ok(store::list(db, &of, after.as_ref(), limit + 1)?)
        })
        .await?;
    let page = Page::cut(rows, limit, |row| Cursor { key: row.created_at, id: row.id }.write(parts::ORDER));
    Answer::page(&page, &query.uri)
}

/// Move to another stage
///
/// For the lead organisation. Stages go forward freely; redesign, stopping and going back need a
/// reason. What is stopped becomes recent.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:write"])),
    params(("id" = Id, Path, description = "The initiative's id.")), request_body = NewStage,
    responses((status = 201, description = "The initiative is at this stage now.", body = StageChange)))]
#[post("/v1/initiatives/{id}/stages")]
pub async fn create_stage(
    caller: May<InitiativesWrite>,
    id: Path<Id>,
    body: Valid<NewStage>,
    once: Once,
    app: Data<App>,
) -> Result<Answer, Problem> {
    app.write(&caller, once, move |tx| {
        let of = access(tx.db, tx.caller, *id)?.owner()?;
        let body = body.0;
        let mut faults = Faults::default();
        if let Err(fault) = rules::stage_move(of.body.stage, body.stage, body.reason.as_deref()) {
            faults.push(fault);
        }
        faults.unless(body.since <= tx.now.day(), "/since", "in_the_future", format!("must not be after today ({})", tx.now.day()));
        if let Some(last) = of.stage_since {
            faults.unless(body.since >= last, "/since", "order", format!("must not be before the last move ({last})"));
        }
        faults.check()?;
        let mut now_at = of.body.clone();
        now_at.stage = body.stage;
        now_at.timing = match body.stage {
            Stage::Stopped => Timing::Recent,
            Stage::Idea | Stage::Redesign => of.body.timing,
            // What is tried or done is no longer only potential.
            _ if of.body.timing == Timing::Potential => Timing::Current,
            _ => of.body.timing,
        };
        if !initiatives::set_stage(tx.db, &of, &now_at, body.since, tx.now)? {
            // There is no condition that could have failed: another change came in between.
            return Err(Problem::conflict(
                "",
                "changed_meanwhile",
                "the initiative has just been changed by another request; read it again and decide",
            ));
        }
        let row = StageChange { id: tx.id(), initiative_id: of.id, created_at: tx.now, from_stage: Some(of.body.stage), body };
        store::insert(tx.db, &row)?;
        tx.record(initiative_change(&of, Operation::Updated, of.version + 1))?;
        Answer::created(&row, format!("/v1/initiatives/{}/stages", of.id), None)
    })
    .await
}
