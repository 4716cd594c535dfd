//! Folders: where a reader files articles and subscriptions. A folder can stand in another.

use jiff::Timestamp;

use crate::counter::{self, Kind};
use crate::database::{Tx, params};
use crate::{Error, FolderId, ReaderId, Result, Store, shelf};

/// Folders stand in each other this deep at most: what a page can show.
const DEPTH: usize = 8;
const NAME_LIMIT: usize = 200;

/// A folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Folder {
    pub id: FolderId,
    /// The folder it stands in; `None`: it stands at the top.
    pub parent: Option<FolderId>,
    pub name: String,
}

impl Store {
    /// A reader's folders by name, parents and children mixed.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn folders(&self, reader: ReaderId) -> Result<Vec<Folder>> {
        self.read(move |tx| folders(tx, reader)).await
    }

    /// Adds a folder, or gives the one that has this name in this place.
    ///
    /// # Errors
    /// `Refused` for an empty name or too deep a place, `NotFound` where the parent is not the
    /// reader's, and those of the database.
    pub async fn add_folder(
        &self,
        reader: ReaderId,
        parent: Option<FolderId>,
        name: &str,
    ) -> Result<FolderId> {
        let name = clean(name)?;
        self.write(move |tx| add(tx, reader, parent, &name)).await
    }

    /// Changes name and place of a folder.
    ///
    /// # Errors
    /// As [`Store::add_folder`]; `Refused` too for a place inside itself, `Taken` where another has this name in
    /// this place.
    pub async fn change_folder(
        &self,
        reader: ReaderId,
        id: FolderId,
        parent: Option<FolderId>,
        name: &str,
    ) -> Result<()> {
        let name = clean(name)?;
        self.write(move |tx| {
            check(tx, reader, id)?;
            if lineage(tx, reader, parent)?.contains(&id) {
                return Err(Error::Refused("a folder cannot stand in itself"));
            }
            // Apps know folders by their paths, so no two may have the same.
            if at(tx, reader, parent, &name)?.is_some_and(|other| other != id) {
                return Err(Error::Taken("name"));
            }
            let sql = "UPDATE folder SET parent_id = ?2, name = ?3 WHERE id = ?1";
            tx.execute(sql, params![id, parent, &name])?;
            Ok(())
        })
        .await
    }

    /// Removes a folder and those inside it. Their articles and subscriptions stay, without folder.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn remove_folder(
        &self,
        reader: ReaderId,
        id: FolderId,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| {
            check(tx, reader, id)?;
            let clock = shelf::tick(tx, reader, now)?;
            remove(tx, reader, id, clock)
        })
        .await
    }
}

pub(crate) fn folders(tx: &mut Tx, reader: ReaderId) -> Result<Vec<Folder>> {
    let sql = "SELECT id, parent_id, name FROM folder WHERE reader_id = ?1 ORDER BY name, id";
    let rows = tx.rows(sql, params![reader])?;
    rows.into_iter()
        .map(|mut row| {
            let (id, parent) = (FolderId(row.int(0)?), row.opt_int(1)?.map(FolderId));
            Ok(Folder { id, parent, name: row.text(2)? })
        })
        .collect()
}

/// Whether a folder is the reader's.
pub(crate) fn check(tx: &mut Tx, reader: ReaderId, id: FolderId) -> Result<()> {
    let sql = "SELECT 1 FROM folder WHERE id = ?1 AND reader_id = ?2";
    tx.first(sql, params![id, reader])?.map(|_| ()).ok_or(Error::NotFound)
}

fn clean(name: &str) -> Result<String> {
    let mut name: String = name.chars().filter(|c| !c.is_control()).collect();
    name.truncate(name.floor_char_boundary(NAME_LIMIT));
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::Refused("a folder needs a name"));
    }
    Ok(name.to_owned())
}

fn add(tx: &mut Tx, reader: ReaderId, parent: Option<FolderId>, name: &str) -> Result<FolderId> {
    lineage(tx, reader, parent)?;
    if let Some(id) = at(tx, reader, parent, name)? {
        return Ok(id);
    }
    let sql = "INSERT INTO folder (reader_id, parent_id, name) VALUES (?1, ?2, ?3) RETURNING id";
    Ok(FolderId(tx.insert(sql, params![reader, parent, name])?))
}

/// The folder of that name in a place.
fn at(
    tx: &mut Tx,
    reader: ReaderId,
    parent: Option<FolderId>,
    name: &str,
) -> Result<Option<FolderId>> {
    let sql = "SELECT id FROM folder
               WHERE reader_id = ?1 AND coalesce(parent_id, 0) = ?2 AND name = ?3";
    let place = parent.map_or(0, |id| id.0);
    let row = tx.first(sql, params![reader, place, name])?;
    row.map(|row| Ok(FolderId(row.int(0)?))).transpose()
}

/// A folder and all that it stands in.
fn lineage(tx: &mut Tx, reader: ReaderId, start: Option<FolderId>) -> Result<Vec<FolderId>> {
    let mut found = Vec::new();
    let mut next = start;
    while let Some(id) = next {
        if found.len() == DEPTH {
            return Err(Error::Refused("folders stand in each other too deep"));
        }
        found.push(id);
        let sql = "SELECT parent_id FROM folder WHERE id = ?1 AND reader_id = ?2";
        let row = tx.first(sql, params![id, reader])?.ok_or(Error::NotFound)?;
        next = row.opt_int(0)?.map(FolderId);
    }
    Ok(found)
}

fn remove(tx: &mut Tx, reader: ReaderId, id: FolderId, clock: i64) -> Result<()> {
    let children = tx.rows("SELECT id FROM folder WHERE parent_id = ?1", params![id])?;
    for child in children {
        remove(tx, reader, FolderId(child.int(0)?), clock)?;
    }
    tx.execute(
        "UPDATE shelf SET folder_id = NULL, clock = ?3 WHERE reader_id = ?1 AND folder_id = ?2",
        params![reader, id, clock],
    )?;
    tx.execute("DELETE FROM folder WHERE id = ?1", params![id])?;
    counter::forget(tx, reader, [Kind::FolderUnread, Kind::FolderAll], id.0)
}
