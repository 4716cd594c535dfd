//! The index of a shelf's words: which terms a row has, and the counts kept of the commonest.
//!
//! A term as it is stored is the reader's number, a letter for its place, and the word: `12wdrone`.
//! So each reader has lists of their own, and one reader's library costs another nothing. Places are
//! levels too: a word that is in the title (`t`), or strong in the text (`s`), is listed there once
//! more, and the best answers are the first lists, without a look at any article.

use std::collections::HashMap;

use crate::article;
use crate::database::{Tx, params};
use crate::search::terms;
use crate::{ArticleId, Error, ReaderId, Result, ShelfId, Store, statements};

/// Where a term stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Place {
    /// Anywhere in title, standfirst or text.
    Word,
    /// Often in the text, or in the standfirst; not in the title.
    Strong,
    Title,
    Author,
    Outlet,
    /// Names of who is quoted.
    Source,
    /// Measures and units of figures.
    Figure,
}

impl Place {
    fn letter(self) -> char {
        match self {
            Place::Word => 'w',
            Place::Strong => 's',
            Place::Title => 't',
            Place::Author => 'a',
            Place::Outlet => 'o',
            Place::Source => 'q',
            Place::Figure => 'f',
        }
    }
}

/// A term as it is stored. Terms are letters and digits, so that no query can be written with one.
pub(crate) fn stored(reader: ReaderId, place: Place, term: &str) -> String {
    format!("{}{}{term}", reader.0, place.letter())
}

/// A word that stands this often is strong: in 500 words, chance gives a common word one or two.
const STRONG_COUNT: u32 = 3;
/// Longer texts need more: one in this many words.
const STRONG_SHARE: u32 = 200;
/// Distinct terms of one article. PostgreSQL keeps a megabyte of them; a book has 30,000.
const TERM_LIMIT: usize = 30_000;
/// A word with more hits gets a count that is kept: counting takes 0.4 ms for this many.
pub(crate) const COMMON: i64 = 10_000;

/// The terms of an article, each with its places.
#[derive(Debug, Default)]
struct Terms {
    words: HashMap<String, Weight>,
    fields: Vec<(Place, String)>,
    word_count: u32,
    has_text: bool,
}

#[derive(Debug, Default)]
struct Weight {
    count: u32,
    is_in_title: bool,
    is_in_lead: bool,
}

impl Terms {
    fn text(&mut self, text: &str, is_title: bool, is_lead: bool) {
        let mut term = String::new();
        let mut sign: Option<std::ops::Range<usize>> = None;
        for span in terms::words(text) {
            term.clear();
            terms::term(&text[span.clone()], &mut term);
            if !term.is_empty() {
                self.add(&term, is_title, is_lead);
            }
            // Signs that are words also stand as pairs: what is looked for is rarely one sign.
            let is_sign = !text.is_char_boundary(span.start + 1)
                && text[span.clone()].chars().nth(1).is_none();
            if let Some(before) = sign.filter(|before| is_sign && before.end == span.start) {
                self.add(&text[before.start..span.end], is_title, is_lead);
            }
            sign = is_sign.then_some(span);
            self.word_count += 1;
        }
    }

    fn add(&mut self, term: &str, is_title: bool, is_lead: bool) {
        if !self.words.contains_key(term) {
            if self.words.len() >= TERM_LIMIT {
                return;
            }
            self.words.insert(term.to_owned(), Weight::default());
        }
        let Some(weight) = self.words.get_mut(term) else { return };
        weight.count += 1;
        weight.is_in_title |= is_title;
        weight.is_in_lead |= is_lead;
    }

    fn field(&mut self, place: Place, text: &str) {
        for span in terms::words(text) {
            let mut term = String::new();
            terms::term(&text[span], &mut term);
            if !term.is_empty() && !self.fields.iter().any(|f| f.0 == place && f.1 == term) {
                self.fields.push((place, term));
            }
        }
    }

    /// All terms as stored, separated by spaces, for one reader.
    fn stored(&self, reader: ReaderId) -> String {
        let mut out = String::with_capacity(self.words.len() * 12);
        let reader = reader.0.to_string();
        let mut push = |place: Place, term: &str| {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&reader);
            out.push(place.letter());
            out.push_str(term);
        };
        let often = STRONG_COUNT.max(self.word_count / STRONG_SHARE);
        for (term, weight) in &self.words {
            push(Place::Word, term);
            if weight.is_in_title {
                push(Place::Title, term);
            } else if (weight.is_in_lead || weight.count >= often) && !terms::is_stop(term) {
                push(Place::Strong, term);
            }
        }
        for (place, term) in &self.fields {
            push(*place, term);
        }
        out
    }
}

