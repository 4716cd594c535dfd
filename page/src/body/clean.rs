//! From chosen blocks to a clean body and its plain text.
//!
//! One walk over the stretch of the tree that holds the kept blocks. What is given: the tree, its
//! blocks and which of them are the story. What comes back: the [`Body`](crate::body::Body) with
//! the structure around those blocks (lists, tables, quotations, links…), the pictures, films and
//! posts between them, and the text, which holds the words of the kept blocks and of formulas among
//! them, nothing else.
//!
//! Text: paragraphs parted by a blank line; lines of one paragraph (`<br>`), items of a list and
//! rows of a table by a line break, cells of a row by a tab.

use std::collections::HashSet;

use url::Url;

use crate::body::clean::links::Links;
use crate::body::clean::repeats::Repeats;
use crate::body::clean::stretch::Stretch;
use crate::body::clean::tables::Tables;
use crate::body::clean::tape::Writer;
use crate::body::scan::{Role, Scan, role};
use crate::body::{Body, Reading, Tag};
use crate::dom::{Document, Kind, NodeId, name};

mod embeds;
mod frames;
mod links;
mod media;
mod nesting;
mod pictures;
mod repeats;
mod stretch;
mod tables;
mod tape;
#[cfg(test)]
mod tests;
mod traits;
mod white;

/// The words of a block, white space collapsed.
#[cfg(any(test, feature = "training"))]
pub(crate) fn words(document: &Document<'_>, block: &crate::body::scan::Block) -> String {
    let mut out = String::with_capacity(block.size as usize + block.size as usize / 4);
    let mut gap = false;
    let mut node = block.first;
    loop {
        if document.kind(node) == Kind::Text {
            let text = document.text(node);
            let lead = white::leading(text);
            gap |= lead > 0;
            if lead < text.len() {
                if gap && !out.is_empty() {
                    out.push(' ');
                }
                gap = white::collapse(&mut out, &text[lead..]);
            }
        }
        if node == block.last {
            break;
        }
        let skipped = document.kind(node) == Kind::Element && role(document, node) == Role::Skipped;
        let next = if skipped {
            document.following_outside(node, NodeId::DOCUMENT)
        } else {
            document.following(node, NodeId::DOCUMENT)
        };
        let Some(next) = next else { break };
        node = next;
    }
    out
}

/// Cleans the kept blocks; `kept` has one entry a block of `scan`, `url` is the page's own address.
pub(crate) fn clean(
    document: &Document<'_>,
    scan: &Scan,
    kept: &[bool],
    url: Option<&Url>,
) -> Reading {
    let Some(stretch) = Stretch::of(document, scan, kept) else {
        return Reading::default();
    };
    let walk = Walk {
        document,
        scan,
        kept,
        totals: totals(scan, kept),
        writer: Writer::new(document, Links::new(document, url)),
        element: 0,
        block: 0,
        current: None,
        breaks: 0,
        is_kept_before: false,
        last_kept: stretch.last_kept,
        ended: Ended::Not,
        unkept: None,
        group: None,
        formula: None,
        line_element: None,
        posts_in: None,
        seen: HashSet::new(),
        deferred: vec![],
        tables: Tables::default(),
        repeats: Repeats::default(),
    };
    let (body, text) = walk.run(&stretch);
    Reading { body, text, breaks_off: false }
}

/// Sums over the blocks before each block, so that any element's cost one subtraction.
#[derive(Clone, Copy, Debug, Default)]
struct Total {
    kept: u32,
    size: u32,
    link_size: u32,
}

fn totals(scan: &Scan, kept: &[bool]) -> Vec<Total> {
    let mut totals = Vec::with_capacity(scan.blocks.len() + 1);
    let mut sum = Total::default();
    totals.push(sum);
    for (block, kept) in scan.blocks.iter().zip(kept) {
        sum.kept += u32::from(*kept);
        sum.size = sum.size.saturating_add(block.size);
        sum.link_size = sum.link_size.saturating_add(block.link_size);
        totals.push(sum);
    }
    totals
}

/// How far the walk has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ended {
    Not,
    /// The last kept block is behind; a picture may follow.
    Words,
    All,
}

/// What the walk looks at and where it stands.
struct Walk<'d, 'a> {
    document: &'d Document<'a>,
    scan: &'d Scan,
    kept: &'d [bool],
    totals: Vec<Total>,
    writer: Writer<'d, 'a>,
    /// Index of the block-level element entered last; those to come have greater ones.
    element: usize,
    /// Index of the next block to start.
    block: usize,
    /// The block the walk is in.
    current: Option<usize>,
    /// `<br>` since the last word of a block.
    breaks: usize,
    /// The block before the next one was kept.
    is_kept_before: bool,
    last_kept: usize,
    ended: Ended,
    /// The outermost element around the current node that holds blocks or pictures but no kept
    /// block.
    unkept: Option<NodeId>,
    group: Option<media::Group>,
    /// The formula written last.
    formula: Option<String>,
    /// The block-level element whose line was begun by a formula or picture before any word.
    line_element: Option<usize>,
    /// The element around the last post of a live blog.
    posts_in: Option<u32>,
    /// Keys of the pictures and embeds shown.
    seen: HashSet<u64>,
    /// What stood amid a paragraph and is to follow it.
    deferred: Vec<embeds::Embed>,
    tables: Tables,
    repeats: Repeats,
}

