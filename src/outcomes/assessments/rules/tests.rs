//! The rules of assessments, table by table.

use super::*;
use crate::outcomes::indicators::tests::indicator;
use crate::outcomes::periods::tests::period;
use crate::platform::db::Json;
use AssessmentResult::*;
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

fn story(patch: Value) -> Finding {
    Case::of(&told(), &json!({"target": null, "actual": {"value": null, "text": "They told of new contacts"}}), &patch).assess()
}

fn told() -> Value {
    json!({"measure": "qualitative", "direction": null, "unit": null, "baseline": {"value": null, "text": "Few contacts"}})
}

fn view(result: &str) -> Value {
    json!({"result": result, "statement": "So they say."})
}

#[test]
fn narratives_are_judged_by_people_and_both_views_are_kept_when_they_differ() {
    for (case, patch, want) in [
        ("judged together", json!({"judged_result": "improved", "judged_by": "both", "rationale": "Nine of eleven"}), Improved),
        ("judged to be harm", json!({"judged_result": "worsened", "judged_by": "citizens", "rationale": "Two were hurt"}), Worsened),
        ("both sides agree", json!({"citizen_view": view("improved"), "staff_view": view("improved")}), Improved),
        ("both sides differ", json!({"citizen_view": view("worsened"), "staff_view": view("improved")}), Mixed),
        (
            "they differ, and the judgement says so",
            json!({"citizen_view": view("unchanged"), "staff_view": view("improved"), "judged_result": "mixed", "judged_by": "both"}),
            Mixed,
        ),
        ("only citizens' view is known", json!({"citizen_view": view("improved")}), Improved),
        (
            "staff found too little to judge by",
            json!({"citizen_view": view("improved"), "staff_view": view("insufficient_evidence")}),
            Improved,
        ),
        (
            "nobody found enough",
            json!({"citizen_view": view("insufficient_evidence"), "staff_view": view("insufficient_evidence")}),
            InsufficientEvidence,
        ),
    ] {
        let found = story(patch);
        assert_eq!(found.result, want, "{case}: {:?}", found.reasons);
        assert_eq!(found.arithmetic, None, "{case}");
        assert_eq!(found.missing.is_empty(), want != InsufficientEvidence, "{case}");
    }
    let differ = story(json!({"citizen_view": view("worsened"), "staff_view": view("improved")}));
    assert!(differ.reasons[0].contains("at least partly influenced by"), "{:?}", differ.reasons);
    let untold = Case::of(
        &told(),
        &json!({"target": null, "actual": null}),
        &json!({"judged_result": "improved", "judged_by": "staff", "rationale": "We know"}),
    );
    assert_eq!(untold.assess().result, InsufficientEvidence, "there is nothing to judge by");
}

#[test]
fn judgements_say_who_and_why_and_do_not_contradict_the_views() {
    let telling = json!({"target": null, "actual": {"value": null, "text": "They told"}});
    for (case, patch, want) in [
        ("nobody judged", json!({}), vec!["/judged_result"]),
        ("by whom and why?", json!({"judged_result": "improved"}), vec!["/judged_by", "/rationale"]),
        ("by somebody, but what?", json!({"judged_by": "staff"}), vec!["/judged_result", "/judged_result"]),
        (
            "views that differ are mixed",
            json!({"judged_result": "improved", "citizen_view": view("worsened"), "staff_view": view("improved")}),
            vec!["/judged_result"],
        ),
        ("one side's view under the other's name", json!({"judged_by": "staff", "citizen_view": view("improved")}), vec!["/judged_by"]),
        (
            "a factor that says nothing",
            json!({"citizen_view": view("improved"), "other_contributory_factors": ["x", " "]}),
            vec!["/other_contributory_factors/1"],
        ),
        ("tomorrow", json!({"citizen_view": view("improved"), "assessed_on": "2026-06-02"}), vec!["/assessed_on"]),
        ("before it began", json!({"citizen_view": view("improved"), "assessed_on": "2025-12-31"}), vec!["/assessed_on"]),
    ] {
        assert_eq!(Case::of(&told(), &telling, &patch).faults(), want, "{case}");
    }
    let figures = json!({"judged_result": "improved", "judged_by": "both", "rationale": "x"});
    assert_eq!(Case::of(&json!({}), &json!({}), &figures).faults(), ["/judged_result", "/judged_by"], "what can be computed is not judged");
    let ahead = Case::of(&json!({}), &json!({"starts_on": "2026-07-01", "ends_on": "2026-07-31", "actual": null}), &json!({}));
    assert_eq!(ahead.faults(), ["/period_id"], "what has not begun cannot be assessed");
}

