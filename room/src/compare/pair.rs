//! How one of two articles came from the other: the kind, which was first, what they share or what
//! changed between them.

use std::ops::Range;

use record::reprint::{Comparison, Kind, Shared, direction};
use record::signature::Signature;

use super::diff;
use super::rivals::Told;
use super::view::{Copies, Passage, Piece};
use crate::reprints::origin;

/// Passages shown; of more, those that share most.
const PASSAGES: usize = 20;

/// What the texts share, where they share anything.
pub(crate) fn copies([a, b]: [&Told; 2], compared: &Comparison) -> Option<Copies> {
    if compared.kind == Kind::Nothing {
        return None;
    }
    let is_reprint = compared.kind.is_reprint();
    let bylines = [a, b].map(|told| told.item.byline.join(", "));
    let [one, other] = [(a, &bylines[0]), (b, &bylines[1])].map(|(told, byline)| {
        let item = &told.item;
        let published = item.published.as_deref().zip(item.published_at);
        origin(published, &told.outlet, byline, &told.text)
    });
    let first = direction(&one, &other).filter(|_| is_reprint);
    Some(Copies {
        verdict: verdict(compared.kind),
        share_a: percent(compared.share_a),
        share_b: percent(compared.share_b),
        original: first.map(|first| (first.is_first, first.why)),
        changes: is_reprint.then(|| diff::changes(&a.text, &b.text)),
        passages: if is_reprint { Vec::new() } else { passages(compared, &a.text, &b.text) },
    })
}

pub(crate) fn compared([a, b]: [&Told; 2]) -> Comparison {
    record::reprint::compare(&Signature::read(&a.text), &Signature::read(&b.text))
}

fn verdict(kind: Kind) -> &'static str {
    match kind {
        Kind::Nothing => "The texts have nothing in common",
        Kind::Passage => "Different reports that share a passage",
        Kind::Same => "The same text",
        Kind::Shortened => "The second is the first, shortened",
        Kind::Extended => "The second is the first, extended",
        Kind::Reworded => "The second is the first, reworded",
    }
}

fn percent(share: f32) -> u8 {
    (100.0 * share).round().clamp(0.0, 100.0) as u8
}

fn passages(compared: &Comparison, a: &str, b: &str) -> Vec<Passage> {
    let mut shared: Vec<&Shared> = compared.passages.iter().collect();
    shared.sort_by_key(|passage| std::cmp::Reverse(passage.same));
    shared.truncate(PASSAGES);
    shared.sort_by_key(|passage| passage.a.start);
    let passage = |passage: &Shared| Passage {
        a: pieces(a, &passage.a, passage.runs.iter().map(|run| run.0.clone()), Piece::Removed),
        b: pieces(b, &passage.b, passage.runs.iter().map(|run| run.1.clone()), Piece::Added),
    };
    shared.into_iter().map(passage).collect()
}

/// A stretch of a text with what is outside the equal runs set apart.
fn pieces(
    text: &str,
    span: &Range<usize>,
    runs: impl Iterator<Item = Range<usize>>,
    apart: fn(String) -> Piece,
) -> Vec<Piece> {
    let (mut pieces, mut done) = (Vec::new(), span.start);
    for run in runs.chain(std::iter::once(span.end..span.end)) {
        let between = &text[done..run.start];
        if between.contains(char::is_alphanumeric) {
            pieces.push(apart(between.to_owned()));
        } else if !between.is_empty() {
            pieces.push(Piece::Same(between.to_owned()));
        }
        if !run.is_empty() {
            pieces.push(Piece::Same(text[run.clone()].to_owned()));
        }
        done = run.end;
    }
    pieces
}
