//! Feeds: RSS of every version, Atom and JSON Feed as one [`Feed`].
//!
//! [`read`] is given the bytes of an answer and reads as far as they make sense: a feed that is cut
//! off, badly nested or wrongly labelled gives the entries that can be told. Nothing in it is
//! trusted: there are no entities but those of HTML, and sizes are bounded by the constants below.
//! HTML is handed on as it was given, for `page` to clean.

use std::collections::HashSet;

use jiff::Timestamp;
use url::Url;

use crate::markup;

pub(crate) mod decode;
mod discover;
mod json;
mod poll;
mod xml;

pub use discover::{Candidate, discover};
pub use poll::{Hints, History, Validators, next_poll, retry_after};

/// Most bytes of a feed that is read.
pub const MAX_BYTES: usize = 20 << 20;
/// Most entries kept, newest first.
pub const MAX_ENTRIES: usize = 10_000;
/// Longest title or name, in bytes.
const MAX_LINE_BYTES: usize = 2_000;
/// Most enclosures, authors or topics of an entry.
const MAX_LIST: usize = 100;

/// Why bytes are no feed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotAFeed {
    /// Look for a feed in it with [`discover`].
    #[error("this is no feed")]
    Other,
    /// Nothing: more than [`MAX_BYTES`].
    #[error("the feed is larger than {MAX_BYTES} bytes")]
    TooLarge,
    /// Nothing: it begins as JSON and ends as nothing.
    #[error("the feed's JSON cannot be read: {0}")]
    Json(String),
}

/// Which kind of feed it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// RSS 0.9x, 1.0 or 2.0.
    Rss,
    /// RFC 4287.
    Atom,
    /// JSON Feed 1 or 1.1.
    Json,
}

/// What a feed says, and its entries.
#[derive(Clone, PartialEq, Debug)]
pub struct Feed {
    /// Which kind of feed it is.
    pub kind: Kind,
    /// One line of plain text; may be empty.
    pub title: String,
    /// One line of plain text; may be empty.
    pub description: String,
    /// The outlet's page.
    pub home: Option<Url>,
    /// Where the feed says it lives.
    pub itself: Option<Url>,
    /// WebSub hubs that tell of new entries.
    pub hubs: Vec<Url>,
    /// Icon or logo.
    pub image: Option<Url>,
    /// As given, such as `en-GB`; may be empty.
    pub language: String,
    /// Names; may be empty.
    pub authors: Vec<String>,
    /// When it last changed, if it says so with a zone.
    pub updated: Option<Timestamp>,
    /// How often it wants to be asked.
    pub hints: Hints,
    /// In the feed's order, no id twice; the newest, if there were more than [`MAX_ENTRIES`].
    pub entries: Vec<Entry>,
    /// Entries left out: too old, twice there, or empty.
    pub dropped_count: usize,
}

/// One article as its feed announces it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Entry {
    /// What tells it from the others of its feed: the one given, else its address, else its title.
    /// Never empty.
    pub id: String,
    /// The page.
    pub url: Option<Url>,
    /// One line of plain text; may be empty.
    pub title: String,
    /// Names; may be empty.
    pub authors: Vec<String>,
    /// Only if it was given with time and zone.
    pub published: Option<Timestamp>,
    /// Only if it was given with time and zone.
    pub updated: Option<Timestamp>,
    /// The short form, as given.
    pub summary: Option<Html>,
    /// The long form, as given.
    pub content: Option<Html>,
    /// Sound, video, pictures.
    pub enclosures: Vec<Enclosure>,
    /// As given; empty if the entry has none of its own.
    pub language: String,
    /// Topics the outlet filed it under.
    pub topics: Vec<String>,
}

/// HTML from outside, not cleaned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Html {
    /// Never empty. Plain text has been escaped.
    pub html: String,
    /// What its links are relative to.
    pub base: Option<Url>,
}

/// A file that belongs to an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Enclosure {
    /// Where it is.
    pub url: Url,
    /// Such as `audio/mpeg`; may be empty.
    pub media_type: String,
    /// If it is given and not zero.
    pub size_bytes: Option<u64>,
}

/// Reads a feed.
///
/// `content_type` is the header's value, for the encoding; `url` is where the feed was found.
///
/// # Errors
/// [`NotAFeed`] when the bytes are something else; a feed that is broken is none.
pub fn read(bytes: &[u8], content_type: Option<&str>, url: Option<&Url>) -> Result<Feed, NotAFeed> {
    if bytes.len() > MAX_BYTES {
        return Err(NotAFeed::TooLarge);
    }
    let text = decode::text(bytes, content_type);
    if text.trim_start().starts_with(['{', '[']) {
        return json::read(&text, url);
    }
    xml::read(&text, url)
}

impl Feed {
    fn new(kind: Kind) -> Feed {
        Feed {
            kind,
            title: String::new(),
            description: String::new(),
            home: None,
            itself: None,
            hubs: Vec::new(),
            image: None,
            language: String::new(),
            authors: Vec::new(),
            updated: None,
            hints: Hints::default(),
            entries: Vec::new(),
            dropped_count: 0,
        }
    }
}

/// Entries as they come, bounded.
#[derive(Debug, Default)]
struct Entries {
    kept: Vec<Entry>,
    ids: HashSet<String>,
    dropped_count: usize,
}

impl Entries {
    /// Takes the entry in, unless it says nothing or has been there.
    fn push(&mut self, mut entry: Entry) {
        if entry.id.is_empty() {
            entry.id = entry.url.as_ref().map(|url| url.to_string()).unwrap_or_default();
        }
        if entry.id.is_empty() {
            entry.id.clone_from(&entry.title);
        }
        let body = [&entry.content, &entry.summary].into_iter().flatten().next();
        if entry.id.is_empty()
            && let Some(body) = body
        {
            entry.id = cut(&markup::plain(&body.html));
        }
        if entry.id.is_empty() || !self.ids.insert(entry.id.clone()) {
            self.dropped_count += 1;
            return;
        }
        self.kept.push(entry);
        // Twice as many, so that sorting is paid by as many entries as it drops.
        if self.kept.len() >= 2 * MAX_ENTRIES {
            self.prune();
        }
    }

    fn prune(&mut self) {
        if self.kept.len() <= MAX_ENTRIES {
            return;
        }
        // Without dates the feed's order stands, which is newest first by habit.
        self.kept.sort_by_key(|entry| std::cmp::Reverse(entry.published.or(entry.updated)));
        self.dropped_count += self.kept.len() - MAX_ENTRIES;
        self.kept.truncate(MAX_ENTRIES);
        self.ids = self.kept.iter().map(|entry| entry.id.clone()).collect();
    }

    fn finish(mut self, feed: &mut Feed) {
        self.prune();
        feed.entries = self.kept;
        feed.dropped_count = self.dropped_count;
    }
}

/// One line of plain text, from text.
fn line(text: &str) -> String {
    cut(&markup::line(text))
}

/// One line of plain text, from HTML.
fn plain(html: &str) -> String {
    cut(&markup::plain(html))
}

fn cut(text: &str) -> String {
    text[..text.floor_char_boundary(MAX_LINE_BYTES)].to_owned()
}

/// HTML with its base, if there is any.
fn html_of(html: &str, base: Option<&Url>) -> Option<Html> {
    let html = html.trim();
    (!html.is_empty()).then(|| Html { html: html.replace('\0', ""), base: base.cloned() })
}

#[cfg(test)]
mod tests;
