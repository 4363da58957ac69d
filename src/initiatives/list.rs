//! `GET /v1/initiatives`: narrowed, ordered, paged.

use super::model::*;
use super::pages::{self, After, Filter, Key, Order, Share};
use crate::platform::app::App;
use crate::platform::auth::{Caller, InitiativesRead, May};
use crate::platform::db::{Id, Instant};
use crate::platform::http::{Answer, Cursor, Page, Params, Problem, page};
use crate::vocabulary::codes::Coded;
use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

crate::codes! {
    /// Which initiatives a list holds, by what the caller's organisation is to them.
    pub enum AccessFilter: "initiative_access", "Access to initiatives", source "This service" {
        /// Those the organisation leads.
        Led = "led", "Led";
        /// Those it is a partner in.
        Partner = "partner", "Partner";
        /// Published ones in which it has no part.
        Published = "published", "Published";
    }
}

crate::codes! {
    /// The order of a list of initiatives; a hyphen turns it round.
    pub enum InitiativeOrder: "initiative_order", "Orders of initiatives", source "This service" {
        /// Newest change first.
        UpdatedDown = "-updated_at", "Newest change first";
        /// Oldest change first.
        Updated = "updated_at", "Oldest change first";
        /// Newest first.
        CreatedDown = "-created_at", "Newest first";
        /// Oldest first.
        Created = "created_at", "Oldest first";
        /// By title, by code point.
        Title = "title", "By title";
        /// By title, backwards.
        TitleDown = "-title", "By title, backwards";
    }
}

impl InitiativeOrder {
    fn order(self) -> Order {
        let (key, down) = match self {
            Self::UpdatedDown => (Key::Updated, true),
            Self::Updated => (Key::Updated, false),
            Self::CreatedDown => (Key::Created, true),
            Self::Created => (Key::Created, false),
            Self::Title => (Key::Title, false),
            Self::TitleDown => (Key::Title, true),
        };
        Order { key, down }
    }
}

/// How to narrow, order and page a list of initiatives.
#[derive(Debug, Clone, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InitiativeQuery {
    /// Only what the caller's organisation leads, is a partner in, or sees because it is published; all three when not given.
    access: Option<AccessFilter>,
    /// Only initiatives led by this organisation.
    organisation_id: Option<Id>,
    /// Only the initiatives with this own key of their lead organisation.
    #[param(max_length = 100, example = "lab-4")]
    #[schema(max_length = 100)]
    key: Option<String>,
    /// Only initiatives at this stage.
    stage: Option<Stage>,
    /// Only initiatives of this timing.
    timing: Option<Timing>,
    /// Only initiatives classified by this Co at present.
    #[param(pattern = "^co_(commissioning|design|delivery|assessment)$", example = "co_delivery")]
    #[schema(pattern = "^co_(commissioning|design|delivery|assessment)$")]
    co: Option<String>,
    /// Only initiatives in this field of public service.
    service_area: Option<ServiceArea>,
    /// Only initiatives in this place, an ONS GSS code.
    #[param(pattern = "^[EWSNJKLM][0-9]{8}$", example = "E08000025")]
    #[schema(pattern = "^[EWSNJKLM][0-9]{8}$")]
    locality: Option<String>,
    /// Only initiatives changed at or after this moment.
    updated_since: Option<Instant>,
    /// Only initiatives with all these words in title, description or key; letters' case does not matter.
    #[param(max_length = 200, example = "peer support")]
    #[schema(max_length = 200)]
    text: Option<String>,
    /// Tombstones instead of living records.
    #[serde(default)]
    #[param(example = false, required = false)]
    withdrawn: bool,
    /// The order; newest change first when not given.
    sort: Option<InitiativeOrder>,
    /// Items on a page; 50 when not given.
    #[param(minimum = 1, maximum = 200, example = 50)]
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where to go on: `next` of the page before.
    #[param(max_length = 2000)]
    #[schema(max_length = 2000)]
    cursor: Option<String>,
}

/// List initiatives
///
/// Those that the caller's organisation leads, is a partner in, or may see because they are
/// published. Each comes with its current Co's.
#[utoipa::path(tag = "initiatives", security(("bearer" = ["initiatives:read"])), params(InitiativeQuery),
    responses((status = 200, description = "One page of initiatives.", body = Page<Initiative>)))]
#[get("/v1/initiatives")]
pub async fn list_initiatives(caller: May<InitiativesRead>, query: Params<InitiativeQuery>, app: Data<App>) -> Result<Answer, Problem> {
    let asked = query.values.clone();
    let sort = asked.sort.unwrap_or(InitiativeOrder::UpdatedDown);
    let order = sort.order();
    let name = sort.code();
    let after = match (asked.cursor.as_deref(), order.key) {
        (None, _) => None,
        (Some(text), Key::Title) => Some(After::Text(Cursor::read(text, name)?)),
        (Some(text), _) => Some(After::Moment(Cursor::read(text, name)?)),
    };
    let limit = page::limit(asked.limit);
    let filter = Filter {
        organisation: asked.organisation_id,
        key: asked.key,
        stage: asked.stage,
        timing: asked.timing,
        co: asked.co,
        service_area: asked.service_area,
        locality: asked.locality,
        updated_since: asked.updated_since,
        words: asked.text.unwrap_or_default().split_whitespace().take(10).map(str::to_owned).collect(),
        withdrawn: asked.withdrawn,
    };
    let shares = shares(&caller, asked.access, filter.organisation);
    let found = app.read(move |db, _| Ok(pages::page(db, &shares, &filter, order, after.as_ref(), limit)?)).await?;
    let next = found.last.map(|(key, id)| page::cursor(name, &key, &id));
    Answer::items(found.items, next, &query.uri)
}

/// What the caller may see of it. Each share has an index of its own in the order asked for; one
/// condition over all three would have to sort everything.
fn shares(caller: &Caller, access: Option<AccessFilter>, led_by: Option<Id>) -> Vec<Share> {
    let own = caller.organisation;
    match access {
        None if caller.is_operator() => vec![Share::All],
        None if led_by == Some(own) => vec![Share::Led(own)],
        None if led_by.is_some() => vec![Share::Partner(own), Share::Published(own)],
        None => vec![Share::Led(own), Share::Partner(own), Share::Published(own)],
        Some(AccessFilter::Led) => vec![Share::Led(own)],
        Some(AccessFilter::Partner) => vec![Share::Partner(own)],
        Some(AccessFilter::Published) => vec![Share::Published(own)],
    }
}
