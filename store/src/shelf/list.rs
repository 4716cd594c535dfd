//! Lists of a shelf, a page at a time by cursor.

use super::{COLUMNS, ShelfItem, read_row};
use crate::database::{Param, Tx};
use crate::{FeedId, FolderId, ReaderId, Result, ShelfId, Store, TagId};

/// Which articles by what the reader did with them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Filter {
    #[default]
    Unread,
    All,
    Favourite,
    /// What was read.
    Archive,
}

/// Which articles by where they came from or were put.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Place {
    #[default]
    Everywhere,
    Feed(FeedId),
    /// In the folder itself, not in folders inside it.
    Folder(FolderId),
    Tag(TagId),
}

/// In order of arrival.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Order {
    #[default]
    Newest,
    Oldest,
}

/// A list and where to go on in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct List {
    pub filter: Filter,
    pub place: Place,
    pub order: Order,
    /// The last article of the page before; `None`: from the start.
    pub after: Option<ShelfId>,
    pub limit: u32,
}

/// A page of a list.
#[derive(Clone, PartialEq, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// What to give as `after` for the next page; `None`: this is the last.
    pub next: Option<ShelfId>,
}

impl Store {
    /// A page of a list. The articles of a feed, folder or tag that is not the reader's are none.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn shelf(&self, reader: ReaderId, list: List) -> Result<Page<ShelfItem>> {
        self.read(move |tx| page(tx, reader, list)).await
    }

    /// Only the ids of a page: much cheaper, for clients that ask for thousands.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn shelf_ids(&self, reader: ReaderId, list: List) -> Result<Vec<ShelfId>> {
        self.read(move |tx| ids(tx, reader, list)).await
    }

    /// Articles by their ids, in no certain order; those that are not the reader's are left out.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn shelf_items(&self, reader: ReaderId, ids: Vec<ShelfId>) -> Result<Vec<ShelfItem>> {
        self.read(move |tx| items(tx, reader, &ids)).await
    }

    /// What stands before and after an article in a list, whether it is in the list itself or not;
    /// `after` and `limit` of the list are not looked at.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn neighbours(
        &self,
        reader: ReaderId,
        list: List,
        id: ShelfId,
    ) -> Result<(Option<ShelfId>, Option<ShelfId>)> {
        self.read(move |tx| {
            let list = List { after: Some(id), limit: 1, ..list };
            let back = match list.order {
                Order::Newest => Order::Oldest,
                Order::Oldest => Order::Newest,
            };
            let before = ids(tx, reader, List { order: back, ..list })?;
            let after = ids(tx, reader, list)?;
            Ok((before.first().copied(), after.first().copied()))
        })
        .await
    }
}

/// `limit` and one more shows whether there is a next page.
pub(crate) fn page(tx: &mut Tx, reader: ReaderId, list: List) -> Result<Page<ShelfItem>> {
    let sql = list.sql(COLUMNS, "CROSS JOIN article a", "AND a.id = s.article_id");
    let rows = tx.rows(&sql, &list.parameters(reader, i64::from(list.limit) + 1))?;
    let mut items = rows.into_iter().map(read_row).collect::<Result<Vec<_>>>()?;
    let has_more = items.len() > list.limit as usize;
    items.truncate(list.limit as usize);
    let next = items.last().filter(|_| has_more).map(|item| item.id);
    Ok(Page { items, next })
}

pub(super) fn ids(tx: &mut Tx, reader: ReaderId, list: List) -> Result<Vec<ShelfId>> {
    let sql = list.sql("s.id", "", "");
    let rows = tx.rows(&sql, &list.parameters(reader, i64::from(list.limit)))?;
    rows.iter().map(|row| Ok(ShelfId(row.int(0)?))).collect()
}

pub(crate) fn items(tx: &mut Tx, reader: ReaderId, ids: &[ShelfId]) -> Result<Vec<ShelfItem>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM shelf s JOIN article a ON a.id = s.article_id
         WHERE s.reader_id = ?1 AND {}",
        super::among(tx, "s.id", 2)
    );
    let list = super::id_list(tx, ids);
    let rows = tx.rows(&sql, &[reader.into(), (&list).into()])?;
    rows.into_iter().map(read_row).collect()
}

impl List {
    /// Columns of `shelf s` and what is joined: ?1 reader, ?2 cursor, ?3 limit, ?4 place.
    fn sql(&self, columns: &str, join: &str, on: &str) -> String {
        // A cross join keeps SQLite walking the index of the list, in order, from the cursor on.
        let (from, place) = match self.place {
            Place::Everywhere => ("shelf s", ""),
            Place::Feed(_) => ("shelf s", "AND s.feed_id = ?4"),
            Place::Folder(_) => ("shelf s", "AND s.folder_id = ?4"),
            Place::Tag(_) => {
                ("shelf_tag t CROSS JOIN shelf s", "AND s.id = t.shelf_id AND t.tag_id = ?4")
            }
        };
        let id = if matches!(self.place, Place::Tag(_)) { "t.shelf_id" } else { "s.id" };
        let filter = match self.filter {
            Filter::Unread => "AND s.is_read = 0",
            Filter::All => "",
            Filter::Favourite => "AND s.is_favourite = 1",
            Filter::Archive => "AND s.is_read = 1",
        };
        let (than, order) = match self.order {
            Order::Newest => ("<", "DESC"),
            Order::Oldest => (">", "ASC"),
        };
        format!(
            "SELECT {columns} FROM {from} {join} WHERE s.reader_id = ?1 AND {id} {than} ?2 {place} \
             {filter} {on} ORDER BY {id} {order} LIMIT ?3"
        )
    }

    fn parameters(&self, reader: ReaderId, limit: i64) -> Vec<Param<'static>> {
        let from = match self.order {
            Order::Newest => i64::MAX,
            Order::Oldest => 0,
        };
        let mut all = vec![reader.into(), self.after.map_or(from, |id| id.0).into(), limit.into()];
        match self.place {
            Place::Everywhere => {}
            Place::Feed(id) => all.push(id.into()),
            Place::Folder(id) => all.push(id.into()),
            Place::Tag(id) => all.push(id.into()),
        }
        all
    }
}
