//! Conversations about stories and claims, which have no row of their own that all readers share: a story is each
//! reader's own, and a rival pair is found again each time that articles are compared. They are recognised by what
//! they are about: a story by the articles it has in common with others, a rival pair by two figures in their words.
//! So the talk stays where stories are joined or parted, and a pair has one conversation however it is reached.

use std::collections::{HashMap, HashSet};

use super::{COLUMNS, Target, Thread, read_row};
use crate::database::{Tx, params};
use crate::shelf::{among, int_list};
use crate::{ArticleId, Error, ReaderId, Result, ShelfId, Store, StoryId, ThreadId};

/// Articles and figures that one conversation is found by.
const MOST: i64 = 400;
/// Articles of one's own that are named beside a conversation, and conversations beside a story.
const NAMED: i64 = 6;
const LISTED: i64 = 30;

/// What a story or a claim is recognised by.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Shared {
    /// Articles that everybody may have, in the order of their publication; never empty.
    pub articles: Vec<ArticleId>,
    /// Of a claim: numbers made of figures in their words, those of one claim together.
    pub figures: Vec<Vec<i64>>,
    /// Of a claim: the words that stand against each other.
    pub words: String,
}

/// What a reader's own shelf has of a story or a claim.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    pub articles: Vec<(ShelfId, String)>,
    /// The reader's story that holds the first of them.
    pub story: Option<StoryId>,
}

impl Store {
    /// Of some articles those that everybody may have.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn public_articles(&self, ids: Vec<ArticleId>) -> Result<HashSet<ArticleId>> {
        self.read(move |tx| public(tx, &ids)).await
    }

    /// Conversations about stories and claims that some articles belong to, stories first, then those that share most
    /// articles with them. Each of them has a comment that is shown, so that all readers may open it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn threads_of_articles(&self, ids: Vec<ArticleId>) -> Result<Vec<Thread>> {
        self.read(move |tx| {
            let sql = format!(
                "SELECT {COLUMNS} FROM thread t JOIN (SELECT thread_id, count(*) AS shared
                    FROM thread_article WHERE {} GROUP BY thread_id) x ON x.thread_id = t.id
                 WHERE t.comment_count > 0 ORDER BY t.kind, x.shared DESC, t.id LIMIT ?2",
                among(tx, "article_id", 1)
            );
            let ids = int_list(tx, ids.iter().map(|id| id.0));
            tx.rows(&sql, params![&ids, LISTED])?.iter_mut().map(read_row).collect()
        })
        .await
    }
}

fn public(tx: &mut Tx, ids: &[ArticleId]) -> Result<HashSet<ArticleId>> {
    let sql = format!("SELECT id FROM article WHERE owner_id = 0 AND {}", among(tx, "id", 1));
    let list = int_list(tx, ids.iter().map(|id| id.0));
    tx.rows(&sql, params![&list])?.iter().map(|row| Ok(ArticleId(row.int(0)?))).collect()
}

/// Whether a reader may begin a conversation: all articles are everybody's, and one is on the shelf.
pub(super) fn check(tx: &mut Tx, reader: ReaderId, shared: &Shared) -> Result<()> {
    let is_public = public(tx, &shared.articles)?.len() == shared.articles.len();
    let sql = format!(
        "SELECT 1 FROM shelf WHERE reader_id = ?2 AND {} LIMIT 1",
        among(tx, "article_id", 1)
    );
    let list = int_list(tx, shared.articles.iter().map(|id| id.0));
    let has_any = tx.first(&sql, params![&list, reader])?.is_some();
    if is_public && has_any { Ok(()) } else { Err(Error::NotFound) }
}

/// The conversation that has most in common with a story or a claim, the oldest of these.
pub(super) fn about(tx: &mut Tx, target: &Target) -> Result<Option<ThreadId>> {
    match target {
        Target::Article(_) | Target::Passage(..) => Ok(None),
        Target::Story(shared) => {
            let sql = format!(
                "SELECT x.thread_id FROM thread_article x JOIN thread t ON t.id = x.thread_id
                 WHERE t.kind = 2 AND {} GROUP BY x.thread_id
                 ORDER BY count(*) DESC, x.thread_id LIMIT 1",
                among(tx, "x.article_id", 1)
            );
            let list = int_list(tx, shared.articles.iter().map(|id| id.0));
            tx.first(&sql, params![&list])?.map(|row| Ok(ThreadId(row.int(0)?))).transpose()
        }
        Target::Claim(shared) => about_claim(tx, shared),
    }
}

