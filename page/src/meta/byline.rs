//! The byline: which of the names a page states are those of the article's authors.

use super::evidence::{self, Evidence, Mark, Role, Sign};
use super::json_ld::Linked;
use super::title::Outlets;
use super::vocabulary::{self as words, Field};
use super::{clean, names};
use crate::article::{Found, Missing, Place};
use crate::dom::{Document, NodeId, name};

/// Longest text of an element that can be a byline, in bytes.
const BYLINE_BYTES: usize = 300;
/// Visible bylines looked at.
const VISIBLE_LIMIT: usize = 60;

/// A statement of names.
struct Stated {
    names: Vec<String>,
    place: Place,
}

/// Chooses the byline; `headline` is the offset of the visible headline.
pub(super) fn choose(
    document: &Document<'_>,
    evidence: &Evidence<'_>,
    linked: &Linked<'_>,
    outlets: &Outlets,
    headline: Option<usize>,
) -> Found<Vec<String>> {
    let declared = [
        from_linked(linked),
        from_tags(evidence, Place::OpenGraph),
        from_tags(evidence, Place::Meta),
        from_tags(evidence, Place::DublinCore),
    ];
    let mut fallback = None;
    for stated in declared.into_iter().flatten() {
        let people: Vec<String> = stated
            .names
            .iter()
            .filter(|name| !outlets.names(name) && !is_nobody(name))
            .cloned()
            .collect();
        if !people.is_empty() {
            return Found::At(people, stated.place);
        }
        if !stated.names.is_empty() && fallback.is_none() {
            fallback = Some(stated);
        }
    }
    if let Some(stated) = visible(document, evidence, outlets, headline) {
        return Found::At(stated.names, stated.place);
    }
    match fallback {
        Some(stated) => {
            let names: Vec<String> =
                stated.names.into_iter().filter(|name| !is_nobody(name)).collect();
            if names.is_empty() {
                Found::Not(Missing::NotStated)
            } else {
                Found::At(names, stated.place)
            }
        }
        None => Found::Not(Missing::NotStated),
    }
}

/// User names of publishing systems.
fn is_nobody(name: &str) -> bool {
    const NOBODY: &[&str] = &[
        "admin",
        "administrator",
        "editor",
        "webmaster",
        "root",
        "user",
        "guest",
        "none",
        "null",
        "undefined",
        "unknown",
        "author",
        "superuser",
        "wpadmin",
        "siteadmin",
        "anonymous",
    ];
    let lower = name.to_lowercase();
    NOBODY.contains(&lower.as_str())
}

fn from_linked(linked: &Linked<'_>) -> Option<Stated> {
    let mut out = Vec::new();
    for person in &linked.authors {
        extend(&mut out, names::names(&clean::value(person.name), true));
    }
    Some(Stated { names: out, place: Place::JsonLd })
}

fn from_tags(evidence: &Evidence<'_>, place: Place) -> Option<Stated> {
    let mut out = Vec::new();
    let tags = evidence.tags.iter().filter(|tag| tag.field == Field::Author && tag.place == place);
    for tag in tags.take(20) {
        if tag.content.trim_start().starts_with("http") {
            continue;
        }
        extend(&mut out, names::names(&clean::value(tag.content), true));
    }
    Some(Stated { names: out, place })
}

/// Adds names that are not there yet; "jane-doe" is "Jane Doe".
fn extend(out: &mut Vec<String>, names: Vec<String>) {
    for name in names {
        let key = super::title::key(&name);
        if !out.iter().any(|have| super::title::key(have) == key) {
            out.push(name);
        }
    }
}

/// The visible byline nearest to the headline.
fn visible(
    document: &Document<'_>,
    evidence: &Evidence<'_>,
    outlets: &Outlets,
    headline: Option<usize>,
) -> Option<Stated> {
    let mut best: Option<(f32, Vec<String>, &Mark<'_>)> = None;
    let marks = evidence.marks.iter().filter(|mark| mark.role == Role::Author).take(VISIBLE_LIMIT);
    for mark in marks {
        let hints = mark.own | mark.around;
        if hints & words::COMMENT != 0 {
            continue;
        }
        let Some(mut names) = names_of(document, mark) else {
            continue;
        };
        names.retain(|name| !is_nobody(name) && !outlets.names(name));
        if names.is_empty() {
            continue;
        }
        let mut score: f32 = match mark.sign {
            Sign::Microdata | Sign::Rdfa => 3.0,
            Sign::Rel => 3.0,
            Sign::Class => 2.5,
            Sign::Words => 2.0,
            Sign::Element => 1.0,
        };
        if hints & words::FURNITURE != 0 {
            score -= 1.5;
        }
        if hints & words::FIGURE != 0 {
            score -= 2.5;
        }
        if hints & words::BIO != 0 {
            score -= 0.8;
        }
        if hints & words::HIDDEN != 0 {
            score -= 0.5;
        }
        if let Some(headline) = headline {
            let (before, after) =
                (headline.saturating_sub(mark.offset), mark.offset.saturating_sub(headline));
            score -= before.min(2_000) as f32 / 300.0 + after.min(6_000) as f32 / 900.0;
        } else {
            score -= mark.offset.min(6_000) as f32 / 2_000.0;
        }
        if names.len() > 4 {
            score -= 1.0;
        }
        if best.as_ref().is_none_or(|(have, ..)| score > *have) {
            best = Some((score, names, mark));
        }
    }
    let (score, mut names, mark) = best?;
    if score < -1.0 {
        return None;
    }
    // One element for each author: the neighbours of the same make belong to the byline.
    let neighbours = evidence.marks.iter().filter(|other| {
        other.role == Role::Author
            && other.sign == mark.sign
            && other.own == mark.own
            && other.around == mark.around
    });
    for other in neighbours.take(12) {
        if other.node != mark.node
            && other.offset.abs_diff(mark.offset) < 120
            && let Some(mut more) = names_of(document, other)
        {
            more.retain(|name| !is_nobody(name) && !outlets.names(name));
            extend(&mut names, more);
        }
    }
    let place = match mark.sign {
        Sign::Microdata => Place::Microdata,
        Sign::Rdfa => Place::Rdfa,
        _ => Place::Visible,
    };
    Some(Stated { names, place })
}

/// The names an element holds.
fn names_of(document: &Document<'_>, mark: &Mark<'_>) -> Option<Vec<String>> {
    if let Some(content) = mark.attribute {
        return Some(names::names(&clean::value(content), true));
    }
    if mark.sign == Sign::Words {
        return words_of(document, mark.node);
    }
    let lines = evidence::lines_of(document, mark.node, BYLINE_BYTES)?;
    Some(names::names(&lines, true))
}

/// The names behind an opener that is a text of its own: in the same text, or, where it ends with
/// the opener ("By "), in what follows it in the same element.
fn words_of(document: &Document<'_>, node: NodeId) -> Option<Vec<String>> {
    let text = clean::words(document.text(node));
    if !names::is_opener(&text) {
        return Some(names::names(&text, false));
    }
    let parent = document.parent(node)?;
    let _ = name::A;
    let lines = evidence::lines_of(document, parent, BYLINE_BYTES)?;
    Some(names::names(&lines, true))
}
