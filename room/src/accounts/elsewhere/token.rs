//! The ID token of a provider: who signed it, for whom, when, and for which sign-in (OpenID Connect Core 1.0
//! §3.1.3.7). Only RS256 and ES256; the algorithm must be that of the key, whatever the token says.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;

#[cfg(test)]
mod tests;

/// How far the provider's clock may be from ours.
const SKEW_S: f64 = 120.0;
/// Longer subjects are none (§2).
const SUBJECT_BYTES: usize = 255;

/// The keys that a provider signs with (RFC 7517).
#[derive(Debug, Deserialize)]
pub(super) struct Keys {
    keys: Vec<Key>,
}

/// One of them; numbers in base64url.
#[derive(Debug, Deserialize)]
struct Key {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    n: Option<String>,
    e: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// What a reader of tokens must understand (RFC 7515 §4.1.11): we understand nothing beyond.
    crit: Option<serde_json::Value>,
}

/// What a token must be for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'e> {
    pub(super) issuer: &'e str,
    pub(super) client_id: &'e str,
    pub(super) nonce: &'e str,
}

/// What a token says.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    iss: String,
    /// Who it is, for the provider; never given to another.
    pub(super) sub: String,
    aud: Audience,
    azp: Option<String>,
    /// Seconds, which may have fractions (RFC 7519 §2).
    exp: f64,
    iat: f64,
    nonce: Option<String>,
    /// What they are called there, good for a suggestion.
    pub(super) preferred_username: Option<String>,
    pub(super) name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// What the token says, if it holds.
///
/// # Errors
/// What is wrong with it, for the log.
pub(super) fn verify(
    token: &str,
    keys: &Keys,
    expected: Expected,
    now: Timestamp,
) -> Result<Claims, &'static str> {
    let (signed, signature) = token.rsplit_once('.').ok_or("no token")?;
    let (header, claims) = signed.split_once('.').ok_or("no token")?;
    let header: Header = json(header).ok_or("a header that is none")?;
    if header.crit.is_some() {
        return Err("a header we do not understand");
    }
    let signature = bytes(signature).ok_or("a signature that is none")?;
    let is_signed = keys.keys.iter().any(|key| {
        let is_named = header.kid.is_none() || key.kid.is_none() || key.kid == header.kid;
        let is_for_this = key.purpose.as_deref().is_none_or(|purpose| purpose == "sig");
        is_named && is_for_this && key.has_signed(&header.alg, signed.as_bytes(), &signature)
    });
    if !is_signed {
        return Err("not signed by the provider");
    }
    let claims: Claims = json(claims).ok_or("claims that are none")?;
    claims.check(expected, now.as_second() as f64)?;
    Ok(claims)
}

impl Key {
    fn has_signed(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        let number = |value: &Option<String>| bytes(value.as_deref()?);
        match (algorithm, self.kty.as_str()) {
            ("RS256", "RSA") => {
                let (Some(n), Some(e)) = (number(&self.n), number(&self.e)) else { return false };
                let key = RsaPublicKeyComponents { n, e };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
            ("ES256", "EC") if self.crv.as_deref() == Some("P-256") => {
                let (Some(x), Some(y)) = (number(&self.x), number(&self.y)) else { return false };
                // An uncompressed point (SEC 1 §2.3.3).
                let point = [&[4], x.as_slice(), &y].concat();
                let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
                key.verify(message, signature).is_ok()
            }
            _ => false,
        }
    }
}

impl Claims {
    fn check(&self, expected: Expected, now_s: f64) -> Result<(), &'static str> {
        let is_for_us = match &self.aud {
            Audience::One(one) => one == expected.client_id,
            Audience::Many(all) => {
                all.iter().any(|one| one == expected.client_id)
                    && (all.len() == 1 || self.azp.is_some())
            }
        };
        if self.iss != expected.issuer {
            Err("issued by another")
        } else if !is_for_us || self.azp.as_deref().is_some_and(|azp| azp != expected.client_id) {
            Err("for another room")
        } else if self.exp + SKEW_S < now_s {
            Err("too old")
        } else if self.iat - SKEW_S > now_s {
            Err("from the future")
        } else if self.nonce.as_deref() != Some(expected.nonce) {
            Err("for another sign-in")
        } else if self.sub.is_empty() || self.sub.len() > SUBJECT_BYTES {
            Err("of nobody")
        } else {
            Ok(())
        }
    }
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

fn json<T: for<'d> Deserialize<'d>>(part: &str) -> Option<T> {
    serde_json::from_slice(&bytes(part)?).ok()
}
