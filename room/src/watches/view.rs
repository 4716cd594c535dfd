//! What the pages of watches show.

use askama::Template;

use crate::layout::{Layout, When};

/// All watches, and the form for a new one.
#[derive(Clone, Debug, Template)]
#[template(path = "watches/list.html")]
pub struct WatchesPage {
    pub layout: Layout,
    pub watches: Vec<WatchLine>,
    pub measure: String,
    pub claimant: String,
    pub place: String,
}

/// One watch.
#[derive(Clone, Debug)]
pub struct WatchLine {
    pub id: i64,
    pub name: String,
    /// The question in words.
    pub asks: String,
    /// Hits not looked at yet; `None`: none.
    pub unseen: Option<String>,
    pub has_feed: bool,
}

/// The claims that answered a watch.
#[derive(Clone, Debug, Template)]
#[template(path = "watches/hits.html")]
pub struct HitsPage {
    pub layout: Layout,
    pub name: String,
    pub asks: String,
    pub hits: Vec<HitLine>,
    pub older: Option<String>,
}

/// One claim.
#[derive(Clone, Debug)]
pub struct HitLine {
    pub href: String,
    pub when: When,
    /// Not looked at before this page.
    pub is_new: bool,
    pub outlet: String,
    pub title: String,
    pub claimant: String,
    pub measure: String,
    pub place: String,
    pub figure: String,
    /// The same claimant's figure before.
    pub was: Option<String>,
    pub sentence: String,
    pub is_rival: bool,
}
