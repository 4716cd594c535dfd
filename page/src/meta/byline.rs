//! The byline: which of the names a page states are those of the article's authors.

use super::evidence::{Evidence, Mark, Role, Sign};
use super::json_ld::Linked;
use super::shown;
use super::title::Outlets;
use super::vocabulary::{self as words, Field};
use super::{clean, names};
use crate::article::{Found, Missing, Place};
use crate::dom::{Document, NodeId, name};

/// Longest text of an element that can be a byline, in bytes.
const BYLINE_BYTES: usize = 300;
/// Visible bylines looked at.
const VISIBLE_LIMIT: usize = 60;

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
        from_metas(evidence),
    ];
    // A page of one outlet may name the outlet itself for want of an author.
    let mut fallback: Option<Stated> = None;
    for stated in declared.into_iter().filter(|stated| !stated.names.is_empty()) {
        if stated.names.iter().any(|name| !outlets.names(name)) {
            let mut names = stated.names;
            if names.len() > 1 {
                // "Jane Doe, example.com"
                names.retain(|name| {
                    !(name.contains('.') && !name.contains(' ') && outlets.names(name))
                });
            }
            let spelled = |name: String| spelling(name, document, evidence);
            return Found::At(names.into_iter().map(spelled).collect(), stated.place);
        }
        fallback = fallback.or(Some(stated));
    }
    let shown = visible(document, evidence, outlets, headline);
    match (fallback, shown) {
        (None, Some(shown)) => Found::At(shown.names, shown.place),
        (Some(_), Some(shown))
            if shown.is_sure
                && shown.names.iter().any(|name| names::is_full(name) && !outlets.names(name)) =>
        {
            Found::At(shown.names, shown.place)
        }
        (Some(stated), _) => Found::At(stated.names, stated.place),
        (None, None) => Found::Not(Missing::NotStated),
    }
}

/// A statement of names.
#[derive(Debug)]
struct Stated {
    names: Vec<String>,
    place: Place,
    /// Marked as a byline and close to the headline.
    is_sure: bool,
}

/// User names of publishing systems, and template variables left unfilled.
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
        "default",
        "test",
        "redakteur",
        "webredaktion",
        "by",
        "default author",
    ];
    let lower = name.to_lowercase();
    NOBODY.contains(&lower.as_str()) || !name.contains(' ') && name.matches('.').count() >= 2
}

fn from_linked(linked: &Linked<'_>) -> Stated {
    let mut out = Vec::new();
    for person in &linked.authors {
        let value = clean::value(person.name);
        if person.is_organisation {
            extend(&mut out, vec![value]);
            continue;
        }
        extend(&mut out, declared_names(&value));
    }
    Stated { names: out, place: Place::JsonLd, is_sure: true }
}

/// The names of a declared value; one that holds none by the rules ("Staff Reporter") is taken as it stands.
fn declared_names(value: &str) -> Vec<String> {
    // "Doe, Jane", as catalogues write it.
    if let Some((family, given)) = value.split_once(", ")
        && [family, given].iter().all(|part| {
            !part.contains([' ', ','])
                && part.chars().any(char::is_lowercase)
                && names::is_proper(part)
        })
    {
        return vec![format!("{given} {family}")];
    }
    let names = names::names(value, true);
    let whole = names::strip_opener(value, true).trim();
    if names.is_empty()
        && !whole.is_empty()
        && whole.len() < 60
        && !whole.contains("://")
        && !whole.starts_with(|c: char| c.is_ascii_digit() || c == '@')
    {
        return vec![whole.to_owned()];
    }
    names
}

fn from_tags(evidence: &Evidence<'_>, place: Place) -> Stated {
    let mut out = Vec::new();
    let tags = evidence.tags.iter().filter(|tag| tag.field == Field::Author && tag.place == place);
    for tag in tags.take(20) {
        if tag.content.trim_start().starts_with("http") {
            continue;
        }
        extend(&mut out, declared_names(&clean::value(tag.content)));
    }
    Stated { names: out, place, is_sure: true }
}

