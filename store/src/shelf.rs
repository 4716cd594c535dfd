//! A reader's shelf: what is on it, in lists; how it gets there, changes and leaves.
//!
//! Ids are given in order of arrival, so an id is the cursor of every list. Every visible change
//! moves the reader's clock, by which clients sync.

mod change;
mod full;
mod list;
mod remove;
mod save;
mod sync;
mod wanted;

use std::fmt::Write;

use jiff::Timestamp;

pub use change::Change;
pub(crate) use change::apply;
pub use full::Full;
pub(crate) use remove::{bury, remove};
pub(crate) use save::{Batch, cut, save_batch};

pub use list::{Filter, List, Order, Page, Place};
pub(crate) use list::{items, page};
pub use save::{Saved, Saving};
pub use sync::{Changes, SyncPoint};
pub use wanted::{Sort, Wanted};

use crate::article::{self, State};
use crate::database::{Row, Tx, params};
use crate::{ArticleId, Error, FeedId, FolderId, ReaderId, Result, ShelfId, Store};

/// An article as it stands on a shelf: all that lists show.
#[derive(Clone, PartialEq, Debug)]
pub struct ShelfItem {
    pub id: ShelfId,
    pub article_id: ArticleId,
    pub url: String,
    /// The reader's own, or the article's.
    pub title: String,
    pub standfirst: Option<String>,
    pub byline: Vec<String>,
    pub outlet: Option<String>,
    pub published: Option<String>,
    pub published_at: Option<Timestamp>,
    pub language: Option<String>,
    pub lead_image: Option<String>,
    pub word_count: i64,
    pub quote_count: i64,
    pub figure_count: i64,
    pub state: State,
    /// Why it could not be fetched or read last.
    pub reason: Option<String>,
    /// The version shown; 0: none yet.
    pub version: i64,
    pub is_read: bool,
    pub is_favourite: bool,
    pub folder_id: Option<FolderId>,
    pub feed_id: Option<FeedId>,
    /// Names, in order of their keys.
    pub tags: Vec<String>,
    /// Reading position in thousandths of the text.
    pub progress: u16,
    pub saved_at: Timestamp,
    pub read_at: Option<Timestamp>,
    pub favourite_at: Option<Timestamp>,
    /// The reader's clock when it last changed: microseconds UTC, but never twice and never back.
    pub clock: i64,
}

impl Store {
    /// One article of a reader's shelf.
    ///
    /// # Errors
    /// `NotFound` where it is not on this reader's shelf, and those of the database.
    pub async fn shelf_item(&self, reader: ReaderId, id: ShelfId) -> Result<ShelfItem> {
        self.read(move |tx| item(tx, reader, id)).await
    }

    /// Where an article stands on a reader's shelf.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn shelf_of_article(
        &self,
        reader: ReaderId,
        article: ArticleId,
    ) -> Result<Option<ShelfId>> {
        self.read(move |tx| of_article(tx, reader, article)).await
    }

    /// Who has an article, and where: for whoever tells readers that it changed.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn shelves_of_article(&self, article: ArticleId) -> Result<Vec<(ReaderId, ShelfId)>> {
        self.read(move |tx| shelves(tx, article)).await
    }
}

impl ShelfItem {
    /// The title, or where there is none the address.
    pub fn shown_title(&self) -> &str {
        if self.title.trim().is_empty() { &self.url } else { &self.title }
    }
}

/// What [`read_row`] takes, of `shelf s` and `article a`.
pub(crate) const COLUMNS: &str = "s.id, s.article_id, a.url, coalesce(s.title, a.title), \
    a.standfirst, a.byline, a.outlet, a.published, a.published_at, a.language, a.lead_image, \
    a.word_count, a.quote_count, a.figure_count, a.state, a.reason, a.version, s.is_read, \
    s.is_favourite, s.folder_id, s.feed_id, s.tags, s.progress, s.saved_at, s.read_at, \
    s.favourite_at, s.clock";
/// How many they are: what a query asks beside them stands from here on.
pub(crate) const COLUMN_COUNT: usize = 27;

