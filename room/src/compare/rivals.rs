//! The table of rival claims of articles that are on one reader's shelf.
//!
//! [`load`] loads what was kept of them and has `record` compare their claims; [`table`] makes of the
//! comparison what the page shows. Nothing is decided here: verdicts and reasons are the record's.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;
use record::Record;
use record::rival::table::{self as layout, lay_out};
use record::rival::{Account, Comparison, Kind, Relation, Verdict};
use sha2::{Digest, Sha256};
use store::{ReaderId, ShelfId, ShelfItem};

use super::view::{Cell, Claimant, Entry, Note, Reason, Rivals, Row, Source};
use crate::article::record::{Kept, letter};
use crate::layout::When;
use crate::{App, Result};

#[cfg(test)]
mod tests;

/// An article to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    pub id: ShelfId,
    /// The one of the members whose text it reprints.
    pub reprint_of: Option<ShelfId>,
}

/// Articles compared at once; of more, the first.
pub const MOST: usize = 200;
/// Columns of their own; with more the table is wider than any screen.
const COLUMNS: usize = 6;
/// Bytes of a sentence shown on either side of a figure.
const AROUND: usize = 140;
/// Pairs named for a reason, and figures of other rows named in a row.
const PAIRS: usize = 3;
const NOTES: usize = 4;

/// One article with all that comparing needs.
#[derive(Clone, Debug)]
pub struct Told {
    pub(crate) item: ShelfItem,
    pub(crate) text: String,
    pub(crate) kept: Kept,
    pub(crate) record: Record,
    pub(crate) outlet: String,
    pub(crate) published: Option<Date>,
    /// Index of an earlier one.
    pub(crate) reprint_of: Option<usize>,
}

/// The articles with their texts and records, in the order of [`items`]. Those that are not on the
/// shelf, or have no text, are left out.
///
/// # Errors
/// Those of the store.
pub async fn load(app: &App, reader: ReaderId, members: &[Member]) -> Result<Vec<Told>> {
    let items = items(app, reader, members).await?;
    told(app, items, members).await
}

/// The one whose text an article reprints.
fn original(item: &ShelfItem, members: &[Member]) -> Option<ShelfId> {
    let member = members.iter().find(|member| member.id == item.id)?;
    member.reprint_of.filter(|of| *of != item.id)
}

/// The articles in the order of their publication, each reprint after its original.
async fn items(app: &App, reader: ReaderId, members: &[Member]) -> Result<Vec<ShelfItem>> {
    let ids = members.iter().take(MOST).map(|member| member.id).collect();
    let mut items = app.store.shelf_items(reader, ids).await?;
    items.retain(|item| item.version > 0);
    let times: BTreeMap<ShelfId, Timestamp> =
        items.iter().map(|item| (item.id, item.published_at.unwrap_or(item.saved_at))).collect();
    items.sort_by_key(|item| {
        let of = original(item, members).and_then(|of| times.get(&of));
        (times.get(&item.id).max(of).copied(), of.is_some(), item.id)
    });
    Ok(items)
}

async fn told(app: &App, items: Vec<ShelfItem>, members: &[Member]) -> Result<Vec<Told>> {
    let wanted = items.iter().map(|item| (item.article_id, item.version)).collect();
    let contents = app.store.contents(wanted).await?;
    let at: BTreeMap<ShelfId, usize> = items.iter().map(|item| item.id).zip(0..).collect();
    let told = items.into_iter().zip(contents).enumerate().map(|(nth, (item, content))| {
        let kept = Kept::parse(&content.record);
        let published = item.published.as_deref().and_then(|stated| stated.get(..10)?.parse().ok());
        let reprint_of = original(&item, members).and_then(|of| at.get(&of).copied());
        Told {
            record: kept.recall(&content.text, published),
            text: content.text,
            kept,
            outlet: outlet(&item),
            published,
            reprint_of: reprint_of.filter(|of| *of < nth),
            item,
        }
    });
    Ok(told.collect())
}

/// The outlet, or where the page is from.
fn outlet(item: &ShelfItem) -> String {
    let named = item.outlet.clone().filter(|outlet| !outlet.trim().is_empty());
    named.unwrap_or_else(|| {
        let url = url::Url::parse(&item.url).ok();
        let host = url.as_ref().and_then(url::Url::host_str).unwrap_or(&item.url);
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    })
}

