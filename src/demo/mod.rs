//! The Offenbach case as data: Jobcenter MainArbeit and its five Co-production Labs, 2019.
//!
//! The data go through the very requests that a client would send: the service is built in this
//! process, with a key of its own that nobody else believes, and gets them from the organisations
//! that act in the case. A part that is there already is left as it is, whoever changed or withdrew
//! it since; so an interrupted run is completed by the next, and a second run changes nothing.

mod client;
mod data;
mod load;
mod progress;

pub use load::{Summary, load};
pub use progress::{Progress, run};
