//! Connections to either database behind one enum, and everything that differs between the two.
//!
//! Nothing outside `platform` opens a connection: rooms get a [`Db`] from one of the two doors of
//! [`App`](crate::platform::app::App).

mod address;
mod ascii;
pub mod columns;
mod connect;
mod health;
pub mod json;
mod kept;
pub mod migrations;
pub mod pool;
pub mod raw;
mod values;
mod violations;

pub use address::Address;
pub use json::Json;
pub use kept::{Kept, kept};
pub use raw::Raw;
pub use values::{Day, Decimal, Id, Instant};
pub use violations::{Violation, violation};

/// One connection to whichever database is configured.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// PostgreSQL 15 or later.
    Postgres(diesel::PgConnection),
    /// The embedded database.
    Sqlite(diesel::SqliteConnection),
}

/// SQL types that are native on PostgreSQL and text on SQLite.
pub mod sql {
    use super::MultiBackend;
    use diesel::query_builder::QueryId;
    use diesel::sql_types::{HasSqlType, SqlType};

    macro_rules! sql_types {
        ($($(#[$doc:meta])* $name:ident = $oid:literal, $array:literal;)*) => {$(
            $(#[$doc])*
            #[derive(SqlType, QueryId, Clone, Copy, Debug)]
            #[diesel(postgres_type(oid = $oid, array_oid = $array), sqlite_type(name = "Text"))]
            pub struct $name;

            impl HasSqlType<$name> for MultiBackend {
                fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                    MultiBackend::lookup_sql_type::<$name>(lookup)
                }
            }
        )*};
    }

    sql_types! {
        /// `uuid`
        Uuid = 2950, 2951;
        /// `timestamptz`
        Moment = 1184, 1185;
        /// `jsonb`
        Jsonb = 3802, 3807;
        /// `numeric`
        Exact = 1700, 1231;
    }
}
