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

/// What a step of [`the`] says: `None` for "not mine", `Some(None)` for "mine, and no time".
type Step = Option<Option<Hit>>;

/// `the third quarter`, `the past year`, `the weekend`, `the end of 1994`, `the 1990s`, `the future`.
pub(super) fn the(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let next = at + 1;
    if tokens.opens(next) {
        return None;
    }
    let skip = |word: usize, words: &[&str]| words.contains(&tokens.low(word).as_str());
    let full = ["full", "entire", "comparable", "corresponding", "whole"];
    let bare = next + usize::from(skip(next, &full));
    let late = bare + usize::from(skip(bare, &["early"]));
    let found = idiom(tokens, at, next, state)
        .or_else(|| year_phrase(tokens, at, bare, state))
        .or_else(|| seen_from_here(tokens, at, bare, state))
        .or_else(|| quarter(tokens, bare, state).map(Some))
        .or_else(|| first_of_many(tokens, at, bare, state))
        .or_else(|| season_or_part(tokens, at, late, state))
        .or_else(|| numbered(tokens, at, late, state))
        .or_else(|| unit_alone(tokens, at, late, state))?;
    found.map(|hit| hit.from(at))
}

/// Set phrases: `the end of …`, `at the time`, `the near future`, `the weekend`, `the nineties`.
fn idiom(tokens: &Tokens<'_>, at: usize, next: usize, state: &State) -> Step {
    let low = tokens.low(next);
    let word = low.as_str();
    let reference = |end: usize, value: &str, tense: Tense| {
        Some(Some(Hit::new(at..end, WhenKind::Reference, value).tense(tense)))
    };
    match word {
        "end" | "beginning" | "middle" | "start" | "rest" | "close"
            if tokens.is(next + 1, "of") =>
        {
            let low = tokens.low(next + 2);
            Some(phrase::at(tokens, next + 2, state).or_else(|| {
                let unit = Unit::named(low.as_str())?;
                definite(next + 2..next + 3, unit, state)
            }))
        }
        "time" if at > 0 && tokens.is(at - 1, "at") || state.is_alone(tokens, 2) => {
            let hit = Hit::new(at..next + 1, WhenKind::Reference, "PAST_REF").tense(Tense::Past);
            Some(Some(if state.last_value.is_empty() {
                hit
            } else {
                hit.or(state.last_value.clone()).days(state.last)
            }))
        }
        "past" if !is_unit_ahead(tokens, next + 1) => reference(next + 1, "PAST_REF", Tense::Past),
        "future" if !is_unit_ahead(tokens, next + 1) => {
            reference(next + 1, "FUTURE_REF", Tense::Future)
        }
        "near" | "short" | "long" | "foreseeable"
            if matches!(tokens.low(next + 1).as_str(), "term" | "future") =>
        {
            reference(next + 2, "FUTURE_REF", Tense::Future)
        }
        "very" | "crucial" | "present" if tokens.is(next + 1, "moment") => {
            reference(next + 2, "PRESENT_REF", Tense::Present)
        }
        "weekend" => Some(weekend(at..next + 1, "the", state)),
        _ => {
            let decade = match word {
                "nineties" => "199",
                "eighties" => "198",
                "seventies" => "197",
                "sixties" => "196",
                "fifties" => "195",
                _ => return None,
            };
            Some(Some(Hit::new(at..next + 1, WhenKind::Date, decade)))
        }
    }
}

/// `the year-ago quarter`, `the fiscal year`, `the year 2000`.
fn year_phrase(tokens: &Tokens<'_>, at: usize, next: usize, state: &State) -> Step {
    let low = tokens.low(next);
    let word = low.as_str();
    if word == "year"
        && tokens.text(next + 1) == "-"
        && matches!(tokens.low(next + 2).as_str(), "ago" | "earlier")
    {
        if let Some((count, end)) = count_of(tokens, next + 3)
            && let Some(unit) = Unit::named(tokens.low(end).as_str())
        {
            return Some(Some(length(at..end + 1, &count, unit)));
        }
        return Some(Some(year_before(at..next + 3, tokens, state)));
    }
    let skip = usize::from(matches!(word, "current" | "latest"));
    if tokens.is(next + skip, "fiscal") {
        return Some(fiscal(tokens, next + skip, state).map(|mut hit| {
            if skip == 1 && hit.others.len() >= 2 {
                let year = hit.others[usize::from(word == "latest")].clone();
                hit.others.push(std::mem::replace(&mut hit.value, year));
            }
            hit
        }));
    }
    if word == "year" && tokens.kind(next + 1) == Some(Kind::Number) {
        return Some(bare_year(tokens, next + 1, state));
    }
    (word == "year").then(|| spoken_year(tokens, next + 1)).flatten().map(Some)
}

/// `the last three years`, `the latest quarter`, `the last half of 1989`.
fn seen_from_here(tokens: &Tokens<'_>, at: usize, next: usize, state: &State) -> Step {
    let low = tokens.low(next);
    let word = low.as_str();
    let relative = matches!(
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
    );
    if !relative {
        return None;
    }
    if word == "latest" && matches!(tokens.low(next + 1).as_str(), "period" | "quarter") {
        return Some(definite(at..next + 2, Unit::Quarter, state));
    }
    if word == "last" && tokens.is(next + 1, "half") && tokens.is(next + 2, "of") {
        let inner =
            phrase::at(tokens, next + 3, state).or_else(|| phrase::at(tokens, next + 4, state));
        return Some(inner.map(|mut hit| {
            if hit.value.len() == 4 {
                hit.value.push_str("-H2");
            }
            hit
        }));
    }
    Some(relative_unit(tokens, next, word, state))
}

