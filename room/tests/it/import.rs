//! Files in and out.

use std::io::Read;
use std::path::Path;

use serde_json::{Value, json};

use crate::test_app::{TestApp, each};

const POCKET: &str = "title,url,time_added,tags,status\n\
    Bridge closed,https://news.example/bridge,1700000000,river|traffic,unread\n\
    Ferry back,https://news.example/ferry,1700000001,river,archive\n\
    Nothing,not an address,1700000002,,unread\n";

async fn import(app: &TestApp, name: &str, bytes: &[u8]) -> String {
    let answer = app.upload("/import", name, bytes).await;
    let page = answer.is(303).location().to_owned();
    app.submit(&page, &[("act", "take")]).await.is(303);
    room::desk::run_due(&app.app).await.expect("the desk works");
    page
}

/// The lines of an export, without the packing.
async fn export(app: &TestApp) -> String {
    let answer = app.submit("/export", &[("format", "dateline")]).await;
    let mut text = String::new();
    let bytes = answer.is(200).bytes.clone();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("it is gzip");
    text
}

#[test]
fn a_file_is_shown_taken_and_reported() {
    each(async |app: TestApp| {
        let answer = app.upload("/import", "part_000000.csv", POCKET.as_bytes()).await;
        let page = answer.is(303).location().to_owned();
        let shown = app.open(&page).await;
        shown.is(200).says("Pocket").says("Bridge closed").says("not an address");
        app.open("/all").await.lacks("Bridge closed");
        app.submit(&page, &[("act", "take")]).await.is(303);
        room::desk::run_due(&app.app).await.expect("the desk works");
        app.open(&page).await.says("done").says("not an address");
        app.open("/all").await.says("Bridge closed").says("Ferry back");
        app.open("/archive").await.says("Ferry back").lacks("Bridge closed");
        app.as_other().open("/all").await.lacks("Bridge closed");
        app.as_other().open(&page).await.is(404);
        app.as_other().submit(&page, &[("act", "take")]).await.is(404);
    });
}

#[test]
fn the_same_file_twice_does_no_harm() {
    each(async |app: TestApp| {
        import(&app, "part_000000.csv", POCKET.as_bytes()).await;
        let page = import(&app, "part_000000.csv", POCKET.as_bytes()).await;
        app.open(&page).await.says("There before");
        let all = app.open("/all").await;
        assert_eq!(all.body.matches("<h3").count(), 2, "{}", all.body);
    });
}

#[test]
fn a_text_in_a_file_makes_no_second_article_and_shows_to_nobody_else() {
    each(async |app: TestApp| {
        app.save("ferry", "Ferry stays in harbour").await;
        let line = |words: &str| {
            format!(
                "{{\"format\":\"dateline-library\",\"version\":1}}\n\
                 {{\"url\":\"https://post.example/ferry\",\"title\":\"Ferry\",\"tags\":[\"mine\"],\
                 \"body\":{{\"html\":\"<p>{words}</p>\"}}}}\n"
            )
        };
        let words = "Nobody but me has these words of the ferry, which came with a file.";
        let page = import(&app, "own.jsonl", line(words).as_bytes()).await;
        app.open(&page).await.says("There before");
        let all = app.open("/all").await;
        assert_eq!(all.body.matches("<h3").count(), 1, "{}", all.body);
        assert!(export(&app).await.contains("\"mine\""), "its tag is added");
        // What others share stays as the room read it.
        assert!(!export(&app).await.contains("Nobody but me"));
        // A page that waits is being fetched for all: the words of one reader's file are not put there.
        let other = app.as_other();
        other.submit("/save", &[("url", "https://post.invalid/slow")]).await.is(303);
        let file = line(words).replace("post.example/ferry", "post.invalid/slow");
        import(&other, "own.jsonl", file.as_bytes()).await;
        assert!(!export(&other).await.contains("Nobody but me"));
        // Where it is new, it is the reader's own.
        import(&app, "own.jsonl", file.as_bytes()).await;
        assert!(export(&app).await.contains("Nobody but me"));
        assert!(!export(&other).await.contains("Nobody but me"));
    });
}

