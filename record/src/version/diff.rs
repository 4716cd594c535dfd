//! The difference of two texts, word by word, marks and ends of paragraphs included.
//!
//! Words that stand once in either text and come in the same order hold the texts together
//! (Cohen's "patience" difference), first in runs of five, then of two, then alone; what lies
//! between them is compared word by word as far as it is small, and counts as exchanged where it is
//! not. That bounds the work: near linear, also for two texts that have nothing in common.

use std::collections::HashMap;
use std::ops::Range;

use crate::signature::Hash;
use crate::text::words::{self, Word};

/// A stretch of both texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Bytes of the old text; empty if words were only added.
    pub old: Range<usize>,
    /// Bytes of the new text; empty if words were only removed.
    pub new: Range<usize>,
    /// The words are the same.
    pub is_same: bool,
}

/// Words between two anchors that are compared one by one, as the product of both sides: 64 × 64, a
/// long paragraph that was written anew.
const AREA: usize = 4096;
/// Lengths of the runs that anchor, in the order they are tried.
const RUNS: [usize; 3] = [5, 2, 1];

/// One word, mark or end of a paragraph.
#[derive(Debug, Clone, Copy)]
struct Unit {
    hash: u64,
    start: usize,
    end: usize,
}

/// Stretches that were kept and that were exchanged, in turn, covering all words of both texts.
pub fn of(old: &str, new: &str) -> Vec<Hunk> {
    let (ours, theirs) = (units(old), units(new));
    let mut pairs = Vec::with_capacity(ours.len().min(theirs.len()));
    match_units(&ours, &theirs, (0, 0), 0, &mut pairs);
    hunks(&ours, &theirs, &pairs, old.len(), new.len())
}

fn units(text: &str) -> Vec<Unit> {
    let (mut cut, mut paragraphs) = (Vec::<Word>::new(), Vec::new());
    words::cut(text, &mut cut, &mut paragraphs);
    let mut units = Vec::with_capacity(cut.len() + paragraphs.len());
    for paragraph in paragraphs {
        for word in &cut[paragraph.start as usize..paragraph.end as usize] {
            let mut hash = Hash::new();
            word.of(text).bytes().for_each(|byte| hash.push(u64::from(byte)));
            let (start, end) = (word.start as usize, word.end as usize);
            units.push(Unit { hash: hash.finish(), start, end });
        }
        // The end of a paragraph is a word too: merged paragraphs are a change.
        let end = cut[paragraph.end as usize - 1].end as usize;
        units.push(Unit { hash: 0, start: end, end });
    }
    units
}

/// Adds the pairs of equal units, in order; `at` is where the slices start in their texts.
fn match_units(
    a: &[Unit],
    b: &[Unit],
    at: (usize, usize),
    level: usize,
    pairs: &mut Vec<(usize, usize)>,
) {
    let head = a.iter().zip(b).take_while(|(a, b)| a.hash == b.hash).count();
    pairs.extend((0..head).map(|step| (at.0 + step, at.1 + step)));
    let (a, b, at) = (&a[head..], &b[head..], (at.0 + head, at.1 + head));
    let ends = a.iter().rev().zip(b.iter().rev());
    let tail = ends.take_while(|(a, b)| a.hash == b.hash).count();
    match_middle(&a[..a.len() - tail], &b[..b.len() - tail], at, level, pairs);
    let (a_tail, b_tail) = (at.0 + a.len() - tail, at.1 + b.len() - tail);
    pairs.extend((0..tail).map(|step| (a_tail + step, b_tail + step)));
}

fn match_middle(
    a: &[Unit],
    b: &[Unit],
    at: (usize, usize),
    level: usize,
    pairs: &mut Vec<(usize, usize)>,
) {
    if a.is_empty() || b.is_empty() {
        return;
    }
    if a.len() * b.len() <= AREA {
        let small = common(a, b);
        pairs.extend(small.into_iter().map(|(ours, theirs)| (at.0 + ours, at.1 + theirs)));
        return;
    }
    let Some(&length) = RUNS.get(level) else { return };
    let mut done = (0, 0);
    for (ours, theirs) in anchors(a, b, length) {
        // Grown over by the stretch before it.
        if ours < done.0 || theirs < done.1 {
            continue;
        }
        let before = (&a[done.0..ours], &b[done.1..theirs]);
        match_units(before.0, before.1, (at.0 + done.0, at.1 + done.1), level + 1, pairs);
        let grown =
            a[ours..].iter().zip(&b[theirs..]).take_while(|(a, b)| a.hash == b.hash).count();
        pairs.extend((0..grown).map(|step| (at.0 + ours + step, at.1 + theirs + step)));
        done = (ours + grown, theirs + grown);
    }
    match_units(&a[done.0..], &b[done.1..], (at.0 + done.0, at.1 + done.1), level + 1, pairs);
}

