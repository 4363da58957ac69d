//! A whole check: what people found and what is carried over, weighed with the record, compared
//! with the check before.

use super::compare::{Earlier, compare};
use super::people::{People, carried, made};
use super::weigh::{check, good_until};
use crate::governance::codes::Principle;
use crate::governance::criteria::CRITERIA_VERSION;
use crate::governance::model::{GovernanceCheck, NewGovernanceCheck};
use crate::governance::record::Record;
use crate::platform::db::{Id, Instant, Json};
use crate::vocabulary::codes::Coded;

/// Who makes a check, and when.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    /// The check's id.
    pub id: Id,
    /// When it is made.
    pub at: Instant,
    /// The organisation that makes it.
    pub by: Id,
}

/// The snapshot of a check.
pub fn snapshot(how: Made, body: NewGovernanceCheck, record: &Record, last: Option<&GovernanceCheck>) -> GovernanceCheck {
    let mut people: Vec<People> = body.human_findings.iter().filter_map(|new| made(new, record)).collect();
    if let Some(last) = last {
        people.extend(carried(&last.principles, last.id, &people));
    }
    let priorities = body.priority_principles.unwrap_or_else(|| Principle::ALL.to_vec());
    let weighed = check(record, &people, &priorities);
    GovernanceCheck {
        id: how.id,
        initiative_id: record.id,
        number: last.map_or(1, |last| last.number + 1),
        version: 1,
        checked_at: how.at,
        checked_by_id: how.by,
        criteria_version: CRITERIA_VERSION.to_owned(),
        as_of: record.speaks_of(),
        verdict: weighed.verdict,
        good_until: good_until(&weighed.principles, record),
        summary: Json(weighed.summary()),
        compared_with_last: last.map(|last| Json(compare(&Earlier::of(last), &weighed))),
        priority_principles: Json(priorities),
        priorities_set_with_citizens: body.priorities_set_with_citizens,
        priorities_how: body.priorities_how,
        note: body.note,
        reason: weighed.reason,
        means: Json(weighed.means),
        principles: Json(weighed.principles),
    }
}
