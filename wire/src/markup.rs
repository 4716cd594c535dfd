//! Tags and text of XML and bookmark files, read as far as they make sense.
//!
//! Given bytes it gives one token at a time, borrowed from them. Nothing is an error: what is no
//! markup is text, a missing quote or bracket costs the tag it stands in, and what never ends ends
//! with the input. A document type is stepped over, so that an entity can be declared by nobody.
//! Every token is found in one pass over its bytes.

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::{memchr, memchr2, memmem};

/// Most attributes of a tag that are looked at (security: RUSTSEC-2026-0194 was a library that
/// compared each with each).
const MAX_ATTRIBUTES: usize = 512;
/// Longest attribute value: browsers keep icons of pages in attributes, nobody needs those.
const MAX_VALUE_BYTES: usize = 64 << 10;
/// Names of entities that are remembered.
const MAX_KNOWN: usize = 4_096;

/// A piece of markup.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Token<'a> {
    Open(Tag<'a>),
    /// The name.
    Close(&'a [u8]),
    /// References not yet resolved.
    Text(&'a [u8]),
    /// As it stands in a CDATA section.
    Raw(&'a [u8]),
    /// A comment, processing instruction or declaration.
    Other,
}

/// An opening tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Tag<'a> {
    pub(crate) name: &'a [u8],
    rest: &'a [u8],
    pub(crate) is_empty: bool,
}

/// The first token and the bytes it takes; `None` when it needs more bytes than there are and
/// `is_all` is not set, or when there are none.
pub(crate) fn next(bytes: &[u8], is_all: bool) -> Option<(Token<'_>, usize)> {
    let first = *bytes.first()?;
    if first != b'<' {
        return text(bytes, 0, is_all);
    }
    match bytes.get(1) {
        None if !is_all => None,
        Some(b'!') => declaration(bytes, is_all),
        Some(b'?') => until(bytes, b"?>", is_all),
        Some(b'/') => close(bytes, is_all),
        Some(byte) if is_name_start(*byte) => open(bytes, is_all),
        _ => text(bytes, 1, is_all),
    }
}

/// Text up to the next `<`, which is looked for behind `from`.
fn text(bytes: &[u8], from: usize, is_all: bool) -> Option<(Token<'_>, usize)> {
    let end = match memchr(b'<', &bytes[from..]) {
        Some(at) => from + at,
        None if is_all => bytes.len(),
        None => return None,
    };
    Some((Token::Text(&bytes[..end]), end))
}

fn until<'a>(bytes: &'a [u8], end: &[u8], is_all: bool) -> Option<(Token<'a>, usize)> {
    match memmem::find(bytes, end) {
        Some(at) => Some((Token::Other, at + end.len())),
        // Without its end it is most likely `<?` or `<!` written by mistake: one tag is lost.
        None if is_all => {
            Some((Token::Other, memchr(b'>', bytes).map_or(bytes.len(), |at| at + 1)))
        }
        None => None,
    }
}

fn declaration(bytes: &[u8], is_all: bool) -> Option<(Token<'_>, usize)> {
    const CDATA: &[u8] = b"<![CDATA[";
    if bytes.starts_with(b"<!--") {
        return until(bytes, b"-->", is_all);
    }
    if let Some(inner) = bytes.strip_prefix(CDATA) {
        return match memmem::find(inner, b"]]>") {
            Some(at) => Some((Token::Raw(&inner[..at]), CDATA.len() + at + 3)),
            None if is_all => Some((Token::Raw(inner), bytes.len())),
            None => None,
        };
    }
    if !is_all && bytes.len() < CDATA.len() {
        return None;
    }
    let is_doctype = bytes.get(2..9).is_some_and(|name| name.eq_ignore_ascii_case(b"doctype"));
    if is_doctype {
        match document_type_end(bytes) {
            Some(end) => return Some((Token::Other, end)),
            None if !is_all => return None,
            None => {}
        }
    }
    until(bytes, b">", is_all)
}

/// Behind the `>` of a document type, its internal subset stepped over.
fn document_type_end(bytes: &[u8]) -> Option<usize> {
    let (mut quote, mut is_inside) = (None, false);
    for (at, &byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'[') => is_inside = true,
            (None, b']') => is_inside = false,
            (None, b'>') if !is_inside => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn close(bytes: &[u8], is_all: bool) -> Option<(Token<'_>, usize)> {
    let end = match memchr2(b'>', b'<', &bytes[1..]) {
        Some(at) => at + 1,
        None if is_all => bytes.len(),
        None => return None,
    };
    let name = bytes[2..end].trim_ascii();
    let length = name.iter().position(|byte| !is_name(*byte)).unwrap_or(name.len());
    let used = end + usize::from(bytes.get(end) == Some(&b'>'));
    Some((Token::Close(&name[..length]), used))
}

fn open(bytes: &[u8], is_all: bool) -> Option<(Token<'_>, usize)> {
    let end = match tag_end(bytes) {
        Some(end) => end,
        None if !is_all => return None,
        // A quote that never closes: the tag ends where one without quotes would.
        None => memchr(b'>', bytes).unwrap_or(bytes.len()),
    };
    let inner = &bytes[1..end];
    let (inner, is_empty) = match inner.strip_suffix(b"/") {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    let length = inner.iter().position(|byte| !is_name(*byte)).unwrap_or(inner.len());
    let (name, rest) = inner.split_at(length);
    Some((Token::Open(Tag { name, rest, is_empty }), (end + 1).min(bytes.len())))
}

/// The `>` that ends the tag: not one inside a quoted value, which only begins behind `=`.
fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    let mut is_value = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return Some(at),
            b'"' | b'\'' if is_value => {
                at += 1 + memchr(byte, &bytes[at + 1..])?;
                is_value = false;
            }
            b'=' => is_value = true,
            byte if byte.is_ascii_whitespace() => {}
            _ => is_value = false,
        }
        at += 1;
    }
    None
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_name(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'>' | b'/' | b'<' | b'"' | b'\'')
}

