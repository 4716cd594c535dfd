//! Watches: questions about claims that a reader keeps ("figures for drones, any claimant, Voronezh"),
//! and the claims that answered them.
//!
//! Which claim answers is decided by whoever reads the articles; here it is kept that a claim was told
//! of, so that it is told once, also when a piece of work is done twice.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::database::{Row, Tx, params};
use crate::{ArticleId, Error, ReaderId, Result, ShelfId, Store, WatchId, webhooks};

const NAME_LIMIT: usize = 200;
/// Bytes of each part of a question, of a figure and of a sentence as they are kept.
const WORDS_LIMIT: usize = 200;
const SENTENCE_LIMIT: usize = 1_000;
/// Watches of one reader: each is looked at for every article they get.
const MOST: i64 = 200;
/// How long the same claim in other articles is no news. After that it may be of another event.
const SAME_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What is asked. Empty parts ask for anything.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Question {
    /// What is counted or measured, in words.
    pub measure: String,
    pub claimant: String,
    pub place: String,
    /// Only claims that another one on the shelf denies.
    pub is_rival_only: bool,
}

/// A question that is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Watch {
    pub id: WatchId,
    pub reader: ReaderId,
    pub name: String,
    pub question: Question,
    /// Whether it has an address that feeds out; only the hash of its secret is kept.
    pub has_feed: bool,
    pub unseen_count: i64,
}

/// A claim that answers a watch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewHit {
    pub version: i64,
    /// Bytes of the version's text.
    pub span: Range<usize>,
    /// Who says what of what; and of what alone.
    pub claim_hash: [u8; 16],
    pub question_hash: [u8; 16],
    pub claimant: String,
    pub measure: String,
    pub place: String,
    /// As the text writes it.
    pub figure: String,
    pub sentence: String,
    /// The fragment that leads to the figure in the reader page of this version.
    pub fragment: String,
    pub is_rival: bool,
}

/// A claim that was told of.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    pub id: i64,
    pub watch_id: WatchId,
    pub article_id: ArticleId,
    /// Where the article stands on the reader's shelf.
    pub shelf_id: ShelfId,
    pub title: String,
    pub url: String,
    pub outlet: Option<String>,
    pub version: i64,
    pub span: Range<usize>,
    pub claimant: String,
    pub measure: String,
    pub place: String,
    pub figure: String,
    /// The same claimant's figure before.
    pub was: Option<String>,
    pub sentence: String,
    pub fragment: String,
    pub is_rival: bool,
    pub is_seen: bool,
    pub found_at: Timestamp,
}

/// Hits of a reader's watches that were not looked at.
pub(crate) fn unseen(tx: &mut Tx, reader: ReaderId) -> Result<i64> {
    let sql =
        "SELECT CAST(coalesce(sum(unseen_count), 0) AS BIGINT) FROM watch WHERE reader_id = ?1";
    tx.rows(sql, params![reader])?[0].int(0)
}

