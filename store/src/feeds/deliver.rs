//! How an entry of a feed reaches the shelves of those who follow it.

use jiff::Timestamp;
use url::Url;

use crate::article::{self, State, url_key};
use crate::database::{Tx, params};
use crate::shelf::{self, Saving};
use crate::{ArticleId, FeedId, FolderId, ReaderId, Result, ShelfId, Store};

/// An entry that a feed has.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What the entry is recognised by within its feed: a hash of its id, made by who reads feeds.
    pub hash: [u8; 16],
    pub url: Url,
    /// Shown until the page was read; empty: the URL.
    pub title: String,
}

/// Where an entry went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivered {
    pub article_id: ArticleId,
    pub state: State,
    /// On whose shelf it is new.
    pub shelves: Vec<(ReaderId, ShelfId)>,
    /// Whether somebody wants the page behind the entry.
    pub is_full_text: bool,
}

impl Store {
    /// Which of these entries of a feed were not seen yet, in the order given.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn unseen_entries(
        &self,
        feed: FeedId,
        hashes: Vec<[u8; 16]>,
    ) -> Result<Vec<[u8; 16]>> {
        self.read(move |tx| {
            let mut unseen = Vec::new();
            for hash in hashes {
                if !is_seen(tx, feed, &hash)? {
                    unseen.push(hash);
                }
            }
            Ok(unseen)
        })
        .await
    }

    /// Puts an entry on the shelves of all who follow its feed; `None` where it was seen before.
    ///
    /// # Errors
    /// As [`Store::save`].
    pub async fn deliver(
        &self,
        feed: FeedId,
        entry: Entry,
        now: Timestamp,
    ) -> Result<Option<Delivered>> {
        self.write(move |tx| deliver(tx, feed, &entry, now)).await
    }

    /// Notes entries as seen without putting them on shelves: what a feed had before it was followed.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn skip_entries(
        &self,
        feed: FeedId,
        hashes: Vec<[u8; 16]>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| hashes.iter().try_for_each(|hash| see(tx, feed, hash, None, now)))
            .await
    }

    /// Forgets entries seen last before `before`, for the desk's tidying. Those that a feed still
    /// has are seen at each poll.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn forget_entries(&self, before: Timestamp) -> Result<u64> {
        self.write(move |tx| {
            tx.execute("DELETE FROM feed_entry WHERE seen_at < ?1", params![before])
        })
        .await
    }
}

fn is_seen(tx: &mut Tx, feed: FeedId, hash: &[u8; 16]) -> Result<bool> {
    let sql = "SELECT 1 FROM feed_entry WHERE feed_id = ?1 AND entry_hash = ?2";
    Ok(tx.first(sql, params![feed, hash])?.is_some())
}

fn see(
    tx: &mut Tx,
    feed: FeedId,
    hash: &[u8; 16],
    article: Option<ArticleId>,
    now: Timestamp,
) -> Result<()> {
    let sql = "INSERT INTO feed_entry (feed_id, entry_hash, article_id, seen_at)
        VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (feed_id, entry_hash) DO UPDATE SET seen_at = excluded.seen_at";
    tx.execute(sql, params![feed, hash, article, now])?;
    Ok(())
}

fn deliver(tx: &mut Tx, feed: FeedId, entry: &Entry, now: Timestamp) -> Result<Option<Delivered>> {
    if is_seen(tx, feed, &entry.hash)? {
        return Ok(None);
    }
    let article_id = match article::by_key(tx, &url_key(&entry.url), None)? {
        Some(id) => id,
        None => {
            let title = shelf::cut(&entry.title);
            let title = if title.is_empty() { entry.url.as_str() } else { title };
            article::add(tx, &entry.url, None, title, now)?
        }
    };
    see(tx, feed, &entry.hash, Some(article_id), now)?;
    let sql = "SELECT reader_id, folder_id, is_full_text FROM subscription WHERE feed_id = ?1
               ORDER BY reader_id";
    let (mut shelves, mut is_full_text) = (Vec::new(), false);
    for row in tx.rows(sql, params![feed])? {
        let reader = ReaderId(row.int(0)?);
        is_full_text |= row.flag(2)?;
        if shelf::of_article(tx, reader, article_id)?.is_some() {
            continue;
        }
        let folder = row.opt_int(1)?.map(FolderId);
        let saving = Saving { folder, feed: Some(feed), ..Saving::new(entry.url.clone(), now) };
        let mut batch = shelf::Batch::begin(tx, reader, now)?;
        shelves.push((reader, batch.put(tx, article_id, &saving)?));
        batch.end(tx)?;
    }
    let state = article::article(tx, article_id)?.state;
    Ok(Some(Delivered { article_id, state, shelves, is_full_text }))
}
