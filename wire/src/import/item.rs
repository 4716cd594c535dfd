//! What an export says about one saved page.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

/// Longest title, tag, name or folder, in bytes; longer ones are cut.
const MAX_LINE_BYTES: usize = 2_000;

/// One saved page, or what a file says about one. A page may come as several items (its saving, its
/// marks, its place in a collection): items of one address belong together, and what an item does
/// not say it leaves empty or [`State::Unknown`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Item {
    /// The file inside an archive; `None` for a file that is none.
    #[serde(skip)]
    pub part: Option<Arc<str>>,
    /// Which row of its file: 1 is the first record of a table, heading included, or element of a
    /// list.
    #[serde(skip)]
    pub row: u64,
    /// Page or feed.
    pub kind: Kind,
    /// Always `http` or `https`, as given apart from spelling.
    #[serde(with = "address")]
    pub url: Url,
    /// One line; may be empty.
    pub title: String,
    /// When it was saved. Programs that write no zone are known to write UTC.
    pub saved_at: Option<Timestamp>,
    /// Read or not.
    pub state: State,
    /// When it was archived.
    pub archived_at: Option<Timestamp>,
    /// Starred, pinned, liked.
    pub is_favourite: bool,
    /// When it was made a favourite.
    pub favoured_at: Option<Timestamp>,
    /// Visible to others where it came from; `None` if unknown.
    pub is_public: Option<bool>,
    /// How far it was read, in hundredths, 0 to 100.
    pub progress_percent: Option<u8>,
    /// In the file's order, none twice.
    pub tags: Vec<String>,
    /// Folders, lists or collections it lies in, each from the outermost in.
    pub folders: Vec<Vec<String>>,
    /// What the reader wrote about the page as a whole.
    pub note: String,
    /// A short form of the article, or the words selected when saving.
    pub excerpt: String,
    /// Names.
    pub authors: Vec<String>,
    /// When the article was published.
    pub published_at: Option<Timestamp>,
    /// As given, such as `en`; may be empty.
    pub language: String,
    /// A picture for lists.
    #[serde(with = "maybe_address")]
    pub image: Option<Url>,
    /// In the file's order.
    pub marks: Vec<Mark>,
    /// The article itself, if the file carries it.
    pub body: Option<Body>,
    /// Everything else the file says of it, by the file's names.
    pub extras: BTreeMap<String, String>,
}

/// What an address leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A page.
    #[default]
    Page,
    /// A feed (OPML).
    Feed,
}

/// Read or not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The file does not say.
    #[default]
    Unknown,
    /// On the list.
    Unread,
    /// Done with.
    Archived,
}

/// The article as the file carries it; not cleaned.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// HTML of the article alone or of the page.
    Html(String),
    /// Plain text.
    Text(String),
}

/// A highlight.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mark {
    /// The words marked; never empty.
    pub quote: String,
    /// What the reader wrote about them; may be empty.
    pub note: String,
    /// As the file names it; may be empty.
    pub colour: String,
    /// Labels; may be empty.
    pub tags: Vec<String>,
    /// When it was made.
    pub made_at: Option<Timestamp>,
    /// Where it was in the page as that program saw it.
    pub position: Option<Position>,
}

/// Two points in a page: paths of elements, and characters from their starts.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Position {
    /// Such as `/p[2]`.
    pub start: String,
    /// In characters.
    pub start_offset: u32,
    /// Such as `/p[2]`.
    pub end: String,
    /// In characters.
    pub end_offset: u32,
}

/// A row that was not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// The file inside an archive; `None` for a file that is none.
    pub part: Option<Arc<str>>,
    /// Which row, counted as for [`Item::row`].
    pub row: u64,
    /// Why.
    pub reason: Reason,
}