/// `<meta itemprop="author">` in the head.
fn from_metas(evidence: &Evidence<'_>) -> Stated {
    let mut out = Vec::new();
    let metas = evidence.marks.iter().filter(|mark| {
        mark.role == Role::Author && mark.sign == Sign::Microdata && mark.offset == 0
    });
    for mark in metas.take(8) {
        if let Some(content) = mark.attribute.filter(|content| !content.starts_with("http")) {
            extend(&mut out, declared_names(&clean::value(content)));
        }
    }
    Stated { names: out, place: Place::Microdata, is_sure: true }
}

/// Adds names that are not there yet.
fn extend(out: &mut Vec<String>, names: Vec<String>) {
    for name in names {
        let key = super::title::key(&name);
        if !is_nobody(&name) && !out.iter().any(|have| super::title::key(have) == key) {
            out.push(name);
        }
    }
}

/// "jane-doe" or "janedoe" as another place spells it, "Jane Doe".
fn spelling(name: String, document: &Document<'_>, evidence: &Evidence<'_>) -> String {
    if name.chars().any(|character| character.is_uppercase() || character == ' ') {
        return name;
    }
    let key = super::title::key(&name);
    let tags = evidence.tags.iter().filter(|tag| tag.field == Field::Author).take(20);
    let marks =
        evidence.marks.iter().filter(|mark| mark.role == Role::Author).take(VISIBLE_LIMIT / 3);
    tags.flat_map(|tag| names::names(&clean::value(tag.content), true))
        .chain(marks.flat_map(|mark| names_of(document, mark)))
        .find(|other| other.contains(' ') && super::title::key(other) == key)
        .unwrap_or(name)
}

/// Score from which a visible byline is believed over the outlet's own name.
const SURE: f32 = 0.8;
/// Score down to which a visible byline is believed at all.
const DOUBTFUL: f32 = -2.5;

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
        if hints & words::COMMENT != 0
            || mark.sign == Sign::Words && hints & (words::NAV | words::RELATED) != 0
        {
            continue;
        }
        let names = names_of(document, mark);
        if names.is_empty() {
            continue;
        }
        let score = worth(mark, &names, outlets, headline);
        if best.as_ref().is_none_or(|(have, ..)| score > *have) {
            best = Some((score, names, mark));
        }
    }
    let (score, mut names, mark) = best?;
    if score < DOUBTFUL {
        return None;
    }
    // One element for each author: the neighbours of the same make belong to the byline.
    let neighbours = evidence.marks.iter().filter(|other| {
        other.role == Role::Author
            && other.sign == mark.sign
            && other.own == mark.own
            && other.around == mark.around
    });
    // Beside full names, a lone word is a section or a role of the same make.
    let all_full = names.iter().all(|name| names::is_full(name));
    for other in neighbours.take(12) {
        if other.node != mark.node && other.offset.abs_diff(mark.offset) < 120 {
            let more = names_of(document, other);
            extend(
                &mut names,
                more.into_iter().filter(|name| !all_full || names::is_full(name)).collect(),
            );
        }
    }
    if names.iter().any(|name| names::is_full(name) && !outlets.names(name)) {
        names.retain(|name| !outlets.names(name));
    }
    let place = match mark.sign {
        Sign::Microdata => Place::Microdata,
        Sign::Rdfa => Place::Rdfa,
        _ => Place::Visible,
    };
    Some(Stated { names, place, is_sure: score >= SURE })
}

