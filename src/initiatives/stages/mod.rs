//! How an initiative has come along: a dated history of stages with reasons.

mod api;
mod store;

pub use api::*;
pub use store::{NewStage, StageChange, first, initiative_stages, insert, of_initiative};
