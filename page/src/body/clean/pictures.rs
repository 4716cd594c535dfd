//! Pictures: which `<img>` shows something, where its file is, and how it is written down.
//!
//! Pages load pictures late: `src` holds a placeholder, the address is in `data-…`, in `srcset`, in
//! the `<source>` of a `<picture>` or in the `<noscript>` beside it.

use crate::body::Attr;
use crate::body::clean::links::{self, Links};
use crate::body::clean::traits;
use crate::dom::{Document, Name, NodeId, name};

/// Wider files than this are not asked for where there is a choice: reading columns are 600 to 800
/// pixels wide, screens have up to two dots a pixel.
const WIDEST: u32 = 1600;
/// What "2x" is taken to mean in pixels a dot.
const COLUMN: f32 = 800.0;
/// Signs and portraits are at most this wide and high; pictures of a story are wider.
const SIGN: u32 = 120;
/// `<source>` elements looked at before an `<img>`, and candidates of a `srcset`.
const SOURCES: usize = 24;
const CANDIDATES: usize = 64;

/// A picture to be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Picture {
    /// Absolute, http or https.
    pub(super) src: String,
    pub(super) alt: String,
    pub(super) width: Option<u32>,
    pub(super) height: Option<u32>,
}

impl Picture {
    /// The attributes of its `<img>`.
    pub(super) fn attrs(self) -> Vec<(Attr, String)> {
        let mut attrs = vec![(Attr::Src, self.src)];
        if !self.alt.is_empty() {
            attrs.push((Attr::Alt, self.alt));
        }
        for (attr, pixels) in [(Attr::Width, self.width), (Attr::Height, self.height)] {
            if let Some(pixels) = pixels {
                attrs.push((attr, pixels.to_string()));
            }
        }
        attrs
    }

    /// Large enough, as far as is known, to stand before the first or after the last words, where
    /// pages have their signs too; those are mostly GIF.
    pub(super) fn is_plain(&self) -> bool {
        let path = self.src.split(['?', '#']).next().unwrap_or(&self.src);
        let is_gif = path.get(path.len().saturating_sub(4)..).is_some_and(|end| end == ".gif");
        let fits = |side: Option<u32>, least: u32| side.is_none_or(|pixels| pixels >= least);
        let signs = ["ico", "logo", "newsletter", "signup"];
        let is_sign = path
            .split(|c: char| !c.is_ascii_alphabetic())
            .any(|word| signs.iter().any(|sign| word.eq_ignore_ascii_case(sign)));
        !is_gif && !is_sign && fits(self.width, 150) && fits(self.height, 80)
    }

    /// The same for all sizes of one picture: the address without query and "-300x200".
    pub(super) fn key(&self) -> &str {
        let rest = self.src.split_once("://").map_or(&*self.src, |(_, r)| r);
        let path = rest.split_once('?').map_or(rest, |(path, _)| path);
        let Some(stem) = file_stem(path) else {
            // The query may be what tells pictures apart.
            return rest;
        };
        let sized = stem.rsplit_once('-').filter(|(_, size)| {
            size.split_once('x').is_some_and(|(width, height)| {
                links::count(width).is_some() && links::count(height).is_some()
            })
        });
        sized.map_or(stem, |(stem, _)| stem)
    }
}

/// What an `<img>` says, each attribute read once.
#[derive(Default)]
struct Stated<'a> {
    src: Option<&'a str>,
    srcset: Option<&'a str>,
    late_srcset: Option<&'a str>,
    /// By how likely it is the address: the known names first.
    late: Option<(u8, &'a str)>,
    alt: &'a str,
    width: Option<u32>,
    height: Option<u32>,
    traits: u16,
    hidden: bool,
}

/// The picture of an `<img>`; `None` for what shows nothing: tracking pixels, placeholders, signs.
pub(super) fn read(document: &Document<'_>, links: &mut Links, img: NodeId) -> Option<Picture> {
    let stated = state(document, img);
    if stated.hidden || is_dot(stated.width) || is_dot(stated.height) {
        return None;
    }
    let small = |side: Option<u32>| side.is_some_and(|pixels| pixels <= SIGN);
    let tiny = |side: Option<u32>| side.is_some_and(|pixels| pixels < 40);
    let is_small = small(stated.width) || small(stated.height);
    let sign = traits::is::ICON | traits::is::PERSON;
    if is_strip(stated.width, stated.height)
        || tiny(stated.width) && (tiny(stated.height) || stated.height.is_none())
        || stated.traits & traits::is::ICON != 0
        || (stated.traits & sign != 0 && is_small)
    {
        return None;
    }
    let src = from_picture(document, img)
        .or_else(|| stated.late_srcset.and_then(best))
        .or_else(|| stated.srcset.and_then(best))
        .or_else(|| stated.late.map(|(_, value)| value))
        .or(stated.src)
        .filter(|src| is_address(src))
        .or_else(|| stated.src.filter(|src| is_address(src)))?;
    if is_sign(src, stated.width.is_some_and(|width| width > SIGN)) {
        return None;
    }
    Some(Picture {
        src: links.web(src)?,
        alt: links::words(stated.alt),
        width: stated.width,
        height: stated.height,
    })
}

