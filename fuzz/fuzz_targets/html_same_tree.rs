//! The same tree as html5ever, but for what `oracle::explained` explains.
#![no_main]

use html::{Document, Kind, Limits, NodeId};
use libfuzzer_sys::fuzz_target;

/// html5ever takes time with the square of the nesting.
const INPUT_BYTES: usize = 4096;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(INPUT_BYTES)]);
    let ours = html::parse(&text, &Limits::NONE);
    let theirs = oracle::parse(&text);
    if nodes(&ours) != nodes(&theirs) && oracle::explained(&text).is_none() {
        panic!("ours {:#?}\ntheirs {:#?}", nodes(&ours), nodes(&theirs));
    }
});

/// Every node in document order, with its depth.
fn nodes(document: &Document) -> Vec<String> {
    document.descendants(NodeId::DOCUMENT).map(|id| line(document, id)).collect()
}

fn line(document: &Document, id: NodeId) -> String {
    let above = std::iter::successors(document.parent(id), |&id| document.parent(id));
    let depth = above.count();
    let kind = document.kind(id);
    if kind != Kind::Element {
        return format!("{depth} {kind:?} {:?}", document.text(id));
    }
    let attrs: Vec<String> = document
        .attrs(id)
        .map(|attr| {
            let name = document.name_text(attr.name);
            format!("{:?} {name}={:?}", attr.namespace, attr.value)
        })
        .collect();
    let name = document.name_text(document.name(id));
    format!("{depth} {:?} {name} {attrs:?}", document.namespace(id))
}
