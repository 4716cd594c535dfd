//! Counts shown beside lists: kept in the transaction that changes a shelf, never counted for a page.

use std::collections::{BTreeMap, HashMap};

use crate::database::{Tx, params};
use crate::{FeedId, FolderId, ReaderId, Result, Store, TagId};

/// What is counted. The numbers are stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    /// Of the whole shelf; item 0.
    Unread = 0,
    All = 1,
    Favourite = 2,
    /// Of one feed, folder or tag: what is unread, and everything.
    FeedUnread = 3,
    FeedAll = 4,
    FolderUnread = 5,
    FolderAll = 6,
    TagUnread = 7,
    TagAll = 8,
    /// Marks; item 0.
    Mark = 9,
}

/// How many articles a list holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    pub unread: i64,
    pub all: i64,
}

/// Everything that is counted for a reader. Lists without articles may be absent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    pub unread: i64,
    pub all: i64,
    pub favourite: i64,
    pub marks: i64,
    pub feeds: HashMap<FeedId, Count>,
    /// Articles filed in the folder itself, not in folders inside it.
    pub folders: HashMap<FolderId, Count>,
    pub tags: HashMap<TagId, Count>,
}

impl Counts {
    /// What was saved by hand, or by a feed that is no longer followed.
    pub fn saved(&self) -> i64 {
        self.all - self.feeds.values().map(|count| count.all).sum::<i64>()
    }

    /// What was read.
    pub fn archive(&self) -> i64 {
        self.all - self.unread
    }
}

/// Changes of counts, collected while rows change and written once.
#[derive(Debug, Default)]
pub(crate) struct Deltas(BTreeMap<(Kind, i64), i64>);

impl Deltas {
    pub(crate) fn add(&mut self, kind: Kind, item_id: i64, by: i64) {
        *self.0.entry((kind, item_id)).or_default() += by;
    }

    pub(crate) fn write(self, tx: &mut Tx, reader: ReaderId) -> Result<()> {
        for ((kind, item_id), by) in self.0 {
            if by != 0 {
                tx.execute(ADD, params![reader, kind as i64, item_id, by])?;
            }
        }
        Ok(())
    }
}

const ADD: &str = "INSERT INTO counter (reader_id, kind, item_id, count) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (reader_id, kind, item_id) DO UPDATE SET count = counter.count + excluded.count";

/// Drops the counts of a list that is no more.
pub(crate) fn forget(tx: &mut Tx, reader: ReaderId, kinds: [Kind; 2], item_id: i64) -> Result<()> {
    for kind in kinds {
        tx.execute(
            "DELETE FROM counter WHERE reader_id = ?1 AND kind = ?2 AND item_id = ?3",
            params![reader, kind as i64, item_id],
        )?;
    }
    Ok(())
}

/// As [`Counts::saved`].
pub(crate) fn saved(tx: &mut Tx, reader: ReaderId) -> Result<i64> {
    // PostgreSQL's sum of numbers is wider than they are.
    let sql =
        "SELECT CAST(coalesce(sum(CASE WHEN kind = ?2 THEN count ELSE -count END), 0) AS BIGINT)
        FROM counter WHERE reader_id = ?1 AND kind IN (?2, ?3)";
    tx.rows(sql, params![reader, Kind::All as i64, Kind::FeedAll as i64])?[0].int(0)
}

pub(crate) fn read(tx: &mut Tx, reader: ReaderId) -> Result<Counts> {
    let rows = tx.rows(
        "SELECT kind, item_id, count FROM counter WHERE reader_id = ?1 AND count <> 0",
        params![reader],
    )?;
    let mut counts = Counts::default();
    for row in rows {
        let (item, count) = (row.int(1)?, row.int(2)?);
        match row.int(0)? {
            0 => counts.unread = count,
            1 => counts.all = count,
            2 => counts.favourite = count,
            3 => counts.feeds.entry(FeedId(item)).or_default().unread = count,
            4 => counts.feeds.entry(FeedId(item)).or_default().all = count,
            5 => counts.folders.entry(FolderId(item)).or_default().unread = count,
            6 => counts.folders.entry(FolderId(item)).or_default().all = count,
            7 => counts.tags.entry(TagId(item)).or_default().unread = count,
            8 => counts.tags.entry(TagId(item)).or_default().all = count,
            9 => counts.marks = count,
            _ => return Err(crate::Error::Damaged("a count of an unknown kind")),
        }
    }
    Ok(counts)
}

