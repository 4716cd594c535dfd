//! Who says what, over all articles: rows made of an article's record, replaced at each version.

use crate::database::{Row, Tx, params};
use crate::search::terms;
use crate::{ArticleId, Error, ReaderId, Result, ShelfId, SourceId, Store};

/// Names and readings longer than this are cut.
const TEXT_LIMIT: usize = 200;
/// More of one article are not kept as rows; the record itself has them all.
const PER_ARTICLE: usize = 500;

/// How the words stand in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Kind {
    #[default]
    Direct,
    Indirect,
    Mixed,
    Figure,
}

/// One quote or figure of an article.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Statement {
    /// Name of who says it.
    pub source: Option<String>,
    pub kind: Kind,
    /// Bytes of the canonical text.
    pub span: std::ops::Range<usize>,
    /// What a figure says; `None` for quotes.
    pub figure: Option<Figure>,
}

/// A number claim as it was read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Figure {
    /// Decimal digits.
    pub value: String,
    pub unit: Option<String>,
    /// What is counted, in lower case.
    pub measure: Option<String>,
    pub place: Option<String>,
    /// ISO 8601 with the precision it had.
    pub day: Option<String>,
}

/// A statement with the article that it stands in, on a reader's shelf.
#[derive(Clone, PartialEq, Debug)]
pub struct Said {
    pub statement: Statement,
    pub shelf_id: ShelfId,
    pub article_id: ArticleId,
    pub number: i64,
    pub title: String,
    pub outlet: Option<String>,
    pub published_at: Option<jiff::Timestamp>,
}

/// Where to go on in a page of statements, the newest articles first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StatementCursor {
    pub article_id: ArticleId,
    pub number: i64,
}

/// Somebody who is quoted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    pub id: SourceId,
    pub name: String,
}

impl Store {
    /// The statements of an article, in order of its text.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn statements(&self, article: ArticleId) -> Result<Vec<Statement>> {
        self.read(move |tx| of_article(tx, article)).await
    }

    /// A source by its name; case and accents do not matter.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn source_by_name(&self, name: &str) -> Result<Option<Source>> {
        let key = key(name);
        self.read(move |tx| {
            let row = tx.first("SELECT id, name FROM source WHERE name_key = ?1", params![&key])?;
            row.map(|mut row| Ok(Source { id: SourceId(row.int(0)?), name: row.text(1)? }))
                .transpose()
        })
        .await
    }

    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn source(&self, id: SourceId) -> Result<Source> {
        self.read(move |tx| {
            let row = tx.first("SELECT name FROM source WHERE id = ?1", params![id])?;
            Ok(Source { id, name: row.ok_or(Error::NotFound)?.text(0)? })
        })
        .await
    }

    /// What a source says in the articles of a reader's shelf, the newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn said_by(
        &self,
        reader: ReaderId,
        source: SourceId,
        after: Option<StatementCursor>,
        limit: u32,
    ) -> Result<Vec<Said>> {
        self.read(move |tx| page(tx, reader, "p.source_id = ?1", source.into(), after, limit)).await
    }

    /// What is said of a measure in the articles of a reader's shelf, the newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn said_of(
        &self,
        reader: ReaderId,
        measure: &str,
        after: Option<StatementCursor>,
        limit: u32,
    ) -> Result<Vec<Said>> {
        let measure = measure.to_lowercase();
        self.read(move |tx| page(tx, reader, "p.measure = ?1", (&measure).into(), after, limit))
            .await
    }
}

/// What a name is recognised by.
pub(crate) fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    terms::fold(name.trim(), &mut key);
    key
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(TEXT_LIMIT)]
}

