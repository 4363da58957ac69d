//! Accepting a suggestion in one call: people take over what the text suggests, or mend it, and it
//! becomes a classification that keeps the suggestion it came from.

mod api;
mod model;
mod rules;

pub use api::*;
pub use model::NewAcceptance;
