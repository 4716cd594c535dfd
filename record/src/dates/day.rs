//! Days: months with and without their days, weekdays, dates in digits, times of the clock.

use jiff::civil::{Date, Weekday};

use super::calendar::{self, month_of, part_of, shift, weekday_of};
use super::period::spoken_year;
use super::phrase::{Hit, State, simple};
use super::{Tense, WhenKind, clock};
use crate::scan::{Kind, Tokens};

/// `2013-05-02`, `05/03/2013`, `2012.08.08`.
pub(super) fn digits_date(tokens: &Tokens<'_>, at: usize) -> Option<Hit> {
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
    let numbers: Vec<i16> = parts.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let &[a, b, c] = numbers.as_slice() else {
        return None;
    };
    let year = |year: i16, text: &str| {
        if text.len() == 2 { if year < 50 { 2000 + year } else { 1900 + year } } else { year }
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
pub(super) fn month_phrase(
    tokens: &Tokens<'_>,
    at: usize,
    month: i8,
    state: &State,
) -> Option<Hit> {
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
pub(super) fn month_stands(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    let low = tokens.low(at);
    if low.as_str().len() == 3
        && low.as_str() != "may"
        && !(tokens.text(end - 1) == "." || tokens.len() == end)
    {
        return false;
    }
    if !matches!(low.as_str(), "may" | "march" | "august" | "april" | "june" | "mar") {
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

pub(super) fn dated(range: std::ops::Range<usize>, year: i16, month: i8, day: i8) -> Option<Hit> {
    let day = Date::new(year, month, day).ok()?;
    Some(Hit::new(range, WhenKind::Date, day.to_string()).days(Some((day, day))))
}

/// A day of the month at this token: `1`, `1st`, `the 3rd`, `eighth`.
pub(super) fn day_number(tokens: &Tokens<'_>, at: usize) -> Option<(i8, usize)> {
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

pub(super) fn ordinal(word: &str) -> Option<i8> {
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
pub(super) fn year_after(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<(i16, usize)> {
    let at = if tokens.text(at) == "," || tokens.is(at, "of") { at + 1 } else { at };
    if tokens.opens(at) {
        return None;
    }
    let text = tokens.text(at);
    if tokens.kind(at) == Some(Kind::Number) && text.len() == 4 {
        let year = text.parse().ok().filter(|year| (1000..=2200).contains(year))?;
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
pub(super) fn recurring(
    tokens: &Tokens<'_>,
    range: std::ops::Range<usize>,
    month: i8,
    day: i8,
    state: &State,
) -> Option<Hit> {
    let Some(today) = state.today else {
        Date::new(2000, month, day).ok()?;
        return Some(Hit::new(range, WhenKind::Date, format!("XXXX-{month:02}-{day:02}")));
    };
    // A leap day stands for any year's.
    let near = |year: i16| Date::new(year, month, day).ok();
    let this = near(today.year());
    let (first, other) =
        choose(tokens, range.start, today, this, near(today.year() - 1), near(today.year() + 1))?;
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
pub(super) fn choose(
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
    Some(if coming { (future, Some(past)) } else { (past, Some(future)) })
}

/// Whether the clause speaks of what was or of what will be; looks twelve tokens back and six ahead.
pub(super) fn hint(tokens: &Tokens<'_>, at: usize) -> Option<Tense> {
    let mut back = at;
    let floor = at.saturating_sub(12);
    let mut past = None;
    while back > floor && !tokens.opens(back) {
        back -= 1;
        match tokens.low(back).as_str() {
            "until"
                if tokens.is(back.wrapping_sub(2), "was")
                    || tokens.is(back.wrapping_sub(3), "was") =>
            {
                past = Some(Tense::Past)
            }
            "will" | "would" | "due" | "scheduled" | "set" | "plans" | "plan" | "planned"
            | "expected" | "until" | "upcoming" | "expires" | "deadline" | "begins"
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

pub(super) fn bare_month(
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

pub(super) fn choose_month(
    tokens: &Tokens<'_>,
    at: usize,
    today: Date,
    near: impl Fn(i16) -> Option<Date>,
) -> Option<(Date, Option<Date>)> {
    let this = near(today.year());
    if this.is_some_and(|day| day.month() == today.month()) {
        return Some((this?, near(today.year() - 1)));
    }
    choose(tokens, at, today, this, near(today.year() - 1), near(today.year() + 1))
}

/// `4 January 2019`, `7 July`, `second of August`.
pub(super) fn day_month(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
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
pub(super) fn weekday_phrase(
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
        return Some(Hit::new(at..end, WhenKind::Set, format!("XXXX-WXX-{number}")));
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
        "last" | "previous" => (if back == 0 { shift(today, -7) } else { past }, shift(past, -7)),
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
pub(super) fn with_part(tokens: &Tokens<'_>, mut hit: Hit) -> Hit {
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
pub(super) fn with_clock(tokens: &Tokens<'_>, mut hit: Hit) -> Hit {
    let mut at = hit.end;
    for _ in 0..3 {
        if matches!(tokens.low(at).as_str(), "at" | "around" | "about" | "," | "by")
            && !tokens.opens(at)
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
pub(super) fn clock_phrase(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let clock = clock::at(tokens, at)?;
    let mut next = clock.end;
    for _ in 0..2 {
        if matches!(tokens.low(next).as_str(), "on" | "," | "." | "local" | "time")
            && !tokens.opens(next + 1)
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
    let day = state.last.filter(|(first, last)| first == last).map(|(day, _)| day).or(state.today);
    let Some(day) = day else {
        return Some(Hit::new(
            at..clock.end,
            WhenKind::Time,
            format!("XXXX-XX-XX{}", clock.value()),
        ));
    };
    let mut hit = Hit::new(at..clock.end, WhenKind::Time, format!("{day}{}", clock.value()))
        .days(Some((day, day)));
    for other in state.today.into_iter().flat_map(|today| [today, shift(today, -1)]) {
        if other != day {
            hit = hit.or(format!("{other}{}", clock.value()));
        }
    }
    Some(hit)
}
