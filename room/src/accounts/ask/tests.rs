use super::{browser, last_address};

#[test]
fn browsers_are_called_by_their_names() {
    let rows = [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/129.0 Safari/537.36 Edg/129.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/129.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.0", "a browser"),
        ("", "a browser"),
    ];
    for (given, expected) in rows {
        assert_eq!(browser(given), expected, "{given}");
    }
}

#[test]
fn the_last_address_of_a_header_is_our_proxys() {
    let rows = [
        ("192.0.2.1", Some("192.0.2.1")),
        ("10.0.0.1, 192.0.2.1", Some("192.0.2.1")),
        ("192.0.2.1, ", None),
        ("unknown", None),
        ("2001:db8::1", Some("2001:db8::1")),
    ];
    for (given, expected) in rows {
        assert_eq!(last_address(given).map(|a| a.to_string()).as_deref(), expected, "{given}");
    }
}
