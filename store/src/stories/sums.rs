//! What the desk makes of a story after each change: the sum of its articles, and what its page shows.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use record::story::{Story as Sum, Traits};

use super::place::{frequencies_of, keep_sum, lead_to};
use super::{StoryItem, list};
use crate::database::{Row, Tx, params};
use crate::jobs;
use crate::reprints::{Kind, Original, original};
use crate::shelf::{among, int_list};
use crate::statements::{self, Statement};
use crate::{ArticleId, JobId, ReaderId, Result, Store, StoryId, article};

/// Articles whose texts a story is summed from: a larger one is known well enough by its newest.
const SUMMED: usize = 200;

/// A story that is to be summed up.
#[derive(Clone, PartialEq, Debug)]
pub struct ChangedStory {
    pub reader: ReaderId,
    pub id: StoryId,
    /// The change it is read at.
    pub clock: i64,
    pub articles: Vec<StoryItem>,
    /// What articles of the story that tell one text are of each other: the second of the first.
    pub reprints: Vec<(ArticleId, ArticleId, Kind, Original)>,
    /// Its traits are to be summed anew, too.
    pub is_resummed: bool,
}

/// A statement of one of the articles.
#[derive(Clone, PartialEq, Debug)]
pub struct StoryStatement {
    pub article: ArticleId,
    pub statement: Statement,
}

impl Store {
    /// A story as it is to be summed up; `None` where it is gone.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn changed_story(
        &self,
        reader: ReaderId,
        id: StoryId,
    ) -> Result<Option<ChangedStory>> {
        self.read(move |tx| {
            let sql = "SELECT clock, is_resummed FROM story WHERE id = ?1 AND reader_id = ?2";
            let Some(row) = tx.first(sql, params![id, reader])? else { return Ok(None) };
            let articles = list::items(tx, reader, id)?;
            let reprints = reprints(tx, &articles)?;
            let (clock, is_resummed) = (row.int(0)?, row.flag(1)?);
            Ok(Some(ChangedStory { reader, id, clock, articles, reprints, is_resummed }))
        })
        .await
    }

    /// Who says what in the articles of a story, by article, in order of the text.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn story_statements(&self, id: StoryId) -> Result<Vec<StoryStatement>> {
        self.read(move |tx| {
            let sql = "SELECT s.article_id FROM story_article t JOIN shelf s ON s.id = t.shelf_id
                WHERE t.story_id = ?1 ORDER BY t.shelf_id";
            let mut all = Vec::new();
            for row in tx.rows(sql, params![id])? {
                let article = ArticleId(row.int(0)?);
                let statements = statements::of_article(tx, article)?;
                let with = |statement| StoryStatement { article, statement };
                all.extend(statements.into_iter().map(with));
            }
            Ok(all)
        })
        .await
    }

    /// Titles, texts and instants of publication of the newest articles of a story, the oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn story_texts(&self, id: StoryId) -> Result<Vec<(String, String, Option<String>)>> {
        self.read(move |tx| {
            let sql = "SELECT a.id, a.title, a.published, a.version FROM story_article t
                JOIN shelf s ON s.id = t.shelf_id JOIN article a ON a.id = s.article_id
                WHERE t.story_id = ?1 AND a.version > 0 ORDER BY t.shelf_id DESC LIMIT ?2";
            let mut texts = Vec::new();
            for mut row in tx.rows(sql, params![id, SUMMED as i64])? {
                let (article, version) = (ArticleId(row.int(0)?), row.int(3)?);
                let text = article::text(tx, article, version)?;
                texts.push((row.text(1)?, text, row.opt_text(2)?));
            }
            texts.reverse();
            Ok(texts)
        })
        .await
    }

    /// Keeps what the desk made of a story as it was at `clock`, and ends the work. What changed meanwhile is
    /// worked on again.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn keep_summary(
        &self,
        changed: ChangedStory,
        traits: Option<Vec<Traits>>,
        summary: String,
        job: JobId,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| {
            super::lock(tx)?;
            let sql = "UPDATE story SET summary = ?2, summary_clock = ?3 WHERE id = ?1
                RETURNING clock";
            let clock = tx.first(sql, params![changed.id, &summary, changed.clock])?;
            let clock = clock.map(|row| row.int(0)).transpose()?;
            if let (Some(clock), Some(traits)) = (clock, traits)
                && clock == changed.clock
            {
                resum(tx, &changed, &traits)?;
            }
            if clock.is_some_and(|clock| clock != changed.clock) {
                super::sum_up(tx, changed.reader, changed.id, now)?;
            }
            jobs::finish(tx, job)
        })
        .await
    }

    /// Lets at most `limit` stories fade that were quiet for `quiet`, by their articles' days and by the clock:
    /// nothing joins them any more, and what was kept for that goes. Gives how many; the longest open come first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn fade_stories(
        &self,
        quiet: SignedDuration,
        limit: u32,
        now: Timestamp,
    ) -> Result<u64> {
        self.write(move |tx| {
            super::lock(tx)?;
            let since = now - quiet;
            let day = since.to_zoned_datetime(jiff::tz::TimeZone::UTC).date().to_string();
            let old = "SELECT s.id FROM story_traits t CROSS JOIN story s
                WHERE s.id = t.story_id AND s.is_resummed = 0 AND s.updated_at < ?1
                    AND (s.last_day IS NULL OR s.last_day < ?2)
                ORDER BY t.story_id LIMIT ?3";
            let rows = tx.rows(old, params![since, &day, i64::from(limit)])?;
            let ids: Vec<i64> = rows.into_iter().map(|row| row.int(0)).collect::<Result<_>>()?;
            let list = int_list(tx, ids.iter().copied());
            for table in ["story_key", "story_traits"] {
                let sql = format!("DELETE FROM {table} WHERE {}", among(tx, "story_id", 1));
                tx.execute(&sql, params![&list])?;
            }
            Ok(ids.len() as u64)
        })
        .await
    }
}

