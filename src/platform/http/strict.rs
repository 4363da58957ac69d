//! Reads JSON strictly: UTF-8, no member twice, no U+0000, every text in Unicode form NFC.
//!
//! serde keeps the last of two equal members and lets U+0000 through, which PostgreSQL refuses and
//! SQLite stores. Both are decided here, once, for every request.

use super::problem::{Fault, Kind, Problem};
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The value in the bytes, or what is wrong with them.
pub fn read(bytes: &[u8]) -> Result<Value, Problem> {
    let mut faults = Vec::new();
    let mut from = serde_json::Deserializer::from_slice(bytes);
    let mut path = String::new();
    let value = Reader { path: &mut path, faults: &mut faults }.deserialize(&mut from);
    let value = value
        .and_then(|value| from.end().map(|()| value))
        .map_err(|error| Problem::new(Kind::BadRequest, format!("The body is not JSON in UTF-8: {error}.")))?;
    if faults.is_empty() { Ok(value) } else { Err(Problem::bad_members(faults)) }
}

impl Problem {
    /// 400 with faults of a body's members that make it unreadable.
    fn bad_members(errors: Vec<Fault>) -> Self {
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

/// How serde_json hands over a number under `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

struct Reader<'a> {
    path: &'a mut String,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Reader<'a> {
    fn text(self, text: String) -> Value {
        match clean(text) {
            Some(text) => Value::String(text),
            None => {
                self.faults.push(Fault::at(self.path.clone(), "nul_character", "must not contain U+0000"));
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

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        let length = self.path.len();
        while let Some(key) = map.next_key::<String>()? {
            if members.is_empty() && key == NUMBER {
                let digits: String = map.next_value()?;
                return digits.parse::<Number>().map(Value::Number).map_err(serde::de::Error::custom);
            }
            let Some(key) = clean(key) else {
                self.faults.push(Fault::at(self.path.clone(), "nul_character", "a member's name must not contain U+0000"));
                map.next_value::<serde::de::IgnoredAny>()?;
                continue;
            };
            self.path.push('/');
            self.path.push_str(&key.replace('~', "~0").replace('/', "~1"));
            let value = map.next_value_seed(Reader { path: self.path, faults: self.faults });
            if members.contains_key(&key) {
                self.faults.push(Fault::at(self.path.clone(), "duplicate_member", "is given twice; give it once"));
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
