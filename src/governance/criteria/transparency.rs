//! Transparency: "both professional staff and citizens should be open with each other about what
//! they are up to in their co-produced activities".

use super::{Answer, Criterion, PrincipleFinding, answer, does_not_arise, shared, silent};
use crate::governance::codes::{FindingBy, GovernanceSide, Principle};
use crate::governance::record::{Phase, Record};

const SOURCE: &str = "Public Value Model: \"both professional staff and citizens should be open with each other about what they are up to in their co-produced activities\"";

pub const CRITERIA: &[Criterion] = &[
    Criterion {
        code: "purpose_open",
        principle: Principle::Transparency,
        side: GovernanceSide::PublicService,
        rule: Some(purpose_open),
        question: "Can everybody read what the initiative is and does?",
        met: "The initiative is described and published.",
        partly_met: "It is described or published, but not both.",
        not_met: "It has run for more than half a year with neither a description nor publication.",
        remedy: "Describe the initiative in words that citizens use, and publish it.",
        source: SOURCE,
        good_for_days: 730,
        limits: Some("What is published elsewhere is not on this record: put it forward as evidence of your own."),
    },
    Criterion {
        code: "public_service_contributions_stated",
        principle: Principle::Transparency,
        side: GovernanceSide::PublicService,
        rule: Some(|record| shared::contributions_stated(record, GovernanceSide::PublicService)),
        question: "Is it on record what the public service brings?",
        met: "Every contribution of the public service says how much, or describes what it is.",
        partly_met: "Contributions of the public service are named, some with neither an amount nor a description.",
        not_met: "Citizens' contributions are on record and none of the public service.",
        remedy: "Record what the public service brings (assets, resources, skills, time, knowledge, money), agreed and delivered.",
        source: SOURCE,
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "results_open",
        principle: Principle::Transparency,
        side: GovernanceSide::PublicService,
        rule: Some(results_open),
        question: "Can everybody read what came of it?",
        met: "There is an assessment of an outcome and the initiative is published.",
        partly_met: "There is an assessment, but the initiative is not published.",
        not_met: "The initiative ended more than a year ago and no outcome was ever assessed.",
        remedy: "Assess at least one outcome and publish the initiative with it, also where the result is poor.",
        source: "Public Value Model; Market It!: \"providing evidence of how successful co-production can be\"",
        good_for_days: 730,
        limits: Some("Reports published elsewhere are not on this record: put them forward as evidence of your own."),
    },
    Criterion {
        code: "stage_changes_explained",
        principle: Principle::Transparency,
        side: GovernanceSide::PublicService,
        rule: Some(stage_changes_explained),
        question: "Does each change of stage say why it was made?",
        met: "Each change of stage gives its reason.",
        partly_met: "Some changes of stage give a reason.",
        not_met: "No change of stage gives a reason.",
        remedy: "Add the reason to the stage history: why it was scaled, redesigned or stopped.",
        source: "Grow It!: scaling up successful and stopping ineffective co-production",
        good_for_days: 1095,
        limits: None,
    },
    Criterion {
        code: "learning_shared",
        principle: Principle::Transparency,
        side: GovernanceSide::PublicService,
        rule: None,
        question: "Did staff tell the citizens who took part what worked, what did not and why, in words they could use?",
        met: "Lessons, mistakes among them, were shared with those who took part.",
        partly_met: "Only successes, or only some of those who took part, were told.",
        not_met: "Those who took part were not told what came of it.",
        remedy: "Share the lessons with all who took part, and say what was changed because of them.",
        source: "Offenbach case: the labs were free to experiment \"as long as they learnt from them and shared the lessons\"",
        good_for_days: 730,
        limits: Some("The record shows that something was published, not that citizens were told."),
    },
    Criterion {
        code: "citizen_contributions_stated",
        principle: Principle::Transparency,
        side: GovernanceSide::Citizens,
        rule: Some(|record| shared::contributions_stated(record, GovernanceSide::Citizens)),
        question: "Is it on record what citizens bring?",
        met: "Every contribution of citizens says how much, or describes what it is.",
        partly_met: "Contributions of citizens are named, some with neither an amount nor a description.",
        not_met: "The public service's contributions are on record and none of citizens.",
        remedy: "Record with the citizens what they bring as groups and roles, agreed and delivered; never as persons.",
        source: SOURCE,
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "citizen_roles_stated",
        principle: Principle::Transparency,
        side: GovernanceSide::Citizens,
        rule: Some(citizen_roles_stated),
        question: "Is it clear in which roles citizens act, and what exactly they do?",
        met: "The citizens' roles are named and each of their contributions is described.",
        partly_met: "The roles are named or some contributions described, but not both in full.",
        not_met: "Citizens contribute, and neither their roles nor what they do is described.",
        remedy: "Name the citizens' roles (service users, members of the community) and describe what each group does.",
        source: "Definitions: co-producing citizens may be service users or members of the community",
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "citizens_view_on_record",
        principle: Principle::Transparency,
        side: GovernanceSide::Citizens,
        rule: Some(citizens_view_on_record),
        question: "Is it on record how citizens themselves saw the outcomes?",
        met: "An assessment was made by citizens, alone or with staff.",
        partly_met: "Citizens measured an indicator, but took no part in an assessment.",
        not_met: "The initiative ended more than a year ago, was assessed by staff, and citizens' own view was never recorded.",
        remedy: "Ask the citizens who took part for their own measurement or judgement, and record it beside that of staff.",
        source: "Public Value Model: how service users experience and assess their own outcomes is partly formed with people in public service organisations",
        good_for_days: 730,
        limits: None,
    },
    Criterion {
        code: "citizens_open_about_limits",
        principle: Principle::Transparency,
        side: GovernanceSide::Citizens,
        rule: None,
        question: "Were citizens open with staff about what they did, could not do, and what interests of their own were in play?",
        met: "Staff knew in time what citizens did and did not do, and where they had interests of their own.",
        partly_met: "Staff learnt of it late or in part.",
        not_met: "Staff were left in the dark about something that mattered.",
        remedy: "Agree a simple way in which citizens tell staff what they are doing and what they cannot do.",
        source: SOURCE,
        good_for_days: 730,
        limits: Some("The record cannot show openness in conversation."),
    },
];

