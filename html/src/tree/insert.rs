//! Creating and inserting nodes (HTML §13.2.6.1).

use crate::dom::{Kind, Namespace, NodeId, Span};
use crate::name::{self, Name};
use crate::tokenizer::State;
use crate::tree::stack::Open;
use crate::tree::{Builder, Mode, Step, sets, spelling};

/// Where a node goes: below `parent`, before one of its children or at the end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Location {
    parent: NodeId,
    before: Option<NodeId>,
}

impl Builder<'_> {
    /// The appropriate place for inserting a node, by default below the current node.
    #[inline]
    pub(super) fn location(&self, over: Option<&Open>) -> Location {
        let Some(target) = over.or(self.stack.current()) else {
            return Location { parent: NodeId::DOCUMENT, before: None };
        };
        if self.foster_parenting && target.is_in(sets::FOSTERING) {
            return self.foster_location();
        }
        Location { parent: target.target, before: None }
    }

    /// Foster parenting: before the table, or in the template that is nearer.
    fn foster_location(&self) -> Location {
        let stack = self.stack.as_slice();
        let table = stack.iter().rposition(|open| open.is(name::TABLE));
        let template = stack.iter().rposition(|open| open.is(name::TEMPLATE));
        let (parent, before) = match (template, table) {
            (Some(template), table) if table.is_none_or(|table| template > table) => {
                (stack[template].target, None)
            }
            (_, None) => (stack[0].target, None),
            (_, Some(table)) => match self.document.parent(stack[table].id) {
                Some(parent) => (parent, Some(stack[table].id)),
                None => (stack[table - 1].target, None),
            },
        };
        Location { parent, before }
    }

    #[inline]
    pub(super) fn insert_at(&mut self, location: Location, node: NodeId) {
        match location.before {
            Some(before) => self.document.insert_before(before, node),
            None => self.document.append_detached(location.parent, node),
        }
    }

    /// Takes the attributes of the start tag at hand.
    #[inline]
    pub(super) fn take_attrs(&mut self) -> (u32, u32) {
        self.took_attrs = true;
        self.tokens.tag.attrs
    }

    /// Inserts an HTML element for the start tag at hand and opens it.
    #[inline]
    pub(super) fn insert_element(&mut self, name: Name) -> NodeId {
        let attrs = self.take_attrs();
        self.insert_with(name, attrs)
    }

    /// Inserts and opens an element the page has no start tag for.
    pub(super) fn insert_implied(&mut self, name: Name) -> NodeId {
        self.insert_with(name, (0, 0))
    }

    #[inline]
    pub(super) fn insert_with(&mut self, name: Name, attrs: (u32, u32)) -> NodeId {
        let id = self.document.new_element_with(name, Namespace::Html, attrs);
        self.insert_at(self.location(None), id);
        self.stack.push(Open::new(id, name, Namespace::Html));
        id
    }

    /// Inserts an element for the start tag at hand that has no content.
    #[inline]
    pub(super) fn insert_void(&mut self, name: Name) -> NodeId {
        let attrs = self.take_attrs();
        let id = self.document.new_element_with(name, Namespace::Html, attrs);
        self.insert_at(self.location(None), id);
        id
    }

    /// Inserts a `<template>` with the node for its contents.
    pub(super) fn insert_template(&mut self) {
        let id = self.insert_void(name::TEMPLATE);
        let contents = self.document.new_node_with(Kind::Template, Span::EMPTY);
        self.document.append_detached(id, contents);
        let mut open = Open::new(id, name::TEMPLATE, Namespace::Html);
        open.target = contents;
        self.stack.push(open);
    }

    /// Creates the root for an implied `<html>`, or for the start tag at hand.
    pub(super) fn insert_root(&mut self) {
        let id = self.document.new_element_with(name::HTML, Namespace::Html, (0, 0));
        self.document.append_detached(NodeId::DOCUMENT, id);
        self.stack.push(Open::new(id, name::HTML, Namespace::Html));
    }

    /// Inserts a foreign element for the start tag at hand; opens it unless it is self-closing.
    pub(super) fn insert_foreign(&mut self, name: Name, namespace: Namespace) {
        let (first, count) = self.take_attrs();
        let attrs = &mut self.document.store.attrs[first as usize..][..count as usize];
        spelling::adjust(attrs, namespace);
        let name = match namespace {
            Namespace::Svg => spelling::svg_element(name),
            _ => name,
        };
        let id = self.document.new_element_with(name, namespace, (first, count));
        self.insert_at(self.location(None), id);
        if self.tokens.tag.is_self_closing {
            return;
        }
        let mut open = Open::new(id, name, namespace);
        if name == name::ANNOTATION_XML && namespace == Namespace::MathMl {
            let is_html = self.tag_attr(name::ENCODING).is_some_and(|encoding| {
                encoding.eq_ignore_ascii_case("text/html")
                    || encoding.eq_ignore_ascii_case("application/xhtml+xml")
            });
            if is_html {
                open.sets |= sets::HTML_POINT;
            }
        }
        self.stack.push(open);
    }

    /// Insert a character: joins the text before it where there is one.
    #[inline]
    pub(super) fn insert_text(&mut self, text: Span) {
        let location = self.location(None);
        self.insert_text_at(location, text);
    }

    #[inline]
    pub(super) fn insert_text_at(&mut self, location: Location, text: Span) {
        let before = match location.before {
            Some(before) => self.document.previous_sibling(before),
            None => self.document.last_child(location.parent),
        };
        if text.is_empty() || location.parent == NodeId::DOCUMENT {
            return;
        }
        match before.filter(|&id| self.document.kind(id) == Kind::Text) {
            Some(id) => self.document.extend_text_with(self.tokens.input(), id, text),
            None => {
                let id = self.document.new_node_with(Kind::Text, text);
                self.insert_at(location, id);
            }
        }
    }

    pub(super) fn insert_comment(&mut self) -> Step {
        let id = self.document.new_node_with(Kind::Comment, self.tokens.text);
        self.insert_at(self.location(None), id);
        Step::Done
    }

    /// Inserts a comment as the last child of the document.
    pub(super) fn comment_in_document(&mut self) -> Step {
        let id = self.document.new_node_with(Kind::Comment, self.tokens.text);
        self.document.append_detached(NodeId::DOCUMENT, id);
        Step::Done
    }

    /// The generic raw text and RCDATA element parsing algorithms (§13.2.6.2).
    pub(super) fn insert_raw(&mut self, name: Name, state: State) -> Step {
        self.insert_element(name);
        self.tokens.state = state;
        self.original_mode = self.mode;
        self.mode = Mode::Text;
        Step::Done
    }

    /// Pops the current node.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<Open> {
        let open = self.stack.pop()?;
        if self.selected_content.is_some() && open.is(name::OPTION) {
            self.option_popped(open.id);
        }
        Some(open)
    }

    /// Pops up to and with the nearest HTML element of that name.
    #[inline]
    pub(super) fn pop_until(&mut self, name: Name) {
        while let Some(open) = self.pop() {
            if open.is(name) {
                break;
            }
        }
    }

    /// Pops up to and with the element at `index` of the stack.
    pub(super) fn pop_to(&mut self, index: usize) {
        while self.stack.len() > index {
            self.pop();
        }
    }

    /// Pops until the current node is in one of `sets`... or one of `names`.
    pub(super) fn pop_until_current(&mut self, wanted: impl Fn(&Open) -> bool) {
        while self.stack.current().is_some_and(|open| !wanted(open)) {
            self.pop();
        }
    }

    /// Generate implied end tags, but for `except` (§13.2.6.3).
    #[inline]
    pub(super) fn generate_implied_end_tags(&mut self, except: Name) {
        while self
            .stack
            .current()
            .is_some_and(|open| open.is_in(sets::IMPLIED) && open.name != except)
        {
            self.pop();
        }
    }

    /// Close a p element.
    #[inline]
    pub(super) fn close_p(&mut self) {
        self.generate_implied_end_tags(name::P);
        self.pop_until(name::P);
    }

    #[inline]
    pub(super) fn close_p_in_button_scope(&mut self) {
        if self.stack.has_p_in_button_scope() {
            self.close_p();
        }
    }

    /// Gives an open element the attributes of the start tag at hand that it has not.
    pub(super) fn add_missing_attrs(&mut self, id: NodeId) {
        let (first, count) = self.tokens.tag.attrs;
        let (own_first, own_count) = self.document.attr_range(id);
        let attrs = &self.document.store.attrs;
        let own = &attrs[own_first as usize..][..own_count as usize];
        let limit = self.limits.attributes.saturating_sub(own.len());
        let new: Vec<_> = attrs[first as usize..][..count as usize]
            .iter()
            .filter(|attr| own.iter().all(|have| have.name != attr.name))
            .copied()
            .collect();
        self.document.limits_hit.attributes |= new.len() > limit;
        let new = &new[..new.len().min(limit)];
        if new.is_empty() {
            return;
        }
        self.took_attrs = true;
        let attrs = &mut self.document.store.attrs;
        let start = attrs.len();
        attrs.extend_from_within(own_first as usize..(own_first + own_count) as usize);
        attrs.extend_from_slice(new);
        let range = (start as u32, own_count + new.len() as u32);
        self.document.set_attr_range(id, range);
    }
}
