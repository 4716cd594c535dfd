//! Times of the clock: `3:33 a.m.`, `5 pm EST`, `noon`, `22:46 GMT`.

use crate::scan::{Kind, Tokens};

/// A time of day and the end of its tokens.
pub(crate) struct Clock {
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) end: usize,
}

impl Clock {
    pub(crate) fn value(&self) -> String {
        format!("T{:02}:{:02}", self.hour, self.minute)
    }
}

pub(crate) fn at(tokens: &Tokens<'_>, at: usize) -> Option<Clock> {
    let low = tokens.low(at);
    match low.as_str() {
        "noon" | "midday" => {
            return Some(Clock { hour: 12, minute: 0, end: at + 1 });
        }
        "midnight" => {
            return Some(Clock { hour: 24, minute: 0, end: at + 1 });
        }
        _ => {}
    }
    let word_hour =
        crate::figures::small_number(low.as_str()).filter(|hour| (1..=12).contains(hour));
    if tokens.kind(at)? != Kind::Number && word_hour.is_none() {
        return None;
    }
    let text = tokens.text(at);
    let split = text.split_once([':', '.']);
    let (hour, minute): (u8, Option<u8>) = match (split, word_hour) {
        (_, Some(hour)) => (hour as u8, None),
        (Some((hour, minute)), _) if minute.len() == 2 => {
            (hour.parse().ok()?, Some(minute.parse().ok()?))
        }
        (Some((hour, rest)), _) if rest.len() == 5 && text.contains(':') => {
            (hour.parse().ok()?, Some(rest.get(..2)?.parse().ok()?))
        }
        (None, _) if text.len() <= 2 => (text.parse().ok()?, None),
        (None, _) if text.len() == 4 && zone_end(tokens, at + 1) > at + 1 => {
            (text.get(..2)?.parse().ok()?, Some(text.get(2..)?.parse().ok()?))
        }
        _ => return None,
    };
    if hour > 24 || minute.is_some_and(|minute| minute > 59) {
        return None;
    }
    let (half, end) = half_of_day(tokens, at + 1);
    // Without "a.m." only `10:30` and `0401 GMT` are times; `5` and `10.30` could be anything.
    let bare = half.is_none() && !text.contains(':') && (minute.is_none() || text.contains('.'));
    if bare {
        return None;
    }
    let hour = match half {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    Some(Clock { hour, minute: minute.unwrap_or(0), end: zone_end(tokens, end) })
}

/// `Some(true)` after noon, and the end of the mark; the mark may be split (`a. m`).
fn half_of_day(tokens: &Tokens<'_>, at: usize) -> (Option<bool>, usize) {
    let low = tokens.low(at);
    match low.as_str() {
        "am" | "a.m" | "a.m." => (Some(false), at + 1),
        "pm" | "p.m" | "p.m." => (Some(true), at + 1),
        "o'clock" | "o\u{2019}clock" => (Some(false), at + 1),
        "a" | "p" if tokens.text(at + 1) == "." && tokens.is(at + 2, "m") => {
            (Some(low.as_str() == "p"), at + 3)
        }
        _ => (None, at),
    }
}

fn zone_end(tokens: &Tokens<'_>, at: usize) -> usize {
    let zone = matches!(
        tokens.text(at),
        "GMT"
            | "UTC"
            | "EST"
            | "EDT"
            | "ET"
            | "CST"
            | "CDT"
            | "CT"
            | "MST"
            | "MDT"
            | "PST"
            | "PDT"
            | "PT"
            | "BST"
            | "CET"
            | "CEST"
            | "AKDT"
            | "AKST"
            | "IST"
            | "AEST"
    );
    at + usize::from(zone)
}
