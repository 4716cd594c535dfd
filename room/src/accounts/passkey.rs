//! Passkeys: the checks of Web Authentication Level 3, §7, without attestation.
//!
//! The browser hands over the key in DER (`getPublicKey()`), so nothing here reads CBOR. A reader who
//! registers a key vouches for it themselves: nobody else's sign-in can depend on it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
    VerificationAlgorithm,
};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// What is kept of a passkey.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Credential {
    /// COSE algorithm: -7 ES256, -8 EdDSA, -257 RS256.
    algorithm: i64,
    /// SubjectPublicKeyInfo, DER, base64url.
    key: String,
    /// Signatures so far, as the authenticator says; most say 0 always.
    counter: u32,
}

/// What the browser says when a passkey was made; all base64url.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Made {
    pub(crate) id: String,
    pub(crate) client_data: String,
    pub(crate) authenticator_data: String,
    pub(crate) key: String,
    pub(crate) algorithm: i64,
}

/// What the browser says when a passkey was used; all base64url.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Used {
    pub(crate) id: String,
    pub(crate) client_data: String,
    pub(crate) authenticator_data: String,
    pub(crate) signature: String,
}

/// What both must be for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'e> {
    /// As it was sent, base64url.
    pub(crate) challenge: &'e str,
    /// "https://room.example" of the page.
    pub(crate) origin: &'e str,
    /// "room.example".
    pub(crate) host: &'e str,
}

#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    is_cross_origin: bool,
}

/// The parts of authenticator data (§6.1) that matter here.
struct Authenticator<'a> {
    flags: u8,
    counter: u32,
    credential_id: Option<&'a [u8]>,
}

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const HAS_CREDENTIAL: u8 = 1 << 6;

/// The id and what to keep of a passkey that was made for us now (§7.1); `None` when it was not.
pub(crate) fn register(made: &Made, expected: Expected) -> Option<(Vec<u8>, Credential)> {
    let id = decode(&made.id)?;
    client_data(&made.client_data, "webauthn.create", expected)?;
    let bytes = decode(&made.authenticator_data)?;
    let authenticator = authenticator(&bytes, expected.host)?;
    if authenticator.flags & USER_VERIFIED == 0 || authenticator.credential_id != Some(&id) {
        return None;
    }
    let key = decode(&made.key)?;
    verifier(made.algorithm, &key)?;
    let counter = authenticator.counter;
    Some((id, Credential { algorithm: made.algorithm, key: made.key.clone(), counter }))
}

/// The passkey as it is to be kept after it signed our challenge now (§7.2); `None` when it did not.
pub(crate) fn verify(kept: &Credential, used: &Used, expected: Expected) -> Option<Credential> {
    let client = client_data(&used.client_data, "webauthn.get", expected)?;
    let mut signed = decode(&used.authenticator_data)?;
    let Authenticator { flags, counter, .. } = authenticator(&signed, expected.host)?;
    let is_a_copy = (counter, kept.counter) != (0, 0) && counter <= kept.counter;
    if flags & USER_VERIFIED == 0 || is_a_copy {
        return None;
    }
    signed.extend_from_slice(digest(&SHA256, &client).as_ref());
    let key = decode(&kept.key)?;
    let (algorithm, key) = verifier(kept.algorithm, &key)?;
    let signature = decode(&used.signature)?;
    UnparsedPublicKey::new(algorithm, key).verify(&signed, &signature).ok()?;
    Some(Credential { counter, ..kept.clone() })
}

/// The bytes of the client's data, if they say what they must.
fn client_data(given: &str, kind: &str, expected: Expected) -> Option<Vec<u8>> {
    let bytes = decode(given)?;
    let data: ClientData = serde_json::from_slice(&bytes).ok()?;
    let is_right = data.kind == kind
        && data.challenge == expected.challenge
        && data.origin == expected.origin
        && !data.is_cross_origin;
    is_right.then_some(bytes)
}

fn authenticator<'a>(bytes: &'a [u8], host: &str) -> Option<Authenticator<'a>> {
    let (host_hash, rest) = bytes.split_at_checked(32)?;
    let (&flags, rest) = rest.split_first()?;
    let (counter, rest) = rest.split_first_chunk::<4>()?;
    let is_right =
        host_hash == digest(&SHA256, host.as_bytes()).as_ref() && flags & USER_PRESENT != 0;
    let credential_id = if flags & HAS_CREDENTIAL == 0 {
        None
    } else {
        let (_model, rest) = rest.split_at_checked(16)?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        Some(rest.get(..usize::from(u16::from_be_bytes(*length)))?)
    };
    is_right.then(|| Authenticator { flags, counter: u32::from_be_bytes(*counter), credential_id })
}

/// How a key verifies, and the part of its DER that ring takes.
fn verifier(algorithm: i64, der: &[u8]) -> Option<(&'static dyn VerificationAlgorithm, &[u8])> {
    let (name, key): (&[u8], &dyn VerificationAlgorithm) = match algorithm {
        -7 => (P256, &ECDSA_P256_SHA256_ASN1),
        -8 => (EDWARDS, &ED25519),
        -257 => (RSA, &RSA_PKCS1_2048_8192_SHA256),
        _ => return None,
    };
    // SubjectPublicKeyInfo ::= SEQUENCE { algorithm SEQUENCE, key BIT STRING }, RFC 5280 §4.1.
    let (info, after) = element(der, 0x30)?;
    let (found, rest) = element(info, 0x30)?;
    let (bits, end) = element(rest, 0x03)?;
    let (&unused_bits, bits) = bits.split_first()?;
    let is_right = found == name && unused_bits == 0 && after.is_empty() && end.is_empty();
    is_right.then_some((key, bits))
}

/// What `AlgorithmIdentifier` says: OIDs ecPublicKey + prime256v1, Ed25519, rsaEncryption + NULL.
const P256: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
    0x03, 0x01, 0x07,
];
const EDWARDS: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];
const RSA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// The content of a DER element of that tag at the start, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 => {
            let (&length, rest) = rest.split_first()?;
            (usize::from(length), rest)
        }
        0x82 => {
            let (length, rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(*length)), rest)
        }
        _ => return None,
    };
    if found == tag { rest.split_at_checked(length) } else { None }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}
