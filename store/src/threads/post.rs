//! Posting: a comment, its place among the others, all counts beside it, and the news of it, as one transaction.

use jiff::Timestamp;

use super::{DEPTH, Status, Target, Thread, Viewer, about, draft, may_open, shared};
use crate::database::{Tx, params};
use crate::marks::Anchor;
use crate::{CommentId, Error, GuestId, ReaderId, Result, Store, ThreadId, article, shelf};

/// Own comments that a new one is compared with.
const RECENT: i64 = 20;

/// Where a comment goes.
#[derive(Clone, PartialEq, Debug)]
pub enum Place {
    Thread(ThreadId),
    /// The thread about this, begun if there is none; its title.
    About(Target, String),
}

/// Who posts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    Reader(ReaderId),
    Guest(GuestId),
}

/// What a comment is made of.
#[derive(Clone, Debug)]
pub struct NewComment {
    pub place: Place,
    /// The comment it answers.
    pub parent: Option<CommentId>,
    pub by: By,
    pub is_moderator: bool,
    pub source: String,
    /// Safe to show: made of `source` by the room.
    pub html: String,
    /// Why it is held; `None`: it is shown.
    pub held: Option<String>,
    /// Names written after "@".
    pub mentions: Vec<String>,
}

/// A comment that was kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posted {
    pub id: CommentId,
    pub thread: ThreadId,
    pub seq: i64,
}

/// What the rules of moderation are asked about: the author and the place.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Speaking {
    pub is_closed: bool,
    /// Comments of the author that are shown.
    pub comment_count: i64,
    /// May not write until then, and why.
    pub silenced: Option<(Timestamp, String)>,
    /// The author's last comments, the newest first: when, and what.
    pub recent: Vec<(Timestamp, String)>,
}

impl Store {
    /// Keeps a comment.
    ///
    /// # Errors
    /// `NotFound` where the thread is not to be opened or there is no such comment to answer, `Refused` where it is
    /// closed, too deep, or who is answered does not want it, and those of the database.
    pub async fn post(&self, new: NewComment, now: Timestamp) -> Result<Posted> {
        self.write(move |tx| post(tx, &new, now)).await
    }

    /// What the rules are asked about before an author posts; `None`: a guest who never wrote here.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn speaking(
        &self,
        by: Option<By>,
        thread: Option<ThreadId>,
        now: Timestamp,
    ) -> Result<Speaking> {
        self.read(move |tx| speaking(tx, by, thread, now)).await
    }
}

fn speaking(
    tx: &mut Tx,
    by: Option<By>,
    thread: Option<ThreadId>,
    now: Timestamp,
) -> Result<Speaking> {
    let mut speaking = Speaking::default();
    if let Some(thread) = thread {
        let row = tx.first("SELECT is_closed FROM thread WHERE id = ?1", params![thread])?;
        speaking.is_closed = row.map(|row| row.flag(0)).transpose()?.unwrap_or(false);
    }
    let (column, id) = match by {
        Some(By::Reader(id)) => ("author_id", id.0),
        Some(By::Guest(id)) => ("guest_id", id.0),
        None => return Ok(speaking),
    };
    if let Some(By::Reader(reader)) = by {
        let sql = "SELECT comment_count, silenced_until, silenced_why FROM speaker
            WHERE reader_id = ?1";
        if let Some(mut row) = tx.first(sql, params![reader])? {
            speaking.comment_count = row.int(0)?;
            let until = row.opt_instant(1)?.filter(|until| *until > now);
            let why = row.opt_text(2)?.unwrap_or_default();
            speaking.silenced = until.map(|until| (until, why));
        }
    }
    let recent = format!(
        "SELECT created_at, source FROM comment WHERE {column} = ?1 ORDER BY id DESC LIMIT ?2"
    );
    for mut row in tx.rows(&recent, params![id, RECENT])? {
        speaking.recent.push((row.instant(0)?, row.text(1)?));
    }
    Ok(speaking)
}

