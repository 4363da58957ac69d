//! Results that people judge.

use super::{Case, story, told, view};
use crate::outcomes::model::AssessmentResult::*;
use serde_json::json;

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
