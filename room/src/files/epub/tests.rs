use std::io::{Cursor, Read};

use jiff::Timestamp;
use store::article::State;
use store::shelf::Full;
use store::{ArticleId, ShelfId, ShelfItem};
use zip::ZipArchive;

use super::book;

fn at() -> Timestamp {
    "2026-11-24T09:30:00Z".parse().expect("an instant")
}

pub(in crate::files) fn full(title: &str, html: &str) -> Full {
    let item = ShelfItem {
        id: ShelfId(7),
        article_id: ArticleId(3),
        url: "https://post.example/ferry?a=1&b=2".to_owned(),
        title: title.to_owned(),
        standfirst: Some("Some <must> rely on a launch.".to_owned()),
        byline: vec!["Mara Ellison".to_owned()],
        outlet: Some("Harbour & Post".to_owned()),
        published: None,
        published_at: Some(at()),
        language: Some("en".to_owned()),
        lead_image: None,
        word_count: 4,
        quote_count: 0,
        figure_count: 0,
        state: State::Readable,
        reason: None,
        version: 1,
        is_read: false,
        is_favourite: false,
        folder_id: None,
        feed_id: None,
        tags: vec!["ferries".to_owned()],
        progress: 0,
        saved_at: at(),
        read_at: None,
        favourite_at: None,
        clock: at().as_microsecond(),
    };
    Full { item, arrived_at: at(), found_at: None, html: html.to_owned(), marks: Vec::new() }
}

/// Names and texts of the parts of a book, in order.
fn parts(bytes: Vec<u8>) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).expect("a part");
            let mut text = String::new();
            part.read_to_string(&mut text).expect("text");
            (part.name().expect("a name").into_owned(), text)
        })
        .collect()
}

#[test]
fn a_book_is_the_same_bytes_whatever_its_reader_did() {
    let one = full("Ferry <stays> & waits", "<p>Nine days.<br>More</p>");
    let before = book("", std::slice::from_ref(&one)).expect("a book");
    assert_eq!(&before[30..38], b"mimetype");
    assert_eq!(&before[38..58], b"application/epub+zip");
    let mut read = one.clone();
    read.item.is_read = true;
    read.item.clock += 1_000_000;
    read.item.tags.clear();
    read.item.progress = 500;
    assert_eq!(book("", &[read]).expect("a book"), before);
    let mut changed = one;
    changed.html = "<p>Ten days.</p>".to_owned();
    assert_ne!(book("", &[changed]).expect("a book"), before);
}

#[test]
fn every_part_is_well_formed_and_named_in_the_package() {
    let long = "<p>x</p>".repeat(3);
    let articles =
        [full("One & <two>", &long), full("Two", "<ul><li>a<p>b</ul>\u{1}"), full("", "")];
    for count in 0..=articles.len() {
        let parts = parts(book("A list", &articles[..count]).expect("a book"));
        let package = &parts.iter().find(|(name, _)| name == "book/content.opf").expect("it").1;
        for (name, text) in &parts {
            if name.ends_with(".xhtml") || name.ends_with(".css") {
                let local = name.strip_prefix("book/").expect("inside the book");
                assert!(package.contains(&format!("href=\"{local}\"")), "{name}");
            }
            if name != "mimetype" && !name.ends_with(".css") {
                check_xml(name, text);
            }
        }
        assert_eq!(parts.len(), 5 + count);
    }
}

/// Tags that close as they opened, and no bare ampersand.
fn check_xml(name: &str, text: &str) {
    let mut open = Vec::new();
    for tag in text.split('<').skip(1) {
        let (tag, words) = tag.split_once('>').expect("tags end");
        assert!(!words.contains('>'), "{name}: {words}");
        if tag.starts_with(['?', '!']) || tag.ends_with('/') {
            continue;
        }
        match tag.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop().as_deref(), Some(closed), "{name}"),
            None => open.push(tag.split(' ').next().unwrap_or("").to_owned()),
        }
    }
    assert!(open.is_empty(), "{name}: {open:?}");
    for (at, _) in text.match_indices('&') {
        let known = ["&amp;", "&lt;", "&gt;", "&quot;"];
        assert!(known.iter().any(|one| text[at..].starts_with(one)), "{name}: {}", &text[at..]);
    }
    assert!(!text.contains('\u{1}'), "{name}");
}
