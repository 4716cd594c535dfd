//! The smaller values: standfirst, outlet, section, tags, language, access.

use super::byline::name_inside;
use super::evidence::{Evidence, Role, Sign};
use super::json_ld::Linked;
use super::shown;
use super::title::key;
use super::vocabulary::{self as words, Field};
use super::{clean, language};
use crate::article::{Access, Found, Missing, Place};
use crate::dom::Document;

/// Longest standfirst, in bytes.
const STANDFIRST_BYTES: usize = 1_500;
/// Longest name of an outlet, a section, a tag, in bytes.
const NAME_BYTES: usize = 120;
/// Tags kept.
const TAG_LIMIT: usize = 50;

/// The first cleaned value that is not empty and no longer than `limit`.
fn first<'t>(candidates: impl Iterator<Item = (&'t str, Place)>, limit: usize) -> Found<String> {
    for (text, place) in candidates {
        let value = clean::value(text);
        if !value.is_empty() && value.len() <= limit {
            return Found::At(value, place);
        }
    }
    Found::Not(Missing::NotStated)
}

/// The contents of the tags that state `field`, those of `places` in that order.
fn tags<'e, 'd>(
    evidence: &'e Evidence<'d>,
    field: Field,
    places: &'e [Place],
) -> impl Iterator<Item = (&'d str, Place)> + 'e {
    places.iter().flat_map(move |&place| {
        evidence
            .tags
            .iter()
            .filter(move |tag| tag.field == field && tag.place == place)
            .map(|tag| (tag.content, tag.place))
    })
}

/// The summary under the headline as shown, else as described in the head. `headline` is the
/// offset of the visible headline.
pub(super) fn standfirst(
    document: &Document<'_>,
    evidence: &Evidence<'_>,
    linked: &Linked<'_>,
    title: &str,
    headline: Option<usize>,
) -> Found<String> {
    const PLACES: &[Place] =
        &[Place::OpenGraph, Place::Meta, Place::TwitterCard, Place::DublinCore];
    let described = first(
        tags(evidence, Field::Standfirst, PLACES)
            .chain(linked.description.map(|text| (text, Place::JsonLd)))
            // A description that repeats the title describes nothing.
            .filter(|(text, _)| key(text) != key(title)),
        STANDFIRST_BYTES,
    );
    let shown = shown_standfirst(document, evidence, title, headline);
    match shown {
        Some((text, place)) => Found::At(text, place),
        None => described,
    }
}

fn shown_standfirst(
    document: &Document<'_>,
    evidence: &Evidence<'_>,
    title: &str,
    headline: Option<usize>,
) -> Option<(String, Place)> {
    let headline = headline?;
    let marks = evidence
        .marks
        .iter()
        .filter(|mark| {
            mark.role == Role::Standfirst && matches!(mark.sign, Sign::Class | Sign::Microdata)
        })
        // `<meta itemprop="description">` shows nothing.
        .filter(|mark| mark.attribute.is_none())
        // Between the headline and the picture, byline and share bar that may follow it.
        .filter(|mark| mark.offset >= headline && mark.offset - headline < title.len() + 400)
        .filter(|mark| {
            (mark.own | mark.around) & (words::FURNITURE | words::FIGURE | words::BIO) == 0
        });
    for mark in marks.take(8) {
        let Some(text) = shown::text_of(document, mark.node, 700) else {
            continue;
        };
        let is_sentence = text.split_whitespace().count() >= 5;
        if is_sentence && key(&text) != key(title) {
            let is_stated = mark.sign == Sign::Microdata;
            return Some((text, if is_stated { Place::Microdata } else { Place::Visible }));
        }
    }
    None
}

/// Who published the page.
pub(super) fn outlet(
    document: &Document<'_>,
    evidence: &Evidence<'_>,
    linked: &Linked<'_>,
) -> Found<String> {
    let candidates = tags(evidence, Field::Outlet, &[Place::OpenGraph])
        .chain(linked.publisher.map(|name| (name, Place::JsonLd)))
        .chain(linked.site_names.iter().map(|&name| (name, Place::JsonLd)))
        .chain(tags(evidence, Field::Outlet, &[Place::DublinCore, Place::Meta]))
        .filter(|(name, _)| !name.contains("://"));
    match first(candidates, NAME_BYTES) {
        Found::Not(_) => marked_outlet(document, evidence),
        found => found,
    }
}

/// The publisher an item names: `itemprop="publisher"`, mostly with a name inside.
fn marked_outlet(document: &Document<'_>, evidence: &Evidence<'_>) -> Found<String> {
    let marks = evidence.marks.iter().filter(|mark| mark.role == Role::Publisher);
    for mark in marks.take(8) {
        let place = if mark.sign == Sign::Rdfa { Place::Rdfa } else { Place::Microdata };
        let name = match mark.attribute {
            Some(content) => Some(clean::value(content)),
            None => name_inside(document, mark.node)
                .or_else(|| shown::text_of(document, mark.node, NAME_BYTES)),
        };
        let is_name =
            |name: &String| !name.is_empty() && name.len() <= NAME_BYTES && !name.contains("://");
        if let Some(name) = name.filter(is_name) {
            return Found::At(name, place);
        }
    }
    Found::Not(Missing::NotStated)
}

/// The outlet's section.
pub(super) fn section(evidence: &Evidence<'_>, linked: &Linked<'_>) -> Found<String> {
    let candidates = tags(evidence, Field::Section, &[Place::OpenGraph])
        .chain(linked.section.map(|name| (name, Place::JsonLd)))
        .chain(tags(evidence, Field::Section, &[Place::Meta]));
    first(candidates, NAME_BYTES)
}

/// The page's keywords: of the first source that has any, as the others mostly repeat it.
pub(super) fn keywords(evidence: &Evidence<'_>, linked: &Linked<'_>) -> Found<Vec<String>> {
    let linked = (&linked.keywords, Place::JsonLd);
    if let found @ Found::At(..) = list(tags(evidence, Field::Tags, &[Place::OpenGraph])) {
        return found;
    }
    if let found @ Found::At(..) = list(linked.0.iter().map(|&word| (word, linked.1))) {
        return found;
    }
    list(tags(evidence, Field::Tags, &[Place::Meta, Place::DublinCore]))
}

fn list<'t>(values: impl Iterator<Item = (&'t str, Place)>) -> Found<Vec<String>> {
    let mut out: Vec<String> = Vec::new();
    let mut found = Place::Meta;
    for (text, place) in values {
        if out.is_empty() {
            found = place;
        }
        let value = clean::value(text);
        let separator = if value.contains(';') { ';' } else { ',' };
        for word in value.split([separator, '|', '、', '،']) {
            let word = word.trim();
            let is_new = !word.is_empty()
                && word.len() <= NAME_BYTES
                && !out.iter().any(|have| have.eq_ignore_ascii_case(word));
            if is_new && out.len() < TAG_LIMIT {
                out.push(word.to_owned());
            }
        }
    }
    if out.is_empty() { Found::Not(Missing::NotStated) } else { Found::At(out, found) }
}

/// The language as declared.
pub(super) fn language(evidence: &Evidence<'_>, linked: &Linked<'_>) -> Found<String> {
    let candidates = evidence
        .html_lang
        .map(|lang| (lang, Place::HtmlLang))
        .into_iter()
        .chain(linked.language.map(|lang| (lang, Place::JsonLd)))
        .chain(tags(
            evidence,
            Field::Language,
            &[Place::Meta, Place::OpenGraph, Place::DublinCore],
        ));
    let mut reason = Missing::NotStated;
    for (text, place) in candidates {
        match language::tag(text) {
            Some(tag) => return Found::At(tag, place),
            None => reason = Missing::Unreadable,
        }
    }
    Found::Not(reason)
}

/// Whether the page declares itself to be for subscribers.
pub(super) fn access(evidence: &Evidence<'_>, linked: &Linked<'_>) -> Access {
    // "metered" pages hold the whole article.
    let is_locked =
        tags(evidence, Field::Tier, &[Place::OpenGraph, Place::Meta]).any(|(tier, _)| {
            matches!(tier.trim().to_ascii_lowercase().as_str(), "locked" | "paid" | "premium")
        });
    if linked.is_free == Some(false) || is_locked { Access::Paywalled } else { Access::Open }
}
