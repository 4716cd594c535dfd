//! Dates, times and spans of time named in a text, resolved against the day it was published.
//!
//! Given a text and its day; gives back [`When`]s in text order with TIMEX3 values (`2013-05-02`,
//! `2013-W18`, `1989-Q3`, `P90D`, `PAST_REF`), the first and last day they cover where that can be
//! said, and the other readings a name allows (`Friday`: the last one or the next).

mod article;
mod calendar;
mod clock;
mod count;
mod day;
mod period;
mod phrase;
mod relative;

#[cfg(test)]
mod tests;

use std::ops::Range;

use jiff::civil::Date;

use crate::scan::Tokens;

/// One expression of time.
#[derive(Clone, Debug, PartialEq)]
pub struct When {
    pub span: Range<usize>,
    pub kind: WhenKind,
    /// TIMEX3 value of the likeliest reading; its length is its precision.
    pub value: String,
    /// Other readings, likelier first.
    pub others: Vec<String>,
    /// First and last day covered; `None` for lengths of time and vague references.
    pub days: Option<(Date, Date)>,
    pub direction: Tense,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenKind {
    Date,
    /// A part of a day or a time of the clock.
    Time,
    /// A length of time, not tied to the calendar.
    Duration,
    /// `each July`, `daily`.
    Set,
    /// `now`, `recently`: before, at or after the telling.
    Reference,
}

/// Where the time lies as seen from the day of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    Past,
    Present,
    Future,
    /// Not tied to the calendar, or known only with a day of publication.
    Open,
}

/// The times named in a text, in order; spans do not overlap. Without a day of publication only
/// what the text itself dates has days; the rest keeps its form with `X` for what is not known.
pub fn read(text: &str, published: Option<Date>) -> Vec<When> {
    read_tokens(&Tokens::of(text), published).into_iter().map(|(when, _)| when).collect()
}

/// As [`read`], each with the range of its tokens.
pub(crate) fn read_tokens(
    tokens: &Tokens<'_>,
    published: Option<Date>,
) -> Vec<(When, Range<usize>)> {
    let mut found: Vec<(When, Range<usize>)> = Vec::new();
    let mut state = phrase::State::new(published);
    let mut at = 0;
    while at < tokens.len() {
        let Some(hit) = phrase::at(tokens, at, &state) else {
            at += 1;
            continue;
        };
        let first =
            phrase::widen(tokens, hit.first, found.last().map_or(0, |(_, range)| range.end));
        state.remember(&hit);
        at = hit.end.max(at + 1);
        let when = When {
            span: tokens.span(first, hit.end),
            kind: hit.kind,
            direction: state.tense(&hit),
            days: hit.days,
            value: hit.value,
            others: hit.others,
        };
        found.push((when, first..hit.end));
    }
    found
}
