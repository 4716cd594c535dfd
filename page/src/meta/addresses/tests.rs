use super::*;

fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL of the test")
}

#[test]
fn resolving() {
    let base = Base::new(Some(&url("https://example.org/a/b")), Some("/c/"));
    let rows = [
        ("d", Some("https://example.org/c/d")),
        ("//cdn.example.net/x.jpg", Some("https://cdn.example.net/x.jpg")),
        ("javascript:alert(1)", None),
        ("data:image/png;base64,AA", None),
        ("", None),
    ];
    for (address, expect) in rows {
        assert_eq!(base.resolve(address).map(String::from).as_deref(), expect, "{address}");
    }
    assert_eq!(Base::new(None, None).resolve("/relative"), None);
}

#[test]
fn next_parts() {
    let rows = [
        ("https://example.org/story", "https://example.org/story/2", true),
        ("https://example.org/story/", "https://example.org/story/page/2/", true),
        ("https://example.org/story?id=7", "https://example.org/story?id=7&page=2", true),
        ("https://example.org/story-2.html", "https://example.org/story-3.html", true),
        // Another article, another host, a page back.
        ("https://example.org/one-story", "https://example.org/next-story", false),
        ("https://example.org/story", "https://example.net/story/2", false),
        ("https://example.org/story/3", "https://example.org/story/2", false),
        ("https://example.org/2024/story", "https://example.org/2024/story", false),
    ];
    for (own, next, expect) in rows {
        assert_eq!(continues(&url(own), &url(next)), expect, "{own} {next}");
    }
}
