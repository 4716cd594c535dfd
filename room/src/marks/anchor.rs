//! Where a mark's words stand in another version of the text.

use std::ops::Range;

use store::marks::Anchor;

#[cfg(test)]
mod tests;

/// Bytes kept of what stands around a mark.
const AROUND: usize = 64;

/// The words before `at`, for a mark.
pub(crate) fn before(text: &str, at: usize) -> &str {
    &text[text.floor_char_boundary(at.saturating_sub(AROUND))..at]
}

/// The words after `at`, for a mark.
pub(crate) fn after(text: &str, at: usize) -> &str {
    &text[at..text.ceil_char_boundary((at + AROUND).min(text.len()))]
}

/// Where the marked words stand in `text`; `None` when they are gone. Where they stand more than
/// once, the place whose surroundings are most alike, then the one nearest to where they were.
pub(crate) fn find(text: &str, anchor: &Anchor) -> Option<Range<usize>> {
    let quote = anchor.quote.trim();
    if quote.is_empty() {
        return None;
    }
    let alike = |at: usize| {
        let end = at + quote.len();
        common_end(&text[..at], &anchor.prefix) + common_start(&text[end..], &anchor.suffix)
    };
    text.match_indices(quote)
        .map(|(at, _)| at)
        .max_by_key(|&at| (alike(at), std::cmp::Reverse(at.abs_diff(anchor.span.start))))
        .map(|at| at..at + quote.len())
}

fn common_start(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

fn common_end(a: &str, b: &str) -> usize {
    a.bytes().rev().zip(b.bytes().rev()).take_while(|(a, b)| a == b).count()
}
