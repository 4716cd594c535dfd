use super::{History, Timestamp, next_poll};
use crate::feed::{Hints, retry_after};

fn time(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn schedule() {
    // A Tuesday.
    let now = time("2024-01-16T10:00:00Z");
    let check = |history: &History, hints: &Hints, expect: &str| {
        assert_eq!(next_poll(history, now, hints), time(expect), "{history:?} {hints:?}");
    };
    let usual = History::default();
    let none = Hints::default();
    let every = |minutes: i64| History {
        published: (0..20).map(|n| now - jiff::SignedDuration::from_mins(n * minutes)).collect(),
        ..History::default()
    };
    check(&usual, &none, "2024-01-16T11:00:00Z");
    check(&every(60), &none, "2024-01-16T10:30:00Z");
    check(&every(1), &none, "2024-01-16T10:15:00Z");
    check(&every(24 * 60 * 7), &none, "2024-01-17T10:00:00Z");
    let once = History { published: vec![time("2024-01-16T06:00:00Z")], ..History::default() };
    check(&once, &none, "2024-01-16T12:00:00Z");
    let future = History { published: vec![time("2030-01-16T06:00:00Z")], ..History::default() };
    check(&future, &none, "2024-01-16T11:00:00Z");
    let silent = History { published: vec![time("2019-01-16T06:00:00Z")], ..History::default() };
    check(&silent, &none, "2024-01-17T10:00:00Z");

    for (failure_count, expect) in [
        (1, "2024-01-16T12:00:00Z"),
        (3, "2024-01-16T18:00:00Z"),
        (10, "2024-01-23T10:00:00Z"),
        (u32::MAX, "2024-01-23T10:00:00Z"),
    ] {
        check(&History { failure_count, ..History::default() }, &none, expect);
    }

    let ttl = |minutes| Hints { ttl_minutes: Some(minutes), ..Hints::default() };
    check(&every(1), &ttl(45), "2024-01-16T10:45:00Z");
    check(&every(1), &ttl(u32::MAX), "2024-01-17T10:00:00Z");
    let twice_a_day =
        Hints { period_minutes: Some(24 * 60), frequency: Some(2), ..Hints::default() };
    check(&every(1), &twice_a_day, "2024-01-16T22:00:00Z");
    let until = |text: &str| History { not_before: Some(time(text)), ..History::default() };
    check(&until("2024-01-16T13:00:00Z"), &none, "2024-01-16T13:00:00Z");
    check(&until("2034-01-16T13:00:00Z"), &none, "2024-01-17T10:00:00Z");
    check(&until("2004-01-16T13:00:00Z"), &none, "2024-01-16T11:00:00Z");

    let no_noon = Hints { skip_hours: 0b11 << 11, ..Hints::default() };
    check(&usual, &no_noon, "2024-01-16T13:00:00Z");
    let no_tuesday = Hints { skip_days: 1 << 1, ..Hints::default() };
    check(&usual, &no_tuesday, "2024-01-17T00:00:00Z");
    let never = Hints { skip_days: 0x7f, ..Hints::default() };
    check(&usual, &never, "2024-01-16T11:00:00Z");
    check(&History { spread: 500, ..History::default() }, &none, "2024-01-16T11:03:00Z");
    let last = next_poll(&usual, Timestamp::MAX, &none);
    assert_eq!(last, Timestamp::MAX);
}

#[test]
fn servers_ask_for_patience() {
    let now = time("2024-01-16T10:00:00Z");
    let check = |name: &str, value: &str, expect: Option<&str>| {
        let headers = [(name.to_owned(), value.to_owned())];
        assert_eq!(retry_after(&headers, now), expect.map(time), "{name}: {value}");
    };
    check("Retry-After", "600", Some("2024-01-16T10:10:00Z"));
    check("retry-after", "Tue, 16 Jan 2024 12:00:00 GMT", Some("2024-01-16T12:00:00Z"));
    check("Retry-After", "999999999", Some("2024-01-17T10:00:00Z"));
    check("Retry-After", "Tue, 16 Jan 2001 12:00:00 GMT", Some("2024-01-16T10:00:00Z"));
    check("Cache-Control", "public, max-age=1800", Some("2024-01-16T10:30:00Z"));
    check("Retry-After", "-1", None);
    check("Retry-After", "soon", None);
    check("Cache-Control", "no-store", None);
}