fn state<'a>(document: &'a Document<'_>, img: NodeId) -> Stated<'a> {
    let mut stated = Stated::default();
    for attr in document.attrs(img) {
        let value = attr.value;
        match attr.name {
            name::SRC => stated.src = Some(value),
            name::SRCSET => stated.srcset = Some(value),
            name::ALT => stated.alt = value,
            name::WIDTH => stated.width = links::pixels(value),
            name::HEIGHT => stated.height = links::pixels(value),
            name::CLASS | name::ID => stated.traits |= traits::words(value),
            name::HIDDEN => stated.hidden = true,
            name::STYLE => {
                let style = &value[..value.floor_char_boundary(200)];
                stated.hidden |= style.contains("display:none") || style.contains("display: none");
            }
            other => late(&mut stated, document.name_text(other), other, value),
        }
    }
    stated
}

/// An attribute that a script would read.
fn late<'a>(stated: &mut Stated<'a>, text: &str, name: Name, value: &'a str) {
    let Some(rest) = text.strip_prefix("data-") else {
        return;
    };
    if rest.ends_with("srcset") || name == name::DATA_SRCSET {
        stated.late_srcset = Some(value);
        return;
    }
    let rank = match rest {
        "src" | "lazy-src" | "original" | "lazy" | "lazyload" | "orig-src" => 3,
        "url" | "image" | "img" | "img-src" | "image-src" | "full" | "full-src" | "hi-res-src"
        | "large-file" | "actualsrc" | "cfsrc" | "echo" | "defer-src" => 2,
        _ => 1,
    };
    let known = rank > 1 && is_address(value) && !value.trim_start().starts_with(['{', '[']);
    let better = stated.late.is_none_or(|(have, _)| rank > have);
    if better && (known || names_picture(value)) {
        stated.late = Some((rank, value));
    }
}

/// True for an address that ends in the name of a picture file.
fn names_picture(value: &str) -> bool {
    let value = value.trim();
    let starts = ["http://", "https://", "/"];
    if !starts.iter().any(|start| value.starts_with(start)) || !is_address(value) {
        return false;
    }
    let path = value.split(['?', '#']).next().unwrap_or(value);
    file_stem(path).is_some()
}

/// A path without the ending of a picture file; `None` when it has none.
pub(super) fn file_stem(path: &str) -> Option<&str> {
    let (stem, ending) = path.rsplit_once('.')?;
    let known = ["jpg", "jpeg", "png", "webp", "gif", "avif"];
    known.iter().any(|known| ending.eq_ignore_ascii_case(known)).then_some(stem)
}

/// Could be fetched: no inline data, no template to be filled in by a script.
fn is_address(value: &str) -> bool {
    let value = value.trim_start();
    !value.is_empty()
        && value.len() <= 4096
        && !value.bytes().any(|byte| matches!(byte, b'{' | b'<' | b'"'))
        && !has_prefix(value, "data:")
        && !has_prefix(value, "blob:")
        && !has_prefix(value, "about:")
        && !has_prefix(value, "javascript:")
}

