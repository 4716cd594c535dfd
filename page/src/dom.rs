//! The tree the rules see. The parser in front can change without touching a rule.

use html::Limits;
pub(crate) use html::{Document, Kind, Name, Namespace, NodeId, name};

/// Parses decoded text.
pub(crate) fn parse(text: &str) -> Document<'_> {
    html::parse(text, &Limits::default())
}
