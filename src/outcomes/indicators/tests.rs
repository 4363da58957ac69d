//! The rules of indicators and of the figures under them.

use super::figures::{self, Figure, Given};
use super::model::NewIndicator;
use super::rules;
use crate::platform::db::Decimal;
use crate::platform::http::Faults;
use serde_json::{Value, json};

pub fn indicator(patch: Value) -> NewIndicator {
    let mut value = json!({
        "outcome_id": "01890a5d-ac96-774b-bcce-b302099a8057",
        "title": "People to turn to",
        "measure": "number",
        "unit": "people",
        "direction": "increase",
        "baseline": {"value": 40, "measured_on": "2025-12-31"},
    });
    json_patch::merge(&mut value, &patch);
    serde_json::from_value(value).unwrap()
}

fn pointers(faults: Faults) -> Vec<String> {
    faults.into_vec().into_iter().filter_map(|fault| fault.pointer).collect()
}

#[test]
fn what_contradicts_itself_is_a_fault() {
    for (case, patch, want) in [
        ("a number", json!({}), vec![]),
        ("money without a currency", json!({"measure": "currency"}), vec!["/currency"]),
        ("money in euros", json!({"measure": "currency", "currency": "EUR"}), vec![]),
        ("money in test money", json!({"measure": "currency", "currency": "XTS"}), vec!["/currency"]),
        ("a currency of people", json!({"currency": "EUR"}), vec!["/currency"]),
        ("maintained without bounds", json!({"direction": "maintain"}), vec!["/range"]),
        ("maintained with one bound", json!({"direction": "maintain", "range": {"low": 3}}), vec!["/range/high"]),
        ("maintained within bounds", json!({"direction": "maintain", "range": {"low": 3, "high": 3}}), vec![]),
        ("bounds the wrong way round", json!({"direction": "maintain", "range": {"low": 4, "high": 3}}), vec!["/range/high"]),
        ("bounds for something that grows", json!({"range": {"low": 3, "high": 4}}), vec!["/range"]),
        ("no direction", json!({"direction": null}), vec!["/direction"]),
        (
            "a narrative needs no direction",
            json!({"measure": "qualitative", "direction": null, "baseline": {"value": null, "text": "Lonely"}}),
            vec![],
        ),
        ("a narrative has no figure", json!({"measure": "qualitative"}), vec!["/baseline/value", "/baseline/text"]),
        ("a baseline that says nothing", json!({"baseline": {"value": null}}), vec!["/baseline/value"]),
        ("labels on no scale", json!({"scale": ["bad", "good"]}), vec!["/scale"]),
        ("a scale of one label", json!({"measure": "ordinal", "scale": ["good"], "baseline": null}), vec!["/scale"]),
        ("a label twice", json!({"measure": "ordinal", "scale": ["good", "fair", "Good "], "baseline": null}), vec!["/scale/2"]),
        ("a blank label", json!({"measure": "ordinal", "scale": ["good", " "], "baseline": null}), vec!["/scale/1"]),
        (
            "a label that is not on the scale",
            json!({"measure": "ordinal", "scale": ["bad", "good"], "baseline": {"value": null, "text": "fair"}}),
            vec!["/baseline/text"],
        ),
        (
            "a scale kept between two labels",
            json!({"measure": "ordinal", "scale": ["bad", "fair", "good"], "direction": "maintain", "range": {"low_label": "fair", "high_label": "good"}, "baseline": null}),
            vec![],
        ),
        (
            "labels the wrong way round",
            json!({"measure": "ordinal", "scale": ["bad", "good"], "direction": "maintain", "range": {"low_label": "good", "high_label": "bad"}, "baseline": null}),
            vec!["/range/high_label"],
        ),
        (
            "figures as bounds of a scale",
            json!({"measure": "ordinal", "scale": ["bad", "good"], "direction": "maintain", "range": {"low": 1, "high_label": "good"}, "baseline": null}),
            vec!["/range/low", "/range/low_label"],
        ),
        ("percentages do not add up", json!({"measure": "percentage", "aggregation": "sum"}), vec!["/aggregation"]),
        (
            "steps are not equal",
            json!({"measure": "ordinal", "scale": ["bad", "good"], "aggregation": "mean", "baseline": null}),
            vec!["/aggregation"],
        ),
        ("money is not people", json!({"measure": "currency", "currency": "GBP", "people_counted": "unique"}), vec!["/people_counted"]),
        ("a numerator alone", json!({"measure": "percentage", "baseline": {"value": null, "numerator": 3}}), vec!["/baseline/denominator"]),
        (
            "divided by nothing",
            json!({"measure": "percentage", "baseline": {"value": null, "numerator": 3, "denominator": 0}}),
            vec!["/baseline/denominator"],
        ),
        (
            "said twice",
            json!({"measure": "percentage", "baseline": {"value": 30, "numerator": 3, "denominator": 10}}),
            vec!["/baseline/value"],
        ),
        ("a number is not divided", json!({"baseline": {"value": null, "numerator": 3, "denominator": 10}}), vec!["/baseline/numerator"]),
    ] {
        let mut faults = Faults::default();
        rules::check(&indicator(patch), &mut faults);
        assert_eq!(pointers(faults), want, "{case}");
    }
}

