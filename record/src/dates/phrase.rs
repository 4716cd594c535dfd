//! The phrases of time, read from a token on; longest reading first.

use std::cell::Cell;

use jiff::civil::{Date, Weekday};

use super::calendar::{self, Unit, month_of, part_of, season_of, shift, shift_months, weekday_of};
use super::{Tense, WhenKind, clock};
use crate::figures::{self, small_number};
use crate::scan::{Kind, Tokens};

/// What is known while reading: the day of publication and the last day named.
pub(crate) struct State {
    today: Option<Date>,
    last: Option<(Date, Date)>,
    last_value: String,
    /// Phrases within phrases being read now: `the end of the end of …` stops at eight.
    depth: Cell<u8>,
}

const DEPTH: u8 = 8;

/// A phrase found.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) first: usize,
    pub(crate) end: usize,
    pub(crate) kind: WhenKind,
    pub(crate) value: String,
    pub(crate) others: Vec<String>,
    pub(crate) days: Option<(Date, Date)>,
    tense: Option<Tense>,
}

impl Hit {
    fn new(range: std::ops::Range<usize>, kind: WhenKind, value: impl Into<String>) -> Hit {
        Hit {
            first: range.start,
            end: range.end,
            kind,
            value: value.into(),
            others: Vec::new(),
            days: None,
            tense: None,
        }
    }

    fn or(mut self, other: impl Into<String>) -> Hit {
        self.others.push(other.into());
        self
    }

    fn days(mut self, days: Option<(Date, Date)>) -> Hit {
        self.days = days;
        self
    }

    fn tense(mut self, tense: Tense) -> Hit {
        self.tense = Some(tense);
        self
    }

    fn from(mut self, first: usize) -> Hit {
        self.first = first;
        self
    }
}

impl State {
    pub(crate) fn new(today: Option<Date>) -> State {
        State {
            today,
            last: None,
            last_value: String::new(),
            depth: Cell::new(0),
        }
    }

    pub(crate) fn remember(&mut self, hit: &Hit) {
        if hit.days.is_some() && hit.kind != WhenKind::Reference {
            self.last = hit.days;
            self.last_value.clone_from(&hit.value);
        }
    }

    pub(crate) fn tense(&self, hit: &Hit) -> Tense {
        if let Some(tense) = hit.tense {
            return tense;
        }
        match (hit.days, self.today) {
            (Some((_, last)), Some(today)) if last < today => Tense::Past,
            (Some((first, _)), Some(today)) if first > today => Tense::Future,
            (Some(_), Some(_)) => Tense::Present,
            _ => Tense::Open,
        }
    }
}

/// Words before the core that belong to the expression: `early`, `nearly`, `the end of`.
pub(crate) fn widen(tokens: &Tokens<'_>, first: usize, floor: usize) -> usize {
    let mut start = first;
    while start > floor && !tokens.opens(start) {
        let low = tokens.low(start - 1);
        let part = matches!(
            low.as_str(),
            "early"
                | "late"
                | "mid"
                | "earlier"
                | "later"
                | "around"
                | "about"
                | "nearly"
                | "almost"
                | "just"
                | "approximately"
                | "shortly"
                | "sometime"
                | "only"
                | "roughly"
        );
        let dash =
            tokens.text(start - 1) == "-" && start - 1 > floor && tokens.is(start - 2, "mid");
        if !(part || dash) {
            break;
        }
        start -= 1;
    }
    start
}

/// The phrase that starts at this token.
pub(crate) fn at(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    deeper(state, || read_at(tokens, at, state))
}

/// Reads a phrase inside another, unless it is nested too deep to be language.
fn deeper(state: &State, read: impl FnOnce() -> Option<Hit>) -> Option<Hit> {
    let depth = state.depth.get();
    if depth >= DEPTH {
        return None;
    }
    state.depth.set(depth + 1);
    let hit = read();
    state.depth.set(depth);
    hit
}

fn read_at(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    match tokens.kind(at)? {
        Kind::Number => number(tokens, at, state),
        Kind::Word => word(tokens, at, state),
        Kind::Punct => apostrophe_decade(tokens, at),
    }
}

fn word(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let low = tokens.low(at);
    // "Tuesday's sinking", "last year's".
    let word = low
        .as_str()
        .trim_end_matches("'s")
        .trim_end_matches("\u{2019}s");
    // Most words open no phrase of time: decided by length and first letter before any table.
    if word.is_empty() || word.len() > 12 {
        return None;
    }
    if tokens.capital(at) {
        if let Some(month) = month_of(word) {
            return month_phrase(tokens, at, month, state);
        }
        if let Some(weekday) = weekday_of(word) {
            return weekday_phrase(tokens, at, weekday, word, state);
        }
    }
    simple(tokens, at, word, state)
        .or_else(|| clock_phrase(tokens, at, state))
        .or_else(|| determined(tokens, at, word, state))
        .or_else(|| season(tokens, at, word, state))
        .or_else(|| quarter(tokens, at, state))
        .or_else(|| night_in_a_row(tokens, at, word, state))
        .or_else(|| counted(tokens, at, state))
        .or_else(|| spoken_year(tokens, at))
}

/// `third night`, `a third straight night Wednesday`.
fn night_in_a_row(tokens: &Tokens<'_>, at: usize, word: &str, state: &State) -> Option<Hit> {
    ordinal(word)?;
    let straight = matches!(tokens.low(at + 1).as_str(), "straight" | "consecutive");
    let night = at + 1 + usize::from(straight);
    let part = part_of(tokens.low(night).as_str()).filter(|_| !tokens.opens(night))?;
    let day = night + 1;
    let low = tokens.low(day);
    if let Some(weekday) = weekday_of(low.as_str()).filter(|_| tokens.capital(day)) {
        let mut hit = weekday_phrase(tokens, day, weekday, low.as_str(), state)?;
        hit.value.push_str(part);
        hit.kind = WhenKind::Time;
        return Some(hit.from(at));
    }
    Some(of_day(at..night + 1, part, state))
}

fn number(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    digits_date(tokens, at)
        .or_else(|| day_month(tokens, at, state))
        .or_else(|| clock_phrase(tokens, at, state))
        .or_else(|| century(tokens, at))
        .or_else(|| decade(tokens, at))
        .or_else(|| quarter(tokens, at, state))
        .or_else(|| counted(tokens, at, state))
        .or_else(|| bare_year(tokens, at, state))
}

