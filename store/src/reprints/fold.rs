//! Lists in which one text stands once: what tells it again is folded under the first of it.

use std::collections::{HashMap, HashSet};

use super::Kind;
use crate::database::{Tx, params};
use crate::sections::{Sections, sections};
use crate::shelf::{
    COLUMN_COUNT, COLUMNS, Filter, List, Order, Page, Place, among, int_list, page, read_row,
};
use crate::{ArticleId, ReaderId, Result, ShelfId, ShelfItem, Store};

/// Pages read to fill one: where a page is nearly all reprints, it is shown shorter.
const ROUNDS: usize = 4;

/// An article of a list with those that tell the same text.
#[derive(Clone, PartialEq, Debug)]
pub struct Folded {
    pub item: ShelfItem,
    /// All on the reader's shelf, in whatever list they are; the newest first.
    pub reprints: Vec<Member>,
}

/// An article that tells another's text.
#[derive(Clone, PartialEq, Debug)]
pub struct Member {
    pub item: ShelfItem,
    /// What it is of the article it is folded under; `None`: the two were not compared, a third tells the
    /// text of both.
    pub kind: Option<Kind>,
}

impl Store {
    /// A page of a list in which each text stands once, and what stands beside it, as of one moment. The counts are of
    /// articles, folded or not.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn folded_shelf_with_sections(
        &self,
        reader: ReaderId,
        list: List,
    ) -> Result<(Page<Folded>, Sections)> {
        self.read(move |tx| Ok((folded_page(tx, reader, list)?, sections(tx, reader)?))).await
    }

    /// Folds articles that were found otherwise, each under the first that tells its text.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn fold(&self, reader: ReaderId, items: Vec<ShelfItem>) -> Result<Vec<Folded>> {
        self.read(move |tx| {
            let groups = groups(tx, reader, &items)?;
            let mut seen = HashSet::new();
            let mut is_first = |item: &ShelfItem| match groups.of.get(&item.article_id) {
                Some(group) => seen.insert(*group),
                None => true,
            };
            let firsts = items.into_iter().filter(|item| is_first(item)).collect();
            with_reprints(tx, firsts, &groups)
        })
        .await
    }

    /// Everything on the reader's shelf that tells the text of an article, itself too.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn all_of_one_text(&self, reader: ReaderId, id: ShelfId) -> Result<Vec<ShelfId>> {
        self.read(move |tx| {
            let item = crate::shelf::item(tx, reader, id)?;
            let groups = groups(tx, reader, std::slice::from_ref(&item))?;
            let members = groups.of.get(&item.article_id).and_then(|one| groups.members.get(one));
            Ok(members.map_or(vec![id], |members| members.iter().map(|one| one.id).collect()))
        })
        .await
    }
}

fn folded_page(tx: &mut Tx, reader: ReaderId, list: List) -> Result<Page<Folded>> {
    let limit = list.limit as usize;
    let (mut shown, mut next) = (Vec::new(), list.after);
    for _ in 0..ROUNDS {
        let left = (limit - shown.len()) as u32;
        let found = page(tx, reader, List { after: next, limit: left, ..list })?;
        next = found.next;
        let groups = groups(tx, reader, &found.items)?;
        let tagged = tagged(tx, list.place, &groups)?;
        let firsts = found.items.into_iter().filter(|item| {
            let members = groups.of.get(&item.article_id).and_then(|one| groups.members.get(one));
            !members.into_iter().flatten().any(|other| {
                let is_before = match list.order {
                    Order::Newest => other.id > item.id,
                    Order::Oldest => other.id < item.id,
                };
                is_before && is_in(other, &list, &tagged)
            })
        });
        let firsts = firsts.collect();
        shown.extend(with_reprints(tx, firsts, &groups)?);
        if next.is_none() || shown.len() >= limit {
            break;
        }
    }
    Ok(Page { items: shown, next })
}

/// Whether an article of the shelf is in a list.
fn is_in(item: &ShelfItem, list: &List, tagged: &HashSet<ShelfId>) -> bool {
    let by_filter = match list.filter {
        Filter::Unread => !item.is_read,
        Filter::All => true,
        Filter::Favourite => item.is_favourite,
        Filter::Archive => item.is_read,
    };
    by_filter
        && match list.place {
            Place::Everywhere => true,
            Place::Feed(id) => item.feed_id == Some(id),
            Place::Folder(id) => item.folder_id == Some(id),
            Place::Tag(_) => tagged.contains(&item.id),
        }
}

