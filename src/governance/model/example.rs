//! A check as the document shows it: made by the rules from a record, so that it agrees with itself.

use super::NewGovernanceCheck;
use crate::governance::codes::Principle;
use crate::governance::record::Record;
use crate::governance::record::samples::{id, moment};
use crate::governance::rules::{Made, snapshot};
use serde_json::{Value, json};

/// The criteria that the answer shows.
const SHOWN: &[&str] = &["purpose_open", "learning_shared", "citizen_roles_stated", "citizens_view_on_record"];

/// A request.
pub fn request() -> Value {
    json!({
        "human_findings": [{
            "criterion": "learning_shared",
            "finding": "met",
            "reason": "Every lab presented its lessons, mistakes among them, to all who took part.",
            "evidence": [{
                "kind": "minutes",
                "title": "Notes of the celebration event",
                "uri": "https://www.example.org/lab-lessons",
                "dated_on": "2026-05-20",
            }],
            "decided_by": "both",
        }],
        "priority_principles": ["fairness_and_due_process", "transparency", "accountability", "equalities", "sustainability"],
        "priorities_set_with_citizens": true,
        "priorities_how": "Ranked by the lab's participants and staff together in the second workshop.",
        "note": "First check, made half way through the 120 days of the lab.",
    })
}

/// The answer to it, cut to one principle and two criteria on each side; a real one has all.
pub fn answer() -> Value {
    let body: NewGovernanceCheck = serde_json::from_value(request()).unwrap_or_default();
    let how = Made { id: id(0x59), at: moment("2026-06-01T09:30:00Z"), by: id(0x01) };
    let mut check = snapshot(how, body, &Record::sample(), None);
    check.principles.0.retain(|p| p.principle == Principle::Transparency);
    for side in check.principles.0.iter_mut().flat_map(|p| &mut p.sides) {
        side.criteria.retain(|c| SHOWN.contains(&c.criterion.as_str()));
    }
    serde_json::to_value(check).unwrap_or_default()
}
