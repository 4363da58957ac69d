//! Sustainability: "co-production practices should involve behaviour which is sustainable by both
//! parties".

use super::fairness::SHORT_DAYS;
use super::{Answer, Criterion, PrincipleFinding, answer, does_not_arise, shared, silent};
use crate::governance::codes::{GovernanceSide, Principle};
use crate::governance::record::{Contribution, Participation, Phase, Record};
use rust_decimal::Decimal;

const SOURCE: &str = "Public Value Model: \"co-production practices should involve behaviour which is sustainable by both parties\"";

pub const CRITERIA: &[Criterion] = &[
    Criterion {
        code: "public_service_keeps_giving",
        principle: Principle::Sustainability,
        side: GovernanceSide::PublicService,
        rule: Some(|record| shared::keeps_giving(record, GovernanceSide::PublicService)),
        question: "Does the public service keep contributing (funding, staff time, rooms), with more agreed to come?",
        met: "The public service delivered something within the last year, and more was agreed in it than is delivered yet.",
        partly_met: "It delivered something within the last year with nothing more agreed, or the other way round.",
        not_met: "Nothing was delivered and nothing more was agreed within the last year, while the initiative runs on.",
        remedy: "Agree what the public service contributes from now on, or say when the initiative ends.",
        source: SOURCE,
        good_for_days: 730,
        limits: Some("Whether a budget is enough is not on this record."),
    },
    Criterion {
        code: "more_than_one_organisation",
        principle: Principle::Sustainability,
        side: GovernanceSide::PublicService,
        rule: Some(more_than_one_organisation),
        question: "Would the initiative survive if one organisation dropped out?",
        met: "Besides the lead organisation at least one partner contributes or assesses.",
        partly_met: "The lead organisation carries it alone.",
        not_met: "No organisation carries it any more; the record alone never shows this.",
        remedy: "Find a partner organisation that shares the work.",
        source: "Public Value Model: resilience of \"individual provider organisations\" and of \"the overall set of providers\"",
        good_for_days: 1095,
        limits: None,
    },
    Criterion {
        code: "settled_in_the_organisation",
        principle: Principle::Sustainability,
        side: GovernanceSide::PublicService,
        rule: Some(settled),
        question: "Is the practice approved, so that it does not hang on a few people?",
        met: "It has the status of a policy or strategy, or is an institution.",
        partly_met: "It is a collaborative practice that has not been formally approved.",
        not_met: "It has run for more than three years and nothing is on record about its standing.",
        remedy: "Have the public service organisation approve the practice as a policy or strategy, when it has proved itself.",
        source: "Concluding section: \"When this practice is formally approved by a public service organisation, it acquires the status of a policy or a strategy\"",
        good_for_days: 1095,
        limits: None,
    },
    Criterion {
        code: "affordable_for_the_public_service",
        principle: Principle::Sustainability,
        side: GovernanceSide::PublicService,
        rule: None,
        question: "Can the public service afford its part in money and staff time over the coming years?",
        met: "Funding and staff time are secured, and those who do the work say it can be kept up.",
        partly_met: "They are secured in part or for a short time.",
        not_met: "They are not secured, or staff carry it on top of their work.",
        remedy: "Put the initiative into the budget and into people's working hours, or reduce it.",
        source: SOURCE,
        good_for_days: 365,
        limits: Some("Budgets and workloads are not on this record."),
    },
    Criterion {
        code: "hours_bearable_for_citizens",
        principle: Principle::Sustainability,
        side: GovernanceSide::Citizens,
        rule: Some(hours_bearable),
        question: "Are the hours that citizens give bearable for each of them?",
        met: "On average at most 5 hours a week for each person.",
        partly_met: "On average more than 5 and at most 10 hours a week for each person.",
        not_met: "On average more than 10 hours a week for each person: that is a job.",
        remedy: "Spread the hours over more people, ask for fewer, or pay for the work.",
        source: "Public Value Model: sustainable by both parties. The chapter gives no figure: 5 and 10 hours are this service's own yardstick",
        good_for_days: 730,
        limits: Some("An average over counts of people; a few may carry far more than the others. A day is counted as 8 hours."),
    },
    Criterion {
        code: "leads_to_free_will",
        principle: Principle::Sustainability,
        side: GovernanceSide::Citizens,
        rule: Some(leads_to_free_will),
        question: "Do citizens take part in a way they would keep up of their own will?",
        met: "Participation is voluntary.",
        partly_met: "Participation is mandated for a year at most, after which citizens can join in voluntarily.",
        not_met: "Participation is mandated for more than a year: coercion is only likely to work if it is short-term.",
        remedy: "Set an early end to the mandate and invite citizens to stay voluntarily.",
        source: "Concluding section: coercion \"is only likely to work if it is short-term\"",
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "more_than_a_few_citizens",
        principle: Principle::Sustainability,
        side: GovernanceSide::Citizens,
        rule: Some(more_than_a_few),
        question: "Is the citizens' part carried by more than one or two people?",
        met: "The citizens' contributions are carried by at least 3 people.",
        partly_met: "They are carried by one or two people.",
        not_met: "Citizens' contributions are on record with nobody giving them (0 people).",
        remedy: "Invite more citizens, so that one can pause without everything stopping.",
        source: "Public Value Model: resilience of users and their communities. The chapter gives no figure: 3 people is this service's own yardstick",
        good_for_days: 730,
        limits: Some("Counts of different contributions may hold the same people, so the largest one is taken, never the sum."),
    },
    Criterion {
        code: "citizens_keep_giving",
        principle: Principle::Sustainability,
        side: GovernanceSide::Citizens,
        rule: Some(|record| shared::keeps_giving(record, GovernanceSide::Citizens)),
        question: "Do citizens keep contributing?",
        met: "Citizens delivered something within the last year, and more was agreed in it than is delivered yet.",
        partly_met: "They delivered something within the last year with nothing more agreed, or the other way round.",
        not_met: "Nothing was delivered and nothing more was agreed within the last year, while the initiative runs on.",
        remedy: "Ask the citizens whether and how they want to go on, and record what is agreed.",
        source: SOURCE,
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "citizens_want_to_go_on",
        principle: Principle::Sustainability,
        side: GovernanceSide::Citizens,
        rule: None,
        question: "Do the citizens who take part say that they can and want to go on?",
        met: "They were asked and most say so.",
        partly_met: "They were asked and opinion is divided, or only some were asked.",
        not_met: "They say that it is too much, or drop out for that reason.",
        remedy: "Ask them what would make it bearable and worthwhile, and change that.",
        source: "Market It!: what motivates citizens to co-produce, and \"keeping current co-producers on board\"",
        good_for_days: 365,
        limits: Some("Motivation is not on this record."),
    },
];

