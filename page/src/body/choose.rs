//! Which blocks are the story.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::body::features::{self, Hints};
use crate::body::judge::Model;
use crate::body::scan::{Scan, flag};

/// A block this likely is kept on every page, one less likely than [`LEAST`] on none. 0.42: from there to
/// 0.5 the mean over the sets in cross-validation is the same to 0.0005, and fewer standfirsts and heads
/// of tables are lost.
const MOST: f32 = 0.42;
const LEAST: f32 = 0.1;

/// Shorter texts are said twice for good reasons (a name, a heading).
const REPEAT_WORDS: usize = 20;

/// For each block whether it is kept.
pub(crate) fn choose(scan: &Scan, hints: &Hints, model: &Model) -> Vec<bool> {
    if scan.blocks.is_empty() {
        return vec![];
    }
    let first = features::first(scan, hints);
    let likely = model.first.judge(&first);
    let second = features::second(scan, &first, &likely);
    let likely = model.second.judge_again(&second, &likely);
    settle(scan, hints, &likely)
}

/// From probabilities to a choice: the threshold, then what only the choice as a whole can tell.
pub(crate) fn settle(scan: &Scan, hints: &Hints, likely: &[f32]) -> Vec<bool> {
    let keep = threshold(scan, likely);
    let mut kept: Vec<bool> = likely.iter().map(|p| *p >= keep).collect();
    drop_hidden(scan, &mut kept);
    drop_repeats(scan, likely, &mut kept);
    drop_comments(scan, hints, &mut kept);
    kept
}

/// The probability from which a block is kept: half the F1 the best choice can be expected to have,
/// for there one block more no longer raises it (Lipton et al. 2014). It matters where the judge is
/// not sure: on a shop's shelf, a list of links, a forum.
fn threshold(scan: &Scan, likely: &[f32]) -> f32 {
    let mut sizes: Vec<(f32, f32)> =
        likely.iter().zip(&scan.blocks).map(|(p, block)| (*p, block.size as f32)).collect();
    sizes.retain(|(p, _)| *p >= LEAST);
    sizes.sort_by(|a, b| b.0.total_cmp(&a.0));
    let story: f32 = likely.iter().zip(&scan.blocks).map(|(p, block)| p * block.size as f32).sum();
    let (mut hits, mut kept, mut best) = (0.0, 0.0, 0f32);
    for (p, size) in sizes {
        hits += p * size;
        kept += size;
        best = best.max(2.0 * hits / (kept + story));
    }
    (best / 2.0).clamp(LEAST, MOST)
}

/// A text said twice in different places (for another width of screen, in data for machines) is
/// kept once, where the judge is surer. Side by side it is a refrain and stays.
fn drop_repeats(scan: &Scan, likely: &[f32], kept: &mut [bool]) {
    let mut seen: HashMap<u32, usize> = HashMap::new();
    for index in 0..kept.len() {
        let block = &scan.blocks[index];
        if !kept[index] || block.word_count() < REPEAT_WORDS {
            continue;
        }
        match seen.entry(block.fingerprint) {
            Entry::Vacant(place) => {
                place.insert(index);
            }
            Entry::Occupied(mut place) => {
                let first = *place.get();
                if place_of(scan, first) == place_of(scan, index) {
                    continue;
                }
                let worse = if likely[index] > likely[first] { first } else { index };
                kept[worse] = false;
                if worse == first {
                    place.insert(index);
                }
            }
        }
    }
}

/// The element a block's paragraph stands in.
fn place_of(scan: &Scan, index: usize) -> u32 {
    scan.element_of(&scan.blocks[index]).parent
}

/// What readers wrote below an article is no part of it. On a page that is all readers' words (a
/// forum) nothing is dropped.
fn drop_comments(scan: &Scan, hints: &Hints, kept: &mut [bool]) {
    let comments = features::comment_blocks(scan, hints);
    let (mut story, mut said) = (0u32, 0u32);
    for (index, block) in scan.blocks.iter().enumerate().filter(|(index, _)| kept[*index]) {
        if comments[index] { said += block.size } else { story += block.size }
    }
    let is_forum = hints.signs[7] + hints.signs[10] > 0.0;
    let is_article = hints.signs[0] + hints.signs[3] + hints.signs[4] + hints.signs[5] > 0.0;
    let least = if is_article { 120 } else { said / 2 };
    if story >= least && !is_forum {
        for (keep, comment) in kept.iter_mut().zip(&comments) {
            *keep &= !comment;
        }
    }
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
