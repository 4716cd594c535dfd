//! Two texts as one with what was removed and added, in their own paragraphs; and the figures and
//! quotations that changed.

use std::ops::Range;

use record::version::Versions;
use record::version::values::{self, Change};

use super::view::{Changed, Changes, Paragraph, Piece, Stretch};

#[cfg(test)]
mod tests;

/// Unchanged paragraphs in a row that are folded away; fewer are shown, as they cost less than the fold.
const FOLDED: usize = 3;

/// Everything that changed from `old` to `new`.
pub(crate) fn changes(old: &str, new: &str) -> Changes {
    let versions = Versions::compare(old, new);
    if versions.is_same() {
        return Changes::default();
    }
    Changes {
        figures: changed(&versions, values::figures(&versions)),
        quotations: changed(&versions, values::quotations(&versions)),
        stretches: folded(paragraphs(&versions)),
    }
}

fn changed(versions: &Versions<'_>, changes: Vec<Change>) -> Vec<Changed> {
    let old = |span: Range<usize>| Some(super::one_line(&versions.old[span]));
    let new = |span: Range<usize>| Some(super::one_line(&versions.new[span]));
    let change = |change| match change {
        Change::Added(after) => Changed { old: None, new: new(after) },
        Change::Dropped(before) => Changed { old: old(before), new: None },
        Change::Changed(before, after) => Changed { old: old(before), new: new(after) },
    };
    changes.into_iter().map(change).collect()
}

/// The new text's paragraphs with the words that were removed where they stood.
fn paragraphs(versions: &Versions<'_>) -> Vec<Paragraph> {
    let mut out = Out::default();
    let (mut old_done, mut new_done) = (0, 0);
    for hunk in &versions.hunks {
        // White space between stretches is the new text's; before words only removed, the old one's.
        let gap = &versions.new[new_done..hunk.new.start];
        let old_gap = &versions.old[old_done..hunk.old.start];
        out.push(if hunk.new.is_empty() { old_gap } else { gap }, Kind::Same);
        old_done = hunk.old.end;
        if !hunk.new.is_empty() {
            new_done = hunk.new.end;
        }
        if hunk.is_same {
            out.push(&versions.new[hunk.new.clone()], Kind::Same);
            continue;
        }
        let (old, new) = (&versions.old[hunk.old.clone()], &versions.new[hunk.new.clone()]);
        out.push(old, Kind::Removed);
        if !old.is_empty() && !new.is_empty() {
            out.push(" ", Kind::Same);
        }
        out.push(new, Kind::Added);
    }
    out.finish()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Same,
    Removed,
    Added,
}

#[derive(Default)]
struct Out {
    done: Vec<Paragraph>,
    open: Vec<Piece>,
}

impl Out {
    fn push(&mut self, text: &str, kind: Kind) {
        for (number, part) in text.split("\n\n").enumerate() {
            if number > 0 {
                self.close();
            }
            if part.is_empty() {
                continue;
            }
            let words = part.to_owned();
            self.open.push(match kind {
                Kind::Same => Piece::Same(words),
                Kind::Removed => Piece::Removed(words),
                Kind::Added => Piece::Added(words),
            });
        }
    }

    fn close(&mut self) {
        let pieces = std::mem::take(&mut self.open);
        if pieces.iter().any(|piece| !piece.words().trim().is_empty()) {
            self.done.push(Paragraph { pieces });
        }
    }

    fn finish(mut self) -> Vec<Paragraph> {
        self.close();
        self.done
    }
}

/// Runs of unchanged paragraphs folded, but for those next to a change.
fn folded(paragraphs: Vec<Paragraph>) -> Vec<Stretch> {
    let touched: Vec<bool> = paragraphs.iter().map(Paragraph::is_changed).collect();
    let is_near = |at: usize| {
        let from = at.saturating_sub(1);
        touched[from..touched.len().min(at + 2)].contains(&true)
    };
    let mut stretches: Vec<Stretch> = Vec::new();
    for (at, paragraph) in paragraphs.into_iter().enumerate() {
        let is_folded = !is_near(at);
        match stretches.last_mut().filter(|last| last.is_folded == is_folded) {
            Some(last) => last.paragraphs.push(paragraph),
            None => stretches.push(Stretch { is_folded, paragraphs: vec![paragraph] }),
        }
    }
    for stretch in &mut stretches {
        stretch.is_folded &= stretch.paragraphs.len() >= FOLDED;
    }
    stretches
}
