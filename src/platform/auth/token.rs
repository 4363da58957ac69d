//! What a token says, believed only after every check that the library leaves to us.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::{Deserialize, Serialize};

/// The claims of an access token (RFC 9068) that this service reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who issued it.
    pub iss: String,
    /// When it ends, in seconds since 1970.
    pub exp: i64,
    /// For whom it acts.
    pub sub: String,
    /// The client it was issued to.
    pub client_id: String,
    /// What it allows, separated by spaces.
    #[serde(default)]
    pub scope: String,
    /// The key of the organisation it acts for.
    pub org: String,
}

/// One key that tokens may be signed with.
pub struct TrustedKey {
    pub(super) kid: Option<String>,
    pub(super) algorithm: Algorithm,
    pub(super) decoding: DecodingKey,
    pub(super) issuer: String,
    pub(super) audience: String,
}

/// Clocks of issuer and service may differ by this many seconds.
pub const LEEWAY_SECONDS: u64 = 10;

/// The longest token that is looked at.
const MAX_TOKEN: usize = 8_192;

/// Whether a token is good, and what it says. Time checks use the given second, so that the
/// service's one clock decides.
pub fn verify(token: &str, keys: &[TrustedKey], now: i64) -> Option<Claims> {
    if token.len() > MAX_TOKEN {
        return None;
    }
    let header = raw_header(token)?;
    // A critical extension is one we must understand, and we know none (RFC 7515, 4.1.11).
    if header.get("crit").is_some() {
        return None;
    }
    let typ = header.get("typ")?.as_str()?.to_ascii_lowercase();
    if typ != "at+jwt" && typ != "application/at+jwt" {
        return None;
    }
    let algorithm = header.get("alg")?.as_str()?;
    let kid = header.get("kid").map(|kid| kid.as_str().unwrap_or_default());
    keys.iter()
        // The key says which algorithm it is for; the token only has to agree.
        .filter(|key| name(key.algorithm) == Some(algorithm))
        .filter(|key| match (&key.kid, kid) {
            (Some(ours), Some(theirs)) => ours == theirs,
            (_, None) => true,
            (None, Some(_)) => false,
        })
        .find_map(|key| {
            let mut validation = Validation::new(key.algorithm);
            validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
            validation.set_issuer(&[&key.issuer]);
            validation.set_audience(&[&key.audience]);
            // Times are compared below, against our own clock.
            validation.validate_exp = false;
            validation.validate_nbf = false;
            let body = jsonwebtoken::decode::<serde_json::Value>(token, &key.decoding, &validation).ok()?.claims;
            let claims: Claims = serde_json::from_value(body.clone()).ok()?;
            let leeway = LEEWAY_SECONDS as i64;
            let begins = ["nbf", "iat"].iter().all(|name| match body.get(*name) {
                None => true,
                Some(value) => value.as_f64().is_some_and(|at| at <= (now + leeway) as f64),
            });
            // Both are kept in the change log, and PostgreSQL has no text with U+0000.
            let names = [&claims.sub, &claims.client_id].iter().all(|name| !name.is_empty() && !name.contains('\0'));
            (begins && names && now < claims.exp.saturating_add(leeway)).then_some(claims)
        })
}

/// The algorithms a key may be for: asymmetric ones only.
pub fn name(algorithm: Algorithm) -> Option<&'static str> {
    match algorithm {
        Algorithm::RS256 => Some("RS256"),
        Algorithm::ES256 => Some("ES256"),
        Algorithm::EdDSA => Some("EdDSA"),
        _ => None,
    }
}

/// The header as it stands, unknown members included: the library's type drops `crit`.
fn raw_header(token: &str) -> Option<serde_json::Value> {
    use base64::Engine;
    let (header, _) = token.split_once('.')?;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header).ok()?;
    serde_json::from_slice(&bytes).ok()
}
