//! The arena: every node of a page in one vector, linked by index.

use std::borrow::Cow;
use std::num::NonZeroU32;

use crate::name::{self, Name};

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
    /// `<!DOCTYPE …>`; its name is [`Document::text`].
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

#[derive(Clone, Copy, Debug)]
struct Node {
    parent: Option<NodeId>,
    previous: Option<NodeId>,
    next: Option<NodeId>,
    first: Option<NodeId>,
    last: Option<NodeId>,
    /// Text, comment, doctype: index into `texts`. Element: start in `attrs`.
    data: u32,
    /// Element: number of attributes.
    attr_count: u16,
    name: Name,
    kind: Kind,
    namespace: Namespace,
}

/// A parsed page. Text and attribute values borrow from the input (`'a`) where nothing had to
/// change.
#[derive(Debug)]
pub struct Document<'a> {
    nodes: Vec<Node>,
    attrs: Vec<Attr<'a>>,
    texts: Vec<Cow<'a, str>>,
    names: name::Interner,
}

impl Default for Document<'_> {
    fn default() -> Self {
        Document::new()
    }
}

impl<'a> Document<'a> {
    /// A tree of nothing but the document node.
    pub fn new() -> Self {
        let blank = Node {
            parent: None,
            previous: None,
            next: None,
            first: None,
            last: None,
            data: 0,
            attr_count: 0,
            name: Name::NONE,
            kind: Kind::Document,
            namespace: Namespace::Html,
        };
        Document {
            nodes: vec![blank, blank],
            attrs: Vec::new(),
            texts: Vec::new(),
            names: name::Interner::default(),
        }
    }

    /// Entries a side table indexed by [`NodeId::index`] needs.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True when there is nothing below the document node.
    pub fn is_empty(&self) -> bool {
        self.first_child(NodeId::DOCUMENT).is_none()
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// What `id` is.
    pub fn kind(&self, id: NodeId) -> Kind {
        self.node(id).kind
    }

    /// The element's name, or [`Name::NONE`] for any other node.
    pub fn name(&self, id: NodeId) -> Name {
        self.node(id).name
    }

    /// The name as text (`"div"`); empty for nodes that are not elements.
    pub fn name_text(&self, name: Name) -> &str {
        self.names.text(name)
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
            Kind::Text | Kind::Comment | Kind::Doctype => &self.texts[node.data as usize],
            _ => "",
        }
    }

    /// The attributes of an element in source order; empty for other nodes.
    pub fn attrs(&self, id: NodeId) -> &[Attr<'a>] {
        let node = self.node(id);
        if node.kind != Kind::Element {
            return &[];
        }
        let start = node.data as usize;
        &self.attrs[start..start + node.attr_count as usize]
    }

    /// The value of an attribute, or `None` where it is absent.
    pub fn attr(&self, id: NodeId, name: Name) -> Option<&str> {
        self.attrs(id).iter().find(|attr| attr.name == name).map(|attr| &*attr.value)
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
        self.names.intern(text)
    }

    fn push(&mut self, kind: Kind, name: Name, namespace: Namespace, data: usize) -> NodeId {
        let id = NodeId::new(self.nodes.len());
        self.nodes.push(Node {
            parent: None,
            previous: None,
            next: None,
            first: None,
            last: None,
            data: u32::try_from(data).expect("the node limit is far below 2^32"),
            attr_count: 0,
            name,
            kind,
            namespace,
        });
        id
    }

    /// A new detached element; attributes past 65,535 are dropped.
    pub fn new_element(
        &mut self,
        name: Name,
        namespace: Namespace,
        attrs: impl IntoIterator<Item = Attr<'a>>,
    ) -> NodeId {
        let start = self.attrs.len();
        self.attrs.extend(attrs.into_iter().take(usize::from(u16::MAX)));
        let count = self.attrs.len() - start;
        let id = self.push(Kind::Element, name, namespace, start);
        self.nodes[id.index()].attr_count =
            u16::try_from(count).expect("taken at most u16::MAX of them");
        id
    }

    /// A new detached text, comment, doctype or template-contents node.
    pub fn new_node(&mut self, kind: Kind, text: Cow<'a, str>) -> NodeId {
        self.texts.push(text);
        self.push(kind, Name::NONE, Namespace::Html, self.texts.len() - 1)
    }

    /// Adds text to the end of a text node.
    pub fn extend_text(&mut self, id: NodeId, more: &str) {
        let data = self.node(id).data as usize;
        self.texts[data].to_mut().push_str(more);
    }

    /// Replaces the attributes of an element.
    pub fn set_attrs(&mut self, id: NodeId, attrs: Vec<Attr<'a>>) {
        let start = self.attrs.len();
        self.attrs.extend(attrs.into_iter().take(usize::from(u16::MAX)));
        let count = self.attrs.len() - start;
        let node = &mut self.nodes[id.index()];
        node.data = u32::try_from(start).expect("the node limit is far below 2^32");
        node.attr_count = u16::try_from(count).expect("taken at most u16::MAX of them");
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
        let last = self.node(parent).last;
        let node = &mut self.nodes[child.index()];
        (node.parent, node.previous) = (Some(parent), last);
        match last {
            Some(last) => self.nodes[last.index()].next = Some(child),
            None => self.nodes[parent.index()].first = Some(child),
        }
        self.nodes[parent.index()].last = Some(child);
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
