//! The one query that a summary needs beside those of its parts.

use super::model::Assessed;
use crate::initiatives::Initiative;
use crate::outcomes::assessments::outcome_assessments;
use crate::outcomes::periods::periods;
use crate::platform::db::Db;
use diesel::prelude::*;

diesel::joinable!(outcome_assessments -> periods (period_id));
diesel::allow_tables_to_appear_in_same_query!(outcome_assessments, periods);

/// The assessments of an initiative that are in force, of periods that are not withdrawn.
pub fn assessed(db: &mut Db, of: &Initiative) -> QueryResult<Vec<Assessed>> {
    use outcome_assessments::dsl;
    dsl::outcome_assessments
        .inner_join(periods::table)
        .filter(dsl::initiative_id.eq(of.id).and(dsl::superseded_by_id.is_null()).and(periods::withdrawn_at.is_null()))
        .select((
            dsl::id,
            dsl::indicator_id,
            dsl::period_id,
            dsl::assessed_on,
            dsl::result,
            dsl::citizen_view,
            dsl::staff_view,
            dsl::target_met,
            dsl::evidence_strength,
            dsl::co_assessed,
            dsl::period_version,
            periods::version,
            periods::ends_on,
        ))
        .load(db)
}
