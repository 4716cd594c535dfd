//! Prints the tree of a page read from standard input, one node a line.
//!
//! `curl … | cargo run -p html --example tree`

use std::io::{Read, Write};

use html::{Kind, Limits, NodeId};

fn main() -> std::io::Result<()> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    // The parser is given text: what the bytes mean is for its caller to find out.
    let text = String::from_utf8_lossy(&bytes);
    let document = html::parse(&text, &Limits::default());
    let mut out = std::io::stdout().lock();
    let mut depths = vec![0usize; document.len()];
    for id in document.descendants(NodeId::DOCUMENT) {
        let parent = document.parent(id).unwrap_or(NodeId::DOCUMENT);
        depths[id.index()] = depths[parent.index()] + 1;
        let indent = "  ".repeat(depths[id.index()] - 1);
        match document.kind(id) {
            Kind::Element => {
                write!(out, "{indent}<{}", document.name_text(document.name(id)))?;
                for attr in document.attrs(id) {
                    write!(out, " {}={:?}", document.name_text(attr.name), attr.value)?;
                }
                writeln!(out, ">")?;
            }
            kind => writeln!(out, "{indent}{kind:?} {:?}", document.text(id))?,
        }
    }
    if !document.limits_hit().is_none() {
        writeln!(out, "not all of it: {:?}", document.limits_hit())?;
    }
    Ok(())
}