/// A count that was not what its rows say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Miscount {
    pub reader: ReaderId,
    /// Number of what is counted, and of the list.
    pub kind: i64,
    pub item: i64,
    pub kept: i64,
    pub counted: i64,
}

/// Counts all rows anew and compares; `mend` writes what was counted.
pub(crate) fn recount(tx: &mut Tx, mend: bool) -> Result<Vec<Miscount>> {
    let mut kept = BTreeMap::new();
    for row in tx.rows("SELECT reader_id, kind, item_id, count FROM counter", params![])? {
        kept.insert((row.int(0)?, row.int(1)?, row.int(2)?), row.int(3)?);
    }
    let mut counted = BTreeMap::new();
    for (kind, sql) in COUNTED {
        for row in tx.rows(sql, params![])? {
            counted.insert((row.int(0)?, kind as i64, row.int(1)?), row.int(2)?);
        }
    }
    let mut wrong = Vec::new();
    let keys: std::collections::BTreeSet<_> = kept.keys().chain(counted.keys()).copied().collect();
    for key in keys {
        let (was, is) = (kept.get(&key).copied(), counted.get(&key).copied());
        if was.unwrap_or(0) != is.unwrap_or(0) {
            let (reader, kind, item) = key;
            let reader = ReaderId(reader);
            let (kept, counted) = (was.unwrap_or(0), is.unwrap_or(0));
            wrong.push(Miscount { reader, kind, item, kept, counted });
        }
    }
    if mend {
        for miscount in &wrong {
            let by = miscount.counted - miscount.kept;
            tx.execute(ADD, params![miscount.reader, miscount.kind, miscount.item, by])?;
        }
    }
    Ok(wrong)
}

/// What each kind counts: reader, item, count.
const COUNTED: [(Kind, &str); 10] = [
    (Kind::Unread, "SELECT reader_id, 0, count(*) FROM shelf WHERE is_read = 0 GROUP BY reader_id"),
    (Kind::All, "SELECT reader_id, 0, count(*) FROM shelf GROUP BY reader_id"),
    (
        Kind::Favourite,
        "SELECT reader_id, 0, count(*) FROM shelf WHERE is_favourite = 1 GROUP BY reader_id",
    ),
    (
        Kind::FeedUnread,
        "SELECT reader_id, feed_id, count(*) FROM shelf
         WHERE feed_id IS NOT NULL AND is_read = 0 GROUP BY reader_id, feed_id",
    ),
    (
        Kind::FeedAll,
        "SELECT reader_id, feed_id, count(*) FROM shelf
         WHERE feed_id IS NOT NULL GROUP BY reader_id, feed_id",
    ),
    (
        Kind::FolderUnread,
        "SELECT reader_id, folder_id, count(*) FROM shelf
         WHERE folder_id IS NOT NULL AND is_read = 0 GROUP BY reader_id, folder_id",
    ),
    (
        Kind::FolderAll,
        "SELECT reader_id, folder_id, count(*) FROM shelf
         WHERE folder_id IS NOT NULL GROUP BY reader_id, folder_id",
    ),
    (
        Kind::TagUnread,
        "SELECT s.reader_id, t.tag_id, count(*) FROM shelf_tag t JOIN shelf s ON s.id = t.shelf_id
         WHERE s.is_read = 0 GROUP BY s.reader_id, t.tag_id",
    ),
    (
        Kind::TagAll,
        "SELECT s.reader_id, t.tag_id, count(*) FROM shelf_tag t JOIN shelf s ON s.id = t.shelf_id
         GROUP BY s.reader_id, t.tag_id",
    ),
    (Kind::Mark, "SELECT reader_id, 0, count(*) FROM mark GROUP BY reader_id"),
];

impl Store {
    /// All counts of a reader.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn counts(&self, reader: ReaderId) -> Result<Counts> {
        self.read(move |tx| read(tx, reader)).await
    }

    /// For `doctor`: counts everything anew and gives what was wrong, mended where `mend` says so.
    /// Takes seconds on a large library.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn recount(&self, mend: bool) -> Result<Vec<Miscount>> {
        self.write(move |tx| recount(tx, mend)).await
    }
}
