//! Fairness and due process: "both sets of co-producers should act fairly towards each other".

use super::{Answer, Criterion, PrincipleFinding, answer, does_not_arise, shared, silent};
use crate::governance::codes::{FindingBy, GovernanceSide, Principle};
use crate::governance::record::{Participation, Phase, Record};

const SOURCE: &str = "Public Value Model: \"both sets of co-producers should act fairly towards each other\"";

const BEHAVIOUR: Option<&str> =
    Some("The record shows who took part in deciding and giving, not how people treated each other: that is for people to say.");

pub const CRITERIA: &[Criterion] = &[
    Criterion {
        code: "participation_free_or_justified",
        principle: Principle::FairnessAndDueProcess,
        side: GovernanceSide::PublicService,
        rule: Some(participation_free_or_justified),
        question: "Do citizens take part of their own will or, where they must, for a stated reason and a short time?",
        met: "Participation is voluntary; or mandated with a reason and an end within a year of the start.",
        partly_met: "Participation is mandated with a reason and an end, but for longer than a year or for an unknown time.",
        not_met: "Participation is still mandated past its end. (Without a reason and an end a mandate is not even registered.)",
        remedy: "Make participation voluntary, or state why it is mandated and the day on which that ends.",
        source: "Concluding section: coercion \"is only likely to work if it is short-term, leading co-producers to recognise the value of the collaborative actions, after which they then can join in voluntarily\"",
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "priorities_set_with_citizens",
        principle: Principle::FairnessAndDueProcess,
        side: GovernanceSide::PublicService,
        rule: Some(priorities_set_with_citizens),
        question: "Were the principles, and the priorities between them, at least partly co-produced with citizens?",
        met: "Citizens took part in setting the priorities between the principles, and the check says how.",
        partly_met: "The check says that citizens took part, but not how.",
        not_met: "The priorities between the principles were set without citizens.",
        remedy: "Set the priorities between the principles with citizens, and say in the next check how that was done.",
        source: "Public Value Model: \"these principles, and the priorities between them, must be at least partly co-produced with citizens\"",
        good_for_days: 730,
        limits: Some("Answered from what this check itself says about its priorities."),
    },
    Criterion {
        code: "needs_mediated_with_citizens",
        principle: Principle::FairnessAndDueProcess,
        side: GovernanceSide::PublicService,
        rule: Some(needs_mediated_with_citizens),
        question: "Is it on record who turned stakeholders' demands into priority outcomes, and did citizens take part?",
        met: "Every priority outcome says which body mediated it and that citizens took part.",
        partly_met: "Some priority outcomes say so, or a body mediated them without citizens.",
        not_met: "Every priority outcome says that citizens took no part, and none which body mediated it.",
        remedy: "Have the priorities mediated by the body that answers for them, with citizens taking part, and record both.",
        source: "Public Value Model: \"the expressed demands of different stakeholders must be politically mediated to arrive at publicly defined 'needs'\"",
        good_for_days: 1095,
        limits: None,
    },
    Criterion {
        code: "staff_did_not_decide_alone",
        principle: Principle::FairnessAndDueProcess,
        side: GovernanceSide::PublicService,
        rule: Some(staff_did_not_decide_alone),
        question: "Was it decided together with citizens which kind of co-production this is?",
        met: "Citizens decided the classification by the Four Co's, alone or together with staff.",
        partly_met: "Staff decided it alone.",
        not_met: "Nobody decided it: only the service's own suggestion from the text is in force, though the initiative has begun.",
        remedy: "Go through the classification with the citizens who take part, and record it as decided by both.",
        source: SOURCE,
        good_for_days: 1095,
        limits: BEHAVIOUR,
    },
    Criterion {
        code: "public_service_gives_too",
        principle: Principle::FairnessAndDueProcess,
        side: GovernanceSide::PublicService,
        rule: Some(|record| shared::gives_too(record, GovernanceSide::PublicService)),
        question: "Does the public service give as well as take?",
        met: "The public service contributes.",
        partly_met: "A side contributes no more than a token; the record alone never shows this.",
        not_met: "Citizens contribute and the public service contributes nothing.",
        remedy: "Record what the public service contributes; if it is nothing, this is self-help or unpaid work, not co-production.",
        source: "Definitions (Loeffler 2021): both sides make \"better use of each other's assets, resources and contributions\"",
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "citizens_treated_fairly",
        principle: Principle::FairnessAndDueProcess,
        side: GovernanceSide::PublicService,
        rule: None,
        question: "Were citizens treated with respect, their expenses met, and free to say no or to leave without losing a service?",
        met: "Those who took part, and those who left, say so.",
        partly_met: "Mostly, with exceptions that were put right or are known.",
        not_met: "Somebody was pressed to stay, left out of pocket, or lost a service.",
        remedy: "Ask those who took part and those who left; put right what they name.",
        source: SOURCE,
        good_for_days: 730,
        limits: BEHAVIOUR,
    },
    Criterion {
        code: "citizens_give_too",
        principle: Principle::FairnessAndDueProcess,
        side: GovernanceSide::Citizens,
        rule: Some(|record| shared::gives_too(record, GovernanceSide::Citizens)),
        question: "Do citizens give as well as take?",
        met: "Citizens contribute.",
        partly_met: "A side contributes no more than a token; the record alone never shows this.",
        not_met: "The public service contributes and citizens contribute nothing.",
        remedy: "Record what citizens contribute; if it is nothing, this is a service done to people, not co-production.",
        source: "Definitions (Loeffler 2021): both sides make \"better use of each other's assets, resources and contributions\"",
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "citizens_did_not_decide_alone",
        principle: Principle::FairnessAndDueProcess,
        side: GovernanceSide::Citizens,
        rule: Some(citizens_did_not_decide_alone),
        question: "Where citizens decided which kind of co-production this is, did staff have a part in it?",
        met: "Citizens and staff decided the classification together.",
        partly_met: "Citizens decided it alone.",
        not_met: "Staff were shut out of the decision; the record alone never shows this.",
        remedy: "Go through the classification with the staff who take part, and record it as decided by both.",
        source: SOURCE,
        good_for_days: 1095,
        limits: BEHAVIOUR,
    },
    Criterion {
        code: "citizens_did_not_judge_alone",
        principle: Principle::FairnessAndDueProcess,
        side: GovernanceSide::Citizens,
        rule: Some(citizens_did_not_judge_alone),
        question: "Where citizens judged the outcomes, was the view of staff heard too?",
        met: "An assessment was made by both, or both sides made assessments of their own.",
        partly_met: "Citizens assessed alone.",
        not_met: "The view of staff was shut out; the record alone never shows this.",
        remedy: "Record the staff's view beside that of citizens, also where the two differ.",
        source: "Public Value Model: outcomes are experienced and assessed in interaction with people in public service organisations",
        good_for_days: 730,
        limits: BEHAVIOUR,
    },
    Criterion {
        code: "citizens_fair_to_staff_and_others",
        principle: Principle::FairnessAndDueProcess,
        side: GovernanceSide::Citizens,
        rule: None,
        question: "Did the citizens who took part act fairly towards staff and towards citizens who did not?",
        met: "Staff and citizens outside the group say so.",
        partly_met: "Mostly, with exceptions that were talked about.",
        not_met: "Staff or other citizens were treated badly, or the group served itself at their cost.",
        remedy: "Agree rules of fair dealing at the start, with a person on each side to turn to.",
        source: SOURCE,
        good_for_days: 730,
        limits: BEHAVIOUR,
    },
];

