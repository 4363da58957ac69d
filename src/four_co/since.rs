//! What a suggestion says now that it did not say when people decided. Pure.

use super::model::{CoAndKind, Provenance};
use super::suggestion::{ModelVersions, ScoredLabel, Suggestion};
use super::terms::Co;
use serde::Serialize;
use utoipa::ToSchema;

/// What the suggestion that a decision started from and the suggestion of today differ in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SinceDecision {
    /// Every difference in words; empty when the suggestion is still the same.
    #[schema(example = json!(["Now the text also suggests co_design (score 0.612)."]))]
    pub differences: Vec<String>,
    /// Suggested now, but not then.
    pub newly_suggested: Vec<ScoredLabel>,
    /// Suggested then, but not now, with the scores of then.
    pub no_longer_suggested: Vec<ScoredLabel>,
    /// Whether it looked like co-production then; null when the text said too little.
    pub was_coproduction: Option<bool>,
    /// Whether it looks like co-production now; null when the text says too little.
    pub is_coproduction: Option<bool>,
    /// The main Co of what was suggested then.
    pub primary_then: Option<Co>,
    /// The main Co of what is suggested now.
    pub primary_now: Option<Co>,
    /// Whether what makes suggestions has changed too, so that the text need not be the cause.
    #[schema(example = false)]
    pub model_changed: bool,
    /// What made the suggestion then; `suggestion.model` made the one of today.
    pub model_then: ModelVersions,
}

/// Whether the text is another than the one that a suggestion was made from.
pub fn text_changed(kept: &Provenance, text_digest: &str) -> Option<bool> {
    kept.text_digest.as_ref().map(|then| then != text_digest)
}

/// What has changed of the suggestion; none when nothing could have changed it.
pub fn decision(kept: &Provenance, text_changed: bool, now: &Suggestion) -> Option<SinceDecision> {
    let model_changed = kept.model != now.model;
    if !text_changed && !model_changed {
        return None;
    }
    let same = |one: &ScoredLabel, other: &ScoredLabel| (one.co, one.kind) == (other.co, other.kind);
    let missing_in = |some: &[ScoredLabel], others: &[ScoredLabel]| -> Vec<ScoredLabel> {
        some.iter().filter(|one| !others.iter().any(|other| same(one, other))).cloned().collect()
    };
    let (newly, gone) = (missing_in(&now.labels, &kept.labels), missing_in(&kept.labels, &now.labels));
    let primary_then = kept.labels.first().map(|label| label.co);
    let mut differences = Vec::new();
    if kept.is_coproduction != now.is_coproduction {
        differences.push(format!("Then the text {}; now it {}.", verdict(kept.is_coproduction, true), verdict(now.is_coproduction, false)));
    }
    let named = |one: &ScoredLabel| format!("{} (score {})", CoAndKind { co: one.co, kind: one.kind }, one.score);
    differences.extend(newly.iter().map(|one| format!("Now the text suggests {}, then it did not.", named(one))));
    differences.extend(gone.iter().map(|one| format!("Then the text suggested {}, now it does not.", named(one))));
    if let (Some(then), Some(now)) = (primary_then, now.primary)
        && then != now
    {
        differences.push(format!("Then the text spoke most for {then}, now it speaks most for {now}."));
    }
    Some(SinceDecision {
        differences,
        newly_suggested: newly,
        no_longer_suggested: gone,
        was_coproduction: kept.is_coproduction,
        is_coproduction: now.is_coproduction,
        primary_then,
        primary_now: now.primary,
        model_changed,
        model_then: kept.model.clone(),
    })
}

fn verdict(looks: Option<bool>, past: bool) -> &'static str {
    match (looks, past) {
        (Some(true), true) => "looked like co-production",
        (Some(true), false) => "looks like it",
        (Some(false), true) => "did not look like co-production",
        (Some(false), false) => "does not look like it",
        (None, true) => "said too little to tell whether it is co-production",
        (None, false) => "says too little to tell",
    }
}

#[cfg(test)]
mod tests {
    use super::super::suggestion;
    use super::*;
    use crate::four_co::samples::{LEAFLET, LIBRARY};
    use crate::vocabulary::language::Language;

    fn kept(text: &str) -> Provenance {
        let made = suggestion::of(Language::En, "", text);
        Provenance {
            model: made.model,
            is_coproduction: made.is_coproduction,
            labels: made.labels,
            co_scores: Vec::new(),
            text_digest: Some(text.into()),
            changes: None,
        }
    }

    #[test]
    fn whether_the_text_changed_is_known_only_where_its_digest_was_kept() {
        let known = kept("a");
        assert_eq!((text_changed(&known, "a"), text_changed(&known, "b")), (Some(false), Some(true)));
        assert_eq!(text_changed(&Provenance { text_digest: None, ..known }, "a"), None);
    }

    #[test]
    fn what_suggestions_then_and_now_differ_in_is_named() {
        let design = "In a workshop patients sketched the new waiting room, built a cardboard prototype, tried it and changed the layout.";
        for (case, then, now, was, is, words) in [
            ("another text, another Co", LIBRARY, design, Some(true), Some(true), "Now the text suggests co_design"),
            (
                "another text, another Co: the first is gone",
                LIBRARY,
                design,
                Some(true),
                Some(true),
                "Then the text suggested co_delivery, co_management",
            ),
            ("another text, another main Co", LIBRARY, design, Some(true), Some(true), "Then the text spoke most for co_delivery"),
            (
                "no co-production any more",
                LIBRARY,
                LEAFLET,
                Some(true),
                Some(false),
                "looked like co-production; now it does not look like it",
            ),
            ("nothing left to tell by", LIBRARY, "Various.", Some(true), None, "now it says too little to tell"),
            ("now it can be told", "Various.", LIBRARY, None, Some(true), "said too little"),
        ] {
            let found = decision(&kept(then), true, &suggestion::of(Language::En, "", now)).unwrap();
            assert_eq!((found.was_coproduction, found.is_coproduction, found.model_changed), (was, is, false), "{case}");
            assert!(found.differences.iter().any(|text| text.contains(words)), "{case}: {:?}", found.differences);
        }
    }

    #[test]
    fn the_same_suggestion_from_another_text_differs_in_nothing() {
        let found = decision(&kept(LIBRARY), true, &suggestion::of(Language::En, "", LIBRARY)).unwrap();
        assert!(found.differences.is_empty() && found.newly_suggested.is_empty() && found.no_longer_suggested.is_empty());
        assert_eq!(decision(&kept(LIBRARY), false, &suggestion::of(Language::En, "", LIBRARY)), None, "nothing could have changed it");
    }

    #[test]
    fn a_new_model_is_told_apart_from_a_new_text() {
        let mut then = kept(LIBRARY);
        then.model.scorer = "linear-0".into();
        let found = decision(&then, false, &suggestion::of(Language::En, "", LIBRARY)).unwrap();
        assert_eq!((found.model_changed, found.model_then.scorer.as_str()), (true, "linear-0"));
    }
}
