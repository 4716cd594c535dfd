use super::{
    Candidate, Entry, Feed, History, Kind, NotAFeed, Validators, discover, next_poll, read,
};
use jiff::Timestamp;
use url::Url;

mod anything;
mod polling;
mod rows;

fn parse(source: &str) -> Result<Feed, NotAFeed> {
    let url = Url::parse("https://news.example/feed").expect("it is an address");
    read(source.as_bytes(), None, Some(&url))
}

fn feed(source: &str) -> Feed {
    parse(source).unwrap_or_else(|error| panic!("{error}: {source}"))
}

/// The only entry of RSS whose item holds this.
fn item(inner: &str) -> Entry {
    let source =
        format!("<rss version='2.0'><channel><title>T</title><item>{inner}</item></channel></rss>");
    feed(&source).entries.pop().unwrap_or_else(|| panic!("no entry: {inner}"))
}

/// The only entry of Atom whose entry holds this.
fn entry(inner: &str) -> Entry {
    let source = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id>{inner}</entry></feed>"
    );
    feed(&source).entries.pop().unwrap_or_else(|| panic!("no entry: {inner}"))
}

#[test]
fn pages_name_their_feeds() {
    let url = Url::parse("https://news.example/world/").expect("it is an address");
    let check = |page: &str, expect: &[(&str, &str, bool)]| {
        let expect: Vec<Candidate> = expect
            .iter()
            .map(|(url, title, is_declared)| Candidate {
                url: Url::parse(url).expect("it is an address"),
                title: (*title).to_owned(),
                is_declared: *is_declared,
            })
            .collect();
        assert_eq!(discover(page, &url), expect, "{page}");
    };
    check(
        "<link rel=alternate type=application/rss+xml title=News href=/rss>\
         <link rel='Alternate' type='application/atom+xml; charset=utf-8' href=atom.xml>\
         <link rel=alternate type=application/rss+xml href=/rss><a href=/other.rss>x</a>",
        &[
            ("https://news.example/rss", "News", true),
            ("https://news.example/world/atom.xml", "", true),
        ],
    );
    check(
        "<base href=//cdn.example/><link rel=feed href=f>",
        &[("https://cdn.example/f", "", true)],
    );
    check("<a href=/feed/>Feed <b>me</b></a>", &[("https://news.example/feed/", "Feed me", false)]);
    check(
        "<a href=feed://news.example/rss.xml>x</a>",
        &[("https://news.example/rss.xml", "x", false)],
    );
    check(
        "<a href=feed:https://news.example/rss>x</a>",
        &[("https://news.example/rss", "x", false)],
    );
    for page in [
        "",
        "<link rel=stylesheet type=application/rss+xml href=/rss>",
        "<link rel=alternate type=text/html href=/de>",
        "<link rel=alternate type=application/json href=/wp-json>",
        "<link rel=alternate type=application/rss+xml href=javascript:alert(1)>",
        "<link rel=alternate type=application/rss+xml>",
        "<a href=/feedback>x</a><a href=mailto:a@b.example>y</a>",
    ] {
        check(page, &[]);
    }
}

#[test]
fn conditional_requests() {
    let headers = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let sent = [("ETag", "W/\"a\""), ("last-modified", "Tue, 16 Jan 2024 10:00:00 GMT")];
    let validators = Validators::of(&headers(&sent));
    let expect =
        [("If-None-Match", "W/\"a\""), ("If-Modified-Since", "Tue, 16 Jan 2024 10:00:00 GMT")];
    assert_eq!(validators.headers(), expect);
    for bad in ["", "a\r\nX: y", "\u{e9}", &"x".repeat(2_000)] {
        assert_eq!(Validators::of(&headers(&[("etag", bad)])), Validators::default(), "{bad}");
    }
}

#[test]
fn only_the_newest_are_kept() {
    let items: String = (0..12_345)
        .map(|n| {
            format!(
                "<item><guid>g{n}</guid><pubDate>{} Jan 2024 10:00 GMT</pubDate></item>",
                n % 28 + 1
            )
        })
        .collect();
    let feed = feed(&format!("<rss><channel>{items}</channel></rss>"));
    assert_eq!((feed.entries.len(), feed.dropped_count), (10_000, 2_345));
    let oldest = feed.entries.iter().filter_map(|entry| entry.published).min();
    assert_eq!(oldest, "2024-01-06T10:00:00Z".parse::<Timestamp>().ok());
}

#[test]
fn sizes() {
    assert_eq!(read(&vec![b' '; super::MAX_BYTES + 1], None, None), Err(NotAFeed::TooLarge));
    assert_eq!(item(&format!("<title>{}</title>", "x".repeat(9_000))).title.len(), 2_000);
    assert_eq!(
        item(&format!("<title>t</title><link>https://e.example/{}</link>", "z".repeat(9_000))).url,
        None
    );
    let deep = format!(
        "<rss><channel><item>{}<title>t</title></item></channel></rss>",
        "<a>".repeat(100_000)
    );
    assert_eq!(feed(&deep).entries.len() + feed(&deep).dropped_count, 1);
}
