//! HTML that [`html`](super::html) wrote, back as the body it was written from; and the same body as XML,
//! for books.
//!
//! Only what a body can hold gets in, so HTML of any other origin loses what it must not have.

use super::weave::unescape;
use crate::body::{Attr, Body, Event, Span, Tag};

#[cfg(test)]
mod tests;

/// The body of a fragment.
pub(super) fn read(html: &str) -> Body {
    let mut body = Body::default();
    // Elements that are open, and those that a body does not know, which stay out.
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let end = rest.find('<').unwrap_or(rest.len());
        if end > 0 {
            body.text(&unescape(&rest[..end]));
            rest = &rest[end..];
            continue;
        }
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let (tag, after) = rest.split_at(end);
        rest = after;
        let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
        match inner.strip_prefix('/') {
            Some(name) => close(&mut body, &mut open, name.trim()),
            None => start(&mut body, &mut open, inner),
        }
    }
    for (_, is_known) in open.into_iter().rev() {
        if is_known {
            body.close();
        }
    }
    body
}

fn start(body: &mut Body, open: &mut Vec<(String, bool)>, inner: &str) {
    let (name, mut rest) = inner.split_once([' ', '\n']).unwrap_or((inner, ""));
    let tag = Tag::of(name);
    if let Some(tag) = tag {
        body.open(tag);
        while let Some((attr, after)) = rest.split_once("=\"") {
            let Some((value, after)) = after.split_once('"') else { break };
            let attr = attr.rsplit(' ').next().unwrap_or("");
            if let Some(attr) = Attr::of(attr).filter(|attr| is_safe(*attr, value)) {
                body.attr(attr, &unescape(value));
            }
            rest = after;
        }
        if tag.is_void() {
            body.close();
            return;
        }
    }
    open.push((name.to_owned(), tag.is_some()));
}

/// Addresses of the web and of letters only, whatever the fragment says.
fn is_safe(attr: Attr, value: &str) -> bool {
    let is_address = matches!(attr, Attr::Href | Attr::Src | Attr::Cite);
    let starts = ["https://", "http://", "mailto:"];
    !is_address || starts.iter().any(|start| value.starts_with(start))
}

fn close(body: &mut Body, open: &mut Vec<(String, bool)>, name: &str) {
    if !open.iter().any(|(one, _)| one == name) {
        return;
    }
    while let Some((one, is_known)) = open.pop() {
        if is_known {
            body.close();
        }
        if one == name {
            return;
        }
    }
}

/// The body as well-formed XML of HTML's elements. Pictures, videos and sounds, which a book would have
/// to carry, are left to their words: what stands for a picture is its `alt`.
pub(super) fn xhtml(body: &Body) -> String {
    let mut out = String::with_capacity(body.events().len() * 24);
    let mut open: Vec<Option<Tag>> = Vec::new();
    let mut in_tag = false;
    let mut picture = false;
    for event in body.events() {
        match *event {
            Event::Attr(attr, span) if picture => alternative(&mut out, body, attr, span),
            Event::Attr(attr, span) => {
                if in_tag && has_place(open.last().copied().flatten(), attr) {
                    attribute(&mut out, attr.text(), body.str(span));
                }
            }
            Event::Open(tag) => {
                end_tag(&mut out, &mut in_tag);
                picture = tag == Tag::Img;
                let is_shown = !matches!(tag, Tag::Img | Tag::Video | Tag::Audio);
                if is_shown {
                    out.push('<');
                    out.push_str(tag.text());
                    in_tag = true;
                }
                open.push(Some(tag).filter(|_| is_shown));
            }
            Event::Text(span) => {
                end_tag(&mut out, &mut in_tag);
                escape(&mut out, body.str(span));
            }
            Event::Close => {
                picture = false;
                close_xml(&mut out, open.pop().flatten(), &mut in_tag);
            }
        }
    }
    while let Some(tag) = open.pop() {
        close_xml(&mut out, tag, &mut in_tag);
    }
    out
}

fn end_tag(out: &mut String, in_tag: &mut bool) {
    if std::mem::take(in_tag) {
        out.push('>');
    }
}

fn close_xml(out: &mut String, tag: Option<Tag>, in_tag: &mut bool) {
    let Some(tag) = tag else { return };
    if tag.is_void() {
        *in_tag = false;
        out.push_str("/>");
        return;
    }
    end_tag(out, in_tag);
    out.push_str("</");
    out.push_str(tag.text());
    out.push('>');
}

fn alternative(out: &mut String, body: &Body, attr: Attr, span: Span) {
    let words = body.str(span);
    if attr == Attr::Alt && !words.trim().is_empty() {
        out.push_str("<i>[");
        escape(out, words);
        out.push_str("]</i>");
    }
}

/// Whether books allow it there: HTML is laxer.
fn has_place(tag: Option<Tag>, attr: Attr) -> bool {
    match attr {
        Attr::Datetime => tag == Some(Tag::Time),
        Attr::Width | Attr::Height | Attr::Src | Attr::Alt => false,
        _ => tag.is_some(),
    }
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(out, value);
    out.push('"');
}

/// Adds text to XML, in an element or between double quotes, without the characters that XML 1.0 §2.2 leaves out.
pub fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(character),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if character < ' ' => {}
            _ => out.push(character),
        }
    }
}