/// What is indexed of an article on a shelf, read from the rows as they are.
fn terms_of(tx: &mut Tx, shelf: ShelfId, article: ArticleId) -> Result<Terms> {
    let sql = "SELECT a.title, s.title, a.standfirst, a.byline, a.outlet, a.url, a.version,
                   a.quote_count + a.figure_count
               FROM shelf s CROSS JOIN article a WHERE s.id = ?1 AND a.id = ?2";
    let mut row = tx.first(sql, params![shelf, article])?.ok_or(Error::NotFound)?;
    let mut terms = Terms::default();
    terms.text(&row.text(0)?, true, false);
    if let Some(own) = row.opt_text(1)? {
        terms.text(&own, true, false);
    }
    if let Some(standfirst) = row.opt_text(2)? {
        terms.text(&standfirst, false, true);
    }
    for name in article::names(&row.text(3)?)? {
        terms.field(Place::Author, &name);
    }
    if let Some(outlet) = row.opt_text(4)? {
        terms.field(Place::Outlet, &outlet);
    }
    // The host as words: "bbc.co.uk" is found by outlet:bbc.
    let url = row.text(5)?;
    terms.field(Place::Outlet, url.split('/').nth(2).unwrap_or_default());
    let version = row.int(6)?;
    terms.has_text = version > 0;
    if terms.has_text {
        terms.text(&article::text(tx, article, version)?, false, false);
    }
    if row.int(7)? > 0 {
        for statement in statements::of_article(tx, article)? {
            if let Some(source) = &statement.source {
                terms.field(Place::Source, source);
            }
            if let Some(figure) = &statement.figure {
                for text in [&figure.measure, &figure.unit].into_iter().flatten() {
                    terms.field(Place::Figure, text);
                }
            }
        }
    }
    Ok(terms)
}

/// Rows put into the index together: counts of common words are written once.
#[derive(Debug)]
pub(crate) struct Batch {
    reader: ReaderId,
    row_count: u32,
    counts: HashMap<String, i64>,
}

impl Batch {
    pub(crate) fn new(reader: ReaderId) -> Self {
        Self { reader, row_count: 0, counts: HashMap::new() }
    }

    /// Gives whether the article has a text yet.
    pub(crate) fn put(&mut self, tx: &mut Tx, shelf: ShelfId, article: ArticleId) -> Result<bool> {
        if self.row_count == 0 {
            seed(tx, self.reader)?;
        }
        self.row_count += 1;
        let terms = terms_of(tx, shelf, article)?;
        let stored = terms.stored(self.reader);
        let sql = if tx.is_postgres() {
            "INSERT INTO shelf_terms (rowid, terms)
             VALUES (?1, array_to_tsvector(string_to_array(CAST(?2 AS TEXT), ' ')))"
        } else {
            "INSERT INTO shelf_terms (rowid, terms) VALUES (?1, ?2)"
        };
        tx.execute(sql, params![shelf, &stored])?;
        for term in terms.words.into_keys() {
            *self.counts.entry(term).or_default() += 1;
        }
        Ok(terms.has_text)
    }

    pub(crate) fn end(self, tx: &mut Tx) -> Result<()> {
        match self.row_count {
            0 => Ok(()),
            1 => add_to_kept(tx, self.reader, self.counts.keys(), 1),
            _ => self.add_all(tx),
        }
    }

    fn add_all(&self, tx: &mut Tx) -> Result<()> {
        let kept =
            tx.rows("SELECT term FROM term_count WHERE reader_id = ?1", params![self.reader])?;
        for mut row in kept {
            let term = row.text(0)?;
            if let Some(&by) = self.counts.get(&term) {
                let sql = "UPDATE term_count SET count = count + ?3
                           WHERE reader_id = ?1 AND term = ?2";
                tx.execute(sql, params![self.reader, &term, by])?;
            }
        }
        Ok(())
    }
}

impl Store {
    /// Makes the full-text index anew from the articles: for `doctor`, and after a change of how
    /// terms are made. Takes minutes on a large library.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn rebuild_index(&self) -> Result<()> {
        self.write(rebuild).await
    }

    /// For `doctor`: counts anew the hits of the terms whose counts are kept; gives how many were
    /// wrong, mended where `mend` says so.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn recount_terms(&self, mend: bool) -> Result<u64> {
        self.write(move |tx| recount(tx, mend)).await
    }
}

fn recount(tx: &mut Tx, mend: bool) -> Result<u64> {
    let mut wrong = 0;
    for mut row in tx.rows("SELECT reader_id, term, count FROM term_count", params![])? {
        let (reader, term) = (ReaderId(row.int(0)?), row.text(1)?);
        if count(tx, reader, &term)? != row.int(2)? {
            wrong += 1;
            if mend {
                keep_count(tx, reader, &term)?;
            }
        }
    }
    Ok(wrong)
}

/// Puts a row into the index.
pub(crate) fn put(tx: &mut Tx, reader: ReaderId, shelf: ShelfId, article: ArticleId) -> Result<()> {
    let mut batch = Batch::new(reader);
    batch.put(tx, shelf, article)?;
    batch.end(tx)
}

/// Takes a row out of the index. Called while shelf, article and text are still as they were put.
pub(crate) fn drop(
    tx: &mut Tx,
    reader: ReaderId,
    shelf: ShelfId,
    article: ArticleId,
) -> Result<()> {
    let terms = terms_of(tx, shelf, article)?;
    tx.execute("DELETE FROM shelf_terms WHERE rowid = ?1", params![shelf])?;
    add_to_kept(tx, reader, terms.words.keys(), -1)
}

