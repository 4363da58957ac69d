//! What people found, made in this check or carried over from the one before.

use crate::governance::codes::{AnsweredBy, GovernanceSide, Principle, PrincipleFinding};
use crate::governance::criteria::{self, Criterion, GENERAL_GOOD_FOR_DAYS};
use crate::governance::model::{About, GovernanceEvidence, Judgement, NewHumanFinding, PrincipleResult};
use crate::governance::record::{Phase, Record};
use crate::platform::db::{Day, Id};

/// A finding of people and what it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// What it speaks of.
    pub about: About,
    /// What they say.
    pub judgement: Judgement,
}

/// A finding made in this check. `None` when it does not say what it speaks of, which a checked
/// request always does.
pub fn made(new: &NewHumanFinding, record: &Record) -> Option<People> {
    let about = new.about()?;
    let good_for = match about {
        About::Criterion(code) => criteria::by_code(code)?.good_for_days,
        About::Cell(..) => GENERAL_GOOD_FOR_DAYS,
    };
    let evidence: Vec<GovernanceEvidence> = new
        .evidence
        .iter()
        .map(|e| GovernanceEvidence {
            kind: e.kind,
            title: e.title.clone(),
            uri: e.uri.clone(),
            dated_on: e.dated_on,
            good_until: Some(e.dated_on.plus_days(good_for)),
            counts: true,
        })
        .collect();
    // Without evidence it is the finding itself that ages.
    let good_until = evidence.iter().filter_map(|e| e.good_until).max().or(Some(record.speaks_of().plus_days(good_for)));
    let (met, not_met) = match about {
        About::Criterion(code) => criteria::by_code(code).map(|c| (c.met, c.not_met))?,
        About::Cell(principle, side) => (criteria::asks(principle, side), "GovernanceEvidence shows the contrary."),
    };
    let judgement = Judgement {
        finding: new.finding,
        reason: new.reason.clone(),
        evidence,
        remedy: new.remedy.clone(),
        would_change: would_change(new.finding, met, not_met, good_until.filter(|_| record.phase != Phase::Over)),
        answered_by: AnsweredBy::People,
        decided_by: Some(new.decided_by),
        counts: true,
        good_until,
        carried_from: None,
    };
    Some(People { about, judgement })
}

/// What people found in an earlier check and nobody has answered anew: it cannot be lost by making
/// a new check without it.
pub fn carried(earlier: &[PrincipleResult], check: Id, anew: &[People]) -> Vec<People> {
    let mut found = Vec::new();
    let mut keep = |about: About, judgement: &Option<Judgement>| {
        if let Some(judgement) = judgement
            && anew.iter().all(|p| p.about != about)
        {
            let carried_from = judgement.carried_from.or(Some(check));
            found.push(People { about, judgement: Judgement { carried_from, ..judgement.clone() } });
        }
    };
    for principle in earlier {
        for side in &principle.sides {
            keep(About::Cell(principle.principle, side.side), &side.people);
            for result in &side.criteria {
                // A criterion that this version no longer asks takes its answers with it.
                if let Some(criterion) = criteria::by_code(&result.criterion) {
                    keep(About::Criterion(criterion.code), &result.people);
                }
            }
        }
    }
    found
}

/// What people say about a criterion.
pub fn of_criterion(people: &[People], criterion: &Criterion) -> Option<Judgement> {
    people.iter().find(|p| p.about == About::Criterion(criterion.code)).map(|p| p.judgement.clone())
}

/// What people say about a principle on one side as a whole.
pub fn of_cell(people: &[People], principle: Principle, side: GovernanceSide) -> Option<Judgement> {
    people.iter().find(|p| p.about == About::Cell(principle, side)).map(|p| p.judgement.clone())
}

/// What would change a finding.
pub fn would_change(finding: PrincipleFinding, met: &str, not_met: &str, good_until: Option<Day>) -> String {
    match (finding, good_until) {
        (PrincipleFinding::Met, Some(day)) => format!("Its evidence counts until {day}. Not met when: {not_met}"),
        (PrincipleFinding::Met, None) => format!("Not met when: {not_met}"),
        (PrincipleFinding::NotApplicable, _) => format!("It is asked as soon as the question arises. Met when: {met}"),
        _ => format!("Met when: {met}"),
    }
}
