//! Letters that become articles.

use room::Config;
use room::intake::mail::{Filed, file};
use store::ShelfId;

use crate::test_app::{TestApp, now};

/// A room whose host takes letters.
fn each(check: impl AsyncFn(TestApp)) {
    store::testing::each(async |store| {
        let letters_to = Some("news@room.test".to_owned());
        check(TestApp::with(store, Config { letters_to, ..Config::default() }).await).await;
    });
}

const BODY: &str = "The ferry will stay in harbour for nine days, said Maud Ellery, its managing director, after \
    engineers found a crack in its hull that nobody had seen in four years of inspections.";

fn letter(to: &str, id: &str, more: &str) -> Vec<u8> {
    format!(
        "From: Mara Ellison <mara@post.example>\r\nTo: {to}\r\nSubject: The ferry letter\r\n\
         Message-ID: <{id}@post.example>\r\nDate: Mon, 23 Nov 2026 07:30:00 +0000\r\n{more}"
    )
    .into_bytes()
}

fn html(words: &str) -> String {
    format!(
        "List-Id: Harbour letters <l.post.example>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{words}"
    )
}

async fn filed(app: &TestApp, bytes: Vec<u8>) -> Filed {
    file(&app.app, Some(app.reader), bytes).await.expect("the store works")
}

