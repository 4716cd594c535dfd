//! Reprints: what articles have in common with those kept before, and which tell one text.
//!
//! An article is put into the index of keys when it was read ([`Store::index_reprints`]), which
//! answers with the articles to compare it with; what the comparison found comes back with
//! [`Store::keep_placed`](crate::Store::keep_placed). Articles that tell one text share a group, and lists show a group once.
//!
//! Rows are about articles, whoever has them; what a reader is shown goes through the own shelf.
//! Articles that one reader's browser sent are found by that reader's look-ups only.

mod fold;
mod group;
mod index;
mod pairs;

use std::ops::Range;

pub use fold::{Folded, Member};

pub(crate) use group::unite;
pub(crate) use pairs::{keep, look_again_for_containers, original};

use record::signature::Signature;
use record::signature::keys::Keys;
use serde::{Deserialize, Serialize};

use crate::article::{self, Article};
use crate::database::{Tx, params};
use crate::{ArticleId, Error, ReaderId, Result, ShelfId, Store};

/// What an article is of another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Same,
    /// It lacks parts of the other.
    Shortened,
    /// It has the other and more.
    Extended,
    Reworded,
    /// Different reports that share a passage.
    Passage,
    /// The same form with other figures.
    Form,
}

const KINDS: [Kind; 6] =
    [Kind::Same, Kind::Shortened, Kind::Extended, Kind::Reworded, Kind::Passage, Kind::Form];

impl Kind {
    /// The same relation seen from the other article.
    pub fn turned(self) -> Self {
        match self {
            Self::Shortened => Self::Extended,
            Self::Extended => Self::Shortened,
            other => other,
        }
    }

    /// One text is the other, told again.
    pub fn is_reprint(self) -> bool {
        !matches!(self, Self::Passage | Self::Form)
    }

    pub(crate) fn of(number: i64) -> Result<Self> {
        let kind = usize::try_from(number).ok().and_then(|index| KINDS.get(index));
        kind.copied().ok_or(Error::Damaged("a reprint's kind"))
    }
}

/// Which of two articles was first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Original {
    #[default]
    Unknown,
    This,
    Other,
}

/// What two articles have in common, as it was found.
#[derive(Clone, PartialEq, Debug)]
pub struct Pair {
    pub other: ArticleId,
    /// What the other is of this one.
    pub kind: Kind,
    /// 0 to 1,000.
    pub score: i64,
    /// Shares of this text that the other tells, and of the other that this one tells: 0 to 1,000.
    pub shares: [i64; 2],
    /// From which byte to which of either text.
    pub spans: [Range<usize>; 2],
    pub original: Original,
    /// What told which was first.
    pub why: String,
    /// They may stand under one headline.
    pub folds: bool,
}

/// What stands between an article and reprints of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum State {
    #[default]
    Ordinary,
    /// A page that holds several other articles.
    Container,
    /// All its telling words are in too many articles.
    Template,
    /// More articles are alike to it than any text is reprinted.
    Crowded,
}

/// An article that is to be placed among those kept.
#[derive(Clone, Debug)]
pub struct Unplaced {
    pub article: Article,
    pub text: String,
    /// The text whose keys are in the index, where it is another than `text`.
    pub before: Option<String>,
    /// What was found by this version's keys has been kept; only shelves are new.
    pub is_compared: bool,
}

/// Something that an article on a reader's shelf has in common with another there.
#[derive(Clone, PartialEq, Debug)]
pub struct Alike {
    pub shelf_id: ShelfId,
    pub article_id: ArticleId,
    pub title: String,
    pub url: String,
    pub outlet: Option<String>,
    pub published_at: Option<jiff::Timestamp>,
    /// What it is of the article asked about.
    pub kind: Kind,
    /// 0 to 1,000: how much of the asked article's text it tells.
    pub share: i64,
    pub original: Original,
    pub why: String,
    /// It holds several articles.
    pub is_container: bool,
}

impl Store {
    /// An article as it is to be placed; `None` where it has no text.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn unplaced(&self, id: ArticleId) -> Result<Option<Unplaced>> {
        self.read(move |tx| unplaced(tx, id)).await
    }

    /// Puts an article into the index under its keys, takes it out from under those of `before`, and gives the
    /// articles that it should be compared with, the likeliest first, and what stands in the way.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn index_reprints(
        &self,
        id: ArticleId,
        version: i64,
        keys: Keys,
        before: Option<Keys>,
    ) -> Result<(Vec<ArticleId>, State)> {
        self.write(move |tx| index::put(tx, id, version, &keys, before.as_ref())).await
    }

    /// Articles with the texts of the versions shown; those that are gone are left out.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn texts(&self, ids: Vec<ArticleId>) -> Result<Vec<(Article, String)>> {
        self.read(move |tx| {
            let mut all = Vec::with_capacity(ids.len());
            for id in ids {
                let article = match article::article(tx, id) {
                    Ok(article) if article.version > 0 => article,
                    Ok(_) | Err(Error::NotFound) => continue,
                    Err(error) => return Err(error),
                };
                let text = article::text(tx, id, article.version)?;
                all.push((article, text));
            }
            Ok(all)
        })
        .await
    }

    /// What articles on the reader's shelf have in common with one of them: the most first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn alike(&self, reader: ReaderId, article: ArticleId) -> Result<Vec<Alike>> {
        self.read(move |tx| pairs::of_article(tx, reader, article)).await
    }

    /// What stands between an article and its reprints.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn reprint_state(&self, article: ArticleId) -> Result<State> {
        self.read(move |tx| state(tx, article)).await
    }
}

fn unplaced(tx: &mut Tx, id: ArticleId) -> Result<Option<Unplaced>> {
    let article = article::article(tx, id)?;
    if article.version == 0 {
        return Ok(None);
    }
    let text = article::text(tx, id, article.version)?;
    let sql = "SELECT version, compared FROM signature WHERE article_id = ?1";
    let (indexed, compared) = match tx.first(sql, params![id])? {
        Some(row) => (row.int(0)?, row.int(1)?),
        None => (0, 0),
    };
    let before = match indexed {
        0 => None,
        same if same == article.version => None,
        other => Some(article::text(tx, id, other)?),
    };
    Ok(Some(Unplaced { is_compared: compared == article.version, article, text, before }))
}

/// Takes an article that is about to be deleted out of the index and out of all pairs.
pub(crate) fn forget(tx: &mut Tx, id: ArticleId) -> Result<()> {
    pairs::forget(tx, id)?;
    let sql = "SELECT version FROM signature WHERE article_id = ?1";
    let Some(row) = tx.first(sql, params![id])? else { return Ok(()) };
    let text = article::text(tx, id, row.int(0)?)?;
    index::forget(tx, id, &Keys::of(&Signature::read(&text)))
}

fn state(tx: &mut Tx, article: ArticleId) -> Result<State> {
    let sql = "SELECT state FROM signature WHERE article_id = ?1";
    match tx.first(sql, params![article])? {
        Some(row) => state_of(row.int(0)?),
        None => Ok(State::Ordinary),
    }
}

fn state_of(number: i64) -> Result<State> {
    match number {
        0 => Ok(State::Ordinary),
        1 => Ok(State::Container),
        2 => Ok(State::Template),
        3 => Ok(State::Crowded),
        _ => Err(Error::Damaged("an article's state among reprints")),
    }
}
