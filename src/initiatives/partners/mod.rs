//! Partner organisations of an initiative, each with a role that decides what it may do.

mod api;
mod model;
mod store;

pub use api::*;
pub use model::{NewPartner, Partner, PartnerRole};
pub use store::{initiative_partners, insert, of_initiative};
