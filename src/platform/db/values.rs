//! Value types that mean the same on both databases and in JSON.

use super::ascii::{Ascii, digits};
use super::sql;
use crate::text_on_sqlite;
use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::ToSql;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use time::format_description::well_known::Rfc3339;
use time::macros::{date, format_description};
use time::{Date, OffsetDateTime, UtcOffset};
use utoipa::Number;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

/// Why a text is not one of our values; the message says what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAValue(pub &'static str);

impl fmt::Display for NotAValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NotAValue {}

/// Serialises a type as its text.
macro_rules! text_in_json {
    ($ty:ty) => {
        impl Serialize for $ty {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.text().as_str())
            }
        }
        impl<'de> Deserialize<'de> for $ty {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                std::borrow::Cow::<'de, str>::deserialize(from)?.parse().map_err(D::Error::custom)
            }
        }
    };
}

/// The identifier of a record: a UUID, version 7 when made here, so ids sort by creation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql::Uuid)]
pub struct Id(uuid::Uuid);

impl Id {
    /// An id that sorts by `now`; the rest is random.
    pub fn at(now: Instant, random: [u8; 10]) -> Self {
        let millis = (now.0.unix_timestamp_nanos() / 1_000_000).max(0) as u64;
        Id(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// An id that is known beforehand, such as the operator's own organisation.
    pub const fn fixed(value: u128) -> Self {
        Id(uuid::Uuid::from_u128(value))
    }

    fn text(self) -> Ascii<36> {
        let mut text = [0; 36];
        self.0.hyphenated().encode_lower(&mut text);
        Ascii(text)
    }

    /// The sixteen bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
    }
}

impl FromStr for Id {
    type Err = NotAValue;
    fn from_str(text: &str) -> Result<Self, NotAValue> {
        // Only the canonical form: the library also reads braces, URNs and bare digits.
        let wrong = NotAValue("a UUID such as 01890a5d-ac96-774b-bcce-b302099a8057");
        if text.len() != 36 {
            return Err(wrong);
        }
        uuid::Uuid::try_parse(text).map(Id).map_err(|_| wrong)
    }
}

text_in_json!(Id);
text_on_sqlite!(Id, sql::Uuid,
    postgres: |this, out| {
        std::io::Write::write_all(out, this.0.as_bytes())?;
        Ok(diesel::serialize::IsNull::No)
    },
    |bytes| Ok(Id(uuid::Uuid::from_slice(bytes.as_bytes())?)));

impl PartialSchema for Id {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::Custom("uuid".into())))
            .description(Some("Identifier of a record, a UUID; those made here are version 7 and sort by creation."))
            .examples([serde_json::json!("01890a5d-ac96-774b-bcce-b302099a8057")])
            .into()
    }
}
impl ToSchema for Id {}

/// A moment in UTC, to the microsecond: PostgreSQL keeps no more, so no database may show more.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql::Moment)]
pub struct Instant(OffsetDateTime);

const POSTGRES_EPOCH_MICROS: i64 = 946_684_800_000_000;

impl Instant {
    /// Cuts a moment to what both databases keep.
    pub fn new(moment: OffsetDateTime) -> Self {
        let utc = moment.to_offset(UtcOffset::UTC);
        let micros = utc.microsecond();
        Instant(utc.replace_microsecond(micros).unwrap_or(utc))
    }

    /// Microseconds since 1970.
    pub fn micros(self) -> i64 {
        (self.0.unix_timestamp_nanos() / 1_000) as i64
    }

