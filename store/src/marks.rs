//! Marks: words of an article that a reader highlighted, and the notes on them.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::counter::{Deltas, Kind};
use crate::database::{Row, Tx, params};
use crate::{ArticleId, Error, MarkId, ReaderId, Result, Store, shelf};

/// Bytes of a quote, or of a note: longer ones are refused.
const LIMIT: usize = 64 << 10;

/// Of the highlight.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Colour {
    #[default]
    Yellow,
    Green,
    Blue,
    Red,
}

/// Where a mark stands: the words, what stands around them, and their place in one version.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Anchor {
    pub quote: String,
    pub prefix: String,
    pub suffix: String,
    /// The version of the text whose bytes `span` counts.
    pub version: i64,
    pub span: std::ops::Range<usize>,
}

/// A mark.
#[derive(Clone, PartialEq, Debug)]
pub struct Mark {
    pub id: MarkId,
    pub article_id: ArticleId,
    pub anchor: Anchor,
    /// Its words are not in the version shown; the anchor is that of the last version which had them.
    pub is_orphan: bool,
    pub colour: Colour,
    /// Empty: there is none.
    pub note: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// The reader's clock when it last changed.
    pub clock: i64,
}

/// A mark with what a page of all marks shows beside it.
#[derive(Clone, PartialEq, Debug)]
pub struct MarkOnShelf {
    pub mark: Mark,
    pub shelf_id: crate::ShelfId,
    pub url: String,
    pub title: String,
    pub outlet: Option<String>,
}

/// A mark's new place, or that it has none, in a version.
#[derive(Clone, PartialEq, Debug)]
pub struct Moved {
    pub id: MarkId,
    /// `None`: an orphan now.
    pub anchor: Option<Anchor>,
}

/// A mark that was made elsewhere.
#[derive(Clone, PartialEq, Debug)]
pub struct BroughtMark {
    pub anchor: Anchor,
    pub colour: Colour,
    /// Empty: there is none.
    pub note: String,
    pub made_at: Timestamp,
}

/// What became of marks that were made elsewhere; those that were there before are in neither.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MarksKept {
    pub added: u64,
    /// Why each of the others was refused.
    pub refused: Vec<&'static str>,
}

impl Store {
    /// Keeps marks that were made elsewhere. What has the words and the note of one that is there is that one.
    ///
    /// # Errors
    /// `NotFound` where the article is not on the reader's shelf, and those of the database.
    pub async fn bring_marks(
        &self,
        reader: ReaderId,
        article: ArticleId,
        marks: Vec<BroughtMark>,
        now: Timestamp,
    ) -> Result<MarksKept> {
        self.write(move |tx| bring(tx, reader, article, &marks, now)).await
    }

    /// Marks words of an article.
    ///
    /// # Errors
    /// `NotFound` where the article is not on the reader's shelf, `Refused`, and those of the
    /// database.
    pub async fn add_mark(
        &self,
        reader: ReaderId,
        article: ArticleId,
        anchor: Anchor,
        colour: Colour,
        note: &str,
        now: Timestamp,
    ) -> Result<MarkId> {
        check_quote(&anchor.quote)?;
        check_note(note)?;
        let note = note.to_owned();
        self.write(move |tx| {
            let clock = shelf::tick(tx, reader, now)?;
            shelf::of_article(tx, reader, article)?.ok_or(Error::NotFound)?;
            touch(tx, reader, article, clock)?;
            add(tx, reader, article, &anchor, colour, &note, clock, now)
        })
        .await
    }

