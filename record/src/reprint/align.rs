//! Passages that two texts share, as the second tells them: word for word, or with words exchanged.
//!
//! Runs of equal words are found through a table of the second text, joined along the same diagonal
//! over short gaps, and the gaps compared word by word. A passage may stand anywhere in either text.
//! Every step looks at a bounded number of places for each word, so that the work is linear in the
//! lengths whatever the texts hold.

use std::ops::Range;

use crate::signature::table::Table;
use crate::signature::{Signature, Token};

/// Equal words in a row that start a passage wherever they stand.
const SEED: usize = 3;
/// Places of a seed that are tried: a line repeated on a page costs no more.
const PLACES: usize = 8;
/// Words between two runs of one passage: "reworded" texts keep one word in three, and an exchanged
/// clause rarely has more than twelve words.
const GAP: usize = 16;
/// Passages that a run may still join.
const OPEN: usize = 16;

/// A stretch of the one text and the stretch of the other that says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Tokens of the first text.
    pub a: Range<usize>,
    /// Tokens of the second text.
    pub b: Range<usize>,
    /// Runs of equal words inside, in order: first token in either text, number of words.
    pub runs: Vec<(usize, usize, usize)>,
    /// Words that are equal.
    pub same: usize,
    /// Words that differ by a letter or two.
    pub alike: usize,
    /// Words that were exchanged one for one.
    pub exchanged: usize,
}

/// The passages that `a` and `b` share, in the order of `a`; empty if there are none.
pub fn passages(a: &Signature, b: &Signature) -> Vec<Passage> {
    let mut found: Vec<Passage> = Vec::new();
    let mut open: Vec<Passage> = Vec::new();
    for run in runs(&a.tokens, &b.tokens) {
        let nearest = open
            .iter_mut()
            .filter_map(|passage| Some((gap(passage, &run)?, passage)))
            .min_by_key(|(gap, _)| *gap);
        if let Some((_, passage)) = nearest {
            passage.a.end = run.0 + run.2;
            passage.b.end = run.1 + run.2;
            passage.runs.push(run);
            continue;
        }
        open.retain(|passage| {
            let is_over = passage.a.end + GAP < run.0;
            if is_over {
                found.push(passage.clone());
            }
            !is_over
        });
        if open.len() == OPEN {
            found.push(open.remove(0));
        }
        let (at, other, length) = run;
        open.push(Passage {
            a: at..at + length,
            b: other..other + length,
            runs: vec![run],
            same: 0,
            alike: 0,
            exchanged: 0,
        });
    }
    found.append(&mut open);
    found.retain_mut(|passage| {
        weigh(passage, &a.tokens, &b.tokens);
        is_worth_showing(passage, &a.tokens)
    });
    found.sort_by_key(|passage| (passage.a.start, passage.b.start));
    found
}

/// Runs of equal words, in the order of `a`, none overlapping in `a`: three or more words wherever
/// they stand, fewer if they stand once in either text.
fn runs(a: &[Token], b: &[Token]) -> Vec<(usize, usize, usize)> {
    let (seeds, singles) = (Table::of(b, SEED), Table::of(b, 1));
    let ours = (Table::of(a, SEED), Table::of(a, 1));
    let mut runs: Vec<(usize, usize, usize)> = Vec::new();
    let mut at = 0;
    let mut expected = 0;
    while at < a.len() {
        let longest = match ours.0.hashes().get(at) {
            Some(&hash) => seeds
                .positions(hash, PLACES)
                .map(|other| (other, run_length(&a[at..], &b[other..])))
                // Of equal runs the one that goes on where the last one ended.
                .max_by_key(|&(other, length)| {
                    (length, std::cmp::Reverse(other.abs_diff(expected)))
                })
                .filter(|(_, length)| *length >= SEED),
            None => None,
        };
        let found = longest.or_else(|| {
            let hash = ours.1.hashes()[at];
            let is_telling = a[at].is_content() && ours.1.only(hash).is_some();
            let other = if is_telling { singles.only(hash)? } else { return None };
            Some((other, run_length(&a[at..], &b[other..])))
        });
        let Some((other, length)) = found.filter(|(_, length)| *length > 0) else {
            at += 1;
            continue;
        };
        runs.push((at, other, length));
        at += length;
        expected = other + length;
    }
    runs
}

fn run_length(a: &[Token], b: &[Token]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a.hash == b.hash).count()
}

/// How far a run is from the end of a passage, if it may go on there.
fn gap(passage: &Passage, run: &(usize, usize, usize)) -> Option<usize> {
    let ours = run.0.checked_sub(passage.a.end)?;
    let theirs = run.1.checked_sub(passage.b.end)?;
    let slant = ours.abs_diff(theirs);
    (ours <= GAP && theirs <= GAP && slant <= 4 + ours.min(theirs) / 2)
        .then_some(ours + theirs + 2 * slant)
}

fn weigh(passage: &mut Passage, a: &[Token], b: &[Token]) {
    passage.same = passage.runs.iter().map(|run| run.2).sum();
    for pair in passage.runs.windows(2) {
        let (first, second) = (pair[0], pair[1]);
        let ours = &a[first.0 + first.2..second.0];
        let theirs = &b[first.1 + first.2..second.1];
        let (same, alike) = gap_matches(ours, theirs);
        passage.same += same;
        passage.alike += alike;
        passage.exchanged += ours.len().min(theirs.len()).saturating_sub(same + alike);
    }
}

/// Words of a gap that are equal, and those that are alike, in the same order on both sides.
fn gap_matches(a: &[Token], b: &[Token]) -> (usize, usize) {
    // Best (equal, alike) ending at each place of `b`; equal words count twice.
    let mut row = [(0usize, 0usize); GAP + 1];
    let value = |pair: (usize, usize)| 2 * pair.0 + pair.1;
    for ours in a {
        let mut diagonal = row[0];
        for (at, theirs) in b.iter().enumerate() {
            let above = row[at + 1];
            let matched = match () {
                () if ours.hash == theirs.hash => Some((diagonal.0 + 1, diagonal.1)),
                () if ours.is_like(theirs) => Some((diagonal.0, diagonal.1 + 1)),
                () => None,
            };
            let best = if value(row[at]) > value(above) { row[at] } else { above };
            row[at + 1] = matched.filter(|&m| value(m) >= value(best)).unwrap_or(best);
            diagonal = above;
        }
    }
    row[b.len()]
}

/// Texts about the same thing share names and turns of phrase; a passage is more than that.
fn is_worth_showing(passage: &Passage, a: &[Token]) -> bool {
    let content: usize = passage
        .runs
        .iter()
        .map(|&(at, _, length)| a[at..at + length].iter().filter(|t| t.is_content()).count())
        .sum();
    let longest = passage.runs.iter().map(|run| run.2).max().unwrap_or(0);
    let length = passage.a.len().max(passage.b.len());
    let kept = passage.same + passage.alike;
    // 4 and 8: shorter runs are names with their titles; a third: what a spun text keeps at least.
    (content >= 4 || longest >= 8) && kept >= 5 && 3 * kept >= length && longest >= 2
}
