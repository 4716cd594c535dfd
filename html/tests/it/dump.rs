//! A tree as the html5lib cases write it.

use html::{AttrRef, Document, Kind, Namespace, NodeId};

/// One line for each node, two spaces for each level.
pub(crate) fn dump(document: &Document) -> String {
    let mut lines = String::new();
    let mut depth = 0;
    let mut node = document.first_child(NodeId::DOCUMENT);
    while let Some(id) = node {
        push_node(document, id, depth, &mut lines);
        if let Some(child) = document.first_child(id) {
            depth += 1;
            node = Some(child);
            continue;
        }
        node = None;
        let mut at = id;
        while node.is_none() && at != NodeId::DOCUMENT {
            node = document.next_sibling(at);
            if node.is_none() {
                at = document.parent(at).expect("nodes met have parents");
                depth = depth.saturating_sub(1);
            }
        }
    }
    lines
}

fn push_node(document: &Document, id: NodeId, depth: usize, lines: &mut String) {
    let indent = "  ".repeat(depth);
    let text = document.text(id);
    let line = match document.kind(id) {
        Kind::Document => return,
        Kind::Doctype => match document.doctype_ids() {
            Some(ids) => format!("<!DOCTYPE {text} \"{}\" \"{}\">", ids.public, ids.system),
            None => format!("<!DOCTYPE {text}>"),
        },
        Kind::Comment => format!("<!-- {text} -->"),
        Kind::Text => format!("\"{text}\""),
        Kind::Template => "content".to_string(),
        Kind::Element => {
            let prefix = match document.namespace(id) {
                Namespace::Svg => "svg ",
                Namespace::MathMl => "math ",
                _ => "",
            };
            format!("<{prefix}{}>", document.name_text(document.name(id)))
        }
    };
    lines.push_str(&format!("| {indent}{line}\n"));
    let mut attrs: Vec<String> = document.attrs(id).map(|attr| attr_line(document, attr)).collect();
    // By UTF-16 code units.
    attrs.sort_by_cached_key(|attr| attr.encode_utf16().collect::<Vec<_>>());
    for attr in attrs {
        lines.push_str(&format!("| {indent}  {attr}\n"));
    }
}

fn attr_line(document: &Document, attr: AttrRef<'_>) -> String {
    let prefix = match attr.namespace {
        Namespace::XLink => "xlink ",
        Namespace::Xml => "xml ",
        Namespace::XmlNs => "xmlns ",
        _ => "",
    };
    let name = document.name_text(attr.name);
    format!("{prefix}{name}=\"{}\"", attr.value)
}
