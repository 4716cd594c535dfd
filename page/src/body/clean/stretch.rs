//! Which stretch of the tree is walked: from a little before the first kept block to the last.

use crate::body::scan::{Element, Scan, flag};
use crate::dom::{Document, NodeId, name};

/// Blocks between the start of the story's container and its first kept block (headline, byline,
/// day, share bar) among which its first picture is looked for. More are another part of the page.
const BEFORE: u32 = 12;
/// Steps outwards from the innermost element around all kept blocks to where the first picture is
/// looked for.
const OUTWARDS: usize = 3;

/// Where the walk goes.
#[derive(Debug)]
pub(super) struct Stretch {
    /// The walk stays inside this element.
    pub(super) root: NodeId,
    /// Elements around the start, outermost first.
    pub(super) path: Vec<NodeId>,
    pub(super) start: NodeId,
    /// The first block at or after the start.
    pub(super) first_block: usize,
    /// Index of the last kept block.
    pub(super) last_kept: usize,
}

impl Stretch {
    /// `None` when no block is kept.
    pub(super) fn of(document: &Document<'_>, scan: &Scan, kept: &[bool]) -> Option<Stretch> {
        let first_kept = kept.iter().position(|kept| *kept)?;
        let last_kept = kept.iter().rposition(|kept| *kept)?;
        let around = container(scan, first_kept, last_kept);
        let wide = widen(scan, around, first_kept as u32);
        let wide_element = &scan.elements[wide];
        let is_near = first_kept as u32 - wide_element.first_block <= BEFORE;
        let outermost = scan.elements.first()?.node;
        let (start, first_block) = if is_near {
            let start = document.first_child(wide_element.node)?;
            (start, wide_element.first_block as usize)
        } else {
            (scan.blocks[first_kept].first, first_kept)
        };
        let mut path = vec![];
        let mut at = document.parent(start);
        while let Some(node) = at {
            path.push(node);
            at = document.parent(node).filter(|_| node != outermost);
        }
        path.reverse();
        Some(Stretch { root: wide_element.node, path, start, first_block, last_kept })
    }
}

/// The innermost element around both blocks.
fn container(scan: &Scan, first: usize, last: usize) -> usize {
    let mut index = scan.blocks[first].element as usize;
    while scan.elements[index].end_block as usize <= last && index != 0 {
        index = scan.elements[index].parent as usize;
    }
    index
}

/// Outwards as long as it is one article and hardly any other text comes in before.
fn widen(scan: &Scan, index: usize, first_kept: u32) -> usize {
    let marks = flag::ARTICLE | flag::MAIN;
    let is_whole = |element: &Element| {
        matches!(element.name, name::ARTICLE | name::MAIN | name::BODY | name::HTML)
    };
    let mut index = index;
    for _ in 0..OUTWARDS {
        let element = &scan.elements[index];
        let outside = &scan.elements[element.parent as usize];
        let leaves = element.flags & marks != 0 && outside.flags & marks == 0;
        if is_whole(element)
            || matches!(outside.name, name::BODY | name::HTML)
            || leaves
            || first_kept - outside.first_block > BEFORE
        {
            break;
        }
        index = element.parent as usize;
    }
    index
}