fn more_than_one_organisation(record: &Record) -> Answer {
    let active: Vec<_> = record.partners.iter().filter(|p| p.takes_part).collect();
    match active.len() {
        0 => answer(
            PrincipleFinding::PartlyMet,
            format!("The lead organisation carries it alone; partners that only look on: {}.", record.partners.len()),
            [record.itself("Lead organisation")],
        ),
        n => answer(
            PrincipleFinding::Met,
            format!("Partners that take part besides the lead organisation: {n}."),
            active.into_iter().map(|p| record.partner(p)),
        ),
    }
}

/// Days after which the standing of a practice should be on record.
const SETTLED_AFTER_DAYS: i64 = 3 * 365;

fn settled(record: &Record) -> Answer {
    let evidence = [record.itself("Formality")];
    match record.formality {
        _ if record.phase == Phase::Ahead => does_not_arise("The initiative has not begun."),
        Some("practice") => answer(PrincipleFinding::PartlyMet, "It is a practice that has not been formally approved.", evidence),
        Some(code) => answer(PrincipleFinding::Met, format!("Its standing is {code}."), evidence),
        None => match record.running_for_days() {
            Some(days) if days > SETTLED_AFTER_DAYS => {
                answer(PrincipleFinding::NotMet, format!("After {days} days nothing is on record about its standing."), evidence)
            }
            _ => silent("Nothing is on record about its standing."),
        },
    }
}

