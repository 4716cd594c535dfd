//! Everything a page says about its article beside the body: title, standfirst, byline, dates,
//! outlet, section, tags, language, addresses. Each value comes with the place it was found in.

mod about;
mod addresses;
mod byline;
mod clean;
mod dates;
mod day;
mod evidence;
mod json;
mod json_ld;
mod language;
mod months;
mod name_words;
mod names;
mod shown;
mod title;
mod vocabulary;

use url::Url;

use crate::article::Place;
use crate::article::{Access, Found, Stated};
use crate::dom::Document;
use evidence::{Evidence, Role, Sign};
use json_ld::Linked;
use title::{Origin, Statement};
use vocabulary as words;
use vocabulary::Field;

#[cfg(feature = "training")]
pub(crate) use title::NAMES as TITLE_FEATURES;

/// What a page says about its article.
#[derive(Debug, Default)]
pub(crate) struct Meta {
    pub(crate) title: Found<String>,
    pub(crate) standfirst: Found<String>,
    pub(crate) byline: Found<Vec<String>>,
    pub(crate) published: Found<Stated>,
    pub(crate) modified: Found<Stated>,
    pub(crate) outlet: Found<String>,
    pub(crate) section: Found<String>,
    pub(crate) tags: Found<Vec<String>>,
    pub(crate) language: Found<String>,
    pub(crate) canonical_url: Found<String>,
    pub(crate) next_url: Found<String>,
    pub(crate) lead_image: Found<String>,
    pub(crate) access: Access,
    /// `articleBody` of the page's JSON-LD, as it stands there (may hold HTML); empty when absent.
    pub(crate) article_body: String,
    /// What the title was chosen among.
    #[cfg(feature = "training")]
    pub(crate) title_rows: Vec<(String, [f32; title::FEATURES])>,
    #[cfg(feature = "training")]
    pub(crate) is_article: bool,
}

/// Reads the metadata of a page; `url` is the capture's final URL.
pub(crate) fn read(document: &Document<'_>, url: Option<&Url>) -> Meta {
    let evidence = evidence::collect(document);
    let titles = head_titles(&evidence);
    let own_url = own_url(&evidence);
    let hint = json_ld::Hint {
        urls: [url.map(Url::as_str), evidence.canonical, own_url],
        titles: &titles,
    };
    let linked = json_ld::read(&evidence.json, hint);
    let address = url.cloned().or_else(|| {
        [evidence.canonical, own_url].into_iter().flatten().find_map(|text| Url::parse(text).ok())
    });
    let host = address.as_ref().and_then(Url::host_str).unwrap_or("");
    let path = address.as_ref().map_or("", Url::path);
    let outlets = outlets(&evidence, &linked, host);
    let statements = title_statements(document, &evidence, &linked);
    let candidates = title::candidates(&statements, &outlets, &title::slug(path));
    #[cfg(feature = "training")]
    let title_rows = candidates.iter().map(|one| (one.text.clone(), one.features)).collect();
    let is_article = is_article(&evidence, &linked);
    let title = title::choose(candidates, is_article);
    let headline =
        title.as_ref().and_then(|(title, _)| headline_offset(document, &evidence, title));
    let language = about::language(&evidence, &linked);
    let setting = dates::Setting {
        order: day_order(language.value().map_or("", String::as_str), host),
        headline,
        path,
    };
    let dates = dates::choose(document, &evidence, &linked, setting);
    let base = addresses::Base::new(address.as_ref(), evidence.base);
    let title_text = title.as_ref().map_or("", |(title, _)| title);
    Meta {
        standfirst: about::standfirst(document, &evidence, &linked, title_text, headline),
        byline: byline::choose(document, &evidence, &linked, &outlets, headline),
        outlet: about::outlet(document, &evidence, &linked),
        section: about::section(&evidence, &linked),
        tags: about::keywords(&evidence, &linked),
        language,
        canonical_url: addresses::canonical(&evidence, &linked, &base),
        next_url: addresses::next(&evidence, address.as_ref(), &base),
        lead_image: addresses::lead_image(&evidence, &linked, &base),
        access: about::access(&evidence, &linked),
        title: title.map_or(Found::default(), |(title, place)| Found::At(title, place)),
        published: dates.published,
        modified: dates.modified,
        article_body: linked.body.unwrap_or("").to_owned(),
        #[cfg(feature = "training")]
        title_rows,
        #[cfg(feature = "training")]
        is_article,
    }
}

/// Titles as the head states them, cleaned.
fn head_titles(evidence: &Evidence<'_>) -> Vec<String> {
    let tags = evidence.tags.iter().filter(|tag| tag.field == Field::Title).take(4);
    tags.map(|tag| clean::value(tag.content)).filter(|title| !title.is_empty()).collect()
}

fn own_url<'d>(evidence: &Evidence<'d>) -> Option<&'d str> {
    evidence.tags.iter().find(|tag| tag.field == Field::Url).map(|tag| tag.content)
}

/// The page says of itself that it is an article, or when it was published.
fn is_article(evidence: &Evidence<'_>, linked: &Linked<'_>) -> bool {
    let says_so = |tag: &evidence::Tag<'_>| match tag.field {
        Field::Kind => tag.content.trim().to_ascii_lowercase().starts_with("article"),
        Field::Published => true,
        _ => false,
    };
    linked.rank == 3 || linked.published.is_some() || evidence.tags.iter().any(says_so)
}

/// How many words of a line are the date it states, with its time; 0 when it states none.
pub(crate) fn date_words(line: &str) -> usize {
    day::read(line, day::Order::DayFirst).map_or(0, |reading| {
        let stated = line.get(reading.start..reading.end).unwrap_or("");
        stated.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count()
    })
}

