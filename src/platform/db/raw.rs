//! Raw SQL for what the query builder cannot say on both databases, with statements that are kept
//! prepared, and rows that are read cell by cell without building values of them first.

use super::{Db, Decimal, Id, Instant, sql};
use diesel::backend::Backend;
use diesel::connection::LoadConnection;
use diesel::deserialize::FromSql;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::row::{Field, Row};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, HasSqlType, Nullable, Text, Untyped};
use diesel::{QueryResult, RunQueryDsl};
use std::borrow::Cow;

/// A value in a raw statement.
#[derive(Clone, Debug)]
pub enum Bind<'a> {
    /// An identifier.
    Id(Id),
    /// A moment.
    Moment(Instant),
    /// A text.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// An identifier or none.
    MaybeId(Option<Id>),
    /// A text or none.
    MaybeText(Option<Cow<'a, str>>),
}

/// A statement and its values: each `?` of the text is the place of the next one. The statement
/// stays prepared, so its text must not hold values, and there must be few of its kind.
#[derive(Clone, Debug, Default)]
pub struct Raw<'a> {
    sql: String,
    binds: Vec<Bind<'a>>,
    passing: bool,
}

impl<'a> Raw<'a> {
    /// A statement without values so far.
    pub fn new(sql: &str) -> Self {
        Raw { sql: sql.to_owned(), ..Raw::default() }
    }

    /// Lets the statement be prepared for this time only: for one of very many forms.
    pub fn passing(self) -> Self {
        Raw { passing: true, ..self }
    }

    /// Adds to the text.
    pub fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    /// Adds to the text, with values for its places.
    pub fn push_with(&mut self, sql: &str, binds: impl IntoIterator<Item = Bind<'a>>) {
        self.sql.push_str(sql);
        self.binds.extend(binds);
    }

    /// This statement and another in one, for PostgreSQL: they do not see each other's effects, and
    /// the count of rows is the other's.
    pub fn alongside(self, name: &str, other: Raw<'a>) -> Self {
        let mut both = Raw::new("WITH ");
        both.push(name);
        both.push(" AS (");
        both.push_with(&self.sql, self.binds);
        both.push(") ");
        both.push_with(&other.sql, other.binds);
        both
    }

    /// The value of the next place.
    pub fn bind(mut self, value: Bind<'a>) -> Self {
        self.binds.push(value);
        self
    }

    /// An identifier for the next place.
    pub fn id(self, value: Id) -> Self {
        self.bind(Bind::Id(value))
    }

    /// A moment for the next place.
    pub fn moment(self, value: Instant) -> Self {
        self.bind(Bind::Moment(value))
    }

    /// A text for the next place.
    pub fn text(self, value: impl Into<Cow<'a, str>>) -> Self {
        self.bind(Bind::Text(value.into()))
    }

    /// A whole number for the next place.
    pub fn integer(self, value: i64) -> Self {
        self.bind(Bind::Integer(value))
    }
}

impl<DB> QueryFragment<DB> for Raw<'_>
where
    DB: Backend + HasSqlType<sql::Uuid> + HasSqlType<sql::Moment>,
    Id: ToSql<sql::Uuid, DB>,
    Instant: ToSql<sql::Moment, DB>,
    str: ToSql<Text, DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.passing {
            out.unsafe_to_cache_prepared();
        }
        let mut binds = self.binds.iter();
        for (n, piece) in self.sql.split('?').enumerate() {
            if n > 0 {
                match binds.next() {
                    Some(Bind::Id(id)) => out.push_bind_param::<sql::Uuid, _>(id)?,
                    Some(Bind::Moment(moment)) => out.push_bind_param::<sql::Moment, _>(moment)?,
                    Some(Bind::Text(text)) => out.push_bind_param::<Text, str>(text)?,
                    Some(Bind::Integer(number)) => out.push_bind_param::<BigInt, _>(number)?,
                    Some(Bind::MaybeId(id)) => out.push_bind_param::<Nullable<sql::Uuid>, _>(id)?,
                    Some(Bind::MaybeText(text)) => out.push_bind_param::<Nullable<Text>, _>(text)?,
                    None => return Err(wrong("a place without a value")),
                }
            }
            out.push_sql(piece);
        }
        if binds.next().is_some() { Err(wrong("a value without a place")) } else { Ok(()) }
    }
}

fn wrong(what: &'static str) -> diesel::result::Error {
    diesel::result::Error::QueryBuilderError(what.into())
}

