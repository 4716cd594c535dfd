//! The list of active formatting elements (HTML §13.2.4.3) and the adoption agency (§13.2.6.4.7).

use crate::dom::{Namespace, NodeId};
use crate::name::Name;
use crate::tree::stack::Open;
use crate::tree::{Builder, sets};

/// An element in the list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    id: NodeId,
    name: Name,
    attrs: (u32, u32),
}

/// The list of active formatting elements; `None` is a marker.
#[derive(Debug, Default)]
pub(super) struct Formatting {
    entries: Vec<Option<Entry>>,
}

impl Formatting {
    pub(super) fn push_marker(&mut self) {
        self.entries.push(None);
    }

    /// Clear the list up to the last marker.
    pub(super) fn clear_to_marker(&mut self) {
        while let Some(Some(_)) = self.entries.pop() {}
    }

    /// The last element of that name after the last marker.
    pub(super) fn find(&self, name: Name) -> Option<NodeId> {
        self.after_marker().find(|(_, entry)| entry.name == name).map(|(_, entry)| entry.id)
    }

    fn position(&self, id: NodeId) -> Option<usize> {
        self.entries.iter().rposition(|entry| entry.is_some_and(|entry| entry.id == id))
    }

    /// Elements after the last marker, from the end.
    fn after_marker(&self) -> impl Iterator<Item = (usize, Entry)> {
        self.entries
            .iter()
            .enumerate()
            .rev()
            .map_while(|(index, entry)| entry.map(|entry| (index, entry)))
    }

    pub(super) fn remove(&mut self, id: NodeId) {
        if let Some(index) = self.position(id) {
            self.entries.remove(index);
        }
    }
}

