//! An article placed: what it has in common with others is kept, and on each shelf it joins a story.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use record::story::{
    Candidate, Frequencies, JOINS_STORIES, LARGE, LARGEST, PER_KEY, SHELF_WEIGHTS, Story as Sum,
    Traits, WEIGHED, Why as Decided, alike, decide,
};

use super::{Ties, Why, changed};
use crate::database::{Tx, params};
use crate::jobs;
use crate::reprints::{Pair, keep, look_again_for_containers, unite};
use crate::shelf::{among, int_list};
use crate::{ArticleId, Error, JobId, ReaderId, Result, ShelfId, Store, StoryId, article};

/// What was found of an article.
#[derive(Clone, Debug)]
pub struct Placing {
    pub article: ArticleId,
    /// The version that was looked at.
    pub version: i64,
    /// What it has in common with others, the likeliest first; `None`: they were kept before.
    pub pairs: Option<Vec<Pair>>,
    pub traits: Traits,
}

impl Store {
    /// Keeps what was found of an article, places it in a story on each shelf that has it, and ends
    /// the work. Where another version has come meanwhile only the work ends: it was added for that one, too.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn keep_placed(
        &self,
        placing: Placing,
        job: Option<JobId>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| {
            lock(tx)?;
            place(tx, &placing, now)?;
            job.map_or(Ok(()), |job| jobs::finish(tx, job))
        })
        .await
    }
}

/// Groups, stories and the counts of terms are changed by one process at a time.
pub(crate) fn lock(tx: &mut Tx) -> Result<()> {
    if tx.is_postgres() {
        tx.batch("SELECT pg_advisory_xact_lock(7305437)")?;
    }
    Ok(())
}

fn place(tx: &mut Tx, placing: &Placing, now: Timestamp) -> Result<()> {
    let id = placing.article;
    let article = article::article(tx, id)?;
    if article.version != placing.version {
        return Ok(());
    }
    let sql = "SELECT compared FROM signature WHERE article_id = ?1";
    let compared = tx.first(sql, params![id])?.ok_or(Error::NotFound)?.int(0)?;
    if let Some(pairs) = &placing.pairs {
        keep(tx, id, pairs)?;
        let is_container = look_again_for_containers(tx, id, pairs)?;
        let folding = pairs.iter().filter(|pair| pair.folds && !is_container);
        unite(tx, id, &folding.map(|pair| pair.other).collect::<Vec<_>>())?;
        let sql = "UPDATE signature SET compared = ?2 WHERE article_id = ?1";
        tx.execute(sql, params![id, placing.version])?;
    }
    let frequencies = frequencies(tx, &placing.traits)?;
    let sql = "SELECT s.id, s.reader_id, t.story_id FROM shelf s
        LEFT JOIN story_article t ON t.shelf_id = s.id
        WHERE s.article_id = ?1 ORDER BY s.reader_id";
    for row in tx.rows(sql, params![id])? {
        let (shelf, reader) = (ShelfId(row.int(0)?), ReaderId(row.int(1)?));
        match row.opt_int(2)? {
            // A new version stays where the article stands; what the story's page says changes.
            Some(story) => changed(tx, StoryId(story), now)?,
            None => {
                let shelved = Shelved { reader, shelf, title: &article.title, now };
                join(tx, &shelved, id, &placing.traits, &frequencies)?;
            }
        }
    }
    if compared == 0 {
        count_terms(tx, &placing.traits)?;
    }
    Ok(())
}

/// An article on a shelf that is to be placed.
struct Shelved<'a> {
    reader: ReaderId,
    shelf: ShelfId,
    title: &'a str,
    now: Timestamp,
}

fn join(
    tx: &mut Tx,
    shelved: &Shelved,
    id: ArticleId,
    traits: &Traits,
    frequencies: &Frequencies,
) -> Result<()> {
    let today = shelved.now.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let (story, why, ties, also) = match with_reprints(tx, shelved.reader, id)? {
        Some(story) => (Some(story), Why::Reprint, Ties::default(), None),
        None => by_words(tx, shelved.reader, traits, traits.day.unwrap_or(today), frequencies)?,
    };
    let story = match story {
        Some(story) => story,
        None => open(tx, shelved)?,
    };
    let ties = if ties == Ties::default() {
        "{}".to_owned()
    } else {
        serde_json::to_string(&ties).expect("strings are JSON")
    };
    let sql = "INSERT INTO story_article (shelf_id, story_id, why, ties) VALUES (?1, ?2, ?3, ?4)";
    tx.execute(sql, params![shelved.shelf, story, why as i64, &ties])?;
    take_in(tx, shelved, story, traits, frequencies)?;
    if let Some(also) = also {
        join_stories(tx, shelved, story, also)?;
    }
    Ok(())
}

