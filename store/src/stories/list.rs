//! Stories as lists show them, and the articles of one.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{StoryItem, day, ties, why};
use crate::database::{Row, Tx, params};
use crate::shelf::{COLUMN_COUNT, COLUMNS, read_row};
use crate::{ReaderId, Result, ShelfId, Store, StoryId};

/// Articles that a line of the list names.
const NAMED: i64 = 3;

/// Where to go on in the list of stories.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StoryCursor {
    pub updated_at: Timestamp,
    pub id: StoryId,
}

/// A story in a list.
#[derive(Clone, PartialEq, Debug)]
pub struct StoryLine {
    pub id: StoryId,
    pub name: String,
    pub article_count: i64,
    pub first_day: Option<Date>,
    pub last_day: Option<Date>,
    pub updated_at: Timestamp,
    /// Its newest articles: where, title, outlet.
    pub newest: Vec<(ShelfId, String, Option<String>)>,
}

/// A page of the list.
#[derive(Clone, PartialEq, Debug)]
pub struct StoryPage {
    pub stories: Vec<StoryLine>,
    pub next: Option<StoryCursor>,
}

impl Store {
    /// The stories of a reader that have more than one article, what changed last first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn stories(
        &self,
        reader: ReaderId,
        after: Option<StoryCursor>,
        limit: u32,
    ) -> Result<StoryPage> {
        self.read(move |tx| page(tx, reader, after, i64::from(limit))).await
    }

    /// Stories of one article among them: those that another could be joined with, what changed last first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn stories_to_join(
        &self,
        reader: ReaderId,
        id: StoryId,
        limit: u32,
    ) -> Result<Vec<(StoryId, String, i64)>> {
        self.read(move |tx| {
            // Those that share the most of the keys that lead to it.
            let sql = "SELECT s.id, coalesce(s.name, s.title), s.article_count
                FROM story_key own CROSS JOIN story_key k CROSS JOIN story s
                WHERE own.story_id = ?2 AND k.reader_id = ?1 AND k.key = own.key
                    AND k.story_id <> ?2 AND s.id = k.story_id
                GROUP BY s.id, s.name, s.title, s.article_count, s.updated_at
                ORDER BY count(*) DESC, s.updated_at DESC, s.id DESC LIMIT ?3";
            let rows = tx.rows(sql, params![reader, id, i64::from(limit)])?;
            let read = |mut row: Row| Ok((StoryId(row.int(0)?), row.text(1)?, row.int(2)?));
            rows.into_iter().map(read).collect()
        })
        .await
    }
}

fn page(
    tx: &mut Tx,
    reader: ReaderId,
    after: Option<StoryCursor>,
    limit: i64,
) -> Result<StoryPage> {
    let sql = "SELECT id, coalesce(name, title), article_count, first_day, last_day, updated_at
        FROM story WHERE reader_id = ?1 AND article_count > 1
            AND (updated_at < ?2 OR (updated_at = ?2 AND id < ?3))
        ORDER BY updated_at DESC, id DESC LIMIT ?4";
    let (at, id) = after
        .map_or((i64::MAX, i64::MAX), |cursor| (cursor.updated_at.as_microsecond(), cursor.id.0));
    let rows = tx.rows(sql, params![reader, at, id, limit + 1])?;
    let has_more = rows.len() as i64 > limit;
    let mut stories = Vec::with_capacity(rows.len());
    for mut row in rows.into_iter().take(limit as usize) {
        let id = StoryId(row.int(0)?);
        stories.push(StoryLine {
            id,
            name: row.text(1)?,
            article_count: row.int(2)?,
            first_day: day(row.opt_text(3)?)?,
            last_day: day(row.opt_text(4)?)?,
            updated_at: row.instant(5)?,
            newest: newest(tx, id)?,
        });
    }
    let last = stories.last().filter(|_| has_more);
    let next = last.map(|last| StoryCursor { updated_at: last.updated_at, id: last.id });
    Ok(StoryPage { stories, next })
}

fn newest(tx: &mut Tx, id: StoryId) -> Result<Vec<(ShelfId, String, Option<String>)>> {
    let sql = "SELECT s.id, coalesce(s.title, a.title), a.outlet FROM story_article t
        CROSS JOIN shelf s CROSS JOIN article a
        WHERE t.story_id = ?1 AND s.id = t.shelf_id AND a.id = s.article_id
        ORDER BY t.shelf_id DESC LIMIT ?2";
    let rows = tx.rows(sql, params![id, NAMED])?;
    let read = |mut row: Row| Ok((ShelfId(row.int(0)?), row.text(1)?, row.opt_text(2)?));
    rows.into_iter().map(read).collect()
}

/// The articles of a story in order of publication; what has no date stands where it was saved.
pub(super) fn items(tx: &mut Tx, reader: ReaderId, id: StoryId) -> Result<Vec<StoryItem>> {
    let sql = format!(
        "SELECT {COLUMNS}, t.why, t.ties, g.group_id FROM story_article t
         JOIN shelf s ON s.id = t.shelf_id JOIN article a ON a.id = s.article_id
         LEFT JOIN signature g ON g.article_id = a.id
         WHERE t.story_id = ?2 AND s.reader_id = ?1
         ORDER BY coalesce(a.published_at, s.saved_at), s.id"
    );
    let read = |mut row: Row| {
        let (why, ties) = (why(row.int(COLUMN_COUNT)?)?, ties(&row.text(COLUMN_COUNT + 1)?)?);
        let group = row.opt_int(COLUMN_COUNT + 2)?;
        Ok(StoryItem { item: read_row(row)?, why, ties, group })
    };
    tx.rows(&sql, params![reader, id])?.into_iter().map(read).collect()
}
