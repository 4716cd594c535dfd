//! HTML into a tree: one arena, nodes linked by index, text and attribute values borrowed from the
//! input wherever nothing had to change.
//!
//! [`Document`] is the tree; [`Name`] an interned element or attribute name.

use std::borrow::Cow;

pub mod dom;
pub mod limits;
pub mod name;
mod tokenizer;

pub use dom::{Attr, Attrs, DoctypeIds, Document, Kind, Namespace, NodeId, Quirks};
pub use limits::{Limits, LimitsHit};
pub use name::Name;

/// Line ends as the standard wants them (§13.2.3.5): CR LF and CR become LF.
fn normalise(input: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'\r', input.as_bytes()) else {
        return Cow::Borrowed(input);
    };
    let mut text = String::with_capacity(input.len());
    text.push_str(&input[..first]);
    for piece in input[first + 1..].split('\r') {
        text.push('\n');
        text.push_str(piece.strip_prefix('\n').unwrap_or(piece));
    }
    Cow::Owned(text)
}