    /// Changes colour and note of a mark.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, and those of the database.
    pub async fn change_mark(
        &self,
        reader: ReaderId,
        id: MarkId,
        colour: Colour,
        note: &str,
        now: Timestamp,
    ) -> Result<()> {
        check_note(note)?;
        let note = note.to_owned();
        self.write(move |tx| {
            let clock = shelf::tick(tx, reader, now)?;
            touch_of(tx, reader, id, clock)?;
            let sql = "UPDATE mark SET colour = ?3, note = ?4, updated_at = ?5, clock = ?6
                       WHERE id = ?1 AND reader_id = ?2";
            let given = params![id, reader, colour as i64, &note, now, clock];
            if tx.execute(sql, given)? == 0 { Err(Error::NotFound) } else { Ok(()) }
        })
        .await
    }

    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn remove_mark(&self, reader: ReaderId, id: MarkId, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            let clock = shelf::tick(tx, reader, now)?;
            let mut deltas = Deltas::default();
            touch_of(tx, reader, id, clock)?;
            remove(tx, reader, id, clock, &mut deltas)?;
            deltas.write(tx, reader)
        })
        .await
    }

    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn mark(&self, reader: ReaderId, id: MarkId) -> Result<Mark> {
        self.read(move |tx| {
            let sql = format!("SELECT {COLUMNS} FROM mark m WHERE m.id = ?1 AND m.reader_id = ?2");
            read_row(&mut tx.first(&sql, params![id, reader])?.ok_or(Error::NotFound)?)
        })
        .await
    }

    /// A reader's marks on an article, in order of the text; orphans last.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn marks_of_article(
        &self,
        reader: ReaderId,
        article: ArticleId,
    ) -> Result<Vec<Mark>> {
        self.read(move |tx| of_article(tx, reader, article)).await
    }

    /// A page of all marks of a reader, the newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn marks(
        &self,
        reader: ReaderId,
        after: Option<MarkId>,
        limit: u32,
    ) -> Result<Vec<MarkOnShelf>> {
        self.read(move |tx| page(tx, reader, after, limit)).await
    }

    /// Marks that changed after the clock, in its order, at most `limit`; which were removed says
    /// [`Store::changes`].
    ///
    /// # Errors
    /// Those of the database.
    pub async fn changed_marks(
        &self,
        reader: ReaderId,
        clock: i64,
        limit: u32,
    ) -> Result<Vec<Mark>> {
        self.read(move |tx| {
            let sql = format!(
                "SELECT {COLUMNS} FROM mark m WHERE m.reader_id = ?1 AND m.clock > ?2
                 ORDER BY m.clock, m.id LIMIT ?3"
            );
            let rows = tx.rows(&sql, params![reader, clock, i64::from(limit)])?;
            rows.into_iter().map(|mut row| read_row(&mut row)).collect()
        })
        .await
    }

    /// All readers' marks on an article: what has to find its place again in a new version.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn all_marks_of_article(&self, article: ArticleId) -> Result<Vec<(ReaderId, Mark)>> {
        self.read(move |tx| {
            let sql = format!("SELECT {COLUMNS}, m.reader_id FROM mark m WHERE m.article_id = ?1");
            let read = |mut row: Row| Ok((ReaderId(row.int(14)?), read_row(&mut row)?));
            tx.rows(&sql, params![article])?.into_iter().map(read).collect()
        })
        .await
    }

    /// Writes where marks of a reader stand now. Those that are gone are passed over.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn move_marks(
        &self,
        reader: ReaderId,
        moved: Vec<Moved>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| {
            let clock = shelf::tick(tx, reader, now)?;
            moved.iter().try_for_each(|moved| {
                touch_of(tx, reader, moved.id, clock)?;
                place(tx, reader, moved, clock)
            })
        })
        .await
    }
}

/// Clients that sync articles are to see what changed at their marks.
fn touch(tx: &mut Tx, reader: ReaderId, article: ArticleId, clock: i64) -> Result<()> {
    let sql = "UPDATE shelf SET clock = ?3 WHERE reader_id = ?1 AND article_id = ?2";
    tx.execute(sql, params![reader, article, clock])?;
    Ok(())
}

/// As [`touch`], for the article of a mark.
fn touch_of(tx: &mut Tx, reader: ReaderId, id: MarkId, clock: i64) -> Result<()> {
    let sql = "SELECT article_id FROM mark WHERE id = ?1 AND reader_id = ?2";
    match tx.first(sql, params![id, reader])? {
        Some(row) => touch(tx, reader, ArticleId(row.int(0)?), clock),
        None => Ok(()),
    }
}

