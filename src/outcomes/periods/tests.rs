//! The rules of periods.

use super::model::NewPeriod;
use super::rules::{self, Goal};
use crate::outcomes::indicators::tests::indicator;
use crate::platform::db::Day;
use crate::platform::http::Faults;
use rust_decimal::Decimal as Exact;
use serde_json::{Value, json};

pub fn period(patch: Value) -> NewPeriod {
    let mut value = json!({
        "indicator_id": "01890a5d-ac96-774b-bcce-b302099a8057",
        "starts_on": "2026-01-01",
        "ends_on": "2026-03-31",
        "target": {"value": 60},
        "actual": {"value": 55},
        "method": "Exit conversation",
        "source": "Lab workbook",
        "sample_size": 30,
        "measured_by": "both",
    });
    json_patch::merge(&mut value, &patch);
    serde_json::from_value(value).unwrap()
}

fn faults_of(indicator_patch: &Value, period_patch: &Value) -> Vec<String> {
    let mut faults = Faults::default();
    let period = period(period_patch.clone());
    rules::check(&period, &mut faults);
    rules::fit(&indicator(indicator_patch.clone()), &period, &mut faults);
    faults.into_vec().into_iter().filter_map(|fault| fault.pointer).collect()
}

#[test]
fn a_period_fits_its_indicator() {
    let scale = json!({"measure": "ordinal", "scale": ["bad", "fair", "good"], "baseline": null});
    let kept = json!({"direction": "maintain", "range": {"low": 35, "high": 45}});
    let story = json!({"measure": "qualitative", "direction": null, "baseline": null});
    for (case, indicator, period, want) in [
        ("a figure and a target", json!({}), json!({}), vec![]),
        ("no figure yet", json!({}), json!({"actual": null, "target": null}), vec![]),
        ("it ends before it starts", json!({}), json!({"ends_on": "2025-12-31"}), vec!["/ends_on"]),
        ("a day is a period", json!({}), json!({"ends_on": "2026-01-01"}), vec![]),
        ("targets may be a range", json!({}), json!({"target": {"value": null, "low": 50, "high": 60}}), vec![]),
        ("a range the wrong way round", json!({}), json!({"target": {"value": null, "low": 60, "high": 50}}), vec!["/target/high"]),
        ("half a range", json!({}), json!({"target": {"value": null, "low": 60}}), vec!["/target/high"]),
        ("a figure and a range", json!({}), json!({"target": {"low": 50, "high": 60}}), vec!["/target/value"]),
        ("a target that says nothing", json!({}), json!({"target": {"value": null}}), vec!["/target"]),
        (
            "text for a number",
            json!({}),
            json!({"target": {"text": "many"}, "actual": {"text": "many"}}),
            vec!["/target/text", "/actual/text"],
        ),
        ("maintained at one figure", kept.clone(), json!({}), vec!["/target/value"]),
        ("maintained within its range", kept, json!({"target": null}), vec![]),
        ("a label", scale.clone(), json!({"target": {"value": null, "text": "good"}, "actual": {"value": null, "text": "Fair"}}), vec![]),
        (
            "a label that is not on the scale",
            scale.clone(),
            json!({"target": {"value": null, "text": "great"}, "actual": {"value": null, "text": "great"}}),
            vec!["/target/text", "/actual/text"],
        ),
        ("figures for labels", scale, json!({}), vec!["/target/value", "/target/text", "/actual/value", "/actual/text"]),
        (
            "a narrative",
            story,
            json!({"target": {"value": null, "text": "They have people to turn to"}, "actual": {"value": null, "text": "They do"}}),
            vec![],
        ),
        ("a ratio keeps numerator and denominator", json!({"aggregation": "ratio"}), json!({}), vec!["/actual/numerator"]),
    ] {
        assert_eq!(faults_of(&indicator, &period), want, "{case}");
    }
}

