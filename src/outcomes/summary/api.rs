//! `/v1/initiatives/{id}/outcome-summary`

use super::model::OutcomeVerdict;
use crate::initiatives::access;
use crate::outcomes::verdict;
use crate::platform::app::App;
use crate::platform::auth::{May, OutcomesRead};
use crate::platform::db::Id;
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, IfNoneMatch, Params, Problem};
use actix_web::get;
use actix_web::web::{Data, Path};

/// Read an outcome summary
///
/// What the latest assessment of each indicator comes to, per outcome and as one verdict. Priority
/// outcomes decide where there are any; harm to any outcome counts; missing evidence says nothing
/// for or against.
#[utoipa::path(tag = "outcomes", security(("bearer" = ["outcomes:read"])),
    params(("id" = Id, Path, description = "The initiative's id.")),
    responses((status = 200, description = "The summary.", body = OutcomeVerdict)))]
#[get("/v1/initiatives/{id}/outcome-summary")]
pub async fn get_outcome_summary(
    caller: May<OutcomesRead>,
    id: Path<Id>,
    held: IfNoneMatch,
    _query: Params<NoParams>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let summary = app
        .view(move |db, _| {
            let of = access(db, &caller, *id)?.initiative;
            Ok(verdict(db, &of)?)
        })
        .await?;
    Answer::drawn(&held, &summary)
}
