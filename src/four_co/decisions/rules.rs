//! What a classification says about the suggestion it started from. Pure.

use super::model::CoDecision;
use crate::four_co::model::NewClassification;
use crate::four_co::terms::{Co, DecidedBy};
use crate::platform::db::Decimal;
use crate::vocabulary::codes::Coded;

/// What people decided about each of the Four Co's; none where it is nobody's decision, where it
/// started from no suggestion, and where the suggestion passed no judgement that could be overruled.
pub fn of(classification: &NewClassification) -> Option<Vec<CoDecision>> {
    let from = classification.suggestion.as_ref().filter(|_| classification.decided_by != DecidedBy::Suggestion)?;
    if from.is_coproduction.is_none() && from.labels.is_empty() {
        return None;
    }
    let decisions = Co::ALL.iter().map(|co| CoDecision {
        co: *co,
        score: from.co_scores.iter().find(|one| one.co == *co).map(|one| thousandths(one.score)),
        suggested: from.labels.iter().any(|label| label.co == *co),
        decided: classification.labels.iter().any(|label| label.co == *co),
    });
    Some(decisions.collect())
}

/// A score from 0 to 1 in thousandths: it has no more places.
fn thousandths(score: Decimal) -> i64 {
    let whole = (score.0 * rust_decimal::Decimal::ONE_THOUSAND).round();
    i64::try_from(whole).unwrap_or_default().clamp(0, 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn decided(more: Value) -> Option<Vec<(Option<i64>, bool, bool)>> {
        let mut whole = json!({
            "labels": [{"co": "co_delivery", "kind": "co_management", "weight": "primary"}, {"co": "co_assessment", "weight": "secondary"}],
            "decided_by": "both", "decided_on": "2026-03-01",
            "suggestion": {
                "model": {"thesaurus": "en-1", "scorer": "x"}, "is_coproduction": true,
                "labels": [{"co": "co_delivery", "kind": "co_implementation", "score": 0.9}, {"co": "co_design", "score": 0.4}],
                "co_scores": [{"co": "co_delivery", "score": 0.912}, {"co": "co_design", "score": 0.4004}, {"co": "co_assessment", "score": 1}]
            }
        });
        json_patch::merge(&mut whole, &more);
        let found = of(&serde_json::from_value(whole).unwrap())?;
        assert_eq!(found.iter().map(|one| one.co).collect::<Vec<_>>(), Co::ALL);
        Some(found.into_iter().map(|one| (one.score, one.suggested, one.decided)).collect())
    }

    #[test]
    fn each_of_the_four_cos_was_suggested_or_not_and_decided_or_not() {
        let whole = vec![(None, false, false), (Some(400), true, false), (Some(912), true, true), (Some(1_000), false, true)];
        assert_eq!(decided(json!({})), Some(whole.clone()));
        let unscored = whole.into_iter().map(|(_, suggested, decided)| (None, suggested, decided)).collect();
        assert_eq!(decided(json!({"suggestion": {"co_scores": null}})), Some(unscored));
    }

    #[test]
    fn only_people_overrule_and_only_a_judgement_is_overruled() {
        for (case, more, counts) in [
            ("taken over by nobody", json!({"decided_by": "suggestion"}), false),
            ("no suggestion", json!({"suggestion": null}), false),
            ("the text said too little", json!({"suggestion": {"is_coproduction": null, "labels": null}}), false),
            ("labels without a verdict, as kept by some clients", json!({"suggestion": {"is_coproduction": null}}), true),
            ("not co-production", json!({"suggestion": {"is_coproduction": false, "labels": null}}), true),
        ] {
            let mut more = more;
            // Absent, where the merge would leave null.
            if more["suggestion"].is_object() {
                more["suggestion"]["text_digest"] = json!(null);
            }
            assert_eq!(decided(more).is_some(), counts, "{case}");
        }
    }
}
