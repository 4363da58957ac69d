//! An initiative's Four Co's in summary, and how its classification compares with its text. Pure.

use super::model::{Classification, ClassifiedLabel, CoAndKind};
use super::rules::{cos_of, mode_of};
use super::since::{self, SinceDecision};
use super::suggestion::{AmbiguousTerm, ScoredLabel, Suggestion};
use super::terms::{Co, Kind, Mode, Weight};
use crate::platform::db::Id;
use crate::platform::http::Fault;
use serde::Serialize;
use utoipa::ToSchema;

/// An initiative's Four Co's in summary.
#[derive(Debug, Serialize, ToSchema)]
pub struct FourCoSummary {
    /// The initiative.
    pub initiative_id: Id,
    /// The entity tag of this answer, as in `ETag`: send it as `If-Match` to accept the suggestion. It changes with the initiative, its classification, and what makes suggestions.
    #[schema(example = "\"1.0-en-3-hybrid-1\"")]
    pub tag: String,
    /// The classification in force; null while nobody has classified it.
    pub classification: Option<Classification>,
    /// How many classifications it has had, the one in force included.
    #[schema(example = 2, minimum = 0)]
    pub recorded: i64,
    /// Whether it is classified as co-production; null while nobody has classified it.
    pub is_coproduction: Option<bool>,
    /// Whether citizens speak, act or both by its classification.
    pub mode: Option<Mode>,
    /// The balance of voice and action by its classification.
    pub balance: VoiceActionBalance,
    /// Its Co's with the reasons, the primary one first.
    pub cos: Vec<CoReasons>,
    /// The classification beside what the text suggests today.
    pub comparison: Comparison,
    /// What is plausible but odd about the classification.
    pub warnings: Vec<Fault>,
}

/// The balance of citizen voice and citizen action.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VoiceActionBalance {
    /// Co's in which citizens speak: co-commissioning, co-design, co-assessment.
    pub voice: Vec<Co>,
    /// Co's in which citizens act: co-delivery.
    pub action: Vec<Co>,
    /// What follows for whom to ask: different people speak and act.
    #[schema(
        example = "Citizens act: look for people who like to do things; those who are good at making themselves heard may be unwilling to give the hours."
    )]
    pub recruitment: String,
}

/// A Co with the reasons that were given for it.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoReasons {
    /// The Co.
    pub co: Co,
    /// Primary when any of its labels is.
    pub weight: Weight,
    /// Its kinds.
    pub kinds: Vec<Kind>,
    /// Whether citizens speak or act in it.
    pub mode: Mode,
    /// The reasons that people gave.
    #[schema(example = json!(["Former jobseekers meet those who look for work every week."]))]
    pub reasons: Vec<String>,
    /// Whether the text suggests it too.
    pub in_text: bool,
}

/// A classification beside what the text suggests.
#[derive(Debug, Serialize, ToSchema)]
pub struct Comparison {
    /// Whether both name the same Co's and kinds with the same primary Co; null while there is no classification, or when the text says too little.
    pub agrees: Option<bool>,
    /// Every difference in words.
    #[schema(example = json!(["Classified as co_design, which title and description do not suggest: the text may leave out what people know."]))]
    pub differences: Vec<String>,
    /// Classified, but not suggested by the text.
    pub only_classified: Vec<CoAndKind>,
    /// Suggested by the text, but not classified.
    pub only_suggested: Vec<ScoredLabel>,
    /// Whether title or description have changed since the decision; null when it is not known from which text it was made.
    #[schema(example = true)]
    pub text_changed: Option<bool>,
    /// What the suggestion then and the suggestion now differ in; null when neither the text nor what makes suggestions has changed, or it is not known.
    pub since_decision: Option<SinceDecision>,
    /// Terms in the text that have to be settled.
    pub ambiguous_terms: Vec<AmbiguousTerm>,
    /// What title and description suggest today.
    pub suggestion: Suggestion,
}

