//! Search: what a reader typed becomes a question to the index, and its answers come with the words
//! around the hits.
//!
//! Newest first walks one list of the index from its end. Best first asks for the strongest places
//! first (all words in the title, all strong in the text, some, the rest), the newest first within
//! each: no article is looked at but those that are shown.

mod count;
pub(crate) mod index;
mod plan;
pub(crate) mod query;
mod run;
mod saved;
mod snippet;
mod sql;
pub(crate) mod terms;

use std::fmt;
use std::str::FromStr;

pub use query::Problem;
pub(crate) use run::matches;
pub use saved::SavedSearch;
pub(crate) use saved::saved;
pub use snippet::Snippet;

use crate::{ReaderId, Result, ShelfId, ShelfItem, Store};

/// Which answers come first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum SearchOrder {
    #[default]
    Newest,
    Best,
}

/// A search.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Search {
    /// As the reader typed it: `outlet: author: tag: source: figure: title: is: before: after:`,
    /// `"exact words"`, `-without`, `this OR that`, `start*`.
    pub query: String,
    pub order: SearchOrder,
    pub after: Option<SearchCursor>,
    pub limit: u32,
}

/// Where to go on in the answers to a search; written in addresses as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SearchCursor {
    level: u8,
    id: i64,
}

impl fmt::Display for SearchCursor {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}.{}", self.level, self.id)
    }
}

impl FromStr for SearchCursor {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self> {
        let parsed = text.split_once('.').and_then(|(level, id)| {
            Some(Self { level: level.parse().ok()?, id: id.parse().ok()? })
        });
        parsed.ok_or(crate::Error::Refused("not a place in a list"))
    }
}

/// Answers to a search.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    pub hits: Vec<Hit>,
    pub next: Option<SearchCursor>,
    pub count: HitCount,
    /// Parts of the query that were not understood; the rest was looked for.
    pub problems: Vec<Problem>,
}

/// How many answers there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct HitCount {
    pub count: i64,
    /// `false`: at least so many; counting all would take too long. Always exact for words alone.
    pub is_exact: bool,
}

/// An answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    pub item: ShelfItem,
    /// Where the words stand in the item's title, in bytes.
    pub title_spans: Vec<std::ops::Range<usize>>,
    /// The words in the text; `None` where it has none, or only a link is kept.
    pub snippet: Option<Snippet>,
}

impl Store {
    /// Searches a reader's shelf.
    ///
    /// # Errors
    /// Those of the database: a query that is not understood is no error.
    pub async fn search(&self, reader: ReaderId, search: Search) -> Result<Found> {
        let (found, common) = self.read(move |tx| run::run(tx, reader, &search)).await?;
        if let Some(term) = common {
            // Counted once the long way; from now on its count is kept.
            self.write(move |tx| index::keep_count(tx, reader, &term)).await?;
        }
        Ok(found)
    }

    /// Whether an article on the shelf answers a query.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn search_matches(&self, reader: ReaderId, query: &str, id: ShelfId) -> Result<bool> {
        let query = query.to_owned();
        self.read(move |tx| matches(tx, reader, &query, id)).await
    }
}

/// What of a query is not understood, without running it: for whoever keeps queries.
pub fn query_problems(query: &str) -> Vec<Problem> {
    query::parse(query).problems
}
