//! What a classification must be, and what is odd about one. Pure.

use super::model::{ClassifiedLabel, CoAndKind, NewClassification, SuggestionChanges};
use super::suggestion::ScoredLabel;
use super::terms::{Co, DecidedBy, Mode, Weight};
use crate::initiatives::Initiative;
use crate::platform::db::Day;
use crate::platform::http::{Fault, Faults};
use crate::vocabulary::codes::Coded;

/// Faults between members.
pub fn check(new: &NewClassification, faults: &mut Faults) {
    check_labels(&new.labels, faults);
    check_verdict(new, faults);
    check_mode(new, faults);
    check_suggestion(new, faults);
}

/// Faults of a list of labels.
pub fn check_labels(labels: &[ClassifiedLabel], faults: &mut Faults) {
    for (n, label) in labels.iter().enumerate() {
        check_label(n, label, &labels[..n], faults);
    }
    let primaries: Vec<usize> = (0..labels.len()).filter(|&n| labels[n].weight == Weight::Primary).collect();
    match primaries.as_slice() {
        [] if !labels.is_empty() => {
            faults.add("/labels", "no_primary", "must have exactly one label of weight primary: say what the initiative is mainly about");
        }
        [first, more @ ..] => {
            for n in more {
                faults.add(
                    format!("/labels/{n}/weight"),
                    "two_primaries",
                    format!("must be secondary: label {first} is primary already, and an initiative is mainly about one thing"),
                );
            }
        }
        [] => {}
    }
}

fn check_mode(new: &NewClassification, faults: &mut Faults) {
    let mode = mode_of(&new.labels);
    if let Some(declared) = new.mode
        && mode != Some(declared)
    {
        let message = match mode {
            Some(mode) => {
                format!("must be {mode}, which follows from the Co's: co_delivery is citizen action, the other three are citizen voice")
            }
            None => "must be absent when there are no labels".to_owned(),
        };
        faults.add("/mode", "contradiction", message);
    }
}

fn check_suggestion(new: &NewClassification, faults: &mut Faults) {
    faults.unless(
        new.decided_by != DecidedBy::Suggestion || new.suggestion.is_some(),
        "/suggestion",
        "required",
        "is required when decided_by is suggestion: which model proposed this, with which scores",
    );
    let Some(suggestion) = &new.suggestion else { return };
    for (n, label) in suggestion.labels.iter().enumerate() {
        let fits = label.kind.is_none_or(|kind| kind.co() == label.co);
        faults.unless(fits, format!("/suggestion/labels/{n}/kind"), "contradiction", format!("must be a kind of {}", label.co));
    }
    for (n, one) in suggestion.co_scores.iter().enumerate() {
        let new = suggestion.co_scores[..n].iter().all(|before| before.co != one.co);
        faults.unless(new, format!("/suggestion/co_scores/{n}/co"), "duplicate", format!("must not name {} twice", one.co));
    }
    if let Some(said) = &suggestion.changes {
        let agrees = *said == changes(&new.labels, &suggestion.labels);
        faults.unless(
            agrees,
            "/suggestion/changes",
            "contradiction",
            "must be what follows from labels and suggestion.labels; leave it out",
        );
    }
}

/// What people changed of what was suggested, the suggested primary Co first.
pub fn changes(decided: &[ClassifiedLabel], suggested: &[ScoredLabel]) -> SuggestionChanges {
    let decided_pairs: Vec<CoAndKind> = decided.iter().map(|label| CoAndKind { co: label.co, kind: label.kind }).collect();
    let suggested_pairs: Vec<CoAndKind> = suggested.iter().map(|label| CoAndKind { co: label.co, kind: label.kind }).collect();
    let without = |some: &[CoAndKind], others: &[CoAndKind]| some.iter().copied().filter(|one| !others.contains(one)).collect();
    let primary = cos_of(decided).first().copied();
    SuggestionChanges {
        added: without(&decided_pairs, &suggested_pairs),
        removed: without(&suggested_pairs, &decided_pairs),
        primary: primary.filter(|co| suggested.first().is_some_and(|label| label.co != *co)),
    }
}

