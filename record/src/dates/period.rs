//! Named stretches: weekends, seasons, quarters, fiscal years, decades and centuries.

use jiff::civil::Date;

use super::WhenKind;
use super::calendar::{self, season_of, shift, shift_months};
use super::day::{ordinal, year_after};
use super::phrase::{Hit, State};
use crate::figures::{self, small_number};
use crate::scan::{Kind, Tokens};

pub(super) fn fiscal(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
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

pub(super) fn weekend(range: std::ops::Range<usize>, word: &str, state: &State) -> Option<Hit> {
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
        Hit::new(range, WhenKind::Date, format!("{}-WE", calendar::week(saturday)))
            .or(format!("{}-WE", calendar::week(shift(saturday, 7))))
            .days(Some((saturday, shift(saturday, 1)))),
    )
}

/// `summer`, `fall 2018`, `summer of 1994`.
pub(super) fn season(tokens: &Tokens<'_>, at: usize, word: &str, state: &State) -> Option<Hit> {
    let (letters, month) = season_of(word)?;
    if let Some((year, end)) = year_after(tokens, at + 1, state).filter(|_| !tokens.opens(at + 1)) {
        return Some(
            Hit::new(at..end, WhenKind::Date, format!("{year}-{letters}"))
                .days(season_days(year, month)),
        );
    }
    let before = at.checked_sub(1).map(|b| tokens.low(b));
    let before = before.as_ref().map_or("", |low| low.as_str());
    let stands = state.is_alone(tokens, 1)
        || matches!(before, "in" | "of" | "during" | "until" | "by")
        || matches!(word, "summer" | "winter" | "autumn");
    (stands && !word.ends_with('s'))
        .then(|| season_of_year(at..at + 1, letters, month, "this", state))
}

pub(super) fn season_of_year(
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

pub(super) fn season_days(year: i16, month: i8) -> Option<(Date, Date)> {
    let first = Date::new(year, month, 1).ok()?;
    Some((first, shift_months(first, 2).last_of_month()))
}

/// `third quarter`, `fourth-quarter`, `second quarter of 1984`, `first half`.
pub(super) fn quarter(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
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
                    (tokens.text(first).parse().ok().filter(|_| suffix)?, first + 2)
                }
            };
            let next = next + usize::from(tokens.text(next) == "-" && tokens.glued(next));
            // "first two quarters of 1990"
            if number == 1 && tokens.is(next, "two") && tokens.is(next + 1, "quarters") {
                let (year, end) = year_after(tokens, next + 2, state)?;
                return Some(Hit::new(at..end, WhenKind::Date, format!("{year}-H1")));
            }
            if tokens.is(next, "quarters") && state.is_alone(tokens, 3) {
                return Some(Hit::new(at..next + 1, WhenKind::Set, format!("XXXX-Q{number}")));
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
pub(super) fn century(tokens: &Tokens<'_>, at: usize) -> Option<Hit> {
    let number: i16 = tokens.text(at).parse().ok().filter(|number| (1..=30).contains(number))?;
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
pub(super) fn decade(tokens: &Tokens<'_>, at: usize) -> Option<Hit> {
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
    let days = Date::new(year, 1, 1).ok().zip(Date::new(year + 9, 12, 31).ok());
    Some(
        Hit::new(at..end, WhenKind::Date, text.get(..3)?)
            .or(format!("{}X", text.get(..3)?))
            .days(days),
    )
}

/// `'80s`.
pub(super) fn apostrophe_decade(tokens: &Tokens<'_>, at: usize) -> Option<Hit> {
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
pub(super) fn bare_year(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let text = tokens.text(at);
    if text.len() != 4 {
        return None;
    }
    let year: i16 = text.parse().ok()?;
    let alone = state.is_alone(tokens, 2);
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
pub(super) fn spoken_year(tokens: &Tokens<'_>, at: usize) -> Option<Hit> {
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
    let year: i16 = value.parse().ok().filter(|year| (1300..=2099).contains(year))?;
    Some(Hit::new(at..end, WhenKind::Date, value).days(calendar::year_days(year)))
}
