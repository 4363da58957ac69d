//! Accountability: "each should be able to hold each other to account for how well they have
//! performed their agreed contributions".

use super::transparency::long_over;
use super::{Answer, Criterion, PrincipleFinding, answer, does_not_arise, shared, silent};
use crate::governance::codes::{FindingBy, GovernanceSide, Principle};
use crate::governance::record::{Phase, Record};

const SOURCE: &str =
    "Public Value Model: \"each should be able to hold each other to account for how well they have performed their agreed contributions\"";

pub const CRITERIA: &[Criterion] = &[
    Criterion {
        code: "public_service_contributions_agreed",
        principle: Principle::Accountability,
        side: GovernanceSide::PublicService,
        rule: Some(|record| shared::contributions_agreed(record, GovernanceSide::PublicService)),
        question: "Is it agreed what the public service will contribute, so that it can be held to it?",
        met: "Every contribution of the public service has an agreed amount and a day.",
        partly_met: "Some contributions of the public service have an agreed amount and a day, or none has but they are named.",
        not_met: "Citizens have agreed amounts on record and the public service has agreed to nothing.",
        remedy: "Agree with the citizens how much the public service contributes and by when, and record it.",
        source: SOURCE,
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "public_service_contributions_delivered",
        principle: Principle::Accountability,
        side: GovernanceSide::PublicService,
        rule: Some(|record| shared::contributions_delivered(record, GovernanceSide::PublicService)),
        question: "Has the public service delivered what it agreed?",
        met: "At least nine tenths of every contribution that is due are delivered.",
        partly_met: "Part of what is due is delivered.",
        not_met: "Nothing of what is due is delivered.",
        remedy: "Deliver what is due, or agree with the citizens on something else and say why.",
        source: SOURCE,
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "public_service_deliveries_reported",
        principle: Principle::Accountability,
        side: GovernanceSide::PublicService,
        rule: Some(|record| shared::deliveries_reported(record, GovernanceSide::PublicService)),
        question: "Is it on record what the public service delivered of what was agreed?",
        met: "Every contribution that is due says how much was delivered and by when.",
        partly_met: "Some contributions that are due say how much was delivered, or not by when.",
        not_met: "Nothing that is due says what was delivered, so nobody can be held to it.",
        remedy: "Record what the public service delivered and by when, also where it was less.",
        source: SOURCE,
        good_for_days: 730,
        limits: Some(
            "Contributions have no due day of their own here: they are due when the initiative is over, or a year after they were agreed.",
        ),
    },
    Criterion {
        code: "assessed_with_citizens",
        principle: Principle::Accountability,
        side: GovernanceSide::PublicService,
        rule: Some(assessed_with_citizens),
        question: "Do citizens take part in assessing what the public service and they achieve?",
        met: "Citizens made or shared an assessment.",
        partly_met: "Co-assessment is part of the initiative but no such assessment is on record, or staff assessed alone.",
        not_met: "The initiative ended more than a year ago and nothing was assessed by anybody.",
        remedy: "Make the next assessment with the citizens (co-monitoring, co-evaluation).",
        source: "The Four Co's: co-assessment, and its role of \"ensuring that public governance principles are adhered to\"",
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "public_service_answerable",
        principle: Principle::Accountability,
        side: GovernanceSide::PublicService,
        rule: Some(public_service_answerable),
        question: "Is it clear who in the public service answers for its part?",
        met: "The roles of the public service in the initiative are named.",
        partly_met: "Only the lead organisation is known.",
        not_met: "Nobody in the public service answers for its part; the record alone never shows this.",
        remedy: "Name the roles (frontline staff, professionals, managers, politicians, board members) that answer for the public service's part.",
        source: "Definitions: who the co-producers within public service organisations are",
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "complaint_and_redress",
        principle: Principle::Accountability,
        side: GovernanceSide::PublicService,
        rule: None,
        question: "Can citizens say that the public service did not do its part, and does somebody answer?",
        met: "There is a stated way, citizens know it, and what was raised was answered.",
        partly_met: "There is a way, but it is little known or answers are late.",
        not_met: "There is no way, or what was raised was not answered.",
        remedy: "State to whom citizens turn and by when they get an answer.",
        source: SOURCE,
        good_for_days: 730,
        limits: Some("The record holds no complaints."),
    },
    Criterion {
        code: "citizen_contributions_agreed",
        principle: Principle::Accountability,
        side: GovernanceSide::Citizens,
        rule: Some(|record| shared::contributions_agreed(record, GovernanceSide::Citizens)),
        question: "Is it agreed what citizens will contribute, so that they can be held to it?",
        met: "Every contribution of citizens has an agreed amount and a day.",
        partly_met: "Some contributions of citizens have an agreed amount and a day, or none has but they are named.",
        not_met: "The public service has agreed amounts on record and citizens have agreed to nothing.",
        remedy: "Agree with the citizens what they contribute as a group and by when, and record it.",
        source: SOURCE,
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "citizen_contributions_delivered",
        principle: Principle::Accountability,
        side: GovernanceSide::Citizens,
        rule: Some(|record| shared::contributions_delivered(record, GovernanceSide::Citizens)),
        question: "Have citizens delivered what they agreed?",
        met: "At least nine tenths of every contribution that is due are delivered.",
        partly_met: "Part of what is due is delivered.",
        not_met: "Nothing of what is due is delivered.",
        remedy: "Ask the citizens what stands in the way, and agree on what they can do instead.",
        source: SOURCE,
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "citizen_deliveries_reported",
        principle: Principle::Accountability,
        side: GovernanceSide::Citizens,
        rule: Some(|record| shared::deliveries_reported(record, GovernanceSide::Citizens)),
        question: "Is it on record what citizens delivered of what was agreed?",
        met: "Every contribution that is due says how much was delivered and by when.",
        partly_met: "Some contributions that are due say how much was delivered, or not by when.",
        not_met: "Nothing that is due says what was delivered, so nobody can be held to it.",
        remedy: "Ask the citizens what was delivered and by when, and record it, also where it was less.",
        source: SOURCE,
        good_for_days: 730,
        limits: Some(
            "Contributions have no due day of their own here: they are due when the initiative is over, or a year after they were agreed.",
        ),
    },
    Criterion {
        code: "citizens_answer_to_each_other",
        principle: Principle::Accountability,
        side: GovernanceSide::Citizens,
        rule: None,
        question: "Can staff and other citizens say that citizens did not do what they agreed, and is it answered without punishing voluntary effort?",
        met: "It can be said, was answered where it arose, and nobody lost a service over it.",
        partly_met: "It can be said, but was not always answered.",
        not_met: "It cannot be said, or those who could not deliver were punished.",
        remedy: "Agree at the start how both sides tell each other that something was not done.",
        source: SOURCE,
        good_for_days: 730,
        limits: Some("The record shows amounts, not what was said about them."),
    },
];

