//! An article as one line of JSON: the record of `--format json` and of the batch protocol.

use clap::ValueEnum;
use page::{Access, Article, Found, Missing, Place, Stated};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// The version of the record; it changes when a key goes away or changes its meaning, not when one
/// is added.
pub(super) const PROTOCOL: u32 = 1;

/// What a line carries when asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum With {
    /// The body as sanitised HTML.
    Html,
    /// The article as Markdown.
    Markdown,
    /// Where each value was found, and why missing ones are missing.
    Found,
    /// Who says what in the text, its figures, dates and places.
    Record,
}

#[derive(Serialize)]
struct Record<'a> {
    protocol: u32,
    id: &'a Value,
    title: &'a Found<String>,
    standfirst: &'a Found<String>,
    byline: &'a [String],
    /// The day of `published`, or of `modified` where the page says no more, in the zone the page
    /// wrote it in.
    date: Option<String>,
    published: &'a Found<Stated>,
    modified: &'a Found<Stated>,
    outlet: &'a Found<String>,
    section: &'a Found<String>,
    tags: &'a [String],
    language: &'a Found<String>,
    canonical_url: &'a Found<String>,
    next_url: &'a Found<String>,
    lead_image: &'a Found<String>,
    access: Access,
    encoding: &'static str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Notes<Place>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<Notes<Missing>>,
    /// Who says what and the figures, dates and places of `text`.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<Map<String, Value>>,
}

#[derive(Serialize)]
struct Failure<'a> {
    protocol: u32,
    id: &'a Value,
    error: &'a str,
}

/// The answer for an article; ends with a line feed. `is_pretty` spreads it over lines for the eye.
pub(super) fn of(
    id: &Value,
    article: &Article,
    with: &[With],
    record: Option<Map<String, Value>>,
    is_pretty: bool,
) -> Vec<u8> {
    let (found, missing) = provenance(article);
    let is_wanted = |part: With| with.contains(&part);
    let record = Record {
        protocol: PROTOCOL,
        id,
        title: &article.title,
        standfirst: &article.standfirst,
        byline: list(&article.byline),
        date: day(article),
        published: &article.published,
        modified: &article.modified,
        outlet: &article.outlet,
        section: &article.section,
        tags: list(&article.tags),
        language: &article.language,
        canonical_url: &article.canonical_url,
        next_url: &article.next_url,
        lead_image: &article.lead_image,
        access: article.access,
        encoding: article.encoding,
        text: &article.text,
        html: is_wanted(With::Html).then(|| article.body.html()),
        markdown: is_wanted(With::Markdown).then(|| article.markdown()),
        found: is_wanted(With::Found).then_some(found),
        missing: is_wanted(With::Found).then_some(missing),
        record,
    };
    written(&record, is_pretty)
}

/// The day to file an article under: where a page states only when it was last changed, that is
/// what its readers take for its date. `published` stays `None` then.
fn day(article: &Article) -> Option<String> {
    let stated = article.published.value().or(article.modified.value())?;
    Some(stated.date.to_string())
}

/// The answer when there is no article; ends with a line feed.
pub(super) fn failed(id: &Value, reason: &str) -> Vec<u8> {
    let failure = Failure { protocol: PROTOCOL, id, error: reason };
    written(&failure, false)
}

fn written(record: &impl Serialize, is_pretty: bool) -> Vec<u8> {
    let bytes =
        if is_pretty { serde_json::to_vec_pretty(record) } else { serde_json::to_vec(record) };
    let mut bytes = bytes.expect("string keys and no failing values");
    bytes.push(b'\n');
    bytes
}

fn list(found: &Found<Vec<String>>) -> &[String] {
    found.value().map_or(&[], Vec::as_slice)
}

/// Names with what is known about each, in the record's order.
struct Notes<T>(Vec<(&'static str, T)>);

impl<T: Serialize> Serialize for Notes<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, note)| (name, note)))
    }
}

/// Where each value was found, and why the others were not.
fn provenance(article: &Article) -> (Notes<Place>, Notes<Missing>) {
    let mut found = Vec::new();
    let mut missing = Vec::new();
    let mut note = |name, state: Result<Place, Missing>| match state {
        Ok(place) => found.push((name, place)),
        Err(reason) => missing.push((name, reason)),
    };
    note("title", state(&article.title));
    note("standfirst", state(&article.standfirst));
    note("byline", state(&article.byline));
    note("published", state(&article.published));
    note("modified", state(&article.modified));
    note("outlet", state(&article.outlet));
    note("section", state(&article.section));
    note("tags", state(&article.tags));
    note("language", state(&article.language));
    note("canonical_url", state(&article.canonical_url));
    note("next_url", state(&article.next_url));
    note("lead_image", state(&article.lead_image));
    (Notes(found), Notes(missing))
}

fn state<T>(value: &Found<T>) -> Result<Place, Missing> {
    match value {
        Found::At(_, place) => Ok(*place),
        Found::Not(reason) => Err(*reason),
    }
}

/// The article's values as YAML front matter: every value a JSON string or list of them, which YAML
/// reads as they stand.
pub(super) fn front_matter(source: &str, article: &Article) -> String {
    let mut out = String::from("---\n");
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            out.push_str(name);
            out.push_str(": ");
            out.push_str(&value);
            out.push('\n');
        }
    };
    let text = |found: &Found<String>| found.value().map(json);
    let names = |found: &Found<Vec<String>>| found.value().map(json);
    let stated = |found: &Found<Stated>| found.value().map(Stated::to_string);
    line("title", text(&article.title));
    line("standfirst", text(&article.standfirst));
    line("byline", names(&article.byline));
    line("published", stated(&article.published));
    line("modified", stated(&article.modified));
    line("outlet", text(&article.outlet));
    line("section", text(&article.section));
    line("tags", names(&article.tags));
    line("language", text(&article.language));
    let source = Some(json(source));
    line("url", text(&article.canonical_url).or(source));
    out.push_str("---\n\n");
    out
}

fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("strings and lists of them")
}