/// What is on record about an initiative.
#[derive(Debug)]
pub struct Recorded {
    /// The initiative.
    pub initiative_id: Id,
    /// The entity tag of the answer.
    pub tag: String,
    /// The digest of title and description as they are now.
    pub text_digest: String,
    /// The classification in force.
    pub current: Option<Classification>,
    /// How many there have been.
    pub recorded: i64,
    /// What is odd about the one in force.
    pub warnings: Vec<Fault>,
}

/// Reads a classification together with what the text suggests.
pub fn summary(of: Recorded, suggestion: Suggestion) -> FourCoSummary {
    let Recorded { initiative_id, tag, text_digest, current, recorded, warnings } = of;
    let labels: &[ClassifiedLabel] = current.as_ref().map(|row| row.body.labels.as_slice()).unwrap_or_default();
    FourCoSummary {
        initiative_id,
        tag,
        recorded,
        is_coproduction: current.as_ref().map(|row| !row.body.labels.is_empty()),
        mode: mode_of(labels),
        balance: balance(labels),
        cos: cos_of(labels).into_iter().map(|co| reasons(co, labels, &suggestion)).collect(),
        comparison: comparison(current.as_ref(), suggestion, &text_digest),
        warnings,
        classification: current,
    }
}

fn balance(labels: &[ClassifiedLabel]) -> VoiceActionBalance {
    let (voice, action): (Vec<Co>, Vec<Co>) = cos_of(labels).into_iter().partition(|co| co.mode() == Mode::Voice);
    let recruitment = match (voice.is_empty(), action.is_empty()) {
        (true, true) => "Nothing is classified: whom to ask cannot be told yet.",
        (false, true) => {
            "Citizens speak: look for people who are good at making themselves heard; those who like to do things are often uninterested in meetings and committees."
        }
        (true, false) => {
            "Citizens act: look for people who like to do things; those who are good at making themselves heard may be unwilling to give the hours."
        }
        (false, false) => "Citizens speak and act: generally these are different people, so ask for both apart.",
    };
    VoiceActionBalance { voice, action, recruitment: recruitment.into() }
}

fn reasons(co: Co, labels: &[ClassifiedLabel], suggestion: &Suggestion) -> CoReasons {
    let own: Vec<&ClassifiedLabel> = labels.iter().filter(|label| label.co == co).collect();
    CoReasons {
        co,
        weight: if own.iter().any(|label| label.weight == Weight::Primary) { Weight::Primary } else { Weight::Secondary },
        kinds: own.iter().filter_map(|label| label.kind).collect(),
        mode: co.mode(),
        reasons: own.iter().filter_map(|label| label.rationale.clone()).collect(),
        in_text: suggestion.labels.iter().any(|label| label.co == co),
    }
}

fn comparison(current: Option<&Classification>, suggestion: Suggestion, text_digest: &str) -> Comparison {
    let mut differences = Vec::new();
    let (mut only_classified, mut only_suggested) = (Vec::new(), Vec::new());
    if let (Some(row), Some(looks)) = (current, suggestion.is_coproduction) {
        let labels = row.body.labels.as_slice();
        let named = |co, kind| CoAndKind { co, kind }.to_string();
        for label in labels {
            // A Co as a whole is met by any of its kinds.
            if !suggestion.labels.iter().any(|one| one.co == label.co && (label.kind.is_none() || one.kind == label.kind)) {
                only_classified.push(CoAndKind { co: label.co, kind: label.kind });
                differences.push(format!(
                    "Classified as {}, which title and description do not suggest: the text may leave out what people know.",
                    named(label.co, label.kind)
                ));
            }
        }
        for one in &suggestion.labels {
            if !labels.iter().any(|label| label.co == one.co && (label.kind.is_none() || label.kind == one.kind)) {
                differences.push(format!(
                    "Title and description suggest {} (score {}), which is not classified.",
                    named(one.co, one.kind),
                    one.score
                ));
                only_suggested.push(one.clone());
            }
        }
        match (labels.is_empty(), looks) {
            (true, true) => differences.push("Classified as not co-production, but the text looks like it.".into()),
            (false, false) => differences.push("Classified as co-production, but the text does not look like it.".into()),
            _ => {}
        }
        let primary = cos_of(labels).first().copied();
        if let (Some(people), Some(text)) = (primary, suggestion.primary)
            && people != text
        {
            differences.push(format!("People see {people} as primary, the text speaks most for {text}."));
        }
    }
    let comparable = current.is_some() && suggestion.is_coproduction.is_some();
    let kept = current.and_then(|row| row.body.suggestion.as_deref());
    let text_changed = kept.and_then(|kept| since::text_changed(kept, text_digest));
    Comparison {
        text_changed,
        since_decision: kept.and_then(|kept| since::decision(kept, text_changed?, &suggestion)),
        agrees: comparable.then_some(differences.is_empty()),
        differences,
        only_classified,
        only_suggested,
        ambiguous_terms: suggestion.ambiguous_terms.clone(),
        suggestion,
    }
}