/// Puts the statements of a new version in the place of those before.
pub(crate) fn replace(tx: &mut Tx, article: ArticleId, statements: &[Statement]) -> Result<()> {
    tx.execute("DELETE FROM statement WHERE article_id = ?1", params![article])?;
    for (number, statement) in (0..).zip(statements.iter().take(PER_ARTICLE)) {
        let source = match &statement.source {
            Some(name) if !name.trim().is_empty() => Some(find_or_add(tx, cut(name.trim()))?),
            _ => None,
        };
        let figure = statement.figure.as_ref();
        let measure =
            figure.and_then(|f| f.measure.as_deref()).map(|text| cut(text).to_lowercase());
        let text = |of: fn(&Figure) -> Option<&str>| figure.and_then(of).map(cut);
        tx.execute(
            "INSERT INTO statement (article_id, number, source_id, kind, span_start, span_end,
                value, unit, measure, place, day)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                article,
                number,
                source,
                statement.kind as i64,
                statement.span.start as i64,
                statement.span.end as i64,
                text(|f| Some(&f.value)),
                text(|f| f.unit.as_deref()),
                measure.as_deref(),
                text(|f| f.place.as_deref()),
                text(|f| f.day.as_deref()),
            ],
        )?;
    }
    Ok(())
}

fn find_or_add(tx: &mut Tx, name: &str) -> Result<SourceId> {
    let key = key(name);
    if let Some(row) = tx.first("SELECT id FROM source WHERE name_key = ?1", params![&key])? {
        return Ok(SourceId(row.int(0)?));
    }
    // On PostgreSQL another transaction may add it at the same time: theirs is as good.
    let sql = "INSERT INTO source (name, name_key) VALUES (?1, ?2)
        ON CONFLICT (name_key) DO UPDATE SET name_key = excluded.name_key RETURNING id";
    Ok(SourceId(tx.insert(sql, params![name, &key])?))
}

/// What [`read_row`] takes, of `statement p` and `source`.
const COLUMNS: &str = "p.kind, p.span_start, p.span_end, \
    (SELECT name FROM source WHERE id = p.source_id), p.value, p.unit, p.measure, p.place, p.day";

fn read_row(row: &mut Row) -> Result<Statement> {
    let kind = match row.int(0)? {
        0 => Kind::Direct,
        1 => Kind::Indirect,
        2 => Kind::Mixed,
        3 => Kind::Figure,
        _ => return Err(Error::Damaged("a statement's kind")),
    };
    let span = row.int(1)? as usize..row.int(2)? as usize;
    let source = row.opt_text(3)?;
    let figure = match row.opt_text(4)? {
        None => None,
        Some(value) => Some(Figure {
            value,
            unit: row.opt_text(5)?,
            measure: row.opt_text(6)?,
            place: row.opt_text(7)?,
            day: row.opt_text(8)?,
        }),
    };
    Ok(Statement { source, kind, span, figure })
}

pub(crate) fn of_article(tx: &mut Tx, article: ArticleId) -> Result<Vec<Statement>> {
    let sql =
        format!("SELECT {COLUMNS} FROM statement p WHERE p.article_id = ?1 ORDER BY p.number");
    tx.rows(&sql, params![article])?.iter_mut().map(read_row).collect()
}

fn page(
    tx: &mut Tx,
    reader: ReaderId,
    what: &str,
    given: crate::database::Param,
    after: Option<StatementCursor>,
    limit: u32,
) -> Result<Vec<Said>> {
    let sql = format!(
        "SELECT {COLUMNS}, s.id, p.article_id, p.number, coalesce(s.title, a.title), a.outlet,
            a.published_at
         FROM statement p CROSS JOIN shelf s CROSS JOIN article a
         WHERE {what} AND s.article_id = p.article_id AND s.reader_id = ?2 AND a.id = p.article_id
            AND (p.article_id < ?3 OR (p.article_id = ?3 AND p.number > ?4))
         ORDER BY p.article_id DESC, p.number LIMIT ?5"
    );
    let (article, number) = after.map_or((i64::MAX, -1), |c| (c.article_id.0, c.number));
    let given = [given, reader.into(), article.into(), number.into(), i64::from(limit).into()];
    let read = |mut row: Row| {
        Ok(Said {
            statement: read_row(&mut row)?,
            shelf_id: ShelfId(row.int(9)?),
            article_id: ArticleId(row.int(10)?),
            number: row.int(11)?,
            title: row.text(12)?,
            outlet: row.opt_text(13)?,
            published_at: row.opt_instant(14)?,
        })
    };
    tx.rows(&sql, &given)?.into_iter().map(read).collect()
}