fn check_label(n: usize, label: &ClassifiedLabel, before: &[ClassifiedLabel], faults: &mut Faults) {
    if let Some(kind) = label.kind
        && kind.co() != label.co
    {
        let kinds: Vec<&str> = label.co.kinds().iter().map(|kind| kind.code()).collect();
        let right = if kinds.is_empty() { "which has no kinds".to_owned() } else { format!("whose kinds are {}", kinds.join(", ")) };
        let message = format!("{kind} is a kind of {}, not of {}, {right}", kind.co(), label.co);
        faults.add(format!("/labels/{n}/kind"), "kind_of_another_co", message);
    }
    for (earlier, other) in before.iter().enumerate().filter(|(_, other)| other.co == label.co) {
        if other.kind == label.kind {
            faults.add(format!("/labels/{n}"), "duplicate", format!("is the same as label {earlier}; give it once"));
        } else if other.kind.is_none() || label.kind.is_none() {
            faults.add(
                format!("/labels/{n}"),
                "contradiction",
                format!("names {} once with a kind and once without (label {earlier}): name its kinds, or the Co as a whole", label.co),
            );
        }
    }
}

fn check_verdict(new: &NewClassification, faults: &mut Faults) {
    let said = new.is_coproduction;
    if new.labels.is_empty() {
        faults.unless(
            said == Some(false),
            "/is_coproduction",
            "required",
            "must be false when there are no labels: an initiative without any of the Four Co's is not co-production, and that has to be said",
        );
        faults.unless(
            new.rationale.as_ref().is_some_and(|text| !text.trim().is_empty()),
            "/rationale",
            "required",
            "is required when there are no labels: why is this not co-production?",
        );
    } else {
        faults.unless(
            said != Some(false),
            "/is_coproduction",
            "contradiction",
            "must not be false while there are labels: each of the Four Co's is co-production",
        );
    }
}

/// A decision cannot have been taken tomorrow.
pub fn check_date(new: &NewClassification, today: Day, faults: &mut Faults) {
    faults.unless(new.decided_on <= today, "/decided_on", "in_the_future", format!("must not be after today ({today})"));
}

/// The mode that follows from the labels.
pub fn mode_of(labels: &[ClassifiedLabel]) -> Option<Mode> {
    Mode::of(labels.iter().map(|label| label.co))
}

/// The Co's of labels, the primary one first, each once.
pub fn cos_of(labels: &[ClassifiedLabel]) -> Vec<Co> {
    let mut cos: Vec<Co> = Vec::new();
    let primary = labels.iter().filter(|label| label.weight == Weight::Primary);
    for label in primary.chain(labels) {
        if !cos.contains(&label.co) {
            cos.push(label.co);
        }
    }
    cos
}

/// What is plausible but odd, in the light of the initiative's record.
pub fn warnings(new: &NewClassification, of: &Initiative) -> Vec<Fault> {
    let mut odd = Vec::new();
    let mut say = |pointer: &str, code: &str, message: String| odd.push(Fault::at(pointer, code, message));
    let voices: Vec<&str> = cos_of(&new.labels).into_iter().filter(|co| co.mode() == Mode::Voice).map(Coded::code).collect();
    match new.decided_by {
        DecidedBy::Staff if !voices.is_empty() => say(
            "/decided_by",
            "decided_without_citizens",
            format!(
                "staff alone decided that citizens have a voice in it ({}): ask those citizens whether they see it so",
                voices.join(", ")
            ),
        ),
        DecidedBy::Suggestion => {
            say("/decided_by", "not_decided", "a suggestion proposes; people decide: have it confirmed by citizens, staff or both".into())
        }
        _ => {}
    }
    let (public, citizens) = (of.public_service_contributions, of.citizen_contributions);
    match (new.labels.is_empty(), public > 0, citizens > 0) {
        (false, true, false) => say(
            "/labels",
            "one_sided",
            "no contribution of citizens is on record: record what they bring, or this is a service done to people".into(),
        ),
        (false, false, true) => say(
            "/labels",
            "one_sided",
            "no contribution of the public service is on record: record what it brings, or this is self-help without public input".into(),
        ),
        (true, true, true) => say(
            "/is_coproduction",
            "both_sides_contribute",
            "contributions of the public service and of citizens are on record: does neither make better use of the other's?".into(),
        ),
        _ => {}
    }
    for (n, label) in new.labels.iter().enumerate() {
        if label.kind.is_none() && !label.co.kinds().is_empty() {
            say(&format!("/labels/{n}/kind"), "missing", format!("say which kind of {} it is, where that is known", label.co));
        }
        if label.rationale.as_ref().is_none_or(|text| text.trim().is_empty()) {
            say(&format!("/labels/{n}/rationale"), "missing", "say what citizens do that makes it so".into());
        }
    }
    odd
}

