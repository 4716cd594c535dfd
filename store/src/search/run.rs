//! Asks the database what a plan says, and puts the answers together.

use super::index;
use super::plan::{self, Expression, Plan};
use super::query::{self, Leaf};
use super::snippet::Wanted;
use super::sql::{Asked, Driver, Sql};
use super::{Found, Hit, HitCount, Search, SearchCursor, SearchOrder, count, terms};
use crate::article;
use crate::database::Tx;
use crate::shelf::{self, ShelfItem};
use crate::{ArticleId, ReaderId, Result, ShelfId};

/// Texts looked through for a phrase at a time, and for one page of answers: about 20 µs each.
const TEXT_CHUNK: i64 = 100;
const TEXT_LIMIT: usize = 2_000;

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
    let (driver, size) = count::driver(tx, reader, &plan)?;
    let (count, common) = count::count(tx, reader, &plan, &driver, size)?;
    let (places, next) = list(tx, reader, &plan, &driver, search)?;
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
    let driver = if plan.index.is_some() { Driver::Index } else { Driver::Shelf };
    let asked = Asked { from: i64::MAX, only: Some(id), level: None };
    Ok(!rows(tx, reader, &plan, &driver, &asked, 1)?.0.is_empty())
}

/// The places of a page of answers, and where the next goes on.
fn list(
    tx: &mut Tx,
    reader: ReaderId,
    plan: &Plan,
    driver: &Driver,
    search: &Search,
) -> Result<(Vec<SearchCursor>, Option<SearchCursor>)> {
    let limit = search.limit as usize;
    let levels = match (search.order, &plan.index) {
        (SearchOrder::Best, Some(_)) => plan::levels(reader, &plan.terms),
        _ => vec![None],
    };
    let mut places: Vec<SearchCursor> = Vec::new();
    let mut above: Vec<Expression> = Vec::new();
    for (number, level) in (0_u8..).zip(levels) {
        let is_past = search.after.is_some_and(|after| after.level > number);
        if !is_past && places.len() <= limit {
            let start = search.after.filter(|after| after.level == number);
            let from = start.map_or(i64::MAX, |after| after.id);
            let level = at_level(plan, level.as_ref(), &above);
            let asked = Asked { from, only: None, level };
            let wanted = limit + 1 - places.len();
            let (found, stopped) = rows(tx, reader, plan, driver, &asked, wanted)?;
            places.extend(found.into_iter().map(|id| SearchCursor { level: number, id: id.0 }));
            if let Some(id) = stopped.filter(|_| places.len() <= limit) {
                return Ok((places, Some(SearchCursor { level: number, id: id.0 })));
            }
        }
        above.extend(level);
    }
    let has_more = places.len() > limit;
    places.truncate(limit);
    let next = places.last().copied().filter(|_| has_more);
    Ok((places, next))
}

/// What the index is asked for at a level: what the plan says, this level's own, and nothing of
/// those above.
fn at_level(plan: &Plan, level: Option<&Expression>, above: &[Expression]) -> Option<Expression> {
    let index = plan.index.clone()?;
    let with = match level {
        Some(level) => Expression::All(vec![index, level.clone()]),
        None => index,
    };
    let above = (!above.is_empty()).then(|| Expression::Any(above.to_vec()));
    Some(plan::less(with, above))
}

/// Rows that answer, the newest first, phrases looked for in their texts; and, where so many
/// texts were looked through that the rest must wait, the last of them.
fn rows(
    tx: &mut Tx,
    reader: ReaderId,
    plan: &Plan,
    driver: &Driver,
    asked: &Asked,
    limit: usize,
) -> Result<(Vec<ShelfId>, Option<ShelfId>)> {
    if plan.phrases.is_empty() {
        let found = candidates(tx, reader, plan, driver, asked, limit as i64)?;
        return Ok((found.into_iter().map(|(shelf, _)| shelf).collect(), None));
    }
    let (mut found, mut looked, mut from) = (Vec::new(), 0, asked.from);
    loop {
        let asked = Asked { from, ..asked.clone() };
        let chunk = candidates(tx, reader, plan, driver, &asked, TEXT_CHUNK)?;
        let is_last = (chunk.len() as i64) < TEXT_CHUNK;
        for (shelf, article) in chunk {
            (looked, from) = (looked + 1, shelf.0);
            if has_phrases(tx, plan, shelf, article)? {
                found.push(shelf);
                if found.len() == limit {
                    return Ok((found, None));
                }
            }
        }
        if is_last {
            return Ok((found, None));
        }
        if looked >= TEXT_LIMIT {
            return Ok((found, Some(ShelfId(from))));
        }
    }
}

pub(super) fn candidates(
    tx: &mut Tx,
    reader: ReaderId,
    plan: &Plan,
    driver: &Driver,
    asked: &Asked,
    limit: i64,
) -> Result<Vec<(ShelfId, ArticleId)>> {
    let mut sql = Sql::new(tx.is_postgres(), reader);
    let from = sql.from(plan, driver, asked);
    let limit = sql.given(limit);
    let text = format!("SELECT s.id, s.article_id {from} ORDER BY {} DESC LIMIT {limit}", sql.id);
    let rows = tx.rows(&text, &sql.parameters())?;
    rows.iter().map(|row| Ok((ShelfId(row.int(0)?), ArticleId(row.int(1)?)))).collect()
}

/// Whether the text, or the title, of an article has the phrases that must be there and none of
/// those that must not.
pub(super) fn has_phrases(
    tx: &mut Tx,
    plan: &Plan,
    shelf: ShelfId,
    article: ArticleId,
) -> Result<bool> {
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
