//! What changed since a client last asked.

use super::{COLUMNS, ShelfItem, read_row};
use crate::database::{Tx, params};
use crate::{MarkId, ReaderId, Result, ShelfId, Store};

/// Up to where a client knows a library. The default is "nothing".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct SyncPoint {
    /// The reader's clock.
    pub clock: i64,
    /// The last article of that moment which the client was given.
    pub id: i64,
}

/// A page of changes.
#[derive(Clone, PartialEq, Debug)]
pub struct Changes {
    /// New and changed articles in order of the clock.
    pub items: Vec<ShelfItem>,
    /// Articles that left. A client may be told of one twice, and of one that it never had.
    pub removed: Vec<ShelfId>,
    pub removed_marks: Vec<MarkId>,
    /// Where to go on.
    pub next: SyncPoint,
    pub has_more: bool,
}

impl Store {
    /// What changed after a point, at most `limit` articles.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn changes(&self, reader: ReaderId, since: SyncPoint, limit: u32) -> Result<Changes> {
        self.read(move |tx| changes(tx, reader, since, limit)).await
    }

    /// The reader's clock: as long as it stands, nothing of the library changed.
    ///
    /// # Errors
    /// Those of the database; a reader that is not there has clock 0.
    pub async fn clock(&self, reader: ReaderId) -> Result<i64> {
        self.read(move |tx| clock(tx, reader)).await
    }
}

fn clock(tx: &mut Tx, reader: ReaderId) -> Result<i64> {
    let row = tx.first("SELECT clock FROM reader WHERE id = ?1", params![reader])?;
    row.map_or(Ok(0), |row| row.int(0))
}

fn changes(tx: &mut Tx, reader: ReaderId, since: SyncPoint, limit: u32) -> Result<Changes> {
    let sql = format!(
        "SELECT {COLUMNS} FROM shelf s JOIN article a ON a.id = s.article_id
         WHERE s.reader_id = ?1 AND s.clock >= ?2 AND (s.clock > ?2 OR s.id > ?3)
         ORDER BY s.clock, s.id LIMIT ?4"
    );
    let limit = i64::from(limit);
    let rows = tx.rows(&sql, params![reader, since.clock, since.id, limit + 1])?;
    let mut items = rows.into_iter().map(read_row).collect::<Result<Vec<_>>>()?;
    let has_more = items.len() as i64 > limit;
    items.truncate(limit as usize);
    let next = match items.last().filter(|_| has_more) {
        Some(item) => SyncPoint { clock: item.clock, id: item.id.0 },
        None => SyncPoint { clock: clock(tx, reader)?, id: i64::MAX },
    };
    let (mut removed, mut removed_marks) = (Vec::new(), Vec::new());
    let sql = "SELECT kind, item_id FROM removed WHERE reader_id = ?1 AND clock >= ?2
               AND clock <= ?3 ORDER BY clock, item_id";
    for row in tx.rows(sql, params![reader, since.clock, next.clock])? {
        match row.int(0)? {
            0 => removed.push(ShelfId(row.int(1)?)),
            _ => removed_marks.push(MarkId(row.int(1)?)),
        }
    }
    Ok(Changes { items, removed, removed_marks, next, has_more })
}
