//! Figures: every number claim in a text, with its value, unit, what is counted, bound and change.
//!
//! Given a text; gives back [`Figure`]s in text order. Numbers that claim nothing (dates, clock
//! times, ordinals, scores, names with numbers in them, phone numbers) come back too, told apart by
//! [`FigureKind`], so that nothing else reads them as counts. Values are exact. `figures::claim`
//! ties figures to their time, place, claimant and whole.

mod around;
mod carry;
mod exact;
mod link;
mod noun;
mod numeral;
mod other;
mod table;
mod unit;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use exact::Exact;

use crate::scan::{Kind, Tokens};
use numeral::Numeral;
pub(crate) use table::rows;
use table::{Small, tables};

/// Figures of at least this confidence are right in value and unit 95 times of 100: measured on
/// NewsQuant dev (310 of 500 figures; value right 96.8 %, value and unit 95.8 %).
const STRICT: u8 = 93;

/// One number in the text and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The number with its unit: `$30 million`, `55 Ukrainian drones`.
    pub span: Range<usize>,
    /// The digits or number words alone.
    pub number: Range<usize>,
    pub kind: FigureKind,
    pub value: Value,
    pub bound: Bound,
    /// A rise or a fall of this size; `None` when the figure is a level.
    pub change: Option<Direction>,
    /// Normalised: a name from `data/units.tsv`, or the counted noun in lower case, singular.
    /// Empty when the text names none.
    pub unit: String,
    pub unit_kind: UnitKind,
    /// The total in `72 of 131`.
    pub of_total: Option<Exact>,
    /// In percent, by the rules that made it; see [`Figure::is_strict`].
    pub confidence: u8,
}

impl Figure {
    /// It claims how many or how much; not a date, a score, an age in passing or part of a name.
    pub fn is_quantity(&self) -> bool {
        matches!(self.kind, FigureKind::Count | FigureKind::Amount | FigureKind::Age)
    }
}

impl Figure {
    /// Sure enough for readers who would rather miss a figure than see a wrong one.
    pub fn is_strict(&self) -> bool {
        self.is_quantity() && self.confidence >= STRICT
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureKind {
    /// Things or people counted, or a bare number.
    Count,
    /// Money, shares, lengths and the like.
    Amount,
    /// `a 90-year-old`.
    Age,
    /// `Ilse Brandt, 43,`: who somebody is, not what is claimed.
    AgeInPassing,
    Year,
    Date,
    Clock,
    Ordinal,
    Score,
    /// Model names, flight and phone numbers, section marks.
    Label,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    One(Exact),
    /// In the order of the text: `from 60 to 40` is a fall.
    Range(Exact, Exact),
}

/// What the words around a number make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    Equal,
    About,
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
}

impl Bound {
    pub fn mark(self) -> &'static str {
        match self {
            Bound::Equal => "=",
            Bound::About => "~",
            Bound::AtLeast => ">=",
            Bound::MoreThan => ">",
            Bound::AtMost => "<=",
            Bound::LessThan => "<",
        }
    }

