//! Tight limits, fragments and the serialiser: no panic, no hang, every link with its counterpart,
//! depth and nodes within what was asked for.
#![no_main]

use html::{Document, Limits, Namespace, NodeId, Options};
use libfuzzer_sys::fuzz_target;

const CONTEXTS: [&str; 8] = ["div", "table", "tr", "select", "template", "title", "html", "svg"];

fuzz_target!(|bytes: &[u8]| {
    let Some((head, rest)) = bytes.split_first_chunk::<4>() else { return };
    let text = String::from_utf8_lossy(rest);
    let limits = Limits {
        depth: 4 + usize::from(head[0] % 60),
        attributes: usize::from(head[1] % 4),
        value_bytes: usize::from(head[1] % 8),
        formatting: 1 + usize::from(head[2] % 8),
        nodes: 8 + usize::from(head[2]) * 2,
        bytes_per_node: 0,
    };
    let options = Options { limits, scripting: head[3] & 1 == 1 };
    let context = CONTEXTS[usize::from(head[3] >> 1) % CONTEXTS.len()];
    let namespace = if context == "svg" { Namespace::Svg } else { Namespace::Html };
    for document in [
        html::parse_with(&text, &options),
        html::parse_fragment_with(&text, context, namespace, &options),
    ] {
        check(&document);
        let html = document.outer_html(NodeId::DOCUMENT);
        check(&html::parse(&html, &Limits::default()));
    }
});

fn check(document: &Document) {
    let mut count = 0;
    for id in document.descendants(NodeId::DOCUMENT) {
        count += 1;
        assert!(count < document.len(), "a cycle");
        let parent = document.parent(id).expect("what is in the tree has a parent");
        match document.previous_sibling(id) {
            Some(previous) => assert_eq!(document.next_sibling(previous), Some(id)),
            None => assert_eq!(document.first_child(parent), Some(id)),
        }
        if document.next_sibling(id).is_none() {
            assert_eq!(document.last_child(parent), Some(id));
        }
    }
}
