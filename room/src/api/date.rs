//! Instants as the protocols write them.

use jiff::Timestamp;
use jiff::fmt::strtime;

/// `2026-01-16T10:00:00+0000`: wallabag's, which has no colon and no fraction.
pub(crate) fn plain(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string()
}

/// Seconds since 1970, or a date with zone in any of the forms that clients send.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<i64>() {
        return Timestamp::from_second(seconds).ok();
    }
    if let Ok(at) = text.parse() {
        return Some(at);
    }
    let with_zone = |form| strtime::parse(form, text).and_then(|parsed| parsed.to_timestamp()).ok();
    with_zone("%Y-%m-%dT%H:%M:%S%z").or_else(|| with_zone("%Y-%m-%d %H:%M:%S%z")).or_else(|| {
        let day: jiff::civil::DateTime = text.parse().ok()?;
        Some(day.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    })
}

#[cfg(test)]
mod tests;
