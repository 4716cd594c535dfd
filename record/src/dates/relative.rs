//! Times said from where the text stands: `this week`, `last year`, `that day`, `year-earlier`.

use jiff::civil::{Date, Weekday};

use super::article::{indefinite, the};
use super::calendar::{self, Unit, month_of, part_of, season_of, shift, shift_months, weekday_of};
use super::count::{count_of, many, span_of};
use super::day::{dated, day_number, ordinal, weekday_phrase};
use super::period::{fiscal, quarter, season_of_year, weekend};
use super::phrase::{Hit, State, deeper, simple};
use super::{Tense, WhenKind};
use crate::scan::Tokens;

/// `third night`, `a third straight night Wednesday`.
pub(super) fn night_in_a_row(
    tokens: &Tokens<'_>,
    at: usize,
    word: &str,
    state: &State,
) -> Option<Hit> {
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

pub(super) fn year_end(range: std::ops::Range<usize>, state: &State) -> Option<Hit> {
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
pub(super) fn year_before(
    range: std::ops::Range<usize>,
    tokens: &Tokens<'_>,
    state: &State,
) -> Hit {
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

pub(super) fn part_alone(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
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
        return Some(Hit { value, kind: WhenKind::Time, ..hit }.from(at));
    }
    Some(of_day(at..end, part, state))
}

/// A part of the day last spoken of, else of the day of publication.
pub(super) fn of_day(range: std::ops::Range<usize>, part: &str, state: &State) -> Hit {
    let day = state.last.filter(|(first, last)| first == last).map(|(day, _)| day).or(state.today);
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
pub(super) fn determined(tokens: &Tokens<'_>, at: usize, word: &str, state: &State) -> Option<Hit> {
    deeper(state, || read_determined(tokens, at, word, state))
}

pub(super) fn read_determined(
    tokens: &Tokens<'_>,
    at: usize,
    word: &str,
    state: &State,
) -> Option<Hit> {
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

/// `this week`, `last three years`, `past several quarters`, `coming months`, `last Friday`.
pub(super) fn relative_unit(
    tokens: &Tokens<'_>,
    at: usize,
    word: &str,
    state: &State,
) -> Option<Hit> {
    let mut next = at + 1;
    let mut word = word;
    let inner = tokens.low(next);
    if matches!(word, "this" | "the")
        && matches!(inner.as_str(), "past" | "coming" | "last" | "next")
    {
        word = if matches!(inner.as_str(), "past" | "last") { "last" } else { "next" };
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
                tokens.low(next + usize::from(matches!(low.as_str(), "in" | "on"))).as_str(),
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
                Hit::new(at..next + 1, WhenKind::Date, format!("{year:04}-{month:02}"))
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
        let today = state.last.filter(|_| told).map(|(day, _)| day).or(state.today);
        let Some(today) = today else {
            return Some(Hit::new(at..next + 1, WhenKind::Time, format!("XXXX-XX-XX{part}")));
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
        return Some(Hit::new(at..end + 1, WhenKind::Set, format!("XXXX-{letters}")));
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

pub(super) fn is_plural(word: &str) -> bool {
    word.ends_with('s') && !word.ends_with("'s") && !word.ends_with("\u{2019}s")
}

/// `this week`, `last year`, `the past year`, `recent years`.
pub(super) fn single_unit(
    tokens: &Tokens<'_>,
    range: std::ops::Range<usize>,
    unit: Unit,
    word: &str,
    plural: bool,
    state: &State,
) -> Option<Hit> {
    if plural {
        let past =
            matches!(word, "recent" | "past" | "previous" | "last" | "preceding" | "earlier");
        let tense = if past { Tense::Past } else { Tense::Future };
        if word == "this" || word == "same" {
            return None;
        }
        let reference = if past { "PAST_REF" } else { "FUTURE_REF" };
        let hit = Hit::new(range, WhenKind::Reference, reference).or(unit.length("X")).tense(tense);
        return Some(if unit == Unit::Quarter { hit.or("PXM") } else { hit });
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
            Hit::new(range, WhenKind::Date, day.to_string()).or("P1D").days(Some((day, day)))
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
            .days(calendar::quarter_days(day.year(), calendar::quarter_of(day)))
        }
        Unit::Year => {
            let year = from.year() + i16::try_from(step).ok()?;
            let ended = shift_months(today, -3);
            let hit = Hit::new(range, WhenKind::Date, format!("{year:04}"))
                .or("P1Y")
                .days(calendar::year_days(year));
            if word == "last" {
                hit.or(format!("{}-Q{}", ended.year() - 1, calendar::quarter_of(ended)))
            } else {
                hit
            }
        }
        Unit::Decade => {
            let decade = from.year() / 10 + i16::try_from(step).ok()?;
            Hit::new(range, WhenKind::Date, format!("{decade}")).or("P1E").or("P10Y")
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
pub(super) fn definite(range: std::ops::Range<usize>, unit: Unit, state: &State) -> Option<Hit> {
    let Some(today) = state.today else {
        return Some(Hit::new(range, WhenKind::Duration, unit.length("1")));
    };
    let hit = match unit {
        Unit::Quarter => {
            let ended = shift_months(today, -3);
            let quarter = calendar::quarter_of(ended);
            Hit::new(range, WhenKind::Date, format!("{}-Q{quarter}", ended.year()))
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

/// `that year`, `that day`: what was named last.
pub(super) fn that(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
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
        ("day" | "year" | "month" | "quarter" | "week" | "time", None)
            if state.is_alone(tokens, 3) =>
        {
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

pub(super) fn every(tokens: &Tokens<'_>, at: usize) -> Option<Hit> {
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
