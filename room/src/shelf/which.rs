//! Which list: as an address, as a word in an address, as a question to the store.

use store::shelf::{Filter, Place};
use store::{FeedId, FolderId};

use crate::session::Me;
use crate::{App, Error, Result};

#[cfg(test)]
mod tests;

/// A list of a reader's shelf.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Which {
    pub(crate) filter: Filter,
    pub(crate) spot: Spot,
}

/// Where in the shelf.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Spot {
    Everywhere,
    Feed(FeedId),
    Folder(FolderId),
    /// By its key.
    Tag(String),
}

impl Which {
    /// The unread list.
    pub(crate) const FRONT: Which = Which { filter: Filter::Unread, spot: Spot::Everywhere };

    /// What the list is called; of a feed, folder or tag the store knows the name.
    pub(crate) fn name(&self) -> &'static str {
        match self.filter {
            Filter::Unread => "Unread",
            Filter::All => "All articles",
            Filter::Favourite => "Favourites",
            Filter::Archive => "Archive",
        }
    }

    /// The path of its page.
    pub(crate) fn address(&self) -> String {
        match (&self.spot, self.filter) {
            (Spot::Everywhere, Filter::Unread) => "/".to_owned(),
            (Spot::Everywhere, Filter::All) => "/all".to_owned(),
            (Spot::Everywhere, Filter::Favourite) => "/favourites".to_owned(),
            (Spot::Everywhere, Filter::Archive) => "/archive".to_owned(),
            (Spot::Feed(id), _) => format!("/feed/{id}"),
            (Spot::Folder(id), _) => format!("/folder/{id}"),
            (Spot::Tag(key), _) => format!("/tag/{}", crate::search::encoded(key)),
        }
    }

    /// Path and query. A tag shows all its articles as a rule, a feed and a folder what is unread.
    pub(crate) fn href(&self) -> String {
        let address = self.address();
        match (&self.spot, self.filter) {
            (Spot::Feed(_) | Spot::Folder(_), Filter::All) => format!("{address}?all=1"),
            (Spot::Tag(_), Filter::Unread) => format!("{address}?all=0"),
            _ => address,
        }
    }

    /// The same with more in its query.
    pub(crate) fn href_with(&self, query: &str) -> String {
        let href = self.href();
        let joint = if href.contains('?') { '&' } else { '?' };
        format!("{href}{joint}{query}")
    }

    /// One word for it: `unread`, `feed-3`, `feed-3-all`, `tag-ferries-unread`.
    pub(crate) fn key(&self) -> String {
        let filter = match self.filter {
            Filter::Unread => "unread",
            Filter::All => "all",
            Filter::Favourite => "favourite",
            Filter::Archive => "archive",
        };
        match &self.spot {
            Spot::Everywhere => filter.to_owned(),
            Spot::Feed(id) => format!("feed-{id}-{filter}"),
            Spot::Folder(id) => format!("folder-{id}-{filter}"),
            Spot::Tag(key) => format!("tag-{}-{filter}", crate::search::encoded(key)),
        }
    }

    /// The list with this [`Which::key`], its percent signs read; `None` for anything else.
    pub(crate) fn of(key: &str) -> Option<Self> {
        let filter = |word| {
            Some(match word {
                "unread" => Filter::Unread,
                "all" => Filter::All,
                "favourite" => Filter::Favourite,
                "archive" => Filter::Archive,
                _ => return None,
            })
        };
        let Some((spot, word)) = key.rsplit_once('-') else {
            return Some(Self { filter: filter(key)?, spot: Spot::Everywhere });
        };
        let (kind, name) = spot.split_once('-')?;
        let spot = match kind {
            "feed" => Spot::Feed(FeedId(name.parse().ok()?)),
            "folder" => Spot::Folder(FolderId(name.parse().ok()?)),
            "tag" => Spot::Tag(name.to_owned()),
            _ => return None,
        };
        Some(Self { filter: filter(word)?, spot })
    }

    /// The place in the store's terms.
    ///
    /// # Errors
    /// `NotFound` where the reader has no tag of that name.
    pub(crate) async fn place(&self, app: &App, me: &Me) -> Result<Place> {
        Ok(match &self.spot {
            Spot::Everywhere => Place::Everywhere,
            Spot::Feed(id) => Place::Feed(*id),
            Spot::Folder(id) => Place::Folder(*id),
            Spot::Tag(key) => Place::Tag(app.store.tag(me.id, key).await?.ok_or(Error::NotFound)?),
        })
    }
}
