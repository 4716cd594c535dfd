//! Phrases opened by an article: `the third quarter`, `the end of May`, `a couple of years`.

use super::calendar::{self, Unit, part_of, season_of, shift, shift_months};
use super::count::{count_of, finish, length};
use super::day::year_after;
use super::period::{
    apostrophe_decade, bare_year, century, decade, fiscal, quarter, season_of_year, spoken_year,
    weekend,
};
use super::phrase::{self, Hit, State};
use super::relative::{definite, of_day, relative_unit, year_before};
use super::{Tense, WhenKind};
use crate::scan::{Kind, Tokens};

/// `the third quarter`, `the past year`, `the weekend`, `the end of 1994`, `the 1990s`, `the future`.
pub(super) fn the(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
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
            let inner = phrase::at(tokens, next + 2, state).or_else(|| {
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
            let inner = phrase::at(tokens, next + 3, state)
                .or_else(|| phrase::at(tokens, next + 4, state))?;
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
        return phrase::at(tokens, next + 1 + dash, state)
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
pub(super) fn beside(tokens: &Tokens<'_>, at: usize) -> Option<i64> {
    let closes = tokens.opens(at + 1) || tokens.kind(at + 1) == Some(Kind::Punct);
    match tokens.low(at).as_str() {
        "before" if closes => Some(-1),
        "after" if closes => Some(1),
        _ => None,
    }
}

pub(super) fn is_unit_ahead(tokens: &Tokens<'_>, at: usize) -> bool {
    (at..at + 4).any(|next| {
        !tokens.opens(next)
            && (Unit::named(tokens.low(next).as_str()).is_some()
                || season_of(tokens.low(next).as_str()).is_some())
    })
}

/// `a year ago`, `a day earlier`, `a couple of years`, `a few days`, `a 90-day`, `a while`.
pub(super) fn indefinite(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
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
        return phrase::at(tokens, from, state).map(|hit| hit.from(at));
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