impl Store {
    /// A reader's watches by name.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn watches(&self, reader: ReaderId) -> Result<Vec<Watch>> {
        self.read(move |tx| {
            let sql = format!("SELECT {COLUMNS} FROM watch WHERE reader_id = ?1 ORDER BY name, id");
            tx.rows(&sql, params![reader])?.into_iter().map(read_row).collect()
        })
        .await
    }

    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn watch(&self, reader: ReaderId, id: WatchId) -> Result<Watch> {
        self.read(move |tx| {
            let sql = format!("SELECT {COLUMNS} FROM watch WHERE id = ?1 AND reader_id = ?2");
            read_row(tx.first(&sql, params![id, reader])?.ok_or(Error::NotFound)?)
        })
        .await
    }

    /// Keeps a question.
    ///
    /// # Errors
    /// `Refused` for one that asks for nothing, or too many, and those of the database.
    pub async fn add_watch(
        &self,
        reader: ReaderId,
        name: &str,
        question: Question,
        now: Timestamp,
    ) -> Result<WatchId> {
        let (name, question) = clean(name, question)?;
        self.write(move |tx| {
            let count = "SELECT count(*) FROM watch WHERE reader_id = ?1";
            if tx.rows(count, params![reader])?[0].int(0)? >= MOST {
                return Err(Error::Refused("there are too many watches already"));
            }
            let sql = "INSERT INTO watch
                    (reader_id, name, measure, claimant, place, is_rival_only, created_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id";
            let Question { measure, claimant, place, is_rival_only } = &question;
            let given = params![reader, &name, measure, claimant, place, *is_rival_only, now];
            Ok(WatchId(tx.insert(sql, given)?))
        })
        .await
    }

    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn remove_watch(&self, reader: ReaderId, id: WatchId) -> Result<()> {
        self.write(move |tx| {
            let sql = "DELETE FROM watch WHERE id = ?1 AND reader_id = ?2";
            found(tx.execute(sql, params![id, reader])?)
        })
        .await
    }

    /// Gives a watch an address that feeds out, or, with `None`, takes it away. An address before it
    /// no longer works.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn set_watch_feed(
        &self,
        reader: ReaderId,
        id: WatchId,
        secret: Option<&str>,
    ) -> Result<()> {
        let hash = secret.map(hash);
        self.write(move |tx| {
            let sql = "UPDATE watch SET feed_hash = ?3 WHERE id = ?1 AND reader_id = ?2";
            found(tx.execute(sql, params![id, reader, hash.as_ref()])?)
        })
        .await
    }

    /// The watch whose feed has this secret.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn watch_by_feed(&self, secret: &str) -> Result<Watch> {
        let hash = hash(secret);
        self.read(move |tx| {
            let sql = format!("SELECT {COLUMNS} FROM watch WHERE feed_hash = ?1");
            read_row(tx.first(&sql, params![&hash])?.ok_or(Error::NotFound)?)
        })
        .await
    }

    /// The watches of those who have an article on their shelf; of `reader` alone, where one is named.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn watches_of_article(
        &self,
        article: ArticleId,
        reader: Option<ReaderId>,
    ) -> Result<Vec<Watch>> {
        self.read(move |tx| {
            let sql = format!(
                "SELECT {COLUMNS} FROM watch WHERE reader_id IN
                    (SELECT reader_id FROM shelf WHERE article_id = ?1)
                    AND (CAST(?2 AS BIGINT) IS NULL OR reader_id = ?2) ORDER BY id"
            );
            tx.rows(&sql, params![article, reader])?.into_iter().map(read_row).collect()
        })
        .await
    }

    /// Keeps the claims of an article that answer a watch; gives how many of them are told of: those
    /// that were not met before. Claims of a watch for rivals that nobody denies yet are kept to be compared with.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn note_hits(
        &self,
        watch: &Watch,
        article: ArticleId,
        hits: Vec<NewHit>,
        now: Timestamp,
    ) -> Result<usize> {
        let (watch, is_rival_only) = (watch.clone(), watch.question.is_rival_only);
        self.write(move |tx| {
            let mut told = 0;
            for hit in &hits {
                let is_told = !is_rival_only || hit.is_rival;
                if note(tx, watch.id, article, hit, is_told, now)? {
                    told += 1;
                    webhooks::tell_of_hit(tx, &watch, article, hit, now)?;
                }
            }
            let sql = "UPDATE watch SET unseen_count = unseen_count + ?2 WHERE id = ?1";
            if told > 0 {
                tx.execute(sql, params![watch.id, told as i64])?;
            }
            Ok(told)
        })
        .await
    }

    /// The articles of the latest claims that answer a watch, told of or not: what a new one is
    /// compared with.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn articles_of_watch(&self, watch: &Watch, limit: u32) -> Result<Vec<ShelfId>> {
        let (id, reader) = (watch.id, watch.reader);
        self.read(move |tx| {
            let sql = "SELECT s.id FROM shelf s WHERE s.reader_id = ?2 AND s.article_id IN
                    (SELECT article_id FROM watch_hit WHERE watch_id = ?1)
                ORDER BY s.id DESC LIMIT ?3";
            let rows = tx.rows(sql, params![id, reader, i64::from(limit)])?;
            rows.iter().map(|row| Ok(ShelfId(row.int(0)?))).collect()
        })
        .await
    }

    /// A page of the claims that were told of, in articles that are still on the shelf, the newest
    /// first; `after` is the id of the last one of the page before.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn hits(&self, watch: &Watch, after: Option<i64>, limit: u32) -> Result<Vec<Hit>> {
        let (id, reader) = (watch.id, watch.reader);
        self.read(move |tx| {
            let sql =
                "SELECT h.id, h.watch_id, h.article_id, s.id, coalesce(s.title, a.title), a.url,
                    a.outlet, h.version, h.span_start, h.span_end, h.claimant, h.measure, h.place,
                    h.figure, h.was, h.sentence, h.fragment, h.is_rival, h.is_seen, h.found_at
                FROM watch_hit h JOIN shelf s ON s.article_id = h.article_id AND s.reader_id = ?2
                JOIN article a ON a.id = h.article_id
                WHERE h.watch_id = ?1 AND h.is_told = 1 AND h.id < ?3 ORDER BY h.id DESC LIMIT ?4";
            let after = after.unwrap_or(i64::MAX);
            let rows = tx.rows(sql, params![id, reader, after, i64::from(limit)])?;
            rows.into_iter().map(read_hit).collect()
        })
        .await
    }

    /// The reader has looked at what a watch told of.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn see_hits(&self, reader: ReaderId, id: WatchId) -> Result<()> {
        self.write(move |tx| {
            let sql = "UPDATE watch SET unseen_count = 0 WHERE id = ?1 AND reader_id = ?2
                AND unseen_count > 0";
            if tx.execute(sql, params![id, reader])? > 0 {
                let sql = "UPDATE watch_hit SET is_seen = 1 WHERE watch_id = ?1 AND is_seen = 0
                    AND is_told = 1";
                tx.execute(sql, params![id])?;
            }
            Ok(())
        })
        .await
    }
}

