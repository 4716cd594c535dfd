//! The letters of gift codes.

use store::accounts::Hash;

use crate::Error;
use crate::accounts::secret::{hash, random};

#[cfg(test)]
mod tests;

/// Crockford's base 32: no letter that is taken for another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Of five bits each: 100 bits.
const LENGTH: usize = 20;
/// Letters between two hyphens.
const GROUP: usize = 5;

/// A new code, as it is given to people: "8F3KQ-…".
pub(super) fn new() -> Result<String, Error> {
    let mut code = String::with_capacity(LENGTH + LENGTH / GROUP);
    // A byte for each letter: 256 is a multiple of 32, so each is as likely.
    for (at, byte) in random::<LENGTH>()?.into_iter().enumerate() {
        if at > 0 && at % GROUP == 0 {
            code.push('-');
        }
        code.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    Ok(code)
}

/// What the store knows a code by, however it was typed; `None`: it cannot be one.
pub(super) fn hash_of(typed: &str) -> Option<Hash> {
    let letters = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '‐'));
    let plain: Option<String> = letters
        .map(|c| match c.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            c => u8::try_from(c).ok().filter(|c| LETTERS.contains(c)).map(char::from),
        })
        .take(LENGTH + 1)
        .collect();
    plain.filter(|plain| plain.len() == LENGTH).map(|plain| hash(&plain))
}

/// Its first letters, to know it again by.
pub(super) fn hint(code: &str) -> String {
    code.chars().take(GROUP).collect()
}
