//! Where marked words stand in a text.
//!
//! A mark is its words and those before and after it. White space is not compared: a browser's
//! selection has it otherwise than the text. Of several places the one whose surroundings agree
//! best is taken. Words that are not there as they were are followed by `record::version`.

use std::ops::Range;

use record::version::Versions;
use record::version::reanchor::{Anchor, Mark, reanchor};

#[cfg(test)]
mod tests;

/// Places looked at: a word marked in a text that repeats it stays cheap.
const PLACES: usize = 500;

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
    exact(&dense, &quote_bytes, &prefix_bytes, &suffix_bytes).or_else(|| {
        let mark = Mark { quote, prefix, suffix, position: 0 };
        found(reanchor(&mark, &Versions::compare("", text)))
    })
}

/// The span in `new` of a mark that was made on `old`; `None` where its words are gone.
pub fn follow(old: &str, new: &str, mark: &store::marks::Anchor) -> Option<Range<usize>> {
    let store::marks::Anchor { quote, prefix, suffix, span, .. } = mark;
    let mark = Mark { quote, prefix, suffix, position: span.start };
    found(reanchor(&mark, &Versions::compare(old, new)))
}

fn found(anchor: Anchor) -> Option<Range<usize>> {
    match anchor {
        Anchor::Found { span, .. } => Some(span),
        Anchor::Orphan => None,
    }
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
