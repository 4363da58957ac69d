//! The Four Co's: their taxonomy, suggestions from text, and classifications of initiatives with
//! their history.
//!
//! `suggestion` proposes, `classifications` keeps what people decided, `summary` reads both
//! together. Other rooms take [`classifications::current`].

pub mod suggestion;
pub mod taxonomy;
pub mod terms;

pub use terms::*;
