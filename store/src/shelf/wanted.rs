//! Ids of a shelf by what apps may ask for at once: state, place, tags, change, marks, a stretch of
//! arrivals; with the exact number of them all, and by offset where a protocol counts pages.

use jiff::Timestamp;

use super::{Order, Place};
use crate::counter;
use crate::database::{Param, Tx, params};
use crate::{ReaderId, Result, ShelfId, Store, TagId};

/// What the ids are in order of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sort {
    #[default]
    Arrival,
    /// Last change, by the reader's clock; arrival where it is the same.
    Change,
    /// When it was read; what was not comes as if at the beginning of time.
    Read,
}

/// Which articles. What is `None` or empty does not matter.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Wanted {
    pub is_read: Option<bool>,
    pub is_favourite: Option<bool>,
    pub place: Place,
    /// Only what came from no feed.
    pub is_saved: bool,
    /// All of them.
    pub tags: Vec<TagId>,
    /// Of the address as it was saved: in lower case.
    pub host: Option<String>,
    pub has_marks: Option<bool>,
    /// Whether there is a text.
    pub is_readable: Option<bool>,
    /// Changed at this moment of the reader's clock or later.
    pub since: Option<i64>,
    /// Arrived before, and after, this one.
    pub below: Option<ShelfId>,
    pub above: Option<ShelfId>,
    pub sort: Sort,
    pub order: Order,
    pub offset: i64,
    pub limit: i64,
}

impl Store {
    /// The ids, in their order.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn wanted_ids(&self, reader: ReaderId, wanted: Wanted) -> Result<Vec<ShelfId>> {
        self.read(move |tx| ids(tx, reader, &wanted)).await
    }

    /// The ids, and how many there are without `offset` and `limit`.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn wanted_page(
        &self,
        reader: ReaderId,
        wanted: Wanted,
    ) -> Result<(Vec<ShelfId>, i64)> {
        self.read(move |tx| Ok((ids(tx, reader, &wanted)?, count(tx, reader, &wanted)?))).await
    }

    /// The first article of the shelf that arrived at `at` or later; where none did, an id above all.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn first_arrived(&self, reader: ReaderId, at: Timestamp) -> Result<ShelfId> {
        self.read(move |tx| first_arrived(tx, reader, at)).await
    }

    /// When the newest article of each feed arrived, and the newest of all under `None`.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn newest_arrivals(
        &self,
        reader: ReaderId,
    ) -> Result<Vec<(Option<crate::FeedId>, Timestamp)>> {
        self.read(move |tx| newest_arrivals(tx, reader)).await
    }
}

fn ids(tx: &mut Tx, reader: ReaderId, wanted: &Wanted) -> Result<Vec<ShelfId>> {
    let mut given = Given::of(reader);
    let filter = given.filter(wanted);
    let direction = match wanted.order {
        Order::Newest => "DESC",
        Order::Oldest => "ASC",
    };
    let order = match wanted.sort {
        Sort::Arrival => format!("s.id {direction}"),
        Sort::Change => format!("s.clock {direction}, s.id {direction}"),
        Sort::Read => format!("coalesce(s.read_at, 0) {direction}, s.id {direction}"),
    };
    let (limit, offset) = (given.add(wanted.limit), given.add(wanted.offset));
    let sql = format!(
        "SELECT s.id FROM shelf s{filter} ORDER BY {order} LIMIT ?{limit} OFFSET ?{offset}"
    );
    let mut out = Vec::new();
    tx.each(&sql, &given.params(), &mut |row| {
        out.push(ShelfId(row.int(0)?));
        Ok(())
    })?;
    Ok(out)
}

fn count(tx: &mut Tx, reader: ReaderId, wanted: &Wanted) -> Result<i64> {
    if let Some(count) = kept_count(tx, reader, wanted)? {
        return Ok(count);
    }
    let mut given = Given::of(reader);
    let sql = format!("SELECT count(*) FROM shelf s{}", given.filter(wanted));
    tx.rows(&sql, &given.params())?[0].int(0)
}

/// The number where it is kept already: whole shelves, and their unread.
fn kept_count(tx: &mut Tx, reader: ReaderId, wanted: &Wanted) -> Result<Option<i64>> {
    let plain = Wanted {
        is_read: wanted.is_read,
        sort: wanted.sort,
        order: wanted.order,
        offset: wanted.offset,
        limit: wanted.limit,
        ..Wanted::default()
    };
    if plain != *wanted {
        return Ok(None);
    }
    let counts = counter::read(tx, reader)?;
    Ok(Some(match wanted.is_read {
        None => counts.all,
        Some(false) => counts.unread,
        Some(true) => counts.archive(),
    }))
}

/// Parameters of a statement as it is put together; ?1 is the reader.
struct Given {
    numbers: Vec<i64>,
    texts: Vec<(usize, String)>,
}

impl Given {
    fn of(reader: ReaderId) -> Self {
        Self { numbers: vec![reader.0], texts: Vec::new() }
    }

