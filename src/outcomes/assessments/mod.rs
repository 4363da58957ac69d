//! Assessments: what became of an outcome in one period, how that is known, what is claimed of
//! the initiative's part in it, and how it is to be read.

mod api;
mod model;
mod rules;
mod store;

pub use api::*;
pub use model::{Arithmetic, Assessment, Computed, Finding, NewAssessment, View};
pub use rules::{Given, assess, fit};
pub use store::{find, in_force, insert, outcome_assessments};
