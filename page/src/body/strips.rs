//! Furniture amid the story that says itself what it is: "Read also" strips and boxes that ask for
//! an address, a vote or support.
//!
//! Given: the blocks the judge kept. Taken away: blocks that begin with words known to stand before
//! a link to another story (`furniture.txt`, many languages) and are that link, with the links that
//! follow a label alone; small boxes around a form or around words that ask; and short paragraphs
//! of a story that the page holds twice.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::body::scan::{Block, Scan, flag, words_in};
use crate::dom::{Document, NodeId, name};

/// Longest strip, in words: a label and a headline. 20 to 40 make no difference on the dev sets.
const STRIP_WORDS: usize = 30;
/// Share of a strip's letters inside links, beside its label.
const STRIP_LINKS: f32 = 0.6;
/// Links that may follow a label.
const LINKS_BELOW: usize = 8;
/// Blocks below the story among which the link to the rest of it stands.
const ONWARD_BLOCKS: usize = 3;
/// Words from which a text with its twin is looked at.
const TWIN_WORDS: usize = 4;
/// Longest box that asks, in words.
const BOX_WORDS: u32 = 60;
/// Most blocks of such a box.
const BOX_BLOCKS: usize = 12;
/// Words of a paragraph that asks. "Thanks for reading!" alone is how a columnist takes leave.
const ASK_WORDS: (usize, usize) = (6, 35);
/// A box holds no more than one part in this of the kept words: a story of a few lines inside a
/// form is a story.
const BOX_PART: u32 = 4;
/// Elements between a form and its box.
const BOX_STEPS: usize = 4;
/// Nodes of a form looked at for a field.
const FIELD_NODES: usize = 200;

/// What a phrase begins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Debug)]
enum Begins {
    Strip,
    Link,
    Onward,
    Button,
    Box,
}

/// Phrases as word hashes, by their first word, the longest first.
type Phrases = HashMap<u32, Vec<(Vec<u32>, Begins)>>;

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases::new();
    let mut begins = Begins::Strip;
    for line in include_str!("furniture.txt").lines().map(str::trim) {
        match line {
            "[strip]" => begins = Begins::Strip,
            "[link]" => begins = Begins::Link,
            "[onward]" => begins = Begins::Onward,
            "[button]" => begins = Begins::Button,
            "[box]" => begins = Begins::Box,
            _ if line.starts_with('#') => {}
            _ => {
                let words = words_in(line);
                if let Some(&first) = words.first() {
                    phrases.entry(first).or_default().push((words, begins));
                }
            }
        }
    }
    for same in phrases.values_mut() {
        same.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }
    phrases
});

/// Takes furniture that names itself out of what is kept.
pub(crate) fn drop(document: &Document<'_>, scan: &Scan, kept: &mut [bool]) {
    drop_strips(scan, kept);
    drop_boxes(document, scan, kept);
    drop_twins(scan, kept);
}

/// A short text said twice, each time below the same other text: a page that holds its story once
/// for each width of screen. The long texts above it are settled by then; this one goes with them.
fn drop_twins(scan: &Scan, kept: &mut [bool]) {
    let print = |index: usize| scan.blocks[index].fingerprint;
    let mut seen: HashMap<(u32, u32), usize> = HashMap::new();
    for index in 1..kept.len() {
        if !kept[index] || scan.blocks[index].word_count() < TWIN_WORDS {
            continue;
        }
        let first = *seen.entry((print(index - 1), print(index))).or_insert(index);
        if first != index && kept[first] && kept[first - 1] != kept[index - 1] {
            let worse = if kept[index - 1] { first } else { index };
            kept[worse] = false;
        }
    }
}

/// What the words of a block begin with, and how many words that is.
fn beginning(scan: &Scan, block: &Block) -> Option<(Begins, usize)> {
    let words = scan.words_of(block);
    let same = PHRASES.get(words.first()?)?;
    let (phrase, begins) = same.iter().find(|(phrase, _)| words.starts_with(phrase))?;
    Some((*begins, phrase.len()))
}

fn drop_strips(scan: &Scan, kept: &mut [bool]) {
    for index in 0..kept.len() {
        let block = &scan.blocks[index];
        if !kept[index] || block.word_count() > STRIP_WORDS {
            continue;
        }
        let Some((begins, length)) = beginning(scan, block) else { continue };
        let is_label = begins == Begins::Strip && block.word_count() == length;
        if is_label && drop_links_below(scan, kept, index)
            || !is_label && begins <= Begins::Onward && is_pointer(block, length)
        {
            kept[index] = false;
        }
    }
}

