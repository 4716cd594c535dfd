//! What the list pages show.

use askama::Template;

use crate::layout::{Layout, When};
use crate::reprints::view::ReprintLine;

/// A list of articles: unread, archive, favourites, one feed, tag or folder.
#[derive(Clone, Debug, Template)]
#[template(path = "shelf/list.html")]
pub struct ListPage {
    pub layout: Layout,
    pub heading: String,
    /// "1,284 articles".
    pub count: Option<String>,
    /// The page's own address: where forms lead back to.
    pub here: String,
    /// Which list it is, as `archive-all` names it.
    pub list_key: String,
    /// The newest article shown: what arrives meanwhile is not archived with the rest.
    pub newest: i64,
    pub is_unread_list: bool,
    /// Unread and all, where the list has both.
    pub tabs: Vec<Tab>,
    pub days: Vec<Day>,
    /// Addresses of the pages before and after.
    pub newer: Option<String>,
    pub older: Option<String>,
    /// Said instead of a list.
    pub empty: Empty,
    /// "3 feeds cannot be read".
    pub ailing: Option<String>,
    pub folders: Vec<(i64, String)>,
    pub tag_names: Vec<String>,
}

/// One of several lists of the same place.
#[derive(Clone, Debug)]
pub struct Tab {
    pub name: &'static str,
    pub href: String,
    pub is_current: bool,
}

/// What came on one day.
#[derive(Clone, Debug)]
pub struct Day {
    pub name: String,
    pub items: Vec<Item>,
}

/// Words for a list without articles.
#[derive(Clone, Debug, Default)]
pub struct Empty {
    pub heading: &'static str,
    pub words: &'static str,
    /// Address and words of the ways on.
    pub doors: Vec<(&'static str, &'static str)>,
}

/// One article in a list.
#[derive(Clone, Debug)]
pub struct Item {
    /// Of the shelf.
    pub id: i64,
    /// Its page.
    pub href: String,
    pub title: String,
    pub outlet: Option<String>,
    /// The search for that outlet.
    pub outlet_href: String,
    /// "Mara Ellison and Jon Petty", empty when unknown.
    pub byline: String,
    pub standfirst: Option<String>,
    /// Address in the room's own cache.
    pub picture: Option<String>,
    pub when: Option<When>,
    /// Nought when there is no text.
    pub minutes: i64,
    /// Thousandths of the text.
    pub progress: i64,
    pub tags: Vec<TagLink>,
    pub is_read: bool,
    pub is_favourite: bool,
    /// The same text elsewhere on the shelf.
    pub reprints: Vec<ReprintLine>,
    /// There is a later version than the first.
    pub is_changed: bool,
    pub state: State,
    /// Why it is kept as a link.
    pub reason: Option<String>,
    /// Words around what a search found; empty outside searches.
    pub hit: Vec<HitPart>,
    /// Set larger: the first of an unread list.
    pub is_lead: bool,
}

/// How far an article has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The desk has yet to fetch it.
    Waiting,
    Readable,
    /// It could not be fetched or read.
    Link,
}

/// A tag on an article.
#[derive(Clone, Debug)]
pub struct TagLink {
    pub name: String,
    /// As addresses name it.
    pub key: String,
}

/// A stretch of words, found or not.
#[derive(Clone, Debug)]
pub struct HitPart {
    pub words: String,
    pub is_hit: bool,
}
