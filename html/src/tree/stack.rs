//! The stack of open elements (HTML §13.2.4.2).

use crate::dom::{Namespace, NodeId};
use crate::name::{self, Name};
use crate::tree::sets::{self, Set};

/// An open element, with what is asked about it all the time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) id: NodeId,
    /// Where its children go: a template's contents, else the element itself.
    pub(super) target: NodeId,
    pub(super) name: Name,
    pub(super) namespace: Namespace,
    pub(super) sets: Set,
}

impl Open {
    pub(super) fn new(id: NodeId, name: Name, namespace: Namespace) -> Open {
        Open { id, target: id, name, namespace, sets: sets::of(name, namespace) }
    }

    /// True for an HTML element of that name.
    #[inline]
    pub(super) fn is(&self, name: Name) -> bool {
        self.name == name && self.namespace == Namespace::Html
    }

    #[inline]
    pub(super) fn is_in(&self, sets: Set) -> bool {
        self.sets & sets != 0
    }
}

/// The open elements, the root first. Never empty once the root was pushed.
#[derive(Debug, Default)]
pub(super) struct Stack {
    open: Vec<Open>,
    /// How many of them are `<p>`: almost every start tag asks whether one is open.
    paragraphs: usize,
}

impl Stack {
    #[inline]
    pub(super) fn push(&mut self, open: Open) {
        self.paragraphs += usize::from(open.is(name::P));
        self.open.push(open);
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        self.paragraphs -= usize::from(open.is(name::P));
        Some(open)
    }

    pub(super) fn insert(&mut self, index: usize, open: Open) {
        self.paragraphs += usize::from(open.is(name::P));
        self.open.insert(index, open);
    }

    pub(super) fn remove(&mut self, index: usize) {
        let open = self.open.remove(index);
        self.paragraphs -= usize::from(open.is(name::P));
    }

    pub(super) fn replace(&mut self, index: usize, open: Open) {
        debug_assert_eq!(self.open[index].name, open.name);
        self.open[index] = open;
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    #[inline]
    pub(super) fn as_slice(&self) -> &[Open] {
        &self.open
    }

    /// The current node.
    #[inline]
    pub(super) fn current(&self) -> Option<&Open> {
        self.open.last()
    }

    #[inline]
    pub(super) fn current_is(&self, name: Name) -> bool {
        self.current().is_some_and(|open| open.is(name))
    }

    pub(super) fn position(&self, id: NodeId) -> Option<usize> {
        self.open.iter().rposition(|open| open.id == id)
    }

    pub(super) fn has(&self, name: Name) -> bool {
        self.open.iter().any(|open| open.is(name))
    }

    /// "Has an element in the specific scope": `wanted` is met from the top before any of
    /// `boundaries`.
    #[inline]
    pub(super) fn find_in_scope(
        &self,
        boundaries: Set,
        wanted: impl Fn(&Open) -> bool,
    ) -> Option<usize> {
        for (index, open) in self.open.iter().enumerate().rev() {
            if wanted(open) {
                return Some(index);
            }
            if open.is_in(boundaries) {
                return None;
            }
        }
        None
    }

    pub(super) fn has_in_scope(&self, name: Name) -> bool {
        self.find_in_scope(sets::SCOPE, |open| open.is(name)).is_some()
    }

    #[inline]
    pub(super) fn has_p_in_button_scope(&self) -> bool {
        self.paragraphs > 0
            && self
                .find_in_scope(sets::SCOPE | sets::BUTTON_SCOPE, |open| open.is(name::P))
                .is_some()
    }

    pub(super) fn has_in_table_scope(&self, name: Name) -> bool {
        self.find_in_scope(sets::TABLE_SCOPE, |open| open.is(name)).is_some()
    }
}
