//! The arena: every node of a page in one vector, linked by index.

use std::borrow::Cow;
use std::num::NonZeroU32;

use crate::limits::LimitsHit;
use crate::name::Name;

mod store;

pub(crate) use store::{RawAttr, Span, Store};

/// A node of one [`Document`]; only valid with the document that gave it out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(NonZeroU32);

impl NodeId {
    /// The document node itself, the root of every tree.
    pub const DOCUMENT: NodeId = NodeId(NonZeroU32::MIN);

    fn new(index: usize) -> NodeId {
        let index = u32::try_from(index).expect("the node limit is far below 2^32");
        NodeId(NonZeroU32::new(index).expect("index 0 is never given out"))
    }

    /// Position in creation order; dense, from 1, so it can index a side table of
    /// [`Document::len`] entries.
    pub fn index(self) -> usize {
        self.0.get() as usize
    }
}

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The root.
    Document,
    /// `<!DOCTYPE …>`; its name is [`Document::text`], see also [`Document::doctype_ids`].
    Doctype,
    /// An element; see [`Document::name`], [`Document::attrs`].
    Element,
    /// Character data.
    Text,
    /// A comment.
    Comment,
    /// The contents of a `<template>`: a child of that element, never rendered.
    Template,
}

/// The namespace of an element or attribute.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Namespace {
    /// HTML elements; attributes without a prefix.
    #[default]
    Html,
    /// SVG elements.
    Svg,
    /// MathML elements.
    MathMl,
    /// `xlink:` attributes of foreign elements.
    XLink,
    /// `xml:` attributes of foreign elements.
    Xml,
    /// `xmlns` attributes of foreign elements.
    XmlNs,
}

/// How far a page asks for the layout of browsers older than the standards (HTML §13.2.6.4.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Quirks {
    /// A page that follows the standards.
    #[default]
    None,
    /// Limited quirks: only the heights of table cells with images.
    Limited,
    /// Full quirks; to the parser: a `<table>` does not close a `<p>`.
    Full,
}

/// One attribute; values have their character references decoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attr<'a> {
    /// The local name, in lower case for HTML elements.
    pub name: Name,
    /// [`Namespace::Html`] unless the attribute of a foreign element had a known prefix.
    pub namespace: Namespace,
    /// The value; empty when the attribute had none.
    pub value: Cow<'a, str>,
}

/// The attributes of one element in source order; see [`Document::attrs`].
#[derive(Clone, Debug)]
pub struct Attrs<'d> {
    source: &'d str,
    store: &'d Store,
    raw: std::slice::Iter<'d, RawAttr>,
}

/// One attribute of an element of a [`Document`], lent out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AttrRef<'d> {
    /// The local name, in lower case for HTML elements.
    pub name: Name,
    /// [`Namespace::Html`] unless the attribute of a foreign element had a known prefix.
    pub namespace: Namespace,
    /// The value; empty when the attribute had none.
    pub value: &'d str,
}

impl<'d> Iterator for Attrs<'d> {
    type Item = AttrRef<'d>;

    fn next(&mut self) -> Option<AttrRef<'d>> {
        let raw = self.raw.next()?;
        Some(AttrRef {
            name: raw.name,
            namespace: raw.namespace,
            value: self.store.text(self.source, raw.value),
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.raw.size_hint()
    }
}

impl ExactSizeIterator for Attrs<'_> {}

/// 32 bytes, two to a cache line.
#[derive(Clone, Copy, Debug)]
struct Node {
    parent: Option<NodeId>,
    previous: Option<NodeId>,
    next: Option<NodeId>,
    first: Option<NodeId>,
    last: Option<NodeId>,
    /// Text, comment, doctype: a [`Span`]. Element: first and number of its attributes in the
    /// store.
    content: (u32, u32),
    name: Name,
    kind: Kind,
    namespace: Namespace,
}

impl Node {
    fn new(kind: Kind) -> Node {
        Node {
            parent: None,
            previous: None,
            next: None,
            first: None,
            last: None,
            content: (0, 0),
            name: Name::NONE,
            kind,
            namespace: Namespace::Html,
        }
    }

