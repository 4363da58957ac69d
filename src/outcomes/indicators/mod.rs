//! Indicators: how an outcome shows, in which direction, from where, and how its figures add up.

mod api;
mod currencies;
pub mod figures;
mod model;
mod rules;
mod store;

#[cfg(test)]
pub mod tests;

pub use api::*;
pub use model::{Baseline, Indicator, IndicatorReading, NewIndicator, Range};
pub use store::{any_of, find, hold, indicators, insert, of_initiative};