#[test]
fn views_are_kept_beside_a_computed_result() {
    let found = Case::of(&json!({}), &json!({}), &json!({"citizen_view": view("worsened"), "staff_view": view("improved")})).assess();
    assert_eq!(found.result, Improved);
    let said: Vec<_> = found.reasons.iter().filter(|reason| reason.contains("see it differently")).collect();
    assert!(said.len() == 1 && said[0].starts_with("Citizens"), "{:?}", found.reasons);
}

#[test]
fn in_the_complex_domain_a_missed_target_is_a_finding_not_a_failure() {
    use EvaluationApproach::*;
    use KnowledgeDomain::*;
    let chains = vec![TargetComparison, CauseEffectChain];
    let senses = vec![Experiment, Sense, RapidAppraisal, FullerEvaluation];
    for (case, domain, actual, missed, approaches) in [
        ("linear models are applicable", Some(Simple), 39, Some(MissedTarget::Shortfall), &chains),
        ("clear cause-and-effect chains may work well", Some(Complicated), 55, Some(MissedTarget::Shortfall), &chains),
        ("met is not missed", Some(Complicated), 60, None, &chains),
        ("we cannot predict likely positive or negative outcomes", Some(Complex), 39, Some(MissedTarget::Finding), &senses),
        ("never mind the chaotic", Some(Chaotic), 55, Some(MissedTarget::Finding), &senses),
        ("met by experiment", Some(Complex), 60, None, &senses),
        ("nobody says how effects can be known", None, 39, Some(MissedTarget::Undetermined), &Vec::new()),
    ] {
        let mut of = Case::of(&json!({}), &json!({"actual": {"value": actual}}), &json!({}));
        of.domain = domain;
        let found = of.assess();
        assert_eq!((found.missed_target, &found.approaches.0), (missed, approaches), "{case}");
        let told = found.reasons.join(" ");
        assert_eq!(told.contains("a finding, not a failure"), missed == Some(MissedTarget::Finding), "{case}: {told}");
        if approaches == &senses {
            assert!(told.contains("First experiment and sense, with rapid appraisal"), "{case}: {told}");
        }
    }
}

#[test]
fn attribution_needs_a_comparison_and_clear_cause_and_effect() {
    use KnowledgeDomain::*;
    let compared = json!({"claim": "attribution", "comparison": "The neighbouring district"});
    for (case, domain, patch, want) in [
        ("contribution is the default", Some(Complex), json!({}), vec![]),
        ("contribution with a comparison", Some(Complex), json!({"comparison": "Last year"}), vec![]),
        ("attributed to nothing", Some(Simple), json!({"claim": "attribution"}), vec!["/comparison"]),
        ("in the simple domain", Some(Simple), compared.clone(), vec![]),
        ("in the complicated domain", Some(Complicated), compared.clone(), vec![]),
        ("entirely inappropriate in the complex domain", Some(Complex), compared.clone(), vec!["/claim"]),
        ("never mind the chaotic", Some(Chaotic), compared.clone(), vec!["/claim"]),
        ("both at once", Some(Chaotic), json!({"claim": "attribution"}), vec!["/comparison", "/claim"]),
        ("not known is not refused", None, compared.clone(), vec![]),
    ] {
        let mut of = Case::of(&json!({}), &json!({}), &patch);
        of.domain = domain;
        assert_eq!(of.faults(), want, "{case}");
    }
    let mut of = Case::of(&json!({}), &json!({}), &compared);
    of.domain = Some(Complex);
    let mut faults = Faults::default();
    fit(&of.given(), &mut faults);
    let said = &faults.into_vec()[0].message;
    assert!(said.contains("we cannot predict likely positive or negative co-production outcomes"), "{said}");
}

