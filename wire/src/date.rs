//! Instants as feeds and exports write them.
//!
//! Given a text, an instant or none. A date without a zone is no instant: [`instant`] gives none,
//! [`instant_in_utc`] takes it as UTC, which is for exports whose programs are known to write UTC
//! without saying so.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

/// Longer strings are no dates (RUSTSEC-2026-0009 was a parser that recursed over comments).
const MAX_BYTES: usize = 128;

/// Zones by name that feeds use besides numbers, in minutes: RFC 822 §5.1, and Europe's. `IST` and
/// the like mean several zones and so none.
const ZONES: [(&str, i32); 20] = [
    ("Z", 0),
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("WET", 0),
    ("BST", 60),
    ("CET", 60),
    ("MEZ", 60),
    ("CEST", 120),
    ("MESZ", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("PST", -480),
    ("PDT", -420),
];
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The instant a date with time and zone names: RFC 822 and its kin, RFC 3339 and its kin.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    let (civil, offset) = read(text)?;
    place(civil, offset?)
}

/// As [`instant`]; without a zone, UTC; without a time, midnight.
pub(crate) fn instant_in_utc(text: &str) -> Option<Timestamp> {
    let (civil, offset) = read(text)?;
    place(civil, offset.unwrap_or(Offset::UTC))
}

/// The instant of a count since 1970, in seconds, or in ms or µs where it would else lie beyond
/// the year 5138; zero and less is what exporters write for "unknown".
pub(crate) fn since_1970(count: i64) -> Option<Timestamp> {
    match count {
        1..100_000_000_000 => Timestamp::from_second(count).ok(),
        100_000_000_000..100_000_000_000_000 => Timestamp::from_millisecond(count).ok(),
        100_000_000_000_000..100_000_000_000_000_000 => Timestamp::from_microsecond(count).ok(),
        _ => None,
    }
}

/// A count since 1970, or a date as [`instant_in_utc`] takes it.
pub(crate) fn any(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    match text.parse::<i64>() {
        Ok(count) => since_1970(count),
        Err(_) => instant_in_utc(text),
    }
}

fn place(civil: DateTime, offset: Offset) -> Option<Timestamp> {
    TimeZone::fixed(offset).to_timestamp(civil).ok()
}

fn read(text: &str) -> Option<(DateTime, Option<Offset>)> {
    let text = text.trim();
    if text.len() > MAX_BYTES || !text.is_ascii() {
        return None;
    }
    let starts_with_year = text.len() >= 8
        && text.as_bytes()[..4].iter().all(u8::is_ascii_digit)
        && matches!(text.as_bytes()[4], b'-' | b'/');
    if starts_with_year { iso(text) } else { mail(text) }
}

/// `2024-01-16T10:00:00.5+01:00` with any of its parts from the time on missing.
fn iso(text: &str) -> Option<(DateTime, Option<Offset>)> {
    let (day, rest) = text.split_at(text.find(['T', 't', ' ']).unwrap_or(text.len()));
    let mut parts = day.split(['-', '/']);
    let mut number = |length| parts.next().filter(|part| part.len() <= length)?.parse().ok();
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    with_clock(date, rest.get(1..).unwrap_or("").trim())
}

/// `Tue, 16 Jan 2024 10:00:00 GMT` with a weekday in front or not, long names or short, seconds or
/// not.
fn mail(text: &str) -> Option<(DateTime, Option<Offset>)> {
    let from = text.find(|char: char| char.is_ascii_digit())?;
    let is_weekday = |char: char| char.is_ascii_alphabetic() || ", .\t".contains(char);
    if !text[..from].chars().all(is_weekday) {
        return None;
    }
    let text = &text[from..];
    let time_at = text.find(':').and_then(|at| text[..at].rfind([' ', '\t']));
    let (day, rest) = text.split_at(time_at.unwrap_or(text.len()));
    let mut words = day.split([' ', '-', '\t']).filter(|word| !word.is_empty());
    let day: i8 = words.next()?.parse().ok()?;
    let name = words.next()?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| name.starts_with(month))?;
    let year = match words.next()?.parse::<i16>().ok()? {
        // RFC 5322 §4.3.
        year @ 0..50 => 2000 + year,
        year @ 50..100 => 1900 + year,
        year => year,
    };
    let date = Date::new(year, i8::try_from(month + 1).ok()?, day).ok()?;
    with_clock(date, rest.trim())
}

/// The day with what stands behind it: a time and a zone, a time, or nothing.
fn with_clock(date: Date, rest: &str) -> Option<(DateTime, Option<Offset>)> {
    if rest.is_empty() {
        return Some((date.to_datetime(Time::midnight()), None));
    }
    let is_time = |char: char| matches!(char, '0'..='9' | ':' | '.' | ',');
    let end = rest.find(|char: char| !is_time(char)).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(end);
    let civil = clock(date, time)?;
    match zone.trim() {
        "" => Some((civil, None)),
        zone => Some((civil, Some(offset(zone)?))),
    }
}

/// `10:00`, `10:00:00`, `10:00:00.25`; 24:00 is the next midnight, and a leap second the second
/// before it.
fn clock(date: Date, text: &str) -> Option<DateTime> {
    let (text, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let mut parts = text.split(':');
    let mut number = || parts.next().filter(|part| part.len() <= 2)?.parse::<i8>().ok();
    let (hour, minute) = (number()?, number()?);
    let second = number().unwrap_or(0).min(59);
    let digits: String = fraction.bytes().chain(*b"000000000").take(9).map(char::from).collect();
    if hour == 24 && minute == 0 && second == 0 {
        return date.tomorrow().ok().map(|date| date.to_datetime(Time::midnight()));
    }
    let time = Time::new(hour, minute, second, digits.parse().ok()?).ok()?;
    Some(date.to_datetime(time))
}

/// `+01:00`, `+0100`, `+01`, `GMT`, `GMT+1`, `+0000 (UTC)`.
fn offset(text: &str) -> Option<Offset> {
    let text = text.split(['(', ' ']).next().unwrap_or(text);
    let name_end = text.find(['+', '-']).unwrap_or(text.len());
    let (name, number) = text.split_at(name_end);
    let mut minutes = 0;
    if !name.is_empty() {
        minutes = ZONES.iter().find(|(zone, _)| zone.eq_ignore_ascii_case(name))?.1;
    }
    if let Some((sign, digits)) = number.split_at_checked(1) {
        let digits: String = digits.chars().filter(|char| *char != ':').collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (hours, rest) =
            digits.split_at(digits.len().min(if digits.len() == 3 { 1 } else { 2 }));
        let rest: i32 = if rest.is_empty() { 0 } else { rest.parse().ok().filter(|m| *m < 60)? };
        let size = hours.parse::<i32>().ok()? * 60 + rest;
        minutes += if sign == "-" { -size } else { size };
    }
    Offset::from_seconds(minutes * 60).ok()
}

#[cfg(test)]
mod tests;
