//! `/v1/initiatives/{id}/public-value`

use super::gather::gather;
use super::model::PublicValue;
use super::rules::public_value;
use crate::initiatives::access;
use crate::platform::app::App;
use crate::platform::auth::{May, PublicValueRead};
use crate::platform::db::Id;
use crate::platform::http::query::NoParams;
use crate::platform::http::{Answer, IfNoneMatch, Params, Problem};
use actix_web::get;
use actix_web::web::{Data, Path};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the operations of this room.
pub fn routes(config: &mut ServiceConfig) {
    config.service(get_public_value);
}

/// Read the public value of an initiative
///
/// The balance between priority quality-of-life outcomes and priority governance principles, always
/// with both axes and with reasons down to the records; the four roles of co-production with what
/// supports each; Moore's strategic triangle and resilience as views of the same records; and the
/// context in which all this holds. The ends do not justify the means: while a priority principle
/// is broken, no outcome makes it value creation. Drawn anew from the records with each request.
#[utoipa::path(tag = "public-value", security(("bearer" = ["public_value:read"])),
    params(("id" = Id, Path, description = "The initiative's id.")),
    responses((status = 200, description = "The public value of the initiative.", body = PublicValue)))]
#[get("/v1/initiatives/{id}/public-value")]
pub async fn get_public_value(
    caller: May<PublicValueRead>,
    id: Path<Id>,
    held: IfNoneMatch,
    _query: Params<NoParams>,
    app: Data<App>,
) -> Result<Answer, Problem> {
    let known = app
        .view(move |db, now| {
            let of = access(db, &caller, *id)?.initiative;
            Ok(gather(db, &of, now.day())?)
        })
        .await?;
    Answer::drawn(&held, &public_value(&known))
}
