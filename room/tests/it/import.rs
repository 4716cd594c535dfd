//! Files in and out.

use std::io::Read;

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
