//! Gathers the record that the self-answering criteria look at from the rooms that keep it.

use super::codes::FindingBy;
use super::record::{
    Assessment, Classification, Contribution, Giver, Measurement, Outcome, Participation, Partner, Phase, Priorities, Record, Stage,
};
use super::store;
use crate::four_co::{self, Co, DecidedBy, Mode};
use crate::initiatives::contributions::{self, ContributionKind};
use crate::initiatives::partners::{self, PartnerRole};
use crate::initiatives::{Initiative, Timing, stages};
use crate::outcomes::indicators::{self, Indicator};
use crate::outcomes::{self, AssessedBy, AssessmentResult};
use crate::platform::db::{Day, Db, Id};
use crate::vocabulary::codes::Coded;
use diesel::QueryResult;

/// All that is on record about an initiative on a day.
pub fn gather(db: &mut Db, of: &Initiative, priorities: Priorities, today: Day) -> QueryResult<Record> {
    let body = &of.body;
    let phase = phase(of, today);
    let outcomes = outcomes::of_initiative(db, of)?;
    let indicators = indicators::of_initiative(db, of)?;
    Ok(Record {
        id: of.id,
        today,
        phase,
        starts_on: body.starts_on,
        // One that was stopped or is merely called recent ended when its stage last changed.
        ends_on: body.ends_on.or(of.stage_since.filter(|_| phase == Phase::Over)),
        changed_on: of.updated_at.day(),
        described: body.description.as_deref().is_some_and(|text| !text.trim().is_empty()),
        published: body.published,
        participation: body.mandate.as_ref().map_or(Participation::Voluntary, |m| Participation::Mandated { until: m.ends_on }),
        benefit_stated: body.benefit_level.is_some(),
        citizen_roles: body.citizen_roles.iter().map(|r| r.code()).collect(),
        public_service_roles: body.public_service_roles.iter().map(|r| r.code()).collect(),
        formality: body.formality.map(Coded::code),
        partners: partners(db, of)?,
        contributions: contributions(db, of)?,
        stages: stages(db, of)?,
        classification: four_co::current(db, of)?.map(classification),
        measurements: measurements(db, of, &outcomes, &indicators, today)?,
        assessments: assessments(db, of, &outcomes, &indicators)?,
        outcomes: outcomes.into_iter().map(outcome).collect(),
        priorities,
    })
}

fn phase(of: &Initiative, today: Day) -> Phase {
    match of.body.timing {
        Timing::Potential => Phase::Ahead,
        Timing::Recent => Phase::Over,
        Timing::Current if of.body.ends_on.is_some_and(|end| end < today) => Phase::Over,
        Timing::Current if of.body.starts_on.is_some_and(|start| start > today) => Phase::Ahead,
        Timing::Current => Phase::Running,
    }
}

fn partners(db: &mut Db, of: &Initiative) -> QueryResult<Vec<Partner>> {
    let rows = partners::of_initiative(db, of)?;
    Ok(rows
        .into_iter()
        .map(|row| Partner { id: row.id, takes_part: row.body.role != PartnerRole::Viewer, changed_on: row.updated_at.day() })
        .collect())
}

fn contributions(db: &mut Db, of: &Initiative) -> QueryResult<Vec<Contribution>> {
    let rows = contributions::of_initiative(db, of)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let body = row.body;
            Contribution {
                id: row.id,
                giver: match body.side {
                    contributions::Side::PublicService => Giver::PublicService,
                    contributions::Side::Citizens => Giver::Citizens,
                    contributions::Side::ThirdParty => Giver::ThirdParty,
                },
                kind: body.kind.code(),
                what: format!("{}: {}", body.contributor, body.kind.term().label.to_lowercase()),
                described: body.description.as_deref().is_some_and(|text| !text.trim().is_empty()),
                hours_each: match (body.kind, body.unit.as_deref()) {
                    (ContributionKind::Time, Some("hours")) => Some(1),
                    (ContributionKind::Time, Some("days")) => Some(HOURS_A_DAY),
                    _ => None,
                },
                group: body.contributor,
                people: body.people,
                agreed: body.agreed_amount,
                delivered: body.delivered_amount,
                agreed_on: body.agreed_on,
                delivered_on: body.delivered_on,
                changed_on: row.updated_at.day(),
            }
        })
        .collect())
}