impl Builder<'_> {
    /// Inserts an element for the start tag at hand and pushes it onto the list.
    pub(super) fn insert_formatting(&mut self, name: Name) {
        let attrs = self.take_attrs();
        let id = self.insert_with(name, attrs);
        let entry = Entry { id, name, attrs };
        self.keep_noahs_ark(entry);
        let entries = &mut self.formatting.entries;
        if entries.len() >= self.limits.formatting {
            self.document.limits_hit.formatting = true;
            // The oldest makes room; a marker must stay, its end tag will look for it.
            if let Some(oldest) = entries.iter().position(Option::is_some) {
                entries.remove(oldest);
            }
        }
        entries.push(Some(entry));
    }

    /// The Noah's Ark clause: three of a kind at most after the last marker.
    fn keep_noahs_ark(&mut self, new: Entry) {
        let mut alike = self
            .formatting
            .after_marker()
            .filter(|(_, entry)| entry.name == new.name && self.same_attrs(entry.attrs, new.attrs));
        if let Some((earliest, _)) = alike.nth(2) {
            drop(alike);
            self.formatting.entries.remove(earliest);
        }
    }

    fn same_attrs(&self, left: (u32, u32), right: (u32, u32)) -> bool {
        if left.1 != right.1 {
            return false;
        }
        let attrs = &self.document.store.attrs;
        let left = &attrs[left.0 as usize..][..left.1 as usize];
        let right = &attrs[right.0 as usize..][..right.1 as usize];
        left.iter().all(|one| {
            right.iter().any(|other| {
                one.name == other.name && self.text(one.value) == self.text(other.value)
            })
        })
    }

    /// Reconstruct the active formatting elements.
    #[inline]
    pub(super) fn reconstruct_formatting(&mut self) {
        match self.formatting.entries.last() {
            Some(Some(entry)) if self.stack.position(entry.id).is_none() => {
                self.reconstruct_from_last();
            }
            _ => {}
        }
    }

    fn reconstruct_from_last(&mut self) {
        // Rewind to the entry after the last that is a marker or open.
        let first = self
            .formatting
            .entries
            .iter()
            .rposition(|entry| entry.is_none_or(|entry| self.stack.position(entry.id).is_some()))
            .map_or(0, |index| index + 1);
        for index in first..self.formatting.entries.len() {
            if self.is_at_depth_limit() {
                self.document.limits_hit.depth = true;
                return;
            }
            if let Some(entry) = self.formatting.entries[index] {
                let id = self.insert_with(entry.name, entry.attrs);
                self.formatting.entries[index] = Some(Entry { id, ..entry });
            }
        }
    }

    /// The adoption agency algorithm. False when the end tag is to be treated as any other.
    pub(super) fn adoption_agency(&mut self, subject: Name) -> bool {
        if let Some(current) = self.stack.current()
            && current.is(subject)
            && self.formatting.position(current.id).is_none()
        {
            self.pop();
            return true;
        }
        // The outer loop.
        for _ in 0..8 {
            let Some((entry_index, entry)) =
                self.formatting.after_marker().find(|(_, entry)| entry.name == subject)
            else {
                return false;
            };
            let Some(stack_index) = self.stack.position(entry.id) else {
                self.formatting.entries.remove(entry_index);
                return true;
            };
            let is_in_scope =
                self.stack.find_in_scope(sets::SCOPE, |open| open.id == entry.id).is_some();
            if !is_in_scope {
                return true;
            }
            let furthest_block = self.stack.as_slice()[stack_index..]
                .iter()
                .position(|open| open.is_in(sets::SPECIAL))
                .map(|offset| stack_index + offset);
            let Some(block_index) = furthest_block else {
                self.pop_to(stack_index);
                self.formatting.remove(entry.id);
                return true;
            };
            self.adopt(entry, stack_index, block_index);
        }
        true
    }

    /// One turn of the outer loop, from "let common ancestor be" on.
    fn adopt(&mut self, entry: Entry, stack_index: usize, block_index: usize) {
        let common_ancestor = self.stack.as_slice()[stack_index - 1];
        let block = self.stack.as_slice()[block_index];
        let mut bookmark = self.formatting.position(entry.id).unwrap_or(0);
        let mut last = block.id;
        let mut node_index = block_index;
        // How far the furthest block has moved up the stack.
        let mut block_index = block_index;
        let mut inner_count = 0;
        loop {
            inner_count += 1;
            node_index -= 1;
            let node = self.stack.as_slice()[node_index];
            if node.id == entry.id {
                break;
            }
            let mut position = self.formatting.position(node.id);
            if let Some(index) = position
                && inner_count > 3
            {
                self.formatting.entries.remove(index);
                bookmark -= usize::from(index < bookmark);
                position = None;
            }
            let Some(index) = position else {
                self.stack.remove(node_index);
                block_index -= 1;
                continue;
            };
            let attrs = self.document.attr_range(node.id);
            let clone = self.document.new_element_with(node.name, Namespace::Html, attrs);
            let open = Open::new(clone, node.name, Namespace::Html);
            self.stack.replace(node_index, open);
            self.formatting.entries[index] = Some(Entry { id: clone, name: node.name, attrs });
            if last == block.id {
                bookmark = index + 1;
            }
            self.document.append(clone, last);
            last = clone;
        }
        self.document.detach(last);
        let location = self.location(Some(&common_ancestor));
        self.insert_at(location, last);
        self.replace_formatting(entry, block, bookmark);
        self.move_below(entry, block_index);
    }

    /// Puts a clone of the formatting element into the furthest block, around all it holds.
    fn replace_formatting(&mut self, entry: Entry, block: Open, bookmark: usize) {
        let clone = self.document.new_element_with(entry.name, Namespace::Html, entry.attrs);
        self.document.move_children(block.target, clone);
        self.document.append_detached(block.target, clone);
        let mut bookmark = bookmark;
        if let Some(old) = self.formatting.position(entry.id) {
            self.formatting.entries.remove(old);
            bookmark -= usize::from(old < bookmark);
        }
        let new = Entry { id: clone, ..entry };
        self.formatting.entries.insert(bookmark, Some(new));
    }

    /// Takes the formatting element off the stack and opens its clone, the last node made, right
    /// below the furthest block.
    fn move_below(&mut self, entry: Entry, block_index: usize) {
        let Some(clone) = self.document.last_child(self.stack.as_slice()[block_index].target)
        else {
            return;
        };
        let Some(old) = self.stack.position(entry.id) else {
            return;
        };
        self.stack.insert(block_index + 1, Open::new(clone, entry.name, Namespace::Html));
        self.stack.remove(old);
    }
}
