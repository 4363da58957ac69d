//! A batch as it is asked for and answered.

use crate::four_co::suggestion::{AmbiguousTerm, Candidate, ModelVersions, NewSuggestion, ScoredLabel, Span, Suggestion};
use crate::four_co::terms::{Co, Mode};
use crate::platform::http::body::Input;
use crate::platform::http::problem::ProblemDetails;
use crate::vocabulary::language::Language;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AnyOfBuilder, ObjectBuilder, Ref, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

crate::codes! {
    /// How much the answers of a batch say.
    pub enum SuggestionDetail: "suggestion_detail", "How much the answers of a batch say", source "This service" {
        /// What is suggested and why, without the passages and without what is below the line.
        Labels = "labels", "Labels";
        /// All that the answer to a single text says.
        Full = "full", "Everything";
    }
}

/// Texts to suggest Co's for. Nothing of them is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSuggestionBatch {
    /// The texts, each like the body of `POST /v1/four-co/suggestions`. What is wrong with one is told in its own answer.
    #[schema(min_items = 1, max_items = 1000)]
    pub texts: Vec<BatchText>,
    /// How much the answers say.
    #[serde(default = "labels")]
    #[schema(default = "labels")]
    pub detail: SuggestionDetail,
}

fn labels() -> SuggestionDetail {
    SuggestionDetail::Labels
}

impl Input for NewSuggestionBatch {
    /// Room for a thousand texts of four thousand characters.
    const SIZE: usize = 4;
}

/// One text of a batch, not yet checked: any object, since the others must not fail with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BatchText(pub Value);

impl PartialSchema for BatchText {
    fn schema() -> RefOr<Schema> {
        AnyOfBuilder::new()
            .item(Ref::from_schema_name(NewSuggestion::name()))
            .item(ObjectBuilder::new().schema_type(Type::Object).description(Some("Anything else is answered with a problem of its own.")))
            .description(Some("A text of a batch."))
            .into()
    }
}

impl ToSchema for BatchText {
    fn name() -> Cow<'static, str> {
        "BatchText".into()
    }
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((NewSuggestion::name().into(), NewSuggestion::schema()));
        NewSuggestion::schemas(schemas);
    }
}

/// What the texts of a batch suggest.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionBatch<'a> {
    /// One answer for each text, in the order of the texts.
    pub items: Vec<BatchAnswer<'a>>,
    /// How many texts have a suggestion.
    #[schema(example = 998, minimum = 0)]
    pub suggested: usize,
    /// How many texts have a problem instead.
    #[schema(example = 2, minimum = 0)]
    pub refused: usize,
}

/// What became of one text: either a suggestion or a problem.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchAnswer<'a> {
    /// What the text suggests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<BatchSuggestion>,
    /// What is wrong with the text (RFC 9457). Its pointers are those of the text alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemDetails<'a>>,
}

/// What a text of a batch suggests. It proposes; people decide.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchSuggestion {
    /// The language that the text was read in.
    pub language: Language,
    /// Whether this looks like co-production at all; null when the text says too little.
    pub is_coproduction: Option<bool>,
    /// Why it looks so.
    #[schema(example = json!(["This is known as co_management: “Villagers run the branch library”."]))]
    pub reasons: Vec<String>,
    /// What is suggested, the primary Co first; empty when it does not look like co-production.
    pub labels: Vec<ScoredLabel>,
    /// The main Co of what is suggested.
    pub primary: Option<Co>,
    /// Whether citizens speak, act or both in what is suggested.
    pub mode: Option<Mode>,
    /// All Co's and kinds by score, also those that are not suggested. Only with `detail` `full`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidates: Option<Vec<Candidate>>,
    /// The passages that speak for and against, in the order of the text; of a long text the 100 that matter most. Only with `detail` `full`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spans: Option<Vec<Span>>,
    /// Terms that can mean several things, each with all its readings.
    pub ambiguous_terms: Vec<AmbiguousTerm>,
    /// What made the suggestion.
    pub model: ModelVersions,
}

impl BatchSuggestion {
    /// As much of a suggestion as is asked for.
    pub fn of(suggestion: Suggestion, detail: SuggestionDetail) -> Self {
        let full = detail == SuggestionDetail::Full;
        let Suggestion { is_coproduction, reasons, labels, primary, mode, candidates, spans, ambiguous_terms, model, language } =
            suggestion;
        BatchSuggestion {
            language,
            is_coproduction,
            reasons,
            labels,
            primary,
            mode,
            candidates: full.then_some(candidates),
            spans: full.then_some(spans),
            ambiguous_terms,
            model,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::http::body::accept;
    use serde_json::json;

    #[test]
    fn a_batch_is_a_list_of_objects_whatever_they_hold() {
        for (case, batch, good) in [
            ("sound texts", json!({"texts": [{"description": "x"}], "detail": "full"}), true),
            ("a text without anything", json!({"texts": [{}]}), true),
            ("a text of the wrong shape", json!({"texts": [{"description": 5, "nonsense": null}]}), true),
            ("no texts", json!({"texts": []}), false),
            ("no list", json!({"texts": {"description": "x"}}), false),
            ("a list as the body", json!([{"description": "x"}]), false),
            ("a text that is none", json!({"texts": ["x"]}), false),
            ("an unknown detail", json!({"texts": [{}], "detail": "most"}), false),
            ("an unknown member", json!({"texts": [{}], "text": 1}), false),
            ("too many", json!({"texts": vec![json!({}); 1_001]}), false),
        ] {
            assert_eq!(accept::<NewSuggestionBatch>(batch).is_ok(), good, "{case}");
        }
    }

    #[test]
    fn labels_say_what_is_suggested_and_full_says_all() {
        let made = || {
            crate::four_co::suggestion::of(Language::En, "", "An elected board of residents runs the hall under a lease from the council.")
        };
        let brief = serde_json::to_value(BatchSuggestion::of(made(), SuggestionDetail::Labels)).unwrap();
        let full = serde_json::to_value(BatchSuggestion::of(made(), SuggestionDetail::Full)).unwrap();
        assert_eq!(full, serde_json::to_value(made()).unwrap(), "the same members as the answer to a single text");
        let more: Vec<&String> = full.as_object().unwrap().keys().filter(|name| brief.get(*name).is_none()).collect();
        assert_eq!(more, ["candidates", "spans"]);
    }
}