pub(crate) fn read_row(mut row: Row) -> Result<ShelfItem> {
    Ok(ShelfItem {
        id: ShelfId(row.int(0)?),
        article_id: ArticleId(row.int(1)?),
        url: row.text(2)?,
        title: row.text(3)?,
        standfirst: row.opt_text(4)?,
        byline: article::names(&row.text(5)?)?,
        outlet: row.opt_text(6)?,
        published: row.opt_text(7)?,
        published_at: row.opt_instant(8)?,
        language: row.opt_text(9)?,
        lead_image: row.opt_text(10)?,
        word_count: row.int(11)?,
        quote_count: row.int(12)?,
        figure_count: row.int(13)?,
        state: article::state(row.int(14)?)?,
        reason: row.opt_text(15)?,
        version: row.int(16)?,
        is_read: row.flag(17)?,
        is_favourite: row.flag(18)?,
        folder_id: row.opt_int(19)?.map(FolderId),
        feed_id: row.opt_int(20)?.map(FeedId),
        tags: tag_names(&row.text(21)?),
        progress: u16::try_from(row.int(22)?).unwrap_or_default(),
        saved_at: row.instant(23)?,
        read_at: row.opt_instant(24)?,
        favourite_at: row.opt_instant(25)?,
        clock: row.int(26)?,
    })
}

/// Tag names out of `shelf.tags`.
pub(crate) fn tag_names(kept: &str) -> Vec<String> {
    kept.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

pub(crate) fn item(tx: &mut Tx, reader: ReaderId, id: ShelfId) -> Result<ShelfItem> {
    let sql = format!(
        "SELECT {COLUMNS} FROM shelf s JOIN article a ON a.id = s.article_id
         WHERE s.id = ?2 AND s.reader_id = ?1"
    );
    read_row(tx.first(&sql, params![reader, id])?.ok_or(Error::NotFound)?)
}

pub(crate) fn of_article(
    tx: &mut Tx,
    reader: ReaderId,
    article: ArticleId,
) -> Result<Option<ShelfId>> {
    let sql = "SELECT id FROM shelf WHERE reader_id = ?1 AND article_id = ?2";
    let row = tx.first(sql, params![reader, article])?;
    row.map(|row| Ok(ShelfId(row.int(0)?))).transpose()
}

pub(crate) fn shelves(tx: &mut Tx, article: ArticleId) -> Result<Vec<(ReaderId, ShelfId)>> {
    let sql = "SELECT reader_id, id FROM shelf WHERE article_id = ?1 ORDER BY id";
    let rows = tx.rows(sql, params![article])?;
    rows.iter().map(|row| Ok((ReaderId(row.int(0)?), ShelfId(row.int(1)?)))).collect()
}

/// Moves a reader's clock and gives its new value. Called first in every change of a shelf: it
/// holds the reader's row, so that on PostgreSQL two changes of one shelf follow each other.
pub(crate) fn tick(tx: &mut Tx, reader: ReaderId, now: Timestamp) -> Result<i64> {
    let sql = "UPDATE reader SET clock = CASE WHEN clock < ?2 THEN ?2 ELSE clock + 1 END
               WHERE id = ?1 RETURNING clock";
    tx.first(sql, params![reader, now])?.ok_or(Error::NotFound)?.int(0)
}

/// Ids as the parameter of [`among`].
pub(crate) fn id_list(tx: &Tx, ids: &[ShelfId]) -> String {
    int_list(tx, ids.iter().map(|id| id.0))
}

/// Numbers as the parameter of [`among`].
pub(crate) fn int_list(tx: &Tx, numbers: impl Iterator<Item = i64>) -> String {
    let (open, close) = if tx.is_postgres() { ('{', '}') } else { ('[', ']') };
    let mut out = String::new();
    out.push(open);
    for (index, number) in numbers.enumerate() {
        if index > 0 {
            out.push(',');
        }
        // Writing to a string cannot fail.
        let _ = write!(out, "{number}");
    }
    out.push(close);
    out
}

/// Whether a column is one of the numbers in a parameter. The databases have no common list type.
pub(crate) fn among(tx: &Tx, column: &str, parameter: u8) -> String {
    if tx.is_postgres() {
        format!("{column} = ANY (CAST(?{parameter} AS TEXT)::BIGINT[])")
    } else {
        format!("{column} IN (SELECT value FROM json_each(?{parameter}))")
    }
}