fn assessed_with_citizens(record: &Record) -> Answer {
    let theirs: Vec<_> = record.assessments.iter().filter(|a| a.by.is_some_and(|by| by != FindingBy::Staff)).collect();
    if !theirs.is_empty() {
        let reason = format!("Assessments: {}; of these, made or shared by citizens: {}.", record.assessments.len(), theirs.len());
        return answer(PrincipleFinding::Met, reason, theirs.into_iter().map(|a| record.assessed(a)));
    }
    let intended = record.classification.as_ref().filter(|c| c.co_assessment);
    if record.assessments.is_empty() {
        return match intended {
            _ if record.phase == Phase::Ahead => does_not_arise("The initiative has not begun."),
            _ if long_over(record) => answer(
                PrincipleFinding::NotMet,
                "It ended more than a year ago and nothing was assessed, so nobody can be held to account for what came of it.",
                [record.itself("End of the initiative")],
            ),
            Some(c) => answer(
                PrincipleFinding::PartlyMet,
                "Co-assessment is part of the initiative, but no assessment by citizens is on record yet.",
                [record.classified(c)],
            ),
            None => silent("Nothing has been assessed yet."),
        };
    }
    answer(
        PrincipleFinding::PartlyMet,
        format!("Assessments: {}; of these, made or shared by citizens: none.", record.assessments.len()),
        record.assessments.iter().map(|a| record.assessed(a)),
    )
}

fn public_service_answerable(record: &Record) -> Answer {
    let evidence = [record.itself("Lead organisation and roles of the public service")];
    match record.public_service_roles.len() {
        0 => {
            answer(PrincipleFinding::PartlyMet, "The lead organisation is known, but no role within the public service is named.", evidence)
        }
        n => answer(
            PrincipleFinding::Met,
            format!("Roles of the public service named: {n} ({}).", record.public_service_roles.join(", ")),
            evidence,
        ),
    }
}
