//! Changes of articles on a shelf, one or many.

use jiff::Timestamp;

use super::{Filter, List, Order, among, id_list, list, tag_names, tick};
use crate::counter::{Deltas, Kind};
use crate::database::{Row, Tx, params};
use crate::search::index;
use crate::webhooks::{self, Event};
use crate::{ArticleId, Error, FolderId, ReaderId, Result, ShelfId, Store, TagId, folders, tags};

/// Articles changed in one transaction of a bulk change: about 10 ms, so that others get their turn.
const CHUNK: u32 = 500;

/// What to change; what is `None` or empty stays.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Change {
    pub is_read: Option<bool>,
    pub is_favourite: Option<bool>,
    /// `Some(None)` takes it out of its folder.
    pub folder: Option<Option<FolderId>>,
    /// Names; tags that are not there are made.
    pub add_tags: Vec<String>,
    pub remove_tags: Vec<String>,
    /// Reading position in thousandths.
    pub progress: Option<u16>,
    /// The reader's own title; `Some(None)`: the article's again.
    pub title: Option<Option<String>>,
}

impl Store {
    /// Changes articles; gives how many were changed by it. Those that are not on the reader's
    /// shelf are passed over.
    ///
    /// # Errors
    /// `NotFound` where a folder is not the reader's, and those of the database.
    pub async fn change(
        &self,
        reader: ReaderId,
        ids: Vec<ShelfId>,
        change: Change,
        now: Timestamp,
    ) -> Result<u64> {
        let mut changed = 0;
        for chunk in ids.chunks(CHUNK as usize) {
            let (chunk, change) = (chunk.to_vec(), change.clone());
            changed += self
                .write(move |tx| {
                    let clock = tick(tx, reader, now)?;
                    apply(tx, reader, &chunk, &change, clock, now)
                })
                .await?;
        }
        Ok(changed)
    }

    /// Changes all articles of a list up to and with `newest`, the newest that the reader saw, so
    /// that nothing which came since is touched; gives how many were changed. It goes in steps: a
    /// stop between them leaves the rest as it was.
    ///
    /// # Errors
    /// As [`Store::change`].
    pub async fn change_list(
        &self,
        reader: ReaderId,
        list: List,
        newest: ShelfId,
        change: Change,
        now: Timestamp,
    ) -> Result<u64> {
        let mut changed = 0;
        let from = ShelfId(newest.0.saturating_add(1));
        let mut list = List { order: Order::Newest, after: Some(from), limit: CHUNK, ..list };
        loop {
            let change = change.clone();
            let (count, last) = self
                .write(move |tx| {
                    let ids = list::ids(tx, reader, list)?;
                    let Some(&last) = ids.last() else { return Ok((0, None)) };
                    let clock = tick(tx, reader, now)?;
                    Ok((apply(tx, reader, &ids, &change, clock, now)?, Some(last)))
                })
                .await?;
            changed += count;
            let Some(last) = last else { return Ok(changed) };
            list.after = Some(last);
        }
    }

    /// Marks all of a list as read: [`Store::change_list`] for the commonest case.
    ///
    /// # Errors
    /// As [`Store::change`].
    pub async fn mark_list_read(
        &self,
        reader: ReaderId,
        list: List,
        newest: ShelfId,
        now: Timestamp,
    ) -> Result<u64> {
        let list = List { filter: Filter::Unread, ..list };
        let change = Change { is_read: Some(true), ..Change::default() };
        self.change_list(reader, list, newest, change, now).await
    }
}

/// A row as it is, and as it will be.
#[derive(Clone, PartialEq)]
struct State {
    is_read: bool,
    is_favourite: bool,
    folder: Option<i64>,
    tags: Vec<String>,
    progress: i64,
    title: Option<String>,
}

/// Changes rows of a shelf; gives how many are not as they were.
pub(crate) fn apply(
    tx: &mut Tx,
    reader: ReaderId,
    ids: &[ShelfId],
    change: &Change,
    clock: i64,
    now: Timestamp,
) -> Result<u64> {
    if let Some(Some(folder)) = change.folder {
        folders::check(tx, reader, folder)?;
    }
    let added = named(tx, reader, &change.add_tags)?;
    let has_webhooks = change.is_read == Some(true) && webhooks::are_there(tx, reader)?;
    let mut changed = 0;
    let mut deltas = Deltas::default();
    let sql = format!(
        "SELECT id, is_read, is_favourite, folder_id, feed_id, tags, progress, title, article_id
         FROM shelf WHERE reader_id = ?1 AND {}",
        among(tx, "id", 2)
    );
    let list = id_list(tx, ids);
    for mut row in tx.rows(&sql, params![reader, &list])? {
        let id = ShelfId(row.int(0)?);
        let before = read_state(&mut row)?;
        let after = changed_state(&before, change, &added);
        if after == before {
            continue;
        }
        changed += 1;
        let article = ArticleId(row.int(8)?);
        if before.title != after.title {
            index::drop(tx, reader, id, article)?;
        }
        count(tx, &mut deltas, id, row.opt_int(4)?, &before, &after)?;
        if before.tags != after.tags {
            set_tags(tx, reader, id, &before.tags, &after.tags, &mut deltas, after.is_read)?;
        }
        write(tx, id, &before, &after, clock, now)?;
        if has_webhooks && after.is_read && !before.is_read {
            webhooks::tell_of_article(tx, reader, id, Event::ArticleRead, now)?;
        }
        if before.title != after.title {
            index::put(tx, reader, id, article)?;
        }
    }
    deltas.write(tx, reader)?;
    Ok(changed)
}

