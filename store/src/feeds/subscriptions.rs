//! Who follows which feed, and how.

use jiff::Timestamp;
use url::Url;

use super::{COLUMN_COUNT, COLUMNS, Feed, read_row};
use crate::counter::{self, Deltas, Kind};
use crate::database::{Row, Tx, params};
use crate::shelf::{self, cut};
use crate::{Error, FeedId, FolderId, ReaderId, Result, Store, SubscriptionId, folders};

/// A feed as a reader follows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subscription {
    pub id: SubscriptionId,
    pub feed: Feed,
    pub folder: Option<FolderId>,
    /// The reader's own name for it; `None`: the feed's.
    pub title: Option<String>,
    /// Read the page behind each entry, not what the feed carries.
    pub is_full_text: bool,
    pub created_at: Timestamp,
}

impl Subscription {
    /// What to call it.
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.feed.title)
    }
}

/// A feed to follow.
#[derive(Clone, Debug)]
pub struct NewSubscription {
    pub url: Url,
    pub site_url: Option<String>,
    /// What the feed calls itself; empty: its URL until it was polled.
    pub feed_title: String,
    pub folder: Option<FolderId>,
    pub title: Option<String>,
    pub is_full_text: bool,
}

/// What to change; what is `None` stays.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SubscriptionChange {
    /// Its articles move with it.
    pub folder: Option<Option<FolderId>>,
    pub title: Option<Option<String>>,
    pub is_full_text: Option<bool>,
}

impl Store {
    /// Follows a feed; it is due at once if it is new. Gives the subscription that is there where
    /// the reader follows it already.
    ///
    /// # Errors
    /// `NotFound` for a folder that is not the reader's, and those of the database.
    pub async fn subscribe(
        &self,
        reader: ReaderId,
        new: NewSubscription,
        now: Timestamp,
    ) -> Result<SubscriptionId> {
        self.write(move |tx| subscribe(tx, reader, &new, now)).await
    }

    /// As [`Store::subscribe`], for a reader who may follow so many feeds.
    ///
    /// # Errors
    /// `Full` where that many are followed and this one is not among them.
    pub async fn subscribe_within(
        &self,
        reader: ReaderId,
        new: NewSubscription,
        limit: i64,
        now: Timestamp,
    ) -> Result<SubscriptionId> {
        self.write(move |tx| {
            // Moves the reader's clock first: two at once count one after the other.
            shelf::tick(tx, reader, now)?;
            let sql = "SELECT count(*) FROM subscription WHERE reader_id = ?1";
            let before = tx.rows(sql, params![reader])?[0].int(0)?;
            let id = subscribe(tx, reader, &new, now)?;
            let after = tx.rows(sql, params![reader])?[0].int(0)?;
            if after > before && after > limit { Err(Error::Full) } else { Ok(id) }
        })
        .await
    }

    /// What a reader follows, by name.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn subscriptions(&self, reader: ReaderId) -> Result<Vec<Subscription>> {
        self.read(move |tx| subscriptions(tx, reader)).await
    }

    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn change_subscription(
        &self,
        reader: ReaderId,
        id: SubscriptionId,
        change: SubscriptionChange,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| self::change(tx, reader, id, &change, now)).await
    }

    /// Follows a feed no longer. What came from it stays on the shelf, without feed; a feed that
    /// nobody follows is forgotten.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn unsubscribe(
        &self,
        reader: ReaderId,
        id: SubscriptionId,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| unsubscribe(tx, reader, id, now)).await
    }
}