/// How long an obligation may last and still be called short.
pub(super) const SHORT_DAYS: i64 = 365;

fn participation_free_or_justified(record: &Record) -> Answer {
    let evidence = [record.itself("Participation")];
    let Participation::Mandated { until } = record.participation else {
        return answer(PrincipleFinding::Met, "Participation is voluntary.", evidence);
    };
    if record.phase != Phase::Over && until < record.today {
        let reason = format!("The mandate was to end on {until} and participation is still mandated.");
        return answer(PrincipleFinding::NotMet, reason, evidence);
    }
    match record.starts_on.map(|start| until.days_since(start)) {
        Some(days) if days <= SHORT_DAYS => answer(
            PrincipleFinding::Met,
            format!("Participation is mandated with a reason until {until}, {days} days after the start."),
            evidence,
        ),
        Some(days) => answer(
            PrincipleFinding::PartlyMet,
            format!("Participation is mandated with a reason until {until}, {days} days after the start: longer than {SHORT_DAYS}."),
            evidence,
        ),
        None => answer(
            PrincipleFinding::PartlyMet,
            format!("Participation is mandated with a reason until {until}; without a start its length is unknown."),
            evidence,
        ),
    }
}

fn priorities_set_with_citizens(record: &Record) -> Answer {
    let evidence = || [record.itself("Priorities between the principles, as this check says").dated(record.speaks_of())];
    let how = record.priorities.how.as_deref().filter(|how| !how.trim().is_empty());
    match (record.priorities.with_citizens, how) {
        (None, _) => silent("The check does not say whether citizens took part in setting the priorities between the principles."),
        (Some(false), _) => {
            answer(PrincipleFinding::NotMet, "The priorities between the principles were set without citizens.", evidence())
        }
        (Some(true), None) => {
            answer(PrincipleFinding::PartlyMet, "Citizens took part in setting the priorities; how is not said.", evidence())
        }
        (Some(true), Some(how)) => {
            answer(PrincipleFinding::Met, format!("Citizens took part in setting the priorities: {how}"), evidence())
        }
    }
}

