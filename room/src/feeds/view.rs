//! What the page of feeds shows.

use askama::Template;

use crate::layout::Layout;

/// All feeds by folder, with their health.
#[derive(Clone, Debug, Template)]
#[template(path = "feeds/list.html")]
pub struct FeedsPage {
    pub layout: Layout,
    /// "38 feeds, 2 cannot be read".
    pub count: String,
    pub folders: Vec<(i64, String)>,
    pub folders_of_feeds: Vec<FolderOfFeeds>,
    /// Why the address given is no feed.
    pub wrong: Option<String>,
    /// Address and title of the feeds a page offers.
    pub found: Vec<(String, String)>,
}

/// Feeds under one heading.
#[derive(Clone, Debug)]
pub struct FolderOfFeeds {
    pub name: String,
    pub feeds: Vec<FeedLine>,
}

/// One feed.
#[derive(Clone, Debug)]
pub struct FeedLine {
    pub id: i64,
    pub subscription_id: i64,
    pub title: String,
    pub host: String,
    pub folder_id: Option<i64>,
    pub is_full_text: bool,
    pub unread_count: i64,
    /// "5 minutes ago".
    pub polled: String,
    pub next_poll: String,
    /// Why the last poll failed.
    pub failure: Option<String>,
    pub failure_count: i64,
}

impl FeedLine {
    /// Whether it is in the folder of that id.
    pub fn is_in(&self, folder: &i64) -> bool {
        self.folder_id.as_ref() == Some(folder)
    }
}