#[cfg(test)]
mod tests {
    use super::super::terms::Kind;
    use super::*;
    use crate::initiatives::NewInitiative;
    use crate::platform::db::{Id, Json};
    use serde_json::{Value, json};

    fn new(patch: Value) -> NewClassification {
        let mut whole = json!({
            "labels": [{"co": "co_delivery", "kind": "co_implementation", "weight": "primary", "rationale": "Peers give the support."}],
            "decided_by": "both", "decided_on": "2026-03-01"
        });
        json_patch::merge(&mut whole, &patch);
        serde_json::from_value(whole).unwrap()
    }

    fn model() -> Value {
        json!({"thesaurus": "en-1", "scorer": "x"})
    }

    fn initiative(public: i64, citizens: i64) -> Initiative {
        let now = "2026-03-01T00:00:00Z".parse().unwrap();
        let body: NewInitiative = serde_json::from_value(json!({"title": "Peer support", "stage": "lab"})).unwrap();
        Initiative {
            id: Id::fixed(1),
            version: 1,
            parts_version: 0,
            created_at: now,
            updated_at: now,
            withdrawn_at: None,
            stage_since: None,
            four_co: Json(Vec::new()),
            public_service_contributions: public,
            citizen_contributions: citizens,
            body,
        }
    }

    fn places(new: &NewClassification) -> Vec<(String, String)> {
        let mut faults = Faults::default();
        check(new, &mut faults);
        faults.into_vec().into_iter().map(|fault| (fault.pointer.unwrap_or_default(), fault.code)).collect()
    }

    #[test]
    fn contradictions_are_refused_with_a_reason() {
        let label = |co: &str, kind: Value, weight: &str| json!({"co": co, "kind": kind, "weight": weight});
        for (case, patch, want) in [
            (
                "co-management is a kind of co-delivery",
                json!({"labels": [label("co_design", json!("co_management"), "primary")]}),
                "/labels/0/kind",
            ),
            ("co-design has no kinds", json!({"labels": [label("co_design", json!("co_planning"), "primary")]}), "/labels/0/kind"),
            (
                "the same label twice",
                json!({"labels": [label("co_design", Value::Null, "primary"), label("co_design", Value::Null, "secondary")]}),
                "/labels/1",
            ),
            (
                "a Co with a kind and without",
                json!({"labels": [label("co_delivery", Value::Null, "primary"), label("co_delivery", json!("co_management"), "secondary")]}),
                "/labels/1",
            ),
            (
                "two primaries",
                json!({"labels": [label("co_design", Value::Null, "primary"), label("co_delivery", Value::Null, "primary")]}),
                "/labels/1/weight",
            ),
            ("no primary", json!({"labels": [label("co_design", Value::Null, "secondary")]}), "/labels"),
            ("co-delivery is about citizen action", json!({"mode": "voice"}), "/mode"),
            ("no labels, nothing said", json!({"labels": []}), "/is_coproduction"),
            ("no labels, no rationale", json!({"labels": [], "is_coproduction": false}), "/rationale"),
            ("labels, but not co-production", json!({"is_coproduction": false}), "/is_coproduction"),
            ("by suggestion, but which?", json!({"decided_by": "suggestion"}), "/suggestion"),
            (
                "a Co with two scores",
                json!({"suggestion": {"model": model(), "co_scores": [{"co": "co_design", "score": 0.1}, {"co": "co_design", "score": 0.2}]}}),
                "/suggestion/co_scores/1/co",
            ),
            (
                "changes that the labels do not show",
                json!({"suggestion": {"model": model(), "labels": [], "changes": {"added": [], "removed": []}}}),
                "/suggestion/changes",
            ),
        ] {
            assert_eq!(places(&new(patch)).first().map(|(pointer, _)| pointer.as_str()), Some(want), "{case}");
        }
    }

