//! Linked data: which of a page's JSON-LD nodes is the article, and what it states.

use std::collections::HashMap;

use super::clean;
use super::json::Json;

/// Objects looked at in all; a graph of a real page holds a few hundred.
const OBJECT_LIMIT: usize = 50_000;
/// People listed for one article.
const PEOPLE_LIMIT: usize = 40;

/// What the article's node states. Strings are as they stand there.
#[derive(Debug, Default)]
pub(super) struct Linked<'j> {
    pub(super) headline: Option<&'j str>,
    pub(super) alternative: Option<&'j str>,
    pub(super) name: Option<&'j str>,
    pub(super) description: Option<&'j str>,
    /// Names, in order.
    pub(super) authors: Vec<Person<'j>>,
    pub(super) published: Option<&'j str>,
    pub(super) modified: Option<&'j str>,
    pub(super) section: Option<&'j str>,
    pub(super) keywords: Vec<&'j str>,
    pub(super) publisher: Option<&'j str>,
    pub(super) language: Option<&'j str>,
    pub(super) image: Option<&'j str>,
    pub(super) url: Option<&'j str>,
    pub(super) body: Option<&'j str>,
    pub(super) is_free: Option<bool>,
    /// Names of the site and of organisations, whichever node they stand in.
    pub(super) site_names: Vec<&'j str>,
    /// How surely the node is the page's article: 3 an article type, 2 another work, 1 the page.
    pub(super) rank: u8,
}

/// One author as stated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Person<'j> {
    pub(super) name: &'j str,
    pub(super) is_organisation: bool,
}

/// What is known of the page beside its linked data, to tell its article from others.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hint<'h> {
    /// Addresses the page goes by.
    pub(super) urls: [Option<&'h str>; 3],
    /// Titles as the head states them, cleaned.
    pub(super) titles: &'h [String],
}

struct Object<'j> {
    json: &'j Json<'j>,
    /// Reached through a list of other articles or a part.
    is_other: bool,
    depth: u8,
}

/// Reads the article's node among all of `roots`.
pub(super) fn read<'j>(roots: &'j [Json<'j>], hint: Hint<'_>) -> Linked<'j> {
    let objects = objects(roots);
    let by_id = ids(&objects);
    let best = objects
        .iter()
        .filter_map(|object| Some((score(object, hint)?, object)))
        // The first of equals.
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    let mut linked = Linked::default();
    if let Some(((_, rank), object)) =
        best.map(|(score, object)| ((score, rank(object.json)), object))
    {
        linked.rank = rank;
        fill(&mut linked, object.json, &by_id);
        // Some pages split one article over two nodes: what the best lacks, others of the same
        // headline may have.
        let twins = objects
            .iter()
            .filter(|other| {
                !other.is_other
                    && !std::ptr::eq(other.json, object.json)
                    && self::rank(other.json) > 0
            })
            .take(20);
        for twin in twins {
            complete(&mut linked, twin.json, &by_id);
        }
    }
    for object in &objects {
        let is_site = types(object.json).any(|kind| {
            matches!(
                local(kind),
                "WebSite"
                    | "NewsMediaOrganization"
                    | "Organization"
                    | "Corporation"
                    | "LocalBusiness"
            )
        });
        if is_site && linked.site_names.len() < 8 {
            let names = [text(object.json, "name"), text(object.json, "alternateName")];
            let is_author = |name: &&str| linked.authors.iter().any(|person| person.name == *name);
            let names: Vec<&str> =
                names.into_iter().flatten().filter(|name| !is_author(name)).collect();
            linked.site_names.extend(names);
        }
    }
    linked
}

/// Every object, breadth first, so that outer ones come before those inside.
fn objects<'j>(roots: &'j [Json<'j>]) -> Vec<Object<'j>> {
    let mut queue: Vec<Object<'j>> =
        roots.iter().map(|json| Object { json, is_other: false, depth: 0 }).collect();
    let mut at = 0;
    let mut out = Vec::new();
    while at < queue.len() && out.len() < OBJECT_LIMIT {
        let Object { json, is_other, depth } = queue[at];
        at += 1;
        match json {
            Json::List(items) => {
                queue.extend(items.iter().filter(|item| is_container(item)).map(|json| Object {
                    json,
                    is_other,
                    depth,
                }))
            }
            Json::Map(pairs) => {
                for (key, value) in pairs {
                    if !is_container(value) {
                        continue;
                    }
                    let is_other = is_other
                        || matches!(
                            &**key,
                            "itemListElement"
                                | "hasPart"
                                | "isPartOf"
                                | "liveBlogUpdate"
                                | "comment"
                                | "review"
                                | "relatedLink"
                                | "citation"
                                | "mentions"
                                | "isBasedOn"
                                | "blogPost"
                                | "blogPosts"
                                | "video"
                                | "image"
                                | "associatedMedia"
                                | "subjectOf"
                                | "suggestedAnswer"
                                | "acceptedAnswer"
                        );
                    queue.push(Object { json: value, is_other, depth: depth.saturating_add(1) });
                }
                out.push(Object { json, is_other, depth });
            }
            _ => {}
        }
    }
    out
}

fn is_container(json: &Json<'_>) -> bool {
    matches!(json, Json::List(_) | Json::Map(_))
}

/// Objects by their `@id`, those that say something of themselves.
fn ids<'j>(objects: &[Object<'j>]) -> HashMap<&'j str, &'j Json<'j>> {
    let mut out = HashMap::new();
    for object in objects {
        if let (Some(id), Json::Map(pairs)) = (text(object.json, "@id"), object.json)
            && pairs.len() > 1
        {
            out.entry(id).or_insert(object.json);
        }
    }
    out
}