/// Days after which silence about the purpose is a breach.
const SETTLED_AFTER_DAYS: i64 = 180;
/// Days after the end by which results should be known.
const RESULTS_WITHIN_DAYS: i64 = 365;

/// Whether an initiative is over for longer than results may take.
pub(super) fn long_over(record: &Record) -> bool {
    record.phase == Phase::Over && record.ends_on.is_some_and(|end| record.today.days_since(end) > RESULTS_WITHIN_DAYS)
}

fn purpose_open(record: &Record) -> Answer {
    let evidence = [record.itself("Description and publication")];
    match (record.described, record.published) {
        (true, true) => answer(PrincipleFinding::Met, "The initiative is described and published.", evidence),
        (true, false) => {
            answer(PrincipleFinding::PartlyMet, "The initiative is described, but only its organisations may read it here.", evidence)
        }
        (false, true) => answer(PrincipleFinding::PartlyMet, "The initiative is published without a description.", evidence),
        (false, false) => match record.running_for_days() {
            _ if record.phase == Phase::Ahead => does_not_arise("The initiative has not begun."),
            Some(days) if days > SETTLED_AFTER_DAYS => {
                answer(PrincipleFinding::NotMet, format!("After {days} days there is neither a description nor publication."), evidence)
            }
            _ => silent("There is no description yet and nothing is published."),
        },
    }
}

