//! `/v1/reports/four-co-suggestions`

use super::model::FourCoSuggestionsReport;
use super::rules;
use crate::four_co::decisions;
use crate::organisations;
use crate::platform::app::App;
use crate::platform::auth::{May, ReportsRead};
use crate::platform::db::{Id, Instant};
use crate::platform::http::{Answer, IfNoneMatch, Params, Problem};
use crate::reports::api::Report;
use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Its entry in the list of reports.
pub const REPORT: Report = Report {
    name: "four-co-suggestions",
    title: "What people make of suggestions",
    description: "How often people overrule what is suggested for their initiatives, by Co, and how well the scores of suggestions agree with what people decide.",
    path: "/v1/reports/four-co-suggestions",
};

/// Whose decisions to report on.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FourCoSuggestionsQuery {
    /// The organisation that leads the initiatives. When not given, the caller's own, and for the operator all.
    #[param(example = "00000000-0000-7000-8000-000000000001")]
    organisation_id: Option<Id>,
    /// Only decisions recorded at or after this moment, such as when the service began to suggest with a new model.
    recorded_since: Option<Instant>,
}

/// Report on suggestions and what people decided
///
/// By Co: what was suggested, kept, removed and added by people; and whether scores are calibrated.
/// Of the caller's own organisation; of any other, and of all together, for the operator alone.
#[utoipa::path(tag = "reports", security(("bearer" = ["reports:read"])), params(FourCoSuggestionsQuery),
    responses((status = 200, description = "The report.", body = FourCoSuggestionsReport),
        (status = 404, description = "There is no such organisation, or its decisions are not for the caller.")))]
#[get("/v1/reports/four-co-suggestions")]
pub async fn get_four_co_suggestions_report(
    caller: May<ReportsRead>,
    held: IfNoneMatch,
    query: Params<FourCoSuggestionsQuery>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let FourCoSuggestionsQuery { organisation_id, recorded_since } = query.values;
    let organisation = organisation_id.or_else(|| (!caller.is_operator()).then_some(caller.organisation));
    if organisation.is_some_and(|organisation| !caller.is(organisation)) {
        return Err(Problem::not_found("report"));
    }
    let counts = app
        .read(move |db, _| {
            let counts = decisions::tally(db, organisation, recorded_since)?;
            if let Some(named) = organisation_id.filter(|_| counts.is_empty())
                && organisations::find(db, named)?.is_none()
            {
                return Err(Problem::not_found("organisation"));
            }
            Ok(counts)
        })
        .await?;
    Answer::drawn(&held, &rules::report(organisation, recorded_since, &counts))
}
