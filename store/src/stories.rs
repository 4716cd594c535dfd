//! Stories: which articles of a reader's shelf tell of one event.
//!
//! Each reader has stories of their own, made of what is on the shelf, so nothing that another reader
//! has shows in them, and what a reader corrects is nobody else's. An article is placed once, when
//! it was read or when it came on the shelf ([`Store::keep_placed`]): with the articles that tell
//! its text, or where `record::story` decides. What the story's page shows beside its articles is
//! summed up by the desk after every change ([`Store::changed_story`], [`Store::keep_summary`]).

mod correct;
mod list;
mod place;
mod sums;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use list::{StoryCursor, StoryLine, StoryPage};
pub use place::Placing;
pub(crate) use sums::miscounted;
pub use sums::{ChangedStory, StoryStatement};

pub(crate) use correct::leave;
pub(crate) use place::lock;

use crate::database::{Tx, params};
use crate::jobs::{self, JobKind, NewJob};
use crate::{Error, ReaderId, Result, ShelfId, ShelfItem, Store, StoryId};

/// Why an article stands in its story.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// Nothing kept was like it: it opened the story.
    Opened,
    /// These words tie it: see [`Ties`].
    Tied,
    /// It tells the text of another article of the story.
    Reprint,
    /// The reader put it there.
    Reader,
    /// The nearest story had been quiet too long; it opened another.
    Faded,
    /// The nearest story was too large to be one event; it opened another.
    TooLarge,
}

const WHYS: [Why; 6] =
    [Why::Opened, Why::Tied, Why::Reprint, Why::Reader, Why::Faded, Why::TooLarge];

/// The words that tie an article to its story, the weightiest first; at most eight of each.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Ties {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

/// Articles about one event.
#[derive(Clone, PartialEq, Debug)]
pub struct Story {
    pub id: StoryId,
    /// The reader's name for it, or the title of the article that opened it.
    pub name: String,
    pub is_named: bool,
    pub article_count: i64,
    /// Days of its first and last dated article.
    pub first_day: Option<Date>,
    pub last_day: Option<Date>,
    pub updated_at: Timestamp,
    /// JSON as the desk made it; empty: not yet.
    pub summary: String,
    /// The summary is that of the story as it stands.
    pub is_summed: bool,
}

/// An article in its story.
#[derive(Clone, PartialEq, Debug)]
pub struct StoryItem {
    pub item: ShelfItem,
    pub why: Why,
    pub ties: Ties,
    /// Articles with one number tell one text; `None`: nobody tells this one again.
    pub group: Option<i64>,
}

/// Where an article stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Standing {
    pub story: StoryId,
    /// The reader's own name for the story, or its own.
    pub name: String,
    pub article_count: i64,
    pub why: Why,
    pub ties: Ties,
}

impl Store {
    /// A story of a reader, with its articles in order of publication.
    ///
    /// # Errors
    /// `NotFound` where it is not this reader's, and those of the database.
    pub async fn story(&self, reader: ReaderId, id: StoryId) -> Result<(Story, Vec<StoryItem>)> {
        self.read(move |tx| Ok((story(tx, reader, id)?, list::items(tx, reader, id)?))).await
    }

    /// The story that an article of the shelf stands in, and why; `None`: it was not placed yet.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn story_of(&self, reader: ReaderId, shelf: ShelfId) -> Result<Option<Standing>> {
        self.read(move |tx| {
            // Not the summary: it holds whole tables.
            let sql = "SELECT t.story_id, coalesce(o.name, o.title), o.article_count, t.why, t.ties
                FROM story_article t JOIN shelf s ON s.id = t.shelf_id JOIN story o ON o.id = t.story_id
                WHERE t.shelf_id = ?2 AND s.reader_id = ?1";
            let Some(mut row) = tx.first(sql, params![reader, shelf])? else { return Ok(None) };
            Ok(Some(Standing {
                story: StoryId(row.int(0)?),
                name: row.text(1)?,
                article_count: row.int(2)?,
                why: why(row.int(3)?)?,
                ties: ties(&row.text(4)?)?,
            }))
        })
        .await
    }
}

pub(crate) fn story(tx: &mut Tx, reader: ReaderId, id: StoryId) -> Result<Story> {
    let sql = "SELECT name, title, article_count, first_day, last_day, updated_at, summary,
            summary_clock, clock
        FROM story WHERE id = ?2 AND reader_id = ?1";
    let mut row = tx.first(sql, params![reader, id])?.ok_or(Error::NotFound)?;
    let name = row.opt_text(0)?;
    Ok(Story {
        id,
        is_named: name.is_some(),
        name: name.map_or_else(|| row.text(1), Ok)?,
        article_count: row.int(2)?,
        first_day: day(row.opt_text(3)?)?,
        last_day: day(row.opt_text(4)?)?,
        updated_at: row.instant(5)?,
        summary: row.text(6)?,
        is_summed: row.int(7)? == row.int(8)?,
    })
}

fn day(text: Option<String>) -> Result<Option<Date>> {
    let parsed = text.map(|text| text.parse().map_err(|_| Error::Damaged("a story's day")));
    parsed.transpose()
}

fn why(number: i64) -> Result<Why> {
    let why = usize::try_from(number).ok().and_then(|index| WHYS.get(index));
    why.copied().ok_or(Error::Damaged("why an article stands in a story"))
}

fn ties(json: &str) -> Result<Ties> {
    if json == "{}" {
        return Ok(Ties::default());
    }
    serde_json::from_str(json).map_err(|_| Error::Damaged("what ties an article to a story"))
}

/// A story changed: its summary is to be made anew, unless it is a story of one article.
pub(crate) fn changed(tx: &mut Tx, id: StoryId, now: Timestamp) -> Result<()> {
    let sql = "UPDATE story SET clock = clock + 1 WHERE id = ?1
        RETURNING clock, summary_clock, article_count, is_resummed, reader_id";
    let Some(row) = tx.first(sql, params![id])? else { return Ok(()) };
    // Whoever changed it first after the last summary had the work added.
    let is_first = row.int(0)? == row.int(1)? + 1;
    let has_work = row.int(2)? > 1 || row.flag(3)?;
    if is_first && has_work {
        sum_up(tx, ReaderId(row.int(4)?), id, now)?;
    } else if is_first {
        let sql = "UPDATE story SET summary_clock = clock, summary = '' WHERE id = ?1";
        tx.execute(sql, params![id])?;
    }
    Ok(())
}

fn sum_up(tx: &mut Tx, reader: ReaderId, id: StoryId, now: Timestamp) -> Result<()> {
    let payload = serde_json::json!({ "story": id, "reader": reader }).to_string();
    let (kind, reader_id, article_id) = (JobKind::Story, None, None);
    jobs::add(tx, &NewJob { kind, reader_id, article_id, payload, run_at: now }, now)?;
    Ok(())
}
