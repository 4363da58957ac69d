//! Weighing: criteria into sides, sides into principles, principles into a verdict.

use super::people::{self, People};
use super::{grade, worst};
use crate::governance::codes::{AnsweredBy, GovernanceSide, GovernanceVerdict, Principle, PrincipleFinding, Reciprocity};
use crate::governance::criteria::{self, Answer, Criterion};
use crate::governance::model::{CriterionResult, GovernanceEvidence, Judgement, Means, PrincipleResult, SideResult, Weighed};
use crate::governance::record::{Phase, Record};
use crate::platform::db::Day;
use crate::vocabulary::codes::Coded;

/// Checks an initiative: what its record answers, what people found beside it, the verdicts.
pub fn check(record: &Record, people: &[People], priorities: &[Principle]) -> Weighed {
    let mut principles: Vec<PrincipleResult> = Principle::ALL
        .iter()
        .map(|&principle| PrincipleResult {
            principle,
            priority: priorities.iter().position(|p| *p == principle).map(|place| place as i64 + 1),
            finding: PrincipleFinding::NotAssessed,
            reason: String::new(),
            reciprocity: Reciprocity::Unknown,
            sides: GovernanceSide::ALL.iter().map(|&side| ask(record, people, principle, side)).collect(),
        })
        .collect();
    settle(&mut principles, record.speaks_of());
    weighed(principles)
}

fn ask(record: &Record, people: &[People], principle: Principle, side: GovernanceSide) -> SideResult {
    let criteria = criteria::of(principle, side).map(|criterion| CriterionResult {
        criterion: criterion.code.to_owned(),
        question: criterion.question.to_owned(),
        finding: PrincipleFinding::NotAssessed,
        reason: "Only people can answer this, and nobody has yet.".to_owned(),
        remedy: Some("Ask those who took part, and record what they say with its evidence.".to_owned()),
        would_change: people::would_change(PrincipleFinding::NotAssessed, criterion.met, criterion.not_met, None),
        disagreement: false,
        record: criterion.rule.map(|rule| from_record(criterion, rule(record), record.phase)),
        people: people::of_criterion(people, criterion),
    });
    SideResult {
        side,
        asks: criteria::asks(principle, side).to_owned(),
        finding: PrincipleFinding::NotAssessed,
        reason: String::new(),
        applicable: 0,
        answered: 0,
        disagreement: false,
        criteria: criteria.collect(),
        people: people::of_cell(people, principle, side),
    }
}

fn from_record(criterion: &Criterion, answer: Answer, phase: Phase) -> Judgement {
    let claims = matches!(answer.finding, PrincipleFinding::Met | PrincipleFinding::PartlyMet);
    let evidence: Vec<GovernanceEvidence> = answer
        .evidence
        .into_iter()
        .map(|e| GovernanceEvidence { good_until: Some(e.dated_on.plus_days(criterion.good_for_days)), ..e })
        .collect();
    // Only a claim ages: that something is missing is as true as when it was looked for.
    let good_until = if claims { evidence.iter().filter_map(|e| e.good_until).max() } else { None };
    let falls_short = !matches!(answer.finding, PrincipleFinding::Met | PrincipleFinding::NotApplicable);
    // What counted when an initiative ended goes on counting.
    let lapses_on = good_until.filter(|_| phase != Phase::Over);
    Judgement {
        finding: answer.finding,
        reason: answer.reason,
        evidence,
        remedy: falls_short.then(|| criterion.remedy.to_owned()),
        would_change: people::would_change(answer.finding, criterion.met, criterion.not_met, lapses_on),
        answered_by: AnsweredBy::Record,
        decided_by: None,
        counts: true,
        good_until,
        carried_from: None,
    }
}

/// Draws the findings of criteria, sides and principles from the judgements, as their evidence
/// stands on a day.
pub(super) fn settle(principles: &mut [PrincipleResult], day: Day) {
    for principle in principles {
        for side in &mut principle.sides {
            for criterion in &mut side.criteria {
                age(&mut criterion.record, day);
                age(&mut criterion.people, day);
                settle_criterion(criterion);
            }
            age(&mut side.people, day);
            settle_side(side);
        }
        settle_principle(principle);
    }
}

fn age(judgement: &mut Option<Judgement>, day: Day) {
    if let Some(judgement) = judgement {
        judgement.counts = judgement.good_until.is_none_or(|until| until >= day);
        for evidence in &mut judgement.evidence {
            evidence.counts = evidence.good_until.is_none_or(|until| until >= day);
        }
    }
}