    /// Seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.0.unix_timestamp()
    }

    /// From microseconds since 1970; `None` outside the years 1 to 9999.
    pub fn from_micros(micros: i64) -> Option<Self> {
        let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).ok()?;
        (1..=9999).contains(&moment.year()).then_some(Instant(moment))
    }

    /// The moment `seconds` later, or earlier when negative.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Instant(self.0.saturating_add(time::Duration::seconds(seconds)))
    }

    /// The day in UTC.
    pub fn day(self) -> Day {
        Day(self.0.date())
    }

    /// Its text, of fixed width, so that text order is time order on SQLite.
    fn text(self) -> Ascii<27> {
        let t = self.0;
        let mut text = *b"0000-00-00T00:00:00.000000Z";
        digits(&mut text[0..4], t.year() as u32);
        digits(&mut text[5..7], u8::from(t.month()).into());
        digits(&mut text[8..10], t.day().into());
        digits(&mut text[11..13], t.hour().into());
        digits(&mut text[14..16], t.minute().into());
        digits(&mut text[17..19], t.second().into());
        digits(&mut text[20..26], t.microsecond());
        Ascii(text)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
    }
}

impl FromStr for Instant {
    type Err = NotAValue;
    fn from_str(text: &str) -> Result<Self, NotAValue> {
        let wrong = NotAValue("an RFC 3339 moment with an offset, such as 2026-03-01T09:30:00Z");
        let moment = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| wrong.clone())?;
        let utc = moment.checked_to_offset(UtcOffset::UTC).ok_or(wrong.clone())?;
        if (1..=9999).contains(&utc.year()) { Ok(Instant::new(utc)) } else { Err(wrong) }
    }
}

text_in_json!(Instant);
text_on_sqlite!(Instant, sql::Moment,
postgres: |this, out| {
    let micros = this.micros() - POSTGRES_EPOCH_MICROS;
    std::io::Write::write_all(out, &micros.to_be_bytes())?;
    Ok(diesel::serialize::IsNull::No)
},
|bytes| {
    let micros = <i64 as FromSql<diesel::sql_types::BigInt, diesel::pg::Pg>>::from_sql(bytes)?;
    Instant::from_micros(micros.saturating_add(POSTGRES_EPOCH_MICROS))
        .ok_or_else(|| "a moment outside the years 1 to 9999".into())
});

impl PartialSchema for Instant {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("A moment in UTC (RFC 3339), kept to the microsecond."))
            .examples([serde_json::json!("2026-03-01T09:30:00.000000Z")])
            .into()
    }
}
impl ToSchema for Instant {}

/// A calendar day, without a time zone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Date)]
pub struct Day(Date);

impl Day {
    fn text(self) -> Ascii<10> {
        let mut text = *b"0000-00-00";
        digits(&mut text[0..4], self.0.year() as u32);
        digits(&mut text[5..7], u8::from(self.0.month()).into());
        digits(&mut text[8..10], self.0.day().into());
        Ascii(text)
    }

    /// Days from `earlier` to this day; negative when it lies before.
    pub fn days_since(self, earlier: Day) -> i64 {
        (self.0 - earlier.0).whole_days()
    }

    /// The day `days` later; stays inside the calendar.
    pub fn plus_days(self, days: i64) -> Day {
        Day(self.0.saturating_add(time::Duration::days(days)))
    }

    /// The same day one or more years later (29 February becomes 28 February).
    pub fn plus_years(self, years: i32) -> Day {
        let year = self.0.year() + years;
        Day(self.0.replace_year(year).or_else(|_| self.0.previous_day().unwrap_or(self.0).replace_year(year)).unwrap_or(self.0))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
    }
}

impl FromStr for Day {
    type Err = NotAValue;
    fn from_str(text: &str) -> Result<Self, NotAValue> {
        let wrong = NotAValue("a calendar day such as 2026-03-01, from the years 1 to 9999");
        if text.len() != 10 {
            return Err(wrong);
        }
        let day = Date::parse(text, format_description!("[year]-[month]-[day]")).map_err(|_| wrong.clone())?;
        if day < date!(0001 - 01 - 01) { Err(wrong) } else { Ok(Day(day)) }
    }
}

text_in_json!(Day);
text_on_sqlite!(Day, diesel::sql_types::Date,
    postgres: |this, out| <Date as ToSql<diesel::sql_types::Date, diesel::pg::Pg>>::to_sql(&this.0, out),
    |bytes| Ok(Day(<Date as FromSql<diesel::sql_types::Date, diesel::pg::Pg>>::from_sql(bytes)?)));

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .description(Some("A calendar day (ISO 8601)."))
            .examples([serde_json::json!("2026-03-01")])
            .into()
    }
}
impl ToSchema for Day {}