fn bring(
    tx: &mut Tx,
    reader: ReaderId,
    article: ArticleId,
    marks: &[BroughtMark],
    now: Timestamp,
) -> Result<MarksKept> {
    let clock = shelf::tick(tx, reader, now)?;
    shelf::of_article(tx, reader, article)?.ok_or(Error::NotFound)?;
    let kept = of_article(tx, reader, article)?;
    let mut known: HashSet<(&str, &str)> =
        kept.iter().map(|one| (one.anchor.quote.as_str(), one.note.as_str())).collect();
    let mut done = MarksKept::default();
    for mark in marks {
        match check_quote(&mark.anchor.quote).and_then(|()| check_note(&mark.note)) {
            Ok(()) if known.insert((&mark.anchor.quote, &mark.note)) => {
                let BroughtMark { anchor, colour, note, made_at } = mark;
                add(tx, reader, article, anchor, *colour, note, clock, *made_at)?;
                done.added += 1;
            }
            Ok(()) => {}
            Err(Error::Refused(why)) => done.refused.push(why),
            Err(error) => return Err(error),
        }
    }
    if done.added > 0 {
        touch(tx, reader, article, clock)?;
    }
    Ok(done)
}

fn check_quote(quote: &str) -> Result<()> {
    if quote.trim().is_empty() {
        return Err(Error::Refused("a mark needs words"));
    }
    if quote.len() > LIMIT {
        return Err(Error::Refused("the marked words are too many"));
    }
    Ok(())
}

fn check_note(note: &str) -> Result<()> {
    if note.len() > LIMIT { Err(Error::Refused("the note is too long")) } else { Ok(()) }
}

#[expect(clippy::too_many_arguments, reason = "the columns of a mark")]
pub(crate) fn add(
    tx: &mut Tx,
    reader: ReaderId,
    article: ArticleId,
    anchor: &Anchor,
    colour: Colour,
    note: &str,
    clock: i64,
    now: Timestamp,
) -> Result<MarkId> {
    let id = tx.insert(
        "INSERT INTO mark (reader_id, article_id, version, span_start, span_end, quote, prefix,
            suffix, colour, note, created_at, updated_at, clock)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12) RETURNING id",
        params![
            reader,
            article,
            anchor.version,
            anchor.span.start as i64,
            anchor.span.end as i64,
            &anchor.quote,
            &anchor.prefix,
            &anchor.suffix,
            colour as i64,
            note,
            now,
            clock
        ],
    )?;
    let mut deltas = Deltas::default();
    deltas.add(Kind::Mark, 0, 1);
    deltas.write(tx, reader)?;
    Ok(MarkId(id))
}

fn remove(
    tx: &mut Tx,
    reader: ReaderId,
    id: MarkId,
    clock: i64,
    deltas: &mut Deltas,
) -> Result<()> {
    let sql = "DELETE FROM mark WHERE id = ?1 AND reader_id = ?2";
    if tx.execute(sql, params![id, reader])? == 0 {
        return Err(Error::NotFound);
    }
    deltas.add(Kind::Mark, 0, -1);
    shelf::bury(tx, reader, 1, id.0, clock)
}

/// Removes a reader's marks on an article that leaves the shelf.
pub(crate) fn remove_of_article(
    tx: &mut Tx,
    reader: ReaderId,
    article: ArticleId,
    clock: i64,
    deltas: &mut Deltas,
) -> Result<()> {
    let sql = "SELECT id FROM mark WHERE reader_id = ?1 AND article_id = ?2";
    for row in tx.rows(sql, params![reader, article])? {
        remove(tx, reader, MarkId(row.int(0)?), clock, deltas)?;
    }
    Ok(())
}