/// Fills in what only the body's text tells: the language of a page that declares none.
pub(crate) fn complete(meta: &mut Meta, text: &str) {
    if meta.language.value().is_none()
        && let Some(language) = language::detect(text)
    {
        meta.language = Found::At(language.to_owned(), Place::Text);
    }
}

/// Every name of the outlet that the page states.
fn outlets(evidence: &Evidence<'_>, linked: &Linked<'_>, host: &str) -> title::Outlets {
    let tags = evidence.tags.iter().filter(|tag| tag.field == Field::Outlet);
    let names = tags
        .map(|tag| tag.content)
        .chain(linked.publisher)
        .chain(linked.site_names.iter().copied());
    title::Outlets::new(names, host)
}

/// Bytes of visible text before the headline.
fn headline_offset(document: &Document<'_>, evidence: &Evidence<'_>, title: &str) -> Option<usize> {
    let wanted = title::key(title);
    let headings = || {
        evidence
            .marks
            .iter()
            .filter(|mark| mark.role == Role::Headline && mark.attribute.is_none())
            .take(20)
    };
    let same = headings().find(|mark| {
        shown::text_of(document, mark.node, HEADING_BYTES)
            .is_some_and(|text| title::key(&text).contains(&wanted))
    });
    let first = || {
        headings().find(|mark| {
            mark.sign == Sign::Element
                && (mark.own | mark.around) & (words::FURNITURE | words::LINK) == 0
        })
    };
    same.or_else(first).map(|mark| mark.offset)
}

/// English is month first unless the page or host says another English-speaking country than the
/// United States; every other language is day first.
fn day_order(language: &str, host: &str) -> day::Order {
    let (language, region) =
        language.trim().split_once(['-', '_']).unwrap_or((language.trim(), ""));
    let is_english = language.is_empty() || language.eq_ignore_ascii_case("en");
    let top = host.rsplit('.').next().unwrap_or("");
    let elsewhere = top.len() == 2
        && !matches!(top, "us" | "io" | "co" | "tv" | "me" | "ai" | "ly" | "fm" | "gg");
    let region_elsewhere = !region.is_empty() && !region.eq_ignore_ascii_case("us");
    if is_english && !elsewhere && !region_elsewhere {
        day::Order::MonthFirst
    } else {
        day::Order::DayFirst
    }
}

/// Longest heading, in bytes.
const HEADING_BYTES: usize = 500;

/// Every place the page states a title.
fn title_statements(
    document: &Document<'_>,
    evidence: &Evidence<'_>,
    linked: &Linked<'_>,
) -> Vec<Statement> {
    let mut out = Vec::new();
    let mut state = |origin, place, text: String| {
        // Permalink signs, and the hashes of unrendered Markdown but not of "#hashtags".
        let text = text.trim_end_matches(['¶', '⋆', ' ']);
        let text = match text.trim_start_matches('#') {
            rest if rest.starts_with(' ') => rest.trim_start(),
            _ => text,
        };
        if !text.is_empty() {
            let text = text.to_owned();
            out.push(Statement { origin, place, text });
        }
    };
    if let Some(headline) = linked.headline {
        state(Origin::Linked, Place::JsonLd, clean::value(headline));
    }
    if let Some(name) = linked.name {
        state(Origin::LinkedName, Place::JsonLd, clean::value(name));
    }
    let mut seen = [false; 4];
    for tag in evidence.tags.iter().filter(|tag| tag.field == Field::Title) {
        let (at, origin) = match tag.place {
            Place::OpenGraph => (0, Origin::OpenGraph),
            Place::TwitterCard => (1, Origin::Twitter),
            Place::DublinCore => (2, Origin::DublinCore),
            _ => (3, Origin::Meta),
        };
        if !std::mem::replace(&mut seen[at], true) {
            state(origin, tag.place, clean::value(tag.content));
        }
    }
    if let Some(title) = evidence.title_element {
        state(Origin::Element, Place::TitleElement, clean::value(title));
    }
    let (mut headings, mut classes) = (0, 0);
    for mark in evidence.marks.iter().filter(|mark| mark.role == Role::Headline) {
        let hints = mark.own | mark.around;
        let is_side = hints & (words::FURNITURE | words::LINK) != 0;
        let (origin, place) = match mark.sign {
            Sign::Microdata => (Origin::Property, Place::Microdata),
            Sign::Rdfa => (Origin::Property, Place::Rdfa),
            Sign::Element if is_side => (Origin::SideHeading, Place::Visible),
            Sign::Element => (Origin::Heading, Place::Visible),
            _ => (Origin::Class, Place::Visible),
        };
        if origin == Origin::Class {
            if is_side || classes == 3 {
                continue;
            }
            classes += 1;
        } else {
            if headings == 6 {
                continue;
            }
            headings += 1;
        }
        let text = match mark.attribute {
            Some(content) if matches!(mark.sign, Sign::Microdata | Sign::Rdfa) => {
                Some(clean::value(content))
            }
            _ => shown::text_of(document, mark.node, HEADING_BYTES),
        };
        let Some(text) = text else { continue };
        if origin == Origin::Heading {
            let parts: Vec<String> = document
                .children(mark.node)
                .take(8)
                .filter_map(|child| shown::text_of(document, child, HEADING_BYTES))
                .filter(|part| !part.is_empty())
                .collect();
            if parts.len() > 1 {
                for part in parts.into_iter().take(3) {
                    state(Origin::HeadingPart, Place::Visible, part);
                }
            }
        }
        state(origin, place, text);
    }
    out
}

#[cfg(test)]
mod tests;