fn in_force(judgement: &Option<Judgement>) -> Option<PrincipleFinding> {
    judgement.as_ref().filter(|j| j.counts).map(|j| j.finding)
}

fn settle_criterion(criterion: &mut CriterionResult) {
    let said = [in_force(&criterion.record), in_force(&criterion.people)];
    criterion.disagreement = match said {
        [Some(record), Some(people)] => {
            record != people && record != PrincipleFinding::NotAssessed && people != PrincipleFinding::NotAssessed
        }
        _ => false,
    };
    let said = || said.into_iter().flatten();
    criterion.finding =
        worst(said()).or_else(|| said().find(|f| *f == PrincipleFinding::NotApplicable)).unwrap_or(PrincipleFinding::NotAssessed);
    let judgements = || [&criterion.people, &criterion.record].into_iter().flatten();
    let deciding = judgements().find(|j| j.counts && j.finding == criterion.finding);
    let told = match (deciding, judgements().find(|j| !j.counts)) {
        (Some(j), _) => Some((j.reason.clone(), j.remedy.clone(), j.would_change.clone())),
        (None, Some(j)) => Some((
            format!("The evidence is past its date. It said {}: {}", j.finding, j.reason),
            Some("Look again, and bring evidence that counts.".to_owned()),
            "Met when: the same is found with evidence that counts.".to_owned(),
        )),
        // Nobody has answered: what was said when it was asked stands.
        (None, None) => None,
    };
    if let Some(told) = told {
        (criterion.reason, criterion.remedy, criterion.would_change) = told;
    }
}

fn settle_side(side: &mut SideResult) {
    let whole = in_force(&side.people);
    let whole_counts = whole.is_some_and(|f| grade(f).is_some());
    let applicable: Vec<&CriterionResult> = side.criteria.iter().filter(|c| c.finding != PrincipleFinding::NotApplicable).collect();
    let open: Vec<&str> = applicable
        .iter()
        .filter(|c| c.finding == PrincipleFinding::NotAssessed)
        // People who speak of the whole answer what only people can answer.
        .filter(|c| c.record.is_some() || !whole_counts)
        .map(|c| c.criterion.as_str())
        .collect();
    let answered = applicable.len() - open.len();
    let found = worst(side.criteria.iter().map(|c| c.finding).chain(whole));
    side.finding = match found {
        Some(PrincipleFinding::Met) if open.is_empty() => PrincipleFinding::Met,
        Some(PrincipleFinding::Met) if answered * 2 < applicable.len() => PrincipleFinding::NotAssessed,
        Some(PrincipleFinding::Met) => PrincipleFinding::PartlyMet,
        Some(other) => other,
        None if applicable.is_empty() || whole == Some(PrincipleFinding::NotApplicable) => PrincipleFinding::NotApplicable,
        None => PrincipleFinding::NotAssessed,
    };
    let count = |finding| side.criteria.iter().filter(|c| c.finding == finding).count();
    let named = |finding| -> String {
        let codes: Vec<&str> = side.criteria.iter().filter(|c| c.finding == finding).map(|c| c.criterion.as_str()).collect();
        codes.join(", ")
    };
    let mut reason = format!("{answered} of {} criteria that apply are answered: {} met", applicable.len(), count(PrincipleFinding::Met));
    for (finding, words) in [(PrincipleFinding::PartlyMet, "partly met"), (PrincipleFinding::NotMet, "not met")] {
        if count(finding) > 0 {
            reason.push_str(&format!(", {} {words} ({})", count(finding), named(finding)));
        }
    }
    reason.push('.');
    if let Some(whole) = whole {
        reason.push_str(&format!(" Of the whole, people say {whole}."));
    }
    if !open.is_empty() {
        reason.push_str(&format!(" No evidence that counts yet: {}.", open.join(", ")));
    }
    if side.finding == PrincipleFinding::NotAssessed && found == Some(PrincipleFinding::Met) {
        reason.push_str(" Fewer than half are answered, which is too little to go by.");
    }
    side.disagreement = side.criteria.iter().any(|c| c.disagreement);
    (side.applicable, side.answered, side.reason) = (applicable.len() as i64, answered as i64, reason);
}