    fn of_text(kind: Kind, text: Span) -> Node {
        Node { content: text.into_parts(), ..Node::new(kind) }
    }

    fn span(&self) -> Span {
        Span::from_parts(self.content)
    }

    fn set_span(&mut self, span: Span) {
        self.content = span.into_parts();
    }
}

/// A parsed page. Text and attribute values borrow from the input (`'a`) where nothing had to
/// change.
#[derive(Debug)]
pub struct Document<'a> {
    source: Cow<'a, str>,
    pub(crate) store: Store,
    nodes: Vec<Node>,
    /// More nodes than this are not expected.
    node_ceiling: usize,
    doctype_ids: Option<Box<DoctypeIds>>,
    quirks: Quirks,
    pub(crate) limits_hit: LimitsHit,
}

/// The identifiers of a `<!DOCTYPE … PUBLIC "…" "…">`; empty where absent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DoctypeIds {
    /// The public identifier.
    pub public: String,
    /// The system identifier.
    pub system: String,
}

impl Default for Document<'_> {
    fn default() -> Self {
        Document::new()
    }
}

impl<'a> Document<'a> {
    /// A tree of nothing but the document node.
    pub fn new() -> Self {
        Document::with_capacity(2, usize::MAX, 0)
    }

    pub(crate) fn with_capacity(nodes: usize, node_ceiling: usize, attrs: usize) -> Self {
        let mut document = Document {
            source: Cow::Borrowed(""),
            store: Store::default(),
            nodes: Vec::with_capacity(nodes),
            node_ceiling,
            doctype_ids: None,
            quirks: Quirks::None,
            limits_hit: LimitsHit::default(),
        };
        document.store.attrs.reserve(attrs);
        // Index 0 is not used, so that an absent link costs no room.
        document.nodes.push(Node::new(Kind::Document));
        document.nodes.push(Node::new(Kind::Document));
        document
    }

    pub(crate) fn set_source(&mut self, source: Cow<'a, str>) {
        self.source = source;
    }

    /// Entries a side table indexed by [`NodeId::index`] needs.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True when there is nothing below the document node.
    pub fn is_empty(&self) -> bool {
        self.first_child(NodeId::DOCUMENT).is_none()
    }

    /// The quirks mode the doctype (or its absence) put the page in.
    pub fn quirks(&self) -> Quirks {
        self.quirks
    }

    /// Sets [`Document::quirks`].
    pub fn set_quirks(&mut self, quirks: Quirks) {
        self.quirks = quirks;
    }

    /// The public and system identifiers of the doctype; `None` when both are empty.
    pub fn doctype_ids(&self) -> Option<&DoctypeIds> {
        self.doctype_ids.as_deref()
    }

    /// Sets [`Document::doctype_ids`].
    pub fn set_doctype_ids(&mut self, ids: DoctypeIds) {
        self.doctype_ids = (ids != DoctypeIds::default()).then(|| Box::new(ids));
    }