fn worth(mark: &Mark<'_>, names: &[String], outlets: &Outlets, headline: Option<usize>) -> f32 {
    let hints = mark.own | mark.around;
    let mut score: f32 = match mark.sign {
        Sign::Microdata | Sign::Rdfa | Sign::Rel => 3.0,
        Sign::Class => 2.5,
        Sign::Words => 2.2,
        Sign::Element => 1.0,
    };
    for (hint, cost) in [
        (words::RELATED | words::NAV, 2.5),
        (words::ASIDE, 1.2),
        (words::FOOTER, 0.8),
        (words::FIGURE, 2.0),
        (words::BIO, 0.8),
        (words::HIDDEN, 0.5),
        (words::SOCIAL, 1.0),
    ] {
        if hints & hint != 0 {
            score -= cost;
        }
    }
    match headline {
        Some(headline) => {
            let (before, after) =
                (headline.saturating_sub(mark.offset), mark.offset.saturating_sub(headline));
            score -= (before as f32 / 200.0).min(3.5) + (after as f32 / 700.0).min(3.5);
        }
        None => score -= (mark.offset as f32 / 2_000.0).min(3.5),
    }
    if names.len() > 4 {
        score -= 1.0;
    }
    if names.iter().all(|name| names::is_full(name)) {
        score += 0.8;
    }
    if names.iter().any(|name| outlets.names(name)) {
        score -= 1.0;
    }
    score
}

/// The names an element holds.
fn names_of(document: &Document<'_>, mark: &Mark<'_>) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(content) = mark.attribute {
        extend(&mut out, names::names(&clean::value(content), true));
        return out;
    }
    if mark.sign == Sign::Words {
        extend(&mut out, words_of(document, mark.node));
        return out;
    }
    if matches!(mark.sign, Sign::Microdata | Sign::Rdfa)
        && let Some(name) = name_inside(document, mark.node)
    {
        extend(&mut out, names::names(&name, true));
        return out;
    }
    let Some(lines) = shown::lines_of(document, mark.node, BYLINE_BYTES) else {
        return out;
    };
    // Links inside a byline lead to the authors' pages: their texts are names and nothing else.
    let links = linked_names(document, mark.node);
    if !links.is_empty() {
        extend(&mut out, links);
        return out;
    }
    extend(&mut out, names::from_lines(&lines));
    out
}

/// The `itemprop="name"` of an item.
pub(super) fn name_inside(document: &Document<'_>, node: NodeId) -> Option<String> {
    let found = document.descendants(node).take(64).find(|&inner| {
        [name::ITEMPROP, name::PROPERTY].iter().any(|&attr| {
            document
                .attr(inner, attr)
                .is_some_and(|value| value.rsplit([':', ' ']).any(|token| token == "name"))
        })
    })?;
    let content = document.attr(found, name::CONTENT).map(clean::value);
    content.or_else(|| shown::text_of(document, found, 100)).filter(|name| !name.is_empty())
}

/// Full names that are the text of links below `node`.
fn linked_names(document: &Document<'_>, node: NodeId) -> Vec<String> {
    let mut out = Vec::new();
    for inner in document.descendants(node).take(64) {
        if !document.is(inner, name::A) {
            continue;
        }
        let Some(text) = shown::text_of(document, inner, 80) else {
            continue;
        };
        let text = names::strip_opener(&text, true);
        if names::is_full(text) && names::names(text, true).len() == 1 {
            extend(&mut out, names::names(text, true));
        }
    }
    out
}

/// The names behind an opener: in the same text, or, where the text is the opener alone ("By "), in what follows it.
fn words_of(document: &Document<'_>, node: NodeId) -> Vec<String> {
    let text = clean::words(document.text(node));
    if !names::is_opener(&text) {
        let names = names::from_lines(names::strip_opener(&text, false));
        return if names.iter().all(|name| names::is_proper(name)) { names } else { Vec::new() };
    }
    let mut above = node;
    for _ in 0..3 {
        let Some(parent) = document.parent(above) else {
            break;
        };
        above = parent;
        let Some(lines) = shown::lines_of(document, parent, BYLINE_BYTES) else {
            break;
        };
        let lines = lines.trim();
        // What stands before the opener is not the byline's.
        let Some(at) = lines.find(text.as_str()) else {
            continue;
        };
        let rest = lines[at..].trim();
        if names::is_opener(rest) {
            continue;
        }
        let names = names::from_lines(names::strip_opener(rest, true));
        return if names.iter().all(|name| names::is_proper(name)) { names } else { Vec::new() };
    }
    Vec::new()
}