/// `the first nine months`, `the early years`, `the second day`.
fn first_of_many(tokens: &Tokens<'_>, at: usize, next: usize, state: &State) -> Step {
    let low = tokens.low(next);
    let word = low.as_str();
    if !matches!(word, "first" | "final" | "opening" | "early" | "second" | "third") {
        return None;
    }
    if let Some((count, end)) = count_of(tokens, next + 1)
        && let Some(unit) = Unit::named(tokens.low(end).as_str())
    {
        let year = tokens.is(end + 1, "of").then(|| year_after(tokens, end + 2, state)).flatten();
        let end = year.map_or(end + 1, |(_, end)| end);
        return Some(Some(length(at..end, &count, unit)));
    }
    let low = tokens.low(next + 1);
    if let Some(unit) = Unit::named(low.as_str()).filter(|_| !tokens.opens(next + 1)) {
        if low.as_str().ends_with('s') {
            return Some(Some(Hit::new(at..next + 2, WhenKind::Duration, unit.length("X"))));
        }
        if unit == Unit::Day {
            return Some(definite(at..next + 2, unit, state));
        }
    }
    // "the early summer" is for the next step.
    (word != "early").then_some(None)
}

/// `the summer`, `the winter of 1994`, `the morning`.
fn season_or_part(tokens: &Tokens<'_>, at: usize, next: usize, state: &State) -> Step {
    let low = tokens.low(next);
    let word = low.as_str();
    if let Some((letters, month)) = season_of(word) {
        if let Some((year, end)) = year_after(tokens, next + 1, state) {
            return Some(Some(Hit::new(at..end, WhenKind::Date, format!("{year}-{letters}"))));
        }
        let in_front = at.checked_sub(1).is_some_and(|before| tokens.is(before, "in"));
        let verb =
            word == "fall" && !(state.is_alone(tokens, 3) || in_front) || tokens.is(next + 1, "of");
        return Some((!verb).then(|| season_of_year(at..next + 1, letters, month, "this", state)));
    }
    let part = part_of(word).filter(|_| word != "dawn")?;
    Some(Some(of_day(at..next + 1, part, state)))
}

/// `the 1990s`, `the 20th century`, `the 1988 quarter`, `the '80s`, `the late 1970s`.
fn numbered(tokens: &Tokens<'_>, at: usize, next: usize, state: &State) -> Step {
    if matches!(tokens.text(next), "'" | "\u{2019}" | "\u{2018}") {
        return Some(apostrophe_decade(tokens, next));
    }
    if matches!(tokens.low(next).as_str(), "late" | "mid") {
        let dash = usize::from(tokens.text(next + 1) == "-");
        let inner = phrase::at(tokens, next + 1 + dash, state);
        return Some(inner.filter(|hit| hit.kind != WhenKind::Duration));
    }
    if tokens.kind(next) != Some(Kind::Number) {
        return None;
    }
    if let Some(hit) = century(tokens, next).or_else(|| decade(tokens, next)) {
        return Some(Some(hit));
    }
    let (year, end) = year_after(tokens, next, state)?;
    if let Some(hit) = quarter(tokens, end, state) {
        let value = format!("{year}{}", hit.value.get(4..)?);
        return Some(Some(Hit::new(at..hit.end, WhenKind::Date, value)));
    }
    if !matches!(tokens.low(end).as_str(), "quarter" | "period") {
        return None;
    }
    let ended = |today| calendar::quarter_of(shift_months(today, -3));
    let quarter = state.today.map_or(1, ended);
    let hit = Hit::new(at..end + 1, WhenKind::Date, format!("{year}-Q{quarter}"));
    Some(Some(hit.or(format!("{year}"))))
}

/// `the day before`, `the quarter`, `the years`, `the nine months`.
fn unit_alone(tokens: &Tokens<'_>, at: usize, next: usize, state: &State) -> Step {
    let low = tokens.low(next);
    let word = low.as_str();
    if word == "day"
        && let Some(step) = beside(tokens, next + 1)
        && let Some((named, _)) = state.last.or(state.today.map(|today| (today, today)))
    {
        let day = shift(named, step);
        let hit = Hit::new(at..next + 2, WhenKind::Date, day.to_string());
        return Some(Some(hit.days(Some((day, day)))));
    }
    if let Some(unit) = Unit::named(word) {
        if matches!(word, "years" | "weeks" | "days" | "months") {
            return Some(Some(Hit::new(at..next + 1, WhenKind::Duration, unit.length("X"))));
        }
        let other = matches!(word, "second" | "minute" | "hour" | "season" | "night");
        if word.ends_with('s') || other {
            return Some(None);
        }
        if word == "quarter" && tokens.is(next + 1, "a") && tokens.is(next + 2, "year") {
            let mut hit = year_before(at..next + 4, tokens, state);
            hit.others.insert(0, hit.value.clone());
            return Some(Some(hit));
        }
        let goes_on = tokens.is(next + 1, "of") || tokens.is(next + 1, "that");
        let stands = !goes_on || state.is_alone(tokens, 3);
        return Some(stands.then(|| definite(at..next + 1, unit, state)).flatten());
    }
    if word == "period" && state.is_alone(tokens, 4) || word == "corresponding" {
        return Some(definite(at..next + 1, Unit::Quarter, state));
    }
    let (count, end) = count_of(tokens, next)?;
    let unit = Unit::named(tokens.low(end).as_str())?;
    Some(Some(length(at..end + 1, &count, unit)))
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
        "year" if state.is_alone(tokens, 2) => {
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
    let end =
        if matches!(tokens.low(end).as_str(), "tumultuous" | "mere" | "good" | "full" | "single") {
            end + 1
        } else {
            end
        };
    finish(tokens, at, &count, end, state)
}