fn read_state(row: &mut Row) -> Result<State> {
    Ok(State {
        is_read: row.flag(1)?,
        is_favourite: row.flag(2)?,
        folder: row.opt_int(3)?,
        tags: tag_names(&row.text(5)?),
        progress: row.int(6)?,
        title: row.opt_text(7)?,
    })
}

fn changed_state(before: &State, change: &Change, added: &[tags::Named]) -> State {
    let removed: Vec<String> = change.remove_tags.iter().map(|name| tags::key(name)).collect();
    let mut tags = before.tags.clone();
    tags.retain(|name| !removed.contains(&tags::key(name)));
    for tag in added {
        if !tags.iter().any(|name| tags::key(name) == tag.key) {
            tags.push(tag.name.clone());
        }
    }
    tags.sort_by_cached_key(|name| tags::key(name));
    State {
        is_read: change.is_read.unwrap_or(before.is_read),
        is_favourite: change.is_favourite.unwrap_or(before.is_favourite),
        folder: change.folder.map_or(before.folder, |folder| folder.map(|id| id.0)),
        tags,
        progress: change.progress.map_or(before.progress, |p| i64::from(p.min(1000))),
        title: match &change.title {
            None => before.title.clone(),
            Some(title) => title
                .as_deref()
                .map(super::save::cut)
                .filter(|title| !title.is_empty())
                .map(str::to_owned),
        },
    }
}

/// Tags of these names, made where they are not there.
fn named(tx: &mut Tx, reader: ReaderId, names: &[String]) -> Result<Vec<tags::Named>> {
    let mut found = Vec::with_capacity(names.len());
    for name in names.iter().filter_map(|name| tags::clean(name)) {
        found.push(tags::named(tx, reader, &name)?);
    }
    Ok(found)
}

/// Counts for all but the tags that come or go.
fn count(
    tx: &mut Tx,
    deltas: &mut Deltas,
    id: ShelfId,
    feed: Option<i64>,
    before: &State,
    after: &State,
) -> Result<()> {
    let (was, is) = (i64::from(!before.is_read), i64::from(!after.is_read));
    deltas.add(Kind::Unread, 0, is - was);
    let favourite = i64::from(after.is_favourite) - i64::from(before.is_favourite);
    deltas.add(Kind::Favourite, 0, favourite);
    if let Some(feed) = feed {
        deltas.add(Kind::FeedUnread, feed, is - was);
    }
    if let Some(folder) = before.folder {
        deltas.add(Kind::FolderAll, folder, -1);
        deltas.add(Kind::FolderUnread, folder, -was);
    }
    if let Some(folder) = after.folder {
        deltas.add(Kind::FolderAll, folder, 1);
        deltas.add(Kind::FolderUnread, folder, is);
    }
    if was != is && !before.tags.is_empty() {
        for tag in tags_of(tx, id)? {
            deltas.add(Kind::TagUnread, tag.0, is - was);
        }
    }
    Ok(())
}

pub(super) fn tags_of(tx: &mut Tx, id: ShelfId) -> Result<Vec<TagId>> {
    let rows = tx.rows("SELECT tag_id FROM shelf_tag WHERE shelf_id = ?1", params![id])?;
    rows.iter().map(|row| Ok(TagId(row.int(0)?))).collect()
}

fn set_tags(
    tx: &mut Tx,
    reader: ReaderId,
    id: ShelfId,
    before: &[String],
    after: &[String],
    deltas: &mut Deltas,
    is_read: bool,
) -> Result<()> {
    let unread = i64::from(!is_read);
    for name in before.iter().filter(|name| !after.contains(name)) {
        let tag = tags::find(tx, reader, name)?.ok_or(Error::Damaged("a tag without a row"))?;
        let sql = "DELETE FROM shelf_tag WHERE tag_id = ?1 AND shelf_id = ?2";
        tx.execute(sql, params![tag, id])?;
        deltas.add(Kind::TagAll, tag.0, -1);
        deltas.add(Kind::TagUnread, tag.0, -unread);
    }
    for name in after.iter().filter(|name| !before.contains(name)) {
        let tag = tags::find(tx, reader, name)?.ok_or(Error::Damaged("a tag without a row"))?;
        let sql = "INSERT INTO shelf_tag (tag_id, shelf_id) VALUES (?1, ?2)";
        tx.execute(sql, params![tag, id])?;
        deltas.add(Kind::TagAll, tag.0, 1);
        deltas.add(Kind::TagUnread, tag.0, unread);
    }
    Ok(())
}

fn write(
    tx: &mut Tx,
    id: ShelfId,
    before: &State,
    after: &State,
    clock: i64,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "UPDATE shelf SET is_read = ?2, is_favourite = ?3, folder_id = ?4, tags = ?5, progress = ?6,
            title = ?7, clock = ?8,
            read_at = CASE WHEN ?9 = 1 THEN ?10 ELSE read_at END,
            favourite_at = CASE WHEN ?11 = 1 THEN ?12 ELSE favourite_at END
         WHERE id = ?1",
        params![
            id,
            after.is_read,
            after.is_favourite,
            after.folder,
            &after.tags.join(","),
            after.progress,
            after.title.as_deref(),
            clock,
            before.is_read != after.is_read,
            Some(now).filter(|_| after.is_read),
            before.is_favourite != after.is_favourite,
            Some(now).filter(|_| after.is_favourite),
        ],
    )?;
    Ok(())
}
