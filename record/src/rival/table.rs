//! The comparison laid out: a row for each question, a column for each claimant.

use std::ops::Range;

use super::{Account, Comparison, Kind, Relation, Verdict};
use crate::figures::{UnitKind, Value};

/// One cell's figure: where it stands and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Index into [`Comparison::stated`].
    pub stated: usize,
    pub article: usize,
    /// The figure's words, as bytes of the article's text.
    pub span: Range<usize>,
    /// The sentence that holds it.
    pub sentence: Range<usize>,
    /// "at least", "about" and the like as a sign; empty for exactly.
    pub mark: &'static str,
    pub low: f64,
    /// As `low` but for ranges.
    pub high: f64,
    /// What `low` and `high` are counted in.
    pub unit: String,
    /// All articles that carry it, in their order; `article` is the first.
    pub articles: Vec<usize>,
    /// All claims that say it, as indices into [`Comparison::stated`]; `stated` is the first.
    pub all: Vec<usize>,
    /// A later figure of the same claimant replaces it.
    pub is_superseded: bool,
    /// Counted within another figure.
    pub is_part: bool,
}

/// What one claimant says on one measure, in the order of the reports; restatements folded.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Index into [`Comparison::voices`].
    pub voice: usize,
    pub entries: Vec<Entry>,
}

/// One measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What is measured: `people killed`.
    pub measure: String,
    pub unit: String,
    pub place: String,
    /// First and last day, as the first claim has them.
    pub days: Option<(jiff::civil::Date, jiff::civil::Date)>,
    /// In the order in which the claimants first speak.
    pub cells: Vec<Cell>,
    /// From the lowest to the highest figure that still stands and is no part of another; `None`
    /// where they are not all given in one unit.
    pub range: Option<(f64, f64)>,
    pub verdict: Verdict,
    /// The pairs the verdict rests on.
    pub relations: Vec<Relation>,
}

/// Rows in the order of their first figures; those one claimant alone speaks of last.
pub fn lay_out(accounts: &[Account<'_>], comparison: &Comparison) -> Vec<Row> {
    let count = comparison.rows.iter().max().map_or(0, |last| last + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, row) in comparison.rows.iter().enumerate() {
        members[*row].push(at);
    }
    let mut rows: Vec<Row> =
        members.iter().map(|members| row(accounts, comparison, members)).collect();
    rows.sort_by_key(|row| row.cells.len() < 2);
    rows
}

fn row(accounts: &[Account<'_>], comparison: &Comparison, members: &[usize]) -> Row {
    let first = &comparison.stated[members[0]];
    let claim = &accounts[first.article].record.claims[first.claim];
    let has = |at: usize| members.binary_search(&at).is_ok();
    let relations: Vec<Relation> =
        comparison.relations.iter().filter(|r| has(r.a) && has(r.b)).copied().collect();
    let mut cells: Vec<Cell> = Vec::new();
    for &at in members {
        let entry = entry(accounts, comparison, at);
        let voice = comparison.stated[at].voice;
        match cells.iter_mut().find(|cell| cell.voice == voice) {
            Some(cell) => cell.entries.push(entry),
            None => cells.push(Cell { voice, entries: vec![entry] }),
        }
    }
    cells.iter_mut().for_each(fold);
    let place = claim.place.clone().map_or("", |place| &accounts[first.article].text[place]);
    Row {
        measure: claim.measured().to_owned(),
        unit: claim.figure.unit.clone(),
        place: place.to_owned(),
        days: claim.days,
        range: range(&cells).filter(|_| is_one_unit(accounts, comparison, members)),
        verdict: verdict(&relations, &cells),
        cells,
        relations,
    }
}

fn range(cells: &[Cell]) -> Option<(f64, f64)> {
    let entries = || cells.iter().flat_map(|cell| &cell.entries);
    let standing = || entries().filter(|entry| !entry.is_superseded && !entry.is_part);
    let low = standing().map(|entry| entry.low).reduce(f64::min);
    let high = standing().map(|entry| entry.high).reduce(f64::max);
    low.zip(high)
}

/// Homes and households can be set side by side as they are, miles and kilometres cannot.
fn is_one_unit(accounts: &[Account<'_>], comparison: &Comparison, members: &[usize]) -> bool {
    let figure = |at: &usize| {
        let stated = &comparison.stated[*at];
        &accounts[stated.article].record.claims[stated.claim].figure
    };
    let first = figure(&members[0]);
    members.iter().map(figure).all(|figure| {
        figure.unit == first.unit
            || [figure.unit_kind, first.unit_kind]
                .iter()
                .all(|kind| matches!(kind, UnitKind::Thing | UnitKind::None))
    })
}

fn entry(accounts: &[Account<'_>], comparison: &Comparison, at: usize) -> Entry {
    let stated = &comparison.stated[at];
    let claim = &accounts[stated.article].record.claims[stated.claim];
    let (low, high) = match claim.figure.value {
        Value::One(one) => (one.to_f64(), one.to_f64()),
        Value::Range(low, high) => (low.to_f64(), high.to_f64()),
    };
    let has = |kind: Kind, end: fn(&Relation) -> usize| {
        comparison.relations.iter().any(|r| r.kind == kind && end(r) == at)
    };
    Entry {
        stated: at,
        article: stated.article,
        span: stated.span.clone(),
        sentence: claim.sentence.clone(),
        mark: Some(claim.figure.bound.mark()).filter(|mark| *mark != "=").unwrap_or(""),
        low: low.min(high),
        high: high.max(low),
        unit: claim.figure.unit.clone(),
        articles: vec![stated.article],
        all: vec![at],
        is_superseded: has(Kind::Update, |r| r.b),
        is_part: has(Kind::Part, |r| r.a),
    }
}

/// The same figure again is one entry that lists the articles; one that was replaced meanwhile and
/// then said anew is another.
fn fold(cell: &mut Cell) {
    let mut kept: Vec<Entry> = Vec::new();
    for entry in cell.entries.drain(..) {
        let said = |one: &Entry| (one.low, one.high, one.mark, one.is_superseded, one.is_part);
        match kept.iter_mut().find(|one| said(one) == said(&entry) && one.unit == entry.unit) {
            Some(one) => {
                one.all.push(entry.stated);
                if one.articles.last() != Some(&entry.article) {
                    one.articles.push(entry.article);
                }
            }
            None => kept.push(entry),
        }
    }
    cell.entries = kept;
}

/// Disagreement outweighs agreement, and agreement what merely followed. What was replaced disagrees
/// with nobody any more.
fn verdict(relations: &[Relation], cells: &[Cell]) -> Verdict {
    let standing = |at: usize| {
        let mut entries = cells.iter().flat_map(|cell| &cell.entries);
        entries.any(|entry| entry.all.contains(&at) && !entry.is_superseded)
    };
    let has = |verdict: Verdict| {
        let mut of_it = relations.iter().filter(|r| r.kind.verdict() == verdict);
        of_it.any(|r| verdict == Verdict::Superseded || standing(r.a) && standing(r.b))
    };
    [Verdict::Differ, Verdict::Agree, Verdict::Superseded, Verdict::PartOf]
        .into_iter()
        .find(|verdict| has(*verdict))
        .unwrap_or(Verdict::NotComparable)
}
