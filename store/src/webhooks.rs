//! Webhooks: addresses of a reader's own that are told of what happens on the shelf.
//!
//! A delivery is a job, added in the transaction of what it tells of: what is kept is told, and nothing else is. The
//! job's number names the delivery, however often it is tried.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::database::{Row, Tx, params};
use crate::jobs::{self, JobKind, NewJob};
use crate::news::{self, News};
use crate::watches::{NewHit, Watch};
use crate::{ArticleId, CommentId, Error, JobId, ReaderId, Result, ShelfId, Store, WebhookId};

/// Webhooks of one reader: each is told of every event.
const MOST: i64 = 20;
/// Deliveries given up in a row, after which a webhook is off: about two weeks of a receiver that is gone, where
/// something happens each day.
const OFF_AFTER: i64 = 10;
/// Bytes of an address and of a reason.
const URL_LIMIT: usize = 2_000;
const REASON_LIMIT: usize = 300;

/// What is told of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// An article came on the shelf, by hand or by a feed; not by an import.
    ArticleSaved,
    /// The reader put it into the archive.
    ArticleRead,
    /// Its text is there, or is another one.
    ArticleChanged,
    /// A claim answers a watch.
    ClaimMatched,
    /// A comment that the reader has a notice of.
    CommentTold,
}

impl Event {
    /// All, in the order of their bits.
    pub const ALL: [Self; 5] = [
        Self::ArticleSaved,
        Self::ArticleRead,
        Self::ArticleChanged,
        Self::ClaimMatched,
        Self::CommentTold,
    ];

    /// As deliveries call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::ArticleSaved => "article.saved",
            Self::ArticleRead => "article.read",
            Self::ArticleChanged => "article.changed",
            Self::ClaimMatched => "claim.matched",
            Self::CommentTold => "comment.told",
        }
    }

    /// The one of that name.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.word() == word)
    }

    fn bit(self) -> i64 {
        1 << self as i64
    }
}

/// An address that is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Webhook {
    pub id: WebhookId,
    pub reader: ReaderId,
    pub url: String,
    pub secret: String,
    pub events: Vec<Event>,
    pub is_off: bool,
    pub failure: Option<String>,
    pub sent_count: i64,
    /// Deliveries that were given up.
    pub lost_count: i64,
    /// When a delivery last arrived.
    pub last_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

const COLUMNS: &str = "id, reader_id, url, secret, events, is_off, failure, sent_count, \
    lost_count, last_at, created_at";

