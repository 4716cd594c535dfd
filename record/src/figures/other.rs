//! Tells numbers that count nothing from those that do: dates, clock times, ordinals, scores, ages
//! in passing, names and labels.

use super::FigureKind;
use super::numeral::Numeral;
use super::table::tables;
use super::unit::Found;
use crate::scan::{Kind, Tokens};

/// The kind of a number that is no quantity whatever its unit, and the end of its tokens.
pub(crate) fn kind_of(
    tokens: &Tokens<'_>,
    numeral: &Numeral,
    floor: usize,
) -> Option<(FigureKind, usize)> {
    let at = numeral.first;
    let end = numeral.end;
    let next = tokens.low(end);
    let next = next.as_str();
    let glued = tokens.glued(end);
    let before = at.checked_sub(1).map(|b| tokens.low(b));
    let before = before.as_ref().map_or("", |low| low.as_str());
    let bracket = before == "[" && tokens.text(end) == "]";
    if bracket {
        return Some((FigureKind::Label, end));
    }
    if before == "aged" && numeral.words && numeral.value.as_whole().is_some_and(|age| age <= 120) {
        let range = tokens.is(end, "to") && tokens.kind(end + 1) == Some(Kind::Number);
        return Some((FigureKind::AgeInPassing, if range { end + 2 } else { end }));
    }
    if numeral.words {
        if let Some(year) = spoken_year(tokens, numeral) {
            return Some((FigureKind::Year, year));
        }
        return None;
    }
    if is_item_number(tokens, numeral) || is_emergency_number(tokens, numeral) {
        return Some((FigureKind::Label, end));
    }
    if glued && matches!(next, "st" | "nd" | "rd" | "th") {
        let month = is_month(tokens.low(end + 1).as_str()) || is_month(before);
        return Some((if month { FigureKind::Date } else { FigureKind::Ordinal }, end + 1));
    }
    if glued && next == "s" && numeral.plain && tokens.text(at).len() >= 2 {
        return Some((FigureKind::Year, end + 1));
    }
    if is_clock_mark(tokens, end) && numeral.value <= super::Exact::whole(24) {
        return Some((FigureKind::Clock, end + 1));
    }
    // "at 01.40"
    let text = tokens.text(at);
    let point_clock = text.len() == 5
        && text.is_ascii()
        && text.as_bytes()[2] == b'.'
        && matches!(before, "at" | "around")
        && tokens.kind(end) != Some(Kind::Punct)
        && !tables().units.contains_key(next)
        && text[..2].parse::<u8>().is_ok_and(|hour| hour < 24)
        && text[3..].parse::<u8>().is_ok_and(|minute| minute < 60)
        && text.starts_with('0');
    if point_clock {
        return Some((FigureKind::Clock, end));
    }
    if numeral.plain
        && matches!(
            next,
            "gmt" | "utc" | "est" | "edt" | "et" | "pst" | "pdt" | "bst" | "cet" | "hrs"
        )
        && tokens.text(at).len() == 4
    {
        return Some((FigureKind::Clock, end + 1));
    }
    if numeral.plain && numeral.value <= super::Exact::whole(31) {
        let small_day = is_month(next)
            || (next == "of" && is_month(tokens.low(end + 1).as_str()) && tokens.capital(end + 1));
        // "between April 3 and 6"
        let second_day = matches!(before, "and" | "-" | "to" | "\u{2013}")
            && at >= 3
            && tokens.kind(at - 2) == Some(Kind::Number)
            && is_month_at(tokens, at - 3)
            && !super::noun::plural_follows(tokens, end)
            && !tables().units.contains_key(next);
        if second_day {
            return Some((FigureKind::Date, end));
        }
        if is_month_at(tokens, at.wrapping_sub(1)) || (small_day && !glued) {
            return Some((FigureKind::Date, end));
        }
    }
    if let Some(kind) = joined(tokens, numeral) {
        return Some(kind);
    }
    if numeral.plain && is_year(tokens, numeral, before, floor) {
        return Some((FigureKind::Year, end));
    }
    if let Some(end) = age_in_passing(tokens, numeral, before) {
        return Some((FigureKind::AgeInPassing, end));
    }
    None
}

