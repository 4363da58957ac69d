//! The thesaurus as a vocabulary: what suggestions look for, for a person to read and to question.

mod api;
mod model;

pub use api::*;
pub use model::*;