#[test]
fn what_is_no_export_is_refused_with_its_reason() {
    each(async |app: TestApp| {
        app.upload("/import", "x.bin", b"\x7fELF").await.is(400).says("no export that is known");
        app.upload("/import", "x.csv", b"").await.is(400).says("Choose a file");
        app.submit("/export", &[("format", "floppy")]).await.is(400);
        for path in ["/import/999", "/import/x"] {
            let status = app.open(path).await.status.as_u16();
            assert!(matches!(status, 400 | 404), "{path}: {status}");
        }
    });
}

#[test]
fn everything_taken_out_comes_back_to_another_reader() {
    each(async |app: TestApp| {
        let id = app.save("ferry", "Ferry stays in harbour").await;
        app.save("dam", "Council votes to drain the reservoir").await;
        let edit = [("act", "tag"), ("id", &id.to_string()), ("tag", "river, Water works")];
        app.submit("/shelf/edit", &edit).await.is(303);
        let edit = [("one", format!("favourite {id}"))];
        app.submit("/shelf/edit", &[("one", &edit[0].1)]).await.is(303);
        let before = export(&app).await;
        assert_eq!(before.lines().count(), 3, "a heading and two articles:\n{before}");
        let other = app.as_other();
        import(&other, "dateline.jsonl", before.as_bytes()).await;
        let after = export(&other).await;
        assert_eq!(after.lines().count(), 3, "{after}");
        for (before, after) in before.lines().zip(after.lines()) {
            for part in
                ["\"tags\":", "\"is_favourite\":", "\"saved_at\":", "\"title\":", "\"url\":"]
            {
                let value = |line: &str| {
                    let rest = line.split_once(part).map_or("", |(_, rest)| rest);
                    rest.split(['}', ']', ',']).next().unwrap_or_default().to_owned()
                };
                assert_eq!(value(after), value(before), "{part} of\n{after}\n{before}");
            }
        }
        for format in ["wallabag", "bookmarks", "pocket", "opml"] {
            let file = app.submit("/export", &[("format", format)]).await;
            assert!(file.is(200).body.contains("https://post.example/ferry"), "{format}");
        }
    });
}

/// An article that says everything a library can hold.
const WHOLE: &str = r#"{"format":"dateline-library","version":1}
{"url":"https://news.example/bridge","title":"Bridge closed","saved_at":"2026-01-16T10:00:00Z","state":"archived","archived_at":"2026-01-17T10:00:00Z","is_favourite":true,"progress_percent":40,"tags":["river","traffic"],"folders":[["World","North"]],"authors":["Mara Ellison"],"published_at":"2026-01-15T08:00:00Z","language":"en","image":"https://news.example/bridge.jpg","marks":[{"quote":"a crack in its hull","note":"since when?","colour":"green"}],"body":{"html":"<p>The ferry will stay in harbour for nine days after engineers found a crack in its hull that nobody had seen in four years.</p>"}}
"#;

