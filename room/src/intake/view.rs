//! What the pages of saving and of the queue show.

use askama::Template;

use crate::layout::Layout;

/// All ways of saving.
#[derive(Clone, Debug, Template)]
#[template(path = "intake/save.html")]
pub struct SavePage {
    pub layout: Layout,
    /// As it was given.
    pub url: String,
    /// What is wrong with it.
    pub wrong: Option<String>,
    /// `javascript:` that opens the save page with the address of the page it is used on.
    pub bookmarklet: String,
}

/// What the desk has to do, and what it could not.
#[derive(Clone, Debug, Template)]
#[template(path = "intake/queue.html")]
pub struct QueuePage {
    pub layout: Layout,
    /// "4 waiting, 2 failed".
    pub count: String,
    pub failed_count: usize,
    pub rows: Vec<QueueRow>,
}

/// One piece of work.
#[derive(Clone, Debug)]
pub struct QueueRow {
    /// Of the job.
    pub id: i64,
    pub shelf_id: Option<i64>,
    pub title: String,
    pub url: String,
    /// "third try in 20 minutes".
    pub state: String,
    pub failure: Option<String>,
    /// It will not be tried again by itself.
    pub is_failed: bool,
}

/// The bookmarklet of a room at this address (scheme and host, without a slash at the end).
pub fn bookmarklet(origin: &str) -> String {
    format!("javascript:location.href='{origin}/save?url='+encodeURIComponent(location.href)")
}
