//! Feeds and who follows them: what is due, what a poll gave, how a feed's entries reach shelves.

mod deliver;
mod subscriptions;

use jiff::Timestamp;

pub use deliver::{Delivered, Entry};
pub use subscriptions::{NewSubscription, Subscription, SubscriptionChange};

use crate::database::{Row, Tx, params};
use crate::{Error, FeedId, Result, Store};

/// A feed, one for all who follow it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Feed {
    pub id: FeedId,
    pub url: String,
    pub site_url: Option<String>,
    pub title: String,
    /// What the server sent last, for a conditional request.
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    /// `None`: never.
    pub polled_at: Option<Timestamp>,
    pub next_poll_at: Timestamp,
    /// Polls that failed since the last that did not.
    pub failure_count: i64,
    /// Why the last poll failed; `None`: it did not.
    pub failure: Option<String>,
}

/// What a poll that went well gave. What is `None` stays as it was, but for the two of the
/// conditional request.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Poll {
    /// Where the feed moved for good.
    pub url: Option<String>,
    pub site_url: Option<String>,
    pub title: Option<String>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

impl Store {
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn feed(&self, id: FeedId) -> Result<Feed> {
        self.read(move |tx| feed(tx, id)).await
    }

    /// Takes feeds that are due, the longest due first. Until `until` no other process gets them;
    /// then, if this one said nothing, they are due again.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn due_feeds(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Feed>> {
        self.write(move |tx| due(tx, now, until, limit)).await
    }

    /// When the next feed is due; `None`: there is no feed.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn next_poll(&self) -> Result<Option<Timestamp>> {
        self.read(|tx| {
            let row = tx.first("SELECT min(next_poll_at) FROM feed", params![])?;
            row.map_or(Ok(None), |row| row.opt_instant(0))
        })
        .await
    }

    /// Makes a feed due now.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn poll_soon(&self, id: FeedId, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            tx.execute("UPDATE feed SET next_poll_at = ?2 WHERE id = ?1", params![id, now])?;
            Ok(())
        })
        .await
    }

    /// Notes that a poll went well.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn feed_polled(
        &self,
        id: FeedId,
        poll: Poll,
        next_poll_at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| polled(tx, id, &poll, next_poll_at, now)).await
    }

    /// Notes that a poll failed.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn feed_failed(
        &self,
        id: FeedId,
        reason: &str,
        next_poll_at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        let reason = reason.to_owned();
        self.write(move |tx| {
            let sql = "UPDATE feed SET failure = ?2, failure_count = failure_count + 1,
                           next_poll_at = ?3, polled_at = ?4 WHERE id = ?1";
            tx.execute(sql, params![id, &reason, next_poll_at, now])?;
            Ok(())
        })
        .await
    }
}

/// What [`read_row`] takes, of `feed f`; [`COLUMN_COUNT`] of them.
const COLUMNS: &str = "f.id, f.url, f.site_url, f.title, f.etag, f.last_modified, f.polled_at, \
    f.next_poll_at, f.failure_count, f.failure";
const COLUMN_COUNT: usize = 10;

fn read_row(row: &mut Row) -> Result<Feed> {
    Ok(Feed {
        id: FeedId(row.int(0)?),
        url: row.text(1)?,
        site_url: row.opt_text(2)?,
        title: row.text(3)?,
        etag: row.opt_text(4)?,
        last_modified: row.opt_text(5)?,
        polled_at: row.opt_instant(6)?,
        next_poll_at: row.instant(7)?,
        failure_count: row.int(8)?,
        failure: row.opt_text(9)?,
    })
}

fn feed(tx: &mut Tx, id: FeedId) -> Result<Feed> {
    let sql = format!("SELECT {COLUMNS} FROM feed f WHERE f.id = ?1");
    read_row(&mut tx.first(&sql, params![id])?.ok_or(Error::NotFound)?)
}

fn due(tx: &mut Tx, now: Timestamp, until: Timestamp, limit: u32) -> Result<Vec<Feed>> {
    // Only PostgreSQL has several writers.
    let lock = if tx.is_postgres() { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE feed AS f SET next_poll_at = ?2 WHERE f.id IN (
            SELECT id FROM feed WHERE next_poll_at <= ?1 ORDER BY next_poll_at LIMIT ?3 {lock})
         RETURNING f.id"
    );
    // SQLite knows no alias after RETURNING.
    let sql = if tx.is_postgres() { sql } else { sql.replace("f.id", "id") };
    let ids = tx.rows(&sql, params![now, until, i64::from(limit)])?;
    ids.iter().map(|row| feed(tx, FeedId(row.int(0)?))).collect()
}

fn polled(tx: &mut Tx, id: FeedId, poll: &Poll, next: Timestamp, now: Timestamp) -> Result<()> {
    if let Some(url) = &poll.url {
        // Where the new address is followed already the feed stays at its old one.
        let sql = "UPDATE feed SET url = ?2
                   WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM feed WHERE url = ?2)";
        tx.execute(sql, params![id, url])?;
    }
    tx.execute(
        "UPDATE feed SET site_url = coalesce(?2, site_url), title = coalesce(?3, title), etag = ?4,
            last_modified = ?5, next_poll_at = ?6, polled_at = ?7, failure = NULL, failure_count = 0
         WHERE id = ?1",
        params![
            id,
            poll.site_url.as_deref(),
            poll.title.as_deref(),
            poll.etag.as_deref(),
            poll.last_modified.as_deref(),
            next,
            now
        ],
    )?;
    Ok(())
}
