//! Articles of a shelf with their words and marks: what apps take many of at a time.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{COLUMN_COUNT, COLUMNS, ShelfItem, among, id_list, read_row};
use crate::database::{Tx, params};
use crate::marks::{self, Mark};
use crate::{Error, ReaderId, Result, ShelfId, Store, article};

/// An article of a shelf, whole.
#[derive(Clone, PartialEq, Debug)]
pub struct Full {
    pub item: ShelfItem,
    /// When it came on the shelf.
    pub arrived_at: Timestamp,
    /// Where the page was found after redirects; `None` where it was not fetched.
    pub found_at: Option<String>,
    /// Sanitised; empty where there is no text, or none was asked for.
    pub html: String,
    /// In order of the text, orphans last.
    pub marks: Vec<Mark>,
}

impl Store {
    /// Articles by their ids, in that order; those that are not the reader's are left out.
    ///
    /// # Errors
    /// `Damaged`, and those of the database.
    pub async fn full_items(
        &self,
        reader: ReaderId,
        ids: Vec<ShelfId>,
        with_words: bool,
    ) -> Result<Vec<Full>> {
        self.read(move |tx| full(tx, reader, &ids, with_words)).await
    }
}

fn full(tx: &mut Tx, reader: ReaderId, ids: &[ShelfId], with_words: bool) -> Result<Vec<Full>> {
    let content = if with_words { "v.content, v.checksum" } else { "NULL, NULL" };
    let join = if with_words {
        "LEFT JOIN version v ON v.article_id = a.id AND v.version = a.version"
    } else {
        ""
    };
    let sql = format!(
        "SELECT {COLUMNS}, s.arrived_at, c.url, {content}
         FROM shelf s JOIN article a ON a.id = s.article_id
         LEFT JOIN capture c ON c.article_id = a.id AND c.version = a.version {join}
         WHERE s.reader_id = ?1 AND {}",
        among(tx, "s.id", 2)
    );
    let list = id_list(tx, ids);
    let mut found = HashMap::with_capacity(ids.len());
    tx.each(&sql, params![reader, &list], &mut |mut row| {
        let arrived_at = row.instant(COLUMN_COUNT)?;
        let found_at = row.opt_text(COLUMN_COUNT + 1)?;
        let html = match row.opt_blob(COLUMN_COUNT + 2)? {
            Some(blob) => {
                if article::checksum(&blob) != row.int(COLUMN_COUNT + 3)? {
                    return Err(Error::Damaged("a version's checksum"));
                }
                article::unpack_html(&blob)?
            }
            None => String::new(),
        };
        let item = read_row(row)?;
        let full = Full { arrived_at, found_at, html, marks: Vec::new(), item };
        found.insert(full.item.id, full);
        Ok(())
    })?;
    for (id, mark) in marks::of_shelf(tx, reader, ids)? {
        if let Some(full) = found.get_mut(&id) {
            full.marks.push(mark);
        }
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}
