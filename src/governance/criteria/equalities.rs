//! The equalities agenda: who takes part and who benefits.

use super::{Answer, Criterion, PrincipleFinding, answer, does_not_arise, shared, silent};
use crate::governance::codes::{FindingBy, GovernanceSide, Principle};
use crate::governance::record::{Phase, Record};
use crate::platform::db::Id;

const SOURCE: &str = "Public Value Model: the principles are likely to include \"the equalities agenda\", for both citizens and public service organisations";

const NO_MIX: Option<&str> = Some(
    "The record counts groups and roles, never who is in them: how those who take part compare with the population is for people to show.",
);

pub const CRITERIA: &[Criterion] = &[
    Criterion {
        code: "results_for_different_groups",
        principle: Principle::Equalities,
        side: GovernanceSide::PublicService,
        rule: Some(results_for_different_groups),
        question: "Are results known for different groups of people?",
        met: "What was measured or assessed speaks of two or more groups of beneficiaries.",
        partly_met: "It speaks of one group of beneficiaries.",
        not_met: "The initiative has run for more than a year or is over, has results, and none says for which group.",
        remedy: "Say of each outcome whom it should benefit, and measure it for each group, for example by the characteristics of the Equality Act 2010, with small counts held back.",
        source: SOURCE,
        good_for_days: 730,
        limits: Some("Figures are not broken down within an indicator on this record: put a breakdown forward as evidence of your own."),
    },
    Criterion {
        code: "who_benefits_stated",
        principle: Principle::Equalities,
        side: GovernanceSide::PublicService,
        rule: Some(who_benefits_stated),
        question: "Is it stated who should benefit?",
        met: "The initiative says at which level it benefits people, and each outcome says whom.",
        partly_met: "The initiative or some of its outcomes say so.",
        not_met: "The initiative has run for more than a year and neither it nor any of its outcomes says who should benefit.",
        remedy: "State the level of benefit (individual, group, collective) and the beneficiaries of each outcome.",
        source: "Public Value Model: value for service users, communities and businesses; Definitions: individual, group and collective benefits",
        good_for_days: 1095,
        limits: None,
    },
    Criterion {
        code: "ways_in_through_voice_and_action",
        principle: Principle::Equalities,
        side: GovernanceSide::PublicService,
        rule: Some(ways_in),
        question: "Are there ways in both for people who like to speak and for people who like to do?",
        met: "The initiative holds a Co of citizen voice and that of citizen action.",
        partly_met: "It holds only voice or only action, so that one kind of person is likely to be missing.",
        not_met: "People who would rather speak, or rather do, were kept out; the record alone never shows this.",
        remedy: "Add a way to take part by doing where there are only meetings, or by speaking where there is only work.",
        source: "The Four Co's: \"the people who get involved are quite different between these two kinds of coproduction\"",
        good_for_days: 1095,
        limits: NO_MIX,
    },
    Criterion {
        code: "participants_against_population",
        principle: Principle::Equalities,
        side: GovernanceSide::PublicService,
        rule: None,
        question: "Did the public service compare those who take part with the people concerned, and act on the difference?",
        met: "The comparison was made, and who was missing was invited.",
        partly_met: "The comparison was made, but nothing followed from it.",
        not_met: "It was not made, or groups are known to be missing and were not invited.",
        remedy: "Compare the mix of participants with that of the population by groups, and recruit where it differs.",
        source: SOURCE,
        good_for_days: 730,
        limits: NO_MIX,
    },
    Criterion {
        code: "barriers_removed",
        principle: Principle::Equalities,
        side: GovernanceSide::PublicService,
        rule: None,
        question: "Did the public service remove what keeps people from taking part (time, place, language, disability, care, cost, technology)?",
        met: "Those concerned were asked, and what they named was removed.",
        partly_met: "Some of what they named was removed.",
        not_met: "Nobody asked, or what was named was left in place.",
        remedy: "Ask people who did not take part what kept them away, and remove it.",
        source: "Grow It!: user-characteristics-derived and community-characteristics-derived barriers",
        good_for_days: 730,
        limits: Some("Barriers are not on this record."),
    },
    Criterion {
        code: "more_than_one_group_of_citizens",
        principle: Principle::Equalities,
        side: GovernanceSide::Citizens,
        rule: Some(more_than_one_group),
        question: "Do citizens of more than one kind take part?",
        met: "Citizens take part in two or more roles, or in two or more groups.",
        partly_met: "One role or group of citizens takes part.",
        not_met: "Citizens outside the one group were kept out; the record alone never shows this.",
        remedy: "Invite another group, for example members of the community beside service users.",
        source: "Definitions: co-producing citizens may be service users or members of the community",
        good_for_days: 730,
        limits: NO_MIX,
    },
    Criterion {
        code: "different_strengths_used",
        principle: Principle::Equalities,
        side: GovernanceSide::Citizens,
        rule: Some(different_strengths_used),
        question: "Can citizens contribute in different ways, so that people with different strengths have a part?",
        met: "Citizens contribute in two or more ways (assets, resources, skills, time, knowledge, money).",
        partly_met: "Citizens contribute in one way only.",
        not_met: "Citizens contribute money and nothing else, which those without money cannot.",
        remedy: "Ask what else people could bring: skills, knowledge of their own lives, rooms, time.",
        source: "People It!: the strengths, assets and potential contributions that co-producers might make",
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "citizens_speak_for_different_groups",
        principle: Principle::Equalities,
        side: GovernanceSide::Citizens,
        rule: Some(citizens_speak_for_different_groups),
        question: "Where citizens measure or assess, do they look at different groups too?",
        met: "What citizens measured or assessed, alone or with staff, speaks of two or more groups of beneficiaries.",
        partly_met: "It speaks of one group of beneficiaries, or does not say of which.",
        not_met: "Groups that do worse are left out; the record alone never shows this.",
        remedy: "Agree with the citizens who measure and judge on the groups to look at.",
        source: SOURCE,
        good_for_days: 730,
        limits: NO_MIX,
    },
    Criterion {
        code: "citizens_make_room",
        principle: Principle::Equalities,
        side: GovernanceSide::Citizens,
        rule: None,
        question: "Do the citizens who take part make room for others, unlike themselves?",
        met: "Newcomers and people unlike the first group took part and say they were welcome.",
        partly_met: "Others were welcome but few came.",
        not_met: "The group kept others out, or speaks for people it did not ask.",
        remedy: "Agree with the group how newcomers come in, and ask those who are spoken for.",
        source: SOURCE,
        good_for_days: 730,
        limits: NO_MIX,
    },
];