    fn marked(mark: &str) -> Bound {
        match mark {
            "~" => Bound::About,
            ">=" => Bound::AtLeast,
            ">" => Bound::MoreThan,
            "<=" => Bound::AtMost,
            "<" => Bound::LessThan,
            _ => Bound::Equal,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// No unit stated.
    None,
    /// A noun of the text.
    Thing,
    Money,
    Percent,
    Points,
    Times,
    Age,
    Time,
    /// Length, mass, power and all other measures.
    Measure,
}

impl UnitKind {
    fn named(name: &str) -> UnitKind {
        match name {
            "money" => UnitKind::Money,
            "percent" => UnitKind::Percent,
            "points" => UnitKind::Points,
            "times" => UnitKind::Times,
            "age" => UnitKind::Age,
            "time" => UnitKind::Time,
            "thing" => UnitKind::Thing,
            _ => UnitKind::Measure,
        }
    }
}

/// `three` as 3; for the rules of other modules.
pub(crate) fn small_number(word: &str) -> Option<i128> {
    numeral::small(word)
}

pub(crate) fn starts_number(tokens: &Tokens<'_>, at: usize) -> bool {
    numeral::may_start(tokens, at)
}

/// The number at this token as plain decimal digits, and the end of its tokens.
pub(crate) fn plain_number(tokens: &Tokens<'_>, at: usize) -> Option<(String, usize)> {
    let numeral = numeral::count_at(tokens, at).filter(|numeral| numeral.first == at)?;
    (numeral.high.is_none()).then(|| (numeral.value.to_string(), numeral.end))
}

pub(crate) fn is_month_name(word: &str) -> bool {
    other::is_month(word)
}

/// Whether the four digits at this token are a year.
pub(crate) fn is_year(tokens: &Tokens<'_>, at: usize) -> bool {
    Numeral::at(tokens, at).is_some_and(|numeral| {
        numeral.end == at + 1
            && matches!(other::kind_of(tokens, &numeral, 0), Some((FigureKind::Year, _)))
    })
}

/// An article, preposition, pronoun or auxiliary.
pub(crate) fn is_small_word(word: &str) -> bool {
    tables().small_words.get(word) == Some(&Small::Function)
}

/// A finite verb or a participle that follows what it is said of.
pub(crate) fn is_verb(word: &str) -> bool {
    tables().small_words.get(word) == Some(&Small::Verb)
}

/// Every number of the text, in order, spans not overlapping.
pub fn read(text: &str) -> Vec<Figure> {
    read_tokens(&Tokens::of(text)).into_iter().map(|(figure, _)| figure).collect()
}

/// As [`read`], each figure with the range of its tokens.
pub(crate) fn read_tokens(tokens: &Tokens<'_>) -> Vec<(Figure, Range<usize>)> {
    let mut found: Vec<(Figure, Range<usize>)> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let candidate = match tokens.list[at].kind {
            Kind::Number => true,
            Kind::Word => numeral::may_start(tokens, at),
            Kind::Punct => false,
        };
        let Some(numeral) = candidate.then(|| Numeral::at(tokens, at)).flatten() else {
            at += 1;
            continue;
        };
        let floor = found.last().map_or(0, |(_, range)| range.end);
        let (figures, end) = read_one(tokens, numeral, floor);
        at = end.max(at + 1);
        found.extend(figures);
    }
    carry::carry(tokens, &mut found);
    found
}

/// The figures that start with this numeral (two for `eight or nine euros`), and where to go on.
fn read_one(
    tokens: &Tokens<'_>,
    numeral: Numeral,
    floor: usize,
) -> (Vec<(Figure, Range<usize>)>, usize) {
    if let Some((kind, end)) = other::kind_of(tokens, &numeral, floor) {
        let bare = unit::Found::none(numeral.first, end.max(numeral.end));
        let figure = build(tokens, &numeral, None, bare, floor, kind);
        return (vec![figure], end.max(numeral.end));
    }
    let mut unit = unit::find(tokens, &numeral, floor);
    let Some(link) = link::link(tokens, &numeral, &unit, floor) else {
        let kind = kind_with(&unit);
        if other::is_label(tokens, &numeral, &unit, floor) {
            let end = numeral.end;
            let bare = unit::Found::none(numeral.first, end);
            return (vec![build(tokens, &numeral, None, bare, floor, FigureKind::Label)], end);
        }
        let end = unit.end.max(numeral.end);
        return (vec![build(tokens, &numeral, None, unit, floor, kind)], end);
    };
    let second = link.numeral;
    let second_unit = unit::find(tokens, &second, link.connector);
    let mut first = numeral;
    // "$10 to $15 billion": the scale is said once.
    if let Some(scale) = second.scale
        && first.scale.is_none()
        && !first.grouped
        && let (Some(scaled), Some(mantissa)) = (first.value.times(scale), second.mantissa)
        && first.value <= mantissa
        && (unit.name.is_empty() || unit.money)
    {
        first.value = scaled;
        first.scale = Some(scale);
    }
    if unit.name.is_empty() || second_unit.name.starts_with(&*unit.name) {
        let start = unit.first;
        unit = second_unit.clone();
        unit.first = start;
    }
    let end = second_unit.end.max(second.end);
    let kind = kind_with(&unit);
    if link.is_range {
        unit.end = end;
        first.end = second.end;
        return (vec![build(tokens, &first, Some(second.value), unit, floor, kind)], end);
    }
    unit.end = first.end;
    let one = build(tokens, &first, None, unit, floor, kind);
    let kind = kind_with(&second_unit);
    let two = build(tokens, &second, None, second_unit, link.connector, kind);
    (vec![one, two], end)
}

fn kind_with(unit: &unit::Found) -> FigureKind {
    match unit.kind {
        UnitKind::None | UnitKind::Thing => FigureKind::Count,
        UnitKind::Age => FigureKind::Age,
        _ => FigureKind::Amount,
    }
}

fn build(
    tokens: &Tokens<'_>,
    numeral: &Numeral,
    high: Option<Exact>,
    unit: unit::Found,
    floor: usize,
    kind: FigureKind,
) -> (Figure, Range<usize>) {
    let first = unit.first.min(numeral.first);
    let end = unit.end.max(numeral.end);
    let around = around::read(tokens, first, end, floor, unit.kind, tables());
    let high = high.or(numeral.high);
    let value = match high {
        Some(high) => Value::Range(numeral.value, high),
        None => Value::One(numeral.value),
    };
    let bound = if around.bound == Bound::Equal { numeral.bound } else { around.bound };
    let mut change = around.change.or(numeral.sign);
    if let (Value::Range(low, high), Some(_)) = (value, around.change) {
        change = Some(if high < low { Direction::Down } else { Direction::Up });
    }
    let figure = Figure {
        span: tokens.span(first, end),
        number: tokens.span(numeral.first, numeral.end),
        kind,
        value,
        bound,
        change,
        unit: unit.name,
        unit_kind: unit.kind,
        of_total: link::total(tokens, numeral.end)
            .filter(|total| matches!(value, Value::One(one) if one <= *total)),
        confidence: numeral.confidence.min(unit.confidence),
    };
    (figure, first..end)
}