#[cfg(test)]
mod tests {
    use super::super::suggestion;
    use super::*;
    use crate::four_co::samples::LIBRARY;
    use crate::vocabulary::language::Language;
    use serde_json::json;

    fn classification(labels: serde_json::Value) -> Classification {
        let now = "2026-03-01T00:00:00Z".parse().unwrap();
        let body = json!({"labels": labels, "decided_by": "both", "decided_on": "2026-03-01"});
        Classification {
            id: Id::fixed(2),
            initiative_id: Id::fixed(1),
            version: 1,
            created_at: now,
            updated_at: now,
            recorded_by_id: Id::fixed(3),
            superseded_at: None,
            superseded_by_id: None,
            body: serde_json::from_value(body).unwrap(),
        }
    }

    fn recorded(current: Option<Classification>) -> Recorded {
        let recorded = current.iter().count() as i64;
        Recorded { initiative_id: Id::fixed(1), tag: "\"1.0\"".into(), text_digest: String::new(), current, recorded, warnings: Vec::new() }
    }

    #[test]
    fn the_people_who_get_involved_are_quite_different_between_voice_and_action() {
        let labels =
            json!([{"co": "co_delivery", "kind": "co_management", "weight": "primary"}, {"co": "co_design", "weight": "secondary"}]);
        let made = summary(recorded(Some(classification(labels))), suggestion::of(Language::En, "Library", LIBRARY));
        assert_eq!((made.mode, made.balance.voice, made.balance.action), (Some(Mode::Both), vec![Co::CoDesign], vec![Co::CoDelivery]));
        assert!(made.balance.recruitment.contains("different people"));
    }

    #[test]
    fn what_people_know_and_what_the_text_says_are_compared_word_by_word() {
        let same = json!([{"co": "co_delivery", "kind": "co_management", "weight": "primary"}]);
        let other = json!([{"co": "co_design", "weight": "primary"}]);
        let compare = |labels| summary(recorded(Some(classification(labels))), suggestion::of(Language::En, "Library", LIBRARY)).comparison;
        let agreed = compare(same);
        assert_eq!(agreed.suggestion.primary, Some(Co::CoDelivery), "{:?}", agreed.suggestion.labels);
        assert!(agreed.only_classified.is_empty(), "{:?}", agreed.differences);
        let differing = compare(other);
        assert_eq!(differing.agrees, Some(false));
        assert_eq!(differing.only_classified, [CoAndKind { co: Co::CoDesign, kind: None }]);
        assert!(differing.differences.iter().any(|text| text.contains("primary")), "{:?}", differing.differences);
        let nobody = summary(recorded(None), suggestion::of(Language::En, "Library", LIBRARY));
        assert_eq!((nobody.comparison.agrees, nobody.is_coproduction), (None, None));
        assert_eq!((nobody.comparison.text_changed, nobody.comparison.since_decision), (None, None));
    }
}