/// Days after which figures that are not broken down are a breach.
const FIRST_YEAR_DAYS: i64 = 365;

fn past_first_year(record: &Record) -> bool {
    record.phase == Phase::Over || record.running_for_days().is_some_and(|days| days > FIRST_YEAR_DAYS)
}

/// The groups of beneficiaries that some outcomes speak of.
fn groups(record: &Record, outcomes: impl Iterator<Item = Id>) -> Vec<String> {
    let mut groups: Vec<String> = outcomes
        .filter_map(|id| record.outcome_of(id))
        .filter_map(|o| o.beneficiaries.as_deref())
        .map(|group| group.trim().to_lowercase())
        .collect();
    groups.sort();
    groups.dedup();
    groups
}

fn results_for_different_groups(record: &Record) -> Answer {
    if record.measurements.is_empty() && record.assessments.is_empty() {
        return match record.phase {
            Phase::Ahead => does_not_arise("The initiative has not begun."),
            _ => silent("Nothing has been measured or assessed yet."),
        };
    }
    let of = record.measurements.iter().map(|m| m.outcome).chain(record.assessments.iter().map(|a| a.outcome));
    let groups = groups(record, of);
    let finding = match groups.len() {
        0 if past_first_year(record) => PrincipleFinding::NotMet,
        0 => PrincipleFinding::NotAssessed,
        1 => PrincipleFinding::PartlyMet,
        _ => PrincipleFinding::Met,
    };
    let reason = match groups.as_slice() {
        [] => "Results are on record, and none says for which group.".to_owned(),
        some => format!("Groups of beneficiaries with results on record: {} ({}).", some.len(), some.join("; ")),
    };
    answer(
        finding,
        reason,
        record.measurements.iter().map(|m| record.measured(m)).chain(record.assessments.iter().map(|a| record.assessed(a))),
    )
}