fn classification(row: four_co::Classification) -> Classification {
    let mode = four_co::mode_of(&row.body.labels);
    Classification {
        id: row.id,
        decided_by: match row.body.decided_by {
            DecidedBy::Citizens => Some(FindingBy::Citizens),
            DecidedBy::Staff => Some(FindingBy::Staff),
            DecidedBy::Both => Some(FindingBy::Both),
            DecidedBy::Suggestion => None,
        },
        decided_on: row.body.decided_on,
        voice: matches!(mode, Some(Mode::Voice | Mode::Both)),
        action: matches!(mode, Some(Mode::Action | Mode::Both)),
        co_assessment: row.body.labels.iter().any(|label| label.co == Co::CoAssessment),
    }
}

fn outcome(row: outcomes::Outcome) -> Outcome {
    let body = row.body;
    Outcome {
        id: row.id,
        title: body.title,
        beneficiaries: body.beneficiaries,
        priority: body.priority,
        mediated_by: body.mediated_by,
        citizens_took_part: body.citizens_took_part,
        changed_on: row.updated_at.day(),
    }
}

/// The living indicator with this id, if its outcome lives too.
fn living<'a>(outcomes: &[outcomes::Outcome], indicators: &'a [Indicator], id: Id) -> Option<&'a Indicator> {
    indicators.iter().find(|i| i.id == id).filter(|i| outcomes.iter().any(|o| o.id == i.body.outcome_id))
}

fn measurements(
    db: &mut Db,
    of: &Initiative,
    outcomes: &[outcomes::Outcome],
    indicators: &[Indicator],
    today: Day,
) -> QueryResult<Vec<Measurement>> {
    let rows = store::measured(db, of)?;
    let measurement = |(indicator, period, by, ends_on): store::MeasuredRow| {
        let indicator = living(outcomes, indicators, indicator)?;
        let title = indicator.body.title.clone();
        // A period may still be running when something was measured in it.
        Some(Measurement { outcome: indicator.body.outcome_id, period, title, by: by.map(who), on: ends_on.min(today) })
    };
    Ok(rows.into_iter().filter_map(measurement).collect())
}

fn assessments(db: &mut Db, of: &Initiative, outcomes: &[outcomes::Outcome], indicators: &[Indicator]) -> QueryResult<Vec<Assessment>> {
    let rows = store::assessed(db, of)?;
    let assessment = |row: store::AssessedRow| {
        living(outcomes, indicators, row.indicator_id)?;
        // One that settles nothing shows no result.
        if row.result == AssessmentResult::InsufficientEvidence {
            return None;
        }
        let named = row.judged_by.or(row.measured_by).map(who);
        let by = match (named, row.citizen_view, row.staff_view) {
            (_, true, true) | (Some(FindingBy::Staff), true, _) | (Some(FindingBy::Citizens), _, true) => Some(FindingBy::Both),
            (None, true, false) => Some(FindingBy::Citizens),
            (None, false, true) => Some(FindingBy::Staff),
            (named, ..) => named,
        };
        Some(Assessment { id: row.id, outcome: row.outcome_id, by, on: row.assessed_on.unwrap_or_else(|| row.created_at.day()) })
    };
    Ok(rows.into_iter().filter_map(assessment).collect())
}

fn who(by: AssessedBy) -> FindingBy {
    match by {
        AssessedBy::Citizens => FindingBy::Citizens,
        AssessedBy::Staff => FindingBy::Staff,
        AssessedBy::Both => FindingBy::Both,
    }
}

/// What a day of somebody's time is counted as.
const HOURS_A_DAY: i64 = 8;

fn stages(db: &mut Db, of: &Initiative) -> QueryResult<Vec<Stage>> {
    let rows = stages::of_initiative(db, of)?;
    Ok(rows.into_iter().map(|row| Stage { stage: row.body.stage.code(), since: row.body.since, reason: row.body.reason }).collect())
}
