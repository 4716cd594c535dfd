//! HTML into a tree as the WHATWG standard says, fast, and linear on anything.
//!
//! [`parse`] reads a page, [`parse_fragment`] a piece of one; both give a [`Document`]. There is
//! no error: in the standard any text is a page. What a page may cost is bounded by [`Limits`];
//! past a limit text is kept, markup dropped, and [`Document::limits_hit`] says so.
//!
//! # The tree
//! All nodes of a page lie in one vector, 32 bytes each, linked by index: a [`NodeId`] is a number,
//! and nothing is counted or freed by itself. Text and attribute values are ranges of the input
//! where nothing had to change, else of one buffer beside it, which is why a [`Document`] borrows
//! from its input. Names are interned: [`Name`]s are two bytes, equal when the names are, and those
//! of HTML are constants, so that rules are written as `match document.name(id) { name::P => … }`.
//!
//! # What it does not do
//! It is given text: decoding bytes, and dropping a byte order mark, come before it. It runs no
//! script, so `document.write` and shadow roots have no place in it, and reports no parse errors:
//! only the tree is kept of what the standard asks.
//!
//! # Where to look
//! The tokenizer is `tokenizer`, with a function for each group of states; the tree builder is
//! `tree`, with one for each insertion mode; both carry the sections of the standard. What the
//! crate promises is tested from outside in `tests/it`, measured in `benches`, shown in `examples`.

use std::borrow::Cow;

pub mod dom;
pub mod limits;
pub mod name;
pub mod selector;
mod serialize;
mod tokenizer;
mod tree;

pub use dom::{Attr, AttrRef, Attrs, DoctypeIds, Document, Kind, Namespace, NodeId, Quirks};
pub use limits::{Limits, LimitsHit};
pub use name::Name;
pub use selector::{Selector, SelectorError};

/// Longest input read, in bytes: a span has 30 bits of length, and U+FFFD for NUL is three bytes.
const INPUT_BYTES: usize = 1 << 28;

/// How to parse.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// What the page may cost.
    pub limits: Limits,
    /// The standard's scripting flag: on, the content of `<noscript>` is text, not markup.
    pub scripting: bool,
}

/// Parses a whole page, scripting off.
pub fn parse<'a>(input: &'a str, limits: &Limits) -> Document<'a> {
    let options = Options { limits: *limits, ..Options::default() };
    parse_with(input, &options)
}

/// Parses a whole page.
pub fn parse_with<'a>(input: &'a str, options: &Options) -> Document<'a> {
    build(input, options, |_| {})
}

/// Parses what stands inside an HTML element called `context` (`"div"`), scripting off; the nodes
/// are below the document node.
pub fn parse_fragment<'a>(input: &'a str, context: &str, limits: &Limits) -> Document<'a> {
    let options = Options { limits: *limits, ..Options::default() };
    parse_fragment_with(input, context, Namespace::Html, &options)
}

/// Parses what stands inside an element of any namespace; the nodes are below the document node.
pub fn parse_fragment_with<'a>(
    input: &'a str,
    context: &str,
    namespace: Namespace,
    options: &Options,
) -> Document<'a> {
    let mut document = build(input, options, |builder| {
        let name = builder.intern(context);
        builder.set_context(name, namespace);
    });
    if let Some(root) = document.first_child(NodeId::DOCUMENT) {
        document.detach(root);
        document.move_children(root, NodeId::DOCUMENT);
    }
    document
}

fn build<'a>(
    input: &'a str,
    options: &Options,
    prepare: impl FnOnce(&mut tree::Builder<'_>),
) -> Document<'a> {
    let cut = &input[..input.floor_char_boundary(INPUT_BYTES)];
    let source = normalise(cut);
    let mut builder = tree::Builder::new(&source, &options.limits, options.scripting);
    prepare(&mut builder);
    let mut document: Document<'a> = builder.run();
    document.limits_hit.bytes = cut.len() < input.len();
    document.set_source(source);
    document
}

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
