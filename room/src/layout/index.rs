//! The index of sections beside every page: lists, folders and feeds, tags, kept searches.

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
    pub count: Option<i64>,
    pub is_current: bool,
    /// `nested`, `ailing` or nothing.
    pub class: &'static str,
}

impl Entry {
    /// An entry that is current when `here` is its address.
    pub fn new(name: impl Into<String>, href: impl Into<String>, count: i64, here: &str) -> Self {
        let href = href.into();
        let is_current = href == here;
        let count = Some(count).filter(|count| *count > 0);
        Self { name: name.into(), href, count, is_current, class: "" }
    }
}
