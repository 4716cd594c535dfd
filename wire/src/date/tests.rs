use super::{any, instant, instant_in_utc, since_1970};

#[test]
fn instants() {
    let check = |text: &str, expect: &str| {
        let found = instant(text).map_or("none".to_owned(), |instant| instant.to_string());
        assert_eq!(found, expect, "{text}");
    };
    for text in [
        "Tue, 16 Jan 2024 10:00:00 GMT",
        "16 Jan 2024 10:00 UT",
        "Tuesday, 16 January 2024 10:00:00 Z",
        "Tue, 16 Jan 24 11:00:00 +0100",
        "Tue 16-Jan-2024 05:00:00 EST",
        "Tue, 16 Jan 2024 10:00:00 +0000 (UTC)",
        "Tue, 16 Jan 2024 11:00:00 GMT+1",
        "2024-01-16T10:00:00Z",
        "2024-01-16T11:00:00+01:00",
        "2024-01-16t11:00:00.000+0100",
        "2024-01-16 04:30:00 -05:30",
        " 2024-1-16T10:00Z ",
    ] {
        check(text, "2024-01-16T10:00:00Z");
    }
    check("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z");
    check("2024-01-16T24:00:00Z", "2024-01-17T00:00:00Z");
    check("2025-01-20 22:13:02.447000+00:00", "2025-01-20T22:13:02.447Z");
    for text in [
        "",
        "2024-01-16",
        "2024-01-16T10:00:00",
        "16 Jan 2024",
        "Tue, 16 Jan 2024 10:00:00",
        "Tue, 16 Jan 2024 10:00:00 IST",
        "0000-00-00",
        "Tue, 99 Foo 9999 99:99:99 +9999",
        "Mon, 01 Jan 0001 00:00:00 -99999999",
        "1e400",
        "-1",
        "99999999999999999",
        "((((((((",
        "yesterday",
        "16 Jan 2024 10:00:00 +0a00",
        "2024-01-16T10:99:00Z",
        "\u{661}\u{662}",
    ] {
        check(text, "none");
    }
    check(&"9".repeat(400), "none");
    check(&format!("Tue, 16 Jan 2024 10:00:00 GMT{}", " ".repeat(10)), "2024-01-16T10:00:00Z");
}

#[test]
fn exports() {
    let text = |instant: Option<jiff::Timestamp>| instant.map(|instant| instant.to_string());
    let day = Some("2024-01-16T00:00:00Z".to_owned());
    assert_eq!(text(instant_in_utc("2024-01-16")), day);
    assert_eq!(text(any("1705363200")), day);
    assert_eq!(text(any("1705363200000")), day);
    assert_eq!(text(any("1705363200000000")), day);
    for count in [0, -1, i64::MAX] {
        assert_eq!(since_1970(count), None, "{count}");
    }
    assert_eq!(any("NaN"), None);
    assert_eq!(any("1e99"), None);
}
