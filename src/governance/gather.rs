//! Gathers the record that the self-answering criteria look at from the rooms that keep it.

use super::record::{Contribution, Giver, Participation, Partner, Phase, Priorities, Record, Stage};
use crate::initiatives::contributions::{self, ContributionKind};
use crate::initiatives::partners::{self, PartnerRole};
use crate::initiatives::{Initiative, Timing, stages};
use crate::platform::db::{Day, Db};
use crate::vocabulary::codes::Coded;
use diesel::QueryResult;

/// All that is on record about an initiative on a day.
pub fn gather(db: &mut Db, of: &Initiative, priorities: Priorities, today: Day) -> QueryResult<Record> {
    let body = &of.body;
    let phase = phase(of, today);
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
        classification: None,
        outcomes: Vec::new(),
        measurements: Vec::new(),
        assessments: Vec::new(),
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

/// What a day of somebody's time is counted as.
const HOURS_A_DAY: i64 = 8;

fn stages(db: &mut Db, of: &Initiative) -> QueryResult<Vec<Stage>> {
    let rows = stages::of_initiative(db, of)?;
    Ok(rows.into_iter().map(|row| Stage { stage: row.body.stage.code(), since: row.body.since, reason: row.body.reason }).collect())
}
