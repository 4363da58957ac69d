//! Periods: what was aimed at and what was measured, by whom and how, in one stretch of time.

mod api;
mod model;
mod rules;
mod store;

#[cfg(test)]
pub mod tests;

pub use api::*;
pub use model::{Actual, NewPeriod, Period, PeriodReading, Target};
pub use rules::{Goal, actual, blank, goal, misfits};
pub use store::{find, hold, insert, of_indicator, periods};
