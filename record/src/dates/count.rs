//! Counts of units: `three years`, `two weeks ago`, `the past few months`.

use super::calendar::{self, Unit, shift, shift_months};
use super::phrase::{Hit, State};
use super::{Tense, WhenKind};
use crate::figures::{self};
use crate::scan::{Kind, Tokens};

/// `months ago`, `years`: some, nobody says how many.
pub(super) fn many(tokens: &Tokens<'_>, at: usize, word: &str) -> Option<Hit> {
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
    Some(if ago { hit.or("PAST_REF").tense(Tense::Past) } else { hit })
}

/// A count of units tied to the day of publication: `the past three years`.
pub(super) fn span_of(
    range: std::ops::Range<usize>,
    count: &str,
    unit: Unit,
    tense: Tense,
    state: &State,
) -> Hit {
    let hit = length(range, count, unit).tense(tense);
    let reference = if tense == Tense::Past { "PAST_REF" } else { "FUTURE_REF" };
    let hit = if count == "X" { hit.or(reference) } else { hit };
    let days = state.today.zip(count.parse::<i64>().ok()).and_then(|(today, count)| {
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
pub(super) fn length(range: std::ops::Range<usize>, count: &str, unit: Unit) -> Hit {
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

/// A number in front of a unit: `three days`, `2 1/2 years`, `90-day`, `two to three weeks`.
pub(super) fn counted(tokens: &Tokens<'_>, at: usize, state: &State) -> Option<Hit> {
    let low = tokens.low(at);
    let opens = tokens.kind(at) == Some(Kind::Number)
        || matches!(low.as_str(), "several" | "few" | "many" | "some" | "half" | "couple")
        || figures::starts_number(tokens, at);
    if !opens {
        return None;
    }
    let (count, end) = count_of(tokens, at)?;
    finish(tokens, at, &count, end, state)
}

/// What the count at this token is (`X` for "several"), and where its unit starts.
pub(super) fn count_of(tokens: &Tokens<'_>, at: usize) -> Option<(String, usize)> {
    if tokens.opens(at) && at > 0 && tokens.kind(at) == Some(Kind::Punct) {
        return None;
    }
    let low = tokens.low(at);
    let (mut count, mut end) = match low.as_str() {
        "several" | "few" | "many" | "some" | "numerous" | "countless" => ("X".to_owned(), at + 1),
        "couple" => ("2".to_owned(), at + 1 + usize::from(tokens.is(at + 1, "of"))),
        "half" if matches!(tokens.low(at + 1).as_str(), "a" | "an") => ("0.5".to_owned(), at + 2),
        "a" | "an" => match tokens.low(at + 1).as_str() {
            "couple" => ("2".to_owned(), at + 2 + usize::from(tokens.is(at + 2, "of"))),
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
pub(super) fn finish(
    tokens: &Tokens<'_>,
    at: usize,
    count: &str,
    end: usize,
    state: &State,
) -> Option<Hit> {
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
    if let Some(hours) = count.strip_suffix(".5").filter(|_| unit == Unit::Hour && count != "0.5") {
        return Some(Hit::new(at..after, WhenKind::Duration, format!("PT{hours}H30M")));
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
pub(super) fn ago(range: std::ops::Range<usize>, count: &str, unit: Unit, state: &State) -> Hit {
    let plain = unit.length(count);
    let (Some(today), Ok(number)) = (state.today, count.parse::<i64>()) else {
        let hit = Hit::new(range, WhenKind::Reference, "PAST_REF").or(plain).tense(Tense::Past);
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
            Hit::new(range, WhenKind::Date, day.to_string()).or(plain).days(Some((day, day)))
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
            let day =
                shift_months(today, -number.min(12_000) * if unit == Unit::Month { 1 } else { 3 });
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
        Unit::Hour | Unit::Minute | Unit::Second => {
            Hit::new(range, WhenKind::Time, plain).or(today.to_string()).days(Some((today, today)))
        }
    }
}
