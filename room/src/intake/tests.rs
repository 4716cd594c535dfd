use super::{address, address_in};

#[test]
fn addresses_are_taken_as_people_give_them() {
    let rows = [
        ("https://news.example/a?b=c#d", Ok("https://news.example/a?b=c#d")),
        ("  http://news.example  ", Ok("http://news.example/")),
        ("news.example/a", Ok("https://news.example/a")),
        ("", Err("no web address")),
        ("not an address", Err("no web address")),
        ("https://", Err("no web address")),
        ("javascript:alert(1)", Err("Only addresses")),
        ("file:///etc/passwd", Err("Only addresses")),
        ("mailto:ada@example.org", Err("Only addresses")),
        ("data:text/html,x", Err("Only addresses")),
    ];
    for (given, expected) in rows {
        match (address(given), expected) {
            (Ok(url), Ok(expected)) => assert_eq!(url.as_str(), expected),
            (Err(why), Err(part)) => assert!(why.contains(part), "{given}: {why}"),
            (found, _) => panic!("{given}: {found:?}"),
        }
    }
}

#[test]
fn apps_put_the_address_among_other_words() {
    let rows = [
        ("https://news.example/a", Some("https://news.example/a")),
        ("Bridge closed https://news.example/a via App", Some("https://news.example/a")),
        ("Bridge closed", None),
        ("see xhttps://news.example", None),
    ];
    for (given, expected) in rows {
        assert_eq!(address_in(given).as_deref(), expected, "{given}");
    }
}