fn types<'j>(json: &'j Json<'j>) -> impl Iterator<Item = &'j str> {
    let kinds = json.get("@type").or_else(|| json.get("type"));
    kinds.map_or(&[] as &[Json<'_>], Json::items).iter().filter_map(Json::as_text)
}

/// `NewsArticle` of `https://schema.org/NewsArticle` or `schema:NewsArticle`.
fn local(kind: &str) -> &str {
    kind.rsplit(['/', ':', '#']).next().unwrap_or(kind).trim()
}

/// 3 for articles, 2 for other works that carry the same fields, 1 for the page itself.
fn rank(json: &Json<'_>) -> u8 {
    types(json)
        .map(|kind| match local(kind) {
            "Report" | "BlogPosting" | "LiveBlogPosting" | "SocialMediaPosting" | "Posting" => 3,
            kind if kind.ends_with("Article") || kind.ends_with("article") => 3,
            "Recipe"
            | "Review"
            | "VideoObject"
            | "DiscussionForumPosting"
            | "HowTo"
            | "PodcastEpisode"
            | "CreativeWork"
            | "Question"
            | "Book"
            | "Movie"
            | "Event"
            | "JobPosting"
            | "ImageGallery"
            | "MediaGallery"
            | "Course"
            | "Dataset"
            | "QAPage"
            | "AudioObject"
            | "ItemList"
            | "Product"
            | "CriticReview" => 2,
            "WebPage" | "ItemPage" | "AboutPage" | "CollectionPage" | "MedicalWebPage"
            | "FAQPage" => 1,
            _ => 0,
        })
        .max()
        .unwrap_or(0)
}

/// How well a node fits the page; `None` when it is no work at all.
fn score(object: &Object<'_>, hint: Hint<'_>) -> Option<i32> {
    let rank = rank(object.json);
    if rank == 0 {
        return None;
    }
    let mut score = i32::from(rank) * 10 - i32::from(object.depth.min(5));
    if object.is_other {
        score -= 25;
    }
    if text(object.json, "headline").is_some() {
        score += 3;
    }
    if ["datePublished", "author", "articleBody"].iter().any(|key| object.json.get(key).is_some()) {
        score += 4;
    }
    if addresses(object.json)
        .any(|own| hint.urls.iter().flatten().any(|url| same_address(own, url)))
    {
        score += 12;
    }
    let title = text(object.json, "headline").or_else(|| text(object.json, "name"));
    if let Some(title) = title.map(clean::value)
        && hint
            .titles
            .iter()
            .any(|have| have.starts_with(&title) || title.starts_with(have.as_str()))
    {
        score += 12;
    }
    Some(score)
}

fn addresses<'j>(json: &'j Json<'j>) -> impl Iterator<Item = &'j str> {
    let page = json.get("mainEntityOfPage");
    [
        text(json, "url"),
        text(json, "@id"),
        page.and_then(Json::as_text),
        page.and_then(|page| text(page, "@id")),
        page.and_then(|page| text(page, "url")),
    ]
    .into_iter()
    .flatten()
}

/// Equal but for scheme, "www.", query, fragment and a slash at the end.
fn same_address(one: &str, two: &str) -> bool {
    fn core(url: &str) -> &str {
        let url = url.split(['?', '#']).next().unwrap_or("");
        let url = url.split_once("://").map_or(url, |(_, rest)| rest);
        url.trim_start_matches("www.").trim_end_matches('/')
    }
    let (one, two) = (core(one), core(two));
    !one.is_empty() && one == two
}

fn text<'j>(json: &'j Json<'j>, key: &str) -> Option<&'j str> {
    let value = json.get(key)?;
    value
        .items()
        .iter()
        .find_map(|item| item.as_text().or_else(|| item.get("@value")?.as_text()))
        .filter(|text| !text.trim_ascii().is_empty())
}

type Ids<'j> = HashMap<&'j str, &'j Json<'j>>;

/// The object a reference stands for, or the value itself.
fn resolve<'j>(json: &'j Json<'j>, ids: &Ids<'j>) -> &'j Json<'j> {
    match json {
        Json::Map(pairs) if pairs.iter().all(|(key, _)| key == "@id" || key == "@type") => {
            text(json, "@id").and_then(|id| ids.get(id).copied()).unwrap_or(json)
        }
        _ => json,
    }
}

fn fill<'j>(linked: &mut Linked<'j>, json: &'j Json<'j>, ids: &Ids<'j>) {
    linked.headline = text(json, "headline");
    linked.alternative = text(json, "alternativeHeadline");
    linked.name = text(json, "name");
    complete(linked, json, ids);
}

