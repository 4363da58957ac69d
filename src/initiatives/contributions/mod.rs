//! What each side promises and delivers: the only place where "making better use of each other's
//! assets" can be seen.

mod api;
mod model;
mod rules;
mod store;

pub use api::*;
pub use model::{Contribution, ContributionKind, NewContribution, Side};
pub use store::{contributions, insert, of_initiative};
