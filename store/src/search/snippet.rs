//! The words around a hit.

use std::ops::Range;

use super::terms;

#[cfg(test)]
mod tests;

/// A piece of the text is about this long: two lines on a wide screen.
const LENGTH: usize = 220;
/// Words of the text that are looked at: what stands after them is not shown.
const WORD_LIMIT: usize = 5_000;
/// Hits that are shown in one piece.
const SPAN_LIMIT: usize = 12;

/// A piece of an article's text, and the hits in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snippet {
    /// As it stands in the text; white space as it is there.
    pub text: String,
    /// Where the piece starts in the text, in bytes.
    pub start: usize,
    /// Whether it goes on to the end of the text.
    pub is_end: bool,
    /// Where the hits are, in bytes of `text` here.
    pub spans: Vec<Range<usize>>,
}

/// What is shown as hit: terms, and starts of words.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) terms: Vec<String>,
    pub(super) prefixes: Vec<String>,
}

impl Wanted {
    pub(super) fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.prefixes.is_empty()
    }

    /// Where hits are in a text, and which term each is of.
    fn hits(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let mut hits = Vec::new();
        let (mut term, mut folded) = (String::new(), String::new());
        let starts: Vec<u8> =
            self.terms.iter().chain(&self.prefixes).filter_map(|t| t.bytes().next()).collect();
        for span in terms::words(text).take(WORD_LIMIT) {
            // Most words need no folding to be known as others.
            let first = text.as_bytes()[span.start];
            if first < 0x80 && !starts.contains(&first.to_ascii_lowercase()) {
                continue;
            }
            term.clear();
            terms::term(&text[span.clone()], &mut term);
            let mut which = self.terms.iter().position(|wanted| *wanted == term);
            if which.is_none() && !self.prefixes.is_empty() {
                folded.clear();
                terms::folded(&text[span.clone()], &mut folded);
                which = self.prefixes.iter().position(|start| folded.starts_with(start.as_str()));
                which = which.map(|index| index + self.terms.len());
            }
            if let Some(which) = which {
                hits.push((span, which));
            }
        }
        hits
    }

    /// Where hits are in a title.
    pub(super) fn spans(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() {
            return Vec::new();
        }
        self.hits(text).into_iter().map(|(span, _)| span).take(SPAN_LIMIT).collect()
    }

    /// The piece of the text with most of what is wanted, the first of equals; its start where
    /// nothing is.
    pub(super) fn snippet(&self, text: &str) -> Option<Snippet> {
        if text.is_empty() {
            return None;
        }
        let hits = if self.is_empty() { Vec::new() } else { self.hits(text) };
        let best = best(&hits);
        let (start, end) =
            match hits.get(best.clone()).and_then(|hits| Some((hits.first()?, hits.last()?))) {
                Some((first, last)) => around(text, first.0.start, last.0.end),
                None => (0, forward(text, LENGTH)),
            };
        let inside = hits.into_iter().map(|(span, _)| span);
        let inside = inside.filter(|span| span.start >= start && span.end <= end);
        let spans = inside.map(|s| s.start - start..s.end - start).take(SPAN_LIMIT).collect();
        let is_end = end == text.len();
        Some(Snippet { text: text[start..end].to_owned(), start, is_end, spans })
    }
}

/// The run of hits that fits a piece and has most different terms, then most hits.
fn best(hits: &[(Range<usize>, usize)]) -> Range<usize> {
    let (mut best, mut best_score) = (0..0, (0, 0));
    let mut from = 0;
    for to in 0..hits.len() {
        while hits[to].0.end - hits[from].0.start > LENGTH && from < to {
            from += 1;
        }
        let inside = &hits[from..=to];
        let seen = inside.iter().fold(0_u64, |seen, hit| seen | 1 << hit.1.min(63));
        let score = (seen.count_ones(), inside.len());
        if score > best_score {
            (best, best_score) = (from..to + 1, score);
        }
    }
    best
}

/// A piece around a run of hits: starts at its sentence or a little before, ends at a word.
fn around(text: &str, first: usize, last: usize) -> (usize, usize) {
    let room = LENGTH.saturating_sub(last - first);
    let earliest = text.floor_char_boundary(first.saturating_sub(room / 2 + 20));
    let before = &text[earliest..first];
    let sentence = before.rfind(". ").or_else(|| before.rfind("\n\n")).map(|at| earliest + at + 2);
    let start = match sentence {
        Some(start) => start,
        None if earliest == 0 => 0,
        None => before.find(' ').map_or(first, |at| earliest + at + 1),
    };
    (start, forward(text, (start + LENGTH).max(last)))
}

/// The end of the word at this place.
fn forward(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    let at = text.ceil_char_boundary(at);
    // A word longer than this is cut.
    let limit = text.floor_char_boundary((at + 40).min(text.len()));
    text[at..limit].find(char::is_whitespace).map_or(limit, |len| at + len)
}