async fn new(app: &TestApp, bytes: Vec<u8>) -> ShelfId {
    match filed(app, bytes).await {
        Filed::New(id, _) => id,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_newsletter_becomes_an_article_of_the_reader_whose_address_it_came_to() {
    each(async |app: TestApp| {
        app.open("/settings").await.says("Make an address");
        app.submit("/settings/letters", &[("act", "new")]).await.is(303);
        let page = app.open("/settings").await;
        let address = page.body.split("<p class=\"secret\">").nth(1).expect("shown");
        let address = address.split('<').next().expect("ended").to_owned();
        assert!(address.starts_with("news+") && address.ends_with("@room.test"), "{address}");
        app.as_other().open("/settings").await.lacks(&address);

        let words = html(&format!("<html><body><p>{BODY}</p><p>{BODY}</p></body></html>"));
        let sent = letter(&format!("\"Mira\" <{}>", address.to_uppercase()), "one", &words);
        let Filed::New(id, title) = file(&app.app, None, sent.clone()).await.expect("filed") else {
            panic!("not filed")
        };
        assert_eq!(title, "The ferry letter");
        let shown = app.open(&format!("/read/{id}")).await;
        shown.is(200).says("nine days").says("Harbour letters").says("Mara Ellison");
        app.as_other().open(&format!("/read/{id}")).await.is(404);
        let item = app.store.shelf_item(app.reader, id).await.expect("there");
        assert_eq!(
            item.published_at.map(|at| at.to_string()).as_deref(),
            Some("2026-11-23T07:30:00Z")
        );
        // Its address leads its reader back, and nobody else.
        let path = item.url.split_once("/mail/").expect("in the room").1;
        let path = format!("/mail/{path}");
        assert_eq!(app.open(&path).await.location(), format!("/read/{id}"));
        app.as_other().open(&path).await.is(404);
        // Delivered twice, it is there once; put away, it stays away from the list.
        assert_eq!(file(&app.app, None, sent).await.expect("filed"), Filed::Known(id));
        // There is no page behind it.
        let token = "app-secret";
        crate::apps::password(&app, app.reader, token, "read write").await;
        let bearer = ("authorization", "Bearer app-secret");
        let path = format!("/api/entries/{id}/reload");
        crate::apps::call(&app, axum::http::Method::PATCH, &path, &[bearer], "").await.is(304);

        // The old address is good for nothing, and so is one of nobody's.
        app.submit("/settings/letters", &[("act", "none")]).await.is(303);
        for to in [address.as_str(), "news@room.test", "news+@room.test", "news+guess@room.test"] {
            let answer = file(&app.app, None, letter(to, "two", &words)).await.expect("looked at");
            assert_eq!(answer, Filed::ForNobody, "{to}");
        }
    });
}

#[test]
fn a_suspended_reader_gets_no_letters() {
    each(async |app: TestApp| {
        app.store.set_mail_secret(app.reader, Some("mine"), now()).await.expect("set");
        let until = Some(now() + jiff::SignedDuration::from_hours(1));
        app.store.suspend(app.reader, until, now()).await.expect("suspended");
        let answer = file(&app.app, None, letter("news+mine@room.test", "x", &html(BODY))).await;
        assert_eq!(answer.expect("looked at"), Filed::ForNobody);
    });
}

#[test]
fn a_room_that_takes_no_letters_offers_no_address() {
    crate::test_app::each(async |app: TestApp| {
        app.open("/settings").await.lacks("Newsletters");
    });
}

/// What is written, what the article's page must say, what it must not.
#[test]
fn hostile_and_odd_letters() {
    let nested = |words: &str| {
        let mut out = String::new();
        for at in 0..40 {
            out += &format!("Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n");
        }
        out += &format!("Content-Type: text/html\r\n\r\n{words}\r\n");
        out.extend((0..40).rev().map(|at| format!("--b{at}--\r\n")));
        out
    };
    let table = format!(
        "<table width=600><tr><td><table><tr><td><img src=\"cid:logo\"><h2>Harbour</h2></td></tr>\
         <tr><td style=\"font:14px\">{BODY}<br><br>{BODY}</td></tr></table></td></tr></table>"
    );
    let rows: [(&str, String, &str, &[&str]); 8] = [
        (
            "script",
            html(&format!(
                "<script>alert('boo')</script><p onclick=\"alert('boo')\">{BODY}</p><iframe src=\"https://x.example/boo\"></iframe><form action=\"https://x.example/boo\"><input name=boo></form>"
            )),
            "nine days",
            &["boo"],
        ),
        (
            "links",
            html(&format!(
                "<p>{BODY} <a href=\"javascript:boo()\">here</a> <a href=\"/account\">there</a></p>"
            )),
            "nine days",
            &["boo()", "<a href=\"/account\">there"],
        ),
        (
            "pictures",
            html(&format!(
                "<p>{BODY}</p><img src=\"cid:part1@x\"><img src=\"https://t.example/dot.gif\" width=1 height=1>"
            )),
            "nine days",
            &["cid:", "dot.gif"],
        ),
        ("table", html(&table), "nine days", &["cid:"]),
        ("nested", nested(&format!("<p>{BODY}</p>")), "nine days", &[]),
        (
            "charset",
            format!("Content-Type: text/html; charset=utf-7\r\n\r\n<p>{BODY}</p>"),
            "nine days",
            &[],
        ),
        (
            "plain",
            format!(
                "Content-Type: text/plain; charset=utf-8\r\n\r\n{BODY}\r\n\r\n<script>1 < 2</script>\r\n\r\n{BODY}"
            ),
            "&#60;script&#62;",
            &["<script>1"],
        ),
        (
            "title",
            html(&format!(
                "<title>Other</title><meta property=\"og:title\" content=\"Other\"><p>{BODY}</p>"
            )),
            "The ferry letter",
            &[],
        ),
    ];
    each(async |app: TestApp| {
        for (name, more, says, lacks) in &rows {
            let id = new(&app, letter("a@b.example", name, more)).await;
            let page = app.open(&format!("/read/{id}")).await;
            let main = page
                .body
                .split_once("<main")
                .expect("a page")
                .1
                .replace("&lt;", "&#60;")
                .replace("&gt;", "&#62;");
            assert!(main.contains(says), "{name}: {main}");
            for word in *lacks {
                assert!(!main.contains(word), "{name}: {word}: {main}");
            }
        }
        for (name, bytes) in [
            ("empty", Vec::new()),
            ("noise", vec![0xff; 3_000]),
            ("huge", vec![b'a'; wire::mail::BYTES + 1]),
            ("no words", letter("a@b.example", "none", "Content-Type: image/png\r\n\r\nxx")),
        ] {
            let answer = filed(&app, bytes).await;
            assert!(matches!(answer, Filed::Refused(_)), "{name}: {answer:?}");
        }
        // HTML that shows nothing, with words beside it.
        let both = format!(
            "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n{BODY}\r\n--b\r\nContent-Type: text/html\r\n\r\n<img src=\"cid:all\">\r\n--b--"
        );
        let id = new(&app, letter("a@b.example", "both", &both)).await;
        app.open(&format!("/read/{id}")).await.says("nine days");
        // Without a Message-ID it is known by what it says.
        let bare = format!("From: a@b.example\r\nSubject: Bare\r\n\r\n{BODY}").into_bytes();
        let id = new(&app, bare.clone()).await;
        assert_eq!(filed(&app, bare).await, Filed::Known(id));
    });
}