fn is_clock_mark(tokens: &Tokens<'_>, end: usize) -> bool {
    let next = tokens.low(end);
    matches!(
        next.as_str(),
        "am" | "pm" | "a.m" | "p.m" | "a.m." | "p.m." | "o'clock" | "o\u{2019}clock"
    ) || (matches!(next.as_str(), "a" | "p")
        && tokens.text(end + 1) == "."
        && tokens.is(end + 2, "m"))
}

pub(crate) fn is_month(word: &str) -> bool {
    matches!(
        word,
        "january"
            | "february"
            | "march"
            | "april"
            | "may"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
            | "jan"
            | "feb"
            | "mar"
            | "apr"
            | "jun"
            | "jul"
            | "aug"
            | "sep"
            | "sept"
            | "oct"
            | "nov"
            | "dec"
    )
}

/// A month in capitals at or, past its full stop, before this token.
fn is_month_at(tokens: &Tokens<'_>, at: usize) -> bool {
    if at >= tokens.len() {
        return false;
    }
    let at = if tokens.text(at) == "." && at > 0 { at - 1 } else { at };
    tokens.capital(at) && is_month(tokens.low(at).as_str())
}

fn is_year(tokens: &Tokens<'_>, numeral: &Numeral, before: &str, floor: usize) -> bool {
    let text = tokens.text(numeral.end - 1);
    if text.len() != 4 {
        return false;
    }
    let year: u32 = text.parse().unwrap_or(0);
    let end = numeral.end;
    let money =
        numeral.first > floor && super::unit::is_money_mark(tokens, numeral.first.wrapping_sub(1));
    if money || !(1000..=2100).contains(&year) {
        return false;
    }
    let next = tokens.low(end);
    let unit = tables().units.contains_key(next.as_str()) || matches!(tokens.text(end), "%" | "°");
    if unit && !tokens.opens(end) {
        return false;
    }
    let counted = super::noun::plural_follows(tokens, end) && !tokens.capital(end);
    let range = matches!(tokens.low(end).as_str(), "to" | "-" | "\u{2013}" | "and")
        && tokens.kind(end + 1) == Some(Kind::Number);
    let later_counted =
        range && (super::noun::plural_follows(tokens, end + 2) && !tokens.capital(end + 2));
    if (counted || later_counted)
        && (year.is_multiple_of(100)
            || matches!(
                before,
                "about" | "some" | "around" | "than" | "least" | "over" | "nearly" | "almost"
            ))
    {
        return false;
    }
    if (1900..=2039).contains(&year) {
        return counted || !matches!(before, "than" | "least" | "about" | "nearly" | "exactly");
    }
    // Other years are years only where the words before say so: "in 1066", "between 1600 and".
    let said = matches!(
        before,
        "in" | "since" | "until" | "circa" | "a.d." | "ad" | "between" | "and" | "from" | "during"
    ) || is_month(before);
    said && !counted && !later_counted && !matches!(next.as_str(), "to" | "of")
}

/// `nineteen seventy-nine`.
fn spoken_year(tokens: &Tokens<'_>, numeral: &Numeral) -> Option<usize> {
    let value = numeral.value.as_whole()?;
    let said = (1300..=2099).contains(&value)
        && super::numeral::small(tokens.low(numeral.first).as_str())
            .is_some_and(|n| (13..=20).contains(&n))
        && super::numeral::small(tokens.low(numeral.first + 1).as_str()).is_some();
    said.then_some(numeral.end)
}

