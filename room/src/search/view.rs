//! What the search page shows.

use askama::Template;

use crate::layout::Layout;
use crate::shelf::view::{Item, State};

/// The form, what was found, and the searches kept.
#[derive(Clone, Debug, Template)]
#[template(path = "search/page.html")]
pub struct SearchPage {
    pub layout: Layout,
    pub here: String,
    pub query: String,
    /// What in the query is not understood.
    pub problem: Option<String>,
    /// "312 articles".
    pub count: Option<String>,
    pub is_best_first: bool,
    pub newest_href: String,
    pub best_href: String,
    pub operators: &'static [(&'static str, &'static str)],
    pub items: Vec<Item>,
    pub older: Option<String>,
    pub saved: Vec<SavedSearch>,
}

/// A search under a name.
#[derive(Clone, Debug)]
pub struct SavedSearch {
    pub id: i64,
    pub name: String,
    pub query: String,
    pub href: String,
    /// It feeds out as Atom.
    pub has_feed: bool,
}

/// The operators and what each asks.
pub const OPERATORS: &[(&str, &str)] = &[
    ("harbour bridge", "both words, in any order, in any of their endings"),
    ("\"rust in the hangers\"", "these words, one after the other"),
    ("-football", "without this word; works before every other operator too"),
    ("ferry OR launch", "either"),
    ("title:ferry", "in the headline"),
    ("outlet:\"Harbour Post\"", "published there"),
    ("author:Ellison", "written by her"),
    ("tag:ferries   folder:Local", "tagged so; kept there"),
    ("is:unread   is:favourite   is:archived", "as it stands on the shelf"),
    ("has:marks   has:quotes   has:figures", "what it holds"),
    ("before:2026-03   after:2025-12-24", "published before or after that day, month or year"),
    ("source:\"Maud Ellery\"", "in which she is quoted"),
    ("figure:passengers", "with a figure for this"),
];
