//! Which figures and quotations of a text were added, dropped or changed in its next version.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

use super::Versions;
use crate::figures::{self, Figure};
use crate::signature::{Hash, Signature};
use crate::text::Text;

/// What happened to one figure or quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Bytes of the new text.
    Added(Range<usize>),
    /// Bytes of the old text.
    Dropped(Range<usize>),
    /// Bytes of the old text, bytes of the new text.
    Changed(Range<usize>, Range<usize>),
}

/// The figures that changed, in the order of the new text, then those dropped: "at least 12" became
/// "at least 15". A figure that moved, or is now written another way, did not change.
pub fn figures(versions: &Versions) -> Vec<Change> {
    let (old, new) = (bounded(versions.old), bounded(versions.new));
    let touched =
        |versions: &Versions, is_old: bool, span: &Range<usize>| hunk_of(versions, is_old, span);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for figure in &old {
        if let Some(hunk) = touched(versions, true, &figure.span) {
            left.push((hunk, figure));
        }
    }
    for figure in &new {
        if let Some(hunk) = touched(versions, false, &figure.span) {
            right.push((hunk, figure));
        }
    }
    // The same figure on both sides moved or was rephrased.
    let mut counts: HashMap<String, isize> = HashMap::new();
    right.iter().for_each(|(_, figure)| *counts.entry(key(figure)).or_default() += 1);
    let mut moved = counts.clone();
    left.retain(|(_, figure)| take(&mut counts, &key(figure)).is_none());
    // What is left in `counts` is new; the rest was met on the old side.
    for (key, count) in &counts {
        *moved.entry(key.clone()).or_default() -= count;
    }
    right.retain(|(_, figure)| take(&mut moved, &key(figure)).is_none());
    pair(left, right)
}

/// The figures of a text, their spans begun with "at least" or "some" where such words lead.
fn bounded(text: &str) -> Vec<Figure> {
    let mut figures = figures::read(text);
    for figure in &mut figures {
        figure.span.start = bound_start(text, figure.span.start);
    }
    figures
}

/// Where the words before `start` that bound or soften a figure begin; `start` if there are none.
fn bound_start(text: &str, start: usize) -> usize {
    static BOUNDS: OnceLock<HashSet<&str>> = OnceLock::new();
    let bounds = BOUNDS.get_or_init(|| {
        let lines = include_str!("../../data/modifiers.tsv").lines();
        lines.filter_map(|line| line.split_once('\t')).map(|(phrase, _)| phrase).collect()
    });
    let before = text[..start].trim_end_matches(' ');
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(32))..];
    let places = near.rmatch_indices([' ', '\n', '“', '"', '(']);
    let starts = places.map(|(at, gap)| at + gap.len()).take(4).chain([0]);
    let offset = before.len() - near.len();
    let found = starts.filter(|&at| bounds.contains(near[at..].to_lowercase().as_str())).min();
    found.map_or(start, |at| offset + at)
}

fn take(counts: &mut HashMap<String, isize>, key: &str) -> Option<()> {
    let count = counts.get_mut(key).filter(|count| **count > 0)?;
    *count -= 1;
    Some(())
}

fn key(figure: &Figure) -> String {
    format!("{:?} {:?} {:?} {}", figure.kind, figure.value, figure.bound, figure.unit)
}

/// Pairs the figures of one exchanged stretch that have the same unit, in order.
fn pair(left: Vec<(usize, &Figure)>, right: Vec<(usize, &Figure)>) -> Vec<Change> {
    let mut is_used = vec![false; left.len()];
    let mut changes = Vec::new();
    for (hunk, figure) in right {
        let first = left.partition_point(|(other, _)| *other + 1 < hunk);
        let last = left.partition_point(|(other, _)| *other <= hunk + 1);
        let at = (first..last).take(64).find(|&at| {
            !is_used[at] && left[at].1.unit == figure.unit && left[at].1.kind == figure.kind
        });
        changes.push(match at {
            Some(at) => {
                is_used[at] = true;
                Change::Changed(left[at].1.span.clone(), figure.span.clone())
            }
            None => Change::Added(figure.span.clone()),
        });
    }
    let dropped = left.iter().zip(is_used).filter(|(_, is_used)| !is_used);
    changes.extend(dropped.map(|((_, figure), _)| Change::Dropped(figure.span.clone())));
    changes
}

