//! Taking in conversations of other programs, in batches, each one transaction.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::Timestamp;

use super::change::score;
use super::post::{begin, rank_bytes};
use super::{DEPTH, Status, Target};
use crate::database::{Tx, params};
use crate::{ArticleId, CommentId, Result, Store, ThreadId, article};

/// What a conversation that is brought is about.
#[derive(Clone, PartialEq, Debug)]
pub struct Thing {
    pub url: url::Url,
    /// Empty: none is known.
    pub title: String,
}

/// What a comment that is brought answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Above {
    Nothing,
    /// One that was taken before.
    Comment(CommentId),
    /// The one at this place in the same batch, before it.
    Taken(usize),
}

/// A comment as it is brought.
#[derive(Clone, PartialEq, Debug)]
pub struct Taken {
    pub thread: ThreadId,
    /// What it is known again by in its thread, so that it is taken once; `None`: nothing is.
    pub mark: Option<i64>,
    pub parent: Above,
    /// Shown as the author; who it was is not looked up, as names can be anybody's.
    pub name: String,
    pub source: String,
    pub html: String,
    pub is_deleted: bool,
    pub up: i64,
    pub down: i64,
    pub created_at: Timestamp,
}

impl Store {
    /// The thread about a page, with an article that is kept as a link where the room has none.
    ///
    /// # Errors
    /// `Refused` for what is no address of the web, and those of the database.
    pub async fn thread_to_take(&self, thing: Thing, now: Timestamp) -> Result<ThreadId> {
        self.write(move |tx| {
            let id = article_of(tx, &thing, now)?;
            let target = Target::Article(id);
            let title = match thing.title.trim() {
                "" => article::article(tx, id)?.title,
                title => title.to_owned(),
            };
            begin(tx, &target, &title, None, now)?;
            let row =
                tx.first("SELECT id FROM thread WHERE target = ?1", params![&target.word()])?;
            Ok(ThreadId(row.ok_or(crate::Error::NotFound)?.int(0)?))
        })
        .await
    }

    /// Keeps comments in their order; gives their ids, and whether they are new. What answers too deep answers the
    /// deepest there can be.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn take_comments(&self, taken: Vec<Taken>) -> Result<Vec<(CommentId, bool)>> {
        self.write(move |tx| {
            let mut batch = Batch::default();
            let mut kept: Vec<(CommentId, bool)> = Vec::with_capacity(taken.len());
            for one in &taken {
                let parent = match one.parent {
                    Above::Nothing => None,
                    Above::Comment(id) => Some(id),
                    Above::Taken(at) => Some(kept.get(at).ok_or(crate::Error::NotFound)?.0),
                };
                kept.push(take(tx, &mut batch, one, parent)?);
            }
            batch.write(tx)?;
            Ok(kept)
        })
        .await
    }
}

fn article_of(tx: &mut Tx, thing: &Thing, now: Timestamp) -> Result<ArticleId> {
    if !matches!(thing.url.scheme(), "http" | "https") {
        return Err(crate::Error::Refused("conversations are about pages of the web"));
    }
    let key = article::url_key(&thing.url);
    if let Some(id) = article::by_key(tx, &key, None)? {
        return Ok(id);
    }
    let title = if thing.title.trim().is_empty() { thing.url.as_str() } else { thing.title.trim() };
    let sql = "INSERT INTO article (url, url_key, state, reason, title, created_at, updated_at)
        VALUES (?1, ?2, 2, 'it came with its conversation', ?3, ?4, ?4) RETURNING id";
    Ok(ArticleId(tx.insert(sql, params![thing.url.as_str(), &key, title, now])?))
}

/// Where a comment stands, and counts that are written once for the batch.
#[derive(Debug, Default)]
struct Batch {
    threads: HashMap<ThreadId, Counts>,
    comments: HashMap<CommentId, Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    path: Vec<u8>,
    root: Option<CommentId>,
    parent: Option<CommentId>,
    rank: i64,
    shown: i64,
    below: i64,
    seq: i64,
    last: i64,
    is_changed: bool,
}

/// The id of a comment, and whether it was kept now: one that bears the mark of another of its thread is that one.
fn take(
    tx: &mut Tx,
    batch: &mut Batch,
    one: &Taken,
    mut parent: Option<CommentId>,
) -> Result<(CommentId, bool)> {
    if let Some(id) = parent {
        let place = batch.comment(tx, id)?;
        if place.path.len() / 4 >= DEPTH {
            parent = place.parent;
        }
    }
    let (path, root) = match parent {
        None => (rank_bytes(batch.thread(tx, one.thread)?.rank + 1)?.to_vec(), None),
        Some(id) => {
            let place = batch.comment(tx, id)?;
            let path = [&place.path, rank_bytes(place.rank + 1)?.as_slice()].concat();
            (path, Some(place.root.unwrap_or(id)))
        }
    };
    let seq = batch.thread(tx, one.thread)?.seq + 1;
    let Some(id) = insert(tx, one, parent, &path, seq)? else {
        let sql = "SELECT id FROM comment WHERE thread_id = ?1 AND mark = ?2";
        let known = tx.first(sql, params![one.thread, one.mark])?.ok_or(crate::Error::NotFound)?;
        return Ok((CommentId(known.int(0)?), false));
    };
    batch.count(tx, one, parent, root)?;
    batch.comments.insert(id, Counts { path, root, parent, ..Counts::default() });
    Ok((id, true))
}

