//! Who calls and what they may do: bearer tokens (RFC 9068), keys, scopes.

mod caller;
pub mod development;
mod keys;
mod scope;
mod token;

pub use caller::{Caller, Known, May};
pub use keys::{Keys, Trust};
pub use scope::*;
pub use token::Claims;

use super::db::{Db, Id};
use diesel::prelude::*;

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql::Uuid;
    #[sql_name = "organisations"]
    organisation_keys (id) {
        id -> Uuid,
        key -> Text,
    }
}

/// The operator's own organisation, which exists from the start.
pub const OPERATOR: Id = Id::fixed(0x0000_0000_0000_7000_8000_0000_0000_0001);

/// The key of the operator's own organisation.
pub const OPERATOR_KEY: &str = "operator";

/// The organisation that a token's `org` names.
pub fn organisation_by_key(db: &mut Db, key: &str) -> QueryResult<Option<Id>> {
    use organisation_keys::dsl;
    dsl::organisation_keys.filter(dsl::key.eq(key)).select(dsl::id).first(db).optional()
}