/// The exchanged stretch that a span touches; `None` for one that was kept as it is.
fn hunk_of(versions: &Versions, is_old: bool, span: &Range<usize>) -> Option<usize> {
    let side = |at: usize| {
        let hunk = &versions.hunks[at];
        if is_old { &hunk.old } else { &hunk.new }
    };
    let count = versions.hunks.len();
    let first = partition(count, |at| side(at).end <= span.start);
    (first..count)
        .take_while(|&at| side(at).start < span.end)
        .find(|&at| !versions.hunks[at].is_same)
}

fn partition(count: usize, mut is_before: impl FnMut(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// The quotations that changed, in the order of the new text, then those dropped. Other quotation
/// marks and moved quotations are no change.
pub fn quotations(versions: &Versions) -> Vec<Change> {
    let (old, new) = (quoted(versions.old), quoted(versions.new));
    let mut counts: HashMap<u64, isize> = HashMap::new();
    old.iter().for_each(|(hash, _)| *counts.entry(*hash).or_default() += 1);
    let mut is_met = |hash: &u64| match counts.get_mut(hash).filter(|count| **count > 0) {
        Some(count) => {
            *count -= 1;
            true
        }
        None => false,
    };
    let added: Vec<&Range<usize>> =
        new.iter().filter(|(hash, _)| !is_met(hash)).map(|(_, span)| span).collect();
    // What is left in `counts` was not met again; of equal quotations the last are the dropped ones.
    let mut dropped: Vec<&Range<usize>> = Vec::new();
    for (hash, span) in old.iter().rev() {
        if let Some(count) = counts.get_mut(hash).filter(|count| **count > 0) {
            *count -= 1;
            dropped.push(span);
        }
    }
    dropped.reverse();
    let mut is_used = vec![false; dropped.len()];
    let mut changes = Vec::new();
    for span in added {
        let from = source(versions, span);
        let at = from.and_then(|from| {
            let first = dropped.partition_point(|other| other.end <= from.start);
            (first < dropped.len() && dropped[first].start < from.end && !is_used[first])
                .then_some(first)
        });
        changes.push(match at {
            Some(at) => {
                is_used[at] = true;
                Change::Changed(dropped[at].clone(), span.clone())
            }
            None => Change::Added(span.clone()),
        });
    }
    let rest = dropped.iter().zip(is_used).filter(|(_, is_used)| !is_used);
    changes.extend(rest.map(|(span, _)| Change::Dropped((*span).clone())));
    changes
}

/// The old text's bytes from which the kept words of a span of the new text come, if at least a
/// third of the span was kept.
fn source(versions: &Versions, span: &Range<usize>) -> Option<Range<usize>> {
    let first = versions.hunks.partition_point(|hunk| hunk.new.end <= span.start);
    let mut from: Option<Range<usize>> = None;
    let mut kept = 0;
    for hunk in versions.hunks[first..].iter().take_while(|hunk| hunk.new.start < span.end) {
        let part = hunk.new.start.max(span.start)..hunk.new.end.min(span.end);
        if !hunk.is_same || part.is_empty() {
            continue;
        }
        kept += part.len();
        let start = (hunk.old.start + (part.start - hunk.new.start)).min(hunk.old.end);
        let end = (start + part.len()).min(hunk.old.end);
        from = Some(from.map_or(start, |from| from.start)..end);
    }
    from.filter(|_| 3 * kept >= span.len())
}

/// The quotations of a text: the hash of their words, and their bytes without the marks. One word
/// in marks is a title or a doubt, no quotation.
fn quoted(text: &str) -> Vec<(u64, Range<usize>)> {
    let read = Text::read(text);
    let mut found = Vec::new();
    let mut start = None;
    for (at, mark) in read.marks.iter().enumerate() {
        if mark.opens {
            start = Some(at + 1);
        } else if mark.closes
            && let Some(start) = start.take()
            && at > start + 1
        {
            let span = read.span(&(start..at));
            let words = Signature::read(&text[span.clone()]);
            found.push((Hash::of_tokens(&words.tokens), span));
        }
    }
    found
}
