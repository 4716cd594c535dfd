//! What the page of webhooks shows.

use askama::Template;

use crate::layout::{Layout, When};

/// All webhooks of a reader.
#[derive(Clone, Debug, Template)]
#[template(path = "webhooks/list.html")]
pub struct WebhooksPage {
    pub layout: Layout,
    pub webhooks: Vec<WebhookLine>,
    /// Name and words of each.
    pub events: Vec<(&'static str, &'static str)>,
    /// Of a webhook just made.
    pub secret: Option<String>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct WebhookLine {
    pub id: i64,
    pub url: String,
    pub events: String,
    pub is_off: bool,
    pub failure: Option<String>,
    pub sent_count: i64,
    pub lost_count: i64,
    pub last: Option<When>,
}