fn settle_principle(principle: &mut PrincipleResult) {
    let findings: Vec<PrincipleFinding> = principle.sides.iter().map(|s| s.finding).collect();
    let unknown = findings.contains(&PrincipleFinding::NotAssessed);
    let found = worst(findings.iter().copied());
    principle.finding = match found {
        Some(PrincipleFinding::NotMet) => PrincipleFinding::NotMet,
        Some(_) if unknown => PrincipleFinding::NotAssessed,
        Some(found) => found,
        None if unknown => PrincipleFinding::NotAssessed,
        None => PrincipleFinding::NotApplicable,
    };
    let kept = |wanted: bool| findings.iter().filter(|f| grade(**f).is_some_and(|g| (g > 0) == wanted)).count();
    principle.reciprocity = match (kept(true), kept(false)) {
        (2, 0) => Reciprocity::Mutual,
        (1, 1) => Reciprocity::OneSided,
        (0, 2) => Reciprocity::Neither,
        _ => Reciprocity::Unknown,
    };
    let said: Vec<String> =
        principle.sides.iter().map(|s| format!("{}: {}.", s.side.term().label, s.finding.term().label.to_lowercase())).collect();
    principle.reason = said.join(" ");
    if principle.finding == PrincipleFinding::NotAssessed && found.is_some() {
        principle.reason.push_str(" Only one side is known, and the principle covers both.");
    }
}

/// The verdict over settled principles.
pub(super) fn weighed(principles: Vec<PrincipleResult>) -> Weighed {
    let (verdict, reason) = verdict(&principles);
    Weighed { verdict, reason, means: means(&principles), principles }
}

fn with(principles: &[PrincipleResult], priority: bool, finding: PrincipleFinding) -> Vec<Principle> {
    principles.iter().filter(|p| p.priority.is_some() == priority && p.finding == finding).map(|p| p.principle).collect()
}

fn labels(principles: &[Principle]) -> String {
    principles.iter().map(|p| p.term().label.to_lowercase()).collect::<Vec<_>>().join(", ")
}

fn verdict(principles: &[PrincipleResult]) -> (GovernanceVerdict, String) {
    let priorities = |finding| with(principles, true, finding);
    let (broken, unknown) = (priorities(PrincipleFinding::NotMet), priorities(PrincipleFinding::NotAssessed));
    let (met, partly) = (priorities(PrincipleFinding::Met), priorities(PrincipleFinding::PartlyMet));
    if !broken.is_empty() {
        (GovernanceVerdict::Broken, format!("Not met among the priority principles: {}.", labels(&broken)))
    } else if !unknown.is_empty() {
        (GovernanceVerdict::NotAssessed, format!("Not assessed among the priority principles: {}.", labels(&unknown)))
    } else if !partly.is_empty() {
        (GovernanceVerdict::PartlyUpheld, format!("No priority principle is broken; met only in part: {}.", labels(&partly)))
    } else if met.is_empty() {
        (GovernanceVerdict::NotAssessed, "No priority principle applies, so nothing is shown.".to_owned())
    } else {
        (GovernanceVerdict::Upheld, format!("Met by both sides: {}.", labels(&met)))
    }
}

fn means(principles: &[PrincipleResult]) -> Means {
    let broken = with(principles, true, PrincipleFinding::NotMet);
    let outside = with(principles, false, PrincipleFinding::NotMet);
    let rule = "The ends do not justify the means";
    let mut statement = if broken.is_empty() {
        format!("No priority principle is known to be broken. {rule}: if one were, good outcomes could not make up for it.")
    } else {
        format!("{rule}: {} is broken, and no outcome, however good, can make up for that.", labels(&broken))
    };
    if !outside.is_empty() {
        statement.push_str(&format!(" Also broken, though no priority: {}.", labels(&outside)));
    }
    Means {
        priority_principle_broken: !broken.is_empty(),
        broken,
        broken_outside_priorities: outside,
        outcomes_can_outweigh: false,
        statement,
    }
}

/// The first day after which something that counts stops counting; `None` where nothing does,
/// as for an initiative that is over.
pub fn good_until(principles: &[PrincipleResult], record: &Record) -> Option<Day> {
    if record.phase == Phase::Over {
        return None;
    }
    let day = record.speaks_of();
    let sides = || principles.iter().flat_map(|p| &p.sides);
    let of_criteria = sides().flat_map(|s| &s.criteria).flat_map(|c| [&c.record, &c.people]);
    of_criteria.chain(sides().map(|s| &s.people)).flatten().filter_map(|j| j.good_until).filter(|until| *until >= day).min()
}
