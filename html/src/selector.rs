//! A small set of CSS selectors, compiled once: `tag`, `*`, `#id`, `.class`, `[attribute]` with
//! the six ways to compare, descendants (`a b`), children (`a > b`) and groups (`a, b`).
//!
//! All compounds of a selector are tried on an element in one go and the answers kept as bits, so
//! that a search over a tree costs nodes × compounds, whatever the nesting.

use std::fmt;

use crate::dom::{Document, Kind, NodeId, Quirks};
use crate::name::{self, Name};

mod parse;

#[cfg(test)]
mod tests;

/// Compounds a selector may have over all its groups: one bit each.
const COMPOUND_LIMIT: usize = 64;

/// A compiled selector; it can be used with any document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selector {
    compounds: Vec<Compound>,
    /// The compounds a matching element must fulfil last.
    finals: u64,
}

/// Why a selector was not understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SelectorError {
    /// Where, in bytes of the selector.
    pub at: usize,
    reason: &'static str,
}

impl fmt::Display for SelectorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.reason, self.at)
    }
}

impl std::error::Error for SelectorError {}

/// How a compound is tied to the one before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Relation {
    /// It is the first of its group.
    First,
    Descendant,
    Child,
}

/// Conditions on one element.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Compound {
    relation: Relation,
    conditions: Vec<Condition>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Condition {
    Tag(Named),
    Id(String),
    Class(String),
    Attribute(Named, Comparison, String),
}

/// A name, found by number where it is a known one.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Named {
    known: Option<Name>,
    text: String,
}

impl Named {
    fn new(text: &str) -> Named {
        let text = text.to_ascii_lowercase();
        Named { known: name::known(&text), text }
    }

    fn is(&self, document: &Document, name: Name) -> bool {
        self.known == Some(name)
            // Foreign names may have capitals, which selectors need not heed.
            || document.name_text(name).eq_ignore_ascii_case(&self.text)
    }
}

/// How the value of an attribute is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Comparison {
    /// `[a]`
    Present,
    /// `[a=v]`
    Equal,
    /// `[a~=v]`: one of the words.
    Word,
    /// `[a^=v]`
    Prefix,
    /// `[a$=v]`
    Suffix,
    /// `[a*=v]`
    Part,
    /// `[a|=v]`: the value or what begins with it and a `-`.
    Language,
}

impl Comparison {
    fn holds(self, value: &str, wanted: &str) -> bool {
        match self {
            Comparison::Present => true,
            Comparison::Equal => value == wanted,
            Comparison::Word => value.split_ascii_whitespace().any(|word| word == wanted),
            // An empty string is part of nothing (Selectors §6.2).
            _ if wanted.is_empty() && self != Comparison::Language => false,
            Comparison::Prefix => value.starts_with(wanted),
            Comparison::Suffix => value.ends_with(wanted),
            Comparison::Part => value.contains(wanted),
            Comparison::Language => value
                .strip_prefix(wanted)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-')),
        }
    }
}

/// Which compounds an element fulfils, those before them included, and which any above it did.
#[derive(Clone, Copy, Default)]
struct Matched {
    here: u64,
    above: u64,
}

impl Selector {
    /// Compiles a selector.
    ///
    /// # Errors
    /// When it is not a selector, uses what is not among the few forms known here, or has more
    /// than 64 compounds.
    pub fn new(text: &str) -> Result<Selector, SelectorError> {
        parse::selector(text)
    }

    /// True when the selector is fulfilled by `id`.
    pub fn matches(&self, document: &Document, id: NodeId) -> bool {
        let mut chain = vec![id];
        while let Some(parent) = document.parent(chain[chain.len() - 1]) {
            chain.push(parent);
        }
        let matched = chain
            .iter()
            .rev()
            .fold(Matched::default(), |above, &node| self.step(document, node, above));
        matched.here & self.finals != 0
    }

    /// What an element fulfils, given what its parent did.
    fn step(&self, document: &Document, id: NodeId, parent: Matched) -> Matched {
        let above = parent.above | parent.here;
        let mut here = 0;
        if document.kind(id) == Kind::Element {
            for (i, compound) in self.compounds.iter().enumerate() {
                let before = match compound.relation {
                    Relation::First => true,
                    Relation::Descendant => above >> (i - 1) & 1 != 0,
                    Relation::Child => parent.here >> (i - 1) & 1 != 0,
                };
                if before && compound.holds(document, id) {
                    here |= 1 << i;
                }
            }
        }
        Matched { here, above }
    }
}

impl Compound {
    fn holds(&self, document: &Document, id: NodeId) -> bool {
        self.conditions.iter().all(|one| one.holds(document, id))
    }
}

impl Condition {
    fn holds(&self, document: &Document, id: NodeId) -> bool {
        // In quirks mode ids and classes have no case (Selectors §6.6).
        let same = |one: &str, other: &str| match document.quirks() {
            Quirks::Full => one.eq_ignore_ascii_case(other),
            _ => one == other,
        };
        match self {
            Condition::Tag(tag) => tag.is(document, document.name(id)),
            Condition::Id(wanted) => document.attr(id, name::ID).is_some_and(|id| same(id, wanted)),
            Condition::Class(wanted) => document.attr(id, name::CLASS).is_some_and(|class| {
                class.split_ascii_whitespace().any(|class| same(class, wanted))
            }),
            Condition::Attribute(attribute, comparison, wanted) => document
                .attrs(id)
                .find(|attr| attribute.is(document, attr.name))
                .is_some_and(|attr| comparison.holds(attr.value, wanted)),
        }
    }
}

impl<'a> Document<'a> {
    /// The elements below `root` that fulfil a selector, in document order. What stands above
    /// `root` does not count: the selector begins at its children.
    pub fn select<'d>(
        &'d self,
        root: NodeId,
        selector: &'d Selector,
    ) -> impl Iterator<Item = NodeId> + use<'a, 'd> {
        // What each open ancestor of the node at hand fulfils.
        let mut open: Vec<(NodeId, Matched)> = vec![(root, Matched::default())];
        self.descendants(root).filter(move |&id| {
            let parent = self.parent(id).unwrap_or(root);
            while open.len() > 1 && open[open.len() - 1].0 != parent {
                open.pop();
            }
            let matched = selector.step(self, id, open[open.len() - 1].1);
            if self.first_child(id).is_some() {
                open.push((id, matched));
            }
            matched.here & selector.finals != 0
        })
    }

    /// The first element below `root` that fulfils a selector.
    pub fn select_first(&self, root: NodeId, selector: &Selector) -> Option<NodeId> {
        self.select(root, selector).next()
    }
}
