//! A news page in, a clean article out.
//!
//! [`read`] is a pure function from a [`Capture`] (bytes, final URL, headers) to an [`Article`]:
//! title, standfirst, byline, dates and body, each value with the place it was found in, and the
//! canonical plain text the record's spans point into. No I/O, no clock, no randomness: the same
//! bytes give the same answer on every machine.

mod article;
mod body;
mod capture;
mod decode;
mod dom;
mod error;
mod meta;
mod render;
#[cfg(feature = "training")]
pub mod training;

pub use article::{Access, Article, Found, Missing, Place, Stated};
pub use body::{Attr, Body, Event, Span, Tag};
pub use capture::Capture;
pub use error::Error;
pub use render::{Highlight, escape, weave};

/// Reads the article of a page.
///
/// # Errors
/// [`Error::NotAPage`] when the bytes are no web page at all (an image, a PDF, an archive). A messy
/// page is never an error: what is missing says why in its [`Found`].
pub fn read(capture: &Capture) -> Result<Article, Error> {
    let decoded = decode::decode(capture)?;
    let document = dom::parse(&decoded.text);
    let mut meta = meta::read(&document, capture.url.as_ref());
    let body = body::read(&document, &meta, capture.url.as_ref());
    meta::complete(&mut meta, &body.text);
    Ok(article::assemble(meta, body, decoded.encoding))
}