/// The story in which most articles stand that tell the same text.
fn with_reprints(tx: &mut Tx, reader: ReaderId, id: ArticleId) -> Result<Option<StoryId>> {
    let sql = "SELECT t.story_id FROM signature own
        CROSS JOIN signature g CROSS JOIN shelf s CROSS JOIN story_article t
            CROSS JOIN story CROSS JOIN story_traits taking
        WHERE own.article_id = ?2 AND g.group_id = own.group_id AND s.article_id = g.article_id
            AND s.reader_id = ?1 AND t.shelf_id = s.id AND story.id = t.story_id
            AND taking.story_id = story.id AND story.article_count < ?3
        GROUP BY t.story_id ORDER BY count(*) DESC, t.story_id LIMIT 1";
    let row = tx.first(sql, params![reader, id, LARGEST as i64])?;
    row.map(|row| Ok(StoryId(row.int(0)?))).transpose()
}

type Found = (Option<StoryId>, Why, Ties, Option<StoryId>);

/// The story that the article's words decide for, and another that it could have joined.
fn by_words(
    tx: &mut Tx,
    reader: ReaderId,
    traits: &Traits,
    day: Date,
    frequencies: &Frequencies,
) -> Result<Found> {
    let candidates = candidates(tx, reader, traits, frequencies)?;
    let candidates: Vec<Candidate> =
        candidates.iter().map(|(id, story)| Candidate { id: id.0 as u64, story }).collect();
    let decision = decide(traits, Some(day), &candidates, frequencies, &SHELF_WEIGHTS);
    let (why, ties) = match decision.why {
        Decided::Tied { names, places, words } => (Why::Tied, Ties { names, places, words }),
        Decided::New => (Why::Opened, Ties::default()),
        Decided::Faded => (Why::Faded, Ties::default()),
        Decided::TooLarge => (Why::TooLarge, Ties::default()),
        Decided::Reader => (Why::Reader, Ties::default()),
    };
    let id = |id: Option<u64>| id.map(|id| StoryId(id as i64));
    Ok((id(decision.story), why, ties, id(decision.also)))
}

/// The stories that the article's weightiest keys lead to, the likeliest first. A fixed number of look-ups of bounded length.
fn candidates(
    tx: &mut Tx,
    reader: ReaderId,
    traits: &Traits,
    frequencies: &Frequencies,
) -> Result<Vec<(StoryId, Sum)>> {
    let mut shared: HashMap<i64, f32> = HashMap::new();
    for (key, weight) in traits.leading(frequencies) {
        let sql = "SELECT story_id FROM story_key WHERE reader_id = ?1 AND key = ?2
            ORDER BY story_id DESC LIMIT ?3";
        for row in tx.rows(sql, params![reader, i64::from(key), PER_KEY as i64])? {
            *shared.entry(row.int(0)?).or_default() += weight * weight;
        }
    }
    let mut found: Vec<(i64, f32)> = shared.into_iter().collect();
    found.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    found.truncate(WEIGHED);
    let mut stories = Vec::with_capacity(found.len());
    for (id, _) in found {
        if let Some(sum) = sum(tx, StoryId(id))? {
            stories.push((StoryId(id), sum));
        }
    }
    Ok(stories)
}

/// The sum of a story's articles; `None` where it takes nothing in any more.
pub(super) fn sum(tx: &mut Tx, id: StoryId) -> Result<Option<Sum>> {
    let sql = "SELECT t.traits, s.first_day, s.last_day FROM story s
        LEFT JOIN story_traits t ON t.story_id = s.id WHERE s.id = ?1";
    let mut row = tx.first(sql, params![id])?.ok_or(Error::NotFound)?;
    let Some(bytes) = row.opt_blob(0)? else { return Ok(None) };
    let sum = Sum::from_bytes(&bytes).ok_or(Error::Damaged("a story's traits"))?;
    let (first, last) = (super::day(row.opt_text(1)?)?, super::day(row.opt_text(2)?)?);
    Ok(Some(Sum { first, last, ..sum }))
}

/// Writes the sum of a story's articles.
pub(super) fn keep_sum(tx: &mut Tx, id: StoryId, sum: &Sum) -> Result<()> {
    let sql = "UPDATE story SET first_day = ?2, last_day = ?3 WHERE id = ?1";
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let (first, last) = (day(sum.first), day(sum.last));
    tx.execute(sql, params![id, first.as_deref(), last.as_deref()])?;
    let sql = "INSERT INTO story_traits (story_id, traits) VALUES (?1, ?2)
        ON CONFLICT (story_id) DO UPDATE SET traits = excluded.traits";
    tx.execute(sql, params![id, &sum.to_bytes()])?;
    Ok(())
}

