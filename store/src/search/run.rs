//! Asks the database what a plan says, and puts the answers together.

use super::index::{self, COMMON};
use super::plan::{self, Condition, Expression, Plan, Row};
use super::query::{self, Flag, Leaf};
use super::snippet::Wanted;
use super::{Found, Hit, HitCount, Search, SearchCursor, SearchOrder, terms};
use crate::article;
use crate::database::{Param, Tx};
use crate::shelf::{self, ShelfItem};
use crate::{ArticleId, ReaderId, Result, ShelfId};

/// Hits that are counted where counting looks at each row: about 20 ms.
const ROW_LIMIT: i64 = 20_000;
/// Hits of the index alone that are counted: about 10 ms.
const INDEX_LIMIT: i64 = 250_000;
/// Texts that are looked through for a phrase in one search: about 20 µs each.
const TEXT_LIMIT: usize = 400;

/// Answers, and the term whose count should be kept as it is common.
pub(super) fn run(
    tx: &mut Tx,
    reader: ReaderId,
    search: &Search,
) -> Result<(Found, Option<String>)> {
    let query = query::parse(&search.query);
    if query.is_empty() {
        let count = HitCount { count: 0, is_exact: true };
        return Ok((Found { hits: Vec::new(), next: None, count, problems: query.problems }, None));
    }
    let plan = plan::plan(reader, &query);
    let (count, common) = count(tx, reader, &plan)?;
    let limit = search.limit as usize;
    let mut places = list(tx, reader, &plan, search, limit + 1)?;
    let next = (places.len() > limit).then(|| places[limit.saturating_sub(1)]);
    places.truncate(limit);
    let hits = hits(tx, reader, &query, &places)?;
    Ok((Found { hits, next, count, problems: query.problems }, common))
}

/// Whether an article on the shelf answers a query.
pub(crate) fn matches(tx: &mut Tx, reader: ReaderId, text: &str, id: ShelfId) -> Result<bool> {
    let query = query::parse(text);
    if query.is_empty() {
        return Ok(false);
    }
    let plan = plan::plan(reader, &query);
    let from = Asked { from: i64::MAX, only: Some(id), level: None };
    Ok(!rows(tx, reader, &plan, &from, 1)?.is_empty())
}

/// What is asked of the rows besides the plan.
struct Asked {
    /// Only rows before this.
    from: i64,
    only: Option<ShelfId>,
    /// Instead of the plan's own expression.
    level: Option<Expression>,
}

/// The places of a page of answers.
fn list(
    tx: &mut Tx,
    reader: ReaderId,
    plan: &Plan,
    search: &Search,
    limit: usize,
) -> Result<Vec<SearchCursor>> {
    let levels = match (search.order, &plan.index) {
        (SearchOrder::Best, Some(_)) => plan::levels(reader, &plan.terms),
        _ => vec![None],
    };
    let mut places: Vec<SearchCursor> = Vec::new();
    let mut above: Vec<Expression> = Vec::new();
    for (number, level) in (0_u8..).zip(levels) {
        let start = search.after.filter(|after| after.level == number).map_or(i64::MAX, |c| c.id);
        let is_past = search.after.is_some_and(|after| after.level > number);
        if !is_past && places.len() < limit {
            let expression = plan.index.clone().map(|index| {
                let with = match level.clone() {
                    Some(level) => Expression::All(vec![index, level]),
                    None => index,
                };
                let above = (!above.is_empty()).then(|| Expression::Any(above.clone()));
                plan::less(with, above)
            });
            let asked = Asked { from: start, only: None, level: expression };
            let found = rows(tx, reader, plan, &asked, limit - places.len())?;
            places.extend(found.into_iter().map(|id| SearchCursor { level: number, id: id.0 }));
        }
        above.extend(level);
    }
    Ok(places)
}

/// Rows that answer, the newest first, phrases looked for in their texts.
fn rows(
    tx: &mut Tx,
    reader: ReaderId,
    plan: &Plan,
    asked: &Asked,
    limit: usize,
) -> Result<Vec<ShelfId>> {
    if plan.phrases.is_empty() {
        let found = candidates(tx, reader, plan, asked, limit as i64)?;
        return Ok(found.into_iter().map(|(shelf, _)| shelf).collect());
    }
    let mut found = Vec::new();
    for (shelf, article) in candidates(tx, reader, plan, asked, TEXT_LIMIT as i64)? {
        if has_phrases(tx, plan, shelf, article)? {
            found.push(shelf);
            if found.len() == limit {
                break;
            }
        }
    }
    Ok(found)
}

fn candidates(
    tx: &mut Tx,
    reader: ReaderId,
    plan: &Plan,
    asked: &Asked,
    limit: i64,
) -> Result<Vec<(ShelfId, ArticleId)>> {
    let mut sql = Sql::new(tx.is_postgres(), reader);
    let from = sql.from(plan, asked);
    let limit = sql.given(limit);
    let text = format!("SELECT s.id, s.article_id {from} ORDER BY {} DESC LIMIT {limit}", sql.id);
    let rows = tx.rows(&text, &sql.parameters())?;
    rows.iter().map(|row| Ok((ShelfId(row.int(0)?), ArticleId(row.int(1)?)))).collect()
}

