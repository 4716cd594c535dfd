//! What the pages about readers show.

use askama::Template;

use crate::layout::{Layout, When};

/// A reader, as far as they show themselves.
#[derive(Clone, Debug, Template)]
#[template(path = "people/profile.html")]
pub struct ProfilePage {
    pub layout: Layout,
    pub id: i64,
    pub name: String,
    pub display_name: String,
    pub since: When,
    pub about: String,
    pub about_html: String,
    pub count: String,
    pub follower_count: i64,
    pub shows_comments: bool,
    pub shows_follows: bool,
    pub comments: Vec<ProfileComment>,
    pub follows: Vec<FollowLine>,
    pub is_own: bool,
    pub is_followed: bool,
    pub is_muted: bool,
    pub is_blocked: bool,
}

/// A comment on its author's profile.
#[derive(Clone, Debug)]
pub struct ProfileComment {
    pub href: String,
    pub title: String,
    pub html: String,
    pub when: When,
}

/// Something that is followed.
#[derive(Clone, Debug)]
pub struct FollowLine {
    /// `reader`, `conversation`, `story`, `source`, `search`.
    pub what: &'static str,
    pub item: i64,
    pub title: String,
    /// Empty: it has no page.
    pub href: String,
}

/// Something that is not to be heard.
#[derive(Clone, Debug)]
pub struct ShunnedLine {
    pub what: &'static str,
    /// What takes it back.
    pub value: String,
    pub title: String,
}

/// All that a reader follows, and does not want to hear.
#[derive(Clone, Debug, Template)]
#[template(path = "people/follows.html")]
pub struct FollowsPage {
    pub layout: Layout,
    pub follows: Vec<FollowLine>,
    /// Kept searches that are not followed.
    pub searches: Vec<(i64, String)>,
    pub shunned: Vec<ShunnedLine>,
}
