//! Pictures kept by the room.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::database::params;
use crate::{Result, Store};

/// How much later than kept a picture may have been shown.
const USED_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// A picture as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Picture {
    pub content_type: String,
    pub bytes: Vec<u8>,
}

impl Store {
    /// The picture at a URL, if it is kept.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn picture(&self, url: &str, now: Timestamp) -> Result<Option<Picture>> {
        let hash = hash(url);
        let sql = "SELECT content_type, bytes, used_at FROM picture WHERE url_hash = ?1";
        let found = self.read(move |tx| tx.first(sql, params![&hash])).await?;
        let Some(mut row) = found else { return Ok(None) };
        if now.duration_since(row.instant(2)?) > USED_EVERY {
            let sql = "UPDATE picture SET used_at = ?2 WHERE url_hash = ?1";
            self.write(move |tx| tx.execute(sql, params![&hash, now])).await?;
        }
        Ok(Some(Picture { content_type: row.text(0)?, bytes: row.blob(1)? }))
    }

    /// Keeps a picture.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn keep_picture(&self, url: &str, picture: Picture, now: Timestamp) -> Result<()> {
        let (hash, url) = (hash(url), url.to_owned());
        self.write(move |tx| {
            let sql = "INSERT INTO picture
                (url_hash, url, content_type, bytes, fetched_at, used_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT (url_hash) DO NOTHING";
            tx.execute(sql, params![&hash, &url, &picture.content_type, &picture.bytes, now])?;
            Ok(())
        })
        .await
    }

    /// Forgets pictures that nobody looked at since `before`; they can be had again.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn forget_pictures(&self, before: Timestamp) -> Result<u64> {
        let sql = "DELETE FROM picture WHERE used_at < ?1";
        self.write(move |tx| tx.execute(sql, params![before])).await
    }
}

fn hash(url: &str) -> [u8; 32] {
    Sha256::digest(url.as_bytes()).into()
}
