//! Colours for spans of an article's text, carried over to the words of its body.
//!
//! Body and text hold the same words in the same order, but white space differs and the text may
//! leave words out: the two are walked side by side, and words that do not match stay plain.

use std::ops::Range;

use super::wrap::Look;

/// How far ahead in the text a piece of the body is looked for when the two have parted.
const AHEAD: usize = 2_000;
/// The head of a piece that must match before the walk goes on there.
const HEAD: usize = 24;

/// The spans still to come.
#[derive(Debug)]
pub(crate) struct Paint {
    text: String,
    /// In order, not overlapping.
    spans: Vec<(Range<usize>, Look)>,
    /// Where the next word of the body is looked for.
    at: usize,
    /// Spans before this one have been passed.
    next: usize,
}

impl Paint {
    /// Where spans overlap, the one that starts first counts, or the one given first.
    pub(crate) fn new(text: &str, mut spans: Vec<(Range<usize>, Look)>) -> Paint {
        spans.sort_by_key(|(span, _)| span.start);
        let mut end = 0;
        spans.retain(|(span, _)| {
            let is_free = span.start >= end;
            end = if is_free { span.end } else { end };
            is_free
        });
        Paint { text: text.to_owned(), spans, at: 0, next: 0 }
    }

    /// Cuts a piece of the body where the look changes.
    pub(super) fn pieces<'p>(&mut self, piece: &'p str) -> Vec<(Look, &'p str)> {
        let Some(start) = self.find(piece) else {
            return vec![(Look::PLAIN, piece)];
        };
        self.at = start;
        let mut pieces = Vec::new();
        let (mut from, mut look) = (0, Look::PLAIN);
        for (at, c) in piece.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            self.at = after_space(&self.text, self.at);
            if !self.text[self.at..].starts_with(c) {
                break;
            }
            let now = self.look_here();
            self.at += c.len_utf8();
            if now != look {
                pieces.push((look, &piece[from..at]));
                (from, look) = (at, now);
            }
        }
        pieces.push((look, &piece[from..]));
        pieces.retain(|(_, words)| !words.is_empty());
        pieces
    }

    /// Where the piece starts in the text: here, or a little ahead.
    fn find(&self, piece: &str) -> Option<usize> {
        let here = after_space(&self.text, self.at);
        let first = piece.chars().find(|c| !c.is_whitespace())?;
        let end = self.text.floor_char_boundary(here + AHEAD);
        let starts = self.text[here..end].match_indices(first).map(|(at, _)| here + at);
        let matches = |&start: &usize| {
            let words = |text: &str| -> Vec<char> {
                text.chars().filter(|c| !c.is_whitespace()).take(HEAD).collect()
            };
            let (head, found) = (words(piece), words(&self.text[start..]));
            found.starts_with(&head)
        };
        starts.take(AHEAD / 10).find(matches)
    }

    fn look_here(&mut self) -> Look {
        while self.spans.get(self.next).is_some_and(|(span, _)| span.end <= self.at) {
            self.next += 1;
        }
        match self.spans.get(self.next) {
            Some((span, look)) if span.contains(&self.at) => *look,
            _ => Look::PLAIN,
        }
    }
}

fn after_space(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

#[cfg(test)]
mod tests;