/// An exact decimal number, up to 10^15 either way with at most 9 decimal places.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql::Exact)]
pub struct Decimal(pub rust_decimal::Decimal);

impl Decimal {
    /// The largest magnitude a client may give.
    pub const LIMIT: i64 = 1_000_000_000_000_000;

    /// A whole number.
    pub fn whole(value: i64) -> Self {
        Decimal(rust_decimal::Decimal::from(value))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.normalize().fmt(f)
    }
}

impl FromStr for Decimal {
    type Err = NotAValue;
    fn from_str(text: &str) -> Result<Self, NotAValue> {
        let wrong = NotAValue("a number between -10^15 and 10^15 with at most 9 decimal places");
        let value = if text.contains(['e', 'E']) {
            rust_decimal::Decimal::from_scientific(text)
        } else {
            rust_decimal::Decimal::from_str_exact(text)
        }
        .map_err(|_| wrong.clone())?
        .normalize();
        if value.abs() > rust_decimal::Decimal::from(Self::LIMIT) || value.scale() > 9 {
            return Err(wrong);
        }
        // A negative zero would be a second spelling of nought.
        Ok(Decimal(if value.is_zero() { rust_decimal::Decimal::ZERO } else { value }))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let number: serde_json::Number = self.to_string().parse().map_err(serde::ser::Error::custom)?;
        number.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        serde_json::Number::deserialize(from)?.to_string().parse().map_err(D::Error::custom)
    }
}

text_on_sqlite!(Decimal, sql::Exact,
postgres: |this, out| {
    <rust_decimal::Decimal as ToSql<diesel::sql_types::Numeric, diesel::pg::Pg>>::to_sql(&this.0, out)
},
|bytes| {
    let value = <rust_decimal::Decimal as FromSql<diesel::sql_types::Numeric, diesel::pg::Pg>>::from_sql(bytes)?;
    Ok(Decimal(value.normalize()))
});

impl PartialSchema for Decimal {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Number)
            .minimum(Some(Number::Int(-Self::LIMIT as isize)))
            .maximum(Some(Number::Int(Self::LIMIT as isize)))
            .description(Some("An exact decimal number, up to 10^15 either way with at most 9 decimal places."))
            .examples([serde_json::json!(42.5)])
            .into()
    }
}
impl ToSchema for Decimal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_keeps_microseconds_and_sorts_as_text() {
        let early: Instant = "2026-03-01T10:30:00.1234567+01:00".parse().unwrap();
        assert_eq!(early.to_string(), "2026-03-01T09:30:00.123456Z");
        let late: Instant = "2026-03-01T09:30:01Z".parse().unwrap();
        assert!(early < late && early.to_string() < late.to_string());
        assert_eq!(Instant::from_micros(early.micros()), Some(early));
    }

    #[test]
    fn moments_without_an_offset_or_outside_the_calendar_are_refused() {
        for text in
            ["2026-03-01T09:30:00", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00+14:00"]
        {
            assert!(text.parse::<Instant>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_real_days() {
        for text in ["2026-02-29", "2026-13-01", "0000-01-01", "10000-01-01", "2026-3-1", "+026-03-01"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
        assert_eq!("2028-02-29".parse::<Day>().unwrap().plus_years(1).to_string(), "2029-02-28");
    }

    #[test]
    fn decimals_are_exact_and_bounded() {
        for (text, want) in
            [("0.1", "0.1"), ("1.50", "1.5"), ("1e3", "1000"), ("-0", "0"), ("999999999999999.123456789", "999999999999999.123456789")]
        {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), want);
        }
        for text in ["1e400", "1e16", "0.1234567891", "9223372036854775808", "NaN", ""] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
        let read: Decimal = serde_json::from_str("0.30000000000000004").map_err(|e: serde_json::Error| e).unwrap_or(Decimal::whole(0));
        assert_eq!(read, Decimal::whole(0), "more than 9 places is refused, not rounded");
    }
}
