//! What an accepted suggestion becomes. Pure.

use super::model::NewAcceptance;
use crate::four_co::model::{ClassifiedLabel, CoScore, NewClassification, Provenance};
use crate::four_co::rules;
use crate::four_co::suggestion::Suggestion;
use crate::four_co::terms::Weight;
use crate::platform::db::Json;
use crate::platform::http::Faults;

/// A rationale may have this many characters.
const RATIONALE: usize = 5_000;

/// The classification that an accepted suggestion becomes, or what stands in its way.
pub fn accepted(new: NewAcceptance, suggestion: &Suggestion, text_digest: String) -> Result<NewClassification, Faults> {
    let mut faults = Faults::default();
    let said = new.rationale.filter(|text| !text.trim().is_empty());
    let labels = match (new.labels, suggestion.is_coproduction) {
        (Some(labels), _) => labels,
        (None, Some(_)) => as_suggested(suggestion),
        (None, None) => {
            faults.add(
                "/labels",
                "undetermined",
                "is required: title and description say too little for a suggestion, so there is nothing to accept. Say what people decided \
                 (an empty list with a rationale when it is not co-production), or say more in the description first",
            );
            return Err(faults);
        }
    };
    let agreed_that_it_is_not = labels.is_empty() && suggestion.is_coproduction == Some(false);
    let rationale = said.or_else(|| agreed_that_it_is_not.then(|| shortened(&suggestion.reasons)));
    let classification = NewClassification {
        is_coproduction: labels.is_empty().then_some(false),
        labels: Json(labels),
        mode: None,
        decided_by: new.decided_by.into(),
        decided_on: new.decided_on,
        rationale,
        suggestion: Some(Json(provenance(suggestion, text_digest))),
    };
    rules::check(&classification, &mut faults);
    if faults.is_empty() { Ok(classification) } else { Err(faults) }
}

/// The labels of a suggestion, as if people had named them: the first is what the text speaks most
/// for. Why each of them holds is for people to say.
fn as_suggested(suggestion: &Suggestion) -> Vec<ClassifiedLabel> {
    let weight = |n: usize| if n == 0 { Weight::Primary } else { Weight::Secondary };
    let labels = suggestion.labels.iter().enumerate();
    labels.map(|(n, label)| ClassifiedLabel { co: label.co, kind: label.kind, weight: weight(n), rationale: None }).collect()
}

/// What is kept of a suggestion.
pub fn provenance(suggestion: &Suggestion, text_digest: String) -> Provenance {
    let whole_cos = suggestion.candidates.iter().filter(|candidate| candidate.kind.is_none());
    Provenance {
        model: suggestion.model.clone(),
        is_coproduction: suggestion.is_coproduction,
        labels: suggestion.labels.clone(),
        co_scores: whole_cos.map(|candidate| CoScore { co: candidate.co, score: candidate.score }).collect(),
        text_digest: Some(text_digest),
        changes: None,
    }
}

/// As many of the reasons as a rationale has room for.
fn shortened(reasons: &[String]) -> String {
    let mut text = String::new();
    for reason in reasons {
        let gap = if text.is_empty() { "" } else { " " };
        if text.chars().count() + gap.len() + reason.chars().count() > RATIONALE {
            break;
        }
        text.push_str(gap);
        text.push_str(reason);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::four_co::samples::{LEAFLET, LIBRARY};
    use crate::four_co::suggestion;
    use crate::four_co::terms::{AcceptedBy, Co, DecidedBy, Kind};
    use crate::vocabulary::language::Language;
    use serde_json::{Value, json};

    fn new(more: Value) -> NewAcceptance {
        let mut whole = json!({"decided_by": "citizens", "decided_on": "2026-03-01"});
        json_patch::merge(&mut whole, &more);
        serde_json::from_value(whole).unwrap()
    }

    fn accept(text: &str, more: Value) -> Result<NewClassification, Vec<(String, String)>> {
        let made = accepted(new(more), &suggestion::of(Language::En, "", text), "0".repeat(64));
        made.map_err(|faults| faults.into_vec().into_iter().map(|fault| (fault.pointer.unwrap_or_default(), fault.code)).collect())
    }

    #[test]
    fn what_is_suggested_is_taken_over_as_it_stands() {
        let made = accept(LIBRARY, json!({})).unwrap();
        assert_eq!((made.decided_by, made.labels[0].co, made.labels[0].weight), (DecidedBy::Citizens, Co::CoDelivery, Weight::Primary));
        assert_eq!(made.labels[0].kind, Some(Kind::CoManagement));
        assert!(made.labels[1..].iter().all(|label| label.weight == Weight::Secondary));
        let kept = made.suggestion.unwrap().0;
        assert_eq!((kept.is_coproduction, kept.co_scores.len(), kept.text_digest.is_some()), (Some(true), 4, true));
        assert_eq!(kept.labels, suggestion::of(Language::En, "", LIBRARY).labels);
    }

    #[test]
    fn people_have_the_last_word() {
        let labels = json!([{"co": "co_design", "weight": "primary", "rationale": "They drew the plans."}]);
        let made = accept(LIBRARY, json!({"labels": labels, "decided_by": "both"})).unwrap();
        assert_eq!((made.decided_by, made.labels[0].co, made.labels.len()), (DecidedBy::Both, Co::CoDesign, 1));
        let none = accept(LIBRARY, json!({"labels": [], "rationale": "The board is the county's own."})).unwrap();
        assert_eq!((none.is_coproduction, none.labels.len()), (Some(false), 0));
        assert_eq!(accept(LEAFLET, json!({"labels": labels})).unwrap().labels.len(), 1);
    }

    #[test]
    fn that_it_is_not_co_production_is_accepted_with_the_reasons_of_the_suggestion() {
        for more in [json!({}), json!({"labels": []}), json!({"rationale": "  "})] {
            let made = accept(LEAFLET, more).unwrap();
            assert_eq!((made.is_coproduction, made.labels.len()), (Some(false), 0));
            assert!(made.rationale.unwrap().contains("It does not look as if citizens"));
        }
        let own = accept(LEAFLET, json!({"rationale": "It only informs."})).unwrap();
        assert_eq!(own.rationale.as_deref(), Some("It only informs."));
    }

    #[test]
    fn what_cannot_be_accepted_says_why() {
        let fault = |pointer: &str, code: &str| Err(vec![(pointer.to_owned(), code.to_owned())]);
        let unclear = "Various activities.";
        let accepted = |text, more| accept(text, more).map(drop);
        assert_eq!(accepted(unclear, json!({})), fault("/labels", "undetermined"));
        assert_eq!(accepted(unclear, json!({"labels": []})), fault("/rationale", "required"));
        assert_eq!(accepted(LIBRARY, json!({"labels": []})), fault("/rationale", "required"), "the suggestion's reasons say the opposite");
        assert_eq!(accepted(unclear, json!({"labels": [], "rationale": "Staff alone do it."})), Ok(()));
        assert_eq!(accepted(unclear, json!({"labels": [{"co": "co_design", "weight": "primary"}]})), Ok(()));
    }

    #[test]
    fn reasons_that_are_too_long_are_left_out_whole() {
        let reasons = ["a".repeat(4_990), "b".repeat(10), "c".into()];
        assert_eq!(shortened(&reasons), "a".repeat(4_990), "with the gap it would be one too long");
        assert_eq!(shortened(&["a".into(), "b".into()]), "a b");
        assert_eq!(AcceptedBy::Citizens.to_string(), "citizens");
    }
}
