//! Whether news are Stripe's: the header `Stripe-Signature`, over the bytes as they came.
//!
//! `t=1764061867,v1=<hex>,v1=<hex>,v0=…`: HMAC-SHA256 of the time, a full stop and the body, with the signing
//! secret. While a secret is changed Stripe signs with both, so there may be several.

use jiff::Timestamp;
use ring::hmac;

use super::Key;
use crate::hex;

#[cfg(test)]
mod tests;

/// Seconds that a signature may be from now, as in Stripe's own libraries.
const TOLERANCE_S: i64 = 300;
/// Signatures looked at: Stripe sends two at most.
const LOOKED_AT: usize = 8;
/// A header that is longer is nobody's.
const HEADER_BYTES: usize = 4_096;

/// Why news are not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Refusal {
    /// The header is missing or broken.
    Unsigned,
    /// Signed too long ago, or by a clock that is ahead: it may be a replay.
    Stale,
    /// None of the signatures is made with one of the secrets.
    Forged,
}

/// Checks a header against the body.
pub(crate) fn verify(
    header: &str,
    body: &[u8],
    secrets: &[Key],
    now: Timestamp,
) -> Result<(), Refusal> {
    let (at, signatures) = parts(header).ok_or(Refusal::Unsigned)?;
    let keys: Vec<hmac::Key> = secrets
        .iter()
        .map(|secret| hmac::Key::new(hmac::HMAC_SHA256, secret.as_str().as_bytes()))
        .collect();
    let mut signed = at.as_bytes().to_vec();
    signed.push(b'.');
    signed.extend_from_slice(body);
    // Each pair is compared in constant time, and all of them are, whichever fits.
    let mut is_good = false;
    for signature in &signatures {
        for key in &keys {
            is_good |= hmac::verify(key, &signed, signature).is_ok();
        }
    }
    if !is_good {
        return Err(Refusal::Forged);
    }
    let at: i64 = at.parse().map_err(|_| Refusal::Unsigned)?;
    if now.as_second().abs_diff(at) > TOLERANCE_S.unsigned_abs() {
        return Err(Refusal::Stale);
    }
    Ok(())
}

/// The time as it was written, and the signatures of the scheme we know; `None`: it is no such header.
fn parts(header: &str) -> Option<(&str, Vec<Vec<u8>>)> {
    if header.len() > HEADER_BYTES {
        return None;
    }
    let pairs = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let mut times = pairs().filter(|(name, _)| *name == "t").map(|(_, value)| value);
    let at = times.next().filter(|at| !at.is_empty() && at.bytes().all(|b| b.is_ascii_digit()))?;
    if times.next().is_some() {
        return None;
    }
    let signatures: Vec<Vec<u8>> = pairs()
        .filter(|(name, _)| *name == "v1")
        .filter_map(|(_, value)| hex::read::<32>(value).map(|tag| tag.to_vec()))
        .take(LOOKED_AT)
        .collect();
    if signatures.is_empty() { None } else { Some((at, signatures)) }
}
