//! Whatever the bytes: no panic, and sizes within bounds.

use proptest::prelude::*;

use crate::feed::{MAX_ENTRIES, discover, read};

/// Pieces that parsers trip over, in any order.
fn soup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<rss>",
        "<channel>",
        "<item>",
        "</item>",
        "<title>",
        "</title>",
        "<link>",
        "</link>",
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<entry>",
        "</entry>",
        "<content type='xhtml'>",
        "</content>",
        "<link rel='alternate' href='/a'/>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "&amp;",
        "&",
        "&#",
        "<",
        ">",
        "'",
        "\"",
        "=",
        "/",
        "<?",
        "?>",
        "<!DOCTYPE r [",
        "]>",
        "\0",
        "é",
        " ",
        "<guid>",
        "1",
        "<a:b xmlns:a='u'>",
        "</a:b>",
        "<pubDate>",
        "Tue, 16 Jan 2024 10:00:00 GMT",
        "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[",
        "{\"id\":1}",
        ",",
        "]",
        "}",
        "\\u",
        "\\",
        "<description>",
        "<p>",
        "</p>",
        "<skipHours><hour>",
        "<hour>3</hour>",
        "<ttl>",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn soup_is_read(source in soup()) {
        let url = url::Url::parse("https://news.example/").expect("it is an address");
        for source in [source.clone(), format!("<rss>{source}"), format!("<feed>{source}")] {
            if let Ok(feed) = read(source.as_bytes(), None, Some(&url)) {
                prop_assert!(feed.entries.len() <= MAX_ENTRIES);
                for entry in &feed.entries {
                    prop_assert!(!entry.id.is_empty());
                    prop_assert!(entry.url.iter().all(|url| url.scheme().starts_with("http")));
                }
            }
            discover(&source, &url);
        }
    }

    #[test]
    fn bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, Some("text/xml; charset=shift_jis"), None);
    }
}
