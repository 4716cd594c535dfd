//! What the pages of moderation show.

use askama::Template;

use crate::layout::{Layout, When};
use crate::threads::rules::Rules;

/// What waits for a moderator.
#[derive(Clone, Debug, Template)]
#[template(path = "moderation/queue.html")]
pub struct QueuePage {
    pub layout: Layout,
    pub waiting: Vec<WaitingLine>,
    pub is_admin: bool,
}

/// A comment that waits.
#[derive(Clone, Debug)]
pub struct WaitingLine {
    pub id: i64,
    pub thread: i64,
    pub title: String,
    pub author: String,
    /// Of who has an account.
    pub author_name: Option<String>,
    pub html: String,
    pub is_held: bool,
    /// Why it is held.
    pub reason: String,
    pub reports: Vec<String>,
    pub when: When,
}

/// What moderators did.
#[derive(Clone, Debug, Template)]
#[template(path = "moderation/log.html")]
pub struct LogPage {
    pub layout: Layout,
    pub lines: Vec<LogLine>,
    pub older: Option<String>,
    pub is_moderator: bool,
}

/// One line of the log.
#[derive(Clone, Debug)]
pub struct LogLine {
    pub what: &'static str,
    /// Names; `None`: left since.
    pub moderator: Option<String>,
    pub reader: Option<String>,
    pub href: Option<String>,
    pub reason: String,
    pub when: When,
    pub hash: String,
}

/// The rules, and what others would have changed.
#[derive(Clone, Debug, Template)]
#[template(path = "moderation/rules.html")]
pub struct RulesPage {
    pub layout: Layout,
    pub rules: Rules,
    pub replay: Option<Replay>,
}

/// What new rules say of old comments, where the present ones say something else.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    /// Comments looked at.
    pub count: usize,
    pub passed: usize,
    pub held: usize,
    pub refused: usize,
    /// Address, title, what would be.
    pub lines: Vec<(String, String, String)>,
}
