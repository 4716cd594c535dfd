//! Searches that a reader keeps, and the secret addresses under which they feed out.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::database::{Row, Tx, params};
use crate::{Error, ReaderId, Result, SearchId, Store};

const NAME_LIMIT: usize = 200;

/// A search that is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedSearch {
    pub id: SearchId,
    pub reader: ReaderId,
    pub name: String,
    /// As [`Store::search`] takes it.
    pub query: String,
    /// Whether it has an address that feeds out; the secret in it is not kept, only its hash.
    pub has_feed: bool,
}

impl Store {
    /// A reader's saved searches by name.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn saved_searches(&self, reader: ReaderId) -> Result<Vec<SavedSearch>> {
        self.read(move |tx| saved(tx, reader)).await
    }

    /// Keeps a search.
    ///
    /// # Errors
    /// `Refused` for an empty query, and those of the database.
    pub async fn save_search(
        &self,
        reader: ReaderId,
        name: &str,
        query: &str,
        now: Timestamp,
    ) -> Result<SearchId> {
        let (name, query) = clean(name, query)?;
        self.write(move |tx| {
            let sql = "INSERT INTO saved_search (reader_id, name, query, created_at)
                       VALUES (?1, ?2, ?3, ?4) RETURNING id";
            Ok(SearchId(tx.insert(sql, params![reader, &name, &query, now])?))
        })
        .await
    }

    /// # Errors
    /// `NotFound`, and as [`Store::save_search`].
    pub async fn change_saved_search(
        &self,
        reader: ReaderId,
        id: SearchId,
        name: &str,
        query: &str,
    ) -> Result<()> {
        let (name, query) = clean(name, query)?;
        self.write(move |tx| {
            let sql = "UPDATE saved_search SET name = ?3, query = ?4
                       WHERE id = ?1 AND reader_id = ?2";
            found(tx.execute(sql, params![id, reader, &name, &query])?)
        })
        .await
    }

    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn remove_saved_search(&self, reader: ReaderId, id: SearchId) -> Result<()> {
        self.write(move |tx| {
            let sql = "DELETE FROM saved_search WHERE id = ?1 AND reader_id = ?2";
            found(tx.execute(sql, params![id, reader])?)?;
            // What is gone is followed no longer.
            let sql = "DELETE FROM follow WHERE kind = 4 AND item_id = ?1";
            tx.execute(sql, params![id])?;
            Ok(())
        })
        .await
    }

    /// Gives a search an address that feeds out, or, with `None`, takes it away. An address before
    /// it no longer works.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn set_search_feed(
        &self,
        reader: ReaderId,
        id: SearchId,
        secret: Option<&str>,
    ) -> Result<()> {
        let hash = secret.map(hash);
        self.write(move |tx| {
            let sql = "UPDATE saved_search SET feed_hash = ?3 WHERE id = ?1 AND reader_id = ?2";
            found(tx.execute(sql, params![id, reader, hash.as_ref()])?)
        })
        .await
    }

    /// The search whose feed has this secret.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn search_by_feed(&self, secret: &str) -> Result<SavedSearch> {
        let hash = hash(secret);
        self.read(move |tx| by_feed(tx, &hash)).await
    }
}

const SELECT: &str = "SELECT id, reader_id, name, query, feed_hash IS NOT NULL FROM saved_search";

fn by_feed(tx: &mut Tx, hash: &[u8; 32]) -> Result<SavedSearch> {
    let sql = format!("{SELECT} WHERE feed_hash = ?1");
    read_row(tx.first(&sql, params![hash])?.ok_or(Error::NotFound)?)
}

fn read_row(mut row: Row) -> Result<SavedSearch> {
    Ok(SavedSearch {
        id: SearchId(row.int(0)?),
        reader: ReaderId(row.int(1)?),
        name: row.text(2)?,
        query: row.text(3)?,
        has_feed: row.flag(4)?,
    })
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

pub(crate) fn saved(tx: &mut Tx, reader: ReaderId) -> Result<Vec<SavedSearch>> {
    let sql = format!("{SELECT} WHERE reader_id = ?1 ORDER BY name, id");
    tx.rows(&sql, params![reader])?.into_iter().map(read_row).collect()
}

fn found(count: u64) -> Result<()> {
    if count == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Name and query as they are kept; a search without a name is called what it asks.
fn clean(name: &str, query: &str) -> Result<(String, String)> {
    let query = query.trim();
    if query.is_empty() {
        return Err(Error::Refused("a search needs a query"));
    }
    let name = Some(name.trim()).filter(|name| !name.is_empty()).unwrap_or(query);
    Ok((name[..name.floor_char_boundary(NAME_LIMIT)].to_owned(), query.to_owned()))
}
