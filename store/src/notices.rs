//! Notices: an outbox with a row for each recipient and event.
//!
//! What is to be told is written with the change itself (`news`); the desk makes notices of it, each batch in the
//! transaction that strikes it off. So a process that dies in between neither loses one nor tells anybody twice.
//! A letter is queued in the transaction that notes its notices as written.

use jiff::{SignedDuration, Timestamp};

use crate::database::{Param, Tx, params};
use crate::follows::Letters;
use crate::jobs::{self, NewJob};
use crate::search;
use crate::threads::{self, COMMENT, Comment, Status, read_comment};
use crate::webhooks;
use crate::{ArticleId, CommentId, Error, NoticeId, ReaderId, Result, ShelfId, Store};

/// Followers told in one piece of work.
const BATCH: i64 = 500;
/// Names written after "@" that are told.
const MENTIONS: usize = 10;
/// Notices in one letter; more wait for the next.
const IN_A_LETTER: i64 = 50;

/// Why somebody is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Kind {
    /// Their comment was answered.
    #[default]
    Reply,
    Mention,
    /// A reader they follow spoke.
    FollowedReader,
    FollowedThread,
    /// A moderator did something to a comment or to themselves.
    Moderated,
    /// Somebody follows them.
    Follower,
    /// A kept search found an article.
    Found,
    /// A source they follow is quoted.
    Source,
}

const KINDS: [Kind; 8] = [
    Kind::Reply,
    Kind::Mention,
    Kind::FollowedReader,
    Kind::FollowedThread,
    Kind::Moderated,
    Kind::Follower,
    Kind::Found,
    Kind::Source,
];

/// What somebody is told.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    pub id: NoticeId,
    pub kind: Kind,
    /// The comment it is about, with its thread's title.
    pub comment: Option<(Comment, String)>,
    /// Name and display name of who did it.
    pub actor: Option<(String, String)>,
    /// The article it is about, on the reader's own shelf.
    pub shelf_id: Option<ShelfId>,
    /// A moderator's words; what was found.
    pub words: String,
    pub is_read: bool,
    pub created_at: Timestamp,
}

/// A letter that is due.
#[derive(Clone, PartialEq, Debug)]
pub struct Due {
    pub reader: ReaderId,
    /// Verified.
    pub email: String,
    pub display_name: String,
    pub notices: Vec<Notice>,
}

/// What a notice is made of.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct News<'n> {
    pub(crate) kind: Kind,
    pub(crate) event: &'n str,
    pub(crate) comment: Option<CommentId>,
    pub(crate) actor: Option<ReaderId>,
    pub(crate) shelf: Option<ShelfId>,
    pub(crate) words: &'n str,
}

