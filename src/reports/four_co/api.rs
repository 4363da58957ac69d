//! `/v1/reports/four-co`

use super::model::{FourCoReport, ReportBasis};
use super::rules;
use crate::initiatives::counts;
use crate::organisations;
use crate::platform::app::App;
use crate::platform::auth::{May, ReportsRead};
use crate::platform::db::Id;
use crate::platform::http::{Answer, IfNoneMatch, Params, Problem};
use crate::reports::api::Report;
use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use std::hash::{DefaultHasher, Hash, Hasher};
use utoipa::{IntoParams, ToSchema};

/// Its entry in the list of reports.
pub const REPORT: Report = Report {
    name: "four-co",
    title: "The Four Co's of a portfolio",
    description: "How many initiatives an organisation leads, by timing, stage and Co; voice and action; service areas; whether it is co-production; and what has not been mapped.",
    path: "/v1/reports/four-co",
};

/// How many published initiatives of another organisation are counted at most.
const MOST: i64 = 10_000;

/// Whose portfolio to report on.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FourCoQuery {
    /// The organisation that leads the initiatives; the caller's own when not given.
    #[param(example = "00000000-0000-7000-8000-000000000001")]
    organisation_id: Option<Id>,
}

/// Report on the Four Co's
///
/// The portfolio of one organisation, as Step 1 of the Co-production Star maps it: recent, current
/// and potential initiatives, separately by Co, with the holes of the map named. Of the caller's
/// own organisation everything is counted, and so it is for the operator; of another organisation
/// only what it has published.
#[utoipa::path(tag = "reports", security(("bearer" = ["reports:read"])), params(FourCoQuery),
    responses((status = 200, description = "The report.", body = FourCoReport),
        (status = 404, description = "There is no such organisation.")))]
#[get("/v1/reports/four-co")]
pub async fn get_four_co_report(
    caller: May<ReportsRead>,
    held: IfNoneMatch,
    query: Params<FourCoQuery>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let organisation = query.organisation_id.unwrap_or(caller.organisation);
    let basis = if caller.is(organisation) { ReportBasis::Portfolio } else { ReportBasis::Published };
    let own = organisation == caller.organisation;
    let (tally, complete) = app
        .read(move |db, _| {
            let (tally, complete) = match basis {
                ReportBasis::Portfolio => (counts::kept(db, organisation)?, true),
                ReportBasis::Published => counts::published(db, organisation, MOST)?,
            };
            if tally.is_empty() && !own && organisations::find(db, organisation)?.is_none() {
                return Err(Problem::not_found("organisation"));
            }
            Ok((tally, complete))
        })
        .await?;
    let mut hash = DefaultHasher::new();
    (env!("CARGO_PKG_VERSION"), organisation, basis, complete, &tally).hash(&mut hash);
    let etag = format!("\"{:016x}\"", hash.finish());
    Answer::unless_held(&held, etag, &rules::four_co(organisation, basis, complete, &tally))
}
