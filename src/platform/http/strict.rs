//! Reads JSON strictly: UTF-8, no member twice, no U+0000, every text in Unicode form NFC.
//!
//! serde keeps the last of two equal members and lets U+0000 through, which PostgreSQL refuses and
//! SQLite stores. Both are decided here, once, for every request.

use super::fault::MOST_FAULTS;
use super::problem::{Fault, Kind, Problem};
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The value in the bytes, or what is wrong with them.
pub fn read(bytes: &[u8]) -> Result<Value, Problem> {
    let (value, faults) = read_through(bytes)?;
    if faults.is_empty() { Ok(value) } else { Err(Problem::bad_members(faults)) }
}

/// The value in the bytes with the faults of its members, at most [`MOST_FAULTS`]: for a body whose
/// parts answer for themselves.
pub fn read_through(bytes: &[u8]) -> Result<(Value, Vec<Fault>), Problem> {
    let mut faults = Vec::new();
    let mut from = serde_json::Deserializer::from_slice(bytes);
    let mut path = String::new();
    let value = Reader { path: &mut path, faults: &mut faults }.deserialize(&mut from);
    let value = value
        .and_then(|value| from.end().map(|()| value))
        .map_err(|error| Problem::new(Kind::BadRequest, format!("The body is not JSON in UTF-8: {error}.")))?;
    Ok((value, faults))
}

impl Problem {
    /// 400 with faults of a body's members that make it unreadable.
    pub fn bad_members(errors: Vec<Fault>) -> Self {
        let mut problem = Problem::parameters(errors);
        problem.say("The body cannot be read unambiguously: see errors.");
        problem
    }
}

/// The text in form NFC; `None` when it has U+0000.
pub fn clean(text: String) -> Option<String> {
    if text.contains('\0') {
        return None;
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Some(text),
        _ => Some(text.nfc().collect()),
    }
}

/// A number may be written with this many characters; what its member takes is far less.
const DIGITS: usize = 100;
/// And with an exponent up to this, either way: checking a larger one would write it out.
const EXPONENT: i32 = 1_000;

/// The number as it is checked: what is whole is written without fraction or exponent, since for
/// JSON 1000, 1e3 and 1000.0 are one number. `None` when it is beyond what is read at all.
fn number(text: &str) -> Option<Number> {
    if text.len() > DIGITS {
        return None;
    }
    if let Some((_, exponent)) = text.split_once(['e', 'E']) {
        exponent.parse::<i32>().ok().filter(|e| (-EXPONENT..=EXPONENT).contains(e))?;
    }
    let exact = match text.bytes().any(|b| matches!(b, b'e' | b'E')) {
        true => rust_decimal::Decimal::from_scientific(text),
        false => rust_decimal::Decimal::from_str_exact(text),
    };
    match exact.ok().filter(rust_decimal::Decimal::is_integer).and_then(|whole| i64::try_from(whole).ok()) {
        Some(whole) => Some(whole.into()),
        None => text.parse().ok(),
    }
}

/// Adds a name to a JSON Pointer, escaped, and cut where only a nuisance would be so long.
fn push_name(path: &mut String, name: &str) {
    const SHOWN: usize = 100;
    path.push('/');
    path.extend(name.chars().take(SHOWN).flat_map(|c| match c {
        '~' => ['~', '0'].into_iter().take(2),
        '/' => ['~', '1'].into_iter().take(2),
        c => [c, c].into_iter().take(1),
    }));
    if name.chars().nth(SHOWN).is_some() {
        path.push('…');
    }
}

/// A JSON Pointer one name further.
pub fn pointer(at: &str, name: &str) -> String {
    let mut path = at.to_owned();
    push_name(&mut path, name);
    path
}

/// A member's name, or the mark with which serde_json hands over a number under
/// `arbitrary_precision`: the same text, but in a client's own JSON it is only a name.
enum Key {
    Name(String),
    Number,
}

struct ReadKey;

impl<'de> DeserializeSeed<'de> for ReadKey {
    type Value = Key;
    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Key, D::Error> {
        // The parser's names answer as a newtype, the mark as plain text.
        from.deserialize_newtype_struct("", self)
    }
}

