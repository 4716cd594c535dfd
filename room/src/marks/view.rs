//! What the page of marks shows.

use askama::Template;

use crate::layout::{Layout, When};

/// All marks, under their articles.
#[derive(Clone, Debug, Template)]
#[template(path = "marks/list.html")]
pub struct MarksPage {
    pub layout: Layout,
    pub here: String,
    pub count: String,
    pub groups: Vec<MarkGroup>,
    pub older: Option<String>,
}

/// The marks of one article.
#[derive(Clone, Debug)]
pub struct MarkGroup {
    pub shelf_id: i64,
    pub title: String,
    pub outlet: Option<String>,
    pub marks: Vec<MarkCard>,
}

/// One mark and its note.
#[derive(Clone, Debug)]
pub struct MarkCard {
    pub id: i64,
    pub shelf_id: i64,
    pub quote: String,
    pub note: String,
    /// `yellow`, `green`, `blue`, `red`.
    pub colour: &'static str,
    /// Its words are no longer in the text.
    pub is_orphan: bool,
    pub when: When,
}
