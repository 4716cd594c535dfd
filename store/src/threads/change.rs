//! What happens to a comment after it was posted: votes, changes, and that it is shown no more.

use jiff::{SignedDuration, Timestamp};

use super::post::spoke;
use super::{Comment, Status, Viewer, comment, open};
use crate::database::{Row, Tx, params};
use crate::{CommentId, Error, ReaderId, Result, Store, ThreadId};

/// What a reader thinks of a comment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Vote {
    Recommend,
    OffThePoint,
    /// Takes the vote back.
    None,
}

impl Store {
    /// Votes on another's comment, in the place of the vote before; gives the thread.
    ///
    /// # Errors
    /// `NotFound`, `Refused` for one's own, and those of the database.
    pub async fn vote(&self, reader: ReaderId, id: CommentId, vote: Vote) -> Result<ThreadId> {
        self.write(move |tx| cast(tx, reader, id, vote)).await
    }

    /// Changes what a comment says, within `window` of its posting; what it said before is kept. Gives the thread.
    ///
    /// # Errors
    /// `NotFound` where it is not this reader's, `Refused` when it is too late, and those of the database.
    pub async fn edit_comment(
        &self,
        reader: ReaderId,
        id: CommentId,
        (source, html): (String, String),
        window: SignedDuration,
        now: Timestamp,
    ) -> Result<ThreadId> {
        self.write(move |tx| {
            let own = own(tx, reader, id)?;
            if now.duration_since(own.created_at) > window {
                return Err(Error::Refused("it is too late to change this comment"));
            }
            let seq = moved(tx, own.thread_id, 0)?;
            tx.execute(
                "INSERT INTO revision (comment_id, number, source, html, created_at)
                 VALUES (?1, 1 + (SELECT count(*) FROM revision WHERE comment_id = ?1), ?2, ?3, ?4)",
                params![id, &own.source, &own.html, own.edited_at.unwrap_or(own.created_at)],
            )?;
            tx.execute(
                "UPDATE comment SET source = ?2, html = ?3, edited_at = ?4, seq = ?5 WHERE id = ?1",
                params![id, &source, &html, now, seq],
            )?;
            Ok(own.thread_id)
        })
        .await
    }

    /// Takes a reader's comment away, with all it ever said; its place stays if it was answered. Gives the thread.
    ///
    /// # Errors
    /// `NotFound` where it is not this reader's, and those of the database.
    pub async fn delete_comment(&self, reader: ReaderId, id: CommentId) -> Result<ThreadId> {
        self.write(move |tx| {
            let own = own(tx, reader, id)?;
            settle(tx, &own, Status::Deleted, None)?;
            tx.execute("DELETE FROM revision WHERE comment_id = ?1", params![id])?;
            tx.execute("UPDATE comment SET source = '', html = '' WHERE id = ?1", params![id])?;
            Ok(own.thread_id)
        })
        .await
    }

    /// What a comment said before, the first first: source, HTML, when.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn revisions(&self, id: CommentId) -> Result<Vec<(String, String, Timestamp)>> {
        self.read(move |tx| {
            let sql = "SELECT source, html, created_at FROM revision WHERE comment_id = ?1
                ORDER BY number";
            let read = |mut row: Row| Ok((row.text(0)?, row.text(1)?, row.instant(2)?));
            tx.rows(sql, params![id])?.into_iter().map(read).collect()
        })
        .await
    }

    /// Closes a thread, or opens it again.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn close_thread(&self, id: ThreadId, is_closed: bool) -> Result<()> {
        self.write(move |tx| {
            let sql = "UPDATE thread SET is_closed = ?2, turn = turn + 1 WHERE id = ?1";
            if tx.execute(sql, params![id, is_closed])? == 0 {
                Err(Error::NotFound)
            } else {
                Ok(())
            }
        })
        .await
    }
}

/// A comment that is this reader's and not gone.
fn own(tx: &mut Tx, reader: ReaderId, id: CommentId) -> Result<Comment> {
    let comment = comment(tx, id)?;
    let is_there = matches!(comment.status, Status::Shown | Status::Held);
    if comment.author.reader() == Some(reader) && is_there {
        Ok(comment)
    } else {
        Err(Error::NotFound)
    }
}

/// Moves a thread's `seq`, and holds its row.
fn moved(tx: &mut Tx, thread: ThreadId, shown: i64) -> Result<i64> {
    let sql = "UPDATE thread SET seq = seq + 1, turn = turn + 1,
        comment_count = comment_count + ?2 WHERE id = ?1 RETURNING seq";
    tx.first(sql, params![thread, shown])?.ok_or(Error::NotFound)?.int(0)
}