/// Hours a week and person up to which a contribution is bearable, and above which it is a job.
const BEARABLE_HOURS: i64 = 5;
const JOB_HOURS: i64 = 10;

/// Weeks over which a contribution is given: from its agreement, or the start of the initiative if
/// later, to the day it was delivered, the end of the initiative, or today.
fn weeks(record: &Record, c: &Contribution) -> Option<Decimal> {
    let from = c.agreed_on.into_iter().chain(record.starts_on).max()?;
    let to = c.delivered_on.or(record.ends_on).unwrap_or(record.today);
    // Hours given within days are an event, not a burden by the week: a week is the least.
    Some(Decimal::from(to.days_since(from).max(7)) / Decimal::from(7))
}

fn hours_bearable(record: &Record) -> Answer {
    let mut worst: Option<(Decimal, String)> = None;
    let mut used = Vec::new();
    for c in record.of(GovernanceSide::Citizens) {
        let (Some(each), Some(amount), Some(people), Some(weeks)) =
            (c.hours_each, c.delivered.or(c.agreed), c.people.filter(|people| *people > 0), weeks(record, c))
        else {
            continue;
        };
        let hours = (amount.0 * Decimal::from(each)).normalize();
        let weekly = (hours / Decimal::from(people) / weeks).round_dp(2).normalize();
        used.push(c);
        if worst.as_ref().is_none_or(|(most, _)| weekly > *most) {
            let weeks = weeks.round_dp(1).normalize();
            worst = Some((weekly, format!("{}: {hours} hours ÷ {people} people ÷ {weeks} weeks = {weekly} hours a week each.", c.what)));
        }
    }
    let Some((weekly, arithmetic)) = worst else {
        return silent("No contribution of citizens gives hours or days, the number of people and the time over which they are given.");
    };
    let finding = match weekly {
        hours if hours <= Decimal::from(BEARABLE_HOURS) => PrincipleFinding::Met,
        hours if hours <= Decimal::from(JOB_HOURS) => PrincipleFinding::PartlyMet,
        _ => PrincipleFinding::NotMet,
    };
    answer(finding, arithmetic, used.into_iter().map(|c| record.contribution(c)))
}

fn leads_to_free_will(record: &Record) -> Answer {
    let evidence = [record.itself("Participation")];
    let Participation::Mandated { until } = record.participation else {
        return answer(PrincipleFinding::Met, "Participation is voluntary.", evidence);
    };
    match record.starts_on.map(|start| until.days_since(start)) {
        Some(days) if days > SHORT_DAYS => answer(
            PrincipleFinding::NotMet,
            format!("Participation is mandated until {until}, {days} days after the start: that is not short-term."),
            evidence,
        ),
        Some(days) => {
            answer(PrincipleFinding::PartlyMet, format!("Participation is mandated until {until}, {days} days after the start."), evidence)
        }
        None => answer(
            PrincipleFinding::PartlyMet,
            format!("Participation is mandated until {until}; without a start its length is unknown."),
            evidence,
        ),
    }
}

const A_FEW: i64 = 3;

fn more_than_a_few(record: &Record) -> Answer {
    let counted: Vec<_> = record.of(GovernanceSide::Citizens).filter(|c| c.people.is_some()).collect();
    let Some(most) = counted.iter().filter_map(|c| c.people).max() else {
        return silent("No contribution of citizens says how many people give it.");
    };
    let finding = match most {
        n if n >= A_FEW => PrincipleFinding::Met,
        0 => PrincipleFinding::NotMet,
        _ => PrincipleFinding::PartlyMet,
    };
    answer(
        finding,
        format!("Contributions of citizens with a count of people: {}; the largest count: {most}.", counted.len()),
        counted.into_iter().map(|c| record.contribution(c)),
    )
}
