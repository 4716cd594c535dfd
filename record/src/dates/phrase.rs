//! The phrases of time, read from a token on; longest reading first.

use std::cell::Cell;

use jiff::civil::Date;

use super::calendar::{Unit, month_of, shift, weekday_of};
use super::count::counted;
use super::day::{clock_phrase, day_month, digits_date, month_phrase, weekday_phrase, with_part};
use super::period::{apostrophe_decade, bare_year, century, decade, quarter, season, spoken_year};
use super::relative::{definite, determined, night_in_a_row, part_alone, year_before, year_end};
use super::{Tense, WhenKind};
use crate::scan::{Kind, Tokens};

/// What is known while reading: the day of publication and the last day named.
pub(crate) struct State {
    pub(super) today: Option<Date>,
    pub(super) last: Option<(Date, Date)>,
    pub(super) last_value: String,
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
    pub(super) tense: Option<Tense>,
}

impl Hit {
    pub(super) fn new(
        range: std::ops::Range<usize>,
        kind: WhenKind,
        value: impl Into<String>,
    ) -> Hit {
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

    pub(super) fn or(mut self, other: impl Into<String>) -> Hit {
        self.others.push(other.into());
        self
    }

    pub(super) fn days(mut self, days: Option<(Date, Date)>) -> Hit {
        self.days = days;
        self
    }

    pub(super) fn tense(mut self, tense: Tense) -> Hit {
        self.tense = Some(tense);
        self
    }

    pub(super) fn from(mut self, first: usize) -> Hit {
        self.first = first;
        self
    }
}

impl State {
    pub(crate) fn new(today: Option<Date>) -> State {
        State { today, last: None, last_value: String::new(), depth: Cell::new(0) }
    }

    /// The text is a phrase of so many tokens and nothing else, as typed into a search: words that
    /// could mean much in a sentence mean a time here.
    pub(super) fn is_alone(&self, tokens: &Tokens<'_>, most: usize) -> bool {
        tokens.len() <= most
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
pub(super) fn deeper(state: &State, read: impl FnOnce() -> Option<Hit>) -> Option<Hit> {
    let depth = state.depth.get();
    if depth >= DEPTH {
        return None;
    }
    state.depth.set(depth + 1);
    let hit = read();
    state.depth.set(depth);
    hit
}

pub(super) fn read_at(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    match tokens.kind(at)? {
        Kind::Number => number(tokens, at, state),
        Kind::Word => word(tokens, at, state),
        Kind::Punct => apostrophe_decade(tokens, at),
    }
}

pub(super) fn word(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let low = tokens.low(at);
    // "Tuesday's sinking", "last year's".
    let word = low.as_str().trim_end_matches("'s").trim_end_matches("\u{2019}s");
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

pub(super) fn number(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    digits_date(tokens, at)
        .or_else(|| day_month(tokens, at, state))
        .or_else(|| clock_phrase(tokens, at, state))
        .or_else(|| century(tokens, at))
        .or_else(|| decade(tokens, at))
        .or_else(|| quarter(tokens, at, state))
        .or_else(|| counted(tokens, at, state))
        .or_else(|| bare_year(tokens, at, state))
}

/// Single words: `today`, `yesterday`, `overnight`, `now`, `recently`.
pub(super) fn simple(tokens: &Tokens<'_>, at: usize, word: &str, state: &State) -> Option<Hit> {
    let relative = |days: i64, part: &str| {
        let range = at..at + 1;
        let Some(today) = state.today else {
            return Hit::new(range, WhenKind::Date, format!("XXXX-XX-XX{part}"));
        };
        let day = shift(today, days);
        let kind = if part.is_empty() { WhenKind::Date } else { WhenKind::Time };
        Hit::new(range, kind, format!("{day}{part}")).days(Some((day, day)))
    };
    let reference =
        |value: &str, tense| Hit::new(at..at + 1, WhenKind::Reference, value).tense(tense);
    let hit = match word {
        "today" => {
            // A page's own date line may say another day than the feed does.
            let mut hit = relative(0, "");
            hit.others.extend(state.last.map(|(day, _)| day.to_string()));
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
            if state.last_value.is_empty() { hit } else { hit.or(state.last_value.clone()) }
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