/// Kept by its text.
impl QueryId for Raw<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Raw<'_> {
    type SqlType = Untyped;
}

impl<C> RunQueryDsl<C> for Raw<'_> {}

/// How a column is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `uuid`
    Id,
    /// `timestamptz`
    Moment,
    /// `date`
    Day,
    /// `text` of people's own words.
    Text,
    /// `text` of a code list: ASCII letters and underscores only.
    Code,
    /// `boolean`
    Bool,
    /// `bigint`
    Integer,
    /// `jsonb`
    Json,
    /// `numeric`
    Exact,
}

/// One cell of a row, as near to its stored form as can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// No value.
    Null,
    /// Sixteen bytes of an identifier.
    Id(&'a [u8]),
    /// Microseconds since 1970.
    Moment(i64),
    /// Days since 1970.
    Day(i64),
    /// An identifier, moment, day or number as the text that JSON shows.
    Plain(&'a str),
    /// Any text.
    Text(&'a str),
    /// JSON text.
    Json(&'a str),
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A decimal number.
    Exact(Decimal),
}

/// Days from 1970 to PostgreSQL's epoch, the year 2000, and the same in microseconds.
const EPOCH_DAYS: i64 = 10_957;
const EPOCH_MICROS: i64 = EPOCH_DAYS * 86_400_000_000;

/// Shows every cell of the result, row by row, with the number of its column. The kinds must be
/// those of the columns that are selected.
pub fn each_cell(db: &mut Db, query: Raw<'_>, kinds: &[Kind], mut show: impl FnMut(usize, Cell<'_>)) -> QueryResult<()> {
    match db {
        Db::Postgres(db) => {
            for row in LoadConnection::<diesel::connection::DefaultLoadingMode>::load(db, query)? {
                let row = row?;
                for (n, kind) in kinds.iter().enumerate() {
                    let field = row.get(n).ok_or_else(|| read("fewer columns than kinds".into()))?;
                    match field.value() {
                        None => show(n, Cell::Null),
                        Some(value) => show(n, from_postgres(*kind, value).map_err(read)?),
                    }
                }
            }
        }
        Db::Sqlite(db) => {
            for row in LoadConnection::<diesel::connection::DefaultLoadingMode>::load(db, query)? {
                let row = row?;
                for (n, kind) in kinds.iter().enumerate() {
                    let field = row.get(n).ok_or_else(|| read("fewer columns than kinds".into()))?;
                    let Some(mut value) = field.value() else {
                        show(n, Cell::Null);
                        continue;
                    };
                    show(
                        n,
                        match kind {
                            Kind::Bool => Cell::Bool(value.read_long() != 0),
                            Kind::Integer => Cell::Integer(value.read_long()),
                            Kind::Text => Cell::Text(value.read_text()),
                            Kind::Json => Cell::Json(value.read_text()),
                            Kind::Id | Kind::Moment | Kind::Day | Kind::Code | Kind::Exact => Cell::Plain(value.read_text()),
                        },
                    );
                }
            }
        }
    }
    Ok(())
}

type Unread = Box<dyn std::error::Error + Send + Sync>;

fn read(error: Unread) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(error)
}

/// Reads PostgreSQL's binary form.
fn from_postgres(kind: Kind, value: diesel::pg::PgValue<'_>) -> Result<Cell<'_>, Unread> {
    let bytes = value.as_bytes();
    Ok(match (kind, bytes) {
        (Kind::Id, bytes) if bytes.len() == 16 => Cell::Id(bytes),
        (Kind::Text, bytes) => Cell::Text(std::str::from_utf8(bytes)?),
        (Kind::Code, bytes) => Cell::Plain(std::str::from_utf8(bytes)?),
        (Kind::Json, [1, text @ ..]) => Cell::Json(std::str::from_utf8(text)?),
        (Kind::Bool, [truth]) => Cell::Bool(*truth != 0),
        (Kind::Integer, bytes) => Cell::Integer(i64::from_be_bytes(bytes.try_into()?)),
        (Kind::Moment, bytes) => Cell::Moment(i64::from_be_bytes(bytes.try_into()?).saturating_add(EPOCH_MICROS)),
        (Kind::Day, bytes) => Cell::Day(i64::from(i32::from_be_bytes(bytes.try_into()?)) + EPOCH_DAYS),
        (Kind::Exact, _) => Cell::Exact(<Decimal as FromSql<sql::Exact, Pg>>::from_sql(value)?),
        _ => return Err("a column of another kind".into()),
    })
}
