//! Which element of the page becomes which element of the body.

use crate::body::clean::tape::Attrs;
use crate::body::clean::traits::{self, is};
use crate::body::clean::{Walk, links};
use crate::body::{Attr, Tag};
use crate::dom::{Document, Name, NodeId, name};

/// A heading of more kept blocks is a page's mistake (an `<h2>` never closed).
const HEADING_BLOCKS: u32 = 3;
/// As for headings; captions and terms are longer.
const LINE_BLOCKS: u32 = 6;
/// Nodes of an element looked through for its first picture or time.
pub(super) const AHEAD: usize = 48;
/// Nodes after a post of a live blog among which the next one is looked for, and elements of the
/// post passed on the way.
const NEIGHBOURS: usize = 12;
const LOOK_FOR_TWIN: usize = 1000;

impl Walk<'_, '_> {
    /// Enters a block-level element with kept blocks in it.
    pub(super) fn frame(&mut self, node: NodeId, index: usize) {
        let element = &self.scan.elements[index];
        let range = element.first_block as usize..element.end_block as usize;
        let kept = self.totals[range.end].kept - self.totals[range.start].kept;
        let document = self.document;
        let name = element.name;
        let (tag, attrs) = match name {
            name::H1 | name::H2 | name::H3 | name::H4 | name::H5 | name::H6
                if kept <= HEADING_BLOCKS =>
            {
                (heading(name), vec![])
            }
            name::UL | name::MENU | name::DIR | name::OL => {
                let (tag, mut attrs) = if name == name::OL {
                    (Tag::Ol, numbers(document, node, &[START]))
                } else {
                    (Tag::Ul, vec![])
                };
                if traits::of(document, node) & is::NOTES != 0 {
                    attrs.push(class("footnotes"));
                }
                (tag, attrs)
            }
            name::DL => (Tag::Dl, vec![]),
            name::DT if kept <= LINE_BLOCKS => (Tag::Dt, vec![]),
            name::DD => (Tag::Dd, vec![]),
            name::TABLE if self.tables.is_data(document, self.scan, index) => (Tag::Table, vec![]),
            name::CAPTION if kept <= LINE_BLOCKS => (Tag::Caption, vec![]),
            name::THEAD => (Tag::Thead, vec![]),
            name::TBODY => (Tag::Tbody, vec![]),
            name::TFOOT => (Tag::Tfoot, vec![]),
            name::TR => (Tag::Tr, vec![]),
            name::TD | name::TH => return self.cell(node, name),
            name::BLOCKQUOTE if self.writer.is_in("pullquote") => return,
            name::BLOCKQUOTE => (Tag::Blockquote, self.quote_attrs(node)),
            name::PRE | name::LISTING => (Tag::Pre, vec![]),
            name::FIGURE if shows_media(document, node) => (Tag::Figure, vec![]),
            name::FIGCAPTION if kept <= LINE_BLOCKS => (Tag::Figcaption, vec![]),
            name::LI if self.takes_items() => (Tag::Li, vec![]),
            name::LI | name::ARTICLE | name::SECTION | name::DIV | name::ASIDE | name::P => {
                match self.section(node, index) {
                    Some(section) => section,
                    None => return,
                }
            }
            _ => return,
        };
        self.writer.push(node, tag, attrs);
    }

    pub(super) fn cell(&mut self, node: NodeId, name: Name) {
        let tag = if name == name::TH { Tag::Th } else { Tag::Td };
        let attrs = numbers(self.document, node, SPANS);
        self.writer.push(node, tag, attrs);
    }

    fn takes_items(&self) -> bool {
        matches!(self.writer.top(), Some(Tag::Ul | Tag::Ol))
    }

    fn quote_attrs(&mut self, node: NodeId) -> Attrs {
        let traits = traits::of(self.document, node);
        let cite = self.document.attr(node, name::CITE);
        let mut attrs: Attrs = vec![];
        if traits & is::EMBED != 0 {
            attrs.push(class("embed"));
        } else if traits::is_pull(traits) {
            attrs.push(class("pullquote"));
        }
        if let Some(cite) = cite.and_then(|cite| self.writer.links.web(cite)) {
            attrs.push((Attr::Cite, cite));
        }
        attrs
    }

    /// A container that means something: a pull quote, the footnotes, a post of a live blog.
    fn section(&mut self, node: NodeId, index: usize) -> Option<(Tag, Attrs)> {
        let document = self.document;
        let name = self.scan.elements[index].name;
        let traits = traits::of(document, node);
        let role = document.attr(node, name::ROLE);
        if role == Some("doc-endnotes") || (traits & is::NOTES != 0 && name != name::P) {
            return Some((Tag::Section, vec![class("footnotes")]));
        }
        if traits::is_pull(traits) || role == Some("doc-pullquote") {
            if self.writer.is_in("pullquote") {
                return None;
            }
            return Some((Tag::Blockquote, vec![class("pullquote")]));
        }
        let may_be_post = name == name::ARTICLE || traits & is::POST != 0;
        if !may_be_post || matches!(name, name::P | name::ASIDE) {
            return None;
        }
        let moment = moment_in(document, node)?;
        let parent = self.scan.elements[index].parent;
        if self.posts_in != Some(parent) && !self.is_twin_kept(node, index) {
            return None;
        }
        self.posts_in = Some(parent);
        Some((Tag::Section, vec![class("post"), (Attr::Datetime, moment.to_owned())]))
    }

