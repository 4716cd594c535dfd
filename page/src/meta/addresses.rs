//! Addresses a page states: its own, that of its next part, that of its picture. All come out
//! absolute, http or https, resolved against the page's base.

use url::Url;

use super::evidence::Evidence;
use super::json_ld::Linked;
use super::vocabulary::Field;
use crate::article::{Found, Missing, Place};

/// Longest address kept, in bytes; browsers refuse longer ones.
const ADDRESS_BYTES: usize = 2_048;

/// What relative addresses are resolved against.
#[derive(Debug)]
pub(super) struct Base(Option<Url>);

impl Base {
    /// `<base href>`, itself resolved against the page's URL.
    pub(super) fn new(url: Option<&Url>, base: Option<&str>) -> Base {
        let joined = match (url, base) {
            (Some(url), Some(base)) => url.join(base.trim()).ok(),
            (None, Some(base)) => Url::parse(base.trim()).ok(),
            (_, None) => None,
        };
        Base(joined.or_else(|| url.cloned()))
    }

    /// The absolute address, `None` unless it is http or https.
    pub(super) fn resolve(&self, address: &str) -> Option<Url> {
        let address = address.trim();
        if address.is_empty() || address.len() > ADDRESS_BYTES {
            return None;
        }
        let url = match &self.0 {
            Some(base) => base.join(address).ok()?,
            None => Url::parse(address).ok()?,
        };
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
    }
}

/// The first of the candidates that resolves.
fn first<'t>(base: &Base, candidates: impl Iterator<Item = (&'t str, Place)>) -> Found<String> {
    let mut reason = Missing::NotStated;
    for (text, place) in candidates {
        match base.resolve(text) {
            Some(url) => return Found::At(url.into(), place),
            None => reason = Missing::Unreadable,
        }
    }
    Found::Not(reason)
}

/// The page's own address: `<link rel="canonical">`, then `og:url`, then JSON-LD.
pub(super) fn canonical(
    evidence: &Evidence<'_>,
    linked: &Linked<'_>,
    base: &Base,
) -> Found<String> {
    let tags = evidence.tags.iter().filter(|tag| tag.field == Field::Url);
    let link = evidence.canonical.map(|href| (href, Place::Link));
    let candidates = link
        .into_iter()
        .chain(tags.map(|tag| (tag.content, tag.place)))
        .chain(linked.url.map(|url| (url, Place::JsonLd)));
    first(base, candidates)
}

/// The main picture.
pub(super) fn lead_image(
    evidence: &Evidence<'_>,
    linked: &Linked<'_>,
    base: &Base,
) -> Found<String> {
    let tags = |wanted: Place| {
        evidence
            .tags
            .iter()
            .filter(move |tag| tag.field == Field::Image && tag.place == wanted)
            .map(|tag| (tag.content, tag.place))
    };
    let candidates = tags(Place::OpenGraph)
        .chain(linked.image.map(|image| (image, Place::JsonLd)))
        .chain(tags(Place::TwitterCard))
        .chain(evidence.image_link.map(|href| (href, Place::Link)))
        .chain(tags(Place::Meta));
    first(base, candidates)
}

/// The next part of an article on several pages. `rel="next"` also leads to the next article of a
/// blog, so the address must be this page's own with another page number.
pub(super) fn next(evidence: &Evidence<'_>, own: Option<&Url>, base: &Base) -> Found<String> {
    let Some(own) = own else {
        return Found::Not(Missing::NotStated);
    };
    for &(href, place) in &evidence.next {
        if let Some(url) = base.resolve(href)
            && continues(own, &url)
        {
            return Found::At(url.into(), place);
        }
    }
    Found::Not(Missing::NotStated)
}

/// True when `next` is the page after `own`: the same address but for a page number one higher.
fn continues(own: &Url, next: &Url) -> bool {
    if own.host_str() != next.host_str() {
        return false;
    }
    let (own_stem, own_page) = split_page(own);
    let (next_stem, next_page) = split_page(next);
    own_stem == next_stem && next_page == own_page + 1
}

/// The address without its page number, and that number; 1 where there is none.
fn split_page(url: &Url) -> (String, u32) {
    const KEYS: &[&str] =
        &["page", "p", "seite", "pagina", "pg", "paged", "s", "part", "start_page"];
    let mut page = None;
    for (key, value) in url.query_pairs() {
        if KEYS.contains(&&*key.to_ascii_lowercase()) {
            page = page.or(small_number(&value));
        }
    }
    let path = url.path().trim_end_matches('/');
    if page.is_some() {
        return (path.to_owned(), page.unwrap_or(1));
    }
    let (stem, last) = path.rsplit_once('/').unwrap_or(("", path));
    // "/story/2", "/story/page/2", "/story/page-2"
    let number =
        last.trim_start_matches("page").trim_start_matches("seite").trim_start_matches(['-', '_']);
    if let Some(page) = small_number(number) {
        let stem =
            stem.strip_suffix("/page").or_else(|| stem.strip_suffix("/seite")).unwrap_or(stem);
        return (stem.to_owned(), page);
    }
    // "/story-2.html", "/story,2.html", "/story_page2.html"
    let (name, extension) = last.rsplit_once('.').unwrap_or((last, ""));
    for joint in ["-page-", "_page", "-p", ",", "-", "_"] {
        if let Some((name, number)) = name.rsplit_once(joint)
            && let Some(page) = small_number(number)
            && !name.is_empty()
        {
            return (format!("{stem}/{name}.{extension}"), page);
        }
    }
    if extension.is_empty() {
        (path.to_owned(), 1)
    } else {
        (format!("{stem}/{name}.{extension}"), 1)
    }
}

/// A page number: articles have no hundred pages, and years and ids are longer.
fn small_number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number| (1..100).contains(number))
}

#[cfg(test)]
mod tests;
