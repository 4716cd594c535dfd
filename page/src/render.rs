//! A cleaned body into what readers and programs take: sanitised HTML and Markdown.
//!
//! Both walk the flat run of [`Event`](crate::Event)s once, with their own stacks and no recursion,
//! so that cost and memory are proportional to the body however deep it nests.

mod fragment;
mod html;
mod markdown;
mod weave;

pub use fragment::escape;
pub use weave::{Highlight, weave};

use crate::article::Article;
use crate::body::Body;

impl Body {
    /// The body that [`Body::html`] wrote; of other HTML, what a body can hold.
    pub fn of_html(html: &str) -> Self {
        fragment::read(html)
    }

    /// The body as well-formed XML of HTML's elements, for books: pictures stand there as their words.
    pub fn xhtml(&self) -> String {
        fragment::xhtml(self)
    }

    /// The body as an HTML fragment: only the elements of [`Tag`](crate::Tag) and the attributes of
    /// [`Attr`](crate::Attr), everything escaped, every element closed.
    pub fn html(&self) -> String {
        html::fragment(self)
    }

    /// The body as CommonMark with GitHub's tables and strikethrough, one line per paragraph. What
    /// Markdown cannot say (`<sub>`, `<kbd>`…) stays inline HTML. Ends with a line feed unless
    /// empty.
    pub fn markdown(&self) -> String {
        markdown::body(self)
    }
}

impl Article {
    /// The article as a small HTML document of its own: headline, standfirst, byline, dates, body.
    pub fn html(&self) -> String {
        html::document(self)
    }

    /// The article as Markdown: headline, standfirst, byline, date and outlet, body.
    pub fn markdown(&self) -> String {
        markdown::article(self)
    }
}

#[cfg(test)]
mod tests;