/// Numbers joined by hyphens, slashes or dots to others: scores, phone numbers, dates in digits.
fn joined(tokens: &Tokens<'_>, numeral: &Numeral) -> Option<(FigureKind, usize)> {
    let text = tokens.text(numeral.end - 1);
    if text.contains(':') {
        return Some((FigureKind::Clock, numeral.end));
    }
    let mut end = numeral.end;
    let mut parts = 1;
    // Forty groups are more than any number that people write.
    while parts < 40
        && matches!(tokens.text(end), "-" | "/" | "\u{2013}")
        && tokens.glued(end)
        && tokens.glued(end + 1)
        && tokens.kind(end + 1) == Some(Kind::Number)
    {
        end += 2;
        parts += 1;
    }
    if parts >= 3 {
        return Some((
            if tokens.text(end - 2) == "/" { FigureKind::Date } else { FigureKind::Label },
            end,
        ));
    }
    if parts == 2 && is_month(tokens.low(end).as_str()) && tokens.capital(end) {
        return Some((FigureKind::Date, end));
    }
    if parts == 2 && numeral.plain && tokens.text(end - 2) != "/" {
        let second = tokens.text(end - 1);
        let both_small = text.len() <= 3 && second.len() <= 3;
        let unit = tables().units.contains_key(tokens.low(end).as_str())
            || tokens.text(end) == "-"
            || matches!(tokens.text(end), "%" | "°");
        let counted = super::noun::plural_follows(tokens, end);
        let seasons = text.len() == 4
            && second.len() == 2
            && (text.starts_with("19") || text.starts_with("20"));
        if seasons {
            return Some((FigureKind::Year, end));
        }
        let street = tokens.capital(end) && tokens.capital(end + 1);
        if (both_small && !unit && !counted) || street {
            return Some((if street { FigureKind::Label } else { FigureKind::Score }, end));
        }
        let phone = text.len() >= 3
            && second.len() >= 3
            && !unit
            && !counted
            && text.len() + second.len() <= 8
            && second.len() == 4
            && text.len() == 3;
        if phone {
            return Some((FigureKind::Label, end));
        }
    }
    None
}

/// `1. Start early` at the head of a line: the number of an item of a list.
fn is_item_number(tokens: &Tokens<'_>, numeral: &Numeral) -> bool {
    let stop = numeral.end;
    let Some(number) = tokens.list.get(numeral.first) else { return false };
    let Some(mark) = tokens.list.get(stop) else { return false };
    let line = tokens.text[..number.start as usize].trim_end_matches([' ', '\t']);
    numeral.plain
        && tokens.text(numeral.first).len() <= 2
        && (line.is_empty() || line.ends_with('\n'))
        && matches!(tokens.text(stop), "." | ")")
        && tokens.text[mark.end as usize..].starts_with([' ', '\t'])
}

/// `911 calls`: a number that is dialled.
fn is_emergency_number(tokens: &Tokens<'_>, numeral: &Numeral) -> bool {
    matches!(tokens.text(numeral.first), "911" | "999" | "112")
        && numeral.end == numeral.first + 1
        && matches!(
            tokens.low(numeral.end).as_str(),
            "call"
                | "calls"
                | "caller"
                | "callers"
                | "operator"
                | "operators"
                | "dispatcher"
                | "dispatchers"
        )
}

/// `Ilse Brandt, 43,` and `(16)` after a name, `aged 18 to 34`.
fn age_in_passing(tokens: &Tokens<'_>, numeral: &Numeral, before: &str) -> Option<usize> {
    let value = numeral.value.as_whole()?;
    if !numeral.plain || !(0..=120).contains(&value) {
        return None;
    }
    let at = numeral.first;
    let end = numeral.end;
    if before == "aged" || (before == "ages" && at > 0) {
        let range = matches!(tokens.low(end).as_str(), "to" | "and" | "-" | "or")
            && tokens.kind(end + 1) == Some(Kind::Number);
        return Some(if range { end + 2 } else { end });
    }
    let closes = matches!(tokens.text(end), "," | "." | ")" | ";")
        || tokens.is(end, "and")
        || tokens.opens(end);
    let named = at >= 2
        && tokens.kind(at - 2) == Some(Kind::Word)
        && (tokens.capital(at - 2) || is_person(tokens.low(at - 2).as_str()));
    let list = tokens.kind(end + 1) == Some(Kind::Number);
    (before == "," && named && closes && !list && tokens.text(end) != "."
        || (before == "(" && named && tokens.text(end) == ")"))
        .then_some(end)
}

