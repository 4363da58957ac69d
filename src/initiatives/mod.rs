//! Initiatives: what citizens and public services do together, who leads it, who takes part, what
//! each side brings, and how it has come along.
//!
//! Other rooms start from [`access`]: it hands over an initiative that the caller was shown to
//! see, with the role they have in it.

mod access;
mod api;
pub mod contributions;
pub mod counts;
mod list;
mod model;
mod pages;
pub mod partners;
mod rules;
pub mod stages;
mod store;
mod terms;

pub use access::{Access, Role, access, any_state};
pub use api::{initiative_change, routes};
pub use model::*;
pub use pages::COLUMNS;
pub use rules::{CoProduction, Verdict, co_production};
pub use store::{current_cos, hold_as_seen, initiatives, insert, set_current_cos, touch_contributions};

use crate::vocabulary::codes::{CodeList, Coded};

/// The code lists of this room.
pub const CODE_LISTS: &[CodeList] = &[
    ServiceArea::LIST,
    Timing::LIST,
    Stage::LIST,
    Formality::LIST,
    Participation::LIST,
    Initiation::LIST,
    BenefitLevel::LIST,
    CitizenRole::LIST,
    PublicServiceRole::LIST,
    KnowledgeDomain::LIST,
    BehaviourChange::LIST,
    CivilSocietyLink::LIST,
    PublicValueRole::LIST,
    Relation::LIST,
    partners::PartnerRole::LIST,
    contributions::Side::LIST,
    contributions::ContributionKind::LIST,
    Verdict::LIST,
    list::AccessFilter::LIST,
    list::InitiativeOrder::LIST,
];