fn post(tx: &mut Tx, new: &NewComment, now: Timestamp) -> Result<Posted> {
    let reader = match new.by {
        By::Reader(id) => Some(id),
        By::Guest(_) => None,
    };
    let thread = place(tx, new, reader, now)?;
    let is_shown = new.held.is_none();
    let shown = i64::from(is_shown);
    let is_root = i64::from(new.parent.is_none());
    // First of all, as it holds the row: what follows goes on in the order of `seq`, on PostgreSQL too.
    let row = tx.first(
        "UPDATE thread SET seq = seq + 1, turn = turn + 1, rank = rank + ?2,
            comment_count = comment_count + ?3, last_at = CASE WHEN ?3 = 1 THEN ?4 ELSE last_at END
         WHERE id = ?1 RETURNING seq, rank",
        params![thread.id, is_root, shown, now],
    )?;
    let row = row.ok_or(Error::NotFound)?;
    let (seq, rank) = (row.int(0)?, row.int(1)?);
    let path = match new.parent {
        None => rank_bytes(rank)?.to_vec(),
        Some(parent) => below(tx, &thread, parent, reader, shown)?,
    };
    let id = insert(tx, new, (thread.id, seq, &path), now)?;
    if let Some(reader) = reader {
        draft::drop(tx, reader, &thread.target, new.parent)?;
        if is_shown {
            spoke(tx, reader, 1)?;
        }
    }
    if is_shown {
        announce(tx, id, &new.mentions)?;
    }
    Ok(Posted { id, thread: thread.id, seq })
}

/// The thread it goes to, which the author may open and write in.
fn place(
    tx: &mut Tx,
    new: &NewComment,
    reader: Option<ReaderId>,
    now: Timestamp,
) -> Result<Thread> {
    let viewer = Viewer { reader, is_moderator: new.is_moderator };
    let thread = match &new.place {
        Place::Thread(id) => super::open(tx, viewer, *id)?,
        Place::About(target, title) => {
            let thread = begun(tx, target, title, reader, now)?;
            if !may_open(tx, viewer, &thread)? {
                return Err(Error::NotFound);
            }
            shared::widen(tx, thread.id, target)?;
            thread
        }
    };
    if thread.is_closed && !new.is_moderator {
        return Err(Error::Refused("this conversation is closed"));
    }
    Ok(thread)
}

fn insert(
    tx: &mut Tx,
    new: &NewComment,
    (thread, seq, path): (ThreadId, i64, &[u8]),
    now: Timestamp,
) -> Result<CommentId> {
    let (reader, guest, name) = match new.by {
        By::Reader(id) => (Some(id), None, String::new()),
        By::Guest(id) => {
            let row = tx.first("SELECT name FROM guest WHERE id = ?1", params![id])?;
            (None, Some(id), row.ok_or(Error::NotFound)?.text(0)?)
        }
    };
    let status = if new.held.is_none() { Status::Shown } else { Status::Held };
    let id = tx.insert(
        "INSERT INTO comment (thread_id, parent_id, path, depth, author_id, guest_id, name, source,
            html, status, reason, seq, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) RETURNING id",
        params![
            thread,
            new.parent,
            path,
            (path.len() / 4 - 1) as i64,
            reader,
            guest,
            &name,
            &new.source,
            &new.html,
            status as i64,
            new.held.as_deref(),
            seq,
            now
        ],
    )?;
    Ok(CommentId(id))
}