impl<'a> Tag<'a> {
    /// Names and raw values, in order; quotes may be missing, and so may a value.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        let mut rest = self.rest;
        std::iter::from_fn(move || {
            rest = rest.trim_ascii_start();
            while let [b'/' | b'"' | b'\'' | b'=' | b'<', after @ ..] = rest {
                rest = after.trim_ascii_start();
            }
            if rest.is_empty() {
                return None;
            }
            let length = rest.iter().position(|byte| !is_name(*byte)).unwrap_or(rest.len());
            let (name, after) = rest.split_at(length);
            let Some(after) = after.trim_ascii_start().strip_prefix(b"=") else {
                rest = after;
                return Some((name, &b""[..]));
            };
            let after = after.trim_ascii_start();
            let (value, after) = match after {
                [quote @ (b'"' | b'\''), inner @ ..] => match memchr(*quote, inner) {
                    Some(end) => (&inner[..end], &inner[end + 1..]),
                    None => (inner, &b""[..]),
                },
                _ => {
                    let end = after.iter().position(u8::is_ascii_whitespace);
                    after.split_at(end.unwrap_or(after.len()))
                }
            };
            rest = after;
            Some((name, if value.len() > MAX_VALUE_BYTES { &b""[..] } else { value }))
        })
        .take(MAX_ATTRIBUTES)
    }
}

/// Resolves references: the five of XML, numbers, and HTML's names; others stay as they are.
#[derive(Debug, Default)]
pub(crate) struct References {
    known: HashMap<String, Option<String>>,
}