/// `2013-05-02`, `05/03/2013`, `2012.08.08`.
fn digits_date(tokens: &Tokens<'_>, at: usize) -> Option<Hit> {
    let text = tokens.text(at);
    let parts: Vec<&str> = text.split('.').collect();
    let (parts, end) = if parts.len() == 3 {
        (parts, at + 1)
    } else {
        let mark = tokens.text(at + 1);
        let joined = matches!(mark, "-" | "/")
            && tokens.text(at + 3) == mark
            && (at + 1..at + 5).all(|inner| tokens.glued(inner))
            && tokens.kind(at + 4) == Some(Kind::Number);
        if !joined {
            return None;
        }
        (vec![text, tokens.text(at + 2), tokens.text(at + 4)], at + 5)
    };
    let numbers: Vec<i16> = parts
        .iter()
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let &[a, b, c] = numbers.as_slice() else {
        return None;
    };
    let year = |year: i16, text: &str| {
        if text.len() == 2 {
            if year < 50 { 2000 + year } else { 1900 + year }
        } else {
            year
        }
    };
    // Year first, else month first unless that cannot be (the American order of our sources).
    let (y, m, d) = if parts[0].len() == 4 {
        (a, b, c)
    } else if a > 12 {
        (year(c, parts[2]), b, a)
    } else {
        (year(c, parts[2]), a, b)
    };
    let day = Date::new(y, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()?;
    Some(Hit::new(at..end, WhenKind::Date, day.to_string()).days(Some((day, day))))
}

/// `Oct. 1`, `March 15, 2007`, `August 1988`, `June last year`, `January`.
fn month_phrase(tokens: &Tokens<'_>, at: usize, month: i8, state: &State) -> Option<Hit> {
    let mut end = at + 1;
    if tokens.text(end) == "." && tokens.glued(end) && tokens.text(at).len() <= 4 {
        end += 1;
    }
    if let Some((day, after)) = day_number(tokens, end) {
        if let Some((year, after)) = year_after(tokens, after, state) {
            return dated(at..after, year, month, day);
        }
        return recurring(tokens, at..after, month, day, state);
    }
    // "May 03,2013" and "May 03,2013,1:32" come as one token.
    let mut parts = tokens.text(end).split(',');
    if let (Some(day), Some(year)) = (parts.next(), parts.next())
        && let (Ok(day), Ok(year)) = (day.parse(), year.parse())
        && year > 1000
        && !tokens.opens(end)
    {
        return dated(at..end + 1, year, month, day);
    }
    if let Some((year, after)) = year_after(tokens, end, state) {
        let days = calendar::month_days(year, month);
        return Some(
            Hit::new(at..after, WhenKind::Date, format!("{year:04}-{month:02}")).days(days),
        );
    }
    if !month_stands(tokens, at, end) {
        return None;
    }
    bare_month(tokens, at..end, month, state)
}

/// A month's name alone is a date unless it could be a verb or somebody's name.
fn month_stands(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    let low = tokens.low(at);
    if low.as_str().len() == 3
        && low.as_str() != "may"
        && !(tokens.text(end - 1) == "." || tokens.len() == end)
    {
        return false;
    }
    if !matches!(
        low.as_str(),
        "may" | "march" | "august" | "april" | "june" | "mar"
    ) {
        return true;
    }
    let before = at.checked_sub(1).map(|b| tokens.low(b));
    let before = before.as_ref().map_or("", |low| low.as_str());
    tokens.len() == end
        || matches!(
            before,
            "in" | "since"
                | "by"
                | "until"
                | "last"
                | "next"
                | "this"
                | "of"
                | "early"
                | "late"
                | "mid"
                | "from"
                | "through"
                | "to"
                | "during"
                | "each"
                | "every"
                | "and"
                | "between"
                | "for"
                | "before"
                | "after"
                | "-"
        ) && !(matches!(low.as_str(), "april" | "june" | "may" | "august")
            && tokens.capital(end)
            && !tokens.opens(end))
        || (matches!(low.as_str(), "april" | "june" | "august")
            && !tokens.capital(end)
            && !tokens.opens(at))
}

fn dated(range: std::ops::Range<usize>, year: i16, month: i8, day: i8) -> Option<Hit> {
    let day = Date::new(year, month, day).ok()?;
    Some(Hit::new(range, WhenKind::Date, day.to_string()).days(Some((day, day))))
}

/// A day of the month at this token: `1`, `1st`, `the 3rd`, `eighth`.
fn day_number(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
    if tokens.opens(at) {
        return None;
    }
    let text = tokens.text(at);
    if tokens.kind(at) == Some(Kind::Number) && text.len() <= 2 {
        let day = text.parse().ok().filter(|day| (1..=31).contains(day))?;
        let next = tokens.low(at + 1);
        let ordinal = tokens.glued(at + 1) && matches!(next.as_str(), "st" | "nd" | "rd" | "th");
        let clock = tokens.glued(at + 1) && tokens.text(at + 1) == ":"
            || matches!(next.as_str(), "am" | "pm" | "a.m" | "p.m" | "%" | "percent");
        return (!clock).then_some((day, at + 1 + usize::from(ordinal)));
    }
    let day = ordinal(tokens.low(at).as_str())?;
    Some((day, at + 1))
}

fn ordinal(word: &str) -> Option<i8> {
    Some(match word {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "seventh" => 7,
        "eighth" => 8,
        "ninth" => 9,
        "tenth" => 10,
        _ => return None,
    })
}

/// A year that follows: `, 2007`, `2007`, `this year`, `last year`, `nineteen ninety-seven`.
fn year_after(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<(i16, usize)> {
    let at = if tokens.text(at) == "," || tokens.is(at, "of") {
        at + 1
    } else {
        at
    };
    if tokens.opens(at) {
        return None;
    }
    let text = tokens.text(at);
    if tokens.kind(at) == Some(Kind::Number) && text.len() == 4 {
        let year = text
            .parse()
            .ok()
            .filter(|year| (1000..=2200).contains(year))?;
        return Some((year, at + 1));
    }
    if let Some(hit) = spoken_year(tokens, at) {
        return Some((hit.value.parse().ok()?, hit.end));
    }
    let low = tokens.low(at);
    let shift = match low.as_str() {
        "this" => 0,
        "last" => -1,
        "next" => 1,
        _ => return None,
    };
    let today = state.today.filter(|_| tokens.is(at + 1, "year"))?;
    Some((today.year() + shift, at + 2))
}

/// A month and day of no stated year: the nearest that fits what the sentence is about.
fn recurring(
    tokens: &Tokens<'_>,
    range: std::ops::Range<usize>,
    month: i8,
    day: i8,
    state: &State,
) -> Option<Hit> {
    let Some(today) = state.today else {
        Date::new(2000, month, day).ok()?;
        return Some(Hit::new(
            range,
            WhenKind::Date,
            format!("XXXX-{month:02}-{day:02}"),
        ));
    };
    // A leap day stands for any year's.
    let near = |year: i16| Date::new(year, month, day).ok();
    let this = near(today.year());
    let (first, other) = choose(
        tokens,
        range.start,
        today,
        this,
        near(today.year() - 1),
        near(today.year() + 1),
    )?;
    let hit = Hit::new(range, WhenKind::Date, first.to_string()).days(Some((first, first)));
    Some(match other {
        Some(other) => hit.or(other.to_string()),
        None => hit,
    })
}

/// Of last year's, this year's and next year's, the likeliest and the second.
///
/// Without a hint in the sentence a date up to 140 days ahead is taken as coming, anything else as
/// past: the best cut on the TimeBank phrases, 120 to 150 within a tenth of a point.
fn choose(
    tokens: &Tokens<'_>,
    at: usize,
    today: Date,
    this: Option<Date>,
    last: Option<Date>,
    next: Option<Date>,
) -> Option<(Date, Option<Date>)> {
    let ahead = |day: Date| (day - today).get_days();
    let hint = hint(tokens, at);
    let future = this.filter(|day| ahead(*day) > 0).or(next);
    let past = this.filter(|day| ahead(*day) <= 0).or(last);
    let (Some(future), Some(past)) = (future, past) else {
        return this.or(past).or(future).map(|day| (day, None));
    };
    let coming = match hint {
        Some(Tense::Future) => ahead(future) < 330,
        Some(Tense::Past) => ahead(past) < -330 && ahead(future) < 60,
        _ => ahead(future) <= 140 && ahead(past) < -45,
    };
    Some(if coming {
        (future, Some(past))
    } else {
        (past, Some(future))
    })
}

/// Whether the clause speaks of what was or of what will be; looks twelve tokens back and six ahead.
fn hint(tokens: &Tokens<'_>, at: usize) -> Option<Tense> {
    let mut back = at;
    let floor = at.saturating_sub(12);
    let mut past = None;
    while back > floor && !tokens.opens(back) {
        back -= 1;
        match tokens.low(back).as_str() {
            "until" | "when"
                if tokens.is(back.wrapping_sub(2), "was")
                    || tokens.is(back.wrapping_sub(3), "was") =>
            {
                past = Some(Tense::Past)
            }
            "will" | "would" | "due" | "scheduled" | "set" | "plans" | "plan" | "planned"
            | "expected" | "until" | "upcoming" | "expires" | "deadline" | "begins" | "when"
            | "starting" => return Some(Tense::Future),
            "was" | "were" | "had" | "ago" | "since" | "been" => past = Some(Tense::Past),
            word if word.ends_with("ed") && word.len() > 4 => past = past.or(Some(Tense::Past)),
            "began" | "took" | "fell" | "rose" | "said" | "went" | "hit" | "killed" | "died"
            | "came" | "told" | "won" | "lost" | "left" | "met" | "struck" => {
                past = past.or(Some(Tense::Past))
            }
            _ => {}
        }
    }
    let mut ahead = at + 1;
    while past.is_none() && ahead < at + 6 && !tokens.opens(ahead) {
        match tokens.low(ahead).as_str() {
            "will" => return Some(Tense::Future),
            "was" | "were" | "had" => past = Some(Tense::Past),
            _ => {}
        }
        ahead += 1;
    }
    past
}

fn bare_month(
    tokens: &Tokens<'_>,
    range: std::ops::Range<usize>,
    month: i8,
    state: &State,
) -> Option<Hit> {
    let Some(today) = state.today else {
        return Some(Hit::new(range, WhenKind::Date, format!("XXXX-{month:02}")));
    };
    let near = |year: i16| Date::new(year, month, 15).ok();
    let (first, other) = choose_month(tokens, range.start, today, near)?;
    let days = calendar::month_days(first.year(), month);
    let hit = Hit::new(range, WhenKind::Date, calendar::month(first)).days(days);
    Some(match other {
        Some(other) => hit.or(calendar::month(other)),
        None => hit,
    })
}

fn choose_month(
    tokens: &Tokens<'_>,
    at: usize,
    today: Date,
    near: impl Fn(i16) -> Option<Date>,
) -> Option<(Date, Option<Date>)> {
    let this = near(today.year());
    if this.is_some_and(|day| day.month() == today.month()) {
        return Some((this?, near(today.year() - 1)));
    }
    choose(
        tokens,
        at,
        today,
        this,
        near(today.year() - 1),
        near(today.year() + 1),
    )
}

/// `4 January 2019`, `7 July`, `second of August`.
fn day_month(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let (day, mut end) = day_number(tokens, at)?;
    if tokens.is(end, "of") {
        end += 1;
    }
    let low = tokens.low(end);
    let month = month_of(low.as_str()).filter(|_| tokens.capital(end) && !tokens.opens(end))?;
    end += 1;
    if tokens.text(end) == "." && tokens.glued(end) && tokens.text(end - 1).len() <= 4 {
        end += 1;
    }
    if let Some((year, after)) = year_after(tokens, end, state) {
        return dated(at..after, year, month, day);
    }
    recurring(tokens, at..end, month, day, state)
}

/// `Friday`, `Friday, Oct. 13`, `Saturday night`, `Tuesdays`.
fn weekday_phrase(
    tokens: &Tokens<'_>,
    at: usize,
    weekday: Weekday,
    word: &str,
    state: &State,
) -> Option<Hit> {
    if word.len() <= 4 && !(tokens.text(at + 1) == "." || tokens.text(at + 1) == ",") {
        return None;
    }
    let mut end = at + 1;
    if tokens.text(end) == "." && tokens.glued(end) && word.len() <= 5 {
        end += 1;
    }
    // A date said in full settles the day.
    for skip in [end, end + 1] {
        let gap = skip == end || matches!(tokens.text(end), "," | "(" | "." | "the");
        if !gap || tokens.opens(skip) {
            continue;
        }
        let low = tokens.low(skip);
        let full = match tokens.kind(skip) {
            Some(Kind::Word) if tokens.capital(skip) => month_of(low.as_str())
                .and_then(|month| month_phrase(tokens, skip, month, state))
                .filter(|hit| hit.value.len() >= 10),
            Some(Kind::Number) => day_month(tokens, skip, state),
            _ => None,
        };
        if let Some(full) = full {
            let hit = full.from(at);
            return Some(with_clock(tokens, hit));
        }
    }
    if word.ends_with('s') && word.len() > 5 {
        let number = weekday.to_monday_one_offset();
        return Some(Hit::new(
            at..end,
            WhenKind::Set,
            format!("XXXX-WXX-{number}"),
        ));
    }
    let Some(today) = state.today else {
        return Some(Hit::new(
            at..end,
            WhenKind::Date,
            format!("XXXX-WXX-{}", weekday.to_monday_one_offset()),
        ));
    };
    let back = i64::from(today.weekday().since(weekday));
    let before = at.checked_sub(1).map(|b| tokens.low(b));
    let before = before.as_ref().map_or("", |low| low.as_str());
    let (past, future) = (shift(today, -back), shift(today, 7 - back));
    let (first, other) = match before {
        "last" | "previous" => (
            if back == 0 { shift(today, -7) } else { past },
            shift(past, -7),
        ),
        "next" | "coming" => (future, shift(future, 7)),
        "this" => (
            if back == 0 {
                today
            } else if hint(tokens, at) == Some(Tense::Past) {
                past
            } else {
                future
            },
            past,
        ),
        _ if hint(tokens, at) == Some(Tense::Future) && back != 0 => (future, past),
        _ => (past, future),
    };
    let hit = Hit::new(at..end, WhenKind::Date, first.to_string())
        .or(other.to_string())
        .or(shift(past, -7).to_string())
        .days(Some((first, first)));
    Some(with_part(tokens, with_clock(tokens, hit)))
}

/// `Tuesday morning`, `yesterday afternoon`.
fn with_part(tokens: &Tokens<'_>, mut hit: Hit) -> Hit {
    let next = tokens.low(hit.end);
    let next = if matches!(next.as_str(), "early" | "late" | "mid") {
        tokens.low(hit.end + 1)
    } else {
        next
    };
    if let Some(part) =
        part_of(next.as_str()).filter(|_| !tokens.opens(hit.end) && hit.value.len() == 10)
    {
        hit.value.push_str(part);
        for other in &mut hit.others {
            other.push_str(part);
        }
        hit.kind = WhenKind::Time;
        hit.end += 1 + usize::from(!tokens.low(hit.end).as_str().starts_with(next.as_str()));
    }
    hit
}

/// `Friday, around 1:30 a.m.`
fn with_clock(tokens: &Tokens<'_>, mut hit: Hit) -> Hit {
    let mut at = hit.end;
    for _ in 0..3 {
        if matches!(
            tokens.low(at).as_str(),
            "at" | "around" | "about" | "," | "by"
        ) && !tokens.opens(at)
        {
            at += 1;
        }
    }
    if tokens.opens(at) {
        return hit;
    }
    if let Some(clock) = clock::at(tokens, at) {
        hit.value.push_str(&clock.value());
        hit.kind = WhenKind::Time;
        hit.end = clock.end;
    }
    hit
}

/// `5 p.m. EST Nov. 9`, `noon Thursday`, `3:33 a.m.`
fn clock_phrase(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let clock = clock::at(tokens, at)?;
    let mut next = clock.end;
    for _ in 0..2 {
        if matches!(
            tokens.low(next).as_str(),
            "on" | "," | "." | "local" | "time"
        ) && !tokens.opens(next + 1)
        {
            next += 1;
        }
    }
    let low = tokens.low(next);
    if !tokens.opens(next) {
        let day = if let Some(month) = month_of(low.as_str()).filter(|_| tokens.capital(next)) {
            month_phrase(tokens, next, month, state)
        } else if let Some(weekday) = weekday_of(low.as_str()).filter(|_| tokens.capital(next)) {
            weekday_phrase(tokens, next, weekday, low.as_str(), state)
        } else {
            simple(tokens, next, low.as_str(), state).filter(|hit| hit.value.len() == 10)
        };
        if let Some(mut day) = day.filter(|day| day.value.len() >= 10) {
            day.value.truncate(10);
            day.value.push_str(&clock.value());
            day.kind = WhenKind::Time;
            return Some(day.from(at));
        }
    }
    // The day is the one last spoken of, where that was one day; else the day of publication.
    let day = state
        .last
        .filter(|(first, last)| first == last)
        .map(|(day, _)| day)
        .or(state.today);
    let Some(day) = day else {
        return Some(Hit::new(
            at..clock.end,
            WhenKind::Time,
            format!("XXXX-XX-XX{}", clock.value()),
        ));
    };
    let mut hit = Hit::new(
        at..clock.end,
        WhenKind::Time,
        format!("{day}{}", clock.value()),
    )
    .days(Some((day, day)));
    for other in state
        .today
        .into_iter()
        .flat_map(|today| [today, shift(today, -1)])
    {
        if other != day {
            hit = hit.or(format!("{other}{}", clock.value()));
        }
    }
    Some(hit)
}

/// Single words: `today`, `yesterday`, `overnight`, `now`, `recently`.
fn simple(tokens: &Tokens<'_>, at: usize, word: &str, state: &State) -> Option<Hit> {
    let relative = |days: i64, part: &str| {
        let range = at..at + 1;
        let Some(today) = state.today else {
            return Hit::new(range, WhenKind::Date, format!("XXXX-XX-XX{part}"));
        };
        let day = shift(today, days);
        let kind = if part.is_empty() {
            WhenKind::Date
        } else {
            WhenKind::Time
        };
        Hit::new(range, kind, format!("{day}{part}")).days(Some((day, day)))
    };
    let reference =
        |value: &str, tense| Hit::new(at..at + 1, WhenKind::Reference, value).tense(tense);
    let hit = match word {
        "today" => {
            // A page's own date line may say another day than the feed does.
            let mut hit = relative(0, "");
            hit.others
                .extend(state.last.map(|(day, _)| day.to_string()));
            with_part(tokens, hit)
        }
        "yesterday" => with_part(tokens, relative(-1, "")),
        "tomorrow" => with_part(tokens, relative(1, "")),
        "tonight" => relative(0, "TNI"),
        "overnight" => {
            let mut hit = relative(-1, "TNI");
            // The night before the day of publication reaches into it.
            if let (Some((first, _)), Some(today)) = (hit.days, state.today) {
                hit.days = Some((first, today));
                hit.others.push(format!("{today}TNI"));
                hit.others.push(format!("{}TNI", shift(today, -4)));
            }
            hit
        }
        "now" | "currently" | "presently" | "nowadays" | "current" | "already" | "yet" => {
            let hit = reference("PRESENT_REF", Tense::Present);
            let hit = match state.today {
                Some(today) => hit.or(today.to_string()),
                None => hit,
            };
            // In what somebody said on a day named before, now is that day.
            match state.last {
                Some((day, _)) if word == "now" => hit.or(day.to_string()),
                _ => hit,
            }
        }
        "recently" | "previously" | "formerly" | "lately" | "recent" | "once" | "earlier"
        | "past" => {
            if matches!(word, "recent" | "past" | "earlier" | "once") {
                return determined(tokens, at, word, state).or_else(|| {
                    (tokens.len() <= 3 || word == "recent")
                        .then(|| reference("PAST_REF", Tense::Past))
                });
            }
            reference("PAST_REF", Tense::Past)
        }
        "soon" | "eventually" | "future" => reference("FUTURE_REF", Tense::Future),
        "then" if tokens.len() <= 2 => {
            let hit = reference("PAST_REF", Tense::Past);
            if state.last_value.is_empty() {
                hit
            } else {
                hit.or(state.last_value.clone())
            }
        }
        "daily" => Hit::new(at..at + 1, WhenKind::Set, "XXXX-XX-XX").or("P1D"),
        "weekly" => Hit::new(at..at + 1, WhenKind::Set, "XXXX-WXX").or("P1W"),
        "monthly" => Hit::new(at..at + 1, WhenKind::Set, "XXXX-XX").or("P1M"),
        "quarterly" => Hit::new(at..at + 1, WhenKind::Set, "XXXX-QX").or("P3M"),
        "annually" | "annual" | "yearly" => Hit::new(at..at + 1, WhenKind::Set, "XXXX").or("P1Y"),
        "hourly" => Hit::new(at..at + 1, WhenKind::Set, "PT1H"),
        "year"
            if tokens.text(at + 1) == "-" && tokens.is(at + 2, "end")
                || word == "year" && tokens.is(at + 1, "end") =>
        {
            let end = at + if tokens.is(at + 1, "end") { 2 } else { 3 };
            return year_end(at..end, state);
        }
        "year"
            if matches!(tokens.low(at + 2).as_str(), "ago" | "earlier")
                && tokens.text(at + 1) == "-" =>
        {
            return Some(year_before(at..at + 3, tokens, state));
        }
        "year" if tokens.text(at).ends_with('s') && tokens.is(at + 1, "end") => {
            return year_end(at..at + 2, state);
        }
        "year's" if tokens.is(at + 1, "end") => {
            return year_end(at..at + 2, state);
        }
        "week" | "day" | "month" | "quarter" if tokens.len() <= 1 => {
            return definite(at..at + 1, Unit::named(word)?, state);
        }
        "mid" | "midafternoon" | "morning" | "afternoon" | "evening" | "dawn" => {
            return part_alone(tokens, at, state);
        }
        _ => return None,
    };
    if word == "now" && at > 0 && tokens.is(at - 1, "right") {
        return Some(hit.from(at - 1));
    }
    Some(hit)
}

fn year_end(range: std::ops::Range<usize>, state: &State) -> Option<Hit> {
    let year = state.today?.year();
    let day = Date::new(year, 12, 31).ok()?;
    Some(
        Hit::new(range, WhenKind::Date, day.to_string())
            .or(format!("{year}"))
            .or(format!("{year}-12"))
            .or(format!("{}-12-31", year - 1))
            .days(Some((day, day))),
    )
}

/// `a year ago`, `year-earlier`: the year before, or the same quarter or day of it.
fn year_before(range: std::ops::Range<usize>, tokens: &Tokens<'_>, state: &State) -> Hit {
    let mut range = range;
    let period = matches!(tokens.low(range.end).as_str(), "period" | "quarter");
    range.end += usize::from(period);
    let third = quarter(tokens, range.end, state).filter(|_| !tokens.opens(range.end));
    let Some(today) = state.today else {
        return Hit::new(range, WhenKind::Date, "XXXX").tense(Tense::Past);
    };
    let ended = shift_months(today, -3);
    let year = today.year() - 1;
    let quarter_value = format!("{}-Q{}", ended.year() - 1, calendar::quarter_of(ended));
    if let Some(third) = third {
        let value = format!("{year}{}", third.value.get(4..).unwrap_or(""));
        return Hit::new(range.start..third.end, WhenKind::Date, value);
    }
    let days = calendar::year_days(year);
    if period {
        return Hit::new(range, WhenKind::Date, quarter_value)
            .or(format!("{year}"))
            .or("P9M")
            .days(days);
    }
    Hit::new(range, WhenKind::Date, format!("{year}"))
        .or(quarter_value)
        .or(shift_months(today, -12).to_string())
        .or(format!("{year}-QX"))
        .or("P1Y")
        .days(days)
}

fn part_alone(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let mut end = at;
    if tokens.is(end, "mid") {
        end += 1 + usize::from(tokens.text(end + 1) == "-");
    }
    let part = part_of(tokens.low(end).as_str())?;
    end += 1;
    // "early morning on Sunday, February 1"
    let day = end + usize::from(tokens.is(end, "on"));
    let low = tokens.low(day);
    if tokens.capital(day)
        && let Some(weekday) = weekday_of(low.as_str())
        && let Some(mut hit) = weekday_phrase(tokens, day, weekday, low.as_str(), state)
        && hit.value.len() == 10
    {
        hit.value.push_str(part);
        hit.kind = WhenKind::Time;
        return Some(hit.from(at));
    }
    let next = tokens.low(end);
    if let Some(hit) = simple(tokens, end, next.as_str(), state)
        .filter(|hit| hit.value.len() == 10 && !tokens.opens(end))
    {
        let value = format!("{}{part}", hit.value);
        return Some(
            Hit {
                value,
                kind: WhenKind::Time,
                ..hit
            }
            .from(at),
        );
    }
    Some(of_day(at..end, part, state))
}

/// A part of the day last spoken of, else of the day of publication.
fn of_day(range: std::ops::Range<usize>, part: &str, state: &State) -> Hit {
    let day = state
        .last
        .filter(|(first, last)| first == last)
        .map(|(day, _)| day)
        .or(state.today);
    let Some(day) = day else {
        return Hit::new(range, WhenKind::Time, format!("XXXX-XX-XX{part}"));
    };
    let mut hit = Hit::new(range, WhenKind::Time, format!("{day}{part}")).days(Some((day, day)));
    if let Some(today) = state.today {
        for other in [today, shift(today, -1)] {
            if other != day {
                hit = hit.or(format!("{other}{part}"));
            }
        }
    }
    hit
}

/// A phrase opened by a determiner or an adjective of time: `this week`, `the past three years`.
fn determined(tokens: &Tokens<'_>, at: usize, word: &str, state: &State) -> Option<Hit> {
    deeper(state, || read_determined(tokens, at, word, state))
}

fn read_determined(tokens: &Tokens<'_>, at: usize, word: &str, state: &State) -> Option<Hit> {
    match word {
        "this" | "last" | "next" | "past" | "previous" | "coming" | "following" | "recent"
        | "future" | "current" | "latest" | "preceding" | "upcoming" | "same" | "earlier"
        | "later" | "early" | "late" => {
            let hit = relative_unit(tokens, at, word, state)?;
            Some(hit)
        }
        "the" | "its" | "their" => the(tokens, at, state),
        "that" => that(tokens, at, state),
        "each" | "every" => every(tokens, at),
        "a" | "an" => indefinite(tokens, at, state),
        "days" | "weeks" | "months" | "years" | "hours" | "minutes" | "decades" | "centuries" => {
            many(tokens, at, word)
        }
        "these" if tokens.is(at + 1, "days") => {
            Some(Hit::new(at..at + 2, WhenKind::Reference, "PRESENT_REF").tense(Tense::Present))
        }
        "right" if tokens.is(at + 1, "now") => simple(tokens, at + 1, "now", state),
        "fiscal" => fiscal(tokens, at, state),
        _ => None,
    }
}

/// `months ago`, `years`: some, nobody says how many.
fn many(tokens: &Tokens<'_>, at: usize, word: &str) -> Option<Hit> {
    let unit = Unit::named(word)?;
    let ago = tokens.is(at + 1, "ago");
    // "years old" and "500 hours" are not spans of nobody knows how long; nor is "years" in "two years".
    if tokens.is(at + 1, "old") || (at > 0 && tokens.kind(at - 1) == Some(Kind::Number)) {
        return None;
    }
    let end = if tokens.is(at + 1, "or") && Unit::named(tokens.low(at + 2).as_str()).is_some() {
        at + 3
    } else {
        at + 1 + usize::from(ago)
    };
    let hit = Hit::new(at..end, WhenKind::Duration, unit.length("X"));
    Some(if ago {
        hit.or("PAST_REF").tense(Tense::Past)
    } else {
        hit
    })
}

fn fiscal(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let dash = usize::from(tokens.text(at + 1) == "-");
    let next = at + 1 + dash;
    if let Some((year, end)) = year_after(tokens, next, state) {
        let days = calendar::year_days(year);
        return Some(
            Hit::new(at..end, WhenKind::Date, format!("{year}"))
                .or(format!("{}", year + 1))
                .days(days),
        );
    }
    if tokens.is(next, "year") {
        let year = state.today?.year();
        return Some(
            Hit::new(at..next + 1, WhenKind::Duration, "P1Y")
                .or(format!("{year}"))
                .or(format!("{}", year - 1)),
        );
    }
    quarter(tokens, next, state).map(|hit| hit.from(at))
}

/// `this week`, `last three years`, `past several quarters`, `coming months`, `last Friday`.
fn relative_unit(tokens: &Tokens<'_>, at: usize, word: &str, state: &State) -> Option<Hit> {
    let mut next = at + 1;
    let mut word = word;
    let inner = tokens.low(next);
    if matches!(word, "this" | "the")
        && matches!(inner.as_str(), "past" | "coming" | "last" | "next")
    {
        word = if matches!(inner.as_str(), "past" | "last") {
            "last"
        } else {
            "next"
        };
        next += 1;
    }
    if tokens.opens(next) {
        return None;
    }
    // "earlier this month", "early next year", "late last week": the time within is the value.
    if matches!(word, "earlier" | "later" | "early" | "late") {
        let low = tokens.low(next);
        let hit = match low.as_str() {
            "this" | "last" | "next" | "in" | "on" => determined(
                tokens,
                next + usize::from(matches!(low.as_str(), "in" | "on")),
                tokens
                    .low(next + usize::from(matches!(low.as_str(), "in" | "on")))
                    .as_str(),
                state,
            ),
            "today" | "yesterday" | "tomorrow" => simple(tokens, next, low.as_str(), state),
            "morning" | "afternoon" | "evening" | "night" => part_alone(tokens, next, state)
                .or_else(|| part_of(low.as_str()).map(|part| of_day(at..next + 1, part, state))),
            _ => None,
        };
        return hit.map(|hit| hit.from(at));
    }
    let low = tokens.low(next);
    let low = low.as_str();
    if tokens.capital(next) {
        if let Some(weekday) = weekday_of(low) {
            return weekday_phrase(tokens, next, weekday, low, state).map(|hit| hit.from(at));
        }
        if let Some(month) = month_of(low) {
            let today = state.today?;
            let this = calendar::month_days(today.year(), month)?.0;
            let year = match word {
                "last" | "past" | "previous" => today.year() - i16::from(month >= today.month()),
                "next" | "coming" => today.year() + i16::from(month <= today.month()),
                _ => today.year(),
            };
            let days = calendar::month_days(year, month);
            if let Some((day, after)) = day_number(tokens, next + 1) {
                return dated(at..after, this.year(), month, day);
            }
            return Some(
                Hit::new(
                    at..next + 1,
                    WhenKind::Date,
                    format!("{year:04}-{month:02}"),
                )
                .or(format!("{:04}-{month:02}", year - 1))
                .days(days),
            );
        }
    }
    if let Some(part) = part_of(low) {
        let (days, part) = match word {
            "last" | "previous" => (-1, part),
            "this" => (0, part),
            "next" | "following" => (1, part),
            _ => return None,
        };
        // "the next night" is the one after the day named.
        let told = at > 0 && tokens.is(at - 1, "the");
        let today = state
            .last
            .filter(|_| told)
            .map(|(day, _)| day)
            .or(state.today);
        let Some(today) = today else {
            return Some(Hit::new(
                at..next + 1,
                WhenKind::Time,
                format!("XXXX-XX-XX{part}"),
            ));
        };
        let day = shift(today, days);
        return Some(
            Hit::new(at..next + 1, WhenKind::Time, format!("{day}{part}")).days(Some((day, day))),
        );
    }
    if let Some((letters, month)) = season_of(low) {
        return Some(season_of_year(at..next + 1, letters, month, word, state));
    }
    if matches!(low, "weekend" | "weekends") {
        return weekend(at..next + 1, word, state);
    }
    if let Some(unit) = Unit::named(low) {
        return single_unit(tokens, at..next + 1, unit, word, is_plural(low), state);
    }
    if let Some(hit) = quarter(tokens, next, state) {
        let today = state.today?;
        let shift = match word {
            "last" | "previous" => -1,
            "next" => 1,
            _ => 0,
        };
        return Some(Hit::new(
            at..hit.end,
            WhenKind::Date,
            format!("{}{}", today.year() + shift, hit.value.get(4..)?),
        ));
    }
    let (count, end) = count_of(tokens, next)?;
    let named = tokens.low(end);
    let unit = Unit::named(named.as_str());
    let Some(unit) = unit else {
        let (letters, _) = season_of(named.as_str())?;
        return Some(Hit::new(
            at..end + 1,
            WhenKind::Set,
            format!("XXXX-{letters}"),
        ));
    };
    let tense = match word {
        "past" | "last" | "previous" | "recent" | "preceding" | "latest" => Tense::Past,
        "next" | "coming" | "following" | "upcoming" => Tense::Future,
        _ => Tense::Open,
    };
    let mut end = end + 1;
    if tokens.is(end, "or") && tokens.is(end + 1, "so") {
        end += 2;
    }
    Some(span_of(at..end, &count, unit, tense, state))
}

fn is_plural(word: &str) -> bool {
    word.ends_with('s') && !word.ends_with("'s") && !word.ends_with("\u{2019}s")
}

/// A count of units tied to the day of publication: `the past three years`.
fn span_of(
    range: std::ops::Range<usize>,
    count: &str,
    unit: Unit,
    tense: Tense,
    state: &State,
) -> Hit {
    let hit = length(range, count, unit).tense(tense);
    let reference = if tense == Tense::Past {
        "PAST_REF"
    } else {
        "FUTURE_REF"
    };
    let hit = if count == "X" { hit.or(reference) } else { hit };
    let days = state
        .today
        .zip(count.parse::<i64>().ok())
        .and_then(|(today, count)| {
            let count = count.min(4000);
            let far = match unit {
                Unit::Day => 1,
                Unit::Week => 7,
                Unit::Month => 30,
                Unit::Quarter => 91,
                Unit::Year => 365,
                Unit::Decade => 3652,
                Unit::Century => 36524,
                _ => 0,
            } * count;
            match tense {
                Tense::Past => Some((shift(today, -far), today)),
                Tense::Future => Some((today, shift(today, far))),
                _ => None,
            }
        });
    hit.days(days)
}

/// A plain length, with the other ways of writing it that readers use.
fn length(range: std::ops::Range<usize>, count: &str, unit: Unit) -> Hit {
    let hit = Hit::new(range, WhenKind::Duration, unit.length(count));
    let whole: Option<i64> = count.parse().ok();
    match (unit, whole) {
        (Unit::Decade, Some(count)) if count > 1 => Hit {
            value: format!("P{}Y", count.min(1 << 20) * 10),
            others: vec![hit.value.clone()],
            ..hit
        },
        (Unit::Decade, Some(_)) => hit.or("P10Y"),
        (Unit::Quarter, Some(count)) => hit.or(format!("P{}M", count.min(1 << 20) * 3)),
        (Unit::Quarter, None) => hit.or("PXM"),
        (Unit::Hour, Some(24)) => hit.or("P1D"),
        (Unit::Century, None) => hit.or("PXE"),
        _ => hit,
    }
}

/// `this week`, `last year`, `the past year`, `recent years`.
fn single_unit(
    tokens: &Tokens<'_>,
    range: std::ops::Range<usize>,
    unit: Unit,
    word: &str,
    plural: bool,
    state: &State,
) -> Option<Hit> {
    if plural {
        let past = matches!(
            word,
            "recent" | "past" | "previous" | "last" | "preceding" | "earlier"
        );
        let tense = if past { Tense::Past } else { Tense::Future };
        if word == "this" || word == "same" {
            return None;
        }
        let reference = if past { "PAST_REF" } else { "FUTURE_REF" };
        let hit = Hit::new(range, WhenKind::Reference, reference)
            .or(unit.length("X"))
            .tense(tense);
        return Some(if unit == Unit::Quarter {
            hit.or("PXM")
        } else {
            hit
        });
    }
    // "last year's third quarter", "next year's first quarter"
    if unit == Unit::Year
        && let Some(today) = state.today
        && let Some(hit) = quarter(tokens, range.end, state).filter(|_| !tokens.opens(range.end))
    {
        let shift = i16::from(word == "next") - i16::from(word == "last");
        return Some(Hit::new(
            range.start..hit.end,
            WhenKind::Date,
            format!("{}{}", today.year() + shift, hit.value.get(4..)?),
        ));
    }
    let Some(today) = state.today else {
        let value = match unit {
            Unit::Week => "XXXX-WXX",
            Unit::Month => "XXXX-XX",
            Unit::Quarter => "XXXX-QX",
            Unit::Day => "XXXX-XX-XX",
            _ => "XXXX",
        };
        return Some(Hit::new(range, WhenKind::Date, value));
    };
    let step: i64 = match word {
        "last" | "past" | "previous" | "preceding" => -1,
        "next" | "coming" | "following" | "upcoming" => 1,
        "this" | "current" | "same" => 0,
        "latest" => -1,
        _ => return None,
    };
    let from = if matches!(word, "following" | "previous" | "preceding" | "same") {
        state.last.map_or(today, |(day, _)| day)
    } else {
        today
    };
    let hit = match unit {
        Unit::Day => {
            let day = shift(from, step);
            Hit::new(range, WhenKind::Date, day.to_string())
                .or("P1D")
                .days(Some((day, day)))
        }
        Unit::Week => {
            // On a Sunday the week that ends with it is already "last week".
            let sunday = from.weekday() == Weekday::Sunday && step == -1;
            let day = if sunday { from } else { shift(from, 7 * step) };
            let days = calendar::week_days(day);
            Hit::new(range, WhenKind::Date, calendar::week(day))
                .or(format!("{:04}-WXX", day.year()))
                .or("P1W")
                .days(Some(days))
        }
        Unit::Month => {
            let day = shift_months(from, step);
            Hit::new(range, WhenKind::Date, calendar::month(day))
                .or("P1M")
                .days(calendar::month_days(day.year(), day.month()))
        }
        Unit::Quarter => {
            let day = shift_months(from, 3 * step);
            let ended = shift_months(today, -3);
            Hit::new(
                range,
                WhenKind::Date,
                format!("{}-Q{}", day.year(), calendar::quarter_of(day)),
            )
            .or(format!("{}-Q{}", ended.year(), calendar::quarter_of(ended)))
            .or(format!("{}-QX", day.year()))
            .days(calendar::quarter_days(
                day.year(),
                calendar::quarter_of(day),
            ))
        }
        Unit::Year => {
            let year = from.year() + i16::try_from(step).ok()?;
            let ended = shift_months(today, -3);
            let hit = Hit::new(range, WhenKind::Date, format!("{year:04}"))
                .or("P1Y")
                .days(calendar::year_days(year));
            if word == "last" {
                hit.or(format!(
                    "{}-Q{}",
                    ended.year() - 1,
                    calendar::quarter_of(ended)
                ))
            } else {
                hit
            }
        }
        Unit::Decade => {
            let decade = from.year() / 10 + i16::try_from(step).ok()?;
            Hit::new(range, WhenKind::Date, format!("{decade}"))
                .or("P1E")
                .or("P10Y")
        }
        Unit::Century => Hit::new(
            range,
            WhenKind::Date,
            format!("{}", from.year() / 100 + i16::try_from(step).ok()?),
        )
        .or("P100Y"),
        Unit::Hour | Unit::Minute | Unit::Second => {
            Hit::new(range, WhenKind::Duration, unit.length("1"))
        }
    };
    Some(hit)
}

/// `the quarter`, `the week`: the one the text is about.
fn definite(range: std::ops::Range<usize>, unit: Unit, state: &State) -> Option<Hit> {
    let Some(today) = state.today else {
        return Some(Hit::new(range, WhenKind::Duration, unit.length("1")));
    };
    let hit = match unit {
        Unit::Quarter => {
            let ended = shift_months(today, -3);
            let quarter = calendar::quarter_of(ended);
            Hit::new(
                range,
                WhenKind::Date,
                format!("{}-Q{quarter}", ended.year()),
            )
            .or(format!("{}-QX", today.year()))
            .or(format!("{}-Q{}", today.year(), calendar::quarter_of(today)))
            .days(calendar::quarter_days(ended.year(), quarter))
        }
        Unit::Year => Hit::new(range, WhenKind::Date, format!("{}", today.year()))
            .or("P1Y")
            .or(format!("{}", today.year() - 1))
            .days(calendar::year_days(today.year())),
        Unit::Week => Hit::new(range, WhenKind::Date, format!("{:04}-WXX", today.year()))
            .or("P1W")
            .or(calendar::week(today))
            .days(Some(calendar::week_days(today))),
        Unit::Month => Hit::new(range, WhenKind::Date, calendar::month(today))
            .or("P1M")
            .days(calendar::month_days(today.year(), today.month())),
        Unit::Day => {
            let day = state.last.map_or(today, |(day, _)| day);
            // "the day before", "the day following": beside the one named.
            Hit::new(range, WhenKind::Date, day.to_string())
                .or("P1D")
                .or(today.to_string())
                .or(shift(day, -1).to_string())
                .or(shift(day, 1).to_string())
                .days(Some((day, day)))
        }
        _ => return None,
    };
    Some(hit)
}

/// `the third quarter`, `the past year`, `the weekend`, `the end of 1994`, `the 1990s`, `the future`.
fn the(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let mut next = at + 1;
    if tokens.opens(next) {
        return None;
    }
    let low = tokens.low(next);
    let word = low.as_str();
    match word {
        // "the end of November", "the beginning of", "the last half of"
        "end" | "beginning" | "middle" | "start" | "rest" | "close"
            if tokens.is(next + 1, "of") =>
        {
            let low = tokens.low(next + 2);
            let inner = self::at(tokens, next + 2, state).or_else(|| {
                let unit = Unit::named(low.as_str())?;
                definite(next + 2..next + 3, unit, state)
            });
            return inner.map(|hit| hit.from(at));
        }
        "time" if at > 0 && (tokens.is(at - 1, "at")) || tokens.len() <= 2 && word == "time" => {
            let hit = Hit::new(at..next + 1, WhenKind::Reference, "PAST_REF").tense(Tense::Past);
            return Some(if state.last_value.is_empty() {
                hit
            } else {
                hit.or(state.last_value.clone()).days(state.last)
            });
        }
        "future" | "past" if !is_unit_ahead(tokens, next + 1) => {
            let past = word == "past";
            let value = if past { "PAST_REF" } else { "FUTURE_REF" };
            return Some(
                Hit::new(at..next + 1, WhenKind::Reference, value).tense(if past {
                    Tense::Past
                } else {
                    Tense::Future
                }),
            );
        }
        "near" | "short" | "long" | "foreseeable"
            if matches!(tokens.low(next + 1).as_str(), "term" | "future") =>
        {
            return Some(
                Hit::new(at..next + 2, WhenKind::Reference, "FUTURE_REF").tense(Tense::Future),
            );
        }
        "weekend" => return weekend(at..next + 1, "the", state),
        "first" | "final" | "early" | "last" | "nine" | "six" | "full" | "entire"
        | "comparable" | "corresponding" | "fiscal" | "current" | "latest" | "year" => {}
        "very" | "crucial" | "present" if tokens.is(next + 1, "moment") => {
            return Some(
                Hit::new(at..next + 2, WhenKind::Reference, "PRESENT_REF").tense(Tense::Present),
            );
        }
        "nineties" | "eighties" | "seventies" | "sixties" | "fifties" => {
            let decade = match word {
                "nineties" => 199,
                "eighties" => 198,
                "seventies" => 197,
                "sixties" => 196,
                _ => 195,
            };
            return Some(Hit::new(at..next + 1, WhenKind::Date, decade.to_string()));
        }
        _ => {}
    }
    if matches!(
        word,
        "full" | "entire" | "comparable" | "corresponding" | "whole"
    ) {
        next += 1;
    }
    let low = tokens.low(next);
    let word = low.as_str();
    if word == "year"
        && tokens.text(next + 1) == "-"
        && matches!(tokens.low(next + 2).as_str(), "ago" | "earlier")
    {
        if let Some((count, end)) = count_of(tokens, next + 3)
            && let Some(unit) = Unit::named(tokens.low(end).as_str())
        {
            return Some(length(at..end + 1, &count, unit));
        }
        return Some(year_before(at..next + 3, tokens, state));
    }
    if word == "fiscal"
        || word == "current" && tokens.is(next + 1, "fiscal")
        || word == "latest" && tokens.is(next + 1, "fiscal")
    {
        let skip = usize::from(word != "fiscal");
        return fiscal(tokens, next + skip, state).map(|mut hit| {
            if skip == 1 && hit.others.len() >= 2 {
                let year = hit.others[usize::from(word == "latest")].clone();
                hit.others.push(std::mem::replace(&mut hit.value, year));
            }
            hit.from(at)
        });
    }
    if word == "year" && tokens.kind(next + 1) == Some(Kind::Number) {
        return bare_year(tokens, next + 1, state).map(|hit| hit.from(at));
    }
    if word == "year"
        && let Some(year) = spoken_year(tokens, next + 1)
    {
        return Some(year.from(at));
    }
    if matches!(
        word,
        "last"
            | "past"
            | "next"
            | "previous"
            | "coming"
            | "following"
            | "recent"
            | "current"
            | "latest"
            | "preceding"
            | "upcoming"
            | "same"
    ) {
        if word == "latest" && matches!(tokens.low(next + 1).as_str(), "period" | "quarter") {
            return definite(at..next + 2, Unit::Quarter, state);
        }
        if word == "last" && tokens.is(next + 1, "half") && tokens.is(next + 2, "of") {
            let inner =
                self::at(tokens, next + 3, state).or_else(|| self::at(tokens, next + 4, state))?;
            let value = if inner.value.len() == 4 {
                format!("{}-H2", inner.value)
            } else {
                inner.value.clone()
            };
            return Some(Hit { value, ..inner }.from(at));
        }
        return relative_unit(tokens, next, word, state).map(|hit| hit.from(at));
    }
    if let Some(hit) = quarter(tokens, next, state) {
        return Some(hit.from(at));
    }
    if matches!(
        word,
        "first" | "final" | "opening" | "early" | "second" | "third"
    ) {
        if let Some((count, end)) = count_of(tokens, next + 1)
            && let Some(unit) = Unit::named(tokens.low(end).as_str())
        {
            let whose = tokens
                .is(end + 1, "of")
                .then(|| year_after(tokens, end + 2, state))
                .flatten();
            let end = whose.map_or(end + 1, |(_, end)| end);
            return Some(length(at..end, &count, unit));
        }
        if let Some(unit) =
            Unit::named(tokens.low(next + 1).as_str()).filter(|_| !tokens.opens(next + 1))
        {
            if tokens.low(next + 1).as_str().ends_with('s') {
                return Some(Hit::new(at..next + 2, WhenKind::Duration, unit.length("X")));
            }
            if unit == Unit::Day {
                return definite(at..next + 2, unit, state);
            }
        }
        if word != "early" {
            return None;
        }
        next += 1;
    }
    let low = tokens.low(next);
    let word = low.as_str();
    if let Some((letters, month)) = season_of(word) {
        if let Some((year, end)) = year_after(tokens, next + 1, state) {
            return Some(Hit::new(
                at..end,
                WhenKind::Date,
                format!("{year}-{letters}"),
            ));
        }
        let in_front = at
            .checked_sub(1)
            .is_some_and(|before| tokens.is(before, "in"));
        let verb = word == "fall" && !(tokens.len() <= 3 || in_front) || tokens.is(next + 1, "of");
        return (!verb).then(|| season_of_year(at..next + 1, letters, month, "this", state));
    }
    if let Some(part) = part_of(word).filter(|_| word != "dawn") {
        return Some(of_day(at..next + 1, part, state));
    }
    // "the 1988 quarter", "the 1989 period", "the 1990s", "the 20th century"
    if tokens.kind(next) == Some(Kind::Number) {
        if let Some(hit) = century(tokens, next).or_else(|| decade(tokens, next)) {
            return Some(hit.from(at));
        }
        if let Some((year, end)) = year_after(tokens, next, state) {
            let today = state.today;
            if let Some(hit) = quarter(tokens, end, state) {
                return Some(Hit::new(
                    at..hit.end,
                    WhenKind::Date,
                    format!("{year}{}", hit.value.get(4..)?),
                ));
            }
            if matches!(tokens.low(end).as_str(), "quarter" | "period") {
                let quarter =
                    today.map_or(1, |today| calendar::quarter_of(shift_months(today, -3)));
                return Some(
                    Hit::new(at..end + 1, WhenKind::Date, format!("{year}-Q{quarter}"))
                        .or(format!("{year}")),
                );
            }
        }
    }
    if tokens.text(next) == "'"
        || tokens.text(next) == "\u{2019}"
        || tokens.text(next) == "\u{2018}"
    {
        return apostrophe_decade(tokens, next).map(|hit| hit.from(at));
    }
    if matches!(word, "late" | "mid") {
        let dash = usize::from(tokens.text(next + 1) == "-");
        return self::at(tokens, next + 1 + dash, state)
            .filter(|hit| hit.kind != WhenKind::Duration)
            .map(|hit| hit.from(at));
    }
    if word == "day"
        && let Some(step) = beside(tokens, next + 1)
        && let Some((named, _)) = state.last.or(state.today.map(|today| (today, today)))
    {
        let day = shift(named, step);
        return Some(
            Hit::new(at..next + 2, WhenKind::Date, day.to_string()).days(Some((day, day))),
        );
    }
    if let Some(unit) = Unit::named(word) {
        if word == "years" || word == "weeks" || word == "days" || word == "months" {
            return Some(Hit::new(at..next + 1, WhenKind::Duration, unit.length("X")));
        }
        if word.ends_with('s') || matches!(word, "second" | "minute" | "hour" | "season" | "night")
        {
            return None;
        }
        if word == "quarter" && tokens.is(next + 1, "a") && tokens.is(next + 2, "year") {
            return Some(year_before(at..next + 4, tokens, state)).map(|mut hit| {
                hit.others.insert(0, hit.value.clone());
                hit
            });
        }
        let rest = tokens.is(next + 1, "of") || tokens.is(next + 1, "that");
        return (!rest || tokens.len() <= 3)
            .then(|| definite(at..next + 1, unit, state))
            .flatten();
    }
    if word == "period" && tokens.len() <= 4 || word == "corresponding" {
        return definite(at..next + 1, Unit::Quarter, state);
    }
    let (count, end) = count_of(tokens, next)?;
    let unit = Unit::named(tokens.low(end).as_str())?;
    Some(length(at..end + 1, &count, unit))
}

/// `before` or `after` that closes its clause: a day either side of the one named.
fn beside(tokens: &Tokens<'_>, at: usize) -> Option<i64> {
    let closes = tokens.opens(at + 1) || tokens.kind(at + 1) == Some(Kind::Punct);
    match tokens.low(at).as_str() {
        "before" if closes => Some(-1),
        "after" if closes => Some(1),
        _ => None,
    }
}

fn is_unit_ahead(tokens: &Tokens<'_>, at: usize) -> bool {
    (at..at + 4).any(|next| {
        !tokens.opens(next)
            && (Unit::named(tokens.low(next).as_str()).is_some()
                || season_of(tokens.low(next).as_str()).is_some())
    })
}

/// `that year`, `that day`: what was named last.
fn that(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let low = tokens.low(at + 1);
    let word = low.as_str();
    if tokens.opens(at + 1) {
        return None;
    }
    let (first, last) = match (word, state.last) {
        (
            "day" | "night" | "morning" | "evening" | "afternoon" | "year" | "month" | "quarter"
            | "week" | "time" | "summer",
            Some(days),
        ) => days,
        ("day" | "year" | "month" | "quarter" | "week" | "time", None) if tokens.len() <= 3 => {
            return Some(Hit::new(at..at + 2, WhenKind::Reference, "PAST_REF"));
        }
        _ => return None,
    };
    let value = match word {
        "year" => format!("{}", first.year()),
        "month" => calendar::month(first),
        "quarter" => format!("{}-Q{}", first.year(), calendar::quarter_of(first)),
        "week" => calendar::week(first),
        "time" | "summer" => state.last_value.clone(),
        _ => format!("{first}{}", part_of(word).unwrap_or("")),
    };
    Some(Hit::new(at..at + 2, WhenKind::Date, value).days(Some((first, last))))
}

fn every(tokens: &Tokens<'_>, at: usize) -> Option<Hit> {
    let low = tokens.low(at + 1);
    if tokens.opens(at + 1) {
        return None;
    }
    let range = at..at + 2;
    if tokens.capital(at + 1) {
        if let Some(month) = month_of(low.as_str()) {
            return Some(Hit::new(range, WhenKind::Set, format!("XXXX-{month:02}")));
        }
        if let Some(weekday) = weekday_of(low.as_str()) {
            return Some(Hit::new(
                range,
                WhenKind::Set,
                format!("XXXX-WXX-{}", weekday.to_monday_one_offset()),
            ));
        }
    }
    let unit = Unit::named(low.as_str()).filter(|unit| *unit != Unit::Second)?;
    Some(Hit::new(range, WhenKind::Set, unit.length("1")))
}

/// `a year ago`, `a day earlier`, `a couple of years`, `a few days`, `a 90-day`, `a while`.
fn indefinite(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let next = at + 1;
    if tokens.opens(next) {
        return None;
    }
    let low = tokens.low(next);
    match low.as_str() {
        "while" => return Some(Hit::new(at..next + 1, WhenKind::Duration, "PXX")),
        "later" if tokens.is(next + 1, "date") => {
            return Some(
                Hit::new(at..next + 2, WhenKind::Reference, "FUTURE_REF").tense(Tense::Future),
            );
        }
        "year" if matches!(tokens.low(next + 1).as_str(), "ago" | "earlier") => {
            return Some(year_before(at..next + 2, tokens, state));
        }
        "year" if tokens.len() <= 2 => {
            let hit = Hit::new(at..next + 1, WhenKind::Duration, "P1Y");
            return Some(match state.today {
                Some(today) => hit.or(format!("{}", today.year() - 1)),
                None => hit,
            });
        }
        _ => {}
    }
    let mut from = next;
    if matches!(
        low.as_str(),
        "mere"
            | "single"
            | "full"
            | "whole"
            | "further"
            | "additional"
            | "good"
            | "flat"
            | "recent"
    ) {
        from += 1;
        if let Some(hit) = quarter(tokens, from, state) {
            return Some(hit.from(at));
        }
    }
    // "a Tuesday news conference", "a May 10 deadline", "a 2012 car crash"
    if tokens.capital(from) || tokens.kind(from) == Some(Kind::Number) {
        return self::at(tokens, from, state).map(|hit| hit.from(at));
    }
    let (count, end) =
        count_of(tokens, at).or_else(|| (from > next).then(|| ("1".to_owned(), from)))?;
    let end = if matches!(
        tokens.low(end).as_str(),
        "tumultuous" | "mere" | "good" | "full" | "single"
    ) {
        end + 1
    } else {
        end
    };
    finish(tokens, at, &count, end, state)
}

/// A number in front of a unit: `three days`, `2 1/2 years`, `90-day`, `two to three weeks`.
fn counted(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let low = tokens.low(at);
    let opens = tokens.kind(at) == Some(Kind::Number)
        || matches!(
            low.as_str(),
            "several" | "few" | "many" | "some" | "half" | "couple"
        )
        || figures::starts_number(tokens, at);
    if !opens {
        return None;
    }
    let (count, end) = count_of(tokens, at)?;
    finish(tokens, at, &count, end, state)
}

/// What the count at this token is (`X` for "several"), and where its unit starts.
fn count_of(tokens: &Tokens<'_>, at: usize) -> Option<(String, usize)> {
    if tokens.opens(at) && at > 0 && tokens.kind(at) == Some(Kind::Punct) {
        return None;
    }
    let low = tokens.low(at);
    let (mut count, mut end) = match low.as_str() {
        "several" | "few" | "many" | "some" | "numerous" | "countless" => ("X".to_owned(), at + 1),
        "couple" => (
            "2".to_owned(),
            at + 1 + usize::from(tokens.is(at + 1, "of")),
        ),
        "half" if matches!(tokens.low(at + 1).as_str(), "a" | "an") => ("0.5".to_owned(), at + 2),
        "a" | "an" => match tokens.low(at + 1).as_str() {
            "couple" => (
                "2".to_owned(),
                at + 2 + usize::from(tokens.is(at + 2, "of")),
            ),
            "few" => ("X".to_owned(), at + 2),
            "half" => ("0.5".to_owned(), at + 2),
            "hundred" => ("100".to_owned(), at + 2),
            "dozen" => ("12".to_owned(), at + 2),
            "minute" if tokens.is(at + 2, "and") && tokens.is(at + 4, "half") => {
                ("1.5".to_owned(), at + 1)
            }
            _ => ("1".to_owned(), at + 1),
        },
        "one" => ("1".to_owned(), at + 1),
        _ => figures::plain_number(tokens, at)?,
    };
    if tokens.is(end, "and")
        && tokens.is(end + 1, "a")
        && tokens.is(end + 2, "half")
        && !count.contains('.')
    {
        count.push_str(".5");
        end += 3;
    }
    // "two to three weeks", "12 to 18 months", "one or two days"
    if matches!(tokens.low(end).as_str(), "to" | "or")
        && let Some((_, after)) = figures::plain_number(tokens, end + 1)
    {
        end = after;
    }
    while matches!(
        tokens.low(end).as_str(),
        "more"
            | "full"
            | "straight"
            | "consecutive"
            | "trading"
            | "business"
            | "working"
            | "additional"
            | "of"
            | "long"
            | "tumultuous"
            | "few"
            | "such"
            | "whole"
            | "calendar"
    ) || (tokens.text(end) == "-" && tokens.glued(end) && tokens.glued(end + 1))
    {
        if tokens.is(end, "few") {
            count = "X".to_owned();
        }
        end += 1;
        if end > at + 8 {
            return None;
        }
    }
    (!tokens.opens(end)).then_some((count, end))
}

/// Count and unit, then `ago`, `earlier`, `later` or nothing.
fn finish(tokens: &Tokens<'_>, at: usize, count: &str, end: usize, state: &State) -> Option<Hit> {
    let unit = Unit::named(tokens.low(end).as_str())?;
    // "the second", "third-quarter" are for others; a lone letter is no unit.
    if unit == Unit::Second && tokens.text(end).len() == 6 && count != "1" {
        return None;
    }
    if unit == Unit::Quarter && count == "1" {
        return None;
    }
    let mut after = end + 1;
    if tokens.text(after) == "-"
        && tokens.glued(after)
        && matches!(tokens.low(after + 1).as_str(), "old" | "long")
    {
        after += 2;
    }
    if tokens.is(after, "or") && matches!(tokens.low(after + 1).as_str(), "so" | "two" | "more") {
        let ago_follows = tokens.is(after + 2, "ago") || tokens.is(after + 1, "so");
        if ago_follows || tokens.len() <= after + 2 {
            after += 2;
        }
    }
    let whole: Option<i64> = count.parse().ok();
    let low = tokens.low(after);
    match low.as_str() {
        "ago" if !tokens.opens(after) => return Some(ago(at..after + 1, count, unit, state)),
        "earlier" | "before" if !tokens.opens(after) && whole.is_some() => {
            let earlier = usize::from(low.as_str() == "earlier");
            let hit = length(at..after + earlier, count, unit);
            let from = state.last.map_or(state.today, |(day, _)| Some(day));
            return Some(match (unit, from) {
                (Unit::Day, Some(day)) => hit.or(shift(day, -whole?.min(40_000)).to_string()),
                (Unit::Month, Some(day)) => {
                    hit.or(calendar::month(shift_months(day, -whole?.min(12_000))))
                }
                (Unit::Year, Some(day)) => {
                    hit.or(format!("{}", i64::from(day.year()) - whole?.min(4000)))
                }
                _ => hit,
            });
        }
        "and" if tokens.is(after + 1, "a") && tokens.is(after + 2, "half") => {
            let hit = match unit {
                Unit::Minute => {
                    Hit::new(at..after + 3, WhenKind::Duration, format!("PT{count}M30S"))
                }
                Unit::Hour => Hit::new(at..after + 3, WhenKind::Duration, format!("PT{count}H30M")),
                Unit::Year => Hit::new(at..after + 3, WhenKind::Duration, format!("P{count}Y6M")),
                _ => length(at..after + 3, count, unit),
            };
            return Some(hit);
        }
        _ => {}
    }
    if count == "1.5" && unit == Unit::Minute {
        return Some(Hit::new(at..end + 1, WhenKind::Duration, "PT1M30S"));
    }
    if let Some(hours) = count
        .strip_suffix(".5")
        .filter(|_| unit == Unit::Hour && count != "0.5")
    {
        return Some(Hit::new(
            at..after,
            WhenKind::Duration,
            format!("PT{hours}H30M"),
        ));
    }
    if let Some(half) = count.strip_suffix(".5").filter(|_| unit == Unit::Year) {
        return Some(
            Hit::new(at..after, WhenKind::Duration, format!("P{half}Y6M")).or(format!("P{count}Y")),
        );
    }
    let hit = length(at..after, count, unit);
    let hit = if count == "1" && unit == Unit::Day && tokens.is(at, "one") {
        hit.or("FUTURE_REF")
    } else {
        hit
    };
    Some(hit)
}

/// `two weeks ago`, `five months ago`, `10 days ago`.
fn ago(range: std::ops::Range<usize>, count: &str, unit: Unit, state: &State) -> Hit {
    let plain = unit.length(count);
    let (Some(today), Ok(number)) = (state.today, count.parse::<i64>()) else {
        let hit = Hit::new(range, WhenKind::Reference, "PAST_REF")
            .or(plain)
            .tense(Tense::Past);
        let decade = state.today.map(|today| format!("{}X", today.year() / 10));
        return match decade.filter(|_| unit == Unit::Year) {
            Some(decade) => hit.or(decade),
            None => hit,
        };
    };
    let number = number.clamp(0, 40_000);
    match unit {
        Unit::Day => {
            let day = shift(today, -number);
            Hit::new(range, WhenKind::Date, day.to_string())
                .or(plain)
                .days(Some((day, day)))
        }
        Unit::Week => {
            let day = shift(today, -7 * number);
            Hit::new(range, WhenKind::Date, day.to_string())
                .or(calendar::week(day))
                .or(format!("{:04}-WXX", day.year()))
                .or(plain)
                .days(Some(calendar::week_days(day)))
        }
        Unit::Month | Unit::Quarter => {
            let day = shift_months(
                today,
                -number.min(12_000) * if unit == Unit::Month { 1 } else { 3 },
            );
            Hit::new(range, WhenKind::Date, calendar::month(day))
                .or(plain)
                .days(calendar::month_days(day.year(), day.month()))
        }
        Unit::Year | Unit::Decade | Unit::Century => {
            let years = number
                * match unit {
                    Unit::Year => 1,
                    Unit::Decade => 10,
                    _ => 100,
                };
            let year = (i64::from(today.year()) - years).clamp(-9000, 9000) as i16;
            Hit::new(range, WhenKind::Date, format!("{year:04}"))
                .or(plain)
                .days(calendar::year_days(year))
        }
        Unit::Hour | Unit::Minute | Unit::Second => Hit::new(range, WhenKind::Time, plain)
            .or(today.to_string())
            .days(Some((today, today))),
    }
}

fn weekend(range: std::ops::Range<usize>, word: &str, state: &State) -> Option<Hit> {
    let Some(today) = state.today else {
        return Some(Hit::new(range, WhenKind::Date, "XXXX-WXX-WE"));
    };
    let back = i64::from(today.weekday().to_monday_zero_offset());
    // Saturday of this week; "last" and "the" on a weekday mean the one gone by.
    let step = match word {
        "last" | "past" | "previous" | "the" if back < 5 => -7,
        "next" => 7,
        _ => 0,
    };
    let saturday = shift(today, 5 - back + step);
    Some(
        Hit::new(
            range,
            WhenKind::Date,
            format!("{}-WE", calendar::week(saturday)),
        )
        .or(format!("{}-WE", calendar::week(shift(saturday, 7))))
        .days(Some((saturday, shift(saturday, 1)))),
    )
}

/// `summer`, `fall 2018`, `summer of 1994`.
fn season(tokens: &Tokens<'_>, at: usize, word: &str, state: &State) -> Option<Hit> {
    let (letters, month) = season_of(word)?;
    if let Some((year, end)) = year_after(tokens, at + 1, state).filter(|_| !tokens.opens(at + 1)) {
        return Some(
            Hit::new(at..end, WhenKind::Date, format!("{year}-{letters}"))
                .days(season_days(year, month)),
        );
    }
    let before = at.checked_sub(1).map(|b| tokens.low(b));
    let before = before.as_ref().map_or("", |low| low.as_str());
    let stands = tokens.len() == 1
        || matches!(before, "in" | "of" | "during" | "until" | "by")
        || matches!(word, "summer" | "winter" | "autumn");
    (stands && !word.ends_with('s'))
        .then(|| season_of_year(at..at + 1, letters, month, "this", state))
}

fn season_of_year(
    range: std::ops::Range<usize>,
    letters: &str,
    month: i8,
    word: &str,
    state: &State,
) -> Hit {
    let Some(today) = state.today else {
        return Hit::new(range, WhenKind::Date, format!("XXXX-{letters}"));
    };
    let year = match word {
        "last" | "past" | "previous" => {
            today.year() - i16::from(letters == "WI" || today.month() < month + 3)
        }
        "next" | "coming" => today.year() + i16::from(today.month() >= month),
        _ => today.year(),
    };
    Hit::new(range, WhenKind::Date, format!("{year}-{letters}"))
        .or(format!("{}-{letters}", year - 1))
        .or(format!("{}-{letters}", year + 1))
        .days(season_days(year, month))
}

fn season_days(year: i16, month: i8) -> Option<(Date, Date)> {
    let first = Date::new(year, month, 1).ok()?;
    Some((first, shift_months(first, 2).last_of_month()))
}

/// `third quarter`, `fourth-quarter`, `second quarter of 1984`, `first half`.
fn quarter(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    if tokens.opens(at) && at > 0 && tokens.kind(at) == Some(Kind::Punct) {
        return None;
    }
    let mut first = at;
    if tokens.is(first, "fiscal") {
        first += 1 + usize::from(tokens.text(first + 1) == "-");
    }
    let (number, mut end) = match tokens.low(first).as_str() {
        "q1" => (1, first + 1),
        "q2" => (2, first + 1),
        "q3" => (3, first + 1),
        "q4" => (4, first + 1),
        _ => {
            let (number, next) = match ordinal(tokens.low(first).as_str()) {
                Some(number) => (number, first + 1),
                None => {
                    let suffix =
                        matches!(tokens.low(first + 1).as_str(), "st" | "nd" | "rd" | "th")
                            && tokens.glued(first + 1);
                    (
                        tokens.text(first).parse().ok().filter(|_| suffix)?,
                        first + 2,
                    )
                }
            };
            let next = next + usize::from(tokens.text(next) == "-" && tokens.glued(next));
            // "first two quarters of 1990"
            if number == 1 && tokens.is(next, "two") && tokens.is(next + 1, "quarters") {
                let (year, end) = year_after(tokens, next + 2, state)?;
                return Some(Hit::new(at..end, WhenKind::Date, format!("{year}-H1")));
            }
            if tokens.is(next, "quarters") && tokens.len() <= 3 {
                return Some(Hit::new(
                    at..next + 1,
                    WhenKind::Set,
                    format!("XXXX-Q{number}"),
                ));
            }
            if tokens.is(next, "half") && number <= 2 {
                let (year, end) = year_after(tokens, next + 1, state)
                    .or_else(|| Some((state.today?.year(), next + 1)))?;
                return (end > next + 1 || tokens.is(next + 1, "of"))
                    .then(|| Hit::new(at..end, WhenKind::Date, format!("{year}-H{number}")));
            }
            if !tokens.is(next, "quarter") || number > 4 {
                return None;
            }
            (number, next + 1)
        }
    };
    let Some(today) = state.today else {
        return Some(Hit::new(at..end, WhenKind::Date, format!("XXXX-Q{number}")));
    };
    let year = if let Some((year, after)) = year_after(tokens, end, state) {
        end = after;
        year
    } else {
        // The latest one that has begun.
        today.year() - i16::from(number * 3 - 2 > today.month())
    };
    Some(
        Hit::new(at..end, WhenKind::Date, format!("{year}-Q{number}"))
            .or(format!("{}-Q{number}", year - 1))
            .or(format!("{}-Q{number}", year + 1))
            .days(calendar::quarter_days(year, number)),
    )
}

/// `20th century`, `the 11th century`.
fn century(tokens: &Tokens<'_>, at: usize) -> Option<Hit> {
    let number: i16 = tokens
        .text(at)
        .parse()
        .ok()
        .filter(|number| (1..=30).contains(number))?;
    let suffix =
        matches!(tokens.low(at + 1).as_str(), "st" | "nd" | "rd" | "th") && tokens.glued(at + 1);
    let said = tokens.low(at + 2).as_str().starts_with("centur")
        || tokens.text(at + 2) == "-" && tokens.is(at + 3, "century");
    if !suffix || !said {
        return None;
    }
    let end = at + 3 + usize::from(tokens.text(at + 2) == "-");
    Some(
        Hit::new(at..end, WhenKind::Date, format!("{:02}", number - 1))
            .or(format!("{:02}XX", number - 1)),
    )
}

/// `1990s`, `1930's`.
fn decade(tokens: &Tokens<'_>, at: usize) -> Option<Hit> {
    let text = tokens.text(at);
    let plural = tokens.glued(at + 1) && tokens.is(at + 1, "s");
    let apostrophe = tokens.glued(at + 1)
        && matches!(tokens.text(at + 1), "'" | "\u{2019}")
        && tokens.is(at + 2, "s");
    if text.len() != 4 || !text.ends_with('0') || !(plural || apostrophe) {
        return None;
    }
    let year: i16 = text.parse().ok()?;
    let end = at + if plural { 2 } else { 3 };
    let days = Date::new(year, 1, 1)
        .ok()
        .zip(Date::new(year + 9, 12, 31).ok());
    Some(
        Hit::new(at..end, WhenKind::Date, text.get(..3)?)
            .or(format!("{}X", text.get(..3)?))
            .days(days),
    )
}

/// `'80s`.
fn apostrophe_decade(tokens: &Tokens<'_>, at: usize) -> Option<Hit> {
    if !matches!(tokens.text(at), "'" | "\u{2019}" | "\u{2018}") {
        return None;
    }
    let text = tokens.text(at + 1);
    let decade = text.len() == 2
        && text.ends_with('0')
        && tokens.glued(at + 1)
        && tokens.is(at + 2, "s")
        && tokens.glued(at + 2);
    decade.then(|| Hit::new(at..at + 3, WhenKind::Date, format!("19{}", &text[..1])))
}

/// A year in digits: any from 1900 to 2039 that counts nothing, others after `in` and the like.
fn bare_year(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let text = tokens.text(at);
    if text.len() != 4 {
        return None;
    }
    let year: i16 = text.parse().ok()?;
    let alone = tokens.len() <= 2;
    if !alone && !figures::is_year(tokens, at) {
        return None;
    }
    if !(1000..=2200).contains(&year) {
        return None;
    }
    let mut end = at + 1;
    if let Some(hit) = quarter(tokens, end, state).filter(|_| !tokens.opens(end)) {
        return Some(Hit::new(
            at..hit.end,
            WhenKind::Date,
            format!("{year}{}", hit.value.get(4..)?),
        ));
    }
    if tokens.is(end, "or") && tokens.is(end + 1, "later") {
        end += 2;
    }
    Some(Hit::new(at..end, WhenKind::Date, text).days(calendar::year_days(year)))
}

/// `nineteen ninety-seven`, `two thousand`.
fn spoken_year(tokens: &Tokens<'_>, at: usize) -> Option<Hit> {
    let low = tokens.low(at);
    let head = small_number(low.as_str())?;
    if head == 2 && tokens.is(at + 1, "thousand") && tokens.len() == at + 2 {
        return Some(Hit::new(at..at + 2, WhenKind::Date, "2000").days(calendar::year_days(2000)));
    }
    if !(13..=20).contains(&head)
        || small_number(tokens.low(at + 1).as_str()).is_none_or(|tail| tail < 10)
    {
        return None;
    }
    let (value, end) = figures::plain_number(tokens, at)?;
    let year: i16 = value
        .parse()
        .ok()
        .filter(|year| (1300..=2099).contains(year))?;
    Some(Hit::new(at..end, WhenKind::Date, value).days(calendar::year_days(year)))
}
