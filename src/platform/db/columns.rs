//! How one of our value types becomes a column on both databases.

/// Implements diesel's conversions for a type whose PostgreSQL form is given and whose SQLite form
/// is its text: `text` must be what `Display` writes and `FromStr` reads.
#[macro_export]
macro_rules! text_on_sqlite {
    ($ty:ty, $sql:path, postgres: |$this:ident, $out:ident| $to:expr, |$bytes:ident| $from:expr) => {
        impl diesel::serialize::ToSql<$sql, diesel::pg::Pg> for $ty {
            fn to_sql<'b>(&'b self, $out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>) -> diesel::serialize::Result {
                let $this = self;
                $to
            }
        }
        impl diesel::deserialize::FromSql<$sql, diesel::pg::Pg> for $ty {
            fn from_sql($bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                $from
            }
        }
        impl diesel::serialize::ToSql<$sql, diesel::sqlite::Sqlite> for $ty {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::sqlite::Sqlite>) -> diesel::serialize::Result {
                out.set_value(self.to_string());
                Ok(diesel::serialize::IsNull::No)
            }
        }
        impl diesel::deserialize::FromSql<$sql, diesel::sqlite::Sqlite> for $ty {
            fn from_sql(mut bytes: diesel::sqlite::SqliteValue<'_, '_, '_>) -> diesel::deserialize::Result<Self> {
                Ok(bytes.read_text().parse::<$ty>()?)
            }
        }
        $crate::either_database!($ty, $sql);
    };
}

/// Passes a type that both databases know through the enum over them.
#[macro_export]
macro_rules! either_database {
    ($ty:ty, $sql:path) => {
        impl diesel::serialize::ToSql<$sql, $crate::platform::db::MultiBackend> for $ty {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, $crate::platform::db::MultiBackend>,
            ) -> diesel::serialize::Result {
                out.set_value(($sql, self));
                Ok(diesel::serialize::IsNull::No)
            }
        }
        impl diesel::deserialize::FromSql<$sql, $crate::platform::db::MultiBackend> for $ty {
            fn from_sql(bytes: $crate::platform::db::MultiRawValue<'_>) -> diesel::deserialize::Result<Self> {
                bytes.from_sql::<$ty, $sql>()
            }
        }
    };
}
