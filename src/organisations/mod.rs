//! Councils, charities and partnerships, with their registry identifiers.
//!
//! Every organisation that uses the service is registered here; a token acts for one of them by
//! its key. Others may use [`find`] and the table for joins.

mod api;
mod model;
mod rules;
mod store;

pub use api::routes;
pub use model::{IdentifierScheme, NewOrganisation, Organisation, OrganisationKind, RegistryIdentifier};
pub use store::{find, insert, organisations};

use crate::vocabulary::codes::{CodeList, Coded};

/// The code lists of this room.
pub const CODE_LISTS: &[CodeList] = &[OrganisationKind::LIST, IdentifierScheme::LIST];
