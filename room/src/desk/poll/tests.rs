use wire::feed::{Entry, Html};

use super::{hash_of, own_words};
use crate::desk::read::read;

fn entry(title: &str, html: &str) -> Entry {
    Entry {
        id: "tag:news.example,2026:1".to_owned(),
        url: "https://news.example/1".parse().ok(),
        title: title.to_owned(),
        authors: vec!["Ada \"A\" Keller".to_owned()],
        published: "2026-03-04T05:06:07Z".parse().ok(),
        content: Some(Html { html: html.to_owned(), base: None }),
        ..Entry::default()
    }
}

#[test]
fn a_feed_that_carries_the_article_needs_no_page() {
    let sentence = "The council met on Monday and talked about the ferry for most of the evening. ";
    let html = format!("<p>{}</p><p>{}</p>", sentence.repeat(12), sentence.repeat(12));
    let title = "Ferry <b> & \"bridge\"";
    let capture = own_words(&entry(title, &html)).expect("long enough");
    let reading = read(capture, jiff::Timestamp::UNIX_EPOCH).expect("it is read");
    assert_eq!(reading.title, title);
    assert_eq!(reading.published_at, "2026-03-04T05:06:07Z".parse().ok());
    assert!(reading.content.text.matches("The council met").count() == 24);
}

#[test]
fn a_teaser_is_not_the_article() {
    assert!(own_words(&entry("x", "<p>The council met on Monday…</p>")).is_none());
    let nothing = Entry { content: None, summary: None, ..entry("x", "") };
    assert!(own_words(&nothing).is_none());
}

#[test]
fn entries_are_told_apart_by_their_ids() {
    assert_eq!(hash_of("a"), hash_of("a"));
    assert_ne!(hash_of("a"), hash_of("b"));
}
