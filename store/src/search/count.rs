//! How many answers there are, and which way to them is the shortest.

use super::HitCount;
use super::index::{self, COMMON};
use super::plan::{Condition, Expression, Plan, Row};
use super::query::Flag;
use super::run::{candidates, has_phrases};
use super::sql::{Asked, Driver, Sql};
use crate::counter::{self, Counts};
use crate::database::Tx;
use crate::{Error, ReaderId, Result, tags};

/// Hits of the index alone that are counted: about 10 ms.
const INDEX_LIMIT: i64 = 250_000;
/// Rows that are looked at to count those that hold: about 10 ms.
const ROW_LIMIT: i64 = 10_000;
/// The same where each is looked up in the index.
const LOOK_UP_LIMIT: i64 = 500;
/// Texts that are looked through to count a phrase: about 8 ms.
const TEXT_LIMIT: i64 = 400;
/// To look a row up in the index costs as much as walking over so many hits of it.
const LOOK_UP: i64 = 20;

/// Where the rows are taken from, and at most how many there are.
pub(super) fn driver(tx: &mut Tx, reader: ReaderId, plan: &Plan) -> Result<(Driver, i64)> {
    let lists: Vec<&Row> = plan.conditions.iter().filter_map(positive).collect();
    let hits = match &plan.index {
        None => None,
        Some(_) if plan.conditions.is_empty() => return Ok((Driver::Index, i64::MAX)),
        Some(_) => Some(index_hits(tx, reader, plan)?),
    };
    let counts = counter::read(tx, reader)?;
    let mut best: Option<(Driver, i64)> = None;
    for row in lists {
        let (driver, size) = list(tx, reader, row, &counts)?;
        if best.as_ref().is_none_or(|(_, least)| size < *least) {
            best = Some((driver, size));
        }
    }
    let (driver, size) = best.unwrap_or((Driver::Shelf, counts.all));
    Ok(match hits {
        // Walking the index meets an article of the list every all/size hits, walking the list one
        // with a hit every all/hits articles.
        Some(hits) if hits <= size.saturating_mul(LOOK_UP) => (Driver::Index, hits),
        _ => (driver, size),
    })
}

/// What a condition asks for, where it is one thing that has a list of its own.
fn positive(condition: &Condition) -> Option<&Row> {
    match condition.any.as_slice() {
        [row @ (Row::Tag(_) | Row::Is(Flag::Unread | Flag::Read | Flag::Favourite))] => {
            Some(row).filter(|_| !condition.is_not)
        }
        _ => None,
    }
}

fn list(tx: &mut Tx, reader: ReaderId, row: &Row, counts: &Counts) -> Result<(Driver, i64)> {
    Ok(match row {
        Row::Tag(key) => {
            let tag = tags::find(tx, reader, key)?;
            let size = tag.and_then(|tag| counts.tags.get(&tag)).map_or(0, |count| count.all);
            (Driver::Tag(key.clone()), size)
        }
        Row::Is(Flag::Unread) => (Driver::Shelf, counts.unread),
        Row::Is(Flag::Read) => (Driver::Shelf, counts.archive()),
        Row::Is(Flag::Favourite) => (Driver::Shelf, counts.favourite),
        _ => (Driver::Shelf, counts.all),
    })
}

/// Hits of the plan's expression, at most one more than the rows that are looked at.
fn index_hits(tx: &mut Tx, reader: ReaderId, plan: &Plan) -> Result<i64> {
    if let ([term], Some(Expression::Term(_))) = (plan.terms.as_slice(), &plan.index)
        && let Some(count) = index::kept_count(tx, reader, term)?
    {
        return Ok(count);
    }
    counted(tx, plan, ROW_LIMIT * LOOK_UP)
}

fn counted(tx: &mut Tx, plan: &Plan, limit: i64) -> Result<i64> {
    let Some(index) = &plan.index else { return Ok(0) };
    let mut sql = Sql::of_index(tx.is_postgres());
    let matches = sql.matches("t", index);
    let limit = sql.given(limit);
    let text = format!(
        "SELECT count(*) FROM (SELECT 1 FROM shelf_terms t WHERE {matches} LIMIT {limit}) AS found"
    );
    first_int(tx, &text, &sql)
}

fn first_int(tx: &mut Tx, text: &str, sql: &Sql) -> Result<i64> {
    tx.first(text, &sql.parameters())?.ok_or(Error::Damaged("a count gave no row"))?.int(0)
}

/// Counts the answers, as far as that is cheap; and the term whose count should be kept.
pub(super) fn count(
    tx: &mut Tx,
    reader: ReaderId,
    plan: &Plan,
    driver: &Driver,
    size: i64,
) -> Result<(HitCount, Option<String>)> {
    if !plan.phrases.is_empty() {
        return Ok((phrases(tx, reader, plan, driver)?, None));
    }
    if plan.conditions.is_empty() && plan.index.is_some() {
        return terms(tx, reader, plan);
    }
    if plan.is_without_index()
        && plan.conditions.len() == 1
        && positive(&plan.conditions[0]).is_some()
    {
        return Ok((HitCount { count: size, is_exact: true }, None));
    }
    let looks_up = plan.without.is_some() || plan.index.is_some() && *driver != Driver::Index;
    let limit = if looks_up { LOOK_UP_LIMIT } else { ROW_LIMIT };
    let mut sql = Sql::new(tx.is_postgres(), reader);
    let mut from = sql.from(plan, driver, &Asked::ALL);
    if size > limit {
        // Only the newest are looked at, as there is no end to it where few of many rows hold.
        let newest = sql.newest(plan, driver, limit);
        from.push_str(&format!(" AND {} >= {newest}", sql.id));
    }
    let count = first_int(tx, &format!("SELECT count(*) {from}"), &sql)?;
    Ok((HitCount { count, is_exact: size <= limit }, None))
}

/// Counts words alone.
fn terms(tx: &mut Tx, reader: ReaderId, plan: &Plan) -> Result<(HitCount, Option<String>)> {
    let Some(term) = plan.single_term() else {
        let count = counted(tx, plan, INDEX_LIMIT)?;
        return Ok((HitCount { count, is_exact: count < INDEX_LIMIT }, None));
    };
    if let Some(count) = index::kept_count(tx, reader, term)? {
        return Ok((HitCount { count, is_exact: true }, None));
    }
    let count = counted(tx, plan, i64::MAX)?;
    let common = (count > COMMON).then(|| term.to_owned());
    Ok((HitCount { count, is_exact: true }, common))
}

/// Counts the texts that have the phrases, among the newest that have their words.
fn phrases(tx: &mut Tx, reader: ReaderId, plan: &Plan, driver: &Driver) -> Result<HitCount> {
    let candidates = candidates(tx, reader, plan, driver, &Asked::ALL, TEXT_LIMIT)?;
    let is_exact = (candidates.len() as i64) < TEXT_LIMIT;
    let mut count = 0;
    for (shelf, article) in candidates {
        count += i64::from(has_phrases(tx, plan, shelf, article)?);
    }
    Ok(HitCount { count, is_exact })
}
