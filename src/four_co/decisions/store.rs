//! Every query about decisions on suggestions.

use super::model::{CoDecision, DecisionCount};
use crate::four_co::model::Classification;
use crate::initiatives::Initiative;
use crate::platform::db::raw::Bind;
use crate::platform::db::{Db, Id, Instant, Raw};
use crate::vocabulary::codes::Coded;
use diesel::prelude::*;

/// What stands for a score that was not kept, on the way to the database.
const NO_SCORE: i64 = -1;

/// Adds what people decided in a classification that has just been added.
pub fn insert(db: &mut Db, of: &Initiative, row: &Classification, decisions: &[CoDecision]) -> QueryResult<()> {
    let mut insert =
        Raw::new("INSERT INTO four_co_decisions (classification_id, organisation_id, recorded_at, co, score, suggested, decided) VALUES ");
    for (n, one) in decisions.iter().enumerate() {
        insert.push_with(
            if n == 0 { "(?, ?, ?, ?, nullif(?, -1), ? = 1, ? = 1)" } else { ", (?, ?, ?, ?, nullif(?, -1), ? = 1, ? = 1)" },
            [
                Bind::Id(row.id),
                Bind::Id(of.lead()),
                Bind::Moment(row.created_at),
                Bind::Text(one.co.code().into()),
                Bind::Integer(one.score.unwrap_or(NO_SCORE)),
                Bind::Integer(one.suggested.into()),
                Bind::Integer(one.decided.into()),
            ],
        );
    }
    insert.execute(db).map(drop)
}

/// Counts decisions about initiatives that an organisation leads, or that anybody does, recorded at
/// or after a moment.
pub fn tally(db: &mut Db, organisation: Option<Id>, since: Option<Instant>) -> QueryResult<Vec<DecisionCount>> {
    let mut query = Raw::new(
        "SELECT co, CASE WHEN score >= 900 THEN 9 ELSE score / 100 END AS band, suggested, decided, \
           count(*) AS decisions, CAST(coalesce(sum(score), 0) AS bigint) AS scores \
         FROM four_co_decisions",
    );
    let mut joint = " WHERE ";
    if let Some(organisation) = organisation {
        query.push_with(" WHERE organisation_id = ?", [Bind::Id(organisation)]);
        joint = " AND ";
    }
    if let Some(since) = since {
        query.push(joint);
        query.push_with("recorded_at >= ?", [Bind::Moment(since)]);
    }
    query.push(" GROUP BY 1, 2, 3, 4");
    query.load(db)
}
