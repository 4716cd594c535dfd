//! Moderation: reports, what waits for a moderator, what moderators do, and the log of it that everybody can read.
//!
//! Nobody is made invisible to others without being told: each act tells the reader it concerns, with its reason.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::database::{Row, Tx, params};
use crate::notices::{self, News};
use crate::threads::{self, Author, COMMENT, Comment, FROM, Status, Viewer, read_comment, settle};
use crate::{CommentId, Error, ReaderId, Result, Store};

/// What is wrong with a comment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Complaint {
    Abusive,
    Spam,
    OffTopic,
    /// It tells what is somebody's own.
    Private,
    /// Against the law (Digital Services Act, article 16).
    Unlawful,
    Other,
}

impl Complaint {
    /// All, in the order of their numbers.
    pub const ALL: [Complaint; 6] =
        [Self::Abusive, Self::Spam, Self::OffTopic, Self::Private, Self::Unlawful, Self::Other];
}

/// What a moderator does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Shows a comment that was held.
    Approve,
    Remove,
    /// Shows again what was removed.
    Restore,
    /// Leaves a comment that was reported.
    Dismiss,
    Warn,
    /// Takes a reader's right to write for a while.
    Silence,
    Release,
}

impl Act {
    /// All, in the order of their numbers.
    pub const ALL: [Act; 7] = [
        Self::Approve,
        Self::Remove,
        Self::Restore,
        Self::Dismiss,
        Self::Warn,
        Self::Silence,
        Self::Release,
    ];

    fn of(number: i64) -> Result<Self> {
        let act = usize::try_from(number).ok().and_then(|at| Self::ALL.get(at)).copied();
        act.ok_or(Error::Damaged("an act"))
    }
}

/// A comment that waits for a moderator.
#[derive(Clone, PartialEq, Debug)]
pub struct Waiting {
    pub comment: Comment,
    /// Of its thread.
    pub title: String,
    /// Complaint, words, and when.
    pub reports: Vec<(Complaint, String, Timestamp)>,
}

/// A line of the log.
#[derive(Clone, PartialEq, Debug)]
pub struct Logged {
    pub id: i64,
    pub act: Act,
    /// Names; `None`: left since.
    pub moderator: Option<String>,
    pub reader: Option<String>,
    /// The comment and its thread, where it is still there.
    pub comment: Option<(CommentId, crate::ThreadId)>,
    pub reason: String,
    pub created_at: Timestamp,
    pub hash: Vec<u8>,
}

/// To whom something is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    Comment(CommentId),
    Reader(ReaderId),
}

impl Store {
    /// Reports a comment, once for each reader.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn report(
        &self,
        reader: ReaderId,
        id: CommentId,
        complaint: Complaint,
        words: &str,
        now: Timestamp,
    ) -> Result<()> {
        let words: String = words.chars().take(1_000).collect();
        self.write(move |tx| {
            let comment = threads::comment(tx, id)?;
            threads::open(tx, Viewer::reader(reader), comment.thread_id)?;
            if comment.status != Status::Shown {
                return Err(Error::NotFound);
            }
            tx.execute(
                "INSERT INTO report (comment_id, reader_id, complaint, words, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (comment_id, reader_id) DO NOTHING",
                params![id, reader, complaint as i64, &words, now],
            )?;
            Ok(())
        })
        .await
    }

    /// What waits for a moderator, the oldest first: comments that are held, then those that were reported. Private
    /// conversations are their owners' alone.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn waiting(&self, limit: u32) -> Result<Vec<Waiting>> {
        self.read(move |tx| waiting(tx, i64::from(limit))).await
    }

    /// Does something, tells whom it concerns, and writes it into the log; `until` is for silence, `mentions` are the
    /// names in a comment that is approved.
    ///
    /// # Errors
    /// `NotFound`, `Refused` where the act does not fit, and those of the database.
    pub async fn moderate(
        &self,
        moderator: ReaderId,
        act: Act,
        subject: Subject,
        reason: &str,
        extra: (Option<Timestamp>, Vec<String>),
        now: Timestamp,
    ) -> Result<()> {
        let reason: String = reason.chars().take(1_000).collect();
        self.write(move |tx| {
            let done =
                Done { moderator, act, reason: &reason, until: extra.0, mentions: &extra.1, now };
            match subject {
                Subject::Comment(id) => to_comment(tx, &done, id),
                Subject::Reader(id) => to_reader(tx, &done, id, 0),
            }
        })
        .await
    }

    /// The log, the newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn moderation_log(&self, after: Option<i64>, limit: u32) -> Result<Vec<Logged>> {
        self.read(move |tx| {
            let sql = "SELECT m.id, m.act, w.name, r.name, c.id, c.thread_id, m.reason, m.created_at, m.hash
                FROM moderation m LEFT JOIN reader w ON w.id = m.moderator_id
                LEFT JOIN reader r ON r.id = m.reader_id LEFT JOIN comment c ON c.id = m.comment_id
                WHERE m.id < ?1 ORDER BY m.id DESC LIMIT ?2";
            let read = |mut row: Row| {
                let comment = row.opt_int(4)?.zip(row.opt_int(5)?);
                Ok(Logged {
                    id: row.int(0)?,
                    act: Act::of(row.int(1)?)?,
                    moderator: row.opt_text(2)?,
                    reader: row.opt_text(3)?,
                    comment: comment.map(|(id, thread)| (CommentId(id), crate::ThreadId(thread))),
                    reason: row.text(6)?,
                    created_at: row.instant(7)?,
                    hash: row.blob(8)?,
                })
            };
            let given = params![after.unwrap_or(i64::MAX), i64::from(limit)];
            tx.rows(sql, given)?.into_iter().map(read).collect()
        })
        .await
    }
}

