use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;

use super::{When, heading};

fn now() -> jiff::ZonedDateTime {
    date(2026, 11, 24).at(9, 30, 0, 0).to_zoned_datetime(TimeZone::UTC).expect("UTC has no gaps")
}

#[test]
fn instants() {
    let check = |at: &str, words: &str| {
        let at: Timestamp = at.parse().expect("the row is an instant");
        assert_eq!(When::instant(at, &now()).words, words);
    };
    check("2026-11-24T08:05:00Z", "08:05");
    check("2026-11-23T23:59:00Z", "yesterday 23:59");
    check("2026-11-22T23:59:00Z", "22 November");
    check("2025-11-24T08:05:00Z", "24 November 2025");
    check("2026-11-25T08:05:00Z", "25 November");
}

#[test]
fn stated_times() {
    let check = |iso: &str, words: Option<&str>| {
        assert_eq!(When::stated(iso).map(|when| when.words).as_deref(), words);
    };
    check("2025-01-21", Some("21 January 2025"));
    check("2025-01-21T15:12:00", Some("21 January 2025, 15:12"));
    check("2025-01-21T15:12:00+00:00", Some("21 January 2025, 15:12 UTC"));
    check("2025-01-21T15:12:00-05:00", Some("21 January 2025, 15:12 UTC-05:00"));
    check("2025-01-21T15:12:00.5Z", Some("21 January 2025, 15:12 UTC"));
    check("yesterday", None);
    check("", None);
    check("2025-02-30", None);
}

#[test]
fn headings() {
    let today = date(2026, 11, 24);
    assert_eq!(heading(today, today), "Today");
    assert_eq!(heading(date(2026, 11, 23), today), "Yesterday");
    assert_eq!(heading(date(2026, 11, 20), today), "Friday 20 November");
    assert_eq!(heading(date(2025, 12, 31), today), "Wednesday 31 December 2025");
}

#[test]
fn ago() {
    let check = |at: &str, words: &str| {
        let at: Timestamp = at.parse().expect("the row is an instant");
        assert_eq!(When::ago(at, &now()).words, words);
    };
    check("2026-11-24T09:29:30Z", "just now");
    check("2026-11-24T09:40:00Z", "just now");
    check("2026-11-24T09:00:00Z", "30 minutes ago");
    check("2026-11-24T08:15:00Z", "an hour ago");
    check("2026-11-24T02:15:00Z", "7 hours ago");
    check("2026-11-22T02:15:00Z", "22 November");
}