fn needs_mediated_with_citizens(record: &Record) -> Answer {
    let priorities: Vec<_> = record.outcomes.iter().filter(|o| o.priority).collect();
    if priorities.is_empty() {
        return silent("No priority outcome is on record.");
    }
    let n = priorities.len();
    let mediated = priorities.iter().filter(|o| o.mediated_by.is_some()).count();
    let with = priorities.iter().filter(|o| o.citizens_took_part == Some(true)).count();
    let without = priorities.iter().filter(|o| o.citizens_took_part == Some(false)).count();
    let finding = match (mediated, with, without) {
        (mediated, with, _) if mediated == n && with == n => PrincipleFinding::Met,
        // The chapter asks for political mediation; with citizens is better, without anybody a breach.
        (0, _, without) if without == n => PrincipleFinding::NotMet,
        (0, 0, 0) => PrincipleFinding::NotAssessed,
        _ => PrincipleFinding::PartlyMet,
    };
    answer(
        finding,
        format!(
            "Priority outcomes: {n}; of these, with the body that mediated: {mediated}, with citizens taking part: {with}, without: {without}."
        ),
        priorities.into_iter().map(|o| record.outcome(o)),
    )
}

fn staff_did_not_decide_alone(record: &Record) -> Answer {
    let Some(c) = &record.classification else {
        return silent("The initiative is not classified by the Four Co's.");
    };
    let evidence = [record.classified(c)];
    match c.decided_by {
        Some(FindingBy::Both) => answer(PrincipleFinding::Met, "Citizens and staff decided the classification together.", evidence),
        Some(FindingBy::Citizens) => answer(PrincipleFinding::Met, "Citizens decided the classification.", evidence),
        Some(FindingBy::Staff) => answer(PrincipleFinding::PartlyMet, "Staff decided the classification alone.", evidence),
        None if record.phase == Phase::Ahead => silent("The classification is a suggestion so far, and the initiative has not begun."),
        None => answer(PrincipleFinding::NotMet, "The classification in force is only a suggestion that nobody has decided.", evidence),
    }
}

fn citizens_did_not_decide_alone(record: &Record) -> Answer {
    let Some(c) = &record.classification else {
        return silent("The initiative is not classified by the Four Co's.");
    };
    match c.decided_by {
        Some(FindingBy::Both) => {
            answer(PrincipleFinding::Met, "Citizens and staff decided the classification together.", [record.classified(c)])
        }
        Some(FindingBy::Citizens) => {
            answer(PrincipleFinding::PartlyMet, "Citizens decided the classification alone.", [record.classified(c)])
        }
        Some(FindingBy::Staff) | None => does_not_arise("Citizens took no part in deciding the classification."),
    }
}

fn citizens_did_not_judge_alone(record: &Record) -> Answer {
    if record.assessments.is_empty() {
        return match record.phase {
            Phase::Ahead => does_not_arise("The initiative has not begun."),
            _ => silent("No outcome has been assessed yet."),
        };
    }
    let by = |who: FindingBy| record.assessments.iter().filter(|a| a.by == Some(who)).count();
    let (citizens, staff, both) = (by(FindingBy::Citizens), by(FindingBy::Staff), by(FindingBy::Both));
    if citizens + both == 0 {
        return does_not_arise("Citizens took no part in an assessment.");
    }
    let reason = format!("Assessments by citizens alone: {citizens}, by staff alone: {staff}, by both: {both}.");
    let finding = if both > 0 || staff > 0 { PrincipleFinding::Met } else { PrincipleFinding::PartlyMet };
    answer(finding, reason, record.assessments.iter().map(|a| record.assessed(a)))
}
