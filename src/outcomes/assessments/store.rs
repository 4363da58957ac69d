//! Every query about assessments.

use super::model::Assessment;
use crate::initiatives::Initiative;
use crate::platform::db::{Db, Id, Instant};
use crate::platform::http::Cursor;
use diesel::prelude::*;

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::{Jsonb, Moment, Uuid};
    outcome_assessments (id) {
        id -> Uuid,
        initiative_id -> Uuid,
        outcome_id -> Uuid,
        indicator_id -> Uuid,
        version -> BigInt,
        created_at -> Moment,
        updated_at -> Moment,
        recorded_by_id -> Uuid,
        supersedes_id -> Nullable<Uuid>,
        superseded_by_id -> Nullable<Uuid>,
        indicator_version -> BigInt,
        period_version -> BigInt,
        result -> Text,
        target_met -> Text,
        missed_target -> Nullable<Text>,
        knowledge_domain -> Nullable<Text>,
        approaches -> Jsonb,
        co_assessed -> Bool,
        arithmetic -> Nullable<Jsonb>,
        reasons -> Jsonb,
        missing -> Jsonb,
        warnings -> Jsonb,
        period_id -> Uuid,
        assessed_on -> Nullable<Date>,
        claim -> Text,
        comparison -> Nullable<Text>,
        evidence_strength -> Text,
        other_contributory_factors -> Jsonb,
        judged_result -> Nullable<Text>,
        judged_by -> Nullable<Text>,
        rationale -> Nullable<Text>,
        citizen_view -> Nullable<Jsonb>,
        staff_view -> Nullable<Jsonb>,
    }
}

/// What a list may be narrowed to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this outcome.
    pub outcome: Option<Id>,
    /// Of this indicator.
    pub indicator: Option<Id>,
    /// Of this period.
    pub period: Option<Id>,
    /// Only those in force, or only superseded ones.
    pub in_force: Option<bool>,
}

/// One assessment of an initiative.
pub fn find(db: &mut Db, of: &Initiative, id: Id) -> QueryResult<Option<Assessment>> {
    use outcome_assessments::dsl;
    dsl::outcome_assessments.filter(dsl::initiative_id.eq(of.id).and(dsl::id.eq(id))).select(Assessment::as_select()).first(db).optional()
}

/// The assessment of a period that is in force.
pub fn in_force(db: &mut Db, period: Id) -> QueryResult<Option<Assessment>> {
    use outcome_assessments::dsl;
    dsl::outcome_assessments
        .filter(dsl::period_id.eq(period).and(dsl::superseded_by_id.is_null()))
        .select(Assessment::as_select())
        .first(db)
        .optional()
}

/// A page of assessments, oldest first.
pub fn list(db: &mut Db, of: &Initiative, filter: Filter, after: Option<&Cursor<Instant>>, limit: i64) -> QueryResult<Vec<Assessment>> {
    use outcome_assessments::dsl;
    let mut query = dsl::outcome_assessments
        .filter(dsl::initiative_id.eq(of.id))
        .select(Assessment::as_select())
        .order((dsl::created_at.asc(), dsl::id.asc()))
        .limit(limit)
        .into_boxed();
    if let Some(outcome) = filter.outcome {
        query = query.filter(dsl::outcome_id.eq(outcome));
    }
    if let Some(indicator) = filter.indicator {
        query = query.filter(dsl::indicator_id.eq(indicator));
    }
    if let Some(period) = filter.period {
        query = query.filter(dsl::period_id.eq(period));
    }
    match filter.in_force {
        Some(true) => query = query.filter(dsl::superseded_by_id.is_null()),
        Some(false) => query = query.filter(dsl::superseded_by_id.is_not_null()),
        None => {}
    }
    if let Some(at) = after {
        query = query.filter(dsl::created_at.gt(at.key).or(dsl::created_at.eq(at.key).and(dsl::id.gt(at.id))));
    }
    query.load(db)
}

/// Adds an assessment; the one that it supersedes is marked first, since a period has one in force.
pub fn insert(db: &mut Db, row: &Assessment) -> QueryResult<()> {
    use outcome_assessments::dsl;
    if let Some(last) = row.supersedes_id {
        diesel::update(dsl::outcome_assessments.find(last))
            .set((dsl::superseded_by_id.eq(Some(row.id)), dsl::version.eq(dsl::version + 1), dsl::updated_at.eq(row.created_at)))
            .execute(db)?;
    }
    diesel::insert_into(dsl::outcome_assessments).values(row).execute(db).map(drop)
}
