//! HTML into a tree: one arena, nodes linked by index, text and attribute values borrowed from the
//! input wherever nothing had to change.
//!
//! [`Document`] is the tree; [`Name`] an interned element or attribute name.

pub mod dom;
pub mod name;

pub use dom::{Attr, Document, Kind, Namespace, NodeId};
pub use name::Name;
