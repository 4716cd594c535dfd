//! Streams by their names, and folders as the labels that apps know.

use std::collections::BTreeMap;

use store::shelf::{Place, Wanted};
use store::{FeedId, FolderId, ReaderId, TagId};

use crate::App;
use crate::feeds::paths;

/// The feed that stands for what was saved by hand: no room has so many others.
pub(crate) const SAVED: i64 = 1_000_000_000;

/// A list of articles.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stream {
    All,
    Read,
    Unread,
    Starred,
    Feed(FeedId),
    Saved,
    Folder(FolderId),
    Tag(TagId),
    /// Nobody knows the name: it holds nothing, never everything.
    Nothing,
}

/// What a state or label stands for in a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Named<'n> {
    State(&'n str),
    Label(&'n str),
    Feed(&'n str),
    Unknown,
}

/// Takes a name apart: `user/-/…` and `user/<id>/…` are the same.
pub(super) fn named(name: &str) -> Named<'_> {
    if let Some(feed) = name.strip_prefix("feed/") {
        return Named::Feed(feed);
    }
    let rest = name.strip_prefix("user/").and_then(|rest| rest.split_once('/'));
    let Some((_, rest)) = rest else { return Named::Unknown };
    if let Some(state) = rest.strip_prefix("state/com.google/") {
        return Named::State(state);
    }
    rest.strip_prefix("label/").map_or(Named::Unknown, Named::Label)
}

/// Folders by id with the label each has: its path.
pub(super) async fn labels(
    app: &App,
    reader: ReaderId,
) -> Result<BTreeMap<FolderId, String>, crate::Error> {
    let folders = app.store.folders(reader).await?;
    Ok(paths(&folders).into_iter().map(|(id, path)| (id, path.join(" / "))).collect())
}

/// The folder of a label.
pub(super) async fn folder(
    app: &App,
    reader: ReaderId,
    label: &str,
) -> Result<Option<FolderId>, crate::Error> {
    let labels = labels(app, reader).await?;
    Ok(labels.into_iter().find(|(_, known)| known == label).map(|(id, _)| id))
}

impl Stream {
    /// The stream of a name; an empty one is everything.
    pub(super) async fn of(app: &App, reader: ReaderId, name: &str) -> Result<Self, crate::Error> {
        if name.is_empty() {
            return Ok(Self::All);
        }
        Ok(match named(name) {
            Named::State(state) => Self::of_state(state),
            Named::Feed(feed) => Self::of_feed(app, reader, feed).await?,
            Named::Label(label) => match folder(app, reader, label).await? {
                Some(folder) => Self::Folder(folder),
                None => app.store.tag(reader, label).await?.map_or(Self::Nothing, Self::Tag),
            },
            Named::Unknown => Self::Nothing,
        })
    }

    fn of_state(state: &str) -> Self {
        match state {
            "reading-list" => Self::All,
            "read" => Self::Read,
            "unread" | "kept-unread" => Self::Unread,
            "starred" => Self::Starred,
            _ => Self::Nothing,
        }
    }

    async fn of_feed(app: &App, reader: ReaderId, feed: &str) -> Result<Self, crate::Error> {
        if let Ok(id) = feed.parse() {
            return Ok(if id == SAVED { Self::Saved } else { Self::Feed(FeedId(id)) });
        }
        let subscriptions = app.store.subscriptions(reader).await?;
        let found = subscriptions.iter().find(|one| one.feed.url == feed);
        Ok(found.map_or(Self::Nothing, |one| Self::Feed(one.feed.id)))
    }

    /// The question to the store; `None` where nothing can be found.
    pub(super) fn wanted(self) -> Option<Wanted> {
        let mut wanted = Wanted::default();
        match self {
            Self::All => {}
            Self::Read => wanted.is_read = Some(true),
            Self::Unread => wanted.is_read = Some(false),
            Self::Starred => wanted.is_favourite = Some(true),
            Self::Feed(id) => wanted.place = Place::Feed(id),
            Self::Saved => wanted.is_saved = true,
            Self::Folder(id) => wanted.place = Place::Folder(id),
            Self::Tag(id) => wanted.place = Place::Tag(id),
            Self::Nothing => return None,
        }
        Some(wanted)
    }
}

/// Narrows a question to what has a state, or has it not; `None` where nothing is left.
pub(super) fn narrow(wanted: Wanted, name: &str, has_it: bool) -> Option<Wanted> {
    let Named::State(state) = named(name) else { return Some(wanted) };
    let mut wanted = wanted;
    let set = |flag: &mut Option<bool>, value: bool| match flag {
        Some(known) => *known == value,
        None => {
            *flag = Some(value);
            true
        }
    };
    let is_left = match state {
        "read" => set(&mut wanted.is_read, has_it),
        "unread" | "kept-unread" => set(&mut wanted.is_read, !has_it),
        "starred" => set(&mut wanted.is_favourite, has_it),
        "reading-list" => has_it,
        _ => !has_it,
    };
    is_left.then_some(wanted)
}