/// Gives a comment another status, with all counts that depend on it.
pub(crate) fn settle(
    tx: &mut Tx,
    comment: &Comment,
    status: Status,
    reason: Option<&str>,
) -> Result<()> {
    // Holds the row; what was read before may have changed since.
    moved(tx, comment.thread_id, 0)?;
    let comment = &super::comment(tx, comment.id)?;
    let shown = |status| i64::from(status == Status::Shown);
    let change = shown(status) - shown(comment.status);
    let seq = moved(tx, comment.thread_id, change)?;
    tx.execute(
        "UPDATE comment SET status = ?2, reason = ?3, seq = ?4 WHERE id = ?1",
        params![comment.id, status as i64, reason, seq],
    )?;
    shift(tx, comment, change)
}

/// Moves the counts above a comment, and its author's.
fn shift(tx: &mut Tx, comment: &Comment, change: i64) -> Result<()> {
    if change == 0 {
        return Ok(());
    }
    if let Some(parent) = comment.parent_id {
        let sql = "UPDATE comment SET child_count = child_count + ?2 WHERE id = ?1";
        tx.execute(sql, params![parent, change])?;
        let sql = "UPDATE comment SET reply_count = reply_count + ?3
            WHERE thread_id = ?1 AND path = ?2";
        tx.execute(sql, params![comment.thread_id, &comment.path[..4], change])?;
    }
    match comment.author.reader() {
        Some(reader) => spoke(tx, reader, change),
        None => Ok(()),
    }
}

fn cast(tx: &mut Tx, reader: ReaderId, id: CommentId, vote: Vote) -> Result<ThreadId> {
    let comment = comment(tx, id)?;
    let thread = open(tx, Viewer::reader(reader), comment.thread_id)?;
    if comment.status != Status::Shown {
        return Err(Error::NotFound);
    }
    if comment.author.reader() == Some(reader) {
        return Err(Error::Refused("one’s own comments are for others to judge"));
    }
    // Holds the rows that a second vote at the same time waits for.
    tx.execute("UPDATE thread SET turn = turn + 1 WHERE id = ?1", params![thread.id])?;
    let before = "SELECT value FROM vote WHERE comment_id = ?1 AND reader_id = ?2";
    let before = tx.first(before, params![id, reader])?.map(|row| row.int(0)).transpose()?;
    let value = match vote {
        Vote::Recommend => Some(1),
        Vote::OffThePoint => Some(-1),
        Vote::None => None,
    };
    match value {
        Some(value) => tx.execute(
            "INSERT INTO vote (comment_id, reader_id, value) VALUES (?1, ?2, ?3)
             ON CONFLICT (comment_id, reader_id) DO UPDATE SET value = excluded.value",
            params![id, reader, value],
        )?,
        None => tx.execute(
            "DELETE FROM vote WHERE comment_id = ?1 AND reader_id = ?2",
            params![id, reader],
        )?,
    };
    let of = |wanted: i64, value: Option<i64>| i64::from(value == Some(wanted));
    let sql = "SELECT up, down FROM comment WHERE id = ?1";
    let row = tx.first(sql, params![id])?.ok_or(Error::NotFound)?;
    let up = row.int(0)? + of(1, value) - of(1, before);
    let down = row.int(1)? + of(-1, value) - of(-1, before);
    let sql = "UPDATE comment SET up = ?2, down = ?3, score = ?4 WHERE id = ?1";
    tx.execute(sql, params![id, up, down, score(up, down)])?;
    Ok(thread.id)
}

/// The lower bound of Wilson's interval for the share of good votes, in millionths. Few votes say
/// little: one of one is less than nine of ten.
pub(super) fn score(up: i64, down: i64) -> i64 {
    /// Of 80 %, as Lobsters takes it: a bound that new comments can reach.
    const Z: f64 = 1.281_551_565_545;
    let count = (up + down) as f64;
    if count <= 0.0 {
        return 0;
    }
    let share = up as f64 / count;
    let z2 = Z * Z / count;
    let spread = Z * ((share * (1.0 - share) + z2 / 4.0) / count).sqrt();
    ((share + z2 / 2.0 - spread) / (1.0 + z2) * 1e6) as i64
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn more_votes_say_more() {
        for (better, worse) in [
            ((1, 0), (0, 0)),
            ((9, 1), (1, 0)),
            ((100, 10), (9, 1)),
            ((1, 0), (5, 5)),
            ((0, 0), (0, 0)),
        ] {
            let (one, other) = (score(better.0, better.1), score(worse.0, worse.1));
            assert!(one > other || better == worse, "{better:?} {worse:?}: {one} {other}");
        }
        assert_eq!(score(0, 3), 0);
    }
}
