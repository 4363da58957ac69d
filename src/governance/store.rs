//! Every query about governance checks.

use super::codes::GovernanceVerdict;
use super::model::{GovernanceCheck, GovernanceCheckSummary};
use crate::initiatives::{Initiative, initiatives};
use crate::outcomes::assessments::outcome_assessments;
use crate::outcomes::periods::periods;
use crate::outcomes::{AssessedBy, AssessmentResult};
use crate::platform::db::{Day, Db, Id, Instant};
use crate::platform::http::Cursor;
use diesel::prelude::*;

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::{Jsonb, Moment, Uuid};
    governance_checks (id) {
        id -> Uuid,
        initiative_id -> Uuid,
        number -> BigInt,
        version -> BigInt,
        checked_at -> Moment,
        checked_by_id -> Uuid,
        criteria_version -> Text,
        as_of -> Date,
        verdict -> Text,
        reason -> Text,
        good_until -> Nullable<Date>,
        summary -> Jsonb,
        priority_principles -> Jsonb,
        priorities_set_with_citizens -> Nullable<Bool>,
        priorities_how -> Nullable<Text>,
        note -> Nullable<Text>,
        means -> Jsonb,
        principles -> Jsonb,
        compared_with_last -> Nullable<Jsonb>,
    }
}

/// One check of an initiative.
pub fn find(db: &mut Db, of: &Initiative, id: Id) -> QueryResult<Option<GovernanceCheck>> {
    use governance_checks::dsl;
    dsl::governance_checks
        .filter(dsl::initiative_id.eq(of.id).and(dsl::id.eq(id)))
        .select(GovernanceCheck::as_select())
        .first(db)
        .optional()
}

/// The newest check of an initiative.
pub fn latest(db: &mut Db, of: &Initiative) -> QueryResult<Option<GovernanceCheck>> {
    use governance_checks::dsl;
    dsl::governance_checks
        .filter(dsl::initiative_id.eq(of.id))
        .select(GovernanceCheck::as_select())
        .order(dsl::number.desc())
        .first(db)
        .optional()
}

/// The newest check, with the initiative locked until the write ends, so that of two checks made at
/// the same time the second builds on the first.
pub fn hold_latest(db: &mut Db, of: &Initiative) -> QueryResult<Option<GovernanceCheck>> {
    use initiatives::dsl;
    diesel::update(dsl::initiatives.find(of.id)).set(dsl::version.eq(dsl::version)).execute(db)?;
    latest(db, of)
}

/// A page of checks in a few words, newest first.
pub fn list(
    db: &mut Db,
    of: &Initiative,
    verdict: Option<GovernanceVerdict>,
    after: Option<&Cursor<i64>>,
    limit: i64,
) -> QueryResult<Vec<GovernanceCheckSummary>> {
    use governance_checks::dsl;
    let mut query = dsl::governance_checks
        .filter(dsl::initiative_id.eq(of.id))
        .select(GovernanceCheckSummary::as_select())
        .order(dsl::number.desc())
        .limit(limit)
        .into_boxed();
    if let Some(verdict) = verdict {
        query = query.filter(dsl::verdict.eq(verdict));
    }
    if let Some(at) = after {
        query = query.filter(dsl::number.lt(at.key));
    }
    query.load(db)
}

/// An assessment in force, with who had a part in it.
#[derive(Clone, Debug, Queryable)]
pub struct AssessedRow {
    /// The assessment.
    pub id: Id,
    /// The outcome.
    pub outcome_id: Id,
    /// Its indicator.
    pub indicator_id: Id,
    /// When it was assessed.
    pub assessed_on: Option<Day>,
    /// When it was recorded.
    pub created_at: Instant,
    /// What it comes to.
    pub result: AssessmentResult,
    /// Who judged.
    pub judged_by: Option<AssessedBy>,
    /// Who measured what it rests on.
    pub measured_by: Option<AssessedBy>,
    /// Whether the citizens' own view stands in it.
    pub citizen_view: bool,
    /// Whether the staff's own view stands in it.
    pub staff_view: bool,
}

/// The assessments of an initiative that are in force, of periods that are not withdrawn.
pub fn assessed(db: &mut Db, of: &Initiative) -> QueryResult<Vec<AssessedRow>> {
    use outcome_assessments::dsl;
    dsl::outcome_assessments
        .inner_join(periods::table)
        .filter(dsl::initiative_id.eq(of.id).and(dsl::superseded_by_id.is_null()).and(periods::withdrawn_at.is_null()))
        .select((
            dsl::id,
            dsl::outcome_id,
            dsl::indicator_id,
            dsl::assessed_on,
            dsl::created_at,
            dsl::result,
            dsl::judged_by,
            periods::measured_by,
            dsl::citizen_view.is_not_null(),
            dsl::staff_view.is_not_null(),
        ))
        .order((dsl::created_at.desc(), dsl::id.desc()))
        .load(db)
}

/// Indicator, period, who measured and the last day of every period with something measured.
pub type MeasuredRow = (Id, Id, Option<AssessedBy>, Day);

/// What was measured of the indicators of an initiative, oldest first.
pub fn measured(db: &mut Db, of: &Initiative) -> QueryResult<Vec<MeasuredRow>> {
    use periods::dsl;
    dsl::periods
        .filter(dsl::initiative_id.eq(of.id).and(dsl::withdrawn_at.is_null()).and(dsl::actual.is_not_null()))
        .select((dsl::indicator_id, dsl::id, dsl::measured_by, dsl::ends_on))
        .order((dsl::ends_on.asc(), dsl::id.asc()))
        .load(db)
}

/// Keeps a check.
pub fn insert(db: &mut Db, row: &GovernanceCheck) -> QueryResult<()> {
    diesel::insert_into(governance_checks::table).values(row).execute(db).map(drop)
}
