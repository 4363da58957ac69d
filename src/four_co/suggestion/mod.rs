//! Suggestion: from free text to ranked Co's, with the passages that speak for and against.
//!
//! `text` cuts a text into clauses and words; `thesaurus` finds terms and patterns in them;
//! `evidence` says how each passage stands; a [`Scorer`] makes scores of it all; `suggest` decides
//! and explains. Stateless, deterministic, and without the network.

mod api;
mod batch;
pub mod evidence;
pub mod features;
#[cfg(test)]
mod hostile;
pub mod hybrid;
pub mod language;
pub mod lexicon;
pub mod linear;
pub mod model;
mod pattern;
pub mod scorer;
pub mod spans;
mod stem;
pub mod suggest;
mod table;
pub mod text;
pub mod thesaurus;
pub mod transformer;
mod turn;

pub use api::*;
pub use batch::*;
pub use model::*;
pub use scorer::{Analysed, Scorer};
pub use turn::in_turn;

use crate::vocabulary::codes::Coded;
use crate::vocabulary::language::Language;

/// The languages that have a thesaurus and weights.
pub const READABLE: &[Language] = &[Language::En, Language::De, Language::Cy];

/// What scores texts in a language.
pub fn scorer(language: Language) -> &'static dyn Scorer {
    match language {
        Language::En => hybrid::hybrid(),
        Language::De | Language::Cy => linear::of(language),
    }
}

/// What a text in a language suggests, by what is shipped, in full.
pub fn of(language: Language, title: &str, description: &str) -> Suggestion {
    in_detail(language, title, description, SuggestionDetail::Full)
}

/// The same in as much detail as is needed; only in full do its passages show what each clause adds.
/// A text that is evidently in another language gets no verdict.
pub fn in_detail(language: Language, title: &str, description: &str, detail: SuggestionDetail) -> Suggestion {
    let other = language::evidently_other(language, title, description);
    // Of what is withheld no passages are shown.
    let detail = if other.is_some() { SuggestionDetail::Labels } else { detail };
    let made = suggest::suggest(&Analysed::new(thesaurus::of(language), title, description), scorer(language), detail);
    match other {
        Some(other) => made.withheld(format!(
            "The text was to be read as {}, but its words are those of {}: it gets no verdict rather than a guess.",
            language::name(language.code()),
            language::name(other)
        )),
        None => made,
    }
}
