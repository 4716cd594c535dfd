//! Where marked words stand in a text.
//!
//! A mark is its words and those before and after it. White space is not compared: a browser's
//! selection has it otherwise than the text. Of several places the one whose surroundings agree
//! best is taken. Where the words are not there, a place between the same surroundings is, if enough
//! of its words are the same: a text in which a word was mended.

use std::ops::Range;

#[cfg(test)]
mod tests;

/// Places looked at: a word marked in a text that repeats it stays cheap.
const PLACES: usize = 500;
/// Characters of a surrounding that must be found for a changed place, and how much longer than the
/// old one it may be.
const SURROUNDING: usize = 16;
const GROWTH: usize = 2;
/// Share of the words that must be the same, in hundredths.
const SAME: usize = 60;

/// A text without its white space, and where each of its bytes came from.
struct Dense {
    bytes: Vec<u8>,
    at: Vec<u32>,
}

impl Dense {
    fn of(text: &str) -> Self {
        let mut dense =
            Self { bytes: Vec::with_capacity(text.len()), at: Vec::with_capacity(text.len()) };
        for (at, character) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            for offset in 0..character.len_utf8() {
                dense.bytes.push(text.as_bytes()[at + offset]);
                dense.at.push(u32::try_from(at + offset).unwrap_or(u32::MAX));
            }
        }
        dense
    }

    /// Bytes of the text for bytes without white space.
    fn span(&self, dense: Range<usize>) -> Range<usize> {
        self.at[dense.start] as usize..self.at[dense.end - 1] as usize + 1
    }
}

/// The span of `quote` in `text`; `None` where it is not to be found.
pub fn place(text: &str, quote: &str, prefix: &str, suffix: &str) -> Option<Range<usize>> {
    let dense = Dense::of(text);
    let [quote_bytes, prefix_bytes, suffix_bytes] =
        [quote, prefix, suffix].map(|part| Dense::of(part).bytes);
    if quote_bytes.is_empty() {
        return None;
    }
    exact(&dense, &quote_bytes, &prefix_bytes, &suffix_bytes)
        .or_else(|| between(text, &dense, quote, &prefix_bytes, &suffix_bytes))
}

fn exact(dense: &Dense, quote: &[u8], prefix: &[u8], suffix: &[u8]) -> Option<Range<usize>> {
    let mut best: Option<(usize, usize)> = None;
    for start in memchr::memmem::find_iter(&dense.bytes, quote).take(PLACES) {
        let (before, after) = (&dense.bytes[..start], &dense.bytes[start + quote.len()..]);
        let score =
            same(before.iter().rev(), prefix.iter().rev()) + same(after.iter(), suffix.iter());
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, start));
        }
    }
    best.map(|(_, start)| dense.span(start..start + quote.len()))
}

fn same<'b>(one: impl Iterator<Item = &'b u8>, other: impl Iterator<Item = &'b u8>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).count()
}

/// What stands between the same surroundings, if its words are much the same.
fn between(
    text: &str,
    dense: &Dense,
    quote: &str,
    prefix: &[u8],
    suffix: &[u8],
) -> Option<Range<usize>> {
    let prefix = &prefix[prefix.len().saturating_sub(SURROUNDING)..];
    let suffix = &suffix[..suffix.len().min(SURROUNDING)];
    if prefix.len() < SURROUNDING || suffix.len() < SURROUNDING {
        return None;
    }
    let limit = quote.len() * GROWTH;
    for before in memchr::memmem::find_iter(&dense.bytes, prefix).take(PLACES) {
        let start = before + prefix.len();
        let end = (start + limit + suffix.len()).min(dense.bytes.len());
        let Some(length) = memchr::memmem::find(&dense.bytes[start..end], suffix) else { continue };
        if length == 0 {
            continue;
        }
        let span = dense.span(start..start + length);
        if text.get(span.clone()).is_some_and(|found| is_much_the_same(found, quote)) {
            return Some(span);
        }
    }
    None
}

fn is_much_the_same(found: &str, quote: &str) -> bool {
    let old: Vec<&str> = quote.split_whitespace().collect();
    let mut left: Vec<&str> = found.split_whitespace().collect();
    let most = old.len().max(left.len());
    let mut kept = 0;
    for word in old {
        if let Some(at) = left.iter().position(|other| *other == word) {
            left.swap_remove(at);
            kept += 1;
        }
    }
    kept * 100 >= most * SAME
}