fn reprints(
    tx: &mut Tx,
    articles: &[StoryItem],
) -> Result<Vec<(ArticleId, ArticleId, Kind, Original)>> {
    let groups: HashMap<ArticleId, i64> =
        articles.iter().filter_map(|one| Some((one.item.article_id, one.group?))).collect();
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let list = int_list(tx, groups.keys().map(|id| id.0));
    let sql = format!(
        "SELECT article_id, other_id, kind, original FROM reprint WHERE {}
         ORDER BY article_id, other_id",
        among(tx, "article_id", 1)
    );
    let mut all = Vec::new();
    for row in tx.rows(&sql, params![&list])? {
        let (one, other) = (ArticleId(row.int(0)?), ArticleId(row.int(1)?));
        if groups.get(&one).is_some_and(|group| groups.get(&other) == Some(group)) {
            all.push((one, other, Kind::of(row.int(2)?)?, original(row.int(3)?)?));
        }
    }
    Ok(all)
}

fn resum(tx: &mut Tx, changed: &ChangedStory, all: &[Traits]) -> Result<()> {
    let keys = all.iter().flat_map(|traits| &traits.keys).map(|key| i64::from(key.hash));
    let frequencies = frequencies_of(tx, keys)?;
    let mut sum = Sum::default();
    tx.execute("DELETE FROM story_key WHERE story_id = ?1", params![changed.id])?;
    for traits in all {
        sum.add(traits, &frequencies);
        lead_to(tx, changed.reader, changed.id, traits, &frequencies)?;
    }
    keep_sum(tx, changed.id, &sum)?;
    tx.execute("UPDATE story SET is_resummed = 0 WHERE id = ?1", params![changed.id])?;
    Ok(())
}

/// Stories whose count is not that of their rows, for `doctor`: reader, story, kept, counted.
pub(crate) fn miscounted(tx: &mut Tx) -> Result<Vec<(ReaderId, StoryId, i64, i64)>> {
    let sql = "SELECT s.reader_id, s.id, s.article_count,
            (SELECT count(*) FROM story_article t WHERE t.story_id = s.id) AS counted
        FROM story s ORDER BY s.id";
    let read =
        |row: Row| Ok((ReaderId(row.int(0)?), StoryId(row.int(1)?), row.int(2)?, row.int(3)?));
    let rows: Result<Vec<_>> = tx.rows(sql, params![])?.into_iter().map(read).collect();
    Ok(rows?.into_iter().filter(|(_, _, kept, counted)| kept != counted).collect())
}