/// What is done, by whom, why and when.
struct Done<'d> {
    moderator: ReaderId,
    act: Act,
    reason: &'d str,
    until: Option<Timestamp>,
    mentions: &'d [String],
    now: Timestamp,
}

fn waiting(tx: &mut Tx, limit: i64) -> Result<Vec<Waiting>> {
    let held = format!(
        "SELECT {COMMENT}, t.title FROM {FROM} JOIN thread t ON t.id = c.thread_id
         WHERE c.status = 1 AND t.owner_id = 0 ORDER BY c.id LIMIT ?1"
    );
    let reported = format!(
        "SELECT {COMMENT}, t.title FROM {FROM} JOIN thread t ON t.id = c.thread_id
         WHERE c.id IN (SELECT p.comment_id FROM report p WHERE p.settled_at IS NULL)
            AND c.status = 0 AND t.owner_id = 0 ORDER BY c.id LIMIT ?1"
    );
    let mut waiting = Vec::new();
    for sql in [held, reported] {
        for mut row in tx.rows(&sql, params![limit])? {
            let comment = read_comment(&mut row)?;
            waiting.push(Waiting { title: row.text(23)?, comment, reports: Vec::new() });
        }
    }
    waiting.truncate(usize::try_from(limit).unwrap_or_default());
    for one in &mut waiting {
        let sql = "SELECT complaint, words, created_at FROM report
            WHERE comment_id = ?1 AND settled_at IS NULL ORDER BY id LIMIT 20";
        for mut row in tx.rows(sql, params![one.comment.id])? {
            let complaint = usize::try_from(row.int(0)?).ok();
            let complaint = complaint.and_then(|at| Complaint::ALL.get(at)).copied();
            let complaint = complaint.ok_or(Error::Damaged("a complaint"))?;
            one.reports.push((complaint, row.text(1)?, row.instant(2)?));
        }
    }
    Ok(waiting)
}

fn to_comment(tx: &mut Tx, done: &Done, id: CommentId) -> Result<()> {
    let comment = threads::comment(tx, id)?;
    let reason = Some(done.reason);
    match (done.act, comment.status) {
        (Act::Approve, Status::Held) => {
            settle(tx, &comment, Status::Shown, None)?;
            threads::announce(tx, id, done.mentions)?;
        }
        (Act::Remove, Status::Shown | Status::Held) => {
            settle(tx, &comment, Status::Removed, reason)?;
        }
        (Act::Restore, Status::Removed) => settle(tx, &comment, Status::Shown, None)?,
        (Act::Dismiss, Status::Shown) => {}
        (Act::Warn, _) => {}
        (Act::Silence, _) => {
            let Author::Reader { id: author, .. } = comment.author else {
                return Err(Error::Refused("only who has an account can be kept from writing"));
            };
            return to_reader(tx, done, author, id.0);
        }
        _ => return Err(Error::Refused("this has been settled already")),
    }
    if matches!(done.act, Act::Approve | Act::Remove | Act::Dismiss) {
        let sql = "UPDATE report SET settled_at = ?2 WHERE comment_id = ?1 AND settled_at IS NULL";
        tx.execute(sql, params![id, done.now])?;
    }
    let author = match comment.author {
        Author::Reader { id, .. } => Some(id),
        Author::Guest { .. } | Author::Gone => None,
    };
    let line = write(tx, done, id.0, author.map_or(0, |id| id.0))?;
    match author {
        // What changes nothing for the author is not told.
        Some(author) if done.act != Act::Dismiss => inform(tx, done, author, Some(id), line),
        _ => Ok(()),
    }
}

