//! When to ask a feed again, and how to ask only for what is new.
//!
//! Pure: the clock is a parameter, and chance is a number the feed keeps.

use jiff::{SignedDuration, Timestamp};

use crate::date;

/// No feed is asked more often: what outlets ask of readers, and enough for news.
const MIN: SignedDuration = SignedDuration::from_mins(15);
/// No feed that answers is asked less often, so that a feed that wakes up is seen the same day.
const MAX: SignedDuration = SignedDuration::from_hours(24);
/// Without any sign.
const USUAL: SignedDuration = SignedDuration::from_hours(1);
/// No feed that fails is asked less often.
const MAX_BACK_OFF: SignedDuration = SignedDuration::from_hours(7 * 24);
/// What a server may ask for with `Retry-After` or `Cache-Control` (security.md §4: a day).
const MAX_ASKED: SignedDuration = SignedDuration::from_hours(24);
/// Gaps between this many of the newest entries are looked at.
const MAX_GAPS: usize = 10;
/// Longest validator that is kept and sent back.
const MAX_VALIDATOR_BYTES: usize = 1_024;

/// How often a feed wants to be asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Hints {
    /// RSS's `ttl`.
    pub ttl_minutes: Option<u32>,
    /// The syndication module's period.
    pub period_minutes: Option<u32>,
    /// How many times in the period.
    pub frequency: Option<u32>,
    /// Hours of the day in UTC when nobody should ask: bit 0 is midnight to one.
    pub skip_hours: u32,
    /// Days of the week when nobody should ask: bit 0 is Monday.
    pub skip_days: u8,
}

/// What asking has brought so far.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct History {
    /// Times in a row that there was no feed.
    pub failure_count: u32,
    /// When the newest entries were published, in any order; may be empty.
    pub published: Vec<Timestamp>,
    /// Until when the last answer wished not to be asked (see [`retry_after`]).
    pub not_before: Option<Timestamp>,
    /// Any number that stays the same for a feed: spreads feeds over time.
    pub spread: u64,
}

/// When to ask a feed again that was asked `now`.
///
/// Half the usual gap between its entries, between 15 minutes and a day; what the feed asks for if
/// that is later; twice as long after each failure, up to a week; then the first hour it does not
/// exclude. Up to a tenth is added, the same for the same `spread`.
pub fn next_poll(history: &History, now: Timestamp, hints: &Hints) -> Timestamp {
    let mut wait = usual_wait(&history.published, now).max(asked_wait(hints));
    if history.failure_count > 0 {
        // 2^10 quarters of an hour are more than a week.
        let factor = 1_i32 << history.failure_count.min(10);
        wait = wait.checked_mul(factor).unwrap_or(MAX_BACK_OFF).min(MAX_BACK_OFF);
    }
    let share = i64::try_from(history.spread % 1_000).unwrap_or(0);
    wait +=
        SignedDuration::from_millis(i64::try_from(wait.as_millis()).unwrap_or(0) * share / 10_000);
    let due = now.saturating_add(wait).unwrap_or(now);
    let latest = now.saturating_add(MAX_ASKED).unwrap_or(now);
    let due = due.max(history.not_before.map_or(due, |time| time.min(latest)));
    allowed(due, hints)
}

fn usual_wait(published: &[Timestamp], now: Timestamp) -> SignedDuration {
    // An entry from the future says nothing about gaps.
    let mut times: Vec<Timestamp> = published.iter().copied().filter(|time| *time <= now).collect();
    times.sort_unstable_by(|a, b| b.cmp(a));
    times.truncate(MAX_GAPS + 1);
    let (Some(newest), Some(oldest)) = (times.first(), times.last()) else {
        return USUAL;
    };
    // The silence since the newest counts as a gap once it is longer than those before it.
    let gap_count = i32::try_from(times.len() - 1).unwrap_or(1);
    let silence = now.duration_since(*newest);
    let usual = match gap_count {
        0 => silence,
        count => (newest.duration_since(*oldest) / count).max(silence / 4),
    };
    (usual / 2).clamp(MIN, MAX)
}

fn asked_wait(hints: &Hints) -> SignedDuration {
    let minutes = |count: u32| SignedDuration::from_mins(i64::from(count));
    let ttl = hints.ttl_minutes.map_or(MIN, minutes);
    let period = hints.period_minutes.map_or(MIN, minutes);
    let frequency = i32::try_from(hints.frequency.unwrap_or(1)).unwrap_or(1).max(1);
    ttl.max(period / frequency).clamp(MIN, MAX)
}

/// The first instant from `due` on that is in no excluded hour or day; `due`, if all are excluded.
fn allowed(due: Timestamp, hints: &Hints) -> Timestamp {
    const WEEK_HOURS: i64 = 7 * 24;
    let first = due.as_second().div_euclid(3_600);
    for hour in first..first + WEEK_HOURS {
        // 1 January 1970 was a Thursday.
        let day = (hour.div_euclid(24) + 3).rem_euclid(7);
        let is_skipped =
            hints.skip_hours >> hour.rem_euclid(24) & 1 == 1 || hints.skip_days >> day & 1 == 1;
        if !is_skipped {
            return Timestamp::from_second(hour * 3_600).map_or(due, |time| time.max(due));
        }
    }
    due
}

/// Until when an answer wishes not to be asked again: `Retry-After` as seconds or a date, else the
/// `max-age` of `Cache-Control`; never more than a day.
pub fn retry_after(headers: &[(String, String)], now: Timestamp) -> Option<Timestamp> {
    let latest = now.saturating_add(MAX_ASKED).ok()?;
    let in_seconds = |text: &str| {
        let seconds = text.trim().parse::<u32>().ok()?;
        now.saturating_add(SignedDuration::from_secs(i64::from(seconds))).ok()
    };
    let retry = header(headers, "retry-after");
    let retry = retry.and_then(|text| in_seconds(text).or_else(|| date::instant(text)));
    let age = || {
        let control = header(headers, "cache-control")?;
        let parts = control.split(',').map(str::trim);
        in_seconds(parts.filter_map(|part| part.strip_prefix("max-age=")).next()?)
    };
    retry.or_else(age).map(|time| time.clamp(now, latest))
}

/// What makes a request conditional: the server answers 304 if nothing changed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Validators {
    /// As sent, with its quotes and `W/`.
    pub etag: Option<String>,
    /// As sent: servers compare the text.
    pub last_modified: Option<String>,
}

impl Validators {
    /// Those of an answer. One that could not be sent back as it came is left out.
    pub fn of(headers: &[(String, String)]) -> Validators {
        let get =
            |name| header(headers, name).filter(|value| is_sendable(value)).map(str::to_owned);
        Validators { etag: get("etag"), last_modified: get("last-modified") }
    }

    /// The headers to send.
    pub fn headers(&self) -> Vec<(&'static str, &str)> {
        let etag = self.etag.as_deref().map(|value| ("If-None-Match", value));
        let time = self.last_modified.as_deref().map(|value| ("If-Modified-Since", value));
        etag.into_iter().chain(time).collect()
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = headers.iter().find(|(have, _)| have.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

fn is_sendable(value: &str) -> bool {
    let is_visible = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    !value.is_empty() && value.len() <= MAX_VALIDATOR_BYTES && is_visible
}
