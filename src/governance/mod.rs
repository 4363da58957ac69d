//! Governance principles: are they kept, by both sides, in how co-production is done?
//!
//! A check asks each of the five principles of both sides, public service and citizens. Some
//! criteria answer themselves from what is recorded about the initiative, people answer others with
//! evidence; both stand side by side and neither overwrites the other. A check is a dated snapshot
//! that names the version of the criteria it used and says what changed since the one before.
//!
//! Others may use [`latest`], the newest check, [`rules::reread`], which reads it again on a later
//! day, and [`gather`], the record itself.

mod api;
pub mod codes;
pub mod criteria;
mod gather;
pub mod model;
pub mod record;
pub mod rules;
mod store;

pub use api::*;
pub use gather::gather;
pub use store::latest;

use crate::vocabulary::codes::{CodeList, Coded};

/// The code lists of this room.
pub const CODE_LISTS: &[CodeList] = &[
    codes::Principle::LIST,
    codes::GovernanceSide::LIST,
    codes::PrincipleFinding::LIST,
    codes::AnsweredBy::LIST,
    codes::FindingBy::LIST,
    codes::EvidenceKind::LIST,
    codes::Reciprocity::LIST,
    codes::GovernanceVerdict::LIST,
    codes::Movement::LIST,
];
