//! Stage history as it is kept, and every query about it.

use crate::initiatives::{Initiative, Stage};
use crate::platform::db::{Day, Db, Id, Instant, kept};
use crate::platform::http::Cursor;
use crate::platform::http::body::Input;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::{Moment, Uuid};
    initiative_stages (id) {
        id -> Uuid,
        initiative_id -> Uuid,
        created_at -> Moment,
        from_stage -> Nullable<Text>,
        stage -> Text,
        since -> Date,
        reason -> Nullable<Text>,
    }
}

/// A move to another stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = initiative_stages, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
pub struct NewStage {
    /// The stage it is at from then on.
    pub stage: Stage,
    /// From which day; not before the last move, and not after today.
    pub since: Day,
    /// Why. Required for redesign, for stopping, and for going back.
    #[serde(default)]
    #[schema(max_length = 2000, example = "The first experiment was very successful; staff want to extend it.")]
    pub reason: Option<String>,
}

impl Input for NewStage {}

/// One entry of the stage history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = initiative_stages, treat_none_as_default_value = false)]
pub struct StageChange {
    /// Its identifier.
    pub id: Id,
    /// The initiative.
    pub initiative_id: Id,
    /// When it was recorded.
    pub created_at: Instant,
    /// The stage before; null for the first one.
    pub from_stage: Option<Stage>,
    /// The rest.
    #[serde(flatten)]
    #[diesel(embed)]
    pub body: NewStage,
}

/// The entry with which an initiative's history begins.
pub fn first(id: Id, of: &Initiative, now: Instant) -> StageChange {
    let since = of.stage_since.unwrap_or_else(|| now.day());
    StageChange {
        id,
        initiative_id: of.id,
        created_at: now,
        from_stage: None,
        body: NewStage { stage: of.body.stage, since, reason: None },
    }
}

/// Adds an entry.
pub fn insert(db: &mut Db, row: &StageChange) -> QueryResult<()> {
    kept(diesel::insert_into(initiative_stages::table).values(row)).execute(db).map(drop)
}

/// The whole history of an initiative, oldest first.
pub fn of_initiative(db: &mut Db, of: &Initiative) -> QueryResult<Vec<StageChange>> {
    list(db, of, None, i64::from(i32::MAX))
}

/// A page of the history, oldest first.
pub fn list(db: &mut Db, of: &Initiative, after: Option<&Cursor<Instant>>, limit: i64) -> QueryResult<Vec<StageChange>> {
    use initiative_stages::dsl;
    let mut query = dsl::initiative_stages
        .filter(dsl::initiative_id.eq(of.id))
        .select(StageChange::as_select())
        .order((dsl::created_at.asc(), dsl::id.asc()))
        .limit(limit)
        .into_boxed();
    if let Some(at) = after {
        query = query.filter(dsl::created_at.gt(at.key).or(dsl::created_at.eq(at.key).and(dsl::id.gt(at.id))));
    }
    query.load(db)
}
