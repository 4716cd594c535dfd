//! What the page of administration shows.

use askama::Template;

use crate::layout::{Layout, Value};

/// The room's settings and its readers.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/page.html")]
pub struct AdminPage {
    pub layout: Layout,
    /// "Articles" and "12,408".
    pub facts: Vec<(&'static str, String)>,
    /// Who may make an account.
    pub sign_up: Vec<Value>,
    /// A link just made.
    pub invitation: Option<String>,
    pub readers: Vec<ReaderLine>,
    /// Whether there are plans to look after.
    pub has_plans: bool,
}

/// One reader.
#[derive(Clone, Debug)]
pub struct ReaderLine {
    pub id: i64,
    pub name: String,
    pub role: &'static str,
    pub since: String,
    pub article_count: i64,
    pub is_suspended: bool,
}
