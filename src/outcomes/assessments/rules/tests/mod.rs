//! The rules of assessments, table by table.

mod figures;
mod judging;
mod reading;

use super::*;
use crate::outcomes::indicators::tests::indicator;
use crate::outcomes::periods::tests::period;
use serde_json::{Value, json};

fn new(patch: Value) -> NewAssessment {
    let mut value = json!({
        "period_id": "01890a5d-ac96-774b-bcce-b302099a8057",
        "evidence_strength": "moderate",
        "other_contributory_factors": ["A large employer opened nearby"],
    });
    json_patch::merge(&mut value, &patch);
    serde_json::from_value(value).unwrap()
}

struct Case {
    indicator: NewIndicator,
    period: NewPeriod,
    new: NewAssessment,
    domain: Option<KnowledgeDomain>,
}

impl Case {
    fn of(indicator_patch: &Value, period_patch: &Value, patch: &Value) -> Self {
        Case {
            indicator: indicator(indicator_patch.clone()),
            period: period(period_patch.clone()),
            new: new(patch.clone()),
            domain: Some(KnowledgeDomain::Complicated),
        }
    }

    fn given(&self) -> Given<'_> {
        let today = "2026-06-01".parse().unwrap();
        Given { indicator: &self.indicator, period: &self.period, new: &self.new, domain: self.domain, today }
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Faults::default();
        check(&self.new, &mut faults);
        fit(&self.given(), &mut faults);
        faults.into_vec().into_iter().filter_map(|fault| fault.pointer).collect()
    }

    fn assess(&self) -> Finding {
        assert_eq!(self.faults(), Vec::<String>::new());
        assess(&self.given())
    }
}

fn story(patch: Value) -> Finding {
    Case::of(&told(), &json!({"target": null, "actual": {"value": null, "text": "They told of new contacts"}}), &patch).assess()
}

fn told() -> Value {
    json!({"measure": "qualitative", "direction": null, "unit": null, "baseline": {"value": null, "text": "Few contacts"}})
}

fn view(result: &str) -> Value {
    json!({"result": result, "statement": "So they say."})
}