fn place(tx: &mut Tx, reader: ReaderId, moved: &Moved, clock: i64) -> Result<()> {
    match &moved.anchor {
        None => {
            let sql = "UPDATE mark SET is_orphan = 1, clock = ?3 WHERE id = ?1 AND reader_id = ?2";
            tx.execute(sql, params![moved.id, reader, clock])?;
        }
        Some(anchor) => {
            tx.execute(
                "UPDATE mark SET is_orphan = 0, version = ?3, span_start = ?4, span_end = ?5,
                    quote = ?6, prefix = ?7, suffix = ?8, clock = ?9
                 WHERE id = ?1 AND reader_id = ?2",
                params![
                    moved.id,
                    reader,
                    anchor.version,
                    anchor.span.start as i64,
                    anchor.span.end as i64,
                    &anchor.quote,
                    &anchor.prefix,
                    &anchor.suffix,
                    clock
                ],
            )?;
        }
    }
    Ok(())
}

/// What [`read_row`] takes, of `mark m`.
const COLUMNS: &str = "m.id, m.article_id, m.version, m.span_start, m.span_end, m.is_orphan, \
    m.quote, m.prefix, m.suffix, m.colour, m.note, m.created_at, m.updated_at, m.clock";

fn read_row(row: &mut Row) -> Result<Mark> {
    Ok(Mark {
        id: MarkId(row.int(0)?),
        article_id: ArticleId(row.int(1)?),
        anchor: Anchor {
            version: row.int(2)?,
            span: row.int(3)? as usize..row.int(4)? as usize,
            quote: row.text(6)?,
            prefix: row.text(7)?,
            suffix: row.text(8)?,
        },
        is_orphan: row.flag(5)?,
        colour: match row.int(9)? {
            0 => Colour::Yellow,
            1 => Colour::Green,
            2 => Colour::Blue,
            3 => Colour::Red,
            _ => return Err(Error::Damaged("a mark's colour")),
        },
        note: row.text(10)?,
        created_at: row.instant(11)?,
        updated_at: row.instant(12)?,
        clock: row.int(13)?,
    })
}

/// A reader's marks on articles of the shelf, each with where its article stands.
pub(crate) fn of_shelf(
    tx: &mut Tx,
    reader: ReaderId,
    ids: &[crate::ShelfId],
) -> Result<Vec<(crate::ShelfId, Mark)>> {
    let sql = format!(
        "SELECT {COLUMNS}, s.id FROM shelf s JOIN mark m ON m.article_id = s.article_id
         WHERE s.reader_id = ?1 AND m.reader_id = ?1 AND {}
         ORDER BY m.is_orphan, m.span_start, m.id",
        shelf::among(tx, "s.id", 2)
    );
    let list = shelf::id_list(tx, ids);
    let read = |mut row: Row| Ok((crate::ShelfId(row.int(14)?), read_row(&mut row)?));
    tx.rows(&sql, params![reader, &list])?.into_iter().map(read).collect()
}

pub(crate) fn of_article(tx: &mut Tx, reader: ReaderId, article: ArticleId) -> Result<Vec<Mark>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM mark m WHERE m.reader_id = ?1 AND m.article_id = ?2
         ORDER BY m.is_orphan, m.span_start, m.id"
    );
    let rows = tx.rows(&sql, params![reader, article])?;
    rows.into_iter().map(|mut row| read_row(&mut row)).collect()
}

fn page(
    tx: &mut Tx,
    reader: ReaderId,
    after: Option<MarkId>,
    limit: u32,
) -> Result<Vec<MarkOnShelf>> {
    let sql = format!(
        "SELECT {COLUMNS}, s.id, a.url, coalesce(s.title, a.title), a.outlet
         FROM mark m CROSS JOIN article a CROSS JOIN shelf s
         WHERE m.reader_id = ?1 AND m.id < ?2 AND a.id = m.article_id
            AND s.reader_id = ?1 AND s.article_id = m.article_id
         ORDER BY m.id DESC LIMIT ?3"
    );
    let after = after.map_or(i64::MAX, |id| id.0);
    let read = |mut row: Row| {
        Ok(MarkOnShelf {
            mark: read_row(&mut row)?,
            shelf_id: crate::ShelfId(row.int(14)?),
            url: row.text(15)?,
            title: row.text(16)?,
            outlet: row.opt_text(17)?,
        })
    };
    tx.rows(&sql, params![reader, after, i64::from(limit)])?.into_iter().map(read).collect()
}