/// The members of groups that have the list's tag.
fn tagged(tx: &mut Tx, place: Place, groups: &Groups) -> Result<HashSet<ShelfId>> {
    let Place::Tag(tag) = place else { return Ok(HashSet::new()) };
    let list = int_list(tx, groups.members.values().flatten().map(|item| item.id.0));
    let sql = format!(
        "SELECT shelf_id FROM shelf_tag WHERE tag_id = ?2 AND {}",
        among(tx, "shelf_id", 1)
    );
    let rows = tx.rows(&sql, params![&list, tag])?;
    rows.iter().map(|row| Ok(ShelfId(row.int(0)?))).collect()
}

/// The groups of some articles, with all that the reader has of each, the newest first.
#[derive(Default)]
pub(crate) struct Groups {
    pub(crate) of: HashMap<ArticleId, i64>,
    pub(crate) members: HashMap<i64, Vec<ShelfItem>>,
}

fn groups(tx: &mut Tx, reader: ReaderId, items: &[ShelfItem]) -> Result<Groups> {
    let mut groups = Groups::default();
    if items.is_empty() {
        return Ok(groups);
    }
    let list = int_list(tx, items.iter().map(|item| item.article_id.0));
    let sql = format!(
        "SELECT DISTINCT group_id FROM signature WHERE group_id IS NOT NULL AND {}",
        among(tx, "article_id", 1)
    );
    let numbers: Vec<i64> =
        tx.rows(&sql, params![&list])?.iter().map(|row| row.int(0)).collect::<Result<_>>()?;
    if numbers.is_empty() {
        return Ok(groups);
    }
    let list = int_list(tx, numbers.into_iter());
    // From the few groups to the shelf, whatever the planner thinks.
    let sql = format!(
        "SELECT {COLUMNS}, g.group_id FROM signature g CROSS JOIN shelf s CROSS JOIN article a
         WHERE {} AND s.article_id = g.article_id AND s.reader_id = ?1 AND a.id = s.article_id
         ORDER BY s.id DESC",
        among(tx, "g.group_id", 2)
    );
    for row in tx.rows(&sql, params![reader, &list])? {
        let group = row.int(COLUMN_COUNT)?;
        let item = read_row(row)?;
        groups.of.insert(item.article_id, group);
        groups.members.entry(group).or_default().push(item);
    }
    groups.members.retain(|_, members| members.len() > 1);
    groups.of.retain(|_, group| groups.members.contains_key(group));
    Ok(groups)
}

fn with_reprints(tx: &mut Tx, firsts: Vec<ShelfItem>, groups: &Groups) -> Result<Vec<Folded>> {
    let leads: Vec<ArticleId> = firsts
        .iter()
        .map(|item| item.article_id)
        .filter(|article| groups.of.contains_key(article))
        .collect();
    let kinds = kinds(tx, &leads)?;
    let folded = firsts.into_iter().map(|item| {
        let lead = item.article_id;
        let members = groups.of.get(&lead).and_then(|group| groups.members.get(group));
        let reprints = members.into_iter().flatten().filter(|other| other.id != item.id);
        let reprints = reprints.map(|other| Member {
            kind: kinds.get(&(lead, other.article_id)).copied(),
            item: other.clone(),
        });
        let reprints = reprints.collect();
        Folded { item, reprints }
    });
    Ok(folded.collect())
}

/// What others are of some articles.
fn kinds(tx: &mut Tx, of: &[ArticleId]) -> Result<HashMap<(ArticleId, ArticleId), Kind>> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let list = int_list(tx, of.iter().map(|id| id.0));
    let sql = format!(
        "SELECT article_id, other_id, kind FROM reprint WHERE {}",
        among(tx, "article_id", 1)
    );
    let mut kinds = HashMap::new();
    for row in tx.rows(&sql, params![&list])? {
        let pair = (ArticleId(row.int(0)?), ArticleId(row.int(1)?));
        kinds.insert(pair, Kind::of(row.int(2)?)?);
    }
    Ok(kinds)
}