/// Counts the answers, as far as that is cheap.
fn count(tx: &mut Tx, reader: ReaderId, plan: &Plan) -> Result<(HitCount, Option<String>)> {
    if let Some(term) = plan.single_term()
        && let Some(count) = index::kept_count(tx, reader, term)?
    {
        return Ok((HitCount { count, is_exact: true }, None));
    }
    let all = Asked { from: i64::MAX, only: None, level: None };
    if !plan.phrases.is_empty() {
        let candidates = candidates(tx, reader, plan, &all, TEXT_LIMIT as i64)?;
        let is_exact = candidates.len() < TEXT_LIMIT;
        let mut count = 0;
        for (shelf, article) in candidates {
            count += i64::from(has_phrases(tx, plan, shelf, article)?);
        }
        return Ok((HitCount { count, is_exact }, None));
    }
    let index = plan.index.as_ref().filter(|_| plan.conditions.is_empty());
    let limit = if index.is_some() { INDEX_LIMIT } else { ROW_LIMIT };
    let (sql, text) = match index {
        Some(index) => {
            let mut sql = Sql::of_index(tx.is_postgres());
            let matches = sql.matches("t", index);
            let from = format!("FROM shelf_terms t WHERE {matches}");
            if plan.single_term().is_some() {
                (sql, format!("SELECT count(*) {from}"))
            } else {
                let limit = sql.given(limit);
                (sql, format!("SELECT count(*) FROM (SELECT 1 {from} LIMIT {limit}) AS found"))
            }
        }
        None => {
            let mut sql = Sql::new(tx.is_postgres(), reader);
            let from = sql.from(plan, &all);
            let limit = sql.given(limit);
            (sql, format!("SELECT count(*) FROM (SELECT 1 {from} LIMIT {limit}) AS found"))
        }
    };
    let row = tx.first(&text, &sql.parameters())?;
    let count = row.ok_or(crate::Error::Damaged("a count gave no row"))?.int(0)?;
    let single = plan.single_term();
    let common = single.filter(|_| count > COMMON).map(str::to_owned);
    Ok((HitCount { count, is_exact: single.is_some() || count < limit }, common))
}

/// A statement in the making, with what is given to it.
struct Sql {
    is_postgres: bool,
    texts: Vec<Given>,
    /// The column that the rows are in order of.
    id: &'static str,
}

enum Given {
    Int(i64),
    Text(String),
}

impl Sql {
    /// For rows of the shelf: ?1 is the reader.
    fn new(is_postgres: bool, reader: ReaderId) -> Self {
        Self { is_postgres, texts: vec![Given::Int(reader.0)], id: "s.id" }
    }

    /// For the index alone, whose terms say whose they are.
    fn of_index(is_postgres: bool) -> Self {
        Self { is_postgres, texts: Vec::new(), id: "t.rowid" }
    }

    fn given(&mut self, value: i64) -> String {
        self.texts.push(Given::Int(value));
        format!("?{}", self.texts.len())
    }

    fn given_text(&mut self, value: String) -> String {
        self.texts.push(Given::Text(value));
        format!("?{}", self.texts.len())
    }

    fn parameters(&self) -> Vec<Param<'_>> {
        let param = |given| match given {
            &Given::Int(value) => Param::Int(value),
            Given::Text(value) => Param::Text(value),
        };
        self.texts.iter().map(param).collect()
    }

    /// From where the answers come and all that must hold of them.
    fn from(&mut self, plan: &Plan, asked: &Asked) -> String {
        // Cross joins keep SQLite in the order of the first table: the list of the index, or the
        // shelf.
        let mut from = String::from("FROM ");
        let index = asked.level.as_ref().or(plan.index.as_ref());
        match index {
            Some(index) => {
                self.id = "t.rowid";
                from.push_str("shelf_terms t CROSS JOIN shelf s CROSS JOIN article a WHERE ");
                from.push_str(&self.matches("t", index));
                from.push_str(" AND s.id = t.rowid");
            }
            None => from.push_str("shelf s CROSS JOIN article a WHERE s.id > 0"),
        }
        from.push_str(" AND a.id = s.article_id AND s.reader_id = ?1");
        let before = self.given(asked.from);
        from.push_str(&format!(" AND {} < {before}", self.id));
        if let Some(ShelfId(only)) = asked.only {
            let only = self.given(only);
            from.push_str(&format!(" AND {} = {only}", self.id));
        }
        if let Some(without) = &plan.without {
            from.push_str(&format!(" AND NOT ({})", self.row(&Row::Index(without.clone()))));
        }
        for Condition { is_not, any } in &plan.conditions {
            let any: Vec<String> = any.iter().map(|row| self.row(row)).collect();
            let not = if *is_not { "NOT " } else { "" };
            from.push_str(&format!(" AND {not}({})", any.join(" OR ")));
        }
        from
    }

    /// That the row of the index answers an expression.
    fn matches(&mut self, table: &str, expression: &Expression) -> String {
        let given = self.given_text(expression.text(self.is_postgres));
        if self.is_postgres {
            format!("{table}.terms @@ CAST(CAST({given} AS TEXT) AS tsquery)")
        } else {
            format!("{table}.shelf_terms MATCH {given}")
        }
    }

    fn row(&mut self, row: &Row) -> String {
        let when = "coalesce(a.published_at, s.saved_at)";
        match row {
            Row::Tag(key) => {
                let key = self.given_text(key.clone());
                format!(
                    "EXISTS (SELECT 1 FROM tag g JOIN shelf_tag x ON x.tag_id = g.id
                        WHERE g.reader_id = ?1 AND g.name_key = {key} AND x.shelf_id = s.id)"
                )
            }
            Row::Is(Flag::Unread) => "s.is_read = 0".to_owned(),
            Row::Is(Flag::Read) => "s.is_read = 1".to_owned(),
            Row::Is(Flag::Favourite) => "s.is_favourite = 1".to_owned(),
            Row::Is(Flag::Link) => "a.state <> 1".to_owned(),
            Row::Is(Flag::Marked) => "EXISTS (SELECT 1 FROM mark m WHERE m.reader_id = ?1
                AND m.article_id = s.article_id)"
                .to_owned(),
            Row::Before(at) => format!("{when} < {}", self.given(*at)),
            Row::After(at) => format!("{when} >= {}", self.given(*at)),
            Row::Index(expression) => {
                let matches = self.matches("i", expression);
                format!("s.id IN (SELECT i.rowid FROM shelf_terms i WHERE {matches})")
            }
        }
    }
}

