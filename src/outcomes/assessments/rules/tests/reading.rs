//! How results are to be read, and what they claim.

use super::{Case, story, view};
use crate::initiatives::KnowledgeDomain;
use crate::outcomes::assessments::fit;
use crate::outcomes::model::{EvaluationApproach, MissedTarget};
use crate::platform::db::Json;
use crate::platform::http::Faults;
use serde_json::{Value, json};

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