impl Walk<'_, '_> {
    fn run(mut self, stretch: &Stretch) -> (Body, String) {
        let document = self.document;
        for &node in &stretch.path {
            match role(document, node) {
                Role::Block => {
                    if let Some(index) = self.find_element(node) {
                        self.block = self.scan.elements[index].first_block as usize;
                        self.frame(node, index);
                    }
                }
                _ => self.inline(node),
            }
        }
        self.block = stretch.first_block;
        let mut next = Some(stretch.start);
        while let Some(node) = next {
            let deeper = self.visit(node).then(|| document.first_child(node)).flatten();
            if self.ended == Ended::All {
                break;
            }
            next = deeper;
            let mut at = node;
            while next.is_none() {
                self.leave(at);
                next = document.next_sibling(at);
                match document.parent(at) {
                    Some(parent) if next.is_none() && parent != stretch.root => at = parent,
                    _ => break,
                }
            }
        }
        self.settle();
        self.writer.finish()
    }

    /// The index of a block-level element in the scan. Both walks go in document order, so the
    /// search never turns back.
    fn find_element(&mut self, node: NodeId) -> Option<usize> {
        let found =
            self.scan.elements[self.element..].iter().position(|element| element.node == node)?;
        self.element += found;
        Some(self.element)
    }

    fn visit(&mut self, node: NodeId) -> bool {
        match self.document.kind(node) {
            Kind::Text => {
                self.words(node);
                false
            }
            Kind::Element => match role(self.document, node) {
                Role::Break => {
                    self.breaks += 1;
                    false
                }
                Role::Inline => self.enter_inline(node),
                Role::Block => self.enter(node),
                Role::Skipped => {
                    self.skipped(node);
                    false
                }
            },
            _ => false,
        }
    }

    fn leave(&mut self, node: NodeId) {
        if self.group.as_ref().is_some_and(|group| group.node == node) {
            self.leave_group();
        }
        if self.unkept == Some(node) {
            self.unkept = None;
        }
        if self.group.is_none() && self.scan.elements[self.element].node == node {
            self.writer.end_paragraph();
        }
        self.writer.leave(node);
    }

    /// Enters a block-level element; false when nothing in it is looked at.
    fn enter(&mut self, node: NodeId) -> bool {
        let Some(index) = self.find_element(node) else {
            return true;
        };
        self.settle();
        if self.group.is_some() {
            return self.enter_in_group(node, index);
        }
        let element = &self.scan.elements[index];
        let (first, end) = (element.first_block as usize, element.end_block as usize);
        if self.totals[end].kept > self.totals[first].kept {
            self.line_element = None;
            if self.is_said_elsewhere(node, index) {
                self.block = end;
                self.skip_past(end);
                return false;
            }
            self.frame(node, index);
            return true;
        }
        let goes_in = self.enter_unkept(node, index);
        if !goes_in {
            self.block = end;
            if end > first {
                self.pass_unkept();
            }
        }
        goes_in
    }

    /// Blocks up to `end` will not be seen.
    fn skip_past(&mut self, end: usize) {
        self.is_kept_before = false;
        if end > self.last_kept && self.ended == Ended::Not {
            self.ended = Ended::Words;
        }
    }

    /// Words that are not the story have been passed.
    fn pass_unkept(&mut self) {
        self.is_kept_before = false;
        self.writer.rule(false);
        if self.ended == Ended::Words {
            self.ended = Ended::All;
        }
    }

    fn words(&mut self, node: NodeId) {
        let Some(index) = self.current.or_else(|| self.begin_block(node)) else {
            return;
        };
        if self.kept[index] || self.shows_unkept(index) {
            self.writer.put(self.document.text(node));
        }
        if self.scan.blocks[index].last == node {
            self.end_block(index);
        }
    }

    /// The block that starts with this text node, if one does.
    fn begin_block(&mut self, node: NodeId) -> Option<usize> {
        let index = self.block;
        let block = self.scan.blocks.get(index).filter(|block| block.first == node)?;
        self.current = Some(index);
        if self.kept[index] {
            let goes_on = block.after_br
                && self.is_kept_before
                && self.writer.in_paragraph()
                && self.scan.blocks[index - 1].element == block.element;
            let is_pre = self.writer.top() == Some(Tag::Pre);
            if self.line_element == Some(block.element as usize)
                && self.breaks == 0
                && self.writer.in_paragraph()
            {
                // A formula has begun the line.
            } else if goes_on && (self.breaks == 1 || is_pre) {
                self.writer.line_break(self.breaks.min(8));
            } else {
                self.settle();
                self.writer.begin_paragraph(self.is_alone(block.element as usize));
            }
        } else if self.group.is_some() {
            self.begin_unkept(index);
        } else {
            self.writer.end_paragraph();
            self.pass_unkept();
        }
        self.line_element = None;
        Some(index)
    }

    fn end_block(&mut self, index: usize) {
        self.current = None;
        self.breaks = 0;
        self.block = index + 1;
        self.is_kept_before = self.kept[index];
        if index == self.last_kept {
            self.ended = Ended::Words;
        }
    }

    /// True when a list item or cell holds one kept block only, or its own text comes first: no
    /// paragraph is needed inside.
    fn is_alone(&self, index: usize) -> bool {
        let mut index = index;
        let holds = |name| matches!(name, name::LI | name::TD | name::TH | name::DD);
        if holds(self.scan.elements[index].name) {
            return true;
        }
        // From the block outwards through elements that hold nothing else.
        for _ in 0..6 {
            let element = &self.scan.elements[index];
            let range = (element.first_block as usize, element.end_block as usize);
            if self.totals[range.1].kept - self.totals[range.0].kept > 1 {
                return false;
            }
            if holds(element.name) {
                return true;
            }
            index = element.parent as usize;
        }
        false
    }

    /// Ends the paragraph and writes what waited for its end.
    fn settle(&mut self) {
        if self.deferred.is_empty() {
            return;
        }
        self.writer.end_paragraph();
        for embed in std::mem::take(&mut self.deferred) {
            self.put_embed(embed);
        }
    }
}
