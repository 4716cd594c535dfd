//! Tags: a reader's own words on articles.

use jiff::Timestamp;

use crate::counter::{self, Kind};
use crate::database::{Tx, params};
use crate::search::terms;
use crate::{Error, ReaderId, Result, Store, TagId, shelf};

/// A name longer than this is cut.
const NAME_LIMIT: usize = 100;

/// A tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    pub id: TagId,
    pub name: String,
    /// What queries and addresses name it by: case and accents folded, `-` for white space.
    pub key: String,
}

impl Store {
    /// A reader's tags in order of their keys; how many articles each has is in [`Store::counts`].
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tags(&self, reader: ReaderId) -> Result<Vec<Tag>> {
        self.read(move |tx| tags(tx, reader)).await
    }

    /// The tag with this name or key.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tag(&self, reader: ReaderId, name: &str) -> Result<Option<TagId>> {
        let name = name.to_owned();
        self.read(move |tx| find(tx, reader, &name)).await
    }

    /// Gives a tag another name. Where a tag has that name already, the two become one.
    ///
    /// # Errors
    /// `NotFound`, `Refused` for a name without letters or digits, and those of the database.
    pub async fn rename_tag(
        &self,
        reader: ReaderId,
        id: TagId,
        name: &str,
        now: Timestamp,
    ) -> Result<()> {
        let name = clean(name).ok_or(Error::Refused("a tag needs a letter or a digit"))?;
        self.write(move |tx| rename(tx, reader, id, &name, now)).await
    }

    /// Takes a tag off all articles.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn remove_tag(&self, reader: ReaderId, id: TagId, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            let clock = shelf::tick(tx, reader, now)?;
            let name = name_of(tx, reader, id)?;
            relabel(tx, id, &name, None, clock)?;
            delete(tx, reader, id)
        })
        .await
    }
}

/// A tag as whoever tags needs it.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) id: TagId,
    pub(crate) key: String,
    pub(crate) name: String,
}

/// A name as it is kept: one line without commas, cut; `None` where it has no letter or digit.
pub(crate) fn clean(name: &str) -> Option<String> {
    let words: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || c == ',' || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let mut name = words.join(" ");
    name.truncate(name.floor_char_boundary(NAME_LIMIT));
    name.chars().any(char::is_alphanumeric).then_some(name)
}

/// What a name is recognised by.
pub(crate) fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    terms::fold(name.trim(), &mut key);
    key.replace(|c: char| c.is_whitespace() || c == ',', "-")
}

pub(crate) fn find(tx: &mut Tx, reader: ReaderId, name: &str) -> Result<Option<TagId>> {
    let sql = "SELECT id FROM tag WHERE reader_id = ?1 AND name_key = ?2";
    let row = tx.first(sql, params![reader, &key(name)])?;
    row.map(|row| Ok(TagId(row.int(0)?))).transpose()
}

pub(crate) fn find_or_add(tx: &mut Tx, reader: ReaderId, name: &str) -> Result<TagId> {
    if let Some(id) = find(tx, reader, name)? {
        return Ok(id);
    }
    let sql = "INSERT INTO tag (reader_id, name, name_key) VALUES (?1, ?2, ?3) RETURNING id";
    Ok(TagId(tx.insert(sql, params![reader, name, &key(name)])?))
}

/// The tag with this name as it is written on articles, made where it is not there.
pub(crate) fn named(tx: &mut Tx, reader: ReaderId, name: &str) -> Result<Named> {
    let id = find_or_add(tx, reader, name)?;
    Ok(Named { id, key: key(name), name: name_of(tx, reader, id)? })
}

fn name_of(tx: &mut Tx, reader: ReaderId, id: TagId) -> Result<String> {
    let sql = "SELECT name FROM tag WHERE id = ?1 AND reader_id = ?2";
    tx.first(sql, params![id, reader])?.ok_or(Error::NotFound)?.text(0)
}

pub(crate) fn tags(tx: &mut Tx, reader: ReaderId) -> Result<Vec<Tag>> {
    let sql = "SELECT id, name, name_key FROM tag WHERE reader_id = ?1 ORDER BY name_key";
    let rows = tx.rows(sql, params![reader])?;
    rows.into_iter()
        .map(|mut row| Ok(Tag { id: TagId(row.int(0)?), name: row.text(1)?, key: row.text(2)? }))
        .collect()
}

fn rename(tx: &mut Tx, reader: ReaderId, id: TagId, name: &str, now: Timestamp) -> Result<()> {
    let clock = shelf::tick(tx, reader, now)?;
    let before = name_of(tx, reader, id)?;
    match find(tx, reader, name)?.filter(|&other| other != id) {
        None => {
            let sql = "UPDATE tag SET name = ?2, name_key = ?3 WHERE id = ?1";
            tx.execute(sql, params![id, name, &key(name)])?;
            relabel(tx, id, &before, Some(name), clock)
        }
        Some(other) => {
            let name = name_of(tx, reader, other)?;
            relabel(tx, id, &before, Some(&name), clock)?;
            // SQLite takes the conflict clause after a SELECT only where a WHERE stands before it.
            let sql = "INSERT INTO shelf_tag (tag_id, shelf_id)
                SELECT ?2, shelf_id FROM shelf_tag WHERE tag_id = ?1 ON CONFLICT DO NOTHING";
            tx.execute(sql, params![id, other])?;
            delete(tx, reader, id)?;
            recount(tx, reader, other)
        }
    }
}

/// Writes another name, or none, on the articles of a tag.
fn relabel(tx: &mut Tx, id: TagId, before: &str, after: Option<&str>, clock: i64) -> Result<()> {
    let sql = "SELECT s.id, s.tags FROM shelf_tag t JOIN shelf s ON s.id = t.shelf_id
               WHERE t.tag_id = ?1";
    for mut row in tx.rows(sql, params![id])? {
        let mut names = shelf::tag_names(&row.text(1)?);
        names.retain(|name| name != before);
        if let Some(after) = after.filter(|after| !names.iter().any(|name| name == after)) {
            names.push(after.to_owned());
        }
        names.sort_by_cached_key(|name| key(name));
        let sql = "UPDATE shelf SET tags = ?2, clock = ?3 WHERE id = ?1";
        tx.execute(sql, params![row.int(0)?, &names.join(","), clock])?;
    }
    Ok(())
}

fn delete(tx: &mut Tx, reader: ReaderId, id: TagId) -> Result<()> {
    tx.execute("DELETE FROM shelf_tag WHERE tag_id = ?1", params![id])?;
    tx.execute("DELETE FROM tag WHERE id = ?1", params![id])?;
    counter::forget(tx, reader, [Kind::TagUnread, Kind::TagAll], id.0)
}

/// Counts of a tag that took the articles of another: those that had both must not count twice.
fn recount(tx: &mut Tx, reader: ReaderId, id: TagId) -> Result<()> {
    counter::forget(tx, reader, [Kind::TagUnread, Kind::TagAll], id.0)?;
    let sql = "SELECT count(*), CAST(coalesce(sum(1 - s.is_read), 0) AS BIGINT) FROM shelf_tag t
               JOIN shelf s ON s.id = t.shelf_id WHERE t.tag_id = ?1";
    let row = tx.first(sql, params![id])?.ok_or(Error::NotFound)?;
    let mut deltas = counter::Deltas::default();
    deltas.add(Kind::TagAll, id.0, row.int(0)?);
    deltas.add(Kind::TagUnread, id.0, row.int(1)?);
    deltas.write(tx, reader)
}
