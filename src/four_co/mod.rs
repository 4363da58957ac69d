//! The Four Co's: their taxonomy, suggestions from text, and classifications of initiatives with
//! their history.
//!
//! `suggestion` proposes from a text; a classification keeps what people decided, supersedes the
//! one before it, and is shown by the initiative at once; `summary` reads both together, and
//! `acceptance` makes the one of the other in one call; `decisions` keeps how people judged what was
//! suggested. Other rooms take [`current`], the classification in force, and [`classify`], which puts one in force.

pub mod acceptance;
mod api;
pub mod decisions;
mod model;
mod reading;
mod rules;
#[cfg(test)]
mod samples;
mod since;
mod store;
pub mod suggestion;
pub mod summary;
pub mod taxonomy;
mod terms;
mod vocabulary;

pub use api::*;
pub use model::*;
pub use rules::{cos_of, mode_of};
pub use since::SinceDecision;
pub use store::{current, four_co_classifications};
pub use terms::*;
pub use vocabulary::{__path_get_thesaurus, ThesaurusVocabulary, get_thesaurus, thesaurus_list};

use crate::vocabulary::codes::{CodeList, Coded};

/// The code lists of this room.
pub const CODE_LISTS: &[CodeList] = &[
    Co::LIST,
    Kind::LIST,
    Mode::LIST,
    DecidedBy::LIST,
    AcceptedBy::LIST,
    Weight::LIST,
    Polarity::LIST,
    TextField::LIST,
    suggestion::PassageStanding::LIST,
    suggestion::SuggestionDetail::LIST,
];
