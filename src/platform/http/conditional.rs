//! Conditional requests (RFC 9110, section 13): versions as strong entity tags.
//!
//! A tag is `"<version>"`, or `"<version>.<parts>"` where a representation also shows parts that
//! change without the record itself changing; a condition on a write compares the version alone.

use super::problem::{Fault, Kind, Problem};
use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, IF_MATCH, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};

/// The version that a write is meant for; 428 without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch {
    version: Option<i64>,
}

impl IfMatch {
    /// Refuses with 412 unless the condition names the version that is stored.
    pub fn check(self, stored: i64) -> Result<(), Problem> {
        match self.version {
            Some(version) if version != stored => Err(Problem::stale(stored)),
            _ => Ok(()),
        }
    }

    fn read(headers: &HeaderMap) -> Result<Self, Problem> {
        let text = condition(headers)?;
        if text == "*" {
            return Ok(IfMatch { version: None });
        }
        if text.starts_with("W/") {
            return Err(wrong(
                "weak_tag",
                "a weak tag cannot guard a write (RFC 9110): a proxy has weakened it, probably to compress the answer; send the version member of the body as \"<version>\" instead",
            ));
        }
        let version = quoted(&text)?;
        let version = version.split_once('.').map_or(version, |(version, _)| version);
        // A well-formed tag that we never gave names no version of this record.
        Ok(IfMatch { version: Some(version.parse().unwrap_or(-1)) })
    }
}

/// The one condition that the headers hold.
fn condition(headers: &HeaderMap) -> Result<String, Problem> {
    let mut given = headers.get_all(IF_MATCH);
    let Some(first) = given.next() else {
        return Err(Problem::new(Kind::PreconditionRequired, "Send If-Match with the ETag of the version you mean to change."));
    };
    let text = String::from_utf8_lossy(first.as_bytes()).trim().to_owned();
    if given.next().is_some() || text.contains(',') {
        return Err(wrong("too_many", "must hold one entity tag, that of the version you read"));
    }
    Ok(text)
}

/// What stands between the quotes of a strong tag.
fn quoted(text: &str) -> Result<&str, Problem> {
    text.strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .ok_or_else(|| wrong("format", "must be an entity tag in double quotes such as \"3\""))
}

fn wrong(code: &str, message: &str) -> Problem {
    Problem::parameters(vec![Fault::parameter("If-Match", code, message)])
}

/// The tag of the very answer that somebody decides on; 428 without one. Unlike [`IfMatch`] it is
/// compared as a whole, and `*` is refused: what nobody has looked at is not decided on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfSeen(String);

impl IfSeen {
    /// Whether what was seen is what there is now.
    pub fn holds(&self, tag: &str) -> bool {
        self.0 == tag
    }

    fn read(headers: &HeaderMap) -> Result<Self, Problem> {
        let text = condition(headers)?;
        if text == "*" {
            return Err(wrong("any_version", "must be the entity tag of what you have read: * would decide on what nobody has looked at"));
        }
        if text.starts_with("W/") {
            return Err(wrong(
                "weak_tag",
                "a weak tag cannot guard a write (RFC 9110): a proxy has weakened it, probably to compress the answer; send the tag member of the body you read instead",
            ));
        }
        quoted(&text)?;
        Ok(IfSeen(text))
    }
}

impl FromRequest for IfSeen {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(IfSeen::read(req.headers()))
    }
}

impl Problem {
    /// 412: says which version is stored now.
    pub fn stale(stored: i64) -> Self {
        Problem::new(Kind::Stale, format!("The record is at version {stored} now. Read it again and decide."))
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(IfMatch::read(req.headers()))
    }
}

/// The tags that a client already holds.
#[derive(Clone, Debug, Default)]
pub struct IfNoneMatch(Option<String>);

impl IfNoneMatch {
    /// Whether the client already holds this tag; weak comparison, as GET wants.
    pub fn holds(&self, tag: &str) -> bool {
        self.0
            .as_deref()
            .is_some_and(|given| given.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag))
    }
}

impl FromRequest for IfNoneMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        // Several lines of one header are one list (RFC 9110, 5.3).
        let lines: Vec<&str> = req.headers().get_all(IF_NONE_MATCH).filter_map(|v| v.to_str().ok()).collect();
        ready(Ok(IfNoneMatch((!lines.is_empty()).then(|| lines.join(",")))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn one_strong_tag_names_a_version() {
        for (given, want) in [
            ("\"3\"", Ok(Some(3))),
            ("\"3.7\"", Ok(Some(3))),
            ("*", Ok(None)),
            ("\"other\"", Ok(Some(-1))),
            ("W/\"3\"", Err(Kind::BadRequest)),
            ("3", Err(Kind::BadRequest)),
            ("\"3\", \"4\"", Err(Kind::BadRequest)),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(IF_MATCH, HeaderValue::from_static(given));
            let got = IfMatch::read(&headers).map(|m| m.version).map_err(|p| p.kind());
            assert_eq!(got, want, "{given}");
        }
        assert_eq!(IfMatch::read(&HeaderMap::new()).map_err(|p| p.kind()), Err(Kind::PreconditionRequired));
    }

    #[test]
    fn what_is_decided_on_has_been_seen() {
        let read = |given: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            given.map(|given| headers.insert(IF_MATCH, HeaderValue::from_static(given)));
            IfSeen::read(&headers).map_err(|p| p.kind())
        };
        let seen = read(Some("\"3.7-en-2\"")).unwrap();
        assert!(seen.holds("\"3.7-en-2\"") && !seen.holds("\"3.8-en-2\"") && !seen.holds("\"3.7-en-3\""));
        for (given, want) in [
            (None, Kind::PreconditionRequired),
            (Some("*"), Kind::BadRequest),
            (Some("W/\"3.7-en-2\""), Kind::BadRequest),
            (Some("3.7-en-2"), Kind::BadRequest),
            (Some("\"3\", \"4\""), Kind::BadRequest),
            (Some("\""), Kind::BadRequest),
        ] {
            assert_eq!(read(given), Err(want), "{given:?}");
        }
    }

    #[test]
    fn reading_compares_weakly() {
        let held = IfNoneMatch(Some("W/\"3.1\", \"2\"".into()));
        assert!(held.holds("\"3.1\"") && held.holds("\"2\"") && !held.holds("\"4\""));
    }
}
