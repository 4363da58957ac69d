//! The answer as the document shows it: drawn by the rules from a sample record, so that it agrees
//! with itself.

use super::codes::{OutcomesAxis, ValueKind};
use super::rules::{About, Checked, Known, Outcome, OutcomeFor, Outcomes, public_value};
use crate::governance::codes::Principle;
use crate::governance::criteria::CRITERIA_VERSION;
use crate::governance::record::Record;
use crate::governance::record::samples::{day, id, moment};
use crate::governance::rules::check;
use crate::initiatives::{KnowledgeDomain, PublicValueRole, ServiceArea, Stage};
use crate::vocabulary::codes::Coded;
use serde_json::Value;

/// The public value of the sample.
pub fn answer() -> Value {
    let mut answer = public_value(&known());
    // A real answer tells more than an example needs.
    answer.reservations.truncate(2);
    answer.governance.reasons.truncate(2);
    answer.governance.reasons.iter_mut().for_each(|reason| reason.records.truncate(3));
    serde_json::to_value(answer).unwrap_or_default()
}

fn known() -> Known {
    let record = Record::sample();
    let now = check(&record, &[], Principle::ALL);
    let outcome = |number: u128, title: &str, value_for| Outcome {
        id: id(number),
        title: title.to_owned(),
        value_for,
        priority: true,
        pathway: Some(PublicValueRole::BetterServices),
        mediated_by: Some("Social affairs committee".to_owned()),
        mediated_on: Some(day("2026-01-15")),
        citizens_took_part: Some(true),
        verdict: OutcomesAxis::Achieved,
        result: "improved".to_owned(),
        assessments: vec![id(number + 4)],
        outdated: false,
    };
    let all = vec![
        outcome(4, "Jobseekers feel less isolated", OutcomeFor::Value(ValueKind::User)),
        outcome(5, "Families worry less", OutcomeFor::Value(ValueKind::Social)),
    ];
    Known {
        about: About {
            knowledge_domain: Some(KnowledgeDomain::Complex),
            formal_service: Some(true),
            roles: vec![PublicValueRole::BetterServices],
            behaviour_change: None,
            civil_society_link: None,
            stage: Stage::Lab,
            service_area: Some(ServiceArea::Employment),
            localities: vec!["E08000025".to_owned()],
        },
        outcomes: Outcomes { verdict: OutcomesAxis::Achieved, reasons: Vec::new(), weak: false, all },
        checked: Some(Checked {
            id: id(0x59),
            checked_at: moment("2026-06-01T09:30:00Z"),
            criteria_version: CRITERIA_VERSION.to_owned(),
            verdict_then: now.verdict,
            record_changed_since: false,
            now,
        }),
        record,
    }
}