/// Two claims of it at least are those of the conversation: one alone may stand against others elsewhere.
fn about_claim(tx: &mut Tx, shared: &Shared) -> Result<Option<ThreadId>> {
    let sql = format!(
        "SELECT thread_id, figure FROM thread_figure WHERE {} ORDER BY thread_id",
        among(tx, "figure", 1)
    );
    let all = int_list(tx, shared.figures.iter().flatten().copied());
    let claims = shared.figures.iter().enumerate();
    let claim_of: HashMap<i64, usize> =
        claims.flat_map(|(at, claim)| claim.iter().map(move |figure| (*figure, at))).collect();
    let mut found: HashMap<i64, HashSet<usize>> = HashMap::new();
    for row in tx.rows(&sql, params![&all])? {
        if let Some(claim) = claim_of.get(&row.int(1)?) {
            found.entry(row.int(0)?).or_default().insert(*claim);
        }
    }
    let best = found.into_iter().map(|(thread, claims)| (claims.len(), thread));
    let best = best.filter(|(count, _)| *count > 1);
    let best = best.max_by_key(|(count, thread)| (*count, std::cmp::Reverse(*thread)));
    Ok(best.map(|(_, thread)| ThreadId(thread)))
}

/// What a conversation is found by from now on, too.
pub(super) fn widen(tx: &mut Tx, thread: ThreadId, target: &Target) -> Result<()> {
    let Some(shared) = target.shared() else { return Ok(()) };
    let public = public(tx, &shared.articles)?;
    let articles = shared.articles.iter().filter(|id| public.contains(*id)).map(|id| id.0);
    add(tx, thread, "thread_article", "article_id", articles)?;
    add(tx, thread, "thread_figure", "figure", shared.figures.iter().flatten().copied())
}

fn add(
    tx: &mut Tx,
    thread: ThreadId,
    table: &str,
    column: &str,
    items: impl Iterator<Item = i64>,
) -> Result<()> {
    let count = format!("SELECT count(*) FROM {table} WHERE thread_id = ?1");
    let count = tx.first(&count, params![thread])?.map_or(Ok(0), |row| row.int(0))?;
    let sql =
        format!("INSERT INTO {table} (thread_id, {column}) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
    for item in items.take(usize::try_from(MOST - count).unwrap_or(0)) {
        tx.execute(&sql, params![thread, item])?;
    }
    Ok(())
}

/// Whether a reader has an article that the conversation is about.
pub(super) fn has_any(tx: &mut Tx, reader: ReaderId, thread: ThreadId) -> Result<bool> {
    let sql = "SELECT 1 FROM thread_article x JOIN shelf s ON s.article_id = x.article_id
        WHERE x.thread_id = ?1 AND s.reader_id = ?2 LIMIT 1";
    Ok(tx.first(sql, params![thread, reader])?.is_some())
}

pub(super) fn standing(tx: &mut Tx, reader: ReaderId, thread: ThreadId) -> Result<Standing> {
    let sql = "SELECT s.id, coalesce(s.title, a.title), y.story_id FROM thread_article x
        JOIN shelf s ON s.article_id = x.article_id AND s.reader_id = ?2
        JOIN article a ON a.id = s.article_id LEFT JOIN story_article y ON y.shelf_id = s.id
        WHERE x.thread_id = ?1 ORDER BY s.id LIMIT ?3";
    let mut standing = Standing::default();
    for mut row in tx.rows(sql, params![thread, reader, NAMED])? {
        standing.story = standing.story.or(row.opt_int(2)?.map(StoryId));
        standing.articles.push((ShelfId(row.int(0)?), row.text(1)?));
    }
    Ok(standing)
}
