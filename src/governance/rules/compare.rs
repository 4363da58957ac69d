//! What changed since the check before.

use super::grade;
use crate::governance::codes::{GovernanceSide, GovernanceVerdict, Movement, Principle, PrincipleFinding};
use crate::governance::criteria::CRITERIA_VERSION;
use crate::governance::model::{CheckComparison, FindingChange, GovernanceCheck, PrincipleResult, Weighed};
use crate::platform::db::{Id, Instant};

/// The check before.
pub struct Earlier<'a> {
    /// Its id.
    pub id: Id,
    /// When it was made.
    pub checked_at: Instant,
    /// The version of the criteria it used.
    pub criteria_version: &'a str,
    /// Its verdict.
    pub verdict: GovernanceVerdict,
    /// Its findings.
    pub principles: &'a [PrincipleResult],
}

impl<'a> Earlier<'a> {
    /// A stored check as the one before.
    pub fn of(check: &'a GovernanceCheck) -> Self {
        Earlier {
            id: check.id,
            checked_at: check.checked_at,
            criteria_version: &check.criteria_version,
            verdict: check.verdict,
            principles: &check.principles,
        }
    }
}

type Place<'a> = (Principle, Option<GovernanceSide>, Option<&'a str>);

fn findings(principles: &[PrincipleResult]) -> Vec<(Place<'_>, PrincipleFinding)> {
    let mut all = Vec::new();
    for p in principles {
        all.push(((p.principle, None, None), p.finding));
        for s in &p.sides {
            all.push(((p.principle, Some(s.side), None), s.finding));
            all.extend(s.criteria.iter().map(|c| ((p.principle, Some(s.side), Some(c.criterion.as_str())), c.finding)));
        }
    }
    all
}

/// Everything that moved, in the order of the criteria; what is no longer asked comes last.
pub fn compare(earlier: &Earlier, now: &Weighed) -> CheckComparison {
    let (then, today) = (findings(earlier.principles), findings(&now.principles));
    let mut changes = Vec::new();
    let mut note = |(principle, side, criterion): Place, before: Option<PrincipleFinding>, now: Option<PrincipleFinding>| {
        if before != now {
            let movement = match (before.and_then(grade), now.and_then(grade)) {
                (Some(b), Some(n)) if n > b => Movement::Better,
                (Some(b), Some(n)) if n < b => Movement::Worse,
                _ => Movement::Changed,
            };
            changes.push(FindingChange { principle, side, criterion: criterion.map(str::to_owned), before, now, movement });
        }
    };
    let at = |list: &[(Place, PrincipleFinding)], place: Place| list.iter().find(|(p, _)| *p == place).map(|(_, f)| *f);
    for (place, finding) in &today {
        note(*place, at(&then, *place), Some(*finding));
    }
    for (place, finding) in then.iter().filter(|(place, _)| at(&today, *place).is_none()) {
        note(*place, Some(*finding), None);
    }
    let count = |movement| changes.iter().filter(|c| c.criterion.is_some() && c.movement == movement).count();
    let summary = if changes.is_empty() {
        "Nothing has changed.".to_owned()
    } else {
        format!(
            "Of the criteria, {} became better, {} became worse and {} came into or went out of assessment.",
            count(Movement::Better),
            count(Movement::Worse),
            count(Movement::Changed)
        )
    };
    CheckComparison {
        check_id: earlier.id,
        checked_at: earlier.checked_at,
        criteria_changed: earlier.criteria_version != CRITERIA_VERSION,
        verdict_before: earlier.verdict,
        verdict_now: now.verdict,
        changes,
        summary,
    }
}