impl Store {
    /// A reader's webhooks, the first first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn webhooks(&self, reader: ReaderId) -> Result<Vec<Webhook>> {
        self.read(move |tx| {
            let sql = format!("SELECT {COLUMNS} FROM webhook WHERE reader_id = ?1 ORDER BY id");
            tx.rows(&sql, params![reader])?.into_iter().map(read_row).collect()
        })
        .await
    }

    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn webhook(&self, reader: ReaderId, id: WebhookId) -> Result<Webhook> {
        self.read(move |tx| {
            let sql = format!("SELECT {COLUMNS} FROM webhook WHERE id = ?1 AND reader_id = ?2");
            read_row(tx.first(&sql, params![id, reader])?.ok_or(Error::NotFound)?)
        })
        .await
    }

    /// Keeps one; whether its address may be asked is for the caller to know.
    ///
    /// # Errors
    /// `Refused` for one that is told of nothing, or too many, and those of the database.
    pub async fn add_webhook(
        &self,
        reader: ReaderId,
        url: &str,
        secret: &str,
        events: &[Event],
        now: Timestamp,
    ) -> Result<WebhookId> {
        let events = events.iter().fold(0, |bits, event| bits | event.bit());
        if events == 0 {
            return Err(Error::Refused("a webhook is told of at least one kind of event"));
        }
        if url.len() > URL_LIMIT {
            return Err(Error::Refused("the address is too long"));
        }
        let (url, secret) = (url.to_owned(), secret.to_owned());
        self.write(move |tx| {
            let count = "SELECT count(*) FROM webhook WHERE reader_id = ?1";
            if tx.rows(count, params![reader])?[0].int(0)? >= MOST {
                return Err(Error::Refused("there are too many webhooks already"));
            }
            let sql = "INSERT INTO webhook (reader_id, url, secret, events, created_at)
                VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id";
            Ok(WebhookId(tx.insert(sql, params![reader, &url, &secret, events, now])?))
        })
        .await
    }

    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn remove_webhook(&self, reader: ReaderId, id: WebhookId) -> Result<()> {
        let sql = "DELETE FROM webhook WHERE id = ?1 AND reader_id = ?2";
        self.write(move |tx| found(tx.execute(sql, params![id, reader])?)).await
    }

    /// Puts one that is off on again.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn open_webhook(&self, reader: ReaderId, id: WebhookId) -> Result<()> {
        let sql = "UPDATE webhook SET is_off = 0, lost_in_row = 0
            WHERE id = ?1 AND reader_id = ?2";
        self.write(move |tx| found(tx.execute(sql, params![id, reader])?)).await
    }

    /// Tells one of nothing but that it is told.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn test_webhook(
        &self,
        reader: ReaderId,
        id: WebhookId,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| {
            let sql = "SELECT 1 FROM webhook WHERE id = ?1 AND reader_id = ?2";
            tx.first(sql, params![id, reader])?.ok_or(Error::NotFound)?;
            news::tell(tx, News::Work)?;
            deliver(tx, reader, id.0, "test", &json!({}), now)
        })
        .await
    }

    /// The webhook of a delivery; `None`: it is gone, or off, or its reader is suspended.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn webhook_to_tell(&self, id: WebhookId, now: Timestamp) -> Result<Option<Webhook>> {
        self.read(move |tx| {
            let sql = format!(
                "SELECT {COLUMNS} FROM webhook WHERE id = ?1 AND is_off = 0 AND NOT EXISTS
                    (SELECT 1 FROM reader r WHERE r.id = reader_id AND r.suspended_until > ?2)"
            );
            tx.first(&sql, params![id, now])?.map(read_row).transpose()
        })
        .await
    }

    /// A delivery arrived: its job is done.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn note_told(&self, job: JobId, id: WebhookId, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            jobs::finish(tx, job)?;
            let sql = "UPDATE webhook SET sent_count = sent_count + 1, lost_in_row = 0,
                failure = NULL, last_at = ?2 WHERE id = ?1";
            tx.execute(sql, params![id, now])?;
            Ok(())
        })
        .await
    }

    /// A try failed; `again` says when the next is, `None` gives the delivery up.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn note_untold(
        &self,
        job: JobId,
        id: WebhookId,
        why: &str,
        again: Option<Timestamp>,
    ) -> Result<()> {
        let why = why[..why.floor_char_boundary(REASON_LIMIT)].to_owned();
        self.write(move |tx| {
            if let Some(again) = again {
                let sql = "UPDATE job SET failure = ?2, claimed_until = NULL, run_at = ?3
                    WHERE id = ?1";
                tx.execute(sql, params![job, &why, again])?;
                let sql = "UPDATE webhook SET failure = ?2 WHERE id = ?1";
                tx.execute(sql, params![id, &why])?;
                return Ok(());
            }
            jobs::finish(tx, job)?;
            let sql = "UPDATE webhook SET failure = ?2, lost_count = lost_count + 1,
                lost_in_row = lost_in_row + 1,
                is_off = CASE WHEN lost_in_row + 1 >= ?3 THEN 1 ELSE is_off END WHERE id = ?1";
            tx.execute(sql, params![id, &why, OFF_AFTER])?;
            Ok(())
        })
        .await
    }
}

fn read_row(mut row: Row) -> Result<Webhook> {
    let bits = row.int(4)?;
    Ok(Webhook {
        id: WebhookId(row.int(0)?),
        reader: ReaderId(row.int(1)?),
        url: row.text(2)?,
        secret: row.text(3)?,
        events: Event::ALL.into_iter().filter(|event| bits & event.bit() != 0).collect(),
        is_off: row.flag(5)?,
        failure: row.opt_text(6)?,
        sent_count: row.int(7)?,
        lost_count: row.int(8)?,
        last_at: row.opt_instant(9)?,
        created_at: row.instant(10)?,
    })
}

