//! Addresses as they were given: apps ask for an article by the SHA-1 of what they sent or were sent.

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use url::Url;

use crate::database::{Row, Tx, params};
use crate::{ArticleId, ReaderId, Result, ShelfId, Store};

/// SHA-1 of an address, as wallabag's apps name it.
pub fn sha1(address: &str) -> [u8; 20] {
    let mut out = [0; 20];
    out.copy_from_slice(digest(&SHA1_FOR_LEGACY_USE_ONLY, address.as_bytes()).as_ref());
    out
}

/// What is kept of it: no secret hangs on it, and within one shelf eight bytes are enough.
fn short(hash: &[u8; 20]) -> i64 {
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    i64::from_be_bytes(first)
}

/// Notes that an article has this address.
pub(crate) fn note(tx: &mut Tx, id: ArticleId, address: &str) -> Result<()> {
    let sql = "INSERT INTO address (hash, article_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    tx.execute(sql, params![short(&sha1(address)), id])?;
    Ok(())
}

impl Store {
    /// Where on a reader's shelf the articles with these addresses stand, in the order asked.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn shelf_by_sha1(
        &self,
        reader: ReaderId,
        hashes: Vec<[u8; 20]>,
    ) -> Result<Vec<Option<ShelfId>>> {
        self.read(move |tx| {
            let mut found = Vec::with_capacity(hashes.len());
            for hash in &hashes {
                let row = by_sha1(tx, reader, hash)?;
                found.push(row.map(|row| row.int(0)).transpose()?.map(ShelfId));
            }
            Ok(found)
        })
        .await
    }

    /// Where on a reader's shelf the article of an address stands, however it is spelled.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn shelf_by_url(&self, reader: ReaderId, url: &Url) -> Result<Option<ShelfId>> {
        let url = url.clone();
        self.read(move |tx| by_url(tx, reader, &url)).await
    }

    /// As [`Store::shelf_by_url`], for many; in the order asked.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn shelf_by_urls(
        &self,
        reader: ReaderId,
        urls: Vec<Url>,
    ) -> Result<Vec<Option<ShelfId>>> {
        self.read(move |tx| urls.iter().map(|url| by_url(tx, reader, url)).collect()).await
    }
}

fn by_url(tx: &mut Tx, reader: ReaderId, url: &Url) -> Result<Option<ShelfId>> {
    let sql = "SELECT s.id FROM article a CROSS JOIN shelf s
        WHERE a.url_key = ?2 AND s.article_id = a.id AND s.reader_id = ?1
        ORDER BY s.id LIMIT 1";
    let mut found = tx.first(sql, params![reader, &super::url_key(url)])?;
    if found.is_none() {
        found = by_sha1(tx, reader, &sha1(url.as_str()))?;
    }
    found.map(|row| Ok(ShelfId(row.int(0)?))).transpose()
}

fn by_sha1(tx: &mut Tx, reader: ReaderId, hash: &[u8; 20]) -> Result<Option<Row>> {
    let sql = "SELECT s.id FROM address d CROSS JOIN shelf s
        WHERE d.hash = ?2 AND s.article_id = d.article_id AND s.reader_id = ?1
        ORDER BY s.id LIMIT 1";
    tx.first(sql, params![reader, short(hash)])
}
