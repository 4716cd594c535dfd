//! html5ever's answer as one of our trees: what the parser of `html` is compared with.
//!
//! [`parse`] is given decoded text and gives back the [`Document`] html5ever builds with scripting
//! off. Only tests and benchmarks use it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use html::{Attr, AttrRef, DoctypeIds, Document, Kind, Namespace, NodeId, Quirks};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, ExpandedName, ParseOpts, QualName, ns};

/// Parses a whole page, scripting off.
pub fn parse(text: &str) -> Document<'static> {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() },
        ..ParseOpts::default()
    };
    html5ever::parse_document(Sink::default(), options).one(StrTendril::from_slice(text))
}

/// Why html5ever 0.40 may read `text` otherwise than the standard says; `None` where it should not.
/// Wider than need be: it goes by what the text holds, not by where.
pub fn explained(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    let has = |names: &[&str]| names.iter().any(|&name| text.contains(name));
    if text.starts_with('\u{FEFF}') {
        return Some("html5ever drops a byte order mark; that is the decoder's to do (§13.2.3.2)");
    }
    if has(&["<isindex", "<keygen", "<search"]) {
        return Some("isindex is not special, keygen and search are (§13.2.4.2)");
    }
    if has(&["<selectedcontent"]) {
        return Some("the oracle does not fill selectedcontent (§4.10.17)");
    }
    if has(&["<annotation-xml"]) {
        return Some("annotation-xml ends a scope (§13.2.4.2)");
    }
    let is_foreign = has(&["<svg", "<math"]);
    if is_foreign
        && has(&["<mi", "<mo", "<mn", "<ms", "<mtext", "<foreignobject", "<desc", "<title"])
    {
        return Some("integration points are special (§13.2.4.2)");
    }
    if has(&["<template"]) && has(&["<thead", "<tbody", "<tfoot", "<tr"]) {
        return Some(
            "thead counts as a table body (§13.2.6.4.13), template as table (§13.2.6.4.9)",
        );
    }
    if has(&["</>", "&#"]) && has(&["<pre", "<listing", "<textarea"]) {
        return Some("an error is no token: a line feed after it still comes next (§13.2.6.4.7)");
    }
    if has(&["<table"]) && has(&["<!doctype"]) {
        return Some("a doctype ends the text of a table, then is dropped (§13.2.6.4.10)");
    }
    None
}

#[derive(Default)]
struct Sink {
    document: RefCell<Document<'static>>,
}

/// A node with the name html5ever knows it by, so that names can be lent out while the tree is
/// being changed.
#[derive(Clone)]
struct Handle {
    id: NodeId,
    name: Option<Rc<QualName>>,
    /// An `annotation-xml` whose content is HTML.
    holds_html: bool,
}

impl Sink {
    fn attrs(&self, attrs: Vec<Attribute>) -> Vec<Attr<'static>> {
        let mut document = self.document.borrow_mut();
        attrs
            .into_iter()
            .map(|attr| Attr {
                name: document.intern(&attr.name.local),
                namespace: namespace(&attr.name),
                value: Cow::Owned(attr.value.to_string()),
            })
            .collect()
    }

    fn place(
        &self,
        child: NodeOrText<Handle>,
        place: impl Fn(&mut Document<'static>, NodeId),
        before: Option<NodeId>,
    ) {
        let mut document = self.document.borrow_mut();
        match child {
            NodeOrText::AppendNode(handle) => place(&mut document, handle.id),
            NodeOrText::AppendText(text) => {
                if let Some(before) = before.filter(|&id| document.kind(id) == Kind::Text) {
                    document.extend_text(before, &text);
                    return;
                }
                let id = document.new_node(Kind::Text, Cow::Owned(text.to_string()));
                place(&mut document, id);
            }
        }
    }
}

fn owned(attr: AttrRef<'_>) -> Attr<'static> {
    Attr { name: attr.name, namespace: attr.namespace, value: Cow::Owned(attr.value.to_string()) }
}

fn namespace(name: &QualName) -> Namespace {
    match name.ns {
        ns!(svg) => Namespace::Svg,
        ns!(mathml) => Namespace::MathMl,
        ns!(xlink) => Namespace::XLink,
        ns!(xml) => Namespace::Xml,
        ns!(xmlns) => Namespace::XmlNs,
        _ => Namespace::Html,
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Document<'static>;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Document<'static> {
        self.document.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: NodeId::DOCUMENT, name: None, holds_html: false }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.as_ref().expect("only elements are asked for their name").expanded()
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> Handle {
        let attrs = self.attrs(attrs);
        let mut document = self.document.borrow_mut();
        let local = document.intern(&name.local);
        let id = document.new_element(local, namespace(&name), attrs);
        if flags.template {
            let contents = document.new_node(Kind::Template, Cow::Borrowed(""));
            document.append(id, contents);
        }
        Handle {
            id,
            name: Some(Rc::new(name)),
            holds_html: flags.mathml_annotation_xml_integration_point,
        }
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        let id = self.document.borrow_mut().new_node(Kind::Comment, Cow::Owned(text.to_string()));
        Handle { id, name: None, holds_html: false }
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        let text = format!("?{target} {data}");
        let id = self.document.borrow_mut().new_node(Kind::Comment, Cow::Owned(text));
        Handle { id, name: None, holds_html: false }
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let last = self.document.borrow().last_child(parent.id);
        self.place(child, |document, id| document.append(parent.id, id), last);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        previous: &Handle,
        child: NodeOrText<Handle>,
    ) {
        let has_parent = self.document.borrow().parent(element.id).is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        let mut document = self.document.borrow_mut();
        let id = document.new_node(Kind::Doctype, Cow::Owned(name.to_string()));
        document.append(NodeId::DOCUMENT, id);
        document
            .set_doctype_ids(DoctypeIds { public: public.to_string(), system: system.to_string() });
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        let id = self.document.borrow().first_child(target.id);
        Handle {
            id: id.expect("a template is made with its contents"),
            name: None,
            holds_html: false,
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, target: &Handle) -> bool {
        target.holds_html
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.borrow_mut().set_quirks(match mode {
            QuirksMode::NoQuirks => Quirks::None,
            QuirksMode::LimitedQuirks => Quirks::Limited,
            QuirksMode::Quirks => Quirks::Full,
        });
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let before = self.document.borrow().previous_sibling(sibling.id);
        self.place(child, |document, id| document.insert_before(sibling.id, id), before);
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        let more = self.attrs(attrs);
        let mut document = self.document.borrow_mut();
        let mut all: Vec<Attr> = document.attrs(target.id).map(owned).collect();
        for attr in more {
            if all.iter().all(|have| have.name != attr.name) {
                all.push(attr);
            }
        }
        document.set_attrs(target.id, all);
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.document.borrow_mut().detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut document = self.document.borrow_mut();
        while let Some(child) = document.first_child(node.id) {
            document.append(new_parent.id, child);
        }
    }
}
