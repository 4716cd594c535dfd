//! What stands beside every page of a reader: counts, feeds, folders, tags, kept searches, in one
//! read, as each read is a turn of a thread and a transaction.

use crate::counter::{self, Counts};
use crate::database::{Tx, params};
use crate::folders::{self, Folder};
use crate::search::{self, SavedSearch};
use crate::tags::{self, Tag};
use crate::{FeedId, FolderId, ReaderId, Result, Store, follows, watches};

/// The sections of a reader's library, and how much is in each.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sections {
    pub counts: Counts,
    /// What the reader follows, by name.
    pub feeds: Vec<FollowedFeed>,
    /// By name, parents and children mixed.
    pub folders: Vec<Folder>,
    /// In order of their keys.
    pub tags: Vec<Tag>,
    /// By name.
    pub searches: Vec<SavedSearch>,
    /// Hits of watches that were not looked at.
    pub unseen_hits: i64,
    /// Notices that were not read.
    pub unread_notices: i64,
}

/// A feed as far as lists of feeds name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FollowedFeed {
    pub id: FeedId,
    /// The reader's own name for it, or its own.
    pub name: String,
    pub folder: Option<FolderId>,
    /// Why the last poll failed.
    pub failure: Option<String>,
}

impl Store {
    /// # Errors
    /// Those of the database.
    pub async fn sections(&self, reader: ReaderId) -> Result<Sections> {
        self.read(move |tx| sections(tx, reader)).await
    }
}

/// The same in a read that others share.
pub(crate) fn sections(tx: &mut Tx, reader: ReaderId) -> Result<Sections> {
    Ok(Sections {
        counts: counter::read(tx, reader)?,
        feeds: feeds(tx, reader)?,
        folders: folders::folders(tx, reader)?,
        tags: tags::tags(tx, reader)?,
        searches: search::saved(tx, reader)?,
        unseen_hits: watches::unseen(tx, reader)?,
        unread_notices: follows::speaker(tx, reader)?.unread_count,
    })
}

fn feeds(tx: &mut Tx, reader: ReaderId) -> Result<Vec<FollowedFeed>> {
    let sql = "SELECT f.id, coalesce(u.title, f.title), u.folder_id, f.failure
        FROM subscription u JOIN feed f ON f.id = u.feed_id WHERE u.reader_id = ?1 ORDER BY u.id";
    let rows = tx.rows(sql, params![reader])?.into_iter().map(|mut row| {
        Ok(FollowedFeed {
            id: FeedId(row.int(0)?),
            name: row.text(1)?,
            folder: row.opt_int(2)?.map(FolderId),
            failure: row.opt_text(3)?,
        })
    });
    let mut all = rows.collect::<Result<Vec<_>>>()?;
    // The databases do not agree on order by letters.
    all.sort_by_cached_key(|feed| feed.name.to_lowercase());
    Ok(all)
}
