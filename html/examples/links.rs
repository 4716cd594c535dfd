//! Prints every link of a page read from standard input: where it goes, and its HTML.
//!
//! `cargo run -p html --example links -- 'article a[href]' < page.html`

use std::error::Error;

use html::{Limits, NodeId, Selector, name};

fn main() -> Result<(), Box<dyn Error>> {
    let wanted = std::env::args().nth(1);
    // Compiled once, good for any number of pages.
    let selector = Selector::new(wanted.as_deref().unwrap_or("a[href]"))?;
    let page = std::io::read_to_string(std::io::stdin())?;
    let document = html::parse(&page, &Limits::default());
    for link in document.select(NodeId::DOCUMENT, &selector) {
        let target = document.attr(link, name::HREF).unwrap_or("");
        println!("{target}\t{}", document.inner_html(link));
    }
    Ok(())
}
