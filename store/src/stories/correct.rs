//! What a reader corrects: parts of a story set apart, stories made one, names. What was set apart is
//! remembered, and nothing but the reader joins it again.

use jiff::Timestamp;

use super::{Why, changed, place, story};
use crate::database::{Tx, params};
use crate::shelf::{among, id_list};
use crate::{Error, ReaderId, Result, ShelfId, Store, StoryId};

/// A name longer than this is cut.
const NAME_LIMIT: usize = 200;

impl Store {
    /// Takes articles out of a story and makes them one of their own; gives that.
    ///
    /// # Errors
    /// `NotFound` where the story is not the reader's or none of the articles is in it, `Refused` where
    /// all of them are, and those of the database.
    pub async fn split_story(
        &self,
        reader: ReaderId,
        id: StoryId,
        articles: Vec<ShelfId>,
        now: Timestamp,
    ) -> Result<StoryId> {
        self.write(move |tx| {
            place::lock(tx)?;
            split(tx, reader, id, &articles, now)
        })
        .await
    }

    /// Makes two stories one; `into` keeps its name.
    ///
    /// # Errors
    /// `NotFound` where they are not the reader's, `Refused` where they are one, and those of the
    /// database.
    pub async fn merge_stories(
        &self,
        reader: ReaderId,
        into: StoryId,
        from: StoryId,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| {
            place::lock(tx)?;
            if into == from {
                return Err(Error::Refused("a story cannot be joined with itself"));
            }
            story(tx, reader, into)?;
            story(tx, reader, from)?;
            let sql = "UPDATE story_article SET why = ?2 WHERE story_id = ?1";
            tx.execute(sql, params![from, Why::Reader as i64])?;
            pour(tx, reader, into, from, now)
        })
        .await
    }

    /// Names a story; an empty name takes the name off.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn name_story(&self, reader: ReaderId, id: StoryId, name: &str) -> Result<()> {
        let name = name.trim();
        let name = name[..name.floor_char_boundary(NAME_LIMIT)].to_owned();
        self.write(move |tx| {
            let name = Some(name.as_str()).filter(|name| !name.is_empty());
            let sql = "UPDATE story SET name = ?3 WHERE id = ?2 AND reader_id = ?1";
            match tx.execute(sql, params![reader, id, name])? {
                0 => Err(Error::NotFound),
                _ => Ok(()),
            }
        })
        .await
    }
}

fn split(
    tx: &mut Tx,
    reader: ReaderId,
    id: StoryId,
    articles: &[ShelfId],
    now: Timestamp,
) -> Result<StoryId> {
    let whole = story(tx, reader, id)?;
    let list = id_list(tx, articles);
    let sql = format!(
        "SELECT t.shelf_id, a.title FROM story_article t
         JOIN shelf s ON s.id = t.shelf_id JOIN article a ON a.id = s.article_id
         WHERE t.story_id = ?1 AND {} ORDER BY coalesce(a.published_at, s.saved_at), s.id",
        among(tx, "t.shelf_id", 2)
    );
    let mut rows = tx.rows(&sql, params![id, &list])?;
    let count = rows.len() as i64;
    let title = rows.first_mut().ok_or(Error::NotFound)?.text(1)?;
    if count >= whole.article_count {
        return Err(Error::Refused("at least one article stays in the story"));
    }
    let sql = "INSERT INTO story (reader_id, title, article_count, updated_at, is_resummed)
        VALUES (?1, ?2, ?3, ?4, 1) RETURNING id";
    let new = StoryId(tx.insert(sql, params![reader, &title, count, now])?);
    let sql = format!(
        "UPDATE story_article SET story_id = ?3, why = ?4, ties = '{{}}'
         WHERE story_id = ?1 AND {}",
        among(tx, "shelf_id", 2)
    );
    tx.execute(&sql, params![id, &list, new, Why::Reader as i64])?;
    let sql = "UPDATE story SET article_count = article_count - ?2, updated_at = ?3,
        is_resummed = 1 WHERE id = ?1";
    tx.execute(sql, params![id, count, now])?;
    // Whom the whole was set apart from, the part is, too.
    let sql = "INSERT INTO story_apart (one_id, other_id)
        SELECT CAST(?2 AS BIGINT), other_id FROM story_apart WHERE one_id = ?1";
    tx.execute(sql, params![id, new])?;
    let sql = "INSERT INTO story_apart (one_id, other_id)
        SELECT one_id, CAST(?2 AS BIGINT) FROM story_apart WHERE other_id = ?1";
    tx.execute(sql, params![id, new])?;
    set_apart(tx, id, new)?;
    changed(tx, id, now)?;
    changed(tx, new, now)?;
    Ok(new)
}

fn set_apart(tx: &mut Tx, one: StoryId, other: StoryId) -> Result<()> {
    for (one, other) in [(one, other), (other, one)] {
        let sql = "INSERT INTO story_apart (one_id, other_id) VALUES (?1, ?2)
            ON CONFLICT DO NOTHING";
        tx.execute(sql, params![one, other])?;
    }
    Ok(())
}

/// Moves everything of one story into another and removes it.
pub(super) fn pour(
    tx: &mut Tx,
    reader: ReaderId,
    into: StoryId,
    from: StoryId,
    now: Timestamp,
) -> Result<()> {
    let sums = (place::sum(tx, into)?, place::sum(tx, from)?);
    let moved = "UPDATE story_article SET story_id = ?1 WHERE story_id = ?2";
    let count = tx.execute(moved, params![into, from])? as i64;
    let sql = "INSERT INTO story_key (reader_id, key, story_id)
        SELECT CAST(?1 AS BIGINT), key, CAST(?2 AS BIGINT) FROM story_key WHERE story_id = ?3
        ON CONFLICT DO NOTHING";
    tx.execute(sql, params![reader, into, from])?;
    for (ours, theirs) in [("one_id", "other_id"), ("other_id", "one_id")] {
        let sql = format!(
            "INSERT INTO story_apart ({ours}, {theirs})
             SELECT CAST(?1 AS BIGINT), {theirs} FROM story_apart
             WHERE {ours} = ?2 AND {theirs} <> ?1 ON CONFLICT DO NOTHING"
        );
        tx.execute(&sql, params![into, from])?;
    }
    if let (Some(mut sum), Some(other)) = sums {
        sum.merge(&other);
        place::keep_sum(tx, into, &sum)?;
    } else {
        // One of them has faded or waits for its sum: the desk sums them up.
        tx.execute("UPDATE story SET is_resummed = 1 WHERE id = ?1", params![into])?;
    }
    tx.execute("DELETE FROM story WHERE id = ?1", params![from])?;
    let sql = "UPDATE story SET article_count = article_count + ?2, updated_at = ?3 WHERE id = ?1";
    tx.execute(sql, params![into, count, now])?;
    changed(tx, into, now)
}

/// Takes an article that leaves its shelf out of its story; a story without articles is none.
pub(crate) fn leave(tx: &mut Tx, shelf: ShelfId, now: Timestamp) -> Result<()> {
    let sql = "DELETE FROM story_article WHERE shelf_id = ?1 RETURNING story_id";
    let Some(row) = tx.first(sql, params![shelf])? else { return Ok(()) };
    let id = StoryId(row.int(0)?);
    let sql = "UPDATE story SET article_count = article_count - 1, is_resummed = 1 WHERE id = ?1
        RETURNING article_count";
    if tx.first(sql, params![id])?.is_some_and(|row| row.int(0).is_ok_and(|count| count > 0)) {
        return changed(tx, id, now);
    }
    tx.execute("DELETE FROM story WHERE id = ?1", params![id])?;
    Ok(())
}
