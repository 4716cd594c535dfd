//! Codes of an authenticator app: TOTP, RFC 6238, with what all apps know (SHA-1, six digits, 30 seconds).

use jiff::Timestamp;
use ring::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use url::form_urlencoded;

/// Seconds a code lasts.
const STEP_S: i64 = 30;
/// Steps a phone's clock may be off, either way.
const TOLERANCE: i64 = 1;

/// The time step a code belongs to, if it is right now; the store sees to it that a step is used once.
pub(crate) fn step_of(code: &str, secret: &[u8], now: Timestamp) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let current = now.as_second().div_euclid(STEP_S);
    (current - TOLERANCE..=current + TOLERANCE)
        .find(|step| self::code(secret, *step).as_bytes() == code.as_bytes())
}

/// RFC 4226 §5.3 over the number of the time step.
fn code(secret: &[u8], step: i64) -> String {
    let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag[tag.len() - 1] & 15);
    let word = u32::from_be_bytes([tag[at] & 0x7f, tag[at + 1], tag[at + 2], tag[at + 3]]);
    format!("{:06}", word % 1_000_000)
}

/// What an app reads from a picture; see the Key URI format of Google Authenticator.
pub(crate) fn uri(secret: &[u8], room: &str, name: &str) -> String {
    let encode = |text: &str| {
        form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
    };
    let (room, name, secret) = (encode(room), encode(name), base32(secret));
    format!("otpauth://totp/{room}:{name}?secret={secret}&issuer={room}")
}

/// RFC 4648 §6 without padding.
pub(crate) fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for group in bytes.chunks(5) {
        let mut word = [0; 8];
        word[3..3 + group.len()].copy_from_slice(group);
        let word = u64::from_be_bytes(word);
        for letter in 0..(group.len() * 8).div_ceil(5) {
            let index = (word >> (35 - 5 * letter)) & 31;
            out.push(char::from(LETTERS[index as usize]));
        }
    }
    out
}

/// The bytes of [`base32`]; spaces and small letters are as good. `None` for anything else.
pub(crate) fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut word, mut bits) = (0_u32, 0);
    for letter in text.bytes().filter(|letter| !letter.is_ascii_whitespace()) {
        let value = match letter.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => letter - b'A',
            letter @ b'2'..=b'7' => letter - b'2' + 26,
            _ => return None,
        };
        word = (word << 5 | u32::from(value)) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(word >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
