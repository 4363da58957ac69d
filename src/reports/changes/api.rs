//! `/v1/changes`

use super::model::{Change, ChangePage};
use super::place::Place;
use super::store::{self, Filter, Row};
use crate::platform::app::App;
use crate::platform::auth::{May, ReportsRead};
use crate::platform::changes::KEPT_SECONDS;
use crate::platform::db::{Id, Instant};
use crate::platform::http::{Answer, Fault, Kind, Params, Problem};
use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// How many changes a page has when the client does not say.
const DEFAULT_LIMIT: i64 = 200;

/// How far a replica may lag behind the one that a cursor was made on, in seconds.
const LAG_SECONDS: i64 = 600;

/// Where the feed goes on, and what it is narrowed to.
#[derive(Debug, Clone, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChangeQuery {
    /// Only changes of this kind of record, as in its path.
    #[param(max_length = 50, pattern = "^[a-z][a-z_-]*$", example = "initiatives")]
    #[schema(max_length = 50, pattern = "^[a-z][a-z_-]*$")]
    resource: Option<String>,
    /// Only changes of records that this organisation leads.
    organisation_id: Option<Id>,
    /// For the first call: only changes made at or after this moment, of the last 90 days.
    since: Option<Instant>,
    /// Changes on a page; 200 when not given.
    #[param(minimum = 1, maximum = 1000, example = 200)]
    #[schema(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// Where to go on: `next` of the page before, or `cursor` of the last change that was dealt with.
    #[param(max_length = 2000)]
    #[schema(max_length = 2000)]
    cursor: Option<String>,
}

/// List changes
///
/// Everything that changed since you last looked, each change exactly once: keep `next` and pass it
/// as `cursor` the next time. Without a cursor the feed begins with the oldest change that is kept.
/// Changes are kept for 90 days; a cursor older than that is answered 410, with the way to start
/// again.
///
/// You see changes of your own organisation's records, of organisations as such, of published
/// initiatives and of those your organisation is a partner in; when it leaves, up to its leaving.
/// When an initiative is no longer published, others see no more of its changes. The feed says what
/// changed, not how: read the record for that.
#[utoipa::path(tag = "reports", security(("bearer" = ["reports:read"])), params(ChangeQuery),
    responses((status = 200, description = "One page of the feed.", body = ChangePage),
        (status = 410, description = "The cursor is older than what is kept.")))]
#[get("/v1/changes")]
pub async fn list_changes(caller: May<ReportsRead>, query: Params<ChangeQuery>, app: Data<App>) -> Result<Answer, Problem> {
    let place = query.cursor.as_deref().map(Place::read).transpose()?;
    if place.is_some() && query.since.is_some() {
        let message = "is for the first call alone; the cursor knows it";
        return Err(Problem::parameters(vec![Fault::parameter("since", "contradiction", message)]));
    }
    let (since, limit) = (query.since, query.limit.unwrap_or(DEFAULT_LIMIT));
    let filter = Filter { resource: query.resource.clone(), organisation: query.organisation_id };
    let found = app
        .view(move |db, now| {
            let kept_since = now.plus_seconds(-KEPT_SECONDS);
            if place.map(|place| place.at).or(since).is_some_and(|at| at < kept_since) {
                return Err(expired(&format!("Changes are kept since {kept_since}.")));
            }
            let place = match (place, since) {
                (None, Some(since)) => Some(store::entry(db, since, now)?),
                (place, _) => place,
            };
            let found = store::after(db, &caller, &filter, place, limit, now)?;
            if found.ahead && found.end.at < now.plus_seconds(-LAG_SECONDS) {
                return Err(expired("The cursor is ahead of everything in this database, which seems to have been restored."));
            }
            Ok(found)
        })
        .await?;
    let since = found.end.since;
    let items = found.rows.into_iter().map(|row| change(row, since)).collect();
    Answer::ok(&ChangePage { items, next: found.end.write(), more: found.more })
}

fn expired(why: &str) -> Problem {
    Problem::new(
        Kind::CursorExpired,
        format!(
            "{why} To start again without missing anything: read /v1/changes?since= with the present moment and keep its next, take the exports, then go on from that next."
        ),
    )
}

fn change(row: Row, since: Option<Instant>) -> Change {
    let place = Place { transaction: row.transaction_id, position: row.position, at: row.at, since };
    Change {
        cursor: place.write(),
        at: row.at,
        operation: row.operation,
        resource: row.resource,
        resource_id: row.resource_id,
        initiative_id: row.initiative_id,
        organisation_id: row.organisation_id,
        version: row.version,
    }
}
