//! What a client sends and reads: checks, their findings, the criteria.

mod check;
mod criteria_view;
mod example;
mod request;

pub use check::*;
pub use criteria_view::*;
pub use request::*;