/// The path below a comment, whose counts it moves.
fn below(
    tx: &mut Tx,
    thread: &Thread,
    parent: CommentId,
    reader: Option<ReaderId>,
    shown: i64,
) -> Result<Vec<u8>> {
    let row = tx.first(
        "UPDATE comment SET rank = rank + 1, child_count = child_count + ?3
         WHERE id = ?1 AND thread_id = ?2 AND status <> 1 RETURNING path, rank, author_id, status",
        params![parent, thread.id, shown],
    )?;
    let mut row = row.ok_or(Error::NotFound)?;
    if row.int(3)? != Status::Shown as i64 {
        return Err(Error::Refused("the comment you answer is gone"));
    }
    let mut path = row.blob(0)?;
    if path.len() / 4 >= DEPTH {
        return Err(Error::Refused("answers go no deeper: begin anew and quote"));
    }
    let blocked = "SELECT 1 FROM shun WHERE reader_id = ?1 AND kind = 1 AND item_id = ?2";
    if let (Some(author), Some(reader)) = (row.opt_int(2)?, reader)
        && tx.first(blocked, params![author, reader])?.is_some()
    {
        return Err(Error::Refused("who wrote this takes no answers from you"));
    }
    let root = &path[..4];
    tx.execute(
        "UPDATE comment SET reply_count = reply_count + ?3 WHERE thread_id = ?1 AND path = ?2",
        params![thread.id, root, shown],
    )?;
    path.extend(rank_bytes(row.int(1)?)?);
    Ok(path)
}

pub(super) fn rank_bytes(rank: i64) -> Result<[u8; 4]> {
    let rank = u32::try_from(rank).ok().filter(|rank| *rank < 0xff00_0000);
    Ok(rank.ok_or(Error::Refused("there is no place for more answers"))?.to_be_bytes())
}

/// The thread about a target, made now if there is none.
fn begun(
    tx: &mut Tx,
    target: &Target,
    title: &str,
    reader: Option<ReaderId>,
    now: Timestamp,
) -> Result<Thread> {
    if let Some(thread) = about(tx, target)? {
        return Ok(thread);
    }
    if let (Some(shared), reader) = (target.shared(), reader) {
        shared::check(tx, reader.ok_or(Error::NotFound)?, shared)?;
    }
    let owner = match (target.article(), reader) {
        (Some(article), Some(reader)) => {
            shelf::of_article(tx, reader, article)?.ok_or(Error::NotFound)?;
            article::article(tx, article)?.owner
        }
        (Some(_), None) => return Err(Error::NotFound),
        (None, _) => None,
    };
    begin(tx, target, title, owner, now)?;
    if let Some(id) =
        tx.first("SELECT id FROM thread WHERE target = ?1", params![&target.word()])?
    {
        shared::widen(tx, ThreadId(id.int(0)?), target)?;
    }
    about(tx, target)?.ok_or(Error::NotFound)
}

/// Makes a thread; that there is one already is no failure.
pub(super) fn begin(
    tx: &mut Tx,
    target: &Target,
    title: &str,
    owner: Option<ReaderId>,
    now: Timestamp,
) -> Result<()> {
    let words = match target {
        Target::Claim(shared) => shared.words.clone(),
        _ => String::new(),
    };
    let of_claim = Anchor { quote: words, ..Anchor::default() };
    let anchor = match target {
        Target::Passage(_, anchor) => anchor,
        _ => &of_claim,
    };
    let title = &title[..title.floor_char_boundary(400)];
    tx.execute(
        "INSERT INTO thread (kind, target, article_id, owner_id, title, version, span_start,
            span_end, quote, prefix, suffix, created_at, last_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)
         ON CONFLICT (target) DO NOTHING",
        params![
            target.kind() as i64,
            &target.word(),
            target.article(),
            owner.map_or(0, |id| id.0),
            title,
            anchor.version,
            anchor.span.start as i64,
            anchor.span.end as i64,
            &anchor.quote,
            &anchor.prefix,
            &anchor.suffix,
            now
        ],
    )?;
    Ok(())
}

/// Counts a reader's comments that are shown.
pub(super) fn spoke(tx: &mut Tx, reader: ReaderId, change: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO speaker (reader_id, comment_count) VALUES (?1, ?2)
         ON CONFLICT (reader_id) DO UPDATE SET
            comment_count = speaker.comment_count + excluded.comment_count",
        params![reader, change],
    )?;
    Ok(())
}

/// Has the desk tell whom it concerns.
pub(crate) fn announce(tx: &mut Tx, id: CommentId, mentions: &[String]) -> Result<()> {
    let sql = "INSERT INTO news (comment_id, mentions) VALUES (?1, ?2)";
    tx.execute(sql, params![id, &mentions.join(",")])?;
    Ok(())
}