    /// The limits the page ran into.
    pub fn limits_hit(&self) -> LimitsHit {
        let mut hit = self.limits_hit;
        hit.names |= self.store.names.is_full;
        hit
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.index()]
    }

    /// What `id` is.
    pub fn kind(&self, id: NodeId) -> Kind {
        self.node(id).kind
    }

    /// The element's name, or [`Name::NONE`] for any other node.
    pub fn name(&self, id: NodeId) -> Name {
        self.node(id).name
    }

    /// The name as text (`"div"`); empty for [`Name::NONE`].
    pub fn name_text(&self, name: Name) -> &str {
        self.store.names.text(name)
    }

    /// The namespace of an element.
    pub fn namespace(&self, id: NodeId) -> Namespace {
        self.node(id).namespace
    }

    /// True for an HTML element of that name.
    pub fn is(&self, id: NodeId, name: Name) -> bool {
        let node = self.node(id);
        node.name == name && node.namespace == Namespace::Html
    }

    /// The character data of a text or comment node, the name of a doctype, else empty.
    pub fn text(&self, id: NodeId) -> &str {
        let node = self.node(id);
        match node.kind {
            Kind::Text | Kind::Comment | Kind::Doctype => {
                self.store.text(&self.source, node.span())
            }
            _ => "",
        }
    }

    pub(crate) fn raw_attrs(&self, id: NodeId) -> &[RawAttr] {
        let node = self.node(id);
        if node.kind != Kind::Element {
            return &[];
        }
        let (first, count) = node.content;
        &self.store.attrs[first as usize..][..count as usize]
    }

    /// The attributes of an element in source order; none for other nodes.
    pub fn attrs(&self, id: NodeId) -> Attrs<'_> {
        Attrs { source: &self.source, store: &self.store, raw: self.raw_attrs(id).iter() }
    }

    /// The value of an attribute, or `None` where it is absent.
    pub fn attr(&self, id: NodeId, name: Name) -> Option<&str> {
        self.raw_attrs(id)
            .iter()
            .find(|attr| attr.name == name)
            .map(|attr| self.store.text(&self.source, attr.value))
    }

    /// The node above, `None` for the document and for detached nodes.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).parent
    }

    /// The first node below.
    pub fn first_child(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).first
    }

    /// The last node below.
    pub fn last_child(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).last
    }

    /// The node after this one under the same parent.
    pub fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).next
    }

    /// The node before this one under the same parent.
    pub fn previous_sibling(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).previous
    }

    /// The nodes directly below, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(id), |&child| self.next_sibling(child))
    }

    /// Every node below `id` (not `id` itself) in document order; no recursion, no allocation.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(id), move |&node| self.following(node, id))
    }

    /// The node after `node` in document order, inside the subtree of `root`.
    pub fn following(&self, node: NodeId, root: NodeId) -> Option<NodeId> {
        self.first_child(node).or_else(|| self.following_outside(node, root))
    }

    /// The node after `node` and everything below it in document order, inside the subtree of
    /// `root`.
    pub fn following_outside(&self, node: NodeId, root: NodeId) -> Option<NodeId> {
        let mut node = node;
        while node != root {
            if let Some(next) = self.next_sibling(node) {
                return Some(next);
            }
            node = self.parent(node)?;
        }
        None
    }

    /// The first `name` element below the document in document order.
    pub fn find(&self, name: Name) -> Option<NodeId> {
        self.descendants(NodeId::DOCUMENT).find(|&id| self.is(id, name))
    }

    /// Interns a name; unknown ones are remembered in this document.
    pub fn intern(&mut self, text: &str) -> Name {
        self.store.names.intern(text)
    }

    fn push(&mut self, node: Node) -> NodeId {
        let id = NodeId::new(self.nodes.len());
        if self.nodes.len() == self.nodes.capacity() {
            self.grow();
        }
        self.nodes.push(node);
        id
    }

    /// Doubles the room for nodes, but not past the limit of the page: memory beyond it would be
    /// asked for and never used.
    #[cold]
    fn grow(&mut self) {
        let count = self.nodes.len();
        let ceiling = self.node_ceiling.max(count + count / 16 + 64);
        self.nodes.reserve_exact((2 * count).min(ceiling) - count);
    }

    /// A new detached element.
    pub fn new_element(
        &mut self,
        name: Name,
        namespace: Namespace,
        attrs: impl IntoIterator<Item = Attr<'a>>,
    ) -> NodeId {
        let (start, length) = self.push_attrs(attrs);
        self.new_element_with(name, namespace, (start, length))
    }

    fn push_attrs(&mut self, attrs: impl IntoIterator<Item = Attr<'a>>) -> (u32, u32) {
        let start = self.store.attrs.len();
        for attr in attrs {
            let value = self.store.push_text(&attr.value);
            self.store.attrs.push(RawAttr { name: attr.name, namespace: attr.namespace, value });
        }
        (start as u32, (self.store.attrs.len() - start) as u32)
    }

    /// A new detached element whose attributes lie in the store already.
    pub(crate) fn new_element_with(
        &mut self,
        name: Name,
        namespace: Namespace,
        attrs: (u32, u32),
    ) -> NodeId {
        self.push(Node { content: attrs, name, namespace, ..Node::new(Kind::Element) })
    }

    /// A new detached text, comment, doctype or template-contents node.
    pub fn new_node(&mut self, kind: Kind, text: Cow<'a, str>) -> NodeId {
        let span = self.store.push_text(&text);
        self.push(Node::of_text(kind, span))
    }

    pub(crate) fn new_node_with(&mut self, kind: Kind, text: Span) -> NodeId {
        self.push(Node::of_text(kind, text))
    }

    /// Adds text to the end of a text node.
    pub fn extend_text(&mut self, id: NodeId, more: &str) {
        let more = self.store.push_text(more);
        let joined = self.store.join(&self.source, self.node(id).span(), more);
        self.node_mut(id).set_span(joined);
    }

    /// [`Document::extend_text`] while the input is still with the parser.
    pub(crate) fn extend_text_with(&mut self, source: &str, id: NodeId, more: Span) {
        let joined = self.store.join(source, self.node(id).span(), more);
        self.node_mut(id).set_span(joined);
    }

    /// Where the text of a node lies.
    pub(crate) fn span(&self, id: NodeId) -> Span {
        self.node(id).span()
    }

    /// Where the attributes of an element lie in the store.
    pub(crate) fn attr_range(&self, id: NodeId) -> (u32, u32) {
        self.node(id).content
    }

    pub(crate) fn set_attr_range(&mut self, id: NodeId, attrs: (u32, u32)) {
        self.node_mut(id).content = attrs;
    }

    /// Replaces the attributes of an element.
    pub fn set_attrs(&mut self, id: NodeId, attrs: Vec<Attr<'a>>) {
        let range = self.push_attrs(attrs);
        self.set_attr_range(id, range);
    }

    /// Takes a node and all below it out of the tree; they stay in the arena.
    pub fn detach(&mut self, id: NodeId) {
        let Node { parent, previous, next, .. } = *self.node(id);
        let Some(parent) = parent else { return };
        match previous {
            Some(previous) => self.nodes[previous.index()].next = next,
            None => self.nodes[parent.index()].first = next,
        }
        match next {
            Some(next) => self.nodes[next.index()].previous = previous,
            None => self.nodes[parent.index()].last = previous,
        }
        let node = &mut self.nodes[id.index()];
        (node.parent, node.previous, node.next) = (None, None, None);
    }

    /// Makes `child` the last node below `parent`.
    pub fn append(&mut self, parent: NodeId, child: NodeId) {
        self.detach(child);
        self.append_detached(parent, child);
    }

    /// [`Document::append`] for a node that has no parent.
    pub(crate) fn append_detached(&mut self, parent: NodeId, child: NodeId) {
        let last = self.node(parent).last;
        let node = &mut self.nodes[child.index()];
        (node.parent, node.previous) = (Some(parent), last);
        match last {
            Some(last) => self.nodes[last.index()].next = Some(child),
            None => self.nodes[parent.index()].first = Some(child),
        }
        self.nodes[parent.index()].last = Some(child);
    }

    /// Moves all children of `from` to the end of `to`, which has none of them above it.
    pub(crate) fn move_children(&mut self, from: NodeId, to: NodeId) {
        let Some(first) = self.node(from).first else {
            return;
        };
        let last = self.node(from).last;
        let mut child = Some(first);
        while let Some(id) = child {
            let node = self.node_mut(id);
            node.parent = Some(to);
            child = node.next;
        }
        let before = self.node(to).last;
        self.node_mut(first).previous = before;
        match before {
            Some(before) => self.node_mut(before).next = Some(first),
            None => self.node_mut(to).first = Some(first),
        }
        self.node_mut(to).last = last;
        let from = self.node_mut(from);
        (from.first, from.last) = (None, None);
    }

    /// Puts `new` directly before `sibling`, which must have a parent.
    pub fn insert_before(&mut self, sibling: NodeId, new: NodeId) {
        self.detach(new);
        let Some(parent) = self.node(sibling).parent else {
            return;
        };
        let previous = self.node(sibling).previous;
        let node = &mut self.nodes[new.index()];
        (node.parent, node.previous, node.next) = (Some(parent), previous, Some(sibling));
        self.nodes[sibling.index()].previous = Some(new);
        match previous {
            Some(previous) => self.nodes[previous.index()].next = Some(new),
            None => self.nodes[parent.index()].first = Some(new),
        }
    }
}
