//! Pull quotes: a sentence of the story set a second time in large letters is said once.

use crate::body::scan::{Block, Element, Scan};
use crate::dom::name;

/// A passage of fewer words may stand twice by chance. Five: "he said on Tuesday" is four.
const PASSAGE: usize = 5;
/// Longer quotations are read as parts of the story.
const LONGEST: usize = 80;
/// Words beside the repeated ones, such as who is quoted, in what is marked as a pull quote. Other
/// quotations may be replies of a forum: nothing of them may get lost.
const BESIDE: usize = 8;
/// Blocks a pull quote has at most.
const BLOCKS: u32 = 6;
/// Quotes of one page looked for elsewhere, so that the search stays linear.
const QUOTES: usize = 32;

/// Finds repeated passages.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    asked: usize,
}

impl Repeats {
    /// True when everything in `element` stands in the kept blocks outside it as well, save at most
    /// [`BESIDE`] words of what is marked as a pull quote.
    pub(super) fn repeats(
        &mut self,
        scan: &Scan,
        kept: &[bool],
        element: &Element,
        is_pull: bool,
    ) -> bool {
        let range = element.first_block..element.end_block;
        if range.len() as u32 > BLOCKS || self.asked >= QUOTES {
            return false;
        }
        self.asked += 1;
        let mut found = false;
        let mut beside = 0;
        for index in range.clone() {
            let index = index as usize;
            let words = scan.words_of(&scan.blocks[index]);
            if !kept[index] || words.is_empty() {
                continue;
            }
            if words.len() > LONGEST {
                return false;
            }
            let is_passage = words.len() >= PASSAGE;
            if is_passage && stands_elsewhere(scan, kept, element, index, words) {
                found = true;
            } else {
                beside += words.len();
            }
        }
        found && beside <= if is_pull { BESIDE } else { 0 }
    }
}

/// True when `words` stand in a longer kept block outside `element`, or in an equal one before it:
/// of passages that repeat one another one is always left.
fn stands_elsewhere(
    scan: &Scan,
    kept: &[bool],
    element: &Element,
    index: usize,
    words: &[u32],
) -> bool {
    let outside =
        |other: usize| !(element.first_block as usize..element.end_block as usize).contains(&other);
    let holds = |block: &Block| {
        let all = scan.words_of(block);
        all.windows(words.len()).any(|window| window == words)
    };
    scan.blocks
        .iter()
        .enumerate()
        .filter(|&(other, block)| {
            let count = block.word_count();
            kept[other]
                && outside(other)
                && (count > words.len() || (count == words.len() && other < index))
                && scan.element_of(block).name != name::FIGCAPTION
        })
        .any(|(_, block)| holds(block))
}
