//! Quotation marks: which words are marks, which open and which close, what stands between.
//!
//! Marks are paired within a paragraph. A quotation left open runs to the paragraph's end, and goes
//! on in the next one if that opens with a mark too (the habit of the press). Copied pages garble
//! marks, so an opening shape where only a close makes sense is read as a close, and the reverse.

use super::words::{Kind, Word};
use std::ops::Range;

/// What the quotation marks say about one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// This word is a mark that opens a quotation.
    pub opens: bool,
    /// This word is a mark that closes a quotation.
    pub closes: bool,
    /// This word stands between two marks (the marks themselves included).
    pub inside: bool,
    /// The quotation was already open when the paragraph began.
    pub runs_on: bool,
}

/// Which family of marks a text quotes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Double,
    Single,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Opening,
    Closing,
    Either,
}

/// Pairs the marks among `words`; one [`Mark`] for each word.
pub fn pair(source: &str, words: &[Word], paragraphs: &[Range<u32>]) -> Vec<Mark> {
    let mut marks = vec![Mark::default(); words.len()];
    let family = family(source, words);
    let mut left_open = false;
    for paragraph in paragraphs {
        let range = paragraph.start as usize..paragraph.end as usize;
        left_open = pair_paragraph(source, words, range, family, left_open, &mut marks);
    }
    marks
}

/// Texts that set every quotation between single marks (British style) have no double ones to speak of.
fn family(source: &str, words: &[Word]) -> Family {
    let (mut double, mut single) = (0, 0);
    for word in words.iter().filter(|word| word.kind == Kind::Quote) {
        match word.of(source) {
            "‘" => single += 1,
            "'" | "’" | "‚" | "`" => {}
            _ => double += 1,
        }
    }
    if single > double { Family::Single } else { Family::Double }
}

fn shape(source: &str, words: &[Word], at: usize, family: Family) -> Option<Shape> {
    if words[at].kind != Kind::Quote {
        return None;
    }
    match (words[at].of(source), family) {
        ("“" | "„" | "«" | "``" | "‟", _) => Some(Shape::Opening),
        ("”" | "»" | "\u{2033}", _) => Some(Shape::Closing),
        ("\"" | "''", _) => Some(Shape::Either),
        ("‘", Family::Single) => Some(Shape::Opening),
        ("’", Family::Single) if !is_possessive(source, words, at) => Some(Shape::Closing),
        _ => None,
    }
}

/// "the players’ union": an apostrophe after an s, with no stop or comma between.
fn is_possessive(source: &str, words: &[Word], at: usize) -> bool {
    let touches = at > 0 && words[at - 1].end == words[at].start;
    touches && words[at - 1].of(source).ends_with('s')
}

/// Does white space (or nothing, or an opening bracket or dash) stand before the word?
fn starts_clear(source: &str, words: &[Word], at: usize, first: usize) -> bool {
    at == first
        || words[at - 1].end < words[at].start
        || matches!(words[at - 1].of(source), "(" | "[" | "—" | "–" | "--" | "-")
}

/// Is a word with letters right behind the mark, nothing between?
fn touches_next(words: &[Word], at: usize, end: usize) -> bool {
    at + 1 < end && words[at].end == words[at + 1].start && words[at + 1].kind != Kind::Stop
}

/// Pairs one paragraph; answers whether a quotation is open at its end.
fn pair_paragraph(
    source: &str,
    words: &[Word],
    range: Range<usize>,
    family: Family,
    left_open: bool,
    marks: &mut [Mark],
) -> bool {
    let mut open: Option<usize> = None;
    let mut runs_on = false;
    let end = range.end;
    let found: Vec<(usize, Shape)> =
        range.clone().filter_map(|at| Some((at, shape(source, words, at, family)?))).collect();
    for (number, &(at, shape)) in found.iter().enumerate() {
        let close_follows = found.get(number + 1).is_some_and(|&(_, next)| next != Shape::Opening);
        let opens = match (open, shape) {
            (None, Shape::Opening) => {
                at + 1 < end && words[at + 1..end].iter().take(4).any(Word::is_wordlike)
            }
            (None, Shape::Either) => at + 1 < end,
            // A stray close: taken as an opening only where it looks like one.
            (None, Shape::Closing) => {
                starts_clear(source, words, at, range.start) && touches_next(words, at, end)
            }
            (Some(_), Shape::Closing) => false,
            // An opening mark inside an open quotation: a close was lost before it, or (when no close
            // follows to pair with) it is itself a garbled close.
            (Some(_), Shape::Opening) => {
                close_follows
                    && starts_clear(source, words, at, range.start)
                    && touches_next(words, at, end)
            }
            (Some(_), Shape::Either) => false,
        };
        match (open, opens) {
            (None, true) => {
                runs_on = left_open && at == range.start;
                open = Some(at);
                marks[at].opens = true;
            }
            // A stray mark: neither.
            (None, false) => {}
            (Some(_), true) => marks[at].opens = true,
            (Some(start), false) => {
                marks[at].closes = true;
                fill(marks, start..at + 1, runs_on);
                open = None;
                runs_on = false;
            }
        }
    }
    if let Some(start) = open {
        fill(marks, start..end, runs_on);
    }
    open.is_some()
}

fn fill(marks: &mut [Mark], range: Range<usize>, runs_on: bool) {
    for mark in &mut marks[range] {
        mark.inside = true;
        mark.runs_on = runs_on;
    }
}