pub(crate) fn accounts(told: &[Told]) -> Vec<Account<'_>> {
    let account = |one| {
        let Told { text, record, outlet, published, reprint_of, .. }: &Told = one;
        Account { text, record, outlet, published: *published, reprint_of: *reprint_of }
    };
    told.iter().map(account).collect()
}

/// The comparison as it is shown.
pub fn table(told: &[Told]) -> Rivals {
    let accounts = accounts(told);
    let compared = record::rival::compare(&accounts);
    let rows = lay_out(&accounts, &compared);
    let table = Table { told, compared: &compared };
    let (shared, alone): (Vec<_>, Vec<_>) =
        (0..).zip(&rows).partition(|(_, row)| is_worth_a_row(row));
    let voices = columns(shared.iter().map(|(_, row)| *row));
    let has_rest =
        shared.iter().flat_map(|(_, row)| &row.cells).any(|c| !voices.contains(&c.voice));
    let mut columns: Vec<Claimant> = voices.iter().map(|voice| table.claimant(*voice)).collect();
    if has_rest {
        columns.push(Claimant { name: String::new(), is_outlet: false });
    }
    let notes = table.notes();
    let row = |(number, row): &(usize, &layout::Row), voices: &[usize], has_rest: bool| Row {
        cells: table.cells(row, voices, has_rest),
        notes: notes_of(row, &notes),
        ..table.row(*number, row)
    };
    let own = |one: &(usize, &layout::Row)| {
        let voices: Vec<usize> = one.1.cells.iter().map(|cell| cell.voice).collect();
        row(one, &voices, false)
    };
    Rivals {
        rows: shared.iter().map(|one| row(one, &voices, has_rest)).collect(),
        alone: alone.iter().map(own).collect(),
        columns,
        left_out: compared.left_out,
        article_count: told.len(),
    }
}

/// Two claimants, or one who said something else before.
fn is_worth_a_row(row: &layout::Row) -> bool {
    row.cells.len() > 1 || row.relations.iter().any(|relation| relation.kind == Kind::Update)
}

/// The voices that have a column, those who speak of most measures first.
fn columns<'r>(rows: impl Iterator<Item = &'r layout::Row>) -> Vec<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for cell in rows.flat_map(|row| &row.cells) {
        *counts.entry(cell.voice).or_default() += 1;
    }
    let mut voices: Vec<(usize, usize)> = counts.into_iter().collect();
    voices.sort_by_key(|(voice, count)| (std::cmp::Reverse(*count), *voice));
    // One more than there is room for needs no column of others.
    let room = if voices.len() == COLUMNS + 1 { COLUMNS + 1 } else { COLUMNS };
    voices.into_iter().take(room).map(|(voice, _)| voice).collect()
}

struct Table<'t> {
    told: &'t [Told],
    compared: &'t Comparison,
}

/// A note under the claim it is said of.
type Notes = BTreeMap<usize, Vec<Note>>;

