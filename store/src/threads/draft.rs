//! Drafts: what was typed and is not posted, by the thread it is for and the comment it answers.

use jiff::Timestamp;

use crate::database::{Row, Tx, params};
use crate::{CommentId, ReaderId, Result, Store};

/// Bytes kept of a draft.
const LIMIT: usize = 64 << 10;
/// Drafts kept of one reader: the oldest go.
const KEPT: i64 = 200;

/// A comment that was not posted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// As of the thread: see [`super::Target::word`].
    pub target: String,
    /// The comment it answers.
    pub parent: Option<CommentId>,
    pub source: String,
    /// Why it was refused; `None`: it was not.
    pub reason: Option<String>,
    pub updated_at: Timestamp,
}

impl Store {
    /// Keeps a draft in the place of the one before; an empty one removes it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn keep_draft(&self, reader: ReaderId, mut draft: Draft) -> Result<()> {
        draft.source.truncate(draft.source.floor_char_boundary(LIMIT));
        self.write(move |tx| keep(tx, reader, &draft)).await
    }

    /// The drafts of a reader about one thing.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn drafts(&self, reader: ReaderId, target: &str) -> Result<Vec<Draft>> {
        let target = target.to_owned();
        self.read(move |tx| of(tx, reader, &target)).await
    }
}

fn keep(tx: &mut Tx, reader: ReaderId, draft: &Draft) -> Result<()> {
    if draft.source.trim().is_empty() {
        return drop(tx, reader, &draft.target, draft.parent);
    }
    let parent = draft.parent.map_or(0, |id| id.0);
    tx.execute(
        "INSERT INTO draft (reader_id, target, parent_id, source, reason, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (reader_id, target, parent_id) DO UPDATE SET
            source = excluded.source, reason = excluded.reason, updated_at = excluded.updated_at",
        params![
            reader,
            &draft.target,
            parent,
            &draft.source,
            draft.reason.as_deref(),
            draft.updated_at
        ],
    )?;
    let old = "DELETE FROM draft WHERE reader_id = ?1 AND updated_at < (
        SELECT min(updated_at) FROM (SELECT updated_at FROM draft WHERE reader_id = ?1
            ORDER BY updated_at DESC LIMIT ?2) AS kept)";
    tx.execute(old, params![reader, KEPT])?;
    Ok(())
}

pub(super) fn drop(
    tx: &mut Tx,
    reader: ReaderId,
    target: &str,
    parent: Option<CommentId>,
) -> Result<()> {
    let sql = "DELETE FROM draft WHERE reader_id = ?1 AND target = ?2 AND parent_id = ?3";
    tx.execute(sql, params![reader, target, parent.map_or(0, |id| id.0)])?;
    Ok(())
}

pub(super) fn of(tx: &mut Tx, reader: ReaderId, target: &str) -> Result<Vec<Draft>> {
    let sql = "SELECT target, parent_id, source, reason, updated_at FROM draft
        WHERE reader_id = ?1 AND target = ?2 ORDER BY parent_id LIMIT 50";
    let read = |mut row: Row| {
        Ok(Draft {
            target: row.text(0)?,
            parent: Some(row.int(1)?).filter(|id| *id != 0).map(CommentId),
            source: row.text(2)?,
            reason: row.opt_text(3)?,
            updated_at: row.instant(4)?,
        })
    };
    tx.rows(sql, params![reader, target])?.into_iter().map(read).collect()
}