fn found(count: u64) -> Result<()> {
    if count == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Whether a reader has any: asked once for many changes.
pub(crate) fn are_there(tx: &mut Tx, reader: ReaderId) -> Result<bool> {
    let sql = "SELECT 1 FROM webhook WHERE reader_id = ?1 AND is_off = 0 LIMIT 1";
    Ok(tx.first(sql, params![reader])?.is_some())
}

/// Tells a reader's webhooks of an article on the shelf.
pub(crate) fn tell_of_article(
    tx: &mut Tx,
    reader: ReaderId,
    shelf: ShelfId,
    event: Event,
    now: Timestamp,
) -> Result<()> {
    let hooks = listening(tx, reader, event)?;
    if hooks.is_empty() {
        return Ok(());
    }
    let sql = "SELECT a.url, coalesce(s.title, a.title), a.version FROM shelf s
        JOIN article a ON a.id = s.article_id WHERE s.id = ?1";
    let mut row = tx.first(sql, params![shelf])?.ok_or(Error::NotFound)?;
    let data = json!({
        "article_id": shelf, "url": row.text(0)?, "title": row.text(1)?, "version": row.int(2)?,
    });
    deliver_all(tx, reader, &hooks, event, &data, now)
}

/// Tells all who have an article that its text is there, or is another one.
pub(crate) fn tell_of_text(tx: &mut Tx, article: ArticleId, now: Timestamp) -> Result<()> {
    let sql = "SELECT s.reader_id, s.id FROM shelf s WHERE s.article_id = ?1 AND EXISTS
        (SELECT 1 FROM webhook w WHERE w.reader_id = s.reader_id AND w.is_off = 0) ORDER BY s.id";
    for row in tx.rows(sql, params![article])? {
        let (reader, shelf) = (ReaderId(row.int(0)?), ShelfId(row.int(1)?));
        tell_of_article(tx, reader, shelf, Event::ArticleChanged, now)?;
    }
    Ok(())
}

/// Tells a reader's webhooks of a claim that answers a watch.
pub(crate) fn tell_of_hit(
    tx: &mut Tx,
    watch: &Watch,
    article: ArticleId,
    hit: &NewHit,
    now: Timestamp,
) -> Result<()> {
    let hooks = listening(tx, watch.reader, Event::ClaimMatched)?;
    if hooks.is_empty() {
        return Ok(());
    }
    let data = json!({
        "watch_id": watch.id, "watch": watch.name,
        "article_id": crate::shelf::of_article(tx, watch.reader, article)?,
        "claimant": hit.claimant, "measure": hit.measure, "place": hit.place,
        "figure": hit.figure, "sentence": hit.sentence, "is_rival": hit.is_rival,
    });
    deliver_all(tx, watch.reader, &hooks, Event::ClaimMatched, &data, now)
}

/// Tells a reader's webhooks of a comment that the reader gets a notice of.
pub(crate) fn tell_of_comment(
    tx: &mut Tx,
    reader: ReaderId,
    comment: CommentId,
    now: Timestamp,
) -> Result<()> {
    let hooks = listening(tx, reader, Event::CommentTold)?;
    if hooks.is_empty() {
        return Ok(());
    }
    let sql = "SELECT c.thread_id, t.title FROM comment c JOIN thread t ON t.id = c.thread_id
        WHERE c.id = ?1";
    let mut row = tx.first(sql, params![comment])?.ok_or(Error::NotFound)?;
    let (thread, title) = (row.int(0)?, row.text(1)?);
    let data = json!({ "comment_id": comment, "thread_id": thread, "title": title });
    deliver_all(tx, reader, &hooks, Event::CommentTold, &data, now)
}

fn listening(tx: &mut Tx, reader: ReaderId, event: Event) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM webhook WHERE reader_id = ?1 AND is_off = 0 AND (events & ?2) <> 0
        ORDER BY id";
    tx.rows(sql, params![reader, event.bit()])?.iter().map(|row| row.int(0)).collect()
}

fn deliver_all(
    tx: &mut Tx,
    reader: ReaderId,
    hooks: &[i64],
    event: Event,
    data: &Value,
    now: Timestamp,
) -> Result<()> {
    for hook in hooks {
        deliver(tx, reader, *hook, event.word(), data, now)?;
    }
    news::tell(tx, News::Work)
}

fn deliver(
    tx: &mut Tx,
    reader: ReaderId,
    hook: i64,
    event: &str,
    data: &Value,
    now: Timestamp,
) -> Result<()> {
    let body = json!({ "type": event, "timestamp": now.to_string(), "data": data });
    let job = NewJob {
        kind: JobKind::Webhook,
        reader_id: Some(reader),
        article_id: None,
        payload: json!({ "webhook": hook, "body": body.to_string() }).to_string(),
        run_at: now,
    };
    jobs::add(tx, &job, now)?;
    Ok(())
}
