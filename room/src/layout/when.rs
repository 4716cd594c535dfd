//! Times as people say them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

#[cfg(test)]
mod tests;

/// A time for programs and for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// ISO 8601 with the precision it has.
    pub iso: String,
    pub words: String,
}

impl When {
    /// An instant, seen from `now`: "14:05" today, "yesterday 14:05", "3 March", "3 March 2019".
    pub fn instant(at: Timestamp, now: &ZonedDateTime) -> Self {
        let then = at.to_zoned_datetime(now.time_zone().clone());
        let words = match (now.date() - then.date()).get_days() {
            0 => then.strftime("%H:%M").to_string(),
            1 => format!("yesterday {}", then.strftime("%H:%M")),
            _ => day(then.date(), now.date()),
        };
        Self { iso: at.to_string(), words }
    }

    /// A time as a page states it (see `page::Stated`), in full; `None` when it cannot be read.
    /// A stated zone is kept, a missing one is not made up.
    pub fn stated(iso: &str) -> Option<Self> {
        let date: Date = iso.get(..10)?.parse().ok()?;
        let mut words = date.strftime("%-d %B %Y").to_string();
        if let Some(time) = iso.get(11..16) {
            words = format!("{words}, {time}");
            let zone = iso.get(19..).unwrap_or("");
            let zone = zone.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
            if !zone.is_empty() {
                let zone = if matches!(zone, "Z" | "+00:00") { "" } else { zone };
                words = format!("{words} UTC{zone}");
            }
        }
        Some(Self { iso: iso.to_owned(), words })
    }

    /// An instant in full: "24 November 2026, 14:05".
    pub fn full(at: Timestamp, now: &ZonedDateTime) -> Self {
        let then = at.to_zoned_datetime(now.time_zone().clone());
        Self { iso: at.to_string(), words: then.strftime("%-d %B %Y, %H:%M").to_string() }
    }

    /// How long ago, roughly: "just now", "5 minutes ago", "3 hours ago", then the day.
    pub fn ago(at: Timestamp, now: &ZonedDateTime) -> Self {
        let minutes = now.timestamp().duration_since(at).as_secs().max(0) / 60;
        let words = match minutes {
            0..2 => "just now".to_owned(),
            2..60 => format!("{minutes} minutes ago"),
            60..120 => "an hour ago".to_owned(),
            120..1_440 => format!("{} hours ago", minutes / 60),
            _ => Self::instant(at, now).words,
        };
        Self { iso: at.to_string(), words }
    }
}

/// The heading of a day in a list: "Today", "Yesterday", "Tuesday 24 November".
pub fn heading(day: Date, today: Date) -> String {
    match (today - day).get_days() {
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        _ if day.year() == today.year() => day.strftime("%A %-d %B").to_string(),
        _ => day.strftime("%A %-d %B %Y").to_string(),
    }
}

/// "24 November", with its year where that is another.
pub fn day(day: Date, today: Date) -> String {
    let form = if day.year() == today.year() { "%-d %B" } else { "%-d %B %Y" };
    day.strftime(form).to_string()
}

/// The zone of that name; UTC where there is none.
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}
