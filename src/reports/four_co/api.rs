//! `/v1/reports/four-co`

use super::model::{FourCoReport, ReportBasis};
use super::{picture, rules};
use crate::initiatives::counts::{self, Tally};
use crate::organisations;
use crate::platform::app::App;
use crate::platform::auth::{Caller, May, ReportsRead};
use crate::platform::db::Id;
use crate::platform::http::answer::tag_of;
use crate::platform::http::{Answer, IfNoneMatch, Params, Problem};
use crate::reports::api::Report;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
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

/// The same as a picture.
pub const PICTURE: Report = Report {
    name: "four-co.svg",
    title: "The Four Co's of a portfolio, as a picture",
    description: "The map of a portfolio by Co, timing and stage, voice and action, and what has not been mapped, as SVG.",
    path: "/v1/reports/four-co.svg",
};

/// A picture needs nothing from anywhere, and may do nothing.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

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

/// What is counted.
struct Counted {
    organisation: Id,
    basis: ReportBasis,
    complete: bool,
    tally: Tally,
}

/// Counts the portfolio that a query asks for, as far as the caller may see it.
async fn counted(app: &App, caller: &Caller, query: FourCoQuery) -> Result<Counted, Problem> {
    let organisation = query.organisation_id.unwrap_or(caller.organisation);
    let basis = if caller.is(organisation) { ReportBasis::Portfolio } else { ReportBasis::Published };
    let own = organisation == caller.organisation;
    app.read(move |db, _| {
        let (tally, complete) = match basis {
            ReportBasis::Portfolio => (counts::kept(db, organisation)?, true),
            ReportBasis::Published => counts::published(db, organisation, MOST)?,
        };
        if tally.is_empty() && !own && organisations::find(db, organisation)?.is_none() {
            return Err(Problem::not_found("organisation"));
        }
        Ok(Counted { organisation, basis, complete, tally })
    })
    .await
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
    let Counted { organisation, basis, complete, tally } = counted(&app, &caller, *query).await?;
    let mut hash = DefaultHasher::new();
    (env!("CARGO_PKG_VERSION"), organisation, basis, complete, &tally).hash(&mut hash);
    let etag = format!("\"{:016x}\"", hash.finish());
    Answer::unless_held(&held, etag, &rules::four_co(organisation, basis, complete, &tally))
}

/// Draw the report on the Four Co's
///
/// The same report as a picture (SVG) for people: Co by timing and stage with empty cells marked,
/// the balance of citizen voice and citizen action, and what has not been mapped. It can be printed
/// in black and white, all text in it is text, and its description tells everything to those who
/// cannot see it. It has no scripts and loads nothing.
#[utoipa::path(tag = "reports", security(("bearer" = ["reports:read"])), params(FourCoQuery),
    responses((status = 200, description = "The picture.", body = String, content_type = "image/svg+xml",
            example = "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"><title>The Four Co's of Northtown Council</title></svg>"),
        (status = 404, description = "There is no such organisation.")))]
#[get("/v1/reports/four-co.svg")]
pub async fn get_four_co_picture(
    caller: May<ReportsRead>,
    held: IfNoneMatch,
    query: Params<FourCoQuery>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let Counted { organisation, basis, complete, tally } = counted(&app, &caller, *query).await?;
    let found = app.read(move |db, _| Ok(organisations::find(db, organisation)?)).await?;
    let name = found.ok_or_else(|| Problem::not_found("organisation"))?.body.name;
    let picture = picture::draw(&rules::four_co(organisation, basis, complete, &tally), &name);
    let tag = tag_of(picture.as_bytes());
    let mut answer = if held.holds(&tag) { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((ETAG, tag.as_str()));
    answer.insert_header((CACHE_CONTROL, "private, no-cache"));
    answer.insert_header((CONTENT_SECURITY_POLICY, POLICY));
    if held.holds(&tag) {
        return Ok(answer.finish());
    }
    Ok(answer.insert_header((CONTENT_TYPE, "image/svg+xml")).body(picture))
}
