//! Public value: the balance between the achievement of priority quality-of-life outcomes and
//! priority governance principles.
//!
//! Nothing is kept here. The answer is drawn from the records of the other rooms each time it is
//! asked for, with both axes and every reason down to its record. Others may use [`gather`] and
//! [`rules::public_value`].

mod api;
pub mod codes;
mod example;
mod gather;
pub mod model;
pub mod rules;

pub use api::*;
pub use gather::gather;

use crate::vocabulary::codes::{CodeList, Coded};

/// The code lists of this room.
pub const CODE_LISTS: &[CodeList] = &[
    codes::ValueKind::LIST,
    codes::OutcomesAxis::LIST,
    codes::Balance::LIST,
    codes::PathwaySupport::LIST,
    codes::TriangleCorner::LIST,
    codes::Standing::LIST,
];
