//! Everything written is read again: our own format loses nothing, and what the others hold is what
//! `docs/formats.md` says. `UPDATE=1` writes its table.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use super::{Target, write};
use crate::import::{Body, Item, Kind, Mark, Position, State, open};

fn time(text: &str) -> Option<jiff::Timestamp> {
    Some(text.parse().unwrap_or_else(|error| panic!("{error}: {text}")))
}

fn address(text: &str) -> url::Url {
    url::Url::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// An item that says everything.
fn full() -> Item {
    Item {
        kind: Kind::Page,
        title: "=A \"title\", with <signs> & |bars|".to_owned(),
        saved_at: time("2026-01-16T10:00:00Z"),
        state: State::Archived,
        archived_at: time("2026-01-17T10:00:00Z"),
        is_favourite: true,
        favoured_at: time("2026-01-18T10:00:00Z"),
        is_public: Some(true),
        progress_percent: Some(42),
        tags: vec!["war".to_owned(), "two words".to_owned()],
        folders: vec![
            vec!["News".to_owned(), "Rail & \"road\"".to_owned()],
            vec!["Kept".to_owned()],
        ],
        note: "A note\nof two lines".to_owned(),
        excerpt: "Short & plain".to_owned(),
        authors: vec!["Mara Lind".to_owned(), "Ines Varga".to_owned()],
        published_at: time("2026-01-15T10:00:00Z"),
        language: "en".to_owned(),
        image: Some(address("https://news.example/i.png")),
        marks: vec![Mark {
            quote: "48 crossings".to_owned(),
            note: "really?".to_owned(),
            colour: "yellow".to_owned(),
            tags: vec!["figure".to_owned()],
            made_at: time("2026-01-16T11:00:00Z"),
            position: Some(Position {
                start: "/p[2]".to_owned(),
                start_offset: 1,
                end: "/p[2]".to_owned(),
                end_offset: 13,
            }),
        }],
        body: Some(Body::Html("<p>Words &amp; more</p>".to_owned())),
        extras: BTreeMap::from([
            ("mimetype".to_owned(), "text/html".to_owned()),
            ("id".to_owned(), "1".to_owned()),
        ]),
        ..Item::new(address("https://news.example/a?x=1&y=2"), 0)
    }
}

fn round_trip(target: Target, items: &[Item]) -> Vec<Item> {
    let mut bytes = Vec::new();
    write(target, items, &mut bytes).expect("memory can be written");
    let rows = open(Cursor::new(bytes), "").expect("we wrote it");
    rows.map(|row| row.unwrap_or_else(|refused| panic!("{target:?}: {}", refused.reason))).collect()
}

#[test]
fn our_own_format_loses_nothing() {
    let feed = Item { kind: Kind::Feed, ..Item::new(address("https://news.example/feed"), 0) };
    let mut plain = full();
    plain.body = Some(Body::Text("a\u{0}b\u{2028}\u{1f1fa}".to_owned()));
    let items = [full(), feed, plain];
    let read: Vec<Item> = round_trip(Target::Dateline, &items)
        .into_iter()
        .map(|item| Item { row: 0, ..item })
        .collect();
    assert_eq!(read, items);
}

#[test]
fn writing_again_what_was_read_gives_the_same() {
    for target in Target::ALL {
        let once = round_trip(target, &[full()]);
        let twice = round_trip(target, &once);
        assert_eq!(once, twice, "{target:?}");
    }
}

#[test]
fn cells_are_no_formulas() {
    let mut bytes = Vec::new();
    write(Target::Pocket, [full()], &mut bytes).expect("memory can be written");
    let text = String::from_utf8(bytes).expect("we write UTF-8");
    assert!(text.lines().all(|line| !line.starts_with(['=', '+', '-', '@'])), "{text}");
    assert!(text.contains("\" =A \"\"title\"\""), "{text}");
}

/// What a format has kept of a field.
type Part = fn(&Item) -> String;

/// The fields by the words of the document.
const FIELDS: [(&str, Part); 24] = [
    ("address", |item| item.url.to_string()),
    ("title", |item| item.title.clone()),
    ("saved at", |item| format!("{:?}", item.saved_at)),
    ("read or not", |item| format!("{:?}", item.state)),
    ("archived at", |item| format!("{:?}", item.archived_at)),
    ("favourite", |item| item.is_favourite.to_string()),
    ("favourite since", |item| format!("{:?}", item.favoured_at)),
    ("public", |item| format!("{:?}", item.is_public)),
    ("progress", |item| format!("{:?}", item.progress_percent)),
    ("tags", |item| format!("{:?}", item.tags)),
    ("folders", |item| format!("{:?}", item.folders)),
    ("note", |item| item.note.clone()),
    ("excerpt", |item| item.excerpt.clone()),
    ("authors", |item| format!("{:?}", item.authors)),
    ("published at", |item| format!("{:?}", item.published_at)),
    ("language", |item| item.language.clone()),
    ("picture", |item| format!("{:?}", item.image)),
    ("marks: quote", |item| marks(item, |mark| mark.quote.clone())),
    ("marks: note", |item| marks(item, |mark| mark.note.clone())),
    ("marks: colour", |item| marks(item, |mark| mark.colour.clone())),
    ("marks: labels", |item| marks(item, |mark| format!("{:?}", mark.tags))),
    ("marks: made at", |item| marks(item, |mark| format!("{:?}", mark.made_at))),
    ("marks: position", |item| marks(item, |mark| format!("{:?}", mark.position))),
    ("body as HTML", |item| format!("{:?}", item.body)),
];

fn marks(item: &Item, part: fn(&Mark) -> String) -> String {
    item.marks.iter().map(part).collect::<Vec<_>>().join("\n")
}

fn table() -> String {
    let mut table = "| field | own | wallabag JSON | bookmark file | Pocket table | OPML |\n|---|---|---|---|---|---|\n".to_owned();
    let item = full();
    let read = Target::ALL.map(|target| {
        // One address may come in several rows: a folder each.
        let mut rows = round_trip(target, std::slice::from_ref(&item)).into_iter();
        let mut first = rows.next().expect("it was written");
        first.folders.extend(rows.flat_map(|row| row.folders));
        first
    });
    for (name, part) in FIELDS {
        let kept = read.each_ref().map(|read| part(read) == part(&item));
        let cells = kept.map(|is_kept| if is_kept { " yes |" } else { " – |" });
        table.push_str(&format!("| {name} |{}\n", cells.concat()));
    }
    let feed = Item { kind: Kind::Feed, ..Item::new(address("https://news.example/feed"), 0) };
    let kept = Target::ALL.map(|target| {
        let mut bytes = Vec::new();
        write(target, [&feed], &mut bytes).expect("memory can be written");
        // A file without any row may be no export to anybody.
        let rows = open(Cursor::new(bytes), "");
        rows.is_ok_and(|mut rows| rows.any(|row| row.is_ok_and(|row| row.kind == Kind::Feed)))
    });
    let cells = kept.map(|is_kept| if is_kept { " yes |" } else { " – |" });
    table.push_str(&format!("| feeds |{}\n", cells.concat()));
    table
}

#[test]
fn the_document_says_what_formats_hold() {
    const START: &str =
        "<!-- made by a test of wire: UPDATE=1 cargo test -p wire formats_hold -->\n";
    const END: &str = "<!-- end -->";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/formats.md");
    let text =
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("docs/formats.md: {error}"));
    let (before, rest) = text.split_once(START).expect("docs/formats.md has a place for the table");
    let (old, after) = rest.split_once(END).expect("the table has an end");
    let table = table();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, format!("{before}{START}{table}{END}{after}"))
            .expect("it can be written");
    } else {
        assert_eq!(
            old, table,
            "docs/formats.md is stale: UPDATE=1 cargo test -p wire formats_hold"
        );
    }
}
