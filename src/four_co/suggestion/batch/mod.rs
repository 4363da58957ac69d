//! Suggestions for many texts in one call: each has its own answer, and none fails the others.
//!
//! A batch is cut into chunks. Over the whole process only as many chunks are worked on at a time
//! as there are processors, first come, first served, so that batches take turns and everybody else
//! finds a processor too; and only a few batches are in memory at a time, so that it stays bounded.

mod api;
mod model;
mod read;

pub use api::*;
pub use model::*;