/// Runs that stand once in either, in the same order in both: as many as can be.
fn anchors(a: &[Unit], b: &[Unit], length: usize) -> Vec<(usize, usize)> {
    let (ours, theirs) = (once(a, length), once(b, length));
    let mut common: Vec<(usize, usize)> = ours
        .into_iter()
        .filter_map(|(hash, at)| Some((at?, theirs.get(&hash).copied()??)))
        .collect();
    common.sort_unstable();
    rising(&common)
}

/// Where each run stands; `None` for one that stands more than once.
fn once(units: &[Unit], length: usize) -> HashMap<u64, Option<usize>> {
    let mut places = HashMap::with_capacity(units.len());
    for (at, run) in units.windows(length).enumerate() {
        let mut hash = Hash::new();
        run.iter().for_each(|unit| hash.push(unit.hash));
        places.entry(hash.finish()).and_modify(|place| *place = None).or_insert(Some(at));
    }
    places
}

/// The longest part of the pairs, sorted by the first, in which the second rises too.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; pairs.len()];
    for (at, pair) in pairs.iter().enumerate() {
        let place = ends.partition_point(|&end| pairs[end].1 < pair.1);
        before[at] = place.checked_sub(1).map(|place| ends[place]);
        if place == ends.len() {
            ends.push(at);
        } else {
            ends[place] = at;
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(here) = at {
        chain.push(pairs[here]);
        at = before[here];
    }
    chain.reverse();
    chain
}

/// The best common part of two short slices, by the table of all their ends. A word counts more when
/// the next one is common too, so that a sentence stays together when others offer its small words.
fn common(a: &[Unit], b: &[Unit]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let is_equal = |row: usize, column: usize| match (a.get(row), b.get(column)) {
        (Some(ours), Some(theirs)) => ours.hash == theirs.hash,
        _ => false,
    };
    let worth = |row, column| 2 + u16::from(is_equal(row + 1, column + 1));
    let mut sums = vec![0u16; (a.len() + 1) * width];
    for row in (0..a.len()).rev() {
        for column in (0..b.len()).rev() {
            let skipped = sums[(row + 1) * width + column].max(sums[row * width + column + 1]);
            let matched = match is_equal(row, column) {
                true => sums[(row + 1) * width + column + 1] + worth(row, column),
                false => 0,
            };
            sums[row * width + column] = skipped.max(matched);
        }
    }
    let (mut row, mut column, mut pairs) = (0, 0, Vec::new());
    while row < a.len() && column < b.len() {
        let sum = sums[row * width + column];
        let (below, right) = (sums[(row + 1) * width + column], sums[row * width + column + 1]);
        if is_equal(row, column) && sum == sums[(row + 1) * width + column + 1] + worth(row, column)
        {
            pairs.push((row, column));
            (row, column) = (row + 1, column + 1);
        } else if below >= right {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

fn hunks(
    a: &[Unit],
    b: &[Unit],
    pairs: &[(usize, usize)],
    old_length: usize,
    new_length: usize,
) -> Vec<Hunk> {
    let mut hunks = Vec::new();
    let mut done = (0, 0);
    let mut at = 0;
    while at <= pairs.len() {
        let next = pairs.get(at).copied().unwrap_or((a.len(), b.len()));
        if next.0 > done.0 || next.1 > done.1 {
            hunks.push(Hunk {
                old: bytes(a, done.0..next.0, old_length),
                new: bytes(b, done.1..next.1, new_length),
                is_same: false,
            });
        }
        let steps = pairs[at..].iter().enumerate();
        let length =
            steps.take_while(|&(step, &pair)| pair == (next.0 + step, next.1 + step)).count();
        if length == 0 {
            break;
        }
        done = (next.0 + length, next.1 + length);
        hunks.push(Hunk {
            old: bytes(a, next.0..done.0, old_length),
            new: bytes(b, next.1..done.1, new_length),
            is_same: true,
        });
        at += length;
    }
    hunks
}

/// From the first to the last unit; where there is none, the place between its neighbours.
fn bytes(units: &[Unit], range: Range<usize>, length: usize) -> Range<usize> {
    if range.is_empty() {
        let at = units.get(range.start).map_or(length, |unit| unit.start);
        return at..at;
    }
    units[range.start].start..units[range.end - 1].end
}