#[test]
fn what_a_library_holds_comes_back_from_every_format_that_can_hold_it() {
    each(async |app: TestApp| {
        import(&app, "whole.jsonl", WHOLE.as_bytes()).await;
        let first = export(&app).await;
        for (field, wanted) in [
            ("title", "\"Bridge closed\""),
            ("saved_at", "\"2026-01-16T10:00:00Z\""),
            ("state", "\"archived\""),
            ("archived_at", "\"2026-01-17T10:00:00Z\""),
            ("is_favourite", "true"),
            ("progress_percent", "40"),
            ("tags", "[\"river\",\"traffic\"]"),
            ("folders", "[[\"World\",\"North\"]]"),
            ("authors", "[\"Mara Ellison\"]"),
            ("published_at", "\"2026-01-15T08:00:00Z\""),
            ("language", "\"en\""),
            ("image", "\"https://news.example/bridge.jpg\""),
            ("quote", "\"a crack in its hull\""),
            ("note", "\"since when?\""),
            ("colour", "\"green\""),
        ] {
            let pair = format!("\"{field}\":{wanted}");
            assert!(first.contains(&pair), "{pair} is not in {first}");
        }
        assert!(first.contains("nobody had seen in four years"), "{first}");
        // Through each format into B's library: what comes out there is what went in, as far as the format holds it.
        for (format, name) in [
            ("dateline", "a.jsonl.gz"),
            ("wallabag", "a.json"),
            ("bookmarks", "a.html"),
            ("pocket", "a.csv"),
            ("opml", "a.opml"),
        ] {
            let bytes = app.submit("/export", &[("format", format)]).await.is(200).bytes.clone();
            let bytes = if format == "dateline" { first.clone().into_bytes() } else { bytes };
            let reader = app.as_other();
            let name = if format == "dateline" { "a.jsonl" } else { name };
            import(&reader, name, &bytes).await;
            let lines = export(&reader).await;
            assert!(lines.contains("https://news.example/bridge"), "{format}: {lines}");
            let again = reader.submit("/export", &[("format", format)]).await.bytes.clone();
            if format != "dateline" {
                let (before, after) =
                    (String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&again));
                assert_eq!(steady(&before), steady(&after), "{format}");
            } else {
                assert_eq!(steady(&first), steady(&lines));
            }
            let id = app.store.reader_by_name("jon").await.expect("there").id;
            let all = app.store.shelf(id, Default::default()).await.expect("listed").items;
            let all = all.into_iter().map(|item| item.id).collect();
            app.store.remove(id, all, crate::test_app::now()).await.expect("removed");
        }
    });
}

/// Without what is of the library and no field of the article: its number, and when a thing was made there.
fn steady(text: &str) -> String {
    let mut out = String::new();
    for part in text.split(',') {
        let moves = [
            "\"id\":",
            "\"made_at\":",
            "\"created_at\":\"2026-11",
            "\"updated_at\":",
            "\"favoured_at\":",
            "\"starred_at\":",
        ];
        if !moves.iter().any(|name| part.contains(name)) {
            out.push_str(part);
            out.push(',');
        }
    }
    out
}

/// An item with every field, in our own format.
const EVERYTHING: &str = r##"{"format":"dateline-library","version":1}
{"url":"https://news.example/bridge","title":"Bridge closed","saved_at":"2026-01-16T10:00:00Z","state":"archived","archived_at":"2026-01-17T10:00:00Z","is_favourite":true,"favoured_at":"2026-01-18T10:00:00Z","is_public":true,"progress_percent":40,"tags":["river","traffic"],"folders":[["World","North"]],"note":"for later","excerpt":"In short","authors":["Mara Ellison"],"published_at":"2026-01-15T08:00:00Z","language":"en","image":"https://news.example/bridge.jpg","marks":[{"quote":"a crack in its hull","note":"since when?","colour":"green","tags":["ships"],"made_at":"2026-01-16T11:00:00Z","position":{"start":"/p[2]","start_offset":62,"end":"/p[2]","end_offset":81}}],"body":{"html":"<p>They had found a crack in its hull before, in the spring of the year that nobody likes to speak of.</p>\n<p>The ferry will stay in harbour for nine days after they found a crack in its hull that nobody had seen in four years.</p>\n"}}
"##;

/// Name, where it is in our own format, and what becomes of it where the room has no place for it.
const FIELDS: [(&str, &str, &str); 24] = [
    ("address", "/url", ""),
    ("title", "/title", ""),
    ("saved at", "/saved_at", ""),
    ("read or not", "/state", ""),
    ("archived at", "/archived_at", ""),
    ("favourite", "/is_favourite", ""),
    ("favourite since", "/favoured_at", ""),
    ("public", "/is_public", "a shelf is for its reader only"),
    ("progress", "/progress_percent", ""),
    ("tags", "/tags", ""),
    ("folders", "/folders", ""),
    ("note", "/note", "is a mark at the title"),
    ("excerpt", "/excerpt", "what the page says of itself stands there"),
    ("authors", "/authors", ""),
    ("published at", "/published_at", ""),
    ("language", "/language", ""),
    ("picture", "/image", ""),
    ("marks: quote", "/marks/0/quote", ""),
    ("marks: note", "/marks/0/note", "has the labels beside it"),
    ("marks: colour", "/marks/0/colour", ""),
    ("marks: labels", "/marks/0/tags", "stand in the note, as #label"),
    ("marks: made at", "/marks/0/made_at", ""),
    ("marks: position", "/marks/0/position", ""),
    ("body as HTML", "/body/html", ""),
];

