//! Suggestion: from free text to ranked Co's, with the passages that speak for and against.
//!
//! `text` cuts a text into clauses and words; `thesaurus` finds terms and patterns in them;
//! `evidence` says how each passage stands; a [`Scorer`] makes scores of it all; `suggest` decides
//! and explains. Stateless, deterministic, and without the network.

mod api;
mod batch;
pub mod evidence;
pub mod features;
pub mod lexicon;
pub mod linear;
pub mod model;
pub mod scorer;
pub mod spans;
pub mod suggest;
pub mod text;
pub mod thesaurus;

pub use api::*;
pub use batch::*;
pub use model::*;
pub use scorer::{Analysed, Scorer};

/// What a text suggests, by what is shipped.
pub fn of(title: &str, description: &str) -> Suggestion {
    suggest::suggest(&Analysed::new(thesaurus::thesaurus(), title, description), linear::linear())
}
