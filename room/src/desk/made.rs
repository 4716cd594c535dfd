//! A page made of what came without one: what a client, a file of another program or a letter says of an article,
//! written so that `page` reads it as it reads any other.

use jiff::Timestamp;
use page::Capture;
use url::Url;

/// What is known of it. Nothing but `html` is HTML.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Made<'m> {
    pub(crate) url: Option<&'m Url>,
    pub(crate) title: &'m str,
    pub(crate) language: Option<&'m str>,
    pub(crate) authors: &'m [String],
    pub(crate) outlet: Option<&'m str>,
    pub(crate) published_at: Option<Timestamp>,
    pub(crate) picture: Option<&'m str>,
    pub(crate) html: &'m str,
}

impl Made<'_> {
    pub(crate) fn capture(&self) -> Capture {
        let mut out = String::with_capacity(self.html.len() + 1_024);
        out.push_str("<!doctype html><html");
        if let Some(language) = self.language {
            attribute(&mut out, "lang", language);
        }
        out.push_str("><head><meta charset=\"utf-8\"><title>");
        page::escape(&mut out, self.title);
        out.push_str("</title>");
        for author in self.authors {
            meta(&mut out, "name", "author", author);
        }
        let published = self.published_at.map(|at| at.to_string());
        for (name, value) in [
            ("article:published_time", published.as_deref()),
            ("og:site_name", self.outlet),
            ("og:image", self.picture),
        ] {
            if let Some(value) = value {
                meta(&mut out, "property", name, value);
            }
        }
        out.push_str("</head><body><article>");
        // What was exported once begins with its headline: it gets no second.
        if !self.html.trim_start().starts_with("<h1") {
            out.push_str("<h1>");
            page::escape(&mut out, self.title);
            out.push_str("</h1>");
        }
        out.push_str(self.html);
        out.push_str("</article></body></html>");
        let headers = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
        Capture { bytes: out.into_bytes(), url: self.url.cloned(), headers }
    }
}

fn meta(out: &mut String, key: &str, name: &str, value: &str) {
    out.push_str("<meta");
    attribute(out, key, name);
    attribute(out, "content", value);
    out.push('>');
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    page::escape(out, value);
    out.push('"');
}
