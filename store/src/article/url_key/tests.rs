use proptest::prelude::{any, proptest};
use url::Url;

use super::{normalised, url_key};

/// Addresses of one page, and what all of them are taken for.
const SAME: &[(&[&str], &str)] = &[
    (
        &[
            "https://www.paper.example/a/b",
            "http://paper.example/a/b/",
            "https://paper.example:443/a/b#comments",
            "https://paper.example/a/b?utm_source=x&utm_medium=mail&fbclid=1",
            "https://PAPER.example/a/b?",
        ],
        "paper.example/a/b",
    ),
    (
        &["https://paper.example/?id=7&page=2", "https://paper.example/?page=2&gclid=q&id=7"],
        "paper.example?id=7&page=2",
    ),
    (&["https://paper.example/#!/story/1"], "paper.example#!/story/1"),
];

/// Pairs of different pages.
const DIFFERENT: &[(&str, &str)] = &[
    ("https://paper.example/a", "https://paper.example/A"),
    ("https://paper.example/?id=1", "https://paper.example/?id=2"),
    ("https://paper.example/?tag=a&tag=b", "https://paper.example/?tag=b&tag=a"),
    ("https://paper.example:8080/a", "https://paper.example/a"),
    ("https://paper.example/#!/story/1", "https://paper.example/#!/story/2"),
    ("https://paper.example/?reference=1", "https://paper.example/"),
    ("https://m.paper.example/a", "https://paper.example/a"),
];

fn read(url: &str) -> Url {
    Url::parse(url).expect("a URL")
}

#[test]
fn one_page_has_one_key() {
    for (urls, expected) in SAME {
        for url in *urls {
            assert_eq!(normalised(&read(url)), *expected, "{url}");
        }
    }
    for (one, other) in DIFFERENT {
        assert_ne!(url_key(&read(one)), url_key(&read(other)), "{one} {other}");
    }
}

proptest! {
    #[test]
    fn any_address_has_a_key(path in any::<String>(), query in any::<String>()) {
        let mut url = read("https://paper.example/");
        url.set_path(&path);
        url.set_query(Some(&query));
        url_key(&url);
    }
}
