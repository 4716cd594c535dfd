//! Addresses and attribute values made safe: absolute, http or https (mailto where asked for), of
//! bounded length, without control characters.

use url::Url;

use crate::dom::{Document, name};

/// Longest address, before and after it is made absolute, in bytes.
const LONGEST: usize = 4 * 1024;
/// Longest words of an attribute (alt, title), in bytes.
const LONGEST_WORDS: usize = 1024;
/// Addresses may together take this many bytes, and [`GROWTH`] times what the page spent on them:
/// a long base must not be copied a million times.
const FREE: usize = 1 << 20;
const GROWTH: usize = 8;

/// Makes addresses absolute.
#[derive(Debug)]
pub(super) struct Links {
    base: Option<Url>,
    read_bytes: usize,
    made_bytes: usize,
}

impl Links {
    /// The base is the page's `<base href>` if that is http(s), else its own address.
    pub(super) fn new(document: &Document<'_>, url: Option<&Url>) -> Links {
        let stated = document.find(name::HEAD).and_then(|head| {
            document
                .children(head)
                .filter(|&node| document.is(node, name::BASE))
                .find_map(|node| document.attr(node, name::HREF))
        });
        let stated = stated.filter(|href| href.len() <= LONGEST).and_then(|href| match url {
            Some(url) => url.join(href.trim()).ok(),
            None => Url::parse(href.trim()).ok(),
        });
        let may_be = |base: &Url| is_web(base) && base.as_str().len() <= LONGEST;
        let base = stated.filter(may_be).or_else(|| url.cloned().filter(may_be));
        Links { base, read_bytes: 0, made_bytes: 0 }
    }

    /// An address on the web; `None` for any other scheme and for what cannot be read.
    pub(super) fn web(&mut self, value: &str) -> Option<String> {
        let url = self.absolute(value)?;
        if !is_web(&url) {
            return None;
        }
        self.spend(url)
    }

    /// As [`Links::web`], or a mailto address; `None` for a place on the same page.
    pub(super) fn href(&mut self, value: &str) -> Option<String> {
        if value.trim_start().starts_with('#') {
            return None;
        }
        let url = self.absolute(value)?;
        if !is_web(&url) && url.scheme() != "mailto" {
            return None;
        }
        self.spend(url)
    }

    fn absolute(&mut self, value: &str) -> Option<Url> {
        let value = value.trim_matches(|c: char| c <= ' ' || c == '\u{a0}');
        if value.is_empty() || value.len() > LONGEST {
            return None;
        }
        self.read_bytes += value.len();
        match &self.base {
            Some(base) => base.join(value).ok(),
            None if value.starts_with("//") => Url::parse(&format!("https:{value}")).ok(),
            None => Url::parse(value).ok(),
        }
    }

    fn spend(&mut self, mut url: Url) -> Option<String> {
        // A name and password before the host hide where a link leads.
        if !url.username().is_empty() || url.password().is_some() {
            url.set_username("").ok()?;
            url.set_password(None).ok()?;
        }
        let made = String::from(url);
        self.made_bytes += made.len();
        let within = self.made_bytes <= FREE + GROWTH * self.read_bytes;
        (made.len() <= LONGEST && within).then_some(made)
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// Words for an attribute: white space collapsed, no control characters, bounded.
pub(super) fn words(value: &str) -> String {
    let mut out = String::with_capacity(value.len().min(LONGEST_WORDS));
    for word in value.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        if out.len() + word.len() >= LONGEST_WORDS {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A length in CSS pixels: "640", "640px"; `None` for shares, zero and nonsense.
pub(super) fn pixels(value: &str) -> Option<u32> {
    let value = value.trim();
    let value = value.strip_suffix("px").unwrap_or(value).trim_end();
    let whole = value.split_once('.').map_or(value, |(whole, _)| whole);
    count(whole).filter(|pixels| (1..=20_000).contains(pixels))
}

/// A plain number of at most nine digits.
pub(super) fn count(value: &str) -> Option<u32> {
    let value = value.trim();
    let digits = (1..=9).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| value.parse().ok()).flatten()
}

/// A date or moment as machines write it, else `None`.
pub(super) fn moment(value: &str) -> Option<&str> {
    let value = value.trim();
    let plain = value.bytes().all(|byte| {
        byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b'.' | b'+' | b'T' | b'Z' | b' ')
    });
    let dated = value.bytes().filter(u8::is_ascii_digit).count() >= 4;
    (plain && dated && value.len() <= 40).then_some(value)
}