fn subscribe(
    tx: &mut Tx,
    reader: ReaderId,
    new: &NewSubscription,
    now: Timestamp,
) -> Result<SubscriptionId> {
    shelf::tick(tx, reader, now)?;
    if let Some(folder) = new.folder {
        folders::check(tx, reader, folder)?;
    }
    let title = cut(&new.feed_title);
    let title = if title.is_empty() { new.url.as_str() } else { title };
    let sql = "INSERT INTO feed (url, site_url, title, next_poll_at, created_at)
        VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT (url) DO UPDATE SET url = excluded.url
        RETURNING id";
    let given = params![new.url.as_str(), new.site_url.as_deref(), title, now];
    let feed = FeedId(tx.insert(sql, given)?);
    let sql = "INSERT INTO subscription
            (reader_id, feed_id, folder_id, title, is_full_text, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (reader_id, feed_id) DO UPDATE SET feed_id = excluded.feed_id RETURNING id";
    let title = new.title.as_deref();
    let given = params![reader, feed, new.folder, title, new.is_full_text, now];
    Ok(SubscriptionId(tx.insert(sql, given)?))
}

fn subscriptions(tx: &mut Tx, reader: ReaderId) -> Result<Vec<Subscription>> {
    let sql = format!(
        "SELECT {COLUMNS}, u.id, u.folder_id, u.title, u.is_full_text, u.created_at
         FROM subscription u JOIN feed f ON f.id = u.feed_id WHERE u.reader_id = ?1"
    );
    let mut all = tx
        .rows(&sql, params![reader])?
        .into_iter()
        .map(|mut row| {
            Ok(Subscription {
                feed: read_row(&mut row)?,
                id: SubscriptionId(row.int(COLUMN_COUNT)?),
                folder: row.opt_int(COLUMN_COUNT + 1)?.map(FolderId),
                title: row.opt_text(COLUMN_COUNT + 2)?,
                is_full_text: row.flag(COLUMN_COUNT + 3)?,
                created_at: row.instant(COLUMN_COUNT + 4)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    all.sort_by_cached_key(|subscription| (subscription.name().to_lowercase(), subscription.id));
    Ok(all)
}

/// Feed and folder of a reader's subscription.
fn find(tx: &mut Tx, reader: ReaderId, id: SubscriptionId) -> Result<Row> {
    let sql = "SELECT feed_id, folder_id FROM subscription WHERE id = ?1 AND reader_id = ?2";
    tx.first(sql, params![id, reader])?.ok_or(Error::NotFound)
}

fn change(
    tx: &mut Tx,
    reader: ReaderId,
    id: SubscriptionId,
    change: &SubscriptionChange,
    now: Timestamp,
) -> Result<()> {
    let clock = shelf::tick(tx, reader, now)?;
    let row = find(tx, reader, id)?;
    if let Some(title) = &change.title {
        let sql = "UPDATE subscription SET title = ?2 WHERE id = ?1";
        let title = title.as_deref().map(cut).filter(|title| !title.is_empty());
        tx.execute(sql, params![id, title])?;
    }
    if let Some(is_full_text) = change.is_full_text {
        let sql = "UPDATE subscription SET is_full_text = ?2 WHERE id = ?1";
        tx.execute(sql, params![id, is_full_text])?;
    }
    let Some(folder) = change.folder else { return Ok(()) };
    if let Some(folder) = folder {
        folders::check(tx, reader, folder)?;
    }
    let sql = "UPDATE subscription SET folder_id = ?2 WHERE id = ?1";
    tx.execute(sql, params![id, folder])?;
    let (feed, before) = (FeedId(row.int(0)?), row.opt_int(1)?.map(FolderId));
    if before != folder { move_articles(tx, reader, feed, before, folder, clock) } else { Ok(()) }
}

/// Moves what a feed brought from one folder to another; what the reader filed elsewhere stays.
fn move_articles(
    tx: &mut Tx,
    reader: ReaderId,
    feed: FeedId,
    from: Option<FolderId>,
    to: Option<FolderId>,
    clock: i64,
) -> Result<()> {
    let here = "reader_id = ?1 AND feed_id = ?2 AND coalesce(folder_id, 0) = ?3";
    let place = from.map_or(0, |id| id.0);
    let sql = format!(
        "SELECT count(*), CAST(coalesce(sum(1 - is_read), 0) AS BIGINT) FROM shelf WHERE {here}"
    );
    let row = tx.first(&sql, params![reader, feed, place])?.ok_or(Error::NotFound)?;
    let (all, unread) = (row.int(0)?, row.int(1)?);
    let mut deltas = Deltas::default();
    for (folder, sign) in [(from, -1), (to, 1)] {
        if let Some(folder) = folder {
            deltas.add(Kind::FolderAll, folder.0, sign * all);
            deltas.add(Kind::FolderUnread, folder.0, sign * unread);
        }
    }
    let sql = format!("UPDATE shelf SET folder_id = ?4, clock = ?5 WHERE {here}");
    tx.execute(&sql, params![reader, feed, place, to, clock])?;
    deltas.write(tx, reader)
}

fn unsubscribe(tx: &mut Tx, reader: ReaderId, id: SubscriptionId, now: Timestamp) -> Result<()> {
    let clock = shelf::tick(tx, reader, now)?;
    let feed = FeedId(find(tx, reader, id)?.int(0)?);
    tx.execute("DELETE FROM subscription WHERE id = ?1", params![id])?;
    tx.execute(
        "UPDATE shelf SET feed_id = NULL, clock = ?3 WHERE reader_id = ?1 AND feed_id = ?2",
        params![reader, feed, clock],
    )?;
    counter::forget(tx, reader, [Kind::FeedUnread, Kind::FeedAll], feed.0)?;
    let sql = "DELETE FROM feed WHERE id = ?1
               AND NOT EXISTS (SELECT 1 FROM subscription WHERE feed_id = ?1)";
    tx.execute(sql, params![feed])?;
    Ok(())
}