/// Why a row was not taken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Reason {
    /// Only a note, or nothing at all.
    #[error("no address")]
    NoUrl,
    /// Cut to a length that can be shown.
    #[error("not the address of a web page: {0}")]
    BadUrl(String),
    /// An upload, whose file is not in the export.
    #[error("an uploaded file, which the export does not hold")]
    Upload,
    /// Something a feed brought, that nobody saved.
    #[error("an entry of a feed, not saved by the reader")]
    FeedEntry,
    /// More bytes, or more levels, than any such row has.
    #[error("larger or deeper than a row may be")]
    TooLarge,
    /// In the reader's words.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// The rest of the file is missing, or broken past finding the next row.
    #[error("the file ends in the middle of this row: {0}")]
    Cut(String),
}

/// What one row of a file gives.
pub type Row = Result<Item, Refused>;

impl Item {
    /// An item that says nothing but its address.
    pub fn new(url: Url, row: u64) -> Item {
        Item { url, row, ..Item::default() }
    }

    /// Takes tags, cleaned, each once.
    pub(crate) fn add_tags<'a>(&mut self, tags: impl IntoIterator<Item = &'a str>) {
        for tag in tags {
            let tag = line(tag);
            if !tag.is_empty() && !self.tags.contains(&tag) {
                self.tags.push(tag);
            }
        }
    }

    /// Takes a folder path, unless it is empty.
    pub(crate) fn add_folder<'a>(&mut self, path: impl IntoIterator<Item = &'a str>) {
        let path: Vec<String> =
            path.into_iter().map(line).filter(|name| !name.is_empty()).collect();
        if !path.is_empty() && !self.folders.contains(&path) {
            self.folders.push(path);
        }
    }

    /// Keeps a field that has no place of its own.
    pub(crate) fn keep(&mut self, name: &str, value: &str) {
        if !value.trim().is_empty() {
            self.extras.insert(line(name), value.to_owned());
        }
    }
}

impl Default for Item {
    /// Only a start: the address is one that leads nowhere (RFC 2606).
    fn default() -> Item {
        Item {
            part: None,
            row: 0,
            kind: Kind::Page,
            url: Url::parse("https://nowhere.invalid/").expect("it is an address"),
            title: String::new(),
            saved_at: None,
            state: State::Unknown,
            archived_at: None,
            is_favourite: false,
            favoured_at: None,
            is_public: None,
            progress_percent: None,
            tags: Vec::new(),
            folders: Vec::new(),
            note: String::new(),
            excerpt: String::new(),
            authors: Vec::new(),
            published_at: None,
            language: String::new(),
            image: None,
            marks: Vec::new(),
            body: None,
            extras: BTreeMap::new(),
        }
    }
}

/// One line of plain text of bounded length.
pub(crate) fn line(text: &str) -> String {
    let is_plain = text.bytes().all(|byte| byte > b' ' && byte < 0x7f);
    let mut line = if is_plain { text.to_owned() } else { crate::markup::line(text) };
    line.truncate(line.floor_char_boundary(MAX_LINE_BYTES));
    line
}

/// The address of a row, or why it has none.
pub(crate) fn web_url(text: &str) -> Result<Url, Reason> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reason::NoUrl);
    }
    crate::markup::web_url(text, None).ok_or_else(|| {
        let shown = crate::markup::line(&text[..text.floor_char_boundary(200)]);
        Reason::BadUrl(shown)
    })
}

/// Addresses as text: `url`'s own way would need another of its features.
mod address {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use url::Url;

    pub(super) fn serialize<S: Serializer>(url: &Url, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(url.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
        let text = String::deserialize(from)?;
        super::web_url(&text).map_err(D::Error::custom)
    }
}

mod maybe_address {
    use serde::{Deserialize, Deserializer, Serializer};
    use url::Url;

    pub(super) fn serialize<S: Serializer>(url: &Option<Url>, out: S) -> Result<S::Ok, S::Error> {
        match url {
            Some(url) => out.serialize_some(url.as_str()),
            None => out.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Url>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        Ok(text.and_then(|text| super::web_url(&text).ok()))
    }
}