fn who_benefits_stated(record: &Record) -> Answer {
    let with = record.outcomes.iter().filter(|o| o.beneficiaries.is_some()).count();
    let all = record.outcomes.len();
    let reason = format!(
        "The level of benefit is {}; outcomes: {all}, of these with beneficiaries: {with}.",
        if record.benefit_stated { "stated" } else { "not stated" }
    );
    let finding = match (record.benefit_stated, with) {
        (true, w) if all > 0 && w == all => PrincipleFinding::Met,
        (false, 0) if past_first_year(record) => PrincipleFinding::NotMet,
        (false, 0) => PrincipleFinding::NotAssessed,
        _ => PrincipleFinding::PartlyMet,
    };
    answer(finding, reason, record.outcomes.iter().map(|o| record.outcome(o)).chain([record.itself("Level of benefit")]))
}

fn ways_in(record: &Record) -> Answer {
    let Some(c) = &record.classification else {
        return silent("The initiative is not classified by the Four Co's.");
    };
    let evidence = [record.classified(c)];
    match (c.voice, c.action) {
        (true, true) => answer(PrincipleFinding::Met, "The initiative holds both citizen voice and citizen action.", evidence),
        (true, false) => answer(
            PrincipleFinding::PartlyMet,
            "The initiative holds citizen voice only; people who would rather do than speak have no way in.",
            evidence,
        ),
        (false, true) => answer(
            PrincipleFinding::PartlyMet,
            "The initiative holds citizen action only; people who would rather speak than do have no way in.",
            evidence,
        ),
        (false, false) => silent("The classification holds none of the Four Co's."),
    }
}

fn more_than_one_group(record: &Record) -> Answer {
    let mut groups: Vec<String> = record.of(GovernanceSide::Citizens).map(|c| c.group.trim().to_lowercase()).collect();
    groups.sort();
    groups.dedup();
    let (roles, groups) = (record.citizen_roles.len(), groups.len());
    if roles + groups == 0 {
        return silent(format!("Neither a role nor a group of {} is named.", shared::name(GovernanceSide::Citizens)));
    }
    let finding = if roles > 1 || groups > 1 { PrincipleFinding::Met } else { PrincipleFinding::PartlyMet };
    answer(
        finding,
        format!("Roles of citizens: {roles}; groups of citizens that contribute: {groups}."),
        record.of(GovernanceSide::Citizens).map(|c| record.contribution(c)).chain([record.itself("Roles of citizens")]),
    )
}

fn different_strengths_used(record: &Record) -> Answer {
    let mut kinds: Vec<_> = record.of(GovernanceSide::Citizens).map(|c| c.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let evidence = record.of(GovernanceSide::Citizens).map(|c| record.contribution(c));
    match kinds.as_slice() {
        [] => silent("No contribution of citizens is on record."),
        ["money"] => answer(PrincipleFinding::NotMet, "Citizens contribute money and nothing else.", evidence),
        [one] => answer(PrincipleFinding::PartlyMet, format!("Citizens contribute in one way only: {one}."), evidence),
        many => answer(PrincipleFinding::Met, format!("Citizens contribute in {} ways: {}.", many.len(), many.join(", ")), evidence),
    }
}

fn citizens_speak_for_different_groups(record: &Record) -> Answer {
    let theirs = |by: Option<FindingBy>| by.is_some_and(|by| by != FindingBy::Staff);
    let measured: Vec<_> = record.measurements.iter().filter(|m| theirs(m.by)).collect();
    let assessed: Vec<_> = record.assessments.iter().filter(|a| theirs(a.by)).collect();
    if measured.is_empty() && assessed.is_empty() {
        return does_not_arise("Citizens took no part in measuring or assessing.");
    }
    let groups = groups(record, measured.iter().map(|m| m.outcome).chain(assessed.iter().map(|a| a.outcome)));
    let finding = if groups.len() > 1 { PrincipleFinding::Met } else { PrincipleFinding::PartlyMet };
    answer(
        finding,
        format!(
            "Citizens had a part in measurements: {}, assessments: {}; groups of beneficiaries that these speak of: {}.",
            measured.len(),
            assessed.len(),
            groups.len()
        ),
        measured.into_iter().map(|m| record.measured(m)).chain(assessed.into_iter().map(|a| record.assessed(a))),
    )
}