impl<'de> Visitor<'de> for ReadKey {
    type Value = Key;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a member's name")
    }
    fn visit_newtype_struct<D: serde::Deserializer<'de>>(self, from: D) -> Result<Key, D::Error> {
        <String as serde::Deserialize>::deserialize(from).map(Key::Name)
    }
    fn visit_str<E>(self, _: &str) -> Result<Key, E> {
        Ok(Key::Number)
    }
}

struct Reader<'a> {
    path: &'a mut String,
    faults: &'a mut Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, code: &str, message: &str) {
        // A body of a megabyte has room for a hundred thousand.
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Fault::at(self.path.clone(), code, message));
        }
    }

    fn text(mut self, text: String) -> Value {
        match clean(text) {
            Some(text) => Value::String(text),
            None => {
                self.fault("nul_character", "must not contain U+0000");
                Value::Null
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;
    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(self.text(text.to_owned()))
    }
    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(self.text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        let length = self.path.len();
        loop {
            use fmt::Write as _;
            let _ = write!(self.path, "/{}", items.len());
            let item = seq.next_element_seed(Reader { path: self.path, faults: self.faults });
            self.path.truncate(length);
            match item? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        let length = self.path.len();
        while let Some(key) = map.next_key_seed(ReadKey)? {
            let key = match key {
                Key::Name(name) => clean(name),
                Key::Number => {
                    let read = number(&map.next_value::<String>()?);
                    if read.is_none() {
                        self.fault("number", "is a number longer or larger than this service reads");
                    }
                    return Ok(read.map_or(Value::Null, Value::Number));
                }
            };
            let Some(key) = key else {
                self.fault("nul_character", "a member's name must not contain U+0000");
                map.next_value::<serde::de::IgnoredAny>()?;
                continue;
            };
            push_name(self.path, &key);
            let value = map.next_value_seed(Reader { path: self.path, faults: self.faults });
            if members.contains_key(&key) {
                self.fault("duplicate_member", "is given twice; give it once");
            }
            self.path.truncate(length);
            members.insert(key, value?);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_well_formed_comes_through_exactly() {
        let value = read(br#"{"a":[1,-2.50,true,null,"x"],"big":9007199254740993,"huge":1e400}"#).unwrap();
        assert_eq!(value["a"][4], json!("x"));
        assert_eq!(value["big"].to_string(), "9007199254740993");
        assert_eq!(value["a"][1].to_string(), "-2.50");
        assert_eq!(value["huge"].to_string(), "1e+400");
        for (given, want) in [("1e3", "1000"), ("1.0", "1"), ("-0.0", "0"), ("-0", "0"), ("2.5e1", "25"), ("2.55e1", "2.55e+1")] {
            assert_eq!(read(given.as_bytes()).unwrap().to_string(), want, "{given}");
        }
        let disguise = read(br#"{"$serde_json::private::Number":"1"}"#).unwrap();
        assert!(disguise.is_object(), "a client's member is never taken for a number: {disguise}");
    }

    #[test]
    fn text_is_normalised() {
        assert_eq!(read("\"Cafe\u{301}\"".as_bytes()).unwrap(), json!("Caf\u{e9}"));
    }

    #[test]
    fn what_is_ambiguous_or_broken_is_refused_with_its_place() {
        for (body, sign) in [
            (&br#"{"a":1,"a":2}"#[..], "/a"),
            (br#"{"x":[{"b":1,"b":1}]}"#, "/x/0/b"),
            (br#"{"a":"\u0000"}"#, "U+0000"),
            (br#"{"a~/b":"\u0000"}"#, "/a~0~1b"),
            (br#"{"a":1e1000000000}"#, "/a: is a number longer"),
            (br#"{"a":1e-99999999999}"#, "/a: is a number longer"),
            (br#""\ud800""#, "not JSON"),
            (b"\"\xff\"", "not JSON"),
            (b"{", "not JSON"),
            (b"{} {}", "not JSON"),
            (b"", "not JSON"),
            (b"\xef\xbb\xbf{}", "not JSON"),
        ] {
            let problem = read(body).unwrap_err();
            assert_eq!(problem.kind(), Kind::BadRequest);
            assert!(problem.to_string().contains(sign), "{problem}");
        }
    }
}
