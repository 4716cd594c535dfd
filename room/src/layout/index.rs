//! The index of sections beside every page: lists, folders and feeds, tags, kept searches.

use store::FolderId;
use store::sections::{FollowedFeed, Sections};

use crate::layout::grouped;

/// All groups of the index.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// The lists of the shelf and the pages of the room.
    pub lists: Vec<Entry>,
    pub groups: Vec<Group>,
}

impl Index {
    /// Whether anything stands below the lists.
    pub fn has_groups(&self) -> bool {
        !self.groups.is_empty()
    }
}

/// Entries under one heading.
#[derive(Clone, Debug)]
pub struct Group {
    pub name: &'static str,
    pub entries: Vec<Entry>,
    /// Where all of them are, and the words that lead there.
    pub more: Option<(&'static str, &'static str)>,
}

/// One line of the index.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: String,
    pub href: String,
    /// `None` where nothing is counted, and where the count is nought.
    pub count: Option<String>,
    pub is_current: bool,
    /// `nested`, `ailing` or nothing.
    pub class: &'static str,
}

impl Entry {
    /// An entry that is current when `here` is its address.
    pub fn new(name: impl Into<String>, href: impl Into<String>, count: i64, here: &str) -> Self {
        let href = href.into();
        let is_current = href == here;
        let count = (count > 0).then(|| grouped(count));
        Self { name: name.into(), href, count, is_current, class: "" }
    }
}

/// Feeds and folders shown, and tags: what has most to read comes first, the rest has a page.
const FEED_LIMIT: usize = 40;
const TAG_LIMIT: usize = 15;

/// The index of a reader's pages; `here` is the address of the one shown.
pub(crate) fn index(sections: &Sections, here: &str) -> Index {
    let counts = &sections.counts;
    let entry = |name: &str, href: &str, count| Entry::new(name, href, count, here);
    let lists = vec![
        entry("Unread", "/", counts.unread),
        entry("All", "/all", counts.all),
        entry("Archive", "/archive", counts.archive()),
        entry("Favourites", "/favourites", counts.favourite),
        entry("Stories", "/stories", 0),
        entry("Marks", "/marks", counts.marks),
        entry("Conversation", "/talk", 0),
        entry("Notices", "/notices", sections.unread_notices),
        entry("Watches", "/watches", sections.unseen_hits),
        entry("Queue", "/queue", 0),
    ];
    let mut groups = vec![feeds(sections, here)];
    let mut shown: Vec<_> = sections
        .tags
        .iter()
        .map(|tag| (tag, counts.tags.get(&tag.id).map_or(0, |c| c.all)))
        .collect();
    shown.sort_by_key(|(_, count)| -count);
    shown.truncate(TAG_LIMIT);
    groups.push(Group {
        name: "Tags",
        entries: shown
            .iter()
            .map(|(tag, count)| entry(&tag.name, &format!("/tag/{}", tag.key), *count))
            .collect(),
        more: Some(("/tags", "Tags and folders")),
    });
    let searches = &sections.searches;
    let href = |query: &str| format!("/search?q={}", crate::search::encoded(query));
    groups.push(Group {
        name: "Searches",
        entries: searches.iter().map(|one| entry(&one.name, &href(&one.query), 0)).collect(),
        more: Some(("/search", "Search")),
    });
    Index { lists, groups }
}

/// Folders with their feeds in them, then feeds without a folder. Where there are too many, what has
/// nothing to read gives way; the order stays.
fn feeds(sections: &Sections, here: &str) -> Group {
    let counts = &sections.counts;
    let unread = |one: &FollowedFeed| counts.feeds.get(&one.id).map_or(0, |count| count.unread);
    let is_long = sections.feeds.len() + sections.folders.len() > FEED_LIMIT;
    let mut room = FEED_LIMIT;
    let mut entries = Vec::new();
    let mut add = |name: &str, href: String, count, class| {
        let is_current = href == here;
        if is_long && !is_current && (count == 0 || room == 0) {
            return;
        }
        room = room.saturating_sub(1);
        entries.push(Entry { class, ..Entry::new(name, href, count, here) });
    };
    let add_feeds = |folder: Option<FolderId>, add: &mut dyn FnMut(&str, String, i64, _)| {
        for one in sections.feeds.iter().filter(|one| one.folder == folder) {
            let class = match (folder.is_some(), one.failure.is_some()) {
                (true, true) => "nested ailing",
                (true, false) => "nested",
                (false, true) => "ailing",
                (false, false) => "",
            };
            add(&one.name, format!("/feed/{}", one.id), unread(one), class);
        }
    };
    for folder in &sections.folders {
        let count = counts.folders.get(&folder.id).map_or(0, |count| count.unread);
        add(&folder.name, format!("/folder/{}", folder.id), count, "");
        add_feeds(Some(folder.id), &mut add);
    }
    add_feeds(None, &mut add);
    Group { name: "Feeds", entries, more: Some(("/feeds", "All feeds")) }
}