    /// True when an element like it (same name, same class) follows under the same parent and holds
    /// kept blocks too.
    fn is_twin_kept(&self, node: NodeId, index: usize) -> bool {
        let document = self.document;
        let class_of = |node| document.attr(node, name::CLASS);
        let siblings =
            std::iter::successors(document.next_sibling(node), |&at| document.next_sibling(at));
        let twin = siblings
            .take(NEIGHBOURS)
            .filter(|&other| document.name(other) == document.name(node))
            .find(|&other| class_of(other) == class_of(node));
        let Some(twin) = twin else { return false };
        let mut after = self.scan.elements[index..].iter().take(LOOK_FOR_TWIN);
        after.find(|element| element.node == twin).is_some_and(|element| {
            let range = (element.first_block as usize, element.end_block as usize);
            self.totals[range.1].kept > self.totals[range.0].kept
        })
    }

    /// True for a pull quote whose words stand in the story as well.
    pub(super) fn is_said_elsewhere(&mut self, node: NodeId, index: usize) -> bool {
        let element = &self.scan.elements[index];
        let may_be = match element.name {
            name::ASIDE | name::BLOCKQUOTE => true,
            name::DIV | name::P | name::FIGURE | name::SECTION => {
                element.end_block - element.first_block <= 6
            }
            _ => false,
        };
        if !may_be {
            return false;
        }
        let is_pull = traits::is_pull(traits::of(self.document, node));
        let is_quote = matches!(element.name, name::ASIDE | name::BLOCKQUOTE);
        (is_pull || is_quote) && self.repeats.repeats(self.scan, self.kept, element, is_pull)
    }

    /// Enters an inline element; false when nothing in it is looked at.
    pub(super) fn enter_inline(&mut self, node: NodeId) -> bool {
        match self.document.name(node) {
            name::IMG | name::AMP_IMG => {
                self.image(node);
                return false;
            }
            name::EMBED | name::AMP_VIDEO => {
                self.skipped(node);
                return false;
            }
            name::SPAN if self.is_drawn_formula(node) => return false,
            _ => {}
        }
        if self.unkept.is_none() || self.group.is_some() {
            self.inline(node);
        }
        true
    }

    /// Enters an inline element that may become one of the body.
    pub(super) fn inline(&mut self, node: NodeId) {
        let tag = match self.document.name(node) {
            name::A => Tag::A,
            name::EM | name::I | name::DFN => Tag::Em,
            name::STRONG | name::B => Tag::Strong,
            name::CODE | name::TT | name::XMP => Tag::Code,
            name::KBD => Tag::Kbd,
            name::SAMP => Tag::Samp,
            name::VAR => Tag::Var,
            name::SUB => Tag::Sub,
            name::SUP => Tag::Sup,
            name::Q => Tag::Q,
            name::CITE => Tag::Cite,
            name::TIME => Tag::Time,
            name::MARK => Tag::Mark,
            name::SMALL => Tag::Small,
            name::DEL | name::S | name::STRIKE => Tag::Del,
            name::INS => Tag::Ins,
            name::ABBR | name::ACRONYM => Tag::Abbr,
            name::SPAN
                if (self.group.is_some() || self.writer.top() == Some(Tag::Figcaption))
                    && traits::of(self.document, node) & is::CREDIT != 0 =>
            {
                Tag::Small
            }
            _ => return,
        };
        self.writer.push_inline(node, tag);
    }
}

const START: (Name, Attr) = (name::START, Attr::Start);
const SPANS: &[(Name, Attr)] = &[(name::COLSPAN, Attr::Colspan), (name::ROWSPAN, Attr::Rowspan)];

pub(super) fn class(word: &str) -> (Attr, String) {
    (Attr::Class, word.to_owned())
}

/// The attributes of an element that hold plain numbers other than 1; spans up to a thousand, as
/// browsers have it.
fn numbers(document: &Document<'_>, node: NodeId, names: &[(Name, Attr)]) -> Attrs {
    names
        .iter()
        .filter_map(|&(name, attr)| {
            let number = links::count(document.attr(node, name)?)?;
            let allowed = attr == Attr::Start || (2..=1000).contains(&number);
            (allowed && number != 1).then(|| (attr, number.to_string()))
        })
        .collect()
}

fn heading(name: Name) -> Tag {
    match name {
        name::H1 => Tag::H1,
        name::H2 => Tag::H2,
        name::H3 => Tag::H3,
        name::H4 => Tag::H4,
        name::H5 => Tag::H5,
        _ => Tag::H6,
    }
}

/// The first nodes below `node`, in document order.
pub(super) fn ahead<'d>(
    document: &'d Document<'_>,
    node: NodeId,
) -> impl Iterator<Item = NodeId> + 'd {
    document.descendants(node).take(AHEAD)
}

fn shows_media(document: &Document<'_>, node: NodeId) -> bool {
    ahead(document, node).any(|node| {
        matches!(
            document.name(node),
            name::IMG | name::AMP_IMG | name::IFRAME | name::VIDEO | name::AUDIO
        )
    })
}

/// The moment an element states near its start.
fn moment_in<'d>(document: &'d Document<'_>, node: NodeId) -> Option<&'d str> {
    ahead(document, node).find_map(|node| match document.name(node) {
        name::TIME => links::moment(document.attr(node, name::DATETIME)?),
        name::META
            if matches!(
                document.attr(node, name::ITEMPROP),
                Some("datePublished" | "dateCreated")
            ) =>
        {
            links::moment(document.attr(node, name::CONTENT)?)
        }
        _ => None,
    })
}