fn results_open(record: &Record) -> Answer {
    let Some(newest) = record.assessments.first() else {
        return match record.phase {
            Phase::Ahead => does_not_arise("The initiative has not begun."),
            _ if long_over(record) => answer(
                PrincipleFinding::NotMet,
                format!("It ended more than {RESULTS_WITHIN_DAYS} days ago and no outcome was assessed."),
                [record.itself("End of the initiative")],
            ),
            _ => silent("No outcome has been assessed yet."),
        };
    };
    let evidence = [record.assessed(newest), record.itself("Publication")];
    if record.published {
        answer(PrincipleFinding::Met, format!("An outcome was assessed on {} and the initiative is published.", newest.on), evidence)
    } else {
        answer(
            PrincipleFinding::PartlyMet,
            format!("An outcome was assessed on {}, but only the initiative's organisations may read it here.", newest.on),
            evidence,
        )
    }
}

fn stage_changes_explained(record: &Record) -> Answer {
    // The first stage is where it began, not a change.
    let changes = record.stages.get(1..).unwrap_or_default();
    if changes.is_empty() {
        return does_not_arise("The stage has not changed yet.");
    }
    let explained = changes.iter().filter(|s| s.reason.as_deref().is_some_and(|r| !r.trim().is_empty())).count();
    let finding = match explained {
        n if n == changes.len() => PrincipleFinding::Met,
        0 => PrincipleFinding::NotMet,
        _ => PrincipleFinding::PartlyMet,
    };
    answer(
        finding,
        format!("Changes of stage: {}; of these, with a reason: {explained}.", changes.len()),
        changes.iter().map(|s| record.stage(s)),
    )
}

fn citizen_roles_stated(record: &Record) -> Answer {
    let contributions: Vec<_> = record.of(GovernanceSide::Citizens).collect();
    let described = contributions.iter().filter(|c| c.described).count();
    let roles = record.citizen_roles.len();
    if roles == 0 && contributions.is_empty() {
        return silent("Neither roles nor contributions of citizens are on record.");
    }
    let finding = match (roles, described) {
        (0, 0) => PrincipleFinding::NotMet,
        (1.., n) if n == contributions.len() && n > 0 => PrincipleFinding::Met,
        _ => PrincipleFinding::PartlyMet,
    };
    answer(
        finding,
        format!("Roles of citizens: {roles}; contributions of citizens: {}, of these described: {described}.", contributions.len()),
        contributions.iter().map(|c| record.contribution(c)).chain([record.itself("Roles of citizens")]),
    )
}

fn citizens_view_on_record(record: &Record) -> Answer {
    let theirs: Vec<_> = record.assessments.iter().filter(|a| a.by.is_some_and(|by| by != FindingBy::Staff)).collect();
    if !theirs.is_empty() {
        return answer(
            PrincipleFinding::Met,
            format!("Assessments: {}; of these, made or shared by citizens: {}.", record.assessments.len(), theirs.len()),
            theirs.into_iter().map(|a| record.assessed(a)),
        );
    }
    let measured: Vec<_> = record.measurements.iter().filter(|m| m.by.is_some_and(|by| by != FindingBy::Staff)).collect();
    if !measured.is_empty() {
        return answer(
            PrincipleFinding::PartlyMet,
            format!("Measurements in which citizens had a part: {}; assessments: none.", measured.len()),
            measured.into_iter().map(|m| record.measured(m)),
        );
    }
    if record.assessments.is_empty() {
        return match record.phase {
            Phase::Ahead => does_not_arise("The initiative has not begun."),
            _ => silent("No outcome has been assessed yet, by anybody."),
        };
    }
    let by_staff = record.assessments.iter().map(|a| record.assessed(a));
    let reason = format!(
        "Assessments: {}; of these, made or shared by citizens: none. Staff cannot stand for the citizens' own view.",
        record.assessments.len()
    );
    answer(if long_over(record) { PrincipleFinding::NotMet } else { PrincipleFinding::NotAssessed }, reason, by_staff)
}