impl Table<'_> {
    fn claimant(&self, voice: usize) -> Claimant {
        let voice = &self.compared.voices[voice];
        Claimant { name: voice.name.clone(), is_outlet: voice.is_outlet }
    }

    fn row(&self, number: usize, row: &layout::Row) -> Row {
        let is_said = row.measure.contains(&row.unit) || row.unit.is_empty();
        let measure = if row.measure.is_empty() { &row.unit } else { &row.measure };
        Row {
            measure: measure.clone(),
            unit: if is_said || row.measure.is_empty() { String::new() } else { row.unit.clone() },
            place: row.place.clone(),
            days: row.days.map(days).unwrap_or_default(),
            verdict: if is_worth_a_row(row) { row.verdict.words() } else { "" },
            range: row
                .range
                .filter(|(low, high)| low < high)
                .map(|(low, high)| format!("{} to {}", number_words(low), number_words(high))),
            cells: Vec::new(),
            reasons: self.reasons(row),
            notes: Vec::new(),
            number,
        }
    }

    fn cells(&self, row: &layout::Row, voices: &[usize], has_rest: bool) -> Vec<Cell> {
        let of = |voice: &usize| {
            let cell = row.cells.iter().find(|cell| cell.voice == *voice);
            let entries = cell.into_iter().flat_map(|cell| &cell.entries);
            let claimant = self.claimant(*voice).name;
            Cell { claimant, entries: entries.map(|entry| self.entry(entry, None)).collect() }
        };
        let mut cells: Vec<Cell> = voices.iter().map(of).collect();
        if has_rest {
            let rest = row.cells.iter().filter(|cell| !voices.contains(&cell.voice));
            let entries = rest.flat_map(|cell| {
                let name = self.claimant(cell.voice).name;
                cell.entries.iter().map(move |entry| self.entry(entry, Some(name.clone())))
            });
            cells.push(Cell { claimant: "Others".to_owned(), entries: entries.collect() });
        }
        cells
    }

    fn entry(&self, entry: &layout::Entry, claimant: Option<String>) -> Entry {
        let text = &self.told[entry.article].text;
        let (before, after) = around(text, &entry.span, &entry.sentence);
        let source = |stated: &usize| {
            let stated = &self.compared.stated[*stated];
            self.source(stated.article, &stated.span)
        };
        let mut seen = HashSet::from([entry.article]);
        let is_new = |stated: &&usize| seen.insert(self.compared.stated[**stated].article);
        let also = entry.all.iter().filter(is_new).map(source).collect();
        let roots: HashSet<usize> = entry.articles.iter().map(|at| self.root(*at)).collect();
        Entry {
            claimant,
            bound: bound(entry.mark),
            figure: one_line(&text[entry.span.clone()]),
            before,
            after,
            source: self.source(entry.article, &entry.span),
            is_superseded: entry.is_superseded,
            is_part: entry.is_part,
            also,
            report_count: roots.len(),
        }
    }

    /// The article whose text this one prints.
    fn root(&self, mut at: usize) -> usize {
        while let Some(of) = self.told[at].reprint_of {
            at = of;
        }
        at
    }

    fn source(&self, article: usize, span: &Range<usize>) -> Source {
        let told = &self.told[article];
        let mut figures = told.kept.figures.iter();
        let at = figures.position(|figure| figure.span == (span.start, span.end));
        let words = at.map(|at| format!("#f{}", letter(at))).unwrap_or_default();
        Source {
            href: format!("/read/{}{words}", told.item.id),
            outlet: told.outlet.clone(),
            title: told.item.title.clone(),
            when: told.item.published.as_deref().and_then(When::stated),
            is_reprint: told.reprint_of.is_some(),
            article: told.item.id.0,
            span: (span.start, span.end),
            figure: figure_number(&told.text, span),
        }
    }

    /// "Valnet: 12,000 homes".
    fn said(&self, stated: usize) -> String {
        let stated = &self.compared.stated[stated];
        let figure = one_line(&self.told[stated.article].text[stated.span.clone()]);
        format!("{}: {figure}", self.compared.voices[stated.voice].name)
    }

    /// Each reason once, with the pairs it is said of.
    fn reasons(&self, row: &layout::Row) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = Vec::new();
        for relation in row.relations.iter().filter(|relation| is_between_voices(relation, self)) {
            let (verdict, words) = (relation.kind.verdict().words(), relation.reason.words());
            let (a, b) = (self.said(relation.a), self.said(relation.b));
            let pair = match relation.kind {
                Kind::Update => format!("{a} replaces {}", figure_of(&b)),
                _ => format!("{a}; {b}"),
            };
            let known = |one: &&mut Reason| (one.verdict, one.words) == (verdict, words);
            match reasons.iter_mut().find(known) {
                Some(reason) if reason.pairs.contains(&pair) => {}
                Some(reason) if reason.pairs.len() < PAIRS => reason.pairs.push(pair),
                Some(reason) => reason.more += 1,
                None => reasons.push(Reason { verdict, words, pairs: vec![pair], more: 0 }),
            }
        }
        reasons
    }

    /// What is said of claims and those of other rows.
    fn notes(&self) -> Notes {
        let mut notes: Notes = BTreeMap::new();
        for relation in &self.compared.relations {
            let (a, b) = (relation.a, relation.b);
            if self.compared.rows[a] == self.compared.rows[b] {
                continue;
            }
            let is_part = relation.kind.verdict() == Verdict::PartOf;
            let words = |other: usize, is_whole: bool| Note {
                verdict: if is_part && !is_whole {
                    "holds"
                } else {
                    relation.kind.verdict().words()
                },
                words: if is_part && !is_whole { "counts it in" } else { relation.reason.words() },
                other: self.said(other),
                href: {
                    let stated = &self.compared.stated[other];
                    self.source(stated.article, &stated.span).href
                },
            };
            for (own, other, is_whole) in [(a, b, true), (b, a, false)] {
                let of_own = notes.entry(own).or_default();
                let note = words(other, is_whole);
                let is_known =
                    |known: &Note| (&known.other, known.words) == (&note.other, note.words);
                if of_own.len() < NOTES && !of_own.iter().any(is_known) {
                    of_own.push(note);
                }
            }
        }
        notes
    }
}