impl References {
    /// The text with its references resolved.
    pub(crate) fn resolve<'a>(&mut self, text: &'a str) -> Cow<'a, str> {
        let Some(first) = memchr(b'&', text.as_bytes()) else {
            return Cow::Borrowed(text);
        };
        let mut resolved = String::with_capacity(text.len());
        resolved.push_str(&text[..first]);
        let mut rest = &text[first..];
        while !rest.is_empty() {
            // Longest name of HTML: 31 letters.
            let window = &rest.as_bytes()[..rest.len().min(40)];
            let end = memchr2(b';', b'&', &window[1..]).map(|at| at + 1);
            match end.filter(|end| window[*end] == b';') {
                Some(end) => {
                    match self.value(&rest[1..end]) {
                        Some(value) => resolved.push_str(&value),
                        None => resolved.push_str(&rest[..=end]),
                    }
                    rest = &rest[end + 1..];
                }
                None => {
                    resolved.push('&');
                    rest = &rest[1..];
                }
            }
            let next = memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
            resolved.push_str(&rest[..next]);
            rest = &rest[next..];
        }
        Cow::Owned(resolved)
    }

    fn value(&mut self, name: &str) -> Option<Cow<'static, str>> {
        let plain = match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            "nbsp" => "\u{a0}",
            _ => "",
        };
        if !plain.is_empty() {
            return Some(Cow::Borrowed(plain));
        }
        if let Some(digits) = name.strip_prefix('#') {
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => digits.parse(),
            };
            let char = code.ok().and_then(char::from_u32).filter(|char| *char != '\0')?;
            return Some(Cow::Owned(char.to_string()));
        }
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        if let Some(value) = self.known.get(name) {
            return value.clone().map(Cow::Owned);
        }
        let value = by_html(name);
        if self.known.len() < MAX_KNOWN {
            self.known.insert(name.to_owned(), value.clone());
        }
        value.map(Cow::Owned)
    }
}

/// The parser of HTML knows the 2,125 names; ours is asked rather than a second table kept.
fn by_html(name: &str) -> Option<String> {
    let source = format!("&{name};");
    let document = html::parse_fragment(&source, "title", &html::Limits::default());
    let node = document.first_child(html::NodeId::DOCUMENT)?;
    let text = document.text(node);
    (text != source && !text.ends_with(';')).then(|| text.to_owned())
}

/// The words of a piece of HTML, white space collapsed.
pub(crate) fn plain(source: &str) -> String {
    if !source.contains(['<', '&']) {
        return line(source);
    }
    let document = html::parse_fragment(source, "div", &html::Limits::default());
    let mut text = String::new();
    for id in document.descendants(html::NodeId::DOCUMENT) {
        let parent = document.parent(id).map(|parent| document.name(parent));
        let is_hidden = matches!(parent, Some(html::name::SCRIPT | html::name::STYLE));
        if document.kind(id) == html::Kind::Text && !is_hidden {
            text.push_str(document.text(id));
        }
    }
    line(&text)
}

/// White space collapsed, control characters dropped.
pub(crate) fn line(text: &str) -> String {
    let mut line = String::with_capacity(text.len().min(256));
    for char in text.trim().chars() {
        if char.is_whitespace() {
            if !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !char.is_control() {
            line.push(char);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Bytes as text: UTF-8, or else Windows-1252, which is what is meant where Latin-1 is said.
pub(crate) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// A text escaped for HTML and XML, in content and in quoted values; characters that XML cannot
/// hold are left out.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\t' => escaped.push_str("&#9;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(char),
        }
    }
    escaped
}

/// An address of the web: absolute after joining, of at most 4 KiB, without user name or password.
pub(crate) fn web_url(text: &str, base: Option<&url::Url>) -> Option<url::Url> {
    const MAX_BYTES: usize = 4_096;
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let url = match base {
        Some(base) => base.join(text).ok()?,
        None => url::Url::parse(text).ok()?,
    };
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let has_secret = !url.username().is_empty() || url.password().is_some();
    (is_web && !has_secret).then_some(url)
}

#[cfg(test)]
mod tests;