#[test]
fn nothing_is_measured_before_its_time() {
    for (case, today, patch, want) in [
        ("before it begins", "2025-12-31", json!({}), 1),
        ("a target may be set before", "2025-12-31", json!({"actual": null}), 0),
        ("from its first day", "2026-01-01", json!({}), 0),
    ] {
        let mut faults = Faults::default();
        rules::check_on(&period(patch), today.parse().unwrap(), &mut faults);
        assert_eq!(faults.into_vec().len(), want, "{case}");
    }
}

#[test]
fn what_is_odd_is_a_warning() {
    let over: Day = "2026-04-01".parse().unwrap();
    for (case, today, indicator_patch, period_patch, want) in [
        ("nothing odd", over, json!({}), json!({}), vec![]),
        ("not over yet", "2026-03-30".parse().unwrap(), json!({}), json!({}), vec!["provisional"]),
        (
            "nobody says how or where or who",
            over,
            json!({}),
            json!({"method": " ", "source": null, "measured_by": null}),
            vec!["missing", "missing", "missing"],
        ),
        ("without a figure nothing is missing beside it", over, json!({}), json!({"actual": null, "method": null}), vec![]),
        ("a figure without observations", over, json!({}), json!({"sample_size": 0}), vec!["contradiction"]),
        (
            "shares of more than all",
            over,
            json!({"measure": "percentage"}),
            json!({"target": {"value": 120}, "actual": {"value": -3}}),
            vec!["odd_percentage", "odd_percentage"],
        ),
        ("aiming lower where more is better", over, json!({}), json!({"target": {"value": 30}}), vec!["against_direction"]),
        ("aiming higher where less is better", over, json!({"direction": "decrease"}), json!({}), vec!["against_direction"]),
        ("a baseline taken after the start", over, json!({"baseline": {"measured_on": "2026-02-01"}}), json!({}), vec!["late_baseline"]),
    ] {
        let got: Vec<_> = rules::warnings(&indicator(indicator_patch), &period(period_patch), today).into_iter().map(|w| w.code).collect();
        assert_eq!(got, want, "{case}");
    }
}

#[test]
fn a_target_is_read_in_the_wanted_direction() {
    let n = |value: i64| Exact::from(value);
    let range = json!({"target": {"value": null, "low": 50, "high": 60}});
    let maintain = json!({"direction": "maintain", "range": {"low": 35, "high": 45}});
    let scale = json!({"measure": "ordinal", "scale": ["bad", "fair", "good"], "baseline": null});
    let steady = json!({"measure": "ordinal", "scale": ["bad", "fair", "good"], "baseline": null, "direction": "maintain", "range": {"low_label": "fair", "high_label": "good"}});
    for (case, indicator_patch, period_patch, want) in [
        ("more is better", json!({}), json!({}), Goal::AtLeast(n(60), None)),
        ("less is better", json!({"direction": "decrease"}), json!({}), Goal::AtMost(n(60), None)),
        ("the near end of a range when more is better", json!({}), range.clone(), Goal::AtLeast(n(50), Some(n(60)))),
        ("the near end of a range when less is better", json!({"direction": "decrease"}), range.clone(), Goal::AtMost(n(60), Some(n(50)))),
        ("the indicator's own range", maintain.clone(), json!({"target": null}), Goal::Within(n(35), n(45))),
        ("the period's range before the indicator's", maintain, range, Goal::Within(n(50), n(60))),
        ("a label is its place", scale, json!({"target": {"value": null, "text": "good"}}), Goal::AtLeast(n(3), None)),
        ("a scale kept between labels", steady, json!({"target": null}), Goal::Within(n(2), n(3))),
        ("no target", json!({}), json!({"target": null}), Goal::None),
        ("a narrative", json!({"measure": "qualitative", "baseline": null}), json!({"target": {"value": null, "text": "x"}}), Goal::None),
    ] {
        assert_eq!(rules::goal(&indicator(indicator_patch), &period(period_patch)), want, "{case}");
    }
}