    #[test]
    fn the_boundaries_between_the_four_cos_are_not_watertight() {
        let several = json!({"mode": "both", "labels": [
            {"co": "co_delivery", "kind": "co_management", "weight": "primary"},
            {"co": "co_delivery", "kind": "co_implementation", "weight": "secondary"},
            {"co": "co_design", "weight": "secondary"}
        ]});
        assert_eq!(places(&new(several.clone())), []);
        assert_eq!(mode_of(&new(several.clone()).labels), Some(Mode::Both));
        assert_eq!(cos_of(&new(several).labels), [Co::CoDelivery, Co::CoDesign]);
        let none = json!({"labels": [], "is_coproduction": false, "rationale": "Staff decide and do everything."});
        assert_eq!(places(&new(none)), []);
    }

    #[test]
    fn what_people_changed_is_told_label_by_label() {
        let pair = |co: Co, kind| CoAndKind { co, kind };
        let (run, help) = (pair(Co::CoDelivery, Some(Kind::CoManagement)), pair(Co::CoDelivery, Some(Kind::CoImplementation)));
        let design = pair(Co::CoDesign, None);
        let label = |one: CoAndKind, weight| ClassifiedLabel { co: one.co, kind: one.kind, weight, rationale: None };
        for (case, suggested, decided, added, removed, primary) in [
            ("taken over", vec![run, design], vec![run, design], vec![], vec![], None),
            ("one dropped", vec![run, design], vec![run], vec![], vec![design], None),
            ("one added", vec![run], vec![run, design], vec![design], vec![], None),
            ("another kind", vec![run], vec![help], vec![help], vec![run], None),
            (
                "the Co as a whole instead of its kind",
                vec![run],
                vec![pair(Co::CoDelivery, None)],
                vec![pair(Co::CoDelivery, None)],
                vec![run],
                None,
            ),
            ("another is the main one", vec![run, design], vec![design, run], vec![], vec![], Some(Co::CoDesign)),
            ("nothing was suggested", vec![], vec![design], vec![design], vec![], None),
            ("nothing was decided", vec![design], vec![], vec![], vec![design], None),
        ] {
            let suggested: Vec<ScoredLabel> =
                suggested.into_iter().map(|one| ScoredLabel { co: one.co, kind: one.kind, score: "0.5".parse().unwrap() }).collect();
            let weight = |n| if n == 0 { Weight::Primary } else { Weight::Secondary };
            let decided: Vec<ClassifiedLabel> = decided.into_iter().enumerate().map(|(n, one)| label(one, weight(n))).collect();
            assert_eq!(changes(&decided, &suggested), SuggestionChanges { added, removed, primary }, "{case}");
        }
    }

    #[test]
    fn what_is_decided_in_the_future_is_refused() {
        for (on, good) in [("2026-03-01", true), ("2026-03-02", false)] {
            let mut faults = Faults::default();
            check_date(&new(json!({"decided_on": on})), "2026-03-01".parse().unwrap(), &mut faults);
            assert_eq!(faults.is_empty(), good, "{on}");
        }
    }

    #[test]
    fn odd_classifications_are_accepted_with_a_warning() {
        let voice = json!({"labels": [{"co": "co_assessment", "kind": "co_monitoring", "weight": "primary", "rationale": "They check."}]});
        let by = |who: &str| {
            let mut patch = voice.clone();
            json_patch::merge(&mut patch, &json!({"decided_by": who}));
            patch
        };
        for (case, patch, public, citizens, want) in [
            ("nothing odd", json!({}), 1, 1, vec![]),
            ("citizen voice, decided by staff alone", by("staff"), 1, 1, vec!["decided_without_citizens"]),
            ("citizen action, decided by staff", json!({"decided_by": "staff"}), 1, 1, vec![]),
            ("citizen voice, decided by citizens", by("citizens"), 1, 1, vec![]),
            ("services done to people", json!({}), 1, 0, vec!["one_sided"]),
            ("self-help without public input", json!({}), 0, 1, vec!["one_sided"]),
            ("nothing on record yet", json!({}), 0, 0, vec![]),
            (
                "not co-production, though both contribute",
                json!({"labels": [], "is_coproduction": false, "rationale": "x"}),
                1,
                1,
                vec!["both_sides_contribute"],
            ),
            ("no kind, no reason", json!({"labels": [{"co": "co_delivery", "weight": "primary"}]}), 1, 1, vec!["missing", "missing"]),
        ] {
            let codes: Vec<String> = warnings(&new(patch), &initiative(public, citizens)).into_iter().map(|fault| fault.code).collect();
            assert_eq!(codes, want, "{case}");
        }
    }
}
