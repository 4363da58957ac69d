//! How people judge what the suggestion proposes: how often they overrule it, by Co, and whether its
//! scores mean what they say.

mod api;
mod model;
mod rules;

pub use api::{__path_get_four_co_suggestions_report, REPORT, get_four_co_suggestions_report};
pub use model::FourCoSuggestionsReport;
