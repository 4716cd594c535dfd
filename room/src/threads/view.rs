//! What the pages of the conversation show.

use askama::Template;

use crate::layout::{Layout, When};

/// The letters page: conversations of the room, the last spoken in first.
#[derive(Clone, Debug, Template)]
#[template(path = "threads/front.html")]
pub struct FrontPage {
    pub layout: Layout,
    pub threads: Vec<ThreadLine>,
    pub older: Option<String>,
    pub is_moderator: bool,
}

/// One conversation in a list.
#[derive(Clone, Debug)]
pub struct ThreadLine {
    pub id: i64,
    pub title: String,
    /// Of a passage.
    pub quote: Option<String>,
    pub count: String,
    pub last: When,
}

/// What is spoken about on a story's page.
#[derive(Clone, Debug, Default)]
pub struct Conversation {
    /// Of the story itself: address and count.
    pub story: Option<(String, String)>,
    /// Others that its articles belong to.
    pub others: Vec<ThreadLine>,
    /// Nothing of the story could be had by others.
    pub is_private: bool,
}

/// A conversation, or one comment of it with what is below.
#[derive(Clone, Debug, Template)]
#[template(path = "threads/thread.html")]
pub struct ThreadPage {
    pub layout: Layout,
    /// `None`: nobody has spoken yet.
    pub id: Option<i64>,
    pub title: String,
    pub kicker: &'static str,
    pub outlet: Option<String>,
    /// Where the article is: on the reader's shelf, or on the web.
    pub article_href: Option<String>,
    /// Its address, where the reader has it not.
    pub save_url: Option<String>,
    /// Of a story or a claim: the reader's own story, and articles on the own shelf, address and title.
    pub story_href: Option<String>,
    pub own_articles: Vec<(String, String)>,
    pub passage: Option<Passage>,
    /// Else it is the words of claims, a line each.
    pub quote_is_passage: bool,
    pub count: String,
    /// Name, address, whether it is the one shown.
    pub sorts: Vec<(&'static str, String, bool)>,
    /// HTML, by `threads::piece`.
    pub comments: String,
    pub groups: Vec<Group>,
    pub held: Vec<HeldComment>,
    pub write: Option<WriteForm>,
    /// Said where there is no form.
    pub why_no_form: Option<String>,
    pub older: Option<String>,
    pub about: Option<AboutComment>,
    pub passages: Vec<PassageLine>,
    pub is_signed_in: bool,
    pub is_followed: bool,
    pub is_muted: bool,
    pub is_closed: bool,
    pub is_moderator: bool,
    /// Where news of this page come from.
    pub live: Option<String>,
    pub newest_first: bool,
}

/// Words that are spoken about.
#[derive(Clone, Debug)]
pub struct Passage {
    pub quote: String,
    /// They are no longer in the text.
    pub is_orphan: bool,
}

/// Comments under the words they are about.
#[derive(Clone, Debug)]
pub struct Group {
    pub id: i64,
    pub quote: Option<String>,
    pub count: String,
    pub comments: String,
    pub is_whole: bool,
}

/// A passage with a conversation of its own.
#[derive(Clone, Debug)]
pub struct PassageLine {
    pub id: i64,
    pub quote: String,
    pub count: i64,
    pub is_orphan: bool,
}

/// One's own comment that waits.
#[derive(Clone, Debug)]
pub struct HeldComment {
    pub id: i64,
    pub html: String,
    pub reason: String,
}

/// The form for a comment.
#[derive(Clone, Debug, Default)]
pub struct WriteForm {
    pub action: String,
    pub label: String,
    pub source: String,
    /// Why it was refused.
    pub refused: Option<String>,
    pub parent: Option<i64>,
    /// What is written about, for drafts.
    pub target: String,
    /// Words of the article, where the conversation is still to begin.
    pub anchor: Option<(String, String, String)>,
    pub is_draft: bool,
    pub is_guest: bool,
    pub guest_name: String,
    pub guest_email: String,
    pub began: i64,
    /// The form changes a comment.
    pub is_change: bool,
    pub longest: usize,
}

/// What one may do with a comment, on its page.
#[derive(Clone, Debug)]
pub struct AboutComment {
    pub id: i64,
    pub is_own: bool,
    pub may_change: bool,
    pub is_shown: bool,
    pub is_removed: bool,
    /// Of an author with an account: id, name, display name, whether followed and muted.
    pub author: Option<(i64, String, String, bool, bool)>,
    pub complaints: Vec<(usize, &'static str)>,
    /// HTML and when, the first first.
    pub history: Option<Vec<(String, String)>>,
}

/// Shown after a guest has written.
#[derive(Clone, Debug, Template)]
#[template(path = "threads/guest.html")]
pub struct GuestPage {
    pub layout: Layout,
    pub words: String,
    /// The ticket that is to be handed back.
    pub ticket: Option<String>,
    pub back: String,
}
