//! How articles leave a shelf.

use jiff::Timestamp;

use super::{among, change, id_list, tick};
use crate::counter::{Deltas, Kind};
use crate::database::{Tx, params};
use crate::search::index;
use crate::{ArticleId, Error, ReaderId, Result, ShelfId, Store, marks, reprints, stories};

impl Store {
    /// Takes articles off a shelf, with the reader's marks on them; gives how many were there.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn remove(&self, reader: ReaderId, ids: Vec<ShelfId>, now: Timestamp) -> Result<u64> {
        self.write(move |tx| {
            let clock = tick(tx, reader, now)?;
            remove(tx, reader, &ids, clock)
        })
        .await
    }

    /// Deletes up to `limit` articles that are on no shelf and that nobody spoke about, with their
    /// versions and captures; gives how many. For the desk's tidying.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn sweep_articles(&self, limit: u32) -> Result<u64> {
        self.write(move |tx| {
            let sql = "SELECT a.id FROM article a
                WHERE NOT EXISTS (SELECT 1 FROM shelf s WHERE s.article_id = a.id)
                    AND NOT EXISTS (SELECT 1 FROM mark m WHERE m.article_id = a.id)
                    AND NOT EXISTS (SELECT 1 FROM thread t WHERE t.article_id = a.id
                        AND t.rank > 0)
                LIMIT ?1";
            let rows = tx.rows(sql, params![i64::from(limit)])?;
            for row in &rows {
                let id = ArticleId(row.int(0)?);
                reprints::forget(tx, id)?;
                tx.execute("DELETE FROM article WHERE id = ?1", params![id])?;
            }
            Ok(rows.len() as u64)
        })
        .await
    }
}

pub(crate) fn remove(tx: &mut Tx, reader: ReaderId, ids: &[ShelfId], clock: i64) -> Result<u64> {
    let mut deltas = Deltas::default();
    let now = Timestamp::from_microsecond(clock).map_err(|_| Error::Damaged("a clock"))?;
    stories::lock(tx)?;
    let sql = format!(
        "SELECT id, article_id, is_read, is_favourite, folder_id, feed_id FROM shelf
         WHERE reader_id = ?1 AND {}",
        among(tx, "id", 2)
    );
    let list = id_list(tx, ids);
    let rows = tx.rows(&sql, params![reader, &list])?;
    for row in &rows {
        let (id, article) = (ShelfId(row.int(0)?), ArticleId(row.int(1)?));
        let unread = i64::from(!row.flag(2)?);
        deltas.add(Kind::All, 0, -1);
        deltas.add(Kind::Unread, 0, -unread);
        deltas.add(Kind::Favourite, 0, -row.int(3)?);
        if let Some(folder) = row.opt_int(4)? {
            deltas.add(Kind::FolderAll, folder, -1);
            deltas.add(Kind::FolderUnread, folder, -unread);
        }
        if let Some(feed) = row.opt_int(5)? {
            deltas.add(Kind::FeedAll, feed, -1);
            deltas.add(Kind::FeedUnread, feed, -unread);
        }
        for tag in change::tags_of(tx, id)? {
            deltas.add(Kind::TagAll, tag.0, -1);
            deltas.add(Kind::TagUnread, tag.0, -unread);
        }
        marks::remove_of_article(tx, reader, article, clock, &mut deltas)?;
        index::drop(tx, reader, id, article)?;
        stories::leave(tx, id, now)?;
        tx.execute("DELETE FROM shelf WHERE id = ?1", params![id])?;
        bury(tx, reader, 0, id.0, clock)?;
    }
    deltas.write(tx, reader)?;
    Ok(rows.len() as u64)
}

/// Notes that something is gone. `kind`: 0 an article, 1 a mark.
pub(crate) fn bury(tx: &mut Tx, reader: ReaderId, kind: i64, item: i64, clock: i64) -> Result<()> {
    let sql = "INSERT INTO removed (reader_id, kind, item_id, clock) VALUES (?1, ?2, ?3, ?4)";
    tx.execute(sql, params![reader, kind, item, clock])?;
    Ok(())
}
