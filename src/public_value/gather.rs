//! Gathers what the answer is drawn from.

use super::codes::{OutcomesAxis, ValueKind};
use super::rules::{About, Checked, Known, Outcome, OutcomeFor, Outcomes};
use crate::governance::record::Priorities;
use crate::governance::{self, rules::reread};
use crate::initiatives::Initiative;
use crate::outcomes::{self, AssessmentResult, EvidenceStrength, OutcomeKind};
use crate::platform::db::{Day, Db};
use crate::vocabulary::codes::Coded;
use diesel::QueryResult;

/// All that the public value of an initiative is drawn from, on a day.
pub fn gather(db: &mut Db, of: &Initiative, today: Day) -> QueryResult<Known> {
    let record = governance::gather(db, of, Priorities::default(), today)?;
    let checked = governance::latest(db, of)?.map(|check| Checked {
        id: check.id,
        checked_at: check.checked_at,
        criteria_version: check.criteria_version,
        verdict_then: check.verdict,
        record_changed_since: of.updated_at > check.checked_at,
        now: reread(&check.principles, record.speaks_of()),
    });
    Ok(Known { about: about(of), outcomes: outcomes(db, of)?, checked, record })
}

fn about(of: &Initiative) -> About {
    let body = &of.body;
    About {
        knowledge_domain: body.knowledge_domain,
        formal_service: body.formal_service,
        roles: body.public_value_roles.0.clone(),
        behaviour_change: body.behaviour_change,
        civil_society_link: body.civil_society_link,
        stage: body.stage,
        service_area: body.service_area,
        localities: body.localities.0.clone(),
    }
}

fn outcomes(db: &mut Db, of: &Initiative) -> QueryResult<Outcomes> {
    let verdict = outcomes::verdict(db, of)?;
    let rows = outcomes::of_initiative(db, of)?;
    let all = verdict.outcomes.iter().filter_map(|summary| {
        let row = rows.iter().find(|row| row.id == summary.outcome_id)?;
        let body = &row.body;
        Some(Outcome {
            id: row.id,
            title: body.title.clone(),
            value_for: match body.kind {
                OutcomeKind::User => OutcomeFor::Value(ValueKind::User),
                OutcomeKind::Social => OutcomeFor::Value(ValueKind::Social),
                OutcomeKind::Economic => OutcomeFor::Value(ValueKind::Economic),
                OutcomeKind::Efficiency => OutcomeFor::Efficiency,
                OutcomeKind::Resilience => OutcomeFor::Resilience(body.resilience_level),
                OutcomeKind::Governance => OutcomeFor::Governance,
            },
            priority: body.priority,
            pathway: body.pathway,
            mediated_by: body.mediated_by.clone(),
            mediated_on: body.mediated_on,
            citizens_took_part: body.citizens_took_part,
            verdict: axis(summary.result, summary.harm),
            result: summary.result.term().label.to_lowercase(),
            assessments: summary.indicators.iter().filter_map(|indicator| indicator.assessment_id).collect(),
            outdated: summary.indicators.iter().any(|indicator| indicator.outdated),
        })
    });
    Ok(Outcomes {
        all: all.collect(),
        verdict: axis(verdict.verdict, verdict.outcomes.iter().any(|one| one.harm)),
        weak: verdict.weakest_evidence == Some(EvidenceStrength::Weak),
        reasons: verdict.reasons,
    })
}

/// To keep what was meant to be kept is as good as to improve what was meant to improve.
fn axis(result: AssessmentResult, harm: bool) -> OutcomesAxis {
    match result {
        AssessmentResult::Improved | AssessmentResult::Maintained => OutcomesAxis::Achieved,
        AssessmentResult::Unchanged => OutcomesAxis::Unchanged,
        AssessmentResult::Worsened => OutcomesAxis::Worsened,
        AssessmentResult::Mixed if harm => OutcomesAxis::Mixed,
        AssessmentResult::Mixed => OutcomesAxis::Contested,
        AssessmentResult::InsufficientEvidence => OutcomesAxis::InsufficientEvidence,
    }
}