fn has_prefix(value: &str, prefix: &str) -> bool {
    value.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

fn is_dot(side: Option<u32>) -> bool {
    side.is_some_and(|pixels| pixels <= 3)
}

/// A line between sections, a heading drawn as a picture, an advertisement across the page: less
/// than 24 pixels high, or more than seven times as wide as high.
fn is_strip(width: Option<u32>, height: Option<u32>) -> bool {
    match (width, height) {
        (Some(width), Some(height)) => height < 24 || width > 7 * height,
        _ => false,
    }
}

/// Names of files that stand in for a picture, count visits or are signs.
fn is_sign(src: &str, is_large: bool) -> bool {
    let path = src.split(['?', '#']).next().unwrap_or(src);
    let path = path.trim_end_matches('/');
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut words =
        stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).take(24);
    let stands_in = [
        "spacer",
        "blank",
        "pixel",
        "placeholder",
        "transparent",
        "1x1",
        "loading",
        "grey",
        "lazyload",
        "spinner",
    ];
    let few = words.clone().count() <= 3;
    let named = |list: &[&str], word: &str| list.iter().any(|at| word.eq_ignore_ascii_case(at));
    if few && words.any(|word| named(&stands_in, word)) {
        return true;
    }
    // Advertisements name themselves in host or folder.
    let sells = ["ad", "ads", "adserver", "adview", "banner", "banners", "doubleclick"];
    let host_and_folders = path.split(['/', '.']).take(32);
    if host_and_folders.clone().any(|part| named(&sells, part)) {
        return true;
    }
    if is_large {
        return false;
    }
    let signs = [
        "arrow", "banner", "bullet", "button", "btn", "clear", "email", "facebook", "font", "logo",
        "nav", "print", "rss", "send", "share", "twitter",
    ];
    let names = stem.split(|c: char| !c.is_ascii_alphabetic()).filter(|name| !name.is_empty());
    // More words tell what a picture shows ("facebook-hearing-in-congress").
    if names.clone().count() <= 2 && names.into_iter().any(|name| named(&signs, name)) {
        return true;
    }
    let ending_svg = file
        .get(file.len().saturating_sub(4)..)
        .is_some_and(|ending| ending.eq_ignore_ascii_case(".svg"));
    let folder_words = ["avatar", "avatars", "gravatar", "emoji", "icon", "icons"];
    let mut parts = path.split(['/', '.', '-', '_']).skip(2).take(32);
    let counters = ["pixel", "beacon", "tr", "track", "count", "collect"];
    ending_svg
        || parts.any(|part| named(&folder_words, part))
        || (!file.contains('.') && (file.len() <= 2 || named(&counters, file)))
}

/// The best file a `<picture>` offers before its `<img>`.
fn from_picture<'a>(document: &'a Document<'_>, img: NodeId) -> Option<&'a str> {
    let parent = document.parent(img)?;
    if !document.is(parent, name::PICTURE) {
        return None;
    }
    let sources =
        std::iter::successors(document.first_child(parent), |&node| document.next_sibling(node));
    let mut found: Option<(u32, &str)> = None;
    for source in sources
        .take_while(|&node| node != img)
        .filter(|&node| document.is(node, name::SOURCE))
        .take(SOURCES)
    {
        let set = document
            .attr(source, name::DATA_SRCSET)
            .or_else(|| document.attr(source, name::SRCSET));
        if let Some(candidate) = set.and_then(best_of)
            && found.is_none_or(|have| is_better(candidate.0, have.0))
        {
            found = Some(candidate);
        }
    }
    found.map(|(_, src)| src)
}

/// The best file of a `srcset`.
fn best(set: &str) -> Option<&str> {
    best_of(set).map(|(_, src)| src)
}

/// Up to [`WIDEST`] wider is better, beyond it narrower.
fn is_better(width: u32, than: u32) -> bool {
    match (width <= WIDEST, than <= WIDEST) {
        (true, true) => width > than,
        (false, false) => width < than,
        (fits, _) => fits,
    }
}

/// The best candidate of a `srcset` with its width (HTML §4.8.4.3.7, without errors).
fn best_of(set: &str) -> Option<(u32, &str)> {
    let mut rest = set;
    let mut found: Option<(u32, &str)> = None;
    for _ in 0..CANDIDATES {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (mut src, after) = rest.split_at(end);
        let mut width = COLUMN as u32;
        if src.ends_with(',') {
            src = src.trim_end_matches(',');
            rest = after;
        } else {
            let end = after.find(',').unwrap_or(after.len());
            width = described(&after[..end]).unwrap_or(width);
            rest = &after[end..];
        }
        let better = found.is_none_or(|(have, _)| is_better(width, have));
        if better && is_address(src) {
            found = Some((width, src));
        }
    }
    found
}

/// The width a descriptor stands for: "640w", "2x".
fn described(descriptor: &str) -> Option<u32> {
    let descriptor = descriptor.split_ascii_whitespace().next()?;
    if let Some(width) = descriptor.strip_suffix('w') {
        return links::count(width);
    }
    let density: f32 = descriptor.strip_suffix('x')?.parse().ok()?;
    (0.1..=10.0).contains(&density).then_some((density * COLUMN) as u32)
}
