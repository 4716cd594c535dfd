//! The index of sections beside every page: lists, folders and feeds, tags, kept searches.

use store::counter::Counts;
use store::feeds::Subscription;
use store::folders::Folder;
use store::{FolderId, ReaderId};

use crate::layout::grouped;
use crate::{App, Result};

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
pub(crate) async fn read(
    app: &App,
    reader: ReaderId,
    counts: &Counts,
    here: &str,
) -> Result<Index> {
    let entry = |name: &str, href: &str, count| Entry::new(name, href, count, here);
    let lists = vec![
        entry("Unread", "/", counts.unread),
        entry("All", "/all", counts.all),
        entry("Archive", "/archive", counts.archive()),
        entry("Favourites", "/favourites", counts.favourite),
        entry("Marks", "/marks", counts.marks),
        entry("Conversation", "/talk", 0),
        entry("Notices", "/notices", counts.notices),
        entry("Queue", "/queue", 0),
    ];
    let subscriptions = app.store.subscriptions(reader).await?;
    let folders = app.store.folders(reader).await?;
    let mut groups = vec![feeds(&subscriptions, &folders, counts, here)];
    let tags = app.store.tags(reader).await?;
    let mut shown: Vec<_> =
        tags.iter().map(|tag| (tag, counts.tags.get(&tag.id).map_or(0, |c| c.all))).collect();
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
    let searches = app.store.saved_searches(reader).await?;
    let href = |query: &str| format!("/search?q={}", crate::search::encoded(query));
    groups.push(Group {
        name: "Searches",
        entries: searches.iter().map(|one| entry(&one.name, &href(&one.query), 0)).collect(),
        more: Some(("/search", "Search")),
    });
    Ok(Index { lists, groups })
}

/// Folders with their feeds in them, then feeds without a folder.
fn feeds(subscriptions: &[Subscription], folders: &[Folder], counts: &Counts, here: &str) -> Group {
    let mut entries = Vec::new();
    let unread =
        |one: &Subscription| counts.feeds.get(&one.feed.id).map_or(0, |count| count.unread);
    let add = |folder: Option<FolderId>, entries: &mut Vec<Entry>| {
        for one in subscriptions.iter().filter(|one| one.folder == folder) {
            let class = match (folder.is_some(), one.feed.failure.is_some()) {
                (true, true) => "nested ailing",
                (true, false) => "nested",
                (false, true) => "ailing",
                (false, false) => "",
            };
            let href = format!("/feed/{}", one.feed.id);
            entries.push(Entry { class, ..Entry::new(one.name(), href, unread(one), here) });
        }
    };
    for folder in folders {
        let count = counts.folders.get(&folder.id).map_or(0, |count| count.unread);
        entries.push(Entry::new(&folder.name, format!("/folder/{}", folder.id), count, here));
        add(Some(folder.id), &mut entries);
    }
    add(None, &mut entries);
    if entries.len() > FEED_LIMIT {
        // What has nothing to read gives way; the order stays.
        let mut room = FEED_LIMIT;
        entries.retain(|entry| {
            let stays = entry.is_current || (entry.count.is_some() && room > 0);
            room -= usize::from(stays && room > 0);
            stays
        });
    }
    Group { name: "Feeds", entries, more: Some(("/feeds", "All feeds")) }
}