/// `None`: its mark is known.
fn insert(
    tx: &mut Tx,
    one: &Taken,
    parent: Option<CommentId>,
    path: &[u8],
    seq: i64,
) -> Result<Option<CommentId>> {
    let status = if one.is_deleted { Status::Deleted } else { Status::Shown };
    let row = tx.first(
        "INSERT INTO comment (thread_id, parent_id, path, depth, name, source, html, status, up,
            down, score, seq, created_at, mark)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
         ON CONFLICT (thread_id, mark) WHERE mark IS NOT NULL DO NOTHING RETURNING id",
        params![
            one.thread,
            parent,
            path,
            (path.len() / 4 - 1) as i64,
            &one.name,
            &one.source,
            &one.html,
            status as i64,
            one.up,
            one.down,
            score(one.up, one.down),
            seq,
            one.created_at.as_microsecond(),
            one.mark
        ],
    )?;
    row.map(|row| Ok(CommentId(row.int(0)?))).transpose()
}

impl Batch {
    fn thread(&mut self, tx: &mut Tx, id: ThreadId) -> Result<&mut Counts> {
        match self.threads.entry(id) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => {
                let row = tx.first("SELECT rank, seq FROM thread WHERE id = ?1", params![id])?;
                let row = row.ok_or(crate::Error::NotFound)?;
                let counts = Counts { rank: row.int(0)?, seq: row.int(1)?, ..Counts::default() };
                Ok(place.insert(counts))
            }
        }
    }

    fn comment(&mut self, tx: &mut Tx, id: CommentId) -> Result<&mut Counts> {
        match self.comments.entry(id) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => {
                let sql = "SELECT c.path, c.rank, c.parent_id, r.id FROM comment c
                    LEFT JOIN comment r ON r.thread_id = c.thread_id
                        AND r.path = substr(c.path, 1, 4) AND c.depth > 0
                    WHERE c.id = ?1";
                let mut row = tx.first(sql, params![id])?.ok_or(crate::Error::NotFound)?;
                Ok(place.insert(Counts {
                    path: row.blob(0)?,
                    rank: row.int(1)?,
                    parent: row.opt_int(2)?.map(CommentId),
                    root: row.opt_int(3)?.map(CommentId),
                    ..Counts::default()
                }))
            }
        }
    }

    /// Counts a comment that was kept.
    fn count(
        &mut self,
        tx: &mut Tx,
        one: &Taken,
        parent: Option<CommentId>,
        root: Option<CommentId>,
    ) -> Result<()> {
        let shown = i64::from(!one.is_deleted);
        let thread = self.thread(tx, one.thread)?;
        thread.rank += i64::from(parent.is_none());
        thread.seq += 1;
        thread.shown += shown;
        thread.last = thread.last.max(one.created_at.as_microsecond());
        thread.is_changed = true;
        if let Some(parent) = parent {
            let place = self.comment(tx, parent)?;
            place.rank += 1;
            place.shown += shown;
            place.is_changed = true;
        }
        if let Some(root) = root {
            let root = self.comment(tx, root)?;
            root.below += shown;
            root.is_changed = true;
        }
        Ok(())
    }

    fn write(self, tx: &mut Tx) -> Result<()> {
        for (id, counts) in self.threads.iter().filter(|(_, counts)| counts.is_changed) {
            tx.execute(
                "UPDATE thread SET rank = ?2, seq = ?3, turn = turn + 1,
                    comment_count = comment_count + ?4,
                    last_at = CASE WHEN comment_count = 0 OR last_at < ?5 THEN ?5 ELSE last_at END
                 WHERE id = ?1",
                params![*id, counts.rank, counts.seq, counts.shown, counts.last],
            )?;
        }
        for (id, counts) in self.comments.iter().filter(|(_, counts)| counts.is_changed) {
            tx.execute(
                "UPDATE comment SET rank = ?2, child_count = child_count + ?3,
                    reply_count = reply_count + ?4 WHERE id = ?1",
                params![*id, counts.rank, counts.shown, counts.below],
            )?;
        }
        Ok(())
    }
}