#[test]
fn a_baseline_lies_in_the_past() {
    let mut faults = Faults::default();
    rules::check_on(&indicator(json!({})), "2025-12-30".parse().unwrap(), &mut faults);
    assert_eq!(pointers(faults), ["/baseline/measured_on"]);
}

#[test]
fn what_is_odd_is_a_warning() {
    for (case, patch, want) in [
        ("nothing odd", json!({}), vec![]),
        ("no baseline", json!({"baseline": null}), vec!["missing"]),
        ("a baseline of no date", json!({"baseline": {"measured_on": null}}), vec!["missing"]),
        ("40 of what?", json!({"unit": null}), vec!["missing"]),
        ("a share of more than all", json!({"measure": "percentage", "baseline": {"value": 100.5}}), vec!["odd_percentage"]),
        (
            "a share computed to less than nothing",
            json!({"measure": "percentage", "baseline": {"value": null, "numerator": -1, "denominator": 3}}),
            vec!["odd_percentage"],
        ),
        ("all of them is a share", json!({"measure": "percentage", "baseline": {"value": 100}}), vec![]),
        ("unique people summed", json!({"people_counted": "unique", "aggregation": "sum"}), vec!["double_count"]),
    ] {
        let got: Vec<_> = rules::warnings(&indicator(patch)).into_iter().map(|warning| warning.code).collect();
        assert_eq!(got, want, "{case}");
    }
}

fn decimal(text: &str) -> Option<Decimal> {
    Some(text.parse().unwrap())
}

#[test]
fn a_figure_is_read_as_its_measure_says() {
    let scale = json!({"measure": "ordinal", "scale": ["bad", "fair", "good"]});
    for (case, patch, given, want) in [
        ("a number", json!({}), Given { value: decimal("12.5"), ..Given::default() }, Some("12.5")),
        ("nought is not missing", json!({}), Given { value: decimal("0"), ..Given::default() }, Some("0")),
        ("missing is not nought", json!({}), Given::default(), None),
        (
            "2 of 3 in percent",
            json!({"measure": "percentage"}),
            Given { numerator: decimal("2"), denominator: decimal("3"), ..Given::default() },
            Some("66.666666667"),
        ),
        (
            "2 of 3 as a ratio",
            json!({"aggregation": "ratio"}),
            Given { numerator: decimal("2"), denominator: decimal("3"), ..Given::default() },
            Some("0.666666667"),
        ),
        (
            "the largest quotient",
            json!({"measure": "percentage"}),
            Given { numerator: decimal("1000000000000000"), denominator: decimal("0.000000001"), ..Given::default() },
            Some("100000000000000000000000000"),
        ),
        ("a label is its place", scale.clone(), Given { text: Some("Fair "), ..Given::default() }, Some("2")),
        ("a label that is not there", scale, Given { text: Some("great"), ..Given::default() }, None),
    ] {
        let indicator = indicator(patch);
        let got = figures::read(&indicator, given).map(|figure| match figure {
            Figure::Number(number) => number.to_string(),
            Figure::Narrative(text) => text.to_owned(),
        });
        assert_eq!(got.as_deref(), want, "{case}");
    }
}

#[test]
fn an_actual_of_a_ratio_keeps_numerator_and_denominator() {
    let ratio = indicator(json!({"aggregation": "ratio"}));
    for (case, given, kept_apart, want) in [
        ("a baseline may be a figure", Given { value: decimal("3"), ..Given::default() }, false, vec![]),
        ("an actual may not", Given { value: decimal("3"), ..Given::default() }, true, vec!["/actual/numerator"]),
        ("an actual kept apart", Given { numerator: decimal("3"), denominator: decimal("4"), ..Given::default() }, true, vec![]),
    ] {
        let mut faults = Faults::default();
        figures::check(&ratio, "/actual", given, kept_apart, &mut faults);
        assert_eq!(pointers(faults), want, "{case}");
    }
}

#[test]
fn figures_are_shown_as_people_read_them() {
    for (patch, number, shown, difference) in [
        (json!({}), "40.50", "40.5 people", "+40.5 people"),
        (json!({"measure": "percentage"}), "-2.5", "-2.5 %", "-2.5 percentage points"),
        (json!({"measure": "currency", "currency": "EUR", "unit": "per placement"}), "300", "EUR 300 per placement", "+300 EUR"),
        (json!({"measure": "ordinal", "scale": ["bad", "good"]}), "1", "bad (1 of 2)", "+1 step"),
        (json!({"measure": "ordinal", "scale": ["bad", "good"]}), "0", "0", "0 steps"),
    ] {
        let indicator = indicator(patch);
        let number = decimal(number).unwrap().0;
        assert_eq!(figures::shown(&indicator, number), shown);
        assert_eq!(figures::shown_difference(&indicator, number), difference);
    }
}