const COLUMNS: &str = "id, reader_id, name, measure, claimant, place, is_rival_only, \
    feed_hash IS NOT NULL, unseen_count";

fn read_row(mut row: Row) -> Result<Watch> {
    Ok(Watch {
        id: WatchId(row.int(0)?),
        reader: ReaderId(row.int(1)?),
        name: row.text(2)?,
        question: Question {
            measure: row.text(3)?,
            claimant: row.text(4)?,
            place: row.text(5)?,
            is_rival_only: row.flag(6)?,
        },
        has_feed: row.flag(7)?,
        unseen_count: row.int(8)?,
    })
}

fn read_hit(mut row: Row) -> Result<Hit> {
    Ok(Hit {
        id: row.int(0)?,
        watch_id: WatchId(row.int(1)?),
        article_id: ArticleId(row.int(2)?),
        shelf_id: ShelfId(row.int(3)?),
        title: row.text(4)?,
        url: row.text(5)?,
        outlet: row.opt_text(6)?,
        version: row.int(7)?,
        span: row.int(8)? as usize..row.int(9)? as usize,
        claimant: row.text(10)?,
        measure: row.text(11)?,
        place: row.text(12)?,
        figure: row.text(13)?,
        was: row.opt_text(14)?,
        sentence: row.text(15)?,
        fragment: row.text(16)?,
        is_rival: row.flag(17)?,
        is_seen: row.flag(18)?,
        found_at: row.instant(19)?,
    })
}