impl Store {
    /// Makes notices of a batch of what happened; false: there was nothing.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tell_news(&self, now: Timestamp) -> Result<bool> {
        // The desk asks at each turn: mostly there is nothing, and a look costs no turn of the writer.
        let is_waiting =
            |tx: &mut Tx| Ok(tx.first("SELECT 1 FROM news LIMIT 1", params![])?.is_some());
        if !self.read(is_waiting).await? {
            return Ok(false);
        }
        self.write(move |tx| tell_next(tx, now)).await
    }

    /// Tells of an article that has its text who follows a source it quotes, or a kept search it answers, and got it
    /// onto the shelf since then; `reader` alone, or all. Twice does no harm.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tell_found(
        &self,
        article: ArticleId,
        reader: Option<ReaderId>,
        now: Timestamp,
    ) -> Result<()> {
        let found = self.read(move |tx| found(tx, article, reader)).await?;
        if found.is_empty() {
            return Ok(());
        }
        self.write(move |tx| {
            for Found { reader, kind, item, shelf, title } in &found {
                let event = format!("s:{}:{item}:{shelf}", *kind as i64);
                let news = News {
                    kind: *kind,
                    event: &event,
                    shelf: Some(*shelf),
                    words: title,
                    ..News::default()
                };
                tell(tx, *reader, &news, now)?;
            }
            Ok(())
        })
        .await
    }

    /// A reader's notices, the newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn notices(
        &self,
        reader: ReaderId,
        after: Option<NoticeId>,
        limit: u32,
    ) -> Result<Vec<Notice>> {
        self.read(move |tx| {
            let after = after.map_or(i64::MAX, |id| id.0);
            let rest = "n.reader_id = ?1 AND n.id < ?2 ORDER BY n.id DESC LIMIT ?3";
            list(tx, rest, params![reader, after, i64::from(limit)])
        })
        .await
    }

    /// Notes that a reader has seen the notices up to this one.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn read_notices(&self, reader: ReaderId, up_to: NoticeId) -> Result<()> {
        self.write(move |tx| {
            let sql = "UPDATE notice SET is_read = 1
                WHERE reader_id = ?1 AND id <= ?2 AND is_read = 0";
            let count = tx.execute(sql, params![reader, up_to])?;
            unread(tx, reader, -i64::try_from(count).unwrap_or_default())
        })
        .await
    }

    /// Letters that are due.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn letters_due(&self, limit: u32, now: Timestamp) -> Result<Vec<Due>> {
        self.read(move |tx| due(tx, limit, now)).await
    }

    /// Queues the letter that tells these notices; nothing, and false, where another process has.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn write_letter(
        &self,
        reader: ReaderId,
        notices: Vec<NoticeId>,
        job: NewJob,
        now: Timestamp,
    ) -> Result<bool> {
        let result = self.write(move |tx| {
            for id in &notices {
                let sql =
                    "UPDATE notice SET mail = 2 WHERE id = ?1 AND reader_id = ?2 AND mail = 1";
                if tx.execute(sql, params![*id, reader])? == 0 {
                    return Err(Error::Taken("letter"));
                }
            }
            let sql = "UPDATE speaker SET mailed_at = ?2 WHERE reader_id = ?1";
            tx.execute(sql, params![reader, now])?;
            jobs::add(tx, &job, now)?;
            Ok(())
        });
        match result.await {
            Ok(()) => Ok(true),
            Err(Error::Taken(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// An article on a reader's shelf that a follow of theirs asks for.
struct Found {
    reader: ReaderId,
    kind: Kind,
    /// The source or search.
    item: i64,
    shelf: ShelfId,
    title: String,
}

fn found(tx: &mut Tx, article: ArticleId, reader: Option<ReaderId>) -> Result<Vec<Found>> {
    // Of sources, those that the text quotes; of searches, all: the index says which the article answers.
    let sql = "SELECT f.reader_id, f.kind, f.item_id, h.id, coalesce(h.title, a.title), q.query
        FROM shelf h JOIN article a ON a.id = h.article_id
        JOIN follow f ON f.reader_id = h.reader_id AND f.kind IN (3, 4) AND f.seen < h.id
        LEFT JOIN saved_search q ON f.kind = 4 AND q.id = f.item_id
        WHERE h.article_id = ?1 AND (CAST(?2 AS BIGINT) IS NULL OR h.reader_id = ?2)
            AND (f.kind = 4 OR EXISTS (SELECT 1 FROM statement s
                WHERE s.article_id = h.article_id AND s.source_id = f.item_id))
        ORDER BY f.reader_id, f.kind, f.item_id";
    let mut found = Vec::new();
    for mut row in tx.rows(sql, params![article, reader])? {
        let (reader, shelf) = (ReaderId(row.int(0)?), ShelfId(row.int(3)?));
        let kind = if row.int(1)? == 3 { Kind::Source } else { Kind::Found };
        let answers = match row.opt_text(5)? {
            Some(query) => search::matches(tx, reader, &query, shelf)?,
            // A search that was removed asks for nothing.
            None => kind == Kind::Source,
        };
        if answers {
            found.push(Found { reader, kind, item: row.int(2)?, shelf, title: row.text(4)? });
        }
    }
    Ok(found)
}

/// Tells one reader, once for each event; false: they know, or the actor is one they do not want to hear.
pub(crate) fn tell(tx: &mut Tx, reader: ReaderId, news: &News, now: Timestamp) -> Result<bool> {
    let shunned = "SELECT 1 FROM shun WHERE reader_id = ?1 AND kind IN (0, 1) AND item_id = ?2";
    if let Some(actor) = news.actor
        && (actor == reader || tx.first(shunned, params![reader, actor])?.is_some())
    {
        return Ok(false);
    }
    let sql = "INSERT INTO notice (reader_id, kind, event, comment_id, actor_id, shelf_id, words,
            mail, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, coalesce((SELECT 1 FROM speaker s
            CROSS JOIN reader r WHERE s.reader_id = ?1 AND s.mail > 0 AND r.id = ?1
            AND r.email_verified_at IS NOT NULL), 0), ?8)
        ON CONFLICT (reader_id, event) DO NOTHING";
    let given = params![
        reader,
        news.kind as i64,
        news.event,
        news.comment,
        news.actor,
        news.shelf,
        news.words,
        now
    ];
    let is_new = tx.execute(sql, given)? > 0;
    if is_new {
        unread(tx, reader, 1)?;
        if let Some(comment) = news.comment.filter(|_| news.kind != Kind::Moderated) {
            webhooks::tell_of_comment(tx, reader, comment, now)?;
        }
    }
    Ok(is_new)
}

fn unread(tx: &mut Tx, reader: ReaderId, change: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO speaker (reader_id, unread_count) VALUES (?1, ?2)
         ON CONFLICT (reader_id) DO UPDATE SET
            unread_count = speaker.unread_count + excluded.unread_count",
        params![reader, change],
    )?;
    Ok(())
}

fn tell_next(tx: &mut Tx, now: Timestamp) -> Result<bool> {
    let lock = if tx.is_postgres() { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!("SELECT id, comment_id, told, mentions FROM news ORDER BY id LIMIT 1 {lock}");
    let Some(mut row) = tx.first(&sql, params![])? else { return Ok(false) };
    let (id, comment_id, told) = (row.int(0)?, CommentId(row.int(1)?), row.int(2)?);
    let mentions = row.text(3)?;
    let comment = threads::comment(tx, comment_id)?;
    let thread = threads::thread(tx, comment.thread_id)?;
    let last = if comment.status == Status::Shown && thread.owner.is_none() {
        if told == 0 {
            tell_named(tx, &comment, &mentions, now)?;
        }
        tell_followers(tx, &comment, told, now)?
    } else {
        None
    };
    match last {
        Some(last) => tx.execute("UPDATE news SET told = ?2 WHERE id = ?1", params![id, last])?,
        None => tx.execute("DELETE FROM news WHERE id = ?1", params![id])?,
    };
    Ok(true)
}

/// Whom a comment answers, and whom it names.
fn tell_named(tx: &mut Tx, comment: &Comment, mentions: &str, now: Timestamp) -> Result<()> {
    let event = format!("c:{}", comment.id);
    let actor = comment.author.reader();
    let news = News { event: &event, comment: Some(comment.id), actor, ..News::default() };
    if let Some(parent) = comment.parent_id
        && let Some(reader) = threads::comment(tx, parent)?.author.reader()
        && !is_muted(tx, reader, comment)?
    {
        tell(tx, reader, &News { kind: Kind::Reply, ..news }, now)?;
    }
    for name in mentions.split(',').filter(|name| !name.is_empty()).take(MENTIONS) {
        let sql = "SELECT id FROM reader WHERE name = ?1";
        let Some(row) = tx.first(sql, params![name])? else { continue };
        let reader = ReaderId(row.int(0)?);
        if !is_muted(tx, reader, comment)? {
            tell(tx, reader, &News { kind: Kind::Mention, ..news }, now)?;
        }
    }
    Ok(())
}

fn is_muted(tx: &mut Tx, reader: ReaderId, comment: &Comment) -> Result<bool> {
    let sql = "SELECT 1 FROM shun WHERE reader_id = ?1 AND kind = 2 AND item_id = ?2";
    Ok(tx.first(sql, params![reader, comment.thread_id])?.is_some())
}

/// Who follows the author or the thread, after the reader told last; that reader, where there may be more.
fn tell_followers(
    tx: &mut Tx,
    comment: &Comment,
    told: i64,
    now: Timestamp,
) -> Result<Option<i64>> {
    let event = format!("c:{}", comment.id);
    let actor = comment.author.reader();
    let news = News { event: &event, comment: Some(comment.id), actor, ..News::default() };
    let sql = "SELECT f.reader_id, min(f.kind) FROM follow f
        WHERE ((f.kind = 0 AND f.item_id = ?1) OR (f.kind = 1 AND f.item_id = ?2))
            AND f.reader_id > ?3
            AND NOT EXISTS (SELECT 1 FROM shun s WHERE s.reader_id = f.reader_id AND s.kind = 2
                AND s.item_id = ?2)
        GROUP BY f.reader_id ORDER BY f.reader_id LIMIT ?4";
    let author = actor.map_or(0, |id| id.0);
    let rows = tx.rows(sql, params![author, comment.thread_id, told, BATCH])?;
    let mut last = None;
    for row in &rows {
        let kind = if row.int(1)? == 0 { Kind::FollowedReader } else { Kind::FollowedThread };
        tell(tx, ReaderId(row.int(0)?), &News { kind, ..news }, now)?;
        last = Some(row.int(0)?);
    }
    Ok(last.filter(|_| rows.len() as i64 == BATCH))
}

fn list(tx: &mut Tx, rest: &str, given: &[Param]) -> Result<Vec<Notice>> {
    let sql = format!(
        "SELECT {COMMENT}, t.title, n.id, n.kind, n.shelf_id, n.words, n.is_read, n.created_at,
            a.name, a.display_name
         FROM notice n LEFT JOIN reader a ON a.id = n.actor_id
         LEFT JOIN comment c ON c.id = n.comment_id LEFT JOIN thread t ON t.id = c.thread_id
         LEFT JOIN reader r ON r.id = c.author_id WHERE {rest}"
    );
    let mut notices = Vec::new();
    for mut row in tx.rows(&sql, given)? {
        let comment = match row.opt_int(0)? {
            None => None,
            Some(_) => Some((read_comment(&mut row)?, row.text(23)?)),
        };
        let kind = usize::try_from(row.int(25)?).ok().and_then(|at| KINDS.get(at)).copied();
        notices.push(Notice {
            id: NoticeId(row.int(24)?),
            kind: kind.ok_or(Error::Damaged("a notice's kind"))?,
            comment,
            shelf_id: row.opt_int(26)?.map(ShelfId),
            words: row.text(27)?,
            is_read: row.flag(28)?,
            created_at: row.instant(29)?,
            actor: row.opt_text(30)?.zip(row.opt_text(31)?),
        });
    }
    Ok(notices)
}

fn due(tx: &mut Tx, limit: u32, now: Timestamp) -> Result<Vec<Due>> {
    let sql = "SELECT s.reader_id, r.email, r.display_name, s.mail, s.mailed_at
        FROM speaker s CROSS JOIN reader r
        WHERE s.mail > 0 AND r.id = s.reader_id AND r.email_verified_at IS NOT NULL
            AND EXISTS (SELECT 1 FROM notice n WHERE n.reader_id = s.reader_id AND n.mail = 1)
        ORDER BY s.mailed_at, s.reader_id";
    let mut letters = Vec::new();
    for mut row in tx.rows(sql, params![])? {
        let wait = match Letters::of(row.int(3)?)? {
            Letters::Never | Letters::AtOnce => SignedDuration::ZERO,
            Letters::Hourly => SignedDuration::from_hours(1),
            Letters::Daily => SignedDuration::from_hours(24),
        };
        if now.duration_since(row.instant(4)?) < wait || letters.len() >= limit as usize {
            continue;
        }
        let reader = ReaderId(row.int(0)?);
        let rest = "n.reader_id = ?1 AND n.mail = 1 ORDER BY n.id LIMIT ?2";
        let notices = list(tx, rest, params![reader, IN_A_LETTER])?;
        letters.push(Due { reader, email: row.text(1)?, display_name: row.text(2)?, notices });
    }
    Ok(letters)
}