fn is_person(word: &str) -> bool {
    matches!(
        word,
        "man"
            | "woman"
            | "boy"
            | "girl"
            | "teenager"
            | "mother"
            | "father"
            | "son"
            | "daughter"
            | "brother"
            | "sister"
            | "student"
    )
}

/// A number that is part of a name or a mark: `Game 6`, `iPhone 11`, `S&P 500`, `page 3`, `MK-27`.
pub(crate) fn is_label(tokens: &Tokens<'_>, numeral: &Numeral, unit: &Found, floor: usize) -> bool {
    if unit.money || numeral.first == 0 || numeral.words && !is_capital_name(tokens, numeral.first)
    {
        return false;
    }
    let before = numeral.first - 1;
    let known = matches!(
        unit.kind,
        super::UnitKind::Percent
            | super::UnitKind::Points
            | super::UnitKind::Times
            | super::UnitKind::Age
    );
    let measured = known
        || (unit.kind == super::UnitKind::Measure || unit.kind == super::UnitKind::Time)
            && unit.confidence > 90;
    let text = tokens.text(before);
    // "Herrera: 4 Started", "11 Pro Max": a bare number that leans on a capitalised word.
    let leans = numeral.plain
        && unit.name.is_empty()
        && tokens.capital(numeral.end)
        && !tokens.opens(numeral.end)
        && !tokens.glued(numeral.end);
    let code = numeral.plain && matches!(tokens.text(numeral.end), "ZIP" | "block");
    if leans || code {
        return true;
    }
    // MK-27, TA-35, COVID-19: glued to a word by a hyphen, but not sub-7 or mid-30.
    let hyphened = matches!(text, "-" | "\u{2013}" | ".")
        && tokens.glued(before)
        && tokens.glued(numeral.first);
    if hyphened && before > 0 && tokens.kind(before - 1) == Some(Kind::Word) {
        return !matches!(
            tokens.low(before - 1).as_str(),
            "sub" | "to" | "a" | "pre" | "mid" | "over" | "plus"
        );
    }
    if matches!(text, "#" | "No." | "\u{2116}" | "@" | "_" | "/") && tokens.glued(numeral.first) {
        return true;
    }
    if numeral.scale.is_some() || numeral.grouped {
        return false;
    }
    let letters_follow = tokens.glued(numeral.end)
        && tokens.kind(numeral.end) == Some(Kind::Word)
        && unit.end <= numeral.end;
    if letters_follow {
        return true;
    }
    if before < floor || tokens.opens(numeral.first) {
        return false;
    }
    let low = tokens.low(before);
    let dot_label = text == "." && before > 0 && tokens.is(before - 1, "no");
    if (tables().labels.contains_key(low.as_str()) || dot_label) && !measured && !numeral.words {
        return true;
    }
    if tables().labels.contains_key(low.as_str()) && numeral.words && tokens.capital(before) {
        return true;
    }
    // "the Galaxy Note 20 Ultra", "Fortune 100": a capitalised word that does not open the sentence.
    let name = tokens.kind(before) == Some(Kind::Word)
        && !tables().small_words.contains_key(low.as_str())
        && !tables().bounds.contains_key(low.as_str())
        && !tables().changes.contains_key(low.as_str())
        && (tokens.capital(before) || text.bytes().skip(1).any(|b| b.is_ascii_uppercase()))
        && (!tokens.opens(before) || tokens.capital(numeral.end));
    name && !measured
        && !numeral.words
        && numeral.value.as_whole().is_some_and(|n| n < 3000)
        && (unit.kind != super::UnitKind::Thing
            || numeral.plain && tokens.text(numeral.end - 1).len() <= 3)
        && !is_weekday(low.as_str())
}

fn is_capital_name(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.capital(at) && !tokens.opens(at)
}

fn is_weekday(word: &str) -> bool {
    matches!(
        word,
        "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "today"
            | "january"
            | "february"
    )
}
