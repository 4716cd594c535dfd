//! What comes from elsewhere: players, posts of other networks, films and sound, formulas.

use std::borrow::Cow;

use url::Url;

use crate::body::clean::links::{self, Links};
use crate::body::clean::white;
use crate::dom::{Document, Kind, Namespace, NodeId, name};

/// Words in an address that tell a player, a post or a chart from an advertisement or a form.
static PLAYS: &[&str] = &[
    "embed",
    "embeds",
    "embedded",
    "player",
    "players",
    "video",
    "videos",
    "audio",
    "podcast",
    "visualisation",
    "chart",
    "map",
    "maps",
    "tweet",
];
/// Words in an address of what is never part of a story.
static SELLS: &[&str] = &[
    "ads",
    "adserver",
    "adsystem",
    "captcha",
    "recaptcha",
    "comments",
    "disqus",
    "doubleclick",
    "googlesyndication",
    "googletagmanager",
    "like",
    "newsletter",
    "pixel",
    "share",
    "signup",
    "subscribe",
    "sync",
];
/// Hosts whose players say which page shows the same: host of the player, path before the id,
/// address before it on the page.
static PAGES: &[(&str, &str, &str)] = &[
    ("youtube.com", "/v/", "https://www.youtube.com/watch?v="),
    ("youtube.com", "/embed/", "https://www.youtube.com/watch?v="),
    ("youtube-nocookie.com", "/embed/", "https://www.youtube.com/watch?v="),
    ("player.vimeo.com", "/video/", "https://vimeo.com/"),
    ("dailymotion.com", "/embed/video/", "https://www.dailymotion.com/video/"),
];

/// A link to what is embedded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Embed {
    /// Absolute, http or https.
    pub(super) href: String,
    pub(super) title: String,
}

/// What an `<iframe>`, `<embed>` or `<object>` plays; `None` for advertisements, forms, counters.
pub(super) fn frame(document: &Document<'_>, links: &mut Links, node: NodeId) -> Option<Embed> {
    let mut src = None;
    let mut title = "";
    for attr in document.attrs(node) {
        let value = attr.value;
        match attr.name {
            name::DATA_SRC | name::DATA_LAZY_SRC => src = Some(value),
            name::SRC | name::DATA if src.is_none() && !value.trim().is_empty() => {
                src = Some(value);
            }
            name::TITLE => title = value,
            name::ARIA_LABEL if title.is_empty() => title = value,
            name::WIDTH | name::HEIGHT if links::count(value).is_some_and(|side| side < 20) => {
                return None;
            }
            name::HIDDEN => return None,
            _ => {
                let late = document.name_text(attr.name);
                if src.is_none() && late.starts_with("data-") && late.ends_with("src") {
                    src = Some(value);
                }
            }
        }
    }
    let href = links.web(src?)?;
    let mut url = Url::parse(&href).ok()?;
    if !plays(&url) {
        return None;
    }
    // What stands behind "#" is state of the player.
    url.set_fragment(None);
    Some(embed(shown_at(&url).unwrap_or(url.into()), title))
}

/// A link with the title stated, or the host's name.
fn embed(href: String, title: &str) -> Embed {
    let mut title = links::words(title);
    if title.is_empty() {
        title = host(&href);
    }
    Embed { href, title }
}

