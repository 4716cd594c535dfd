//! Which blocks are the story.

use crate::body::features::{self, Hints};
use crate::body::judge::Model;
use crate::body::scan::{Scan, flag};

/// A block is kept from this probability on. 0.45: best mean F1 over the sets by cross-validation,
/// 0.38 to 0.52 within 0.001.
const KEEP: f32 = 0.45;

/// For each block whether it is kept.
pub(crate) fn choose(scan: &Scan, hints: &Hints, model: &Model) -> Vec<bool> {
    if scan.blocks.is_empty() {
        return vec![];
    }
    let first = features::first(scan, hints);
    let likely = model.first.judge(&first);
    let second = features::second(scan, &first, &likely);
    let likely = model.second.judge(&second);
    settle(scan, &likely)
}

/// From probabilities to a choice: the threshold, then what only the choice as a whole can tell.
pub(crate) fn settle(scan: &Scan, likely: &[f32]) -> Vec<bool> {
    let mut kept: Vec<bool> = likely.iter().map(|p| *p >= KEEP).collect();
    drop_hidden(scan, &mut kept);
    kept
}

/// Hidden text between visible paragraphs is not what readers saw. Where most of the story is
/// hidden (pages that show it by script), hiding says nothing.
fn drop_hidden(scan: &Scan, kept: &mut [bool]) {
    let hidden = |index: usize| scan.element_of(&scan.blocks[index]).flags & flag::HIDDEN != 0;
    let (mut all, mut unseen) = (0, 0);
    for (index, block) in scan.blocks.iter().enumerate().filter(|(index, _)| kept[*index]) {
        all += block.size;
        unseen += if hidden(index) { block.size } else { 0 };
    }
    if unseen * 2 < all {
        for (index, keep) in kept.iter_mut().enumerate() {
            *keep &= !hidden(index);
        }
    }
}
