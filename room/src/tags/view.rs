//! What the pages of tags, folders and rules show.

use askama::Template;

use crate::layout::Layout;

/// All tags and folders.
#[derive(Clone, Debug, Template)]
#[template(path = "tags/list.html")]
pub struct TagsPage {
    pub layout: Layout,
    pub tags: Vec<TagLine>,
    pub folders: Vec<FolderLine>,
}

/// One tag.
#[derive(Clone, Debug)]
pub struct TagLine {
    pub id: i64,
    pub name: String,
    pub key: String,
    pub count: i64,
}

/// One folder.
#[derive(Clone, Debug)]
pub struct FolderLine {
    pub id: i64,
    pub name: String,
    /// With the folders around it: "News / Local".
    pub path: String,
    pub unread_count: i64,
}

/// All rules and the form for a new one.
#[derive(Clone, Debug, Template)]
#[template(path = "tags/rules.html")]
pub struct RulesPage {
    pub layout: Layout,
    pub rules: Vec<RuleLine>,
    pub folders: Vec<(i64, String)>,
    pub draft_query: String,
    /// Why the query given cannot be asked.
    pub wrong: Option<String>,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct RuleLine {
    pub id: i64,
    pub query: String,
    /// "tag ferries, archive".
    pub effect: String,
}
