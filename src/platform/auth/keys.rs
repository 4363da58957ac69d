//! The keys that tokens are checked with: a JWKS file that may be replaced while the service
//! runs, and on loopback the development key.

use super::token::{self, Claims, TrustedKey};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant as Tick, SystemTime};

/// How often the file is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Whose tokens are believed.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// A JWKS file (RFC 7517).
    pub jwks_file: Option<PathBuf>,
    /// The `iss` that its tokens must have.
    pub issuer: String,
    /// The `aud` that every token must hold.
    pub audience: String,
    /// The public part of the development key, and its issuer.
    pub development: Option<(Jwk, String)>,
}

/// The keys in force.
pub struct Keys {
    trust: Trust,
    current: RwLock<Arc<Vec<TrustedKey>>>,
    seen: RwLock<(Option<SystemTime>, Option<Tick>)>,
    generation: AtomicU64,
}

impl Keys {
    /// Reads the keys; a file that cannot be read stops the start.
    pub fn load(trust: Trust) -> Result<Self, String> {
        let (keys, modified) = read(&trust)?;
        if keys.is_empty() {
            return Err("no key to check tokens with: set FOURCO_JWKS_FILE, or listen on loopback to use the development key".into());
        }
        Ok(Keys {
            trust,
            current: RwLock::new(Arc::new(keys)),
            seen: RwLock::new((modified, Some(Tick::now()))),
            generation: AtomicU64::new(0),
        })
    }

    /// Grows when the keys change: what was verified before has to be verified again.
    pub fn generation(&self) -> u64 {
        self.refresh();
        self.generation.load(Ordering::Acquire)
    }

    /// Whether a token is good at this second, and what it says.
    pub fn verify(&self, token: &str, now: i64) -> Option<Claims> {
        let keys = self.current.read().ok()?.clone();
        token::verify(token, &keys, now)
    }

    /// Takes a replaced file into use. One that cannot be read changes nothing, so that a half
    /// written file locks nobody out.
    fn refresh(&self) {
        let Some(path) = &self.trust.jwks_file else { return };
        let due = self.seen.read().is_ok_and(|seen| seen.1.is_none_or(|at| at.elapsed() >= LOOK_EVERY));
        if !due {
            return;
        }
        let Ok(mut seen) = self.seen.write() else { return };
        if seen.1.is_some_and(|at| at.elapsed() < LOOK_EVERY) {
            return;
        }
        seen.1 = Some(Tick::now());
        let modified = std::fs::metadata(path).and_then(|m| m.modified()).ok();
        if modified.is_none() || modified == seen.0 {
            return;
        }
        match read(&self.trust) {
            Ok((keys, modified)) => {
                seen.0 = modified;
                tracing::info!(keys = keys.len(), "keys replaced");
                if let Ok(mut current) = self.current.write() {
                    *current = Arc::new(keys);
                }
                self.generation.fetch_add(1, Ordering::Release);
            }
            Err(error) => tracing::error!(%error, "the replaced JWKS file cannot be read; the old keys stay in force"),
        }
    }
}

fn read(trust: &Trust) -> Result<(Vec<TrustedKey>, Option<SystemTime>), String> {
    let mut keys = Vec::new();
    let mut modified = None;
    if let Some(path) = &trust.jwks_file {
        let told = |error: String| format!("FOURCO_JWKS_FILE {}: {error}", path.display());
        modified = std::fs::metadata(path).and_then(|m| m.modified()).ok();
        let text = std::fs::read_to_string(path).map_err(|e| told(e.to_string()))?;
        let set: JwkSet = serde_json::from_str(&text).map_err(|e| told(e.to_string()))?;
        keys.extend(set.keys.iter().filter_map(|jwk| trusted(jwk, &trust.issuer, &trust.audience)));
        if keys.is_empty() {
            return Err(told("holds no RS256, ES256 or EdDSA signing key".into()));
        }
    }
    if let Some((jwk, issuer)) = &trust.development {
        keys.extend(trusted(jwk, issuer, &trust.audience));
    }
    Ok((keys, modified))
}

/// A key for signatures of one of our algorithms; others in the set are passed over.
fn trusted(jwk: &Jwk, issuer: &str, audience: &str) -> Option<TrustedKey> {
    let common = &jwk.common;
    if common.public_key_use.as_ref().is_some_and(|given| *given != PublicKeyUse::Signature) {
        return None;
    }
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(p) if p.curve == EllipticCurve::P256 => Algorithm::ES256,
        AlgorithmParameters::OctetKeyPair(p) if p.curve == EllipticCurve::Ed25519 => Algorithm::EdDSA,
        _ => return None,
    };
    if common.key_algorithm.is_some_and(|given| Some(given.to_string()) != token::name(algorithm).map(str::to_owned)) {
        return None;
    }
    Some(TrustedKey {
        kid: common.key_id.clone(),
        algorithm,
        decoding: DecodingKey::from_jwk(jwk).ok()?,
        issuer: issuer.to_owned(),
        audience: audience.to_owned(),
    })
}