/// Puts an article into the index of all shelves that have it.
pub(crate) fn put_article(tx: &mut Tx, article: ArticleId) -> Result<()> {
    for (reader, shelf) in crate::shelf::shelves(tx, article)? {
        put(tx, reader, shelf, article)?;
    }
    Ok(())
}

/// Takes an article out of the index of all shelves that have it.
pub(crate) fn drop_article(tx: &mut Tx, article: ArticleId) -> Result<()> {
    for (reader, shelf) in crate::shelf::shelves(tx, article)? {
        drop(tx, reader, shelf, article)?;
    }
    Ok(())
}

/// Makes the index and the kept counts anew from the articles.
pub(crate) fn rebuild(tx: &mut Tx) -> Result<()> {
    let clear = if tx.is_postgres() {
        "DELETE FROM shelf_terms"
    } else {
        "INSERT INTO shelf_terms (shelf_terms) VALUES ('delete-all')"
    };
    tx.execute(clear, params![])?;
    let kept = tx.rows("SELECT reader_id, term FROM term_count", params![])?;
    tx.execute("DELETE FROM term_count", params![])?;
    let mut after = 0;
    loop {
        let sql = "SELECT id, reader_id, article_id FROM shelf WHERE id > ?1 ORDER BY id LIMIT 500";
        let rows = tx.rows(sql, params![after])?;
        let Some(last) = rows.last() else { break };
        after = last.int(0)?;
        let mut batches: HashMap<i64, Batch> = HashMap::new();
        for row in &rows {
            let reader = row.int(1)?;
            let batch = batches.entry(reader).or_insert_with(|| Batch::new(ReaderId(reader)));
            batch.put(tx, ShelfId(row.int(0)?), ArticleId(row.int(2)?))?;
        }
        for batch in batches.into_values() {
            batch.end(tx)?;
        }
    }
    for mut row in kept {
        keep_count(tx, ReaderId(row.int(0)?), &row.text(1)?)?;
    }
    Ok(())
}

/// Adds to those counts of these terms that are kept.
fn add_to_kept<'a>(
    tx: &mut Tx,
    reader: ReaderId,
    terms: impl Iterator<Item = &'a String>,
    by: i64,
) -> Result<()> {
    let terms: Vec<&str> = terms.map(String::as_str).collect();
    let (sql, list) = if tx.is_postgres() {
        let sql = "UPDATE term_count SET count = count + ?3
            WHERE reader_id = ?1 AND term = ANY (string_to_array(CAST(?2 AS TEXT), ' '))";
        (sql, terms.join(" "))
    } else {
        let sql = "UPDATE term_count SET count = count + ?3
            WHERE reader_id = ?1 AND term IN (SELECT value FROM json_each(?2))";
        (sql, serde_json::to_string(&terms).expect("strings are JSON"))
    };
    tx.execute(sql, params![reader, &list, by])?;
    Ok(())
}

/// Keeps counts of the words that are common in any English library, from the first article on.
fn seed(tx: &mut Tx, reader: ReaderId) -> Result<()> {
    let sql = "SELECT 1 FROM term_count WHERE reader_id = ?1 LIMIT 1";
    if tx.first(sql, params![reader])?.is_none() {
        for term in terms::stop_terms() {
            keep_count(tx, reader, term)?;
        }
    }
    Ok(())
}

/// Keeps the count of a term from now on.
pub(crate) fn keep_count(tx: &mut Tx, reader: ReaderId, term: &str) -> Result<()> {
    let count = count(tx, reader, term)?;
    let sql = "INSERT INTO term_count (reader_id, term, count) VALUES (?1, ?2, ?3)
        ON CONFLICT (reader_id, term) DO UPDATE SET count = excluded.count";
    tx.execute(sql, params![reader, term, count])?;
    Ok(())
}

/// The count that is kept of a term, if one is.
pub(crate) fn kept_count(tx: &mut Tx, reader: ReaderId, term: &str) -> Result<Option<i64>> {
    let sql = "SELECT count FROM term_count WHERE reader_id = ?1 AND term = ?2";
    tx.first(sql, params![reader, term])?.map(|row| row.int(0)).transpose()
}

/// Counts the rows that have a term.
fn count(tx: &mut Tx, reader: ReaderId, term: &str) -> Result<i64> {
    let stored = stored(reader, Place::Word, term);
    let sql = if tx.is_postgres() {
        "SELECT count(*) FROM shelf_terms WHERE terms @@ CAST(CAST(?1 AS TEXT) AS tsquery)"
    } else {
        "SELECT count(*) FROM shelf_terms WHERE shelf_terms MATCH ?1"
    };
    let quote = if tx.is_postgres() { '\'' } else { '"' };
    let row = tx.first(sql, params![&format!("{quote}{stored}{quote}")])?;
    row.ok_or(Error::Damaged("a count gave no row"))?.int(0)
}
