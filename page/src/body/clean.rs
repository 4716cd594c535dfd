//! From chosen blocks to a clean body and its plain text.

use url::Url;

use crate::body::scan::{Block, Role, Scan, role};
use crate::body::{Event, Reading, Tag};
use crate::dom::{Document, Kind, NodeId};

/// The words of a block, white space collapsed.
pub(crate) fn words(document: &Document<'_>, block: &Block) -> String {
    let mut out = String::with_capacity(block.size as usize + block.size as usize / 4);
    let mut node = block.first;
    loop {
        if document.kind(node) == Kind::Text {
            push_collapsed(&mut out, document.text(node));
        }
        if node == block.last {
            break;
        }
        let skipped = document.kind(node) == Kind::Element && role(document, node) == Role::Skipped;
        let next = if skipped {
            document.following_outside(node, NodeId::DOCUMENT)
        } else {
            document.following(node, NodeId::DOCUMENT)
        };
        let Some(next) = next else { break };
        node = next;
    }
    out.truncate(out.trim_end().len());
    out
}

/// Appends text with each run of white space made one space, none at the start.
fn push_collapsed(out: &mut String, text: &str) {
    let mut words = text.split(|c: char| c.is_whitespace() || c == '\u{200b}');
    let mut gap = false;
    let Some(head) = words.next() else { return };
    if !head.is_empty() {
        out.push_str(head);
    }
    for word in words {
        gap = true;
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        out.push_str(word);
        gap = false;
    }
    if gap && !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// Cleans the kept blocks.
pub(crate) fn clean(
    document: &Document<'_>,
    scan: &Scan,
    kept: &[bool],
    _url: Option<&Url>,
) -> Reading {
    let mut reading = Reading::default();
    for (block, _) in scan.blocks.iter().zip(kept).filter(|(_, kept)| **kept) {
        let words = words(document, block);
        let span = reading.body.span(&words);
        reading.body.events.extend([Event::Open(Tag::P), Event::Text(span), Event::Close]);
        if !reading.text.is_empty() {
            reading.text.push_str("\n\n");
        }
        reading.text.push_str(&words);
    }
    reading
}
