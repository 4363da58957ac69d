//! The development key: made once in the data folder, believed only on loopback.

use super::token::Claims;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use std::fs;
use std::io::Write;
use std::path::Path;

/// The issuer of development tokens.
pub const ISSUER: &str = "https://development.fourco.invalid";
/// The audience of this service when nothing else is set.
pub const AUDIENCE: &str = "fourco";
const FILE: &str = "development-key.pk8";
const KID: &str = "development";

/// A key pair for development tokens.
pub struct DevelopmentKey {
    pkcs8: Vec<u8>,
    public: String,
}

impl DevelopmentKey {
    /// The key of a data folder, made when there is none.
    pub fn open(folder: &Path) -> Result<Self, String> {
        let path = folder.join(FILE);
        let told = |error: &dyn std::fmt::Display| format!("development key {}: {error}", path.display());
        let pkcs8 = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                fs::create_dir_all(folder).map_err(|e| told(&e))?;
                let made = Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new()).map_err(|e| told(&e))?;
                // Written aside and renamed, so that two starts at once end with one key.
                let mut aside = tempfile(folder).map_err(|e| told(&e))?;
                aside.1.write_all(made.as_ref()).map_err(|e| told(&e))?;
                let linked = fs::hard_link(&aside.0, &path);
                let _ = fs::remove_file(&aside.0);
                match linked {
                    Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(told(&error)),
                    _ => fs::read(&path).map_err(|e| told(&e))?,
                }
            }
            Err(error) => return Err(told(&error)),
        };
        Self::from_pkcs8(pkcs8).map_err(|e| told(&e))
    }

    /// A key that is kept nowhere.
    pub fn fleeting() -> Result<Self, String> {
        let made = Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new()).map_err(|e| e.to_string())?;
        Self::from_pkcs8(made.as_ref().to_vec())
    }

    fn from_pkcs8(pkcs8: Vec<u8>) -> Result<Self, String> {
        let pair = Ed25519KeyPair::from_pkcs8(&pkcs8).map_err(|e| e.to_string())?;
        let public = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        Ok(DevelopmentKey { pkcs8, public })
    }

    /// The public part.
    pub fn jwk(&self) -> Result<Jwk, String> {
        let jwk = serde_json::json!({"kty": "OKP", "crv": "Ed25519", "x": self.public, "kid": KID, "alg": "EdDSA", "use": "sig"});
        serde_json::from_value(jwk).map_err(|e| e.to_string())
    }

    /// A signed token.
    pub fn mint(&self, claims: &Claims, audience: &str) -> Result<String, String> {
        #[derive(Serialize)]
        struct Whole<'a> {
            #[serde(flatten)]
            claims: &'a Claims,
            aud: &'a str,
        }
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some("at+jwt".into());
        header.kid = Some(KID.into());
        jsonwebtoken::encode(&header, &Whole { claims, aud: audience }, &EncodingKey::from_ed_der(&self.pkcs8)).map_err(|e| e.to_string())
    }
}

fn tempfile(folder: &Path) -> std::io::Result<(std::path::PathBuf, fs::File)> {
    let path = folder.join(format!(".{FILE}.{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path)?;
    Ok((path, file))
}