/// Keeps one; gives whether it is told of now.
fn note(
    tx: &mut Tx,
    watch: WatchId,
    article: ArticleId,
    hit: &NewHit,
    is_told: bool,
    now: Timestamp,
) -> Result<bool> {
    if let Some(known) = known(tx, watch, article, hit, now)? {
        let (id, was_told) = known;
        let is_now = is_told && !was_told;
        if is_now {
            let sql = "UPDATE watch_hit SET is_told = 1, is_rival = 1 WHERE id = ?1";
            tx.execute(sql, params![id])?;
        }
        return Ok(is_now);
    }
    let sql = "SELECT figure FROM watch_hit WHERE watch_id = ?1 AND question_hash = ?2
        AND found_at > ?3 ORDER BY id DESC LIMIT 1";
    let last = tx.first(sql, params![watch, &hit.question_hash, since(now)])?;
    let was = last.map(|mut row| row.text(0)).transpose()?;
    let cut = |words: &str, limit: usize| words[..words.floor_char_boundary(limit)].to_owned();
    tx.execute(
        "INSERT INTO watch_hit (watch_id, article_id, version, span_start, span_end, claim_hash,
            question_hash, claimant, measure, place, figure, was, sentence, fragment, is_rival, is_told, found_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
         ON CONFLICT (watch_id, article_id, claim_hash) DO NOTHING",
        params![
            watch,
            article,
            hit.version,
            hit.span.start as i64,
            hit.span.end as i64,
            &hit.claim_hash,
            &hit.question_hash,
            &cut(&hit.claimant, WORDS_LIMIT),
            &cut(&hit.measure, WORDS_LIMIT),
            &cut(&hit.place, WORDS_LIMIT),
            &cut(&hit.figure, WORDS_LIMIT),
            was.as_deref(),
            &cut(&hit.sentence, SENTENCE_LIMIT),
            &hit.fragment,
            hit.is_rival,
            is_told,
            now
        ],
    )?;
    Ok(is_told)
}

/// The claim where it was met already: in this article, or lately in another one.
fn known(
    tx: &mut Tx,
    watch: WatchId,
    article: ArticleId,
    hit: &NewHit,
    now: Timestamp,
) -> Result<Option<(i64, bool)>> {
    let sql = "SELECT id, is_told FROM watch_hit WHERE watch_id = ?1 AND question_hash = ?2
        AND claim_hash = ?3 AND (article_id = ?4 OR found_at > ?5) ORDER BY is_told DESC, id LIMIT 1";
    let given = params![watch, &hit.question_hash, &hit.claim_hash, article, since(now)];
    tx.first(sql, given)?.map(|row| Ok((row.int(0)?, row.flag(1)?))).transpose()
}

fn since(now: Timestamp) -> Timestamp {
    now.checked_sub(SAME_FOR).unwrap_or(Timestamp::MIN)
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn found(count: u64) -> Result<()> {
    if count == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Name and question as they are kept; a watch without a name is called what it asks.
fn clean(name: &str, question: Question) -> Result<(String, Question)> {
    let part = |words: &str| {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        words[..words.floor_char_boundary(WORDS_LIMIT)].to_owned()
    };
    let question = Question {
        measure: part(&question.measure),
        claimant: part(&question.claimant),
        place: part(&question.place),
        is_rival_only: question.is_rival_only,
    };
    let parts = [&question.measure, &question.claimant, &question.place];
    let parts: Vec<&str> =
        parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return Err(Error::Refused("a watch needs a measure, a claimant or a place"));
    }
    let named = Some(name.trim()).filter(|name| !name.is_empty());
    let name = named.map_or_else(|| parts.join(", "), str::to_owned);
    Ok((name[..name.floor_char_boundary(NAME_LIMIT)].to_owned(), question))
}

/// Watches whose count of hits not looked at is not that of their rows; with `mend`, put right.
pub(crate) fn recount(tx: &mut Tx, mend: bool) -> Result<Vec<String>> {
    let counted = "(SELECT count(*) FROM watch_hit h WHERE h.watch_id = watch.id AND h.is_told = 1
        AND h.is_seen = 0)";
    let sql =
        format!("SELECT id, unseen_count, {counted} FROM watch WHERE unseen_count <> {counted}");
    let mut findings = Vec::new();
    for row in tx.rows(&sql, params![])? {
        let (id, kept, counted) = (row.int(0)?, row.int(1)?, row.int(2)?);
        findings.push(format!("watch {id}: {kept} unseen kept, {counted} counted"));
    }
    if mend && !findings.is_empty() {
        tx.execute(&format!("UPDATE watch SET unseen_count = {counted}"), params![])?;
    }
    Ok(findings)
}
