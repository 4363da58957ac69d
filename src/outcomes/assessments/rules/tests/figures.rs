//! Results that are computed.

use super::Case;
use crate::outcomes::model::AssessmentResult::*;
use crate::outcomes::model::TargetMet;
use serde_json::{Value, json};

fn no_target(actual: i64) -> Value {
    json!({"target": null, "actual": {"value": actual}})
}

#[test]
fn a_figure_is_read_the_way_the_indicator_points() {
    let down = json!({"direction": "decrease"});
    let none = json!({});
    let range = |actual: i64| json!({"target": {"value": null, "low": 50, "high": 60}, "actual": {"value": actual}});
    let target = |target: i64, actual: i64| json!({"target": {"value": target}, "actual": {"value": actual}});
    for (case, indicator, period, result, met, share) in [
        ("more is better and it rose", &none, no_target(55), Improved, TargetMet::NoTarget, None),
        ("more is better and it did not move", &none, no_target(40), Unchanged, TargetMet::NoTarget, None),
        ("more is better and it fell", &none, no_target(39), Worsened, TargetMet::NoTarget, None),
        ("fewer is better and it rose", &down, no_target(55), Worsened, TargetMet::NoTarget, None),
        ("fewer is better and it fell", &down, no_target(25), Improved, TargetMet::NoTarget, None),
        ("three quarters of the way", &none, target(60, 55), Improved, TargetMet::PartlyMet, Some("0.75")),
        ("all the way", &none, target(60, 60), Improved, TargetMet::Met, Some("1")),
        ("beyond it", &none, target(60, 70), Improved, TargetMet::Met, Some("1.5")),
        ("the wrong way", &none, target(60, 30), Worsened, TargetMet::Missed, Some("-0.5")),
        ("no way at all", &none, target(60, 40), Unchanged, TargetMet::Missed, Some("0")),
        ("a third of the way, to 4 places", &none, target(70, 50), Improved, TargetMet::PartlyMet, Some("0.3333")),
        ("two thirds of the way, rounded", &none, target(70, 60), Improved, TargetMet::PartlyMet, Some("0.6667")),
        ("down a quarter of the way", &down, target(20, 35), Improved, TargetMet::PartlyMet, Some("0.25")),
        ("down all the way", &down, target(20, 20), Improved, TargetMet::Met, Some("1")),
        ("the near end of a range", &none, range(50), Improved, TargetMet::Met, Some("1")),
        ("short of a range", &none, range(45), Improved, TargetMet::PartlyMet, Some("0.5")),
        ("beyond a range in the wanted direction", &none, range(65), Improved, TargetMet::Met, Some("2.5")),
        ("a target at the baseline is no way off", &none, target(40, 40), Unchanged, TargetMet::Met, None),
        ("a target against the direction is met by standing still", &none, target(30, 40), Unchanged, TargetMet::Met, None),
        ("and missed by falling below it", &none, target(30, 20), Worsened, TargetMet::Missed, None),
    ] {
        let found = Case::of(indicator, &period, &json!({})).assess();
        let arithmetic = found.arithmetic.unwrap();
        let got = arithmetic.share_of_way.map(|share| share.0.to_string());
        assert_eq!((found.result, found.target_met, got.as_deref()), (result, met, share), "{case}: {}", arithmetic.text);
        assert!(found.missing.is_empty(), "{case}");
    }
}

#[test]
fn what_is_to_be_maintained_stays_within_its_range() {
    for (case, baseline, actual, result, met, share) in [
        ("kept", 40, 42, Maintained, TargetMet::Met, None),
        ("kept at its edge", 40, 45, Maintained, TargetMet::Met, None),
        ("lost", 40, 47, Worsened, TargetMet::Missed, None),
        ("lost below", 40, 30, Worsened, TargetMet::Missed, None),
        ("come back into the range", 50, 45, Improved, TargetMet::Met, Some("1")),
        ("come nearer to the range", 55, 47, Improved, TargetMet::PartlyMet, Some("0.8")),
        ("from one side to the other, as far off", 50, 30, Unchanged, TargetMet::Missed, Some("0")),
        ("further off", 47, 55, Worsened, TargetMet::Missed, Some("-4")),
    ] {
        let indicator = json!({"direction": "maintain", "range": {"low": 35, "high": 45}, "baseline": {"value": baseline}});
        let found = Case::of(&indicator, &no_target(actual), &json!({})).assess();
        let arithmetic = found.arithmetic.unwrap();
        let got = arithmetic.share_of_way.map(|share| share.0.to_string());
        assert_eq!((found.result, found.target_met, got.as_deref()), (result, met, share), "{case}: {}", arithmetic.text);
    }
}