/// A claimant who says it again is no news.
fn is_between_voices(relation: &Relation, table: &Table<'_>) -> bool {
    let voice = |at: usize| table.compared.stated[at].voice;
    relation.kind != Kind::Same || voice(relation.a) != voice(relation.b)
}

fn notes_of(row: &layout::Row, notes: &Notes) -> Vec<Note> {
    let mut found: Vec<Note> = Vec::new();
    let claims = row.cells.iter().flat_map(|cell| &cell.entries).flat_map(|entry| &entry.all);
    for note in claims.filter_map(|at| notes.get(at)).flatten() {
        let is_known = |known: &Note| (&known.other, known.words) == (&note.other, note.words);
        if found.len() < NOTES && !found.iter().any(is_known) {
            found.push(note.clone());
        }
    }
    found
}

/// "12,000 homes" of "Valnet: 12,000 homes".
fn figure_of(said: &str) -> &str {
    said.rsplit_once(": ").map_or(said, |(_, figure)| figure)
}

/// Bytes on each side of a figure that tell it from others.
const BESIDE: usize = 60;

/// See [`Source::figure`]. Small differences of spaces and of capitals are none.
fn figure_number(text: &str, span: &Range<usize>) -> i64 {
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let before = &before[before.ceil_char_boundary(before.len().saturating_sub(BESIDE))..];
    let after = &after[..after.floor_char_boundary(BESIDE)];
    let before = before.rsplit('\n').next().unwrap_or(before);
    let after = after.split('\n').next().unwrap_or(after);
    let words = one_line(&format!("{before}{}{after}", &text[span.clone()])).to_lowercase();
    let hash = Sha256::digest(words.as_bytes());
    let first = hash.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    // Numbers of both databases have a sign.
    (first >> 1).cast_signed()
}

pub(crate) fn bound(mark: &str) -> &'static str {
    match mark {
        ">=" => "at least",
        ">" => "more than",
        "<=" => "at most",
        "<" => "less than",
        "~" => "about",
        _ => "",
    }
}

/// What stands in the sentence before and after a span, cut where it is long.
fn around(text: &str, span: &Range<usize>, sentence: &Range<usize>) -> (String, String) {
    let start = sentence.start.min(span.start);
    let end = sentence.end.max(span.end);
    let from = text.floor_char_boundary(start.max(span.start.saturating_sub(AROUND)));
    let to = text.ceil_char_boundary(end.min(span.end + AROUND));
    // Cut at words.
    let from = match text[from..span.start].find(' ') {
        Some(at) if from > start => from + at + 1,
        _ => from,
    };
    let to = match text[span.end..to].rfind(' ') {
        Some(at) if to < end => span.end + at,
        _ => to,
    };
    let (mut before, mut after) = (lined(&text[from..span.start]), lined(&text[span.end..to]));
    if from > start {
        before.insert_str(0, "… ");
    }
    if to < end {
        after.push_str(" …");
    }
    (before, after)
}

/// White space of any kind and length as one space.
fn lined(text: &str) -> String {
    let words = one_line(text);
    if words.is_empty() {
        return if text.is_empty() { words } else { " ".to_owned() };
    }
    let gap = |is_gap: bool| if is_gap { " " } else { "" };
    let starts = text.starts_with(char::is_whitespace);
    let ends = text.ends_with(char::is_whitespace);
    format!("{}{words}{}", gap(starts), gap(ends))
}

pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Digits in groups of three, and decimals as far as there are any.
pub(crate) fn number_words(value: f64) -> String {
    let plain = format!("{}", (value * 1e6).round() / 1e6);
    let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), None), |(w, r)| (w, Some(r)));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), crate::layout::grouped);
    rest.map_or_else(|| whole.clone(), |rest| format!("{whole}.{rest}"))
}

/// "23 November 2026", "1 to 30 June 2026".
pub(crate) fn days((first, last): (Date, Date)) -> String {
    let end = last.strftime("%-d %B %Y").to_string();
    let start = match () {
        () if first == last => return end,
        () if (first.year(), first.month()) == (last.year(), last.month()) => "%-d",
        () if first.year() == last.year() => "%-d %B",
        () => "%-d %B %Y",
    };
    format!("{} to {end}", first.strftime(start))
}