/// Whether the text, or the title, of an article has the phrases that must be there and none of
/// those that must not.
fn has_phrases(tx: &mut Tx, plan: &Plan, shelf: ShelfId, article: ArticleId) -> Result<bool> {
    let sql = "SELECT a.version, a.title, s.title, a.standfirst FROM shelf s
               CROSS JOIN article a WHERE s.id = ?1 AND a.id = ?2";
    let row = tx.first(sql, &[shelf.into(), article.into()])?;
    let mut row = row.ok_or(crate::Error::NotFound)?;
    let mut texts = vec![row.text(1)?];
    texts.extend(row.opt_text(2)?);
    texts.extend(row.opt_text(3)?);
    if row.int(0)? > 0 {
        texts.push(article::text(tx, article, row.int(0)?)?);
    }
    let holds = |(is_wanted, words): &(bool, Vec<String>)| {
        texts.iter().any(|text| has_phrase(text, words)) == *is_wanted
    };
    Ok(plan.phrases.iter().all(holds))
}

/// Whether the words follow each other in the text.
fn has_phrase(text: &str, wanted: &[String]) -> bool {
    let Some((first, rest)) = wanted.split_first() else { return false };
    let mut word = String::new();
    let mut words = terms::words(text);
    let mut is_next = |words: &mut terms::Words, wanted: &String| {
        let Some(span) = words.next() else { return false };
        word.clear();
        terms::folded(&text[span], &mut word);
        word == *wanted
    };
    loop {
        if words.clone().next().is_none() {
            return false;
        }
        if is_next(&mut words, first) {
            let mut ahead = words.clone();
            if rest.iter().all(|wanted| is_next(&mut ahead, wanted)) {
                return true;
            }
        }
    }
}

/// The answers at these places, with the words around the hits.
fn hits(
    tx: &mut Tx,
    reader: ReaderId,
    query: &query::Query,
    places: &[SearchCursor],
) -> Result<Vec<Hit>> {
    let ids: Vec<ShelfId> = places.iter().map(|place| ShelfId(place.id)).collect();
    let mut items = shelf::items(tx, reader, &ids)?;
    let wanted = wanted(query);
    let mut hits = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(at) = items.iter().position(|item| item.id == id) else { continue };
        hits.push(hit(tx, items.swap_remove(at), &wanted)?);
    }
    Ok(hits)
}

fn hit(tx: &mut Tx, item: ShelfItem, wanted: &Wanted) -> Result<Hit> {
    let title_spans = wanted.spans(&item.title);
    let snippet = match item.version {
        0 => None,
        version => wanted.snippet(&article::text(tx, item.article_id, version)?),
    };
    Ok(Hit { item, title_spans, snippet })
}

/// The words of a query that are shown where they stand; those that say little only where there
/// are no others.
fn wanted(query: &query::Query) -> Wanted {
    let mut wanted = Wanted::default();
    for leaf in query.parts.iter().filter(|part| !part.is_not).flat_map(|part| &part.any) {
        match leaf {
            Leaf::Terms(index::Place::Word | index::Place::Title, terms)
            | Leaf::Phrase { terms, .. } => wanted.terms.extend(terms.iter().cloned()),
            Leaf::Terms(index::Place::Source | index::Place::Figure, terms) => {
                wanted.terms.extend(terms.iter().cloned());
            }
            Leaf::Prefix(start) => wanted.prefixes.push(start.clone()),
            _ => {}
        }
    }
    if wanted.terms.iter().any(|term| !terms::is_stop(term)) {
        wanted.terms.retain(|term| !terms::is_stop(term));
    }
    wanted
}
