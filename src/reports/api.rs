//! `/v1/reports`

use super::{changes, exports, four_co, four_co_suggestions};
use crate::platform::auth::{May, ReportsRead};
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, IfNoneMatch, Page, Params, Problem};
use actix_web::get;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations of this room.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_reports).service(four_co::get_four_co_report).service(four_co::get_four_co_picture);
    config.service(four_co_suggestions::get_four_co_suggestions_report);
    config.service(changes::list_changes).service(exports::get_export);
}

/// A report that can be asked for.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Report {
    /// Its name in the path.
    #[schema(example = "four-co")]
    pub name: &'static str,
    /// Its title.
    #[schema(example = "The Four Co's of a portfolio")]
    pub title: &'static str,
    /// What it says.
    #[schema(example = "How many initiatives an organisation leads, by timing, stage and Co.")]
    pub description: &'static str,
    /// Where it is.
    #[schema(example = "/v1/reports/four-co")]
    pub path: &'static str,
}

const REPORTS: &[Report] = &[four_co::REPORT, four_co::PICTURE, four_co_suggestions::REPORT];

/// Reports change only with a release.
const ETAG: &str = concat!("\"", env!("CARGO_PKG_VERSION"), "\"");

/// List reports
///
/// Every report there is. More will be added.
#[utoipa::path(tag = "reports", security(("bearer" = ["reports:read"])),
    responses((status = 200, description = "All reports.", body = Page<Report>),
        (status = 304, description = "You hold the current version.")))]
#[get("/v1/reports")]
pub async fn list_reports(_: May<ReportsRead>, held: IfNoneMatch, _query: Params<NoParams>) -> Result<Answer, Problem> {
    let page = Page { items: REPORTS.to_vec(), next: None };
    Ok(Answer::unless_held(&held, ETAG.into(), &page)?.cached("private, max-age=3600"))
}
