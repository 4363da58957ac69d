//! A structured value in one column: `jsonb` on PostgreSQL, text on SQLite.

use super::{MultiBackend, MultiRawValue, sql};
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sqlite::{Sqlite, SqliteValue};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt::Debug;
use utoipa::{PartialSchema, ToSchema};

/// A value kept as JSON. Transparent in requests and answers.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql::Jsonb)]
#[serde(transparent)]
pub struct Json<T: Debug>(pub T);

impl<T: Debug> std::ops::Deref for Json<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Debug> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Json(value)
    }
}

impl<T: Debug + Serialize> ToSql<sql::Jsonb, Pg> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        // jsonb on the wire is a version byte and the text.
        std::io::Write::write_all(out, &[1])?;
        serde_json::to_writer(out, &self.0)?;
        Ok(IsNull::No)
    }
}

impl<T: Debug + DeserializeOwned> FromSql<sql::Jsonb, Pg> for Json<T> {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        match bytes.as_bytes() {
            [1, text @ ..] => Ok(Json(serde_json::from_slice(text)?)),
            _ => Err("not version 1 of jsonb".into()),
        }
    }
}

impl<T: Debug + Serialize> ToSql<sql::Jsonb, Sqlite> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(serde_json::to_string(&self.0)?);
        Ok(IsNull::No)
    }
}

impl<T: Debug + DeserializeOwned> FromSql<sql::Jsonb, Sqlite> for Json<T> {
    fn from_sql(mut bytes: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Json(serde_json::from_str(bytes.read_text())?))
    }
}

impl<T: Debug + Serialize + Send + Sync + 'static> ToSql<sql::Jsonb, MultiBackend> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((sql::Jsonb, self));
        Ok(IsNull::No)
    }
}

impl<T: Debug + DeserializeOwned> FromSql<sql::Jsonb, MultiBackend> for Json<T> {
    fn from_sql(bytes: MultiRawValue<'_>) -> deserialize::Result<Self> {
        bytes.from_sql::<Json<T>, sql::Jsonb>()
    }
}

impl<T: Debug + PartialSchema> PartialSchema for Json<T> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        T::schema()
    }
}

impl<T: Debug + ToSchema> ToSchema for Json<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        T::name()
    }
    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
        T::schemas(schemas);
    }
}
