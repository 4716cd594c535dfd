//! The words of an element as a reader sees them.

use super::clean;
use crate::dom::{Document, Kind, Name, NodeId, name};

/// Nodes looked at for the text of one element.
const TEXT_NODES: usize = 64;

/// The visible text of an element, white space collapsed, at most `limit` bytes; `None` when there
/// is more of it than that or it lies too scattered.
pub(super) fn text_of(document: &Document<'_>, id: NodeId, limit: usize) -> Option<String> {
    if document.kind(id) == Kind::Text {
        let text = document.text(id);
        return (text.trim_ascii().len() <= limit).then(|| clean::words(text));
    }
    let mut raw = String::new();
    let mut steps = 0;
    let mut node = document.first_child(id);
    while let Some(at) = node {
        steps += 1;
        if steps > TEXT_NODES || raw.len() > limit * 2 {
            return None;
        }
        let name = document.name(at);
        let skip = matches!(
            name,
            name::SCRIPT | name::STYLE | name::SVG | name::TEMPLATE | name::NOSCRIPT | name::BUTTON
        );
        if document.kind(at) == Kind::Text {
            let text = document.text(at);
            if text.len() > limit * 2 {
                // White space around a short text is no reason to give it up.
                let trimmed = text.trim_ascii();
                if trimmed.len() > limit {
                    return None;
                }
                raw.push(' ');
                raw.push_str(trimmed);
                raw.push(' ');
            } else {
                raw.push_str(text);
            }
        } else if is_block(name) {
            raw.push('\n');
        }
        node = if skip { document.following_outside(at, id) } else { document.following(at, id) };
    }
    let text = clean::words(&raw);
    (text.len() <= limit).then_some(text)
}

/// Elements that break the line they stand in.
fn is_block(name: Name) -> bool {
    matches!(
        name,
        name::BR
            | name::P
            | name::DIV
            | name::LI
            | name::UL
            | name::H1
            | name::H2
            | name::H3
            | name::TD
            | name::TR
            | name::SECTION
            | name::HEADER
            | name::TIME
            | name::DD
            | name::DT
    )
}

/// The visible text of an element with a line break wherever elements keep its parts apart.
pub(super) fn lines_of(document: &Document<'_>, id: NodeId, limit: usize) -> Option<String> {
    let mut out = String::new();
    let mut steps = 0;
    let mut node = document.first_child(id);
    while let Some(at) = node {
        steps += 1;
        if steps > TEXT_NODES || out.len() > limit {
            return None;
        }
        let name = document.name(at);
        let skip = matches!(
            name,
            name::SCRIPT | name::STYLE | name::SVG | name::TEMPLATE | name::NOSCRIPT | name::BUTTON
        );
        if document.kind(at) == Kind::Text {
            let raw = document.text(at);
            if raw.trim_ascii().len() > limit {
                return None;
            }
            let text = clean::words(raw);
            if text.is_empty() {
                if !out.is_empty() && !out.ends_with([' ', '\n']) {
                    out.push(' ');
                }
            } else {
                let glued = out.chars().next_back().is_some_and(char::is_alphanumeric)
                    && text.starts_with(char::is_alphanumeric);
                if raw.starts_with(char::is_whitespace)
                    && !out.is_empty()
                    && !out.ends_with([' ', '\n'])
                {
                    out.push(' ');
                } else if glued {
                    out.push('\n');
                }
                out.push_str(&text);
                if raw.ends_with(char::is_whitespace) {
                    out.push(' ');
                }
            }
        } else if is_block(name) && !out.is_empty() {
            out.push('\n');
        }
        node = if skip { document.following_outside(at, id) } else { document.following(at, id) };
    }
    Some(out)
}