/// What our own format says of the only article.
async fn only(app: &TestApp) -> Value {
    let lines = export(app).await;
    let line = lines.lines().nth(1).unwrap_or_else(|| panic!("no article in {lines}"));
    item(line)
}

/// Without the note on the whole, which is a mark in the room.
fn item(line: &str) -> Value {
    let mut item: Value = serde_json::from_str(line).expect("JSON");
    if let Some(marks) = item["marks"].as_array_mut() {
        marks.retain(|mark| mark["quote"] == "a crack in its hull");
    }
    item
}

fn says_something(value: &Value) -> bool {
    !value.is_null() && *value != json!("") && *value != json!([])
}

/// A file with everything goes to one reader; what that reader takes out, in each format, goes to another.
async fn through_the_room(app: &TestApp) -> String {
    let given = item(EVERYTHING.lines().nth(1).expect("an item"));
    import(app, "all.jsonl", EVERYTHING.as_bytes()).await;
    let kept = only(app).await;
    let other = app.as_other();
    let id = app.store.reader_by_name("jon").await.expect("there").id;
    let mut back = Vec::new();
    for (format, name) in [
        ("dateline", "a.jsonl.gz"),
        ("wallabag", "a.json"),
        ("bookmarks", "a.html"),
        ("pocket", "a.csv"),
        ("opml", "a.opml"),
    ] {
        let bytes = match format {
            "dateline" => export(app).await.into_bytes(),
            _ => app.submit("/export", &[("format", format)]).await.is(200).bytes.clone(),
        };
        import(&other, name.trim_end_matches(".gz"), &bytes).await;
        back.push(only(&other).await);
        let all = app.store.shelf(id, Default::default()).await.expect("listed").items;
        let all = all.into_iter().map(|item| item.id).collect();
        app.store.remove(id, all, crate::test_app::now()).await.expect("removed");
    }
    let mut table = "| field | into the room | own | wallabag JSON | bookmark file | Pocket table | OPML | else |\n\
        |---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for (name, path, otherwise) in FIELDS {
        let held = kept.pointer(path).filter(|value| says_something(value));
        let is_held = held == given.pointer(path);
        let cells = [is_held]
            .into_iter()
            .chain(back.iter().map(|one| held.is_some() && one.pointer(path) == held))
            .map(|is_kept| if is_kept { " yes |" } else { " – |" });
        let cells = cells.collect::<String>();
        let otherwise = if is_held { "" } else { otherwise };
        table.push_str(&format!("| {name} |{cells} {otherwise} |\n"));
    }
    table
}

#[test]
fn the_document_says_what_comes_back_through_the_room() {
    const START: &str =
        "<!-- made by a test of room: UPDATE=1 cargo nextest run -p room through_the_room -->\n";
    const END: &str = "<!-- end of the room -->";
    each(async |app: TestApp| {
        let table = through_the_room(&app).await;
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/formats.md");
        let text = std::fs::read_to_string(&path).expect("docs/formats.md is there");
        let (before, rest) = text.split_once(START).expect("it has a place for the table");
        let (old, after) = rest.split_once(END).expect("the table has an end");
        if std::env::var_os("UPDATE").is_some() {
            let text = format!("{before}{START}{table}{END}{after}");
            std::fs::write(&path, text).expect("it can be written");
        } else {
            assert_eq!(old, table, "docs/formats.md is stale");
        }
    });
}
