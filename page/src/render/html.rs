//! HTML out: an allow-list by type. What is not in [`Tag`] or [`Attr`] cannot be written, and what
//! is written is escaped here, so no second parse is needed to trust it.

use crate::article::Article;
use crate::body::{Body, Event, Tag};

/// The body alone.
pub(super) fn fragment(body: &Body) -> String {
    // Markup adds about a third to the words on news pages.
    let mut out = String::with_capacity(body.events().len() * 24);
    write_body(&mut out, body);
    out
}

/// A document that can be saved and opened.
pub(super) fn document(article: &Article) -> String {
    let mut out = String::with_capacity(1_024 + article.text.len() * 2);
    out.push_str("<!DOCTYPE html>\n<html");
    if let Some(language) = article.language.value() {
        attribute(&mut out, "lang", language);
    }
    out.push_str(">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    escape_text(&mut out, article.title.value().map_or("", String::as_str));
    out.push_str("</title>\n</head>\n<body>\n<article>\n");
    write_head(&mut out, article);
    write_body(&mut out, &article.body);
    out.push_str("\n</article>\n</body>\n</html>\n");
    out
}

fn write_head(out: &mut String, article: &Article) {
    let mut line = |tag: &str, text: &str| {
        out.push('<');
        out.push_str(tag);
        out.push('>');
        escape_text(out, text);
        out.push_str("</");
        out.push_str(tag);
        out.push_str(">\n");
    };
    if let Some(title) = article.title.value() {
        line("h1", title);
    }
    if let Some(standfirst) = article.standfirst.value() {
        line("p", standfirst);
    }
    if let Some(byline) = article.byline.value() {
        line("p", &byline.join(", "));
    }
    if let Some(stated) = article.published.value() {
        line("time", &stated.to_string());
    }
}

fn write_body(out: &mut String, body: &Body) {
    let mut open: Vec<Tag> = Vec::new();
    // The `>` of a start tag waits until its attributes have been written.
    let mut in_tag = false;
    for event in body.events() {
        if let Event::Attr(attr, span) = *event {
            if in_tag {
                attribute(out, attr.text(), body.str(span));
            }
            continue;
        }
        if std::mem::take(&mut in_tag) {
            out.push('>');
        }
        match *event {
            Event::Open(tag) => {
                out.push('<');
                out.push_str(tag.text());
                if tag == Tag::A {
                    attribute(out, "rel", "nofollow noopener ugc");
                }
                if matches!(tag, Tag::Video | Tag::Audio) {
                    out.push_str(" controls");
                }
                open.push(tag);
                in_tag = true;
            }
            Event::Text(span) => {
                let text = body.str(span);
                // A parser drops a line feed right after `<pre>` (HTML §13.2.6.4.7).
                if text.starts_with('\n') && out.ends_with("<pre>") {
                    out.push('\n');
                }
                escape_text(out, text);
            }
            Event::Close => {
                if let Some(tag) = open.pop() {
                    close(out, tag);
                }
            }
            Event::Attr(..) => {}
        }
    }
    if in_tag {
        out.push('>');
    }
    while let Some(tag) = open.pop() {
        close(out, tag);
    }
}

fn close(out: &mut String, tag: Tag) {
    if !tag.is_void() {
        out.push_str("</");
        out.push_str(tag.text());
        out.push('>');
    }
}

pub(super) fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape_value(out, value);
    out.push('"');
}

pub(super) fn escape_value(out: &mut String, value: &str) {
    escape(out, value, |byte| match byte {
        b'&' => Some("&amp;"),
        b'"' => Some("&quot;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        _ => None,
    });
}

fn escape_text(out: &mut String, text: &str) {
    escape(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        _ => None,
    });
}

/// Copies `text`, whole stretches at a time, with the bytes that `entity` names replaced.
fn escape(out: &mut String, text: &str, entity: fn(u8) -> Option<&'static str>) {
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(name) = entity(byte) {
            out.push_str(&text[start..at]);
            out.push_str(name);
            start = at + 1;
        }
    }
    out.push_str(&text[start..]);
}