fn open(tx: &mut Tx, shelved: &Shelved) -> Result<StoryId> {
    let sql = "INSERT INTO story (reader_id, title, updated_at) VALUES (?1, ?2, ?3) RETURNING id";
    let id = StoryId(tx.insert(sql, params![shelved.reader, shelved.title, shelved.now])?);
    keep_sum(tx, id, &Sum::default())?;
    Ok(id)
}

/// Counts an article into a story.
fn take_in(
    tx: &mut Tx,
    shelved: &Shelved,
    id: StoryId,
    traits: &Traits,
    frequencies: &Frequencies,
) -> Result<()> {
    if let Some(mut sum) = sum(tx, id)? {
        sum.add(traits, frequencies);
        keep_sum(tx, id, &sum)?;
        lead_to(tx, shelved.reader, id, traits, frequencies)?;
    }
    let sql = "UPDATE story SET article_count = article_count + 1, updated_at = ?2 WHERE id = ?1";
    tx.execute(sql, params![id, shelved.now])?;
    changed(tx, id, shelved.now)
}

/// Has an article's weightiest keys lead to a story.
pub(super) fn lead_to(
    tx: &mut Tx,
    reader: ReaderId,
    id: StoryId,
    traits: &Traits,
    frequencies: &Frequencies,
) -> Result<()> {
    for (key, _) in traits.leading(frequencies) {
        let sql = "INSERT INTO story_key (reader_id, key, story_id) VALUES (?1, ?2, ?3)
            ON CONFLICT DO NOTHING";
        tx.execute(sql, params![reader, i64::from(key), id])?;
    }
    Ok(())
}

/// One event told in two stories: an article that could join both shows it. Never against the
/// reader's word, and never of large ones.
fn join_stories(tx: &mut Tx, shelved: &Shelved, story: StoryId, also: StoryId) -> Result<()> {
    let (Some(one), Some(other)) = (sum(tx, story)?, sum(tx, also)?) else { return Ok(()) };
    let sql = "SELECT 1 FROM story_apart WHERE one_id = ?1 AND other_id = ?2";
    let is_small = ((one.articles + other.articles) as usize) < LARGE;
    if !is_small
        || alike(&one, &other, &SHELF_WEIGHTS) < JOINS_STORIES
        || tx.first(sql, params![story, also])?.is_some()
    {
        return Ok(());
    }
    // The one with the reader's name stays, else the older.
    let is_named = |tx: &mut Tx, id: StoryId| -> Result<bool> {
        let sql = "SELECT 1 FROM story WHERE id = ?1 AND name IS NOT NULL";
        Ok(tx.first(sql, params![id])?.is_some())
    };
    let (named, other_is_named) = (is_named(tx, story)?, is_named(tx, also)?);
    if named && other_is_named {
        return Ok(());
    }
    let (into, from) = match (named, other_is_named) {
        (true, _) => (story, also),
        (_, true) => (also, story),
        _ => (story.min(also), story.max(also)),
    };
    super::correct::pour(tx, shelved.reader, into, from, shelved.now)
}

/// Row of `story_term` that counts articles.
const ARTICLES: i64 = -1;

/// How many of the articles kept hold the keys of one, or of several.
pub(super) fn frequencies(tx: &mut Tx, traits: &Traits) -> Result<Frequencies> {
    frequencies_of(tx, traits.keys.iter().map(|key| i64::from(key.hash)))
}

pub(super) fn frequencies_of(tx: &mut Tx, keys: impl Iterator<Item = i64>) -> Result<Frequencies> {
    let list = int_list(tx, keys.chain([ARTICLES]));
    let sql = format!("SELECT key, count FROM story_term WHERE {}", among(tx, "key", 1));
    let mut frequencies = Frequencies::default();
    for row in tx.rows(&sql, params![&list])? {
        let count = u32::try_from(row.int(1)?).unwrap_or(u32::MAX);
        match row.int(0)? {
            ARTICLES => frequencies.articles = count,
            key => {
                frequencies.of_keys.insert(key as u32, count);
            }
        }
    }
    Ok(frequencies)
}

/// Counts an article in, once for all readers.
fn count_terms(tx: &mut Tx, traits: &Traits) -> Result<()> {
    let keys = traits.keys.iter().map(|key| i64::from(key.hash));
    let list = int_list(tx, keys.chain([ARTICLES]));
    let values = if tx.is_postgres() {
        "SELECT unnest(CAST(?1 AS TEXT)::BIGINT[]), 1"
    } else {
        // Without a WHERE, "ON" would be read as that of a join.
        "SELECT value, 1 FROM json_each(?1) WHERE true"
    };
    let sql = format!(
        "INSERT INTO story_term (key, count) {values}
         ON CONFLICT (key) DO UPDATE SET count = story_term.count + 1"
    );
    tx.execute(&sql, params![&list])?;
    Ok(())
}