#[test]
fn co_assessment_is_when_citizens_measured_or_judged() {
    for (case, measured_by, patch, want) in [
        ("citizens measured", json!("citizens"), json!({}), true),
        ("both measured", json!("both"), json!({}), true),
        ("staff measured", json!("staff"), json!({}), false),
        ("staff measured, citizens judged", json!("staff"), json!({"citizen_view": view("improved")}), true),
        ("nobody says who measured", Value::Null, json!({}), false),
        ("staff judged too", json!("staff"), json!({"staff_view": view("improved")}), false),
    ] {
        let found = Case::of(&json!({}), &json!({"measured_by": measured_by}), &patch).assess();
        assert_eq!(found.co_assessed, want, "{case}");
        let said = found.reasons.last().unwrap();
        assert_eq!(said.contains("this is co-assessment"), want, "{case}: {said}");
    }
}

#[test]
fn evidence_that_cannot_bear_its_weight_is_a_warning() {
    let strong = |more: Value| {
        let mut patch = json!({"evidence_strength": "strong"});
        json_patch::merge(&mut patch, &more);
        patch
    };
    let none = json!({});
    for (case, indicator, period, patch, want) in [
        ("nothing odd", none.clone(), json!({}), strong(json!({})), vec![]),
        (
            "weak claims nothing",
            none.clone(),
            json!({"method": null, "source": null, "sample_size": 1}),
            json!({"evidence_strength": "weak"}),
            vec![],
        ),
        ("few observations", none.clone(), json!({"sample_size": 9}), strong(json!({})), vec!["small_sample"]),
        ("ten are not few", none.clone(), json!({"sample_size": 10}), strong(json!({})), vec![]),
        ("no method", none.clone(), json!({"method": null}), strong(json!({})), vec!["no_method"]),
        ("no source", none.clone(), json!({"source": " "}), strong(json!({})), vec!["no_source"]),
        ("neither, moderately", none.clone(), json!({"method": null, "source": null}), json!({}), vec!["no_method"]),
        ("not over yet", none.clone(), json!({"ends_on": "2026-06-30"}), strong(json!({})), vec!["provisional"]),
        (
            "views differ",
            none.clone(),
            json!({}),
            strong(json!({"citizen_view": view("worsened"), "staff_view": view("improved")})),
            vec!["views_differ"],
        ),
        ("nothing to go by", json!({"baseline": null}), json!({}), json!({}), vec!["contradiction"]),
        ("nothing else contributed?", none.clone(), json!({}), json!({"other_contributory_factors": []}), vec!["missing"]),
        (
            "attribution on weak evidence",
            none.clone(),
            json!({}),
            json!({"claim": "attribution", "comparison": "x", "evidence_strength": "weak"}),
            vec!["weak_attribution"],
        ),
        ("the baseline came late", json!({"baseline": {"measured_on": "2026-02-01"}}), json!({}), json!({}), vec!["late_baseline"]),
    ] {
        let found = Case::of(&indicator, &period, &patch).assess();
        let got: Vec<_> = found.warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert_eq!(got, want, "{case}");
    }
    let one_sided = story(strong(json!({"judged_result": "improved", "judged_by": "staff", "rationale": "x"})));
    assert!(one_sided.warnings.iter().any(|warning| warning.code == "one_sided"));
}

#[test]
fn an_initiative_that_does_not_say_how_effects_can_be_known_is_asked_to() {
    for (patch, want) in [(json!({}), "/period_id"), (json!({"claim": "attribution", "comparison": "x"}), "/claim")] {
        let mut of = Case::of(&json!({}), &json!({}), &patch);
        of.domain = None;
        let found = of.assess();
        let asked: Vec<_> =
            found.warnings.iter().filter(|w| w.code == "knowledge_domain_missing").filter_map(|w| w.pointer.as_deref()).collect();
        assert_eq!(asked, [want]);
    }
}

#[test]
fn other_factors_and_comparisons_are_told() {
    let found = Case::of(&json!({}), &json!({}), &json!({"comparison": "Last year."})).assess();
    let told = found.reasons.join(" ");
    assert!(
        told.contains("Contribution is claimed, not attribution; compared with: Last year. Other factors: A large employer opened nearby."),
        "{told}"
    );
    assert_eq!(found.approaches, Json(vec![EvaluationApproach::TargetComparison, EvaluationApproach::CauseEffectChain]));
}
