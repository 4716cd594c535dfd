//! What the pages about notices show.

use askama::Template;

use crate::layout::{Layout, When};

/// Replies and follows.
#[derive(Clone, Debug, Template)]
#[template(path = "notices/page.html")]
pub struct NoticesPage {
    pub layout: Layout,
    pub notices: Vec<NoticeLine>,
    /// The newest, where some were not read.
    pub newest: Option<i64>,
    pub unread_count: i64,
    pub older: Option<String>,
    /// Value, words, whether it is chosen.
    pub letters: Vec<(&'static str, &'static str, bool)>,
    pub why_no_letters: Option<&'static str>,
    pub has_feed: bool,
    /// The address of a feed just opened.
    pub feed: Option<String>,
}

/// One notice.
#[derive(Clone, Debug)]
pub struct NoticeLine {
    pub words: String,
    pub href: String,
    pub quote: String,
    pub when: When,
    pub is_read: bool,
}

/// No more letters.
#[derive(Clone, Debug, Template)]
#[template(path = "notices/unsubscribe.html")]
pub struct UnsubscribePage {
    pub layout: Layout,
    pub is_done: bool,
    pub action: String,
}

/// The private feed (RFC 4287).
#[derive(Clone, Debug, Template)]
#[template(path = "notices/atom.xml")]
pub struct Atom {
    pub title: String,
    pub origin: String,
    pub reader: i64,
    pub updated: String,
    pub entries: Vec<Entry>,
}

/// One notice in the feed.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: i64,
    pub title: String,
    pub href: String,
    pub updated: String,
    pub summary: String,
}