/// All of a block is link, but for a label of `length` words.
fn is_pointer(block: &Block, length: usize) -> bool {
    let label = block.size as f32 * length as f32 / block.word_count().max(1) as f32;
    block.link_size as f32 >= (block.size as f32 - label) * STRIP_LINKS && block.link_count > 0
}

/// Drops the links that follow a label in the same part of the page; false when none does.
fn drop_links_below(scan: &Scan, kept: &mut [bool], label: usize) -> bool {
    let around = scan.element_of(&scan.blocks[label]).parent as usize;
    let end = (scan.elements[around].end_block as usize).min(label + 1 + LINKS_BELOW);
    let below = scan.blocks[label + 1..end].iter();
    let links = below
        .take_while(|block| block.link_share() >= 0.8 && block.word_count() <= STRIP_WORDS)
        .count();
    kept[label + 1..=label + links].fill(false);
    links > 0 || scan.blocks[label].link_count > 0
}

/// The text that broke off goes on elsewhere: a link right below the story says so.
pub(crate) fn goes_on(scan: &Scan, kept: &[bool]) -> bool {
    let Some(last) = kept.iter().rposition(|kept| *kept) else { return false };
    scan.blocks[last + 1..].iter().take(ONWARD_BLOCKS).any(|block| {
        block.link_count > 0
            && block.word_count() <= STRIP_WORDS
            && matches!(beginning(scan, block), Some((Begins::Onward | Begins::Strip, _)))
    })
}

fn drop_boxes(document: &Document<'_>, scan: &Scan, kept: &mut [bool]) {
    let forms = scan
        .elements
        .iter()
        .enumerate()
        .filter(|(_, element)| element.name == name::FORM && asks(document, element.node))
        .map(|(index, _)| index);
    let Some(first) = kept.iter().position(|kept| *kept) else { return };
    let last = kept.iter().rposition(|kept| *kept).unwrap_or(first);
    // A box that holds something kept begins and ends near it.
    let near = first.saturating_sub(BOX_BLOCKS)..(last + BOX_BLOCKS).min(kept.len());
    let asking = scan.blocks[near].iter().filter(|block| asks_in_words(scan, block));
    let asking = asking.map(|block| block.element as usize);
    let inside: Vec<usize> = forms.chain(asking).collect();
    if inside.is_empty() {
        return;
    }
    let all = word_count(scan, 0..kept.len(), |block| kept[block]);
    for index in inside {
        let element = &scan.elements[box_around(scan, index)];
        let range = element.first_block as usize..element.end_block as usize;
        let said = word_count(scan, range.clone(), |block| kept[block]);
        // A paragraph alone among others is told, not asked.
        let is_box = element.name == name::FORM
            || range.len() > 1
            || scan.blocks[range.clone()].iter().any(|block| block.link_count > 0);
        if is_box && said > 0 && said <= BOX_WORDS && said * BOX_PART <= all {
            kept[range].fill(false);
        }
    }
}

/// A paragraph or button that begins with words known to ask.
fn asks_in_words(scan: &Scan, block: &Block) -> bool {
    let words = block.word_count();
    let is_button = words < ASK_WORDS.0
        && (scan.element_of(block).flags & flag::BUTTON != 0 || block.link_share() > 0.8);
    match beginning(scan, block) {
        Some((Begins::Box, _)) => is_button || (ASK_WORDS.0..=ASK_WORDS.1).contains(&words),
        Some((Begins::Button, _)) => is_button,
        _ => false,
    }
}

/// The outermost element around what asks that holds little else.
fn box_around(scan: &Scan, index: usize) -> usize {
    let mut at = index;
    for _ in 0..BOX_STEPS {
        let outside = &scan.elements[scan.elements[at].parent as usize];
        let range = outside.first_block as usize..outside.end_block as usize;
        let leaves = (outside.flags ^ scan.elements[at].flags) & flag::BODY_MARKED != 0;
        if leaves || range.len() > BOX_BLOCKS || word_count(scan, range, |_| true) > BOX_WORDS {
            break;
        }
        at = scan.elements[at].parent as usize;
    }
    at
}

/// Words of the blocks of a range that `counts`.
fn word_count(scan: &Scan, range: Range<usize>, counts: impl Fn(usize) -> bool) -> u32 {
    range.filter(|&block| counts(block)).map(|block| scan.blocks[block].word_count() as u32).sum()
}

/// A form with an address to give or a choice to make; others search, log in or sell.
fn asks(document: &Document<'_>, form: NodeId) -> bool {
    document.descendants(form).take(FIELD_NODES).any(|node| {
        let kind = document.attr(node, name::TYPE).unwrap_or("");
        document.is(node, name::INPUT)
            && ["email", "radio"].iter().any(|asking| kind.eq_ignore_ascii_case(asking))
    })
}

#[cfg(test)]
mod tests;
