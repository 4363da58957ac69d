//! A suggestion as it is asked for and answered.

use super::READABLE;
use super::thesaurus::TermReading;
use crate::four_co::terms::{Co, Kind, Mode, Polarity, TextField};
use crate::platform::db::Decimal;
use crate::platform::http::Faults;
use crate::platform::http::body::Input;
use crate::vocabulary::language::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A text to suggest Co's for. Nothing of it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSuggestion {
    /// The initiative's title, where it has one.
    #[serde(default)]
    #[schema(max_length = 500, example = "Keys to the library")]
    pub title: Option<String>,
    /// What is done, by whom, and what for.
    #[schema(
        min_length = 1,
        max_length = 20000,
        pattern = r"\S",
        example = "Villagers run the branch library under a lease from the county; an elected board of nine sets the hours and thirty volunteers take turns at the desk."
    )]
    pub description: String,
    /// The language of both, a BCP 47 tag: `en`, `de` or `cy` (Welsh), with or without a region such as `de-AT`.
    #[serde(default = "english")]
    #[schema(default = "en", min_length = 2, max_length = 35, example = "en")]
    pub language: String,
}

fn english() -> String {
    "en".into()
}

impl Input for NewSuggestion {
    fn check(&self, faults: &mut Faults) {
        faults.unless(
            Language::of_tag(&self.language).is_some_and(|language| READABLE.contains(&language)),
            "/language",
            "unsupported_language",
            "must be en, de or cy, with or without a region such as de-AT: suggestions are made for English, German and Welsh texts so far; a classification can be recorded for texts in any language",
        );
    }
}

impl NewSuggestion {
    /// The language to read it in. One that is not supported does not pass [`Input::check`].
    pub fn language(&self) -> Language {
        Language::of_tag(&self.language).unwrap_or(Language::En)
    }
}

impl Suggestion {
    /// The same without a verdict, and why.
    pub fn withheld(mut self, reason: String) -> Self {
        self.candidates.iter_mut().for_each(|candidate| candidate.suggested = false);
        Suggestion {
            is_coproduction: None,
            reasons: vec![reason],
            labels: Vec::new(),
            primary: None,
            mode: None,
            spans: Vec::new(),
            ..self
        }
    }
}

/// A Co, or a kind of it, that the text suggests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoredLabel {
    /// The Co.
    pub co: Co,
    /// Its kind; null when the Co has none or none is meant.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// How strongly the text speaks for it, from 0 to 1. Calibrated: about this share of what has such a score is right.
    #[schema(value_type = f64, minimum = 0, maximum = 1, example = 0.871)]
    pub score: Decimal,
}

/// A Co or kind with its place in the ranking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Candidate {
    /// The Co.
    pub co: Co,
    /// The kind; null for the Co as a whole.
    pub kind: Option<Kind>,
    /// How strongly the text speaks for it, from 0 to 1. Calibrated: about this share of what has such a score is right.
    #[schema(value_type = f64, minimum = 0, maximum = 1, example = 0.871)]
    pub score: Decimal,
    /// Whether it is above the line and so among the labels.
    pub suggested: bool,
}

crate::codes! {
    /// How a passage stands in its clause.
    pub enum PassageStanding: "passage_standing", "How a passage stands", source "This service" {
        /// It says what it says.
        Plain = "plain", "Plain";
        /// Its clause denies it.
        Denied = "denied", "Denied";
        /// It is mentioned for contrast.
        Contrasted = "contrasted", "For contrast";
        /// It is only remembered.
        Remembered = "remembered", "Only remembered";
        /// Staff do it, and no citizens are named.
        ByStaff = "by_staff", "Done by staff";
    }
}

/// A passage that speaks for or against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Span {
    /// In which text.
    pub field: TextField,
    /// Its first character, counted from 0 in Unicode characters (scalar values, not bytes or UTF-16 units).
    #[schema(example = 0, minimum = 0)]
    pub start: usize,
    /// One past its last character, counted alike.
    #[schema(example = 28, minimum = 1)]
    pub end: usize,
    /// The passage itself.
    #[schema(example = "Villagers run the branch library")]
    pub text: String,
    /// The Co it is about; null when it is about co-production as a whole.
    pub co: Option<Co>,
    /// The kind it is about, where it is about one.
    pub kind: Option<Kind>,
    /// Which way it speaks.
    pub polarity: Polarity,
    /// How much it adds to the score (for) or takes from it (against), in log-odds; of a clause, what the score would lose or win without it (short clauses, and in long texts several, share that by their length); 0 when the scorer makes nothing of it.
    #[schema(value_type = f64, minimum = 0, example = 0.412)]
    pub weight: Decimal,
    /// What found it: a rule of the thesaurus, `term.` and a term, or `clause` for a clause as a whole.
    #[schema(example = "co_management.run_by")]
    pub rule: String,
    /// How it stands in its clause.
    pub standing: PassageStanding,
}

/// A term that has several readings, with the question that settles it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AmbiguousTerm {
    /// The term's code.
    #[schema(example = "co_governance")]
    pub term: String,
    /// As it stands in the text.
    #[schema(example = "co-governance")]
    pub text: String,
    /// In which text.
    pub field: TextField,
    /// Its first character, counted from 0 in Unicode characters.
    #[schema(example = 12, minimum = 0)]
    pub start: usize,
    /// One past its last character.
    #[schema(example = 25, minimum = 1)]
    pub end: usize,
    /// All it can mean.
    pub readings: Vec<TermReading>,
    /// The question that would settle it.
    #[schema(
        example = "Do citizens set the strategy, take part in managing the organisation or service, or watch that public governance principles are kept?"
    )]
    pub question: String,
}

/// What made a suggestion. The same versions give the same answer to the same text; on another kind of
/// processor scores may differ in the second decimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelVersions {
    /// The version of the thesaurus and its rules.
    #[schema(min_length = 1, max_length = 100, example = "en-1")]
    pub thesaurus: String,
    /// The version of what scores.
    #[schema(min_length = 1, max_length = 100, example = "hybrid-1")]
    pub scorer: String,
}

/// What a text suggests. It proposes; people decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestion {
    /// The language that the text was read in.
    pub language: Language,
    /// Whether this looks like co-production at all; null when the text says too little, or is evidently in another language.
    pub is_coproduction: Option<bool>,
    /// Why it looks so.
    #[schema(example = json!(["Citizens take part in a way that is known as co_management: “Villagers run the branch library”."]))]
    pub reasons: Vec<String>,
    /// What is suggested, the primary Co first; empty when it does not look like co-production.
    pub labels: Vec<ScoredLabel>,
    /// The main Co of what is suggested.
    pub primary: Option<Co>,
    /// Whether citizens speak, act or both in what is suggested.
    pub mode: Option<Mode>,
    /// All Co's and kinds by score, also those that are not suggested.
    pub candidates: Vec<Candidate>,
    /// The passages that speak for and against, in the order of the text; of a long text the 100 that matter most.
    pub spans: Vec<Span>,
    /// Terms that can mean several things, each once with all its readings, where it stands first.
    pub ambiguous_terms: Vec<AmbiguousTerm>,
    /// What made the suggestion.
    pub model: ModelVersions,
}