fn to_reader(tx: &mut Tx, done: &Done, reader: ReaderId, comment: i64) -> Result<()> {
    let sql = "SELECT role FROM reader WHERE id = ?1";
    let role = tx.first(sql, params![reader])?.ok_or(Error::NotFound)?.int(0)?;
    match done.act {
        Act::Silence if role > 0 => {
            return Err(Error::Refused("moderators are an admin’s concern"));
        }
        Act::Silence | Act::Release => {
            let until = done.until.filter(|_| done.act == Act::Silence);
            tx.execute(
                "INSERT INTO speaker (reader_id, silenced_until, silenced_why) VALUES (?1, ?2, ?3)
                 ON CONFLICT (reader_id) DO UPDATE SET silenced_until = excluded.silenced_until,
                    silenced_why = excluded.silenced_why",
                params![reader, until, until.map(|_| done.reason)],
            )?;
        }
        Act::Warn => {}
        _ => return Err(Error::Refused("this is done to comments")),
    }
    let line = write(tx, done, comment, reader.0)?;
    inform(tx, done, reader, Some(CommentId(comment)).filter(|id| id.0 != 0), line)
}

fn inform(
    tx: &mut Tx,
    done: &Done,
    reader: ReaderId,
    comment: Option<CommentId>,
    line: i64,
) -> Result<()> {
    let words = match done.act {
        Act::Approve => "A moderator has let your comment through.".to_owned(),
        Act::Remove => format!("A moderator has removed your comment: {}", done.reason),
        Act::Restore => format!("A moderator has put your comment back: {}", done.reason),
        Act::Dismiss => String::new(),
        Act::Warn => format!("A moderator warns you: {}", done.reason),
        Act::Silence => format!(
            "You can read but not write until {}: {}",
            done.until.map_or_else(String::new, |until| until.strftime("%-d %B %Y").to_string()),
            done.reason
        ),
        Act::Release => "You can write again.".to_owned(),
    };
    let event = format!("m:{line}");
    let kind = notices::Kind::Moderated;
    let news = News { kind, event: &event, comment, words: &words, ..News::default() };
    notices::tell(tx, reader, &news, done.now).map(drop)
}

/// Adds a line to the log; gives its number.
fn write(tx: &mut Tx, done: &Done, comment: i64, reader: i64) -> Result<i64> {
    if tx.is_postgres() {
        // Lines follow each other, as each holds the hash of the one before.
        tx.batch("SELECT pg_advisory_xact_lock(7305437)")?;
    }
    let last = tx.first("SELECT hash FROM moderation ORDER BY id DESC LIMIT 1", params![])?;
    let before = last.map(|mut row| row.blob(0)).transpose()?.unwrap_or_default();
    let at = done.now.as_microsecond();
    let hash =
        chained(&before, [done.act as i64, done.moderator.0, comment, reader, at], done.reason);
    let sql = "INSERT INTO moderation
        (act, moderator_id, comment_id, reader_id, reason, created_at, hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id";
    let given = params![
        done.act as i64,
        done.moderator,
        comment,
        reader,
        done.reason,
        done.now,
        hash.as_slice()
    ];
    tx.insert(sql, given)
}

fn chained(before: &[u8], numbers: [i64; 5], reason: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(before);
    for number in numbers {
        hash.update(number.to_be_bytes());
    }
    hash.update(reason.as_bytes());
    hash.finalize().to_vec()
}

/// Lines of the log that are not as they were written.
pub(crate) fn broken_lines(tx: &mut Tx) -> Result<Vec<String>> {
    let sql = "SELECT id, act, moderator_id, comment_id, reader_id, created_at, reason, hash
        FROM moderation ORDER BY id";
    let mut before = Vec::new();
    let mut broken = Vec::new();
    tx.each(sql, params![], &mut |mut row| {
        let numbers = [row.int(1)?, row.int(2)?, row.int(3)?, row.int(4)?, row.int(5)?];
        let (id, reason, hash) = (row.int(0)?, row.text(6)?, row.blob(7)?);
        if chained(&before, numbers, &reason) != hash {
            broken.push(format!("moderation {id}: the log was changed here"));
        }
        before = hash;
        Ok(())
    })?;
    Ok(broken)
}