    fn add(&mut self, number: i64) -> usize {
        self.numbers.push(number);
        self.numbers.len()
    }

    fn add_text(&mut self, text: String) -> usize {
        let at = self.add(0);
        self.texts.push((at, text));
        at
    }

    fn params(&self) -> Vec<Param<'_>> {
        let mut params: Vec<Param> = self.numbers.iter().map(|&number| number.into()).collect();
        for (at, text) in &self.texts {
            params[at - 1] = text.into();
        }
        params
    }

    /// From the first join to the last condition.
    fn filter(&mut self, wanted: &Wanted) -> String {
        let needs_article = wanted.host.is_some() || wanted.is_readable.is_some();
        let join = if needs_article { " JOIN article a ON a.id = s.article_id" } else { "" };
        let mut sql = format!("{join} WHERE s.reader_id = ?1");
        // Flags as words of the statement, so that the indexes for them are seen to fit.
        let flag = |column: &str, value: Option<bool>| match value {
            Some(value) => format!(" AND s.{column} = {}", i64::from(value)),
            None => String::new(),
        };
        sql += &flag("is_read", wanted.is_read);
        sql += &flag("is_favourite", wanted.is_favourite);
        match wanted.place {
            Place::Everywhere => {}
            Place::Feed(id) => sql += &format!(" AND s.feed_id = ?{}", self.add(id.0)),
            Place::Folder(id) => sql += &format!(" AND s.folder_id = ?{}", self.add(id.0)),
            Place::Tag(id) => sql += &self.tagged(id),
        }
        if wanted.is_saved {
            sql += " AND s.feed_id IS NULL";
        }
        for &tag in &wanted.tags {
            sql += &self.tagged(tag);
        }
        let bounds = [
            ("s.clock >=", wanted.since),
            ("s.id <", wanted.below.map(|id| id.0)),
            ("s.id >", wanted.above.map(|id| id.0)),
        ];
        for (condition, bound) in bounds {
            if let Some(bound) = bound {
                sql += &format!(" AND {condition} ?{}", self.add(bound));
            }
        }
        if let Some(has_marks) = wanted.has_marks {
            let not = if has_marks { "" } else { "NOT " };
            sql += &format!(
                " AND {not}EXISTS (SELECT 1 FROM mark m
                    WHERE m.reader_id = ?1 AND m.article_id = s.article_id)"
            );
        }
        if let Some(is_readable) = wanted.is_readable {
            sql += if is_readable { " AND a.version > 0" } else { " AND a.version = 0" };
        }
        if let Some(host) = &wanted.host {
            let plain = host.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let [http, https] = ["http", "https"].map(|scheme| format!("{scheme}://{plain}/%"));
            let (http, https) = (self.add_text(http), self.add_text(https));
            sql += &format!(
                " AND (a.url LIKE ?{http} ESCAPE '\\' OR a.url LIKE ?{https} ESCAPE '\\')"
            );
        }
        sql
    }

    fn tagged(&mut self, tag: TagId) -> String {
        let at = self.add(tag.0);
        format!(" AND s.id IN (SELECT shelf_id FROM shelf_tag WHERE tag_id = ?{at})")
    }
}

/// Ids go up with time, so halving finds it without an index of times.
fn first_arrived(tx: &mut Tx, reader: ReaderId, at: Timestamp) -> Result<ShelfId> {
    let sql = "SELECT coalesce(max(id), 0) FROM shelf WHERE reader_id = ?1";
    let (mut low, mut high) = (0, tx.rows(sql, params![reader])?[0].int(0)? + 1);
    let sql = "SELECT id, arrived_at FROM shelf WHERE reader_id = ?1 AND id >= ?2 AND id < ?3
        ORDER BY id LIMIT 1";
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        match tx.first(sql, params![reader, middle, high])? {
            Some(row) if row.instant(1)? < at => low = row.int(0)?,
            _ => high = middle,
        }
    }
    Ok(ShelfId(high))
}

fn newest_arrivals(
    tx: &mut Tx,
    reader: ReaderId,
) -> Result<Vec<(Option<crate::FeedId>, Timestamp)>> {
    let mut newest = Vec::new();
    let sql = "SELECT arrived_at FROM shelf WHERE reader_id = ?1 ORDER BY id DESC LIMIT 1";
    if let Some(row) = tx.first(sql, params![reader])? {
        newest.push((None, row.instant(0)?));
    }
    let feeds =
        tx.rows("SELECT feed_id FROM subscription WHERE reader_id = ?1", params![reader])?;
    let sql = "SELECT arrived_at FROM shelf WHERE reader_id = ?1 AND feed_id = ?2
        ORDER BY id DESC LIMIT 1";
    for feed in feeds {
        let feed = feed.int(0)?;
        if let Some(row) = tx.first(sql, params![reader, feed])? {
            newest.push((Some(crate::FeedId(feed)), row.instant(0)?));
        }
    }
    Ok(newest)
}
