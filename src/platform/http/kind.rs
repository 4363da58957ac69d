//! The kinds of problem there are, and what a client should do about each.

use actix_web::http::StatusCode;

/// The kinds of problem there are. Each has a page of its own at `/problems/{slug}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request could not be read.
    BadRequest,
    /// No valid token.
    Unauthenticated,
    /// The token does not allow this.
    Forbidden,
    /// Nothing there that the caller may see.
    NotFound,
    /// The path is known, the method is not.
    MethodNotAllowed,
    /// The request came too slowly.
    RequestTimeout,
    /// The request contradicts what is stored.
    Conflict,
    /// The record was withdrawn.
    Gone,
    /// The place a reader wants to go on from is no longer kept.
    CursorExpired,
    /// The record has changed since it was read.
    Stale,
    /// The body is larger than is taken.
    TooLarge,
    /// The body's media type is not one this operation reads.
    UnsupportedMediaType,
    /// The request could be read but breaks a rule.
    Invalid,
    /// The request must say which version it means.
    PreconditionRequired,
    /// Too many requests from this client.
    TooManyRequests,
    /// A fault of ours.
    Internal,
    /// The service cannot do this right now.
    Unavailable,
}

impl Kind {
    /// All kinds, for their documentation.
    pub const ALL: &'static [Kind] = &[
        Kind::BadRequest,
        Kind::Unauthenticated,
        Kind::Forbidden,
        Kind::NotFound,
        Kind::MethodNotAllowed,
        Kind::RequestTimeout,
        Kind::Conflict,
        Kind::Gone,
        Kind::CursorExpired,
        Kind::Stale,
        Kind::TooLarge,
        Kind::UnsupportedMediaType,
        Kind::Invalid,
        Kind::PreconditionRequired,
        Kind::TooManyRequests,
        Kind::Internal,
        Kind::Unavailable,
    ];

    /// Slug, status, title, and what a client should do about it.
    pub const fn describe(self) -> (&'static str, u16, &'static str, &'static str) {
        match self {
            Kind::BadRequest => (
                "bad-request",
                400,
                "The request could not be read",
                "Correct the JSON, header, path or query parameter that the problem names. Repeating the request as it is will fail again.",
            ),
            Kind::Unauthenticated => (
                "unauthenticated",
                401,
                "A valid access token is required",
                "Send `Authorization: Bearer <token>` with a current RFC 9068 access token issued for this service. The answer is the same whatever is wrong with the token.",
            ),
            Kind::Forbidden => (
                "forbidden",
                403,
                "The token does not allow this",
                "Ask for a token with the scope the problem names, or let the organisation that may do this do it.",
            ),
            Kind::NotFound => (
                "not-found",
                404,
                "Nothing here",
                "Check the path and the id. Records that your organisation may not see are answered like records that do not exist.",
            ),
            Kind::MethodNotAllowed => {
                ("method-not-allowed", 405, "This method is not supported here", "Use one of the methods in the `Allow` header.")
            }
            Kind::RequestTimeout => (
                "request-timeout",
                408,
                "The request body came too slowly",
                "Send the whole body before the deadline. Nothing was stored; the request may be repeated under the same `Idempotency-Key`.",
            ),
            Kind::Conflict => (
                "conflict",
                409,
                "The request contradicts what is stored",
                "Read the record that the problem names and decide; repeating the request as it is will fail again unless that record changes.",
            ),
            Kind::Gone => (
                "gone",
                410,
                "The record was withdrawn",
                "The record is kept as a tombstone and can be found in lists with `withdrawn=true`. It cannot be changed.",
            ),
            Kind::CursorExpired => (
                "cursor-expired",
                410,
                "What came after this place is no longer kept in full",
                "Changes are kept for 90 days. To start again without missing anything: read `/v1/changes?since=` with the present moment and keep its `next`, take the exports, then go on from that `next`.",
            ),
            Kind::Stale => (
                "stale",
                412,
                "The record has changed since you read it",
                "Read the record again, apply your change to what is there now, and send it with the new `ETag` in `If-Match`.",
            ),
            Kind::TooLarge => {
                ("too-large", 413, "The request body is too large", "Send less in one request; the problem says how much is taken.")
            }
            Kind::UnsupportedMediaType => (
                "unsupported-media-type",
                415,
                "The media type of the body is not supported",
                "Send `Content-Type: application/json`, or `application/merge-patch+json` for PATCH, in UTF-8 and without a content encoding.",
            ),
            Kind::Invalid => (
                "invalid",
                422,
                "The request breaks a rule",
                "Each entry of `errors` names a member by JSON Pointer, says what is wrong and what would be right. Nothing was stored; the mended request may reuse the same `Idempotency-Key`.",
            ),
            Kind::PreconditionRequired => (
                "precondition-required",
                428,
                "The request must say which version it changes",
                "Send `If-Match` with the `ETag` you got when you read the record.",
            ),
            Kind::TooManyRequests => {
                ("too-many-requests", 429, "Too many requests", "Wait as long as `Retry-After` says, then repeat the request.")
            }
            Kind::Internal => (
                "internal",
                500,
                "The service failed",
                "This is our fault. Repeat the request once under the same `Idempotency-Key`; report the `request_id` when it fails again.",
            ),
            Kind::Unavailable => (
                "unavailable",
                503,
                "The service cannot do this right now",
                "Wait as long as `Retry-After` says and repeat the request, writes under the same `Idempotency-Key`.",
            ),
        }
    }

    /// The HTTP status.
    pub fn status(self) -> StatusCode {
        StatusCode::from_u16(self.describe().1).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
