//! The Four Co's.
pub mod suggestion;
pub mod terms;
