//! What a handler answers: small enough to be kept for a replay.

use super::conditional::IfNoneMatch;
use super::page::Page;
use super::problem::Problem;
use actix_web::body::BoxBody;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, HeaderValue, LINK, LOCATION, VARY};
use actix_web::http::{StatusCode, Uri};
use actix_web::{HttpRequest, HttpResponse, Responder};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use serde::Serialize;

/// An answer that succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// JSON, or nothing.
    pub body: Option<String>,
    /// Where the new record is.
    pub location: Option<String>,
    /// The version of what is shown.
    pub etag: Option<String>,
    /// The next page.
    pub link: Option<String>,
    /// How long it may be kept; `no-store` when not said.
    pub cache: Option<&'static str>,
    /// The language it is in, where the client could choose.
    pub language: Option<&'static str>,
    /// Whether this is the kept answer of an earlier request.
    pub replayed: bool,
}

impl Answer {
    fn json(status: u16, body: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_string(body).map_err(Problem::internal)?;
        Ok(Answer { status, body: Some(body), location: None, etag: None, link: None, cache: None, language: None, replayed: false })
    }

    /// 200 with a body.
    pub fn ok(body: &impl Serialize) -> Result<Self, Problem> {
        Self::json(200, body)
    }

    /// 200 with one version of a record.
    pub fn version(body: &impl Serialize, etag: String) -> Result<Self, Problem> {
        Ok(Answer { etag: Some(etag), ..Self::json(200, body)? })
    }

    /// 200 with one version of a record, or 304 when the client holds it.
    pub fn unless_held(held: &IfNoneMatch, etag: String, body: &impl Serialize) -> Result<Self, Problem> {
        if held.holds(&etag) { Ok(Self::not_modified(etag)) } else { Self::version(body, etag) }
    }

    /// 304: the client holds this version.
    pub fn not_modified(etag: String) -> Self {
        Answer { status: 304, body: None, location: None, etag: Some(etag), link: None, cache: None, language: None, replayed: false }
    }

    /// 200 with an answer that is drawn from many records, or 304 when the client holds the same: its
    /// tag is made from what it says.
    pub fn drawn(held: &IfNoneMatch, body: &impl Serialize) -> Result<Self, Problem> {
        let text = serde_json::to_vec(body).map_err(Problem::internal)?;
        Self::unless_held(held, tag_of(&text), body)
    }

    /// 201 with the new record and where it is.
    pub fn created(body: &impl Serialize, location: String, etag: Option<String>) -> Result<Self, Problem> {
        Ok(Answer { location: Some(location), etag, ..Self::json(201, body)? })
    }

    /// 200 with one page and a link to the next.
    pub fn page<T: Serialize>(page: &Page<T>, uri: &Uri) -> Result<Self, Problem> {
        Ok(Answer { link: page.next.as_deref().map(|next| to_next(next, uri)), ..Self::json(200, page)? })
    }

    /// The same for items that are written already, separated by commas.
    pub fn items(items: Vec<u8>, next: Option<String>, uri: &Uri) -> Result<Self, Problem> {
        let mut text = Vec::with_capacity(items.len() + 256);
        text.extend_from_slice(b"{\"items\":[");
        text.extend_from_slice(&items);
        text.extend_from_slice(b"],\"next\":");
        // A cursor needs no escapes.
        text.extend_from_slice(next.as_ref().map_or_else(|| "null".to_owned(), |next| format!("\"{next}\"")).as_bytes());
        text.push(b'}');
        let body = String::from_utf8(text).map_err(Problem::internal)?;
        let link = next.map(|next| to_next(&next, uri));
        Ok(Answer { status: 200, body: Some(body), location: None, etag: None, link, cache: None, language: None, replayed: false })
    }

    /// Lets caches keep it: for what everybody may see.
    pub fn cached(self, how: &'static str) -> Self {
        Answer { cache: Some(how), ..self }
    }

    /// Says in which of the languages that `Accept-Language` may ask for it is.
    pub fn in_language(self, code: &'static str) -> Self {
        Answer { language: Some(code), ..self }
    }
}

/// The tag of an answer that is drawn from many records, made from what it says.
pub fn tag_of(text: &[u8]) -> String {
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest(&SHA256, text).as_ref()[..16]))
}

/// A link to the next page: the same query with another cursor.
fn to_next(cursor: &str, uri: &Uri) -> String {
    let is_cursor = |pair: &str| percent_decode_str(pair.split('=').next().unwrap_or_default()).eq(*b"cursor");
    let others = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !is_cursor(pair));
    let mut query: String = others.map(|pair| format!("{pair}&")).collect();
    query.push_str("cursor=");
    query.push_str(cursor);
    format!("<{}?{query}>; rel=\"next\"", uri.path())
}

impl Responder for Answer {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut answer = HttpResponse::build(StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
        for (name, value) in [(LOCATION, self.location), (ETAG, self.etag), (LINK, self.link)] {
            if let Some(value) = value.and_then(|v| HeaderValue::from_str(&v).ok()) {
                answer.insert_header((name, value));
            }
        }
        answer.insert_header((CACHE_CONTROL, HeaderValue::from_static(self.cache.unwrap_or("private, no-cache"))));
        if let Some(language) = self.language {
            answer.insert_header((CONTENT_LANGUAGE, HeaderValue::from_static(language)));
            answer.append_header((VARY, HeaderValue::from_static("Accept-Language")));
        }
        if self.replayed {
            answer.insert_header(("idempotent-replayed", "true"));
        }
        match self.body {
            Some(body) => {
                answer.insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json")));
                answer.body(body)
            }
            None => answer.finish(),
        }
    }
}
