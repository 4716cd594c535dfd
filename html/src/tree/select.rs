//! `<selectedcontent>`: the chosen option of a `<select>`, shown in its button (HTML §4.10.17,
//! "maybe clone an option into selectedcontent").

use crate::dom::{Kind, NodeId};
use crate::name;
use crate::tree::Builder;

/// The `<select>` being parsed that has a `<selectedcontent>`.
#[derive(Clone, Copy, Debug)]
pub(super) struct SelectedContent {
    select: NodeId,
    content: NodeId,
    /// An option was cloned already; only one with a `selected` attribute replaces it.
    has_option: bool,
}

impl Builder<'_> {
    /// Remembers a `<selectedcontent>` just inserted, if it is one that a select fills.
    pub(super) fn selectedcontent_inserted(&mut self, content: NodeId) {
        let stack = self.stack.as_slice();
        let Some(select) = stack.iter().rposition(|open| open.is(name::SELECT)) else {
            return;
        };
        let in_option = stack[select..].iter().any(|open| open.is(name::OPTION));
        let select = stack[select].id;
        let is_first = self.selected_content.is_none_or(|selected| selected.select != select);
        if is_first && !in_option && !self.has_attr(select, name::MULTIPLE) {
            self.selected_content = Some(SelectedContent { select, content, has_option: false });
        }
    }

    /// An option is complete: if it is the selected one, its content is shown.
    pub(super) fn option_popped(&mut self, option: NodeId) {
        let Some(selected) = self.selected_content else {
            return;
        };
        // Only options of this select that are not part of another option; as all that is open
        // lies below the option popped, the depth limit bounds this.
        let is_mine = std::iter::successors(self.document.parent(option), |&above| {
            self.document.parent(above)
        })
        .find(|&above| {
            self.document.is(above, name::SELECT) || self.document.is(above, name::OPTION)
        }) == Some(selected.select);
        if !is_mine {
            return;
        }
        let is_chosen = self.has_attr(option, name::SELECTED)
            || !selected.has_option && !self.has_attr(option, name::DISABLED);
        if is_chosen {
            self.show(option, selected);
        }
    }

    fn has_attr(&self, id: NodeId, name: crate::Name) -> bool {
        self.document.raw_attrs(id).iter().any(|attr| attr.name == name)
    }

    /// Replaces the children of the selectedcontent by clones of those of the option.
    fn show(&mut self, option: NodeId, selected: SelectedContent) {
        self.selected_content = Some(SelectedContent { has_option: true, ..selected });
        while let Some(old) = self.document.first_child(selected.content) {
            self.document.detach(old);
        }
        let mut parent = selected.content;
        let mut next = self.document.first_child(option);
        while let Some(node) = next {
            if self.document.len() >= self.node_limit {
                self.document.limits_hit.nodes = true;
                return;
            }
            let clone = self.clone_node(node);
            self.document.append_detached(parent, clone);
            next = self.document.following(node, option);
            if self.document.first_child(node).is_some() {
                parent = clone;
            } else if let Some(following) = next {
                parent = self.climb(node, following, parent);
            }
        }
    }

    /// The clone that gets the clone of `following`, which comes after `node` in document order.
    fn climb(&self, node: NodeId, following: NodeId, parent: NodeId) -> NodeId {
        let above = self.document.parent(following);
        let mut parent = parent;
        let mut from = self.document.parent(node);
        while from != above {
            from = from.and_then(|id| self.document.parent(id));
            parent = self.document.parent(parent).unwrap_or(parent);
        }
        parent
    }

    fn clone_node(&mut self, node: NodeId) -> NodeId {
        match self.document.kind(node) {
            Kind::Element => {
                let attrs = self.document.attr_range(node);
                let (name, namespace) = (self.document.name(node), self.document.namespace(node));
                self.document.new_element_with(name, namespace, attrs)
            }
            kind => {
                // Text that grows in a string of its own must not be shared.
                let text = self.text(self.document.span(node)).to_string();
                let text = self.document.store.push_text(&text);
                self.document.new_node_with(kind, text)
            }
        }
    }
}