/// Fills what is still missing.
fn complete<'j>(linked: &mut Linked<'j>, json: &'j Json<'j>, ids: &Ids<'j>) {
    let fill = |slot: &mut Option<&'j str>, key: &str| *slot = slot.or_else(|| text(json, key));
    fill(&mut linked.headline, "headline");
    fill(&mut linked.description, "description");
    fill(&mut linked.published, "datePublished");
    fill(&mut linked.published, "dateCreated");
    fill(&mut linked.published, "uploadDate");
    fill(&mut linked.modified, "dateModified");
    fill(&mut linked.section, "articleSection");
    fill(&mut linked.url, "url");
    fill(&mut linked.body, "articleBody");
    fill(&mut linked.body, "text");
    if linked.language.is_none()
        && let Some(language) = json.get("inLanguage")
    {
        linked.language = language.items().first().and_then(|first| {
            first.as_text().or_else(|| text(first, "alternateName")).or_else(|| text(first, "name"))
        });
    }
    if linked.authors.is_empty() {
        let authors = json.get("author").or_else(|| json.get("creator"));
        if let Some(authors) = authors {
            people(&mut linked.authors, authors, ids, 0);
        }
    }
    if linked.keywords.is_empty()
        && let Some(keywords) = json.get("keywords")
    {
        let words = keywords.items().iter().take(100);
        linked.keywords =
            words.filter_map(|word| word.as_text().or_else(|| text(word, "name"))).collect();
    }
    if linked.publisher.is_none()
        && let Some(publisher) =
            json.get("publisher").and_then(|publisher| publisher.items().first())
    {
        let publisher = resolve(publisher, ids);
        linked.publisher = publisher
            .as_text()
            .or_else(|| text(publisher, "name"))
            .filter(|name| !name.starts_with("http"));
    }
    if linked.image.is_none()
        && let Some(image) = json
            .get("image")
            .or_else(|| json.get("thumbnailUrl"))
            .or_else(|| json.get("primaryImageOfPage"))
            .and_then(|image| image.items().first())
    {
        let image = resolve(image, ids);
        linked.image =
            image.as_text().or_else(|| text(image, "url")).or_else(|| text(image, "contentUrl"));
    }
    if linked.is_free.is_none() {
        linked.is_free = json.get("isAccessibleForFree").and_then(|free| match free {
            Json::Bool(free) => Some(*free),
            other => match other.as_text()?.to_ascii_lowercase().as_str() {
                "true" | "1" | "http://schema.org/true" | "https://schema.org/true" => Some(true),
                "false" | "0" | "http://schema.org/false" | "https://schema.org/false" => {
                    Some(false)
                }
                _ => None,
            },
        });
    }
}

fn people<'j>(out: &mut Vec<Person<'j>>, json: &'j Json<'j>, ids: &Ids<'j>, depth: u8) {
    for item in json.items() {
        if out.len() >= PEOPLE_LIMIT {
            return;
        }
        if let Some(name) = item.as_text() {
            out.push(Person { name, is_organisation: false });
            continue;
        }
        let person = resolve(item, ids);
        let is_organisation = types(person).any(|kind| local(kind).ends_with("rganization"));
        match person.get("name") {
            // Lists of names in one person, and persons inside the name.
            Some(Json::List(names)) if depth < 3 => {
                for name in names {
                    people(out, name, ids, depth + 1);
                }
            }
            Some(Json::Map(_)) if depth < 3 => {
                people(out, &person.get("name").expect("just found").items()[0], ids, depth + 1)
            }
            Some(name) => {
                if let Some(name) = name.as_text().filter(|name| !name.trim_ascii().is_empty()) {
                    out.push(Person { name, is_organisation });
                }
            }
            None => {
                let (given, family) = (text(person, "givenName"), text(person, "familyName"));
                out.extend(given.xor(family).map(|name| Person { name, is_organisation }));
                if let (Json::Map(_), true) = (person, depth < 3)
                    && let Some(nested) = person.get("author").or_else(|| person.get("Person"))
                {
                    people(out, nested, ids, depth + 1);
                }
            }
        }
    }
}