/// The host of an address, without "www.".
pub(super) fn host(href: &str) -> String {
    let url = Url::parse(href).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or("");
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

fn plays(url: &Url) -> bool {
    let words = |text: &str, list: &[&str]| {
        text.split(|c: char| !c.is_ascii_alphanumeric())
            .take(64)
            .any(|word| list.iter().any(|at| word.eq_ignore_ascii_case(at)))
    };
    let host = url.host_str().unwrap_or("");
    if words(host, SELLS) || words(url.path(), SELLS) {
        return false;
    }
    words(host, PLAYS)
        || words(url.path(), PLAYS)
        || host.starts_with("embed")
        || PAGES.iter().any(|(known, ..)| is_host(host, known))
}

fn is_host(host: &str, known: &str) -> bool {
    host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The page for readers of a known player's address.
fn shown_at(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let (_, before, page) = PAGES
        .iter()
        .find(|(known, before, _)| is_host(host, known) && url.path().starts_with(before))?;
    let id = url.path().strip_prefix(before)?.split('/').next()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let known = (4..=32).contains(&id.len()) && id.bytes().all(plain) && id != "videoseries";
    known.then(|| format!("{page}{id}"))
}

/// What an element of a page's own making ("lite-youtube", "amp-twitter") stands for.
pub(super) fn custom(document: &Document<'_>, links: &mut Links, node: NodeId) -> Option<Embed> {
    let element = document.name_text(document.name(node));
    let mut id = None;
    let mut src = None;
    let mut title = "";
    for attr in document.attrs(node) {
        match document.name_text(attr.name) {
            "videoid" | "video-id" | "data-videoid" | "data-video-id" | "data-tweetid"
            | "data-shortcode" => id = Some(attr.value),
            "src" | "data-src" => src = Some(attr.value),
            "title" | "videotitle" | "playlabel" | "aria-label" => title = attr.value,
            _ => {}
        }
    }
    if let Some(id) = id {
        let pages = [
            ("youtube", "https://www.youtube.com/watch?v="),
            ("vimeo", "https://vimeo.com/"),
            ("dailymotion", "https://www.dailymotion.com/video/"),
            ("twitter", "https://twitter.com/i/status/"),
            ("instagram", "https://www.instagram.com/p/"),
        ];
        let page = pages.iter().find(|(network, _)| element.contains(network));
        if let Some((_, page)) = page {
            let known = (4..=32).contains(&id.len())
                && id
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
            return known.then(|| embed(format!("{page}{id}"), title));
        }
    }
    let href = links.web(src?)?;
    plays(&Url::parse(&href).ok()?).then(|| embed(href, title))
}

/// Where a post of another network stands, as the element that holds it says.
pub(super) fn permalink(
    document: &Document<'_>,
    links: &mut Links,
    node: NodeId,
) -> Option<String> {
    document.attrs(node).find_map(|attr| {
        let known = match document.name_text(attr.name) {
            "cite" | "data-href" | "data-instgrm-permalink" | "data-permalink" | "data-url" => true,
            _ => return None,
        };
        known.then(|| links.web(attr.value)).flatten()
    })
}

/// A film or sound with a file of its own.
pub(super) fn media(document: &Document<'_>, links: &mut Links, node: NodeId) -> Option<Embed> {
    let own = [name::SRC, name::DATA_SRC].iter().find_map(|&name| document.attr(node, name));
    let src = own.and_then(|src| links.web(src)).or_else(|| {
        document
            .children(node)
            .take(16)
            .filter(|&child| document.is(child, name::SOURCE))
            .find_map(|child| links.web(document.attr(child, name::SRC)?))
    })?;
    let title = document
        .attr(node, name::TITLE)
        .or_else(|| document.attr(node, name::ARIA_LABEL))
        .unwrap_or("");
    Some(Embed { href: src, title: links::words(title) })
}

/// A formula as its author typed it: the TeX of a MathML element, its `alttext`, else its signs.
pub(super) fn formula(document: &Document<'_>, math: NodeId) -> Option<String> {
    let mut signs = String::new();
    let mut tex = String::new();
    let mut in_tex = None;
    let mut next = document.first_child(math);
    while let Some(node) = next {
        next = document.following(node, math);
        match document.kind(node) {
            Kind::Element if document.namespace(node) == Namespace::MathMl => {
                let encoding =
                    document.attrs(node).find(|attr| document.name_text(attr.name) == "encoding");
                if let Some(encoding) = encoding {
                    if encoding.value.contains("tex") || encoding.value.contains("TeX") {
                        in_tex = Some(node);
                    } else {
                        next = document.following_outside(node, math);
                    }
                }
            }
            Kind::Text if document.parent(node) == in_tex => tex.push_str(document.text(node)),
            Kind::Text if signs.len() < 4096 => {
                signs.push_str(document.text(node));
            }
            _ => {}
        }
    }
    let stated = document
        .attrs(math)
        .find(|attr| document.name_text(attr.name) == "alttext")
        .map(|attr| attr.value);
    let chosen = [&*tex, stated.unwrap_or(""), &*signs]
        .into_iter()
        .find(|words| !words.trim().is_empty())?;
    tidy(chosen)
}

/// A formula from the words of an attribute or script.
pub(super) fn tidy(words: &str) -> Option<String> {
    let words = words.trim_matches(white::is_space);
    // MediaWiki wraps every formula in this.
    let inner = words.strip_prefix("{\\displaystyle").and_then(|rest| rest.strip_suffix('}'));
    let words: Cow<'_, str> = match inner {
        Some(inner) => Cow::Owned(inner.trim().to_owned()),
        None => Cow::Borrowed(words),
    };
    let mut out = String::new();
    let start = white::leading(&words);
    white::collapse(&mut out, &words[start..]);
    (!out.is_empty() && out.len() <= 8192).then_some(out)
}
