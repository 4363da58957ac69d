//! HTTP as this service speaks it: problems, strict bodies and queries, pages, conditional
//! requests, idempotency, merge patches and streams.

pub mod answer;
pub mod body;
pub mod conditional;
pub mod document;
pub mod fault;
pub mod kind;
pub mod once;
pub mod page;
pub mod parts;
pub mod problem;
pub mod query;
pub mod strict;
pub mod write;

pub use answer::Answer;
pub use body::{Patch, Valid};
pub use conditional::{IfMatch, IfNoneMatch, IfSeen};
pub use once::Once;
pub use page::{Cursor, Page};
pub use problem::{Fault, Faults, Kind, Problem};
pub use query::Params;
