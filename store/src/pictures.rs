//! Pictures of articles: known by their URL as soon as an article holds them, kept once they were
//! looked at.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::database::{Tx, params};
use crate::{Error, Result, Store};

/// How much later than kept a picture may have been looked at.
const USED_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// A picture as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Picture {
    pub content_type: String,
    pub bytes: Vec<u8>,
}

/// What there is of a picture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    Kept(Picture),
    /// Only its URL.
    Known(String),
}

impl Store {
    /// The picture of that name: the SHA-256 of its URL.
    ///
    /// # Errors
    /// `NotFound` where no article holds it, and those of the database.
    pub async fn picture(&self, hash: [u8; 32], now: Timestamp) -> Result<Found> {
        let sql = "SELECT url, content_type, bytes, used_at FROM picture WHERE url_hash = ?1";
        let found = self.read(move |tx| tx.first(sql, params![&hash])).await?;
        let mut row = found.ok_or(Error::NotFound)?;
        let (Some(content_type), Some(bytes)) = (row.opt_text(1)?, row.opt_blob(2)?) else {
            return Ok(Found::Known(row.text(0)?));
        };
        if now.duration_since(row.instant(3)?) > USED_EVERY {
            let sql = "UPDATE picture SET used_at = ?2 WHERE url_hash = ?1";
            self.write(move |tx| tx.execute(sql, params![&hash, now])).await?;
        }
        Ok(Found::Kept(Picture { content_type, bytes }))
    }

    /// Keeps a picture that is known.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn keep_picture(
        &self,
        hash: [u8; 32],
        picture: Picture,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| {
            let sql = "UPDATE picture SET content_type = ?2, bytes = ?3, used_at = ?4
                WHERE url_hash = ?1";
            tx.execute(sql, params![&hash, &picture.content_type, &picture.bytes, now])?;
            Ok(())
        })
        .await
    }

    /// Drops the bytes of pictures that nobody looked at since `before`, and of those longest not looked at
    /// until no more than `limit_bytes` are kept; they can be had again. Gives how many.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn forget_pictures(&self, before: Timestamp, limit_bytes: i64) -> Result<u64> {
        self.write(move |tx| forget(tx, before, limit_bytes)).await
    }
}

fn forget(tx: &mut Tx, before: Timestamp, limit_bytes: i64) -> Result<u64> {
    let sql = "UPDATE picture SET content_type = NULL, bytes = NULL
        WHERE used_at < ?1 AND bytes IS NOT NULL";
    let mut count = tx.execute(sql, params![before])?;
    // Those that fit, the last used first; the rest goes.
    let (mut kept, mut rest) = (0, Vec::new());
    let sql = "SELECT url_hash, length(bytes) FROM picture WHERE bytes IS NOT NULL
        ORDER BY used_at DESC, url_hash";
    tx.each(sql, params![], &mut |mut row| {
        kept += row.int(1)?;
        if kept > limit_bytes {
            rest.push(row.blob(0)?);
        }
        Ok(())
    })?;
    for hash in rest {
        let sql = "UPDATE picture SET content_type = NULL, bytes = NULL WHERE url_hash = ?1";
        count += tx.execute(sql, params![&hash])?;
    }
    Ok(count)
}

/// Notes the pictures of an article, in the transaction that keeps it.
pub(crate) fn note(tx: &mut Tx, urls: &[String], now: Timestamp) -> Result<()> {
    for url in urls {
        let hash: [u8; 32] = Sha256::digest(url.as_bytes()).into();
        let sql = "INSERT INTO picture (url_hash, url, used_at) VALUES (?1, ?2, ?3)
            ON CONFLICT (url_hash) DO NOTHING";
        tx.execute(sql, params![&hash, url, now])?;
    }
    Ok(())
}
