//! Words and white space exactly as Python's `re` and `str` see them, because the judge is a Python program.
//!
//! Rust's own notions differ at the edges: `char::is_alphanumeric` takes combining vowels and circled letters for
//! letters, and `char::is_whitespace` leaves out the four ASCII separators.

use std::collections::HashMap;

use unicode_normalization::char::is_combining_mark;

use crate::Prf;

/// Whether `\w` matches: general category L* or N*, or the underscore.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    // `is_alphanumeric` is Alphabetic or N*. What Alphabetic adds to L* and Nl is combining marks and these symbols
    // (general category So, `Other_Alphabetic` in Unicode's PropList.txt).
    let is_letter_symbol = matches!(c, '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F149}' |
        '\u{1F150}'..='\u{1F169}' | '\u{1F170}'..='\u{1F189}');
    c.is_alphanumeric() && !is_combining_mark(c) && !is_letter_symbol
}

/// Whether `\s` matches.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}')
}

/// The maximal runs of word characters, in order.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_word(c)).filter(|w| !w.is_empty())
}

/// Numbers words so that equal words have equal numbers, from 0 upwards.
#[derive(Debug, Default)]
pub struct Numbers<'t>(HashMap<&'t str, u32>);

impl<'t> Numbers<'t> {
    pub fn number(&mut self, word: &'t str) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(word).or_insert(next)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Bag-of-words precision, recall and F1 of lower-cased words (WCXB, 2026).
pub fn word_score(gold: &str, found: &str) -> Prf {
    let (gold, found) = (gold.to_lowercase(), found.to_lowercase());
    let mut numbers = Numbers::default();
    let mut gold: Vec<u32> = words(&gold).map(|w| numbers.number(w)).collect();
    let mut found: Vec<u32> = words(&found).map(|w| numbers.number(w)).collect();
    if gold.is_empty() {
        return Prf::all(f64::from(u8::from(found.is_empty())));
    }
    if found.is_empty() {
        return Prf::all(0.0);
    }
    let shared = overlap(&mut gold, &mut found) as f64;
    Prf::new(shared / found.len() as f64, shared / gold.len() as f64)
}

/// How many items two bags share, counting repeats; sorts both.
pub(crate) fn overlap<T: Ord>(a: &mut [T], b: &mut [T]) -> usize {
    a.sort_unstable();
    b.sort_unstable();
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                i += 1;
                j += 1;
                shared += 1;
            }
        }
    }
    shared
}

#[cfg(test)]
mod tests;