#[test]
fn a_scale_is_read_by_the_places_of_its_labels() {
    let scale = |direction: &str, baseline: &str| {
        let range = if direction == "maintain" { json!({"low_label": "fair", "high_label": "good"}) } else { Value::Null };
        json!({"measure": "ordinal", "scale": ["bad", "poor", "fair", "good"], "direction": direction, "range": range,
               "baseline": {"value": null, "text": baseline}})
    };
    for (case, indicator, target, actual, result, met, share) in [
        ("two steps up, one to go", scale("increase", "bad"), Some("good"), "fair", Improved, TargetMet::PartlyMet, Some("0.6667")),
        ("the same label", scale("increase", "fair"), None, "Fair", Unchanged, TargetMet::NoTarget, None),
        ("a step down", scale("increase", "fair"), Some("fair"), "poor", Worsened, TargetMet::Missed, None),
        ("lower is better", scale("decrease", "good"), Some("poor"), "poor", Improved, TargetMet::Met, Some("1")),
        ("kept between two labels", scale("maintain", "fair"), None, "good", Maintained, TargetMet::Met, None),
        ("fallen out of the range", scale("maintain", "fair"), None, "poor", Worsened, TargetMet::Missed, None),
    ] {
        let target = target.map_or(Value::Null, |text| json!({"value": null, "text": text}));
        let found = Case::of(&indicator, &json!({"target": target, "actual": {"value": null, "text": actual}}), &json!({})).assess();
        let arithmetic = found.arithmetic.unwrap();
        let got = arithmetic.share_of_way.map(|share| share.0.to_string());
        assert_eq!((found.result, found.target_met, got.as_deref()), (result, met, share), "{case}: {}", arithmetic.text);
    }
}

#[test]
fn the_arithmetic_is_shown_in_words() {
    let maintain = json!({"measure": "percentage", "direction": "maintain", "range": {"low": 35, "high": 45}});
    let ratio = json!({"measure": "percentage", "aggregation": "ratio", "direction": "decrease"});
    for (indicator, period, want) in [
        (
            json!({}),
            json!({}),
            "40 people → 55 people: +15 people, which is +15 people in the wanted direction (increase). Target at least 60 people: 15 of 20 = 0.75 of the way, partly met.",
        ),
        (
            ratio,
            json!({"target": {"value": 30}, "actual": {"value": null, "numerator": 1, "denominator": 3}}),
            "40 % → 33.333333333 %: -6.666666667 percentage points, which is +6.666666667 percentage points in the wanted direction (decrease). Target at most 30 %: 6.666666667 of 10 = 0.6667 of the way, partly met.",
        ),
        (
            maintain,
            json!({"target": null, "actual": {"value": 47.5}}),
            "To be kept from 35 % to 45 %: baseline 40 % lies within it, actual 47.5 % lies 2.5 percentage points above it. Target 35 % to 45 %: missed.",
        ),
        (json!({"baseline": null}), json!({"target": null}), "Baseline not on record, actual 55 people: no change can be computed."),
        (
            json!({"measure": "ordinal", "scale": ["bad", "fair", "good"], "baseline": {"value": null, "text": "bad"}}),
            json!({"target": {"value": null, "text": "good"}, "actual": {"value": null, "text": "fair"}}),
            "bad (1 of 3) → fair (2 of 3): +1 step, which is +1 step in the wanted direction (increase). Target at least good (3 of 3): 1 of 2 = 0.5 of the way, partly met.",
        ),
    ] {
        assert_eq!(Case::of(&indicator, &period, &json!({})).assess().arithmetic.unwrap().text, want);
    }
}

#[test]
fn insufficient_evidence_is_never_a_verdict_and_says_what_is_missing() {
    let none = json!({"baseline": null});
    for (case, indicator, period, met, missing) in [
        ("no baseline", none.clone(), json!({}), TargetMet::Missed, 1),
        ("no baseline, but the target was reached", none.clone(), json!({"actual": {"value": 60}}), TargetMet::Met, 1),
        ("no actual", json!({}), json!({"actual": null}), TargetMet::NotApplicable, 1),
        ("no actual and no target", json!({}), json!({"actual": null, "target": null}), TargetMet::NoTarget, 1),
        ("neither", none, json!({"actual": null}), TargetMet::NotApplicable, 2),
    ] {
        let found = Case::of(&indicator, &period, &json!({})).assess();
        assert_eq!((found.result, found.target_met, found.missing.len()), (InsufficientEvidence, met, missing), "{case}");
    }
}

#[test]
fn the_largest_figures_are_computed_without_overflow() {
    let top = 1_000_000_000_000_000_i64;
    let ratio =
        json!({"measure": "percentage", "aggregation": "ratio", "baseline": {"value": null, "numerator": top, "denominator": 0.000000001}});
    for (indicator, actual) in [
        (json!({"baseline": {"value": -top}}), json!({"value": top})),
        (ratio, json!({"value": null, "numerator": -top, "denominator": 0.000000001})),
    ] {
        let found = Case::of(&indicator, &json!({"target": {"value": top}, "actual": actual}), &json!({})).assess();
        let arithmetic = found.arithmetic.unwrap();
        assert_ne!(found.result, InsufficientEvidence, "{}", arithmetic.text);
        let text = serde_json::to_string(&arithmetic.0).unwrap();
        assert_eq!(serde_json::from_str::<crate::outcomes::assessments::Arithmetic>(&text).unwrap(), arithmetic.0, "{text}");
    }
}
