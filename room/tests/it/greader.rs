//! Google Reader's API as FreshRSS speaks it, by the contract its clients keep.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use store::feeds::NewSubscription;
use store::shelf::Change;
use store::{FeedId, ShelfId};

use crate::apps::{Dice, FORM, call, other, password};
use crate::test_app::{Answer, TestApp, each, now};

const AUTH: (&str, &str) = ("authorization", "GoogleLogin auth=mira/app-secret");
const OTHERS: (&str, &str) = ("authorization", "GoogleLogin auth=jon/others-secret");
const STATE: &str = "user/-/state/com.google";

async fn get(app: &TestApp, path: &str) -> Answer {
    call(app, Method::GET, &format!("/reader/api/0/{path}"), &[AUTH], Body::empty()).await
}

async fn post(app: &TestApp, path: &str, fields: &str) -> Answer {
    let path = format!("/reader/api/0/{path}");
    call(app, Method::POST, &path, &[AUTH, FORM], fields.to_owned()).await
}

async fn ready(app: &TestApp) {
    password(app, app.reader, "app-secret", "read write").await;
    password(app, other(app).await, "others-secret", "read write").await;
}

/// A feed that A follows, in a folder.
async fn follow(app: &TestApp, slug: &str, folder: Option<&str>) -> FeedId {
    let folder = match folder {
        Some(name) => Some(app.store.add_folder(app.reader, None, name).await.expect("made")),
        None => None,
    };
    let url = format!("https://{slug}.example/feed");
    let new = NewSubscription {
        url: url.parse().expect("a URL"),
        site_url: Some(format!("https://{slug}.example/")),
        feed_title: format!("Feed {slug}"),
        folder,
        title: None,
        is_full_text: false,
    };
    app.store.subscribe(app.reader, new, now()).await.expect("followed");
    let all = app.store.subscriptions(app.reader).await.expect("listed");
    all.into_iter().find(|one| one.feed.url == url).expect("there").feed.id
}

/// An entry of a feed on A's shelf.
async fn deliver(app: &TestApp, feed: FeedId, slug: &str) -> ShelfId {
    let hash: [u8; 32] = room::accounts::hash(slug);
    let mut short = [0; 16];
    short.copy_from_slice(&hash[..16]);
    let url = format!("https://post.example/{slug}").parse().expect("a URL");
    let entry = store::feeds::Entry { hash: short, url, title: slug.to_owned() };
    let delivered = app.store.deliver(feed, entry, now()).await.expect("kept").expect("new");
    delivered.shelves[0].1
}

async fn change(app: &TestApp, id: ShelfId, change: Change) {
    app.store.change(app.reader, vec![id], change, now()).await.expect("changed");
}

/// Four articles: of a feed in a folder, read; of the feed, a favourite; saved with a tag; of another feed.
async fn library(app: &TestApp) -> ([ShelfId; 4], [FeedId; 2]) {
    ready(app).await;
    let (one, two) = (follow(app, "one", Some("World")).await, follow(app, "two", None).await);
    let a = deliver(app, one, "a").await;
    let b = deliver(app, one, "b").await;
    let c = app.save("c", "c").await;
    let d = deliver(app, two, "d").await;
    change(app, a, Change { is_read: Some(true), ..Change::default() }).await;
    change(app, b, Change { is_favourite: Some(true), ..Change::default() }).await;
    change(app, c, Change { add_tags: vec!["war".to_owned()], ..Change::default() }).await;
    ([a, b, c, d], [one, two])
}

#[test]
fn signing_in_gives_what_every_call_carries() {
    each(async |app: TestApp| {
        ready(&app).await;
        let path = "/accounts/ClientLogin";
        let form = "Email=mira&Passwd=app-secret&service=reader";
        for base in ["", "/api/greader.php", "/greader", "/"] {
            let path = format!("{base}{path}");
            let answer = call(&app, Method::POST, &path, &[FORM], form).await;
            let auth = "mira/app-secret";
            assert_eq!(
                answer.is(200).body,
                format!("SID={auth}\nLSID=null\nAuth={auth}\n"),
                "{base}"
            );
            assert!(answer.header("content-type").starts_with("text/plain"));
        }
        let answer = call(&app, Method::GET, &format!("{path}?{form}&output=json"), &[], "").await;
        assert_eq!(answer.is(200).json()["Auth"], "mira/app-secret");
        for wrong in ["Email=mira&Passwd=no", "Email=jon&Passwd=app-secret", ""] {
            let answer = call(&app, Method::POST, path, &[FORM], wrong).await;
            assert_eq!(answer.is(401).body, "Error=BadAuthentication", "{wrong}");
        }
        let path = "/api/greader.php/check/compatibility";
        assert_eq!(call(&app, Method::GET, path, &[], "").await.body, "PASS");
        let user = get(&app, "user-info?output=json").await.is(200).json();
        assert_eq!((&user["userName"], user["userId"].is_string()), (&json!("mira"), true));
    });
}

#[test]
fn changes_are_opened_by_the_header_by_the_word_or_by_both() {
    each(async |app: TestApp| {
        ready(&app).await;
        let id = app.save("a", "a").await;
        let word = get(&app, "token").await.is(200).body.trim().to_owned();
        let theirs = "/reader/api/0/token";
        let theirs = call(&app, Method::GET, theirs, &[OTHERS], "").await.body.trim().to_owned();
        let path = "/reader/api/0/edit-tag";
        for (headers, given, status) in [
            (vec![AUTH, FORM], String::new(), 200),
            (vec![AUTH, FORM], format!("&T={word}"), 200),
            (vec![FORM], format!("&T={word}"), 200),
            (vec![AUTH, FORM], "&T=".to_owned(), 200),
            (vec![AUTH, FORM], "&T=x".to_owned(), 200),
            (vec![AUTH, FORM], "&T=stale".to_owned(), 401),
            (vec![AUTH, FORM], format!("&T={theirs}"), 401),
            (vec![FORM], "&T=x".to_owned(), 401),
            (vec![FORM], String::new(), 401),
            (vec![("authorization", "GoogleLogin auth=mira/no"), FORM], String::new(), 401),
            (vec![("authorization", "GoogleLogin"), FORM], String::new(), 401),
        ] {
            let form = format!("i={id}&a={STATE}/read{given}");
            let answer = call(&app, Method::POST, path, &headers, form.clone()).await;
            assert_eq!(answer.status.as_u16(), status, "{form}");
            if status == 200 {
                assert_eq!(answer.body, "OK");
            } else {
                assert_eq!(answer.body, "Unauthorized");
                assert_eq!(answer.header("x-reader-google-bad-token"), "true");
                assert_eq!(answer.header("google-bad-token"), "true");
            }
        }
        let answer = call(&app, Method::GET, "/reader/api/0/tag/list", &[], "").await;
        assert_eq!(answer.is(401).header("google-bad-token"), "true");
        password(&app, app.reader, "only-reads", "read").await;
        let reads = ("authorization", "GoogleLogin auth=mira/only-reads");
        let form = format!("i={id}&r={STATE}/read");
        call(&app, Method::POST, path, &[reads, FORM], form).await.is(403);
        call(&app, Method::GET, "/reader/api/0/tag/list", &[reads], "").await.is(200);
    });
}

/// Ids of a stream as numbers of the library's articles.
fn numbers(answer: &Answer, all: &[ShelfId]) -> String {
    let list = answer.json();
    let refs = list["itemRefs"].as_array().expect("a list").clone();
    let number = |one: &Value| {
        let id = one["id"].as_str().expect("text").parse().map(ShelfId).expect("decimal");
        all.iter().position(|known| *known == id).map_or("?".to_owned(), |at| (at + 1).to_string())
    };
    refs.iter().map(number).collect::<Vec<_>>().join(" ")
}

#[test]
fn streams_hold_what_their_names_say() {
    each(async |app: TestApp| {
        let (all, [one, _]) = library(&app).await;
        let seconds = now().as_second();
        for (query, expected) in [
            (format!("s={STATE}/reading-list"), "4 3 2 1"),
            ("s=user/1/state/com.google/reading-list".to_owned(), "4 3 2 1"),
            (String::new(), "4 3 2 1"),
            (format!("s={STATE}/reading-list&r=o"), "1 2 3 4"),
            (format!("s={STATE}/reading-list&xt={STATE}/read"), "4 3 2"),
            (format!("s={STATE}/reading-list&it={STATE}/read"), "1"),
            (format!("s={STATE}/reading-list&xt={STATE}/read&xt={STATE}/starred"), "4 3"),
            (format!("s={STATE}/read"), "1"),
            (format!("s={STATE}/unread"), "4 3 2"),
            (format!("s={STATE}/read&xt={STATE}/read"), ""),
            (format!("s={STATE}/starred"), "2"),
            (format!("s={STATE}/broadcast"), ""),
            (format!("s={STATE}/nonsense"), ""),
            ("s=nonsense".to_owned(), ""),
            (format!("s=feed/{one}"), "2 1"),
            (format!("s=feed/{one}&xt=user/-/state/com.google/read"), "2"),
            ("s=feed/https://one.example/feed".to_owned(), "2 1"),
            ("s=feed/1000000000".to_owned(), "3"),
            ("s=feed/999".to_owned(), ""),
            ("s=user/-/label/World".to_owned(), "2 1"),
            ("s=user/-/label/war".to_owned(), "3"),
            ("s=user/-/label/none".to_owned(), ""),
            ("n=2".to_owned(), "4 3"),
            ("n=0".to_owned(), "4 3 2 1"),
            ("n=-5".to_owned(), "4 3 2 1"),
            (format!("ot={seconds}"), "4 3 2 1"),
            (format!("ot={}", seconds + 1), ""),
            (format!("nt={seconds}"), ""),
            (format!("nt={}", seconds + 1), "4 3 2 1"),
        ] {
            let answer = get(&app, &format!("stream/items/ids?output=json&{query}")).await;
            assert_eq!(numbers(answer.is(200), &all), expected, "{query}");
        }
    });
}

#[test]
fn pages_go_on_where_the_last_ended_while_items_arrive() {
    each(async |app: TestApp| {
        let (all, [one, _]) = library(&app).await;
        let first = get(&app, "stream/items/ids?n=2").await.json();
        let next = first["continuation"].as_str().expect("there is more").to_owned();
        deliver(&app, one, "new").await;
        let rest = get(&app, &format!("stream/items/ids?n=2&c={next}")).await;
        assert_eq!(numbers(&rest, &all), "2 1");
        assert!(rest.json().get("continuation").is_none(), "the last page has none");
        let old = get(&app, "stream/items/ids?n=3&r=o").await;
        assert_eq!(numbers(&old, &all), "1 2 3");
        let next = old.json()["continuation"].as_str().expect("more").to_owned();
        let rest = get(&app, &format!("stream/items/ids?n=3&r=o&c={next}")).await;
        assert_eq!(numbers(&rest, &all), "4 ?");
    });
}

#[test]
fn items_have_what_strict_clients_need() {
    each(async |app: TestApp| {
        let (all, [one, _]) = library(&app).await;
        let [a, b, c, _] = all;
        let long = |id: ShelfId| format!("tag:google.com,2005:reader/item/{:016x}", id.0);
        let body = format!("i={}&i={:016x}&i={}&i=99999&i=x", long(a), b.0, c);
        let stream = post(&app, "stream/items/contents?output=json", &body).await.is(200).json();
        let items = stream["items"].as_array().expect("a list");
        assert_eq!(items.len(), 3, "unknown ids are passed over");
        assert!(stream["id"].is_string() && stream["updated"].is_i64());
        let item = &items[2];
        assert_eq!(item["id"], json!(long(c)));
        assert!(item["summary"]["content"].as_str().expect("text").contains("<p>The ferry"));
        assert_eq!(item["origin"]["streamId"], "feed/1000000000");
        assert_eq!(item["origin"]["title"], "Saved");
        assert_eq!(item["canonical"][0]["href"], "https://post.example/c");
        let micros = item["timestampUsec"].as_str().expect("text");
        assert_eq!(micros, now().as_microsecond().to_string());
        assert_eq!(item["crawlTimeMsec"].as_str().map(str::len), Some(13));
        assert!(item["published"].is_i64());
        let has = |at: usize, name: &str| {
            items[at]["categories"].as_array().expect("a list").contains(&json!(name))
        };
        assert!(has(0, &format!("{STATE}/read")) && !has(1, &format!("{STATE}/read")));
        assert!(has(1, &format!("{STATE}/starred")) && has(2, "user/-/label/war"));
        assert!(has(0, "user/-/label/World") && has(0, &format!("{STATE}/reading-list")));
        for path in [
            format!("stream/contents/feed%2F{one}?n=1"),
            format!("stream/contents/feed/{one}?n=1"),
            format!("stream/contents?s=feed/{one}&n=1"),
            "stream/contents/user/-/label/World?n=1".to_owned(),
            "stream/contents/user%2F-%2Flabel%2FWorld?n=1".to_owned(),
        ] {
            let stream = get(&app, &path).await.is(200).json();
            assert_eq!(stream["items"][0]["id"], json!(long(b)), "{path}");
            assert!(stream["continuation"].is_string(), "{path}");
        }
        let whole = get(&app, "stream/contents?output=json&n=1000").await.is(200).json();
        assert_eq!(whole["items"].as_array().map(Vec::len), Some(4));
        let path = format!("/reader/atom/{STATE}/reading-list?n=2");
        let atom = call(&app, Method::GET, &path, &[AUTH], "").await;
        assert!(atom.is(200).header("content-type").starts_with("application/atom+xml"));
        assert_eq!(atom.body.matches("<entry>").count(), 2);
    });
}

#[test]
fn lists_of_feeds_labels_and_counts() {
    each(async |app: TestApp| {
        let (_, [one, two]) = library(&app).await;
        let list = get(&app, "subscription/list?output=json").await.is(200).json();
        let list = list["subscriptions"].as_array().expect("a list").clone();
        let ids: Vec<&Value> = list.iter().map(|one| &one["id"]).collect();
        let (one, two) = (format!("feed/{one}"), format!("feed/{two}"));
        assert_eq!(ids, [&json!(one), &json!(two), &json!("feed/1000000000")]);
        assert_eq!(
            list[0]["categories"],
            json!([{ "id": "user/-/label/World", "label": "World" }])
        );
        assert_eq!(list[1]["categories"], json!([]));
        assert_eq!(list[0]["url"], "https://one.example/feed");
        let tags = get(&app, "tag/list?output=json").await.is(200).json();
        assert_eq!(
            tags["tags"],
            json!([
                { "id": format!("{STATE}/starred") },
                { "id": "user/-/label/World", "type": "folder", "unread_count": 1 },
                { "id": "user/-/label/war", "type": "tag", "unread_count": 1 },
            ])
        );
        let counts = get(&app, "unread-count?output=json").await.is(200).json();
        let count = |id: &str| {
            let all = counts["unreadcounts"].as_array().expect("a list");
            let found = all.iter().find(|one| one["id"] == id).expect("there");
            assert!(found["newestItemTimestampUsec"].is_string());
            found["count"].as_i64().expect("a number")
        };
        assert_eq!(counts["max"], 3);
        assert_eq!((count(&one), count(&two), count("feed/1000000000")), (1, 1, 1));
        assert_eq!((count("user/-/label/World"), count("user/-/label/war")), (1, 1));
        assert_eq!(count(&format!("{STATE}/reading-list")), 3);
        let opml = get(&app, "subscription/export").await;
        opml.is(200).says("<opml").says("https://one.example/feed");
    });
}

#[test]
fn states_and_labels_are_set_and_unset() {
    each(async |app: TestApp| {
        let (all, _) = library(&app).await;
        let state = async |at: usize| {
            let item = app.store.shelf_item(app.reader, all[at]).await.expect("there");
            format!(
                "{} {} {}",
                u8::from(item.is_read),
                u8::from(item.is_favourite),
                item.tags.join(",")
            )
        };
        let read = format!("{STATE}/read");
        for (fields, expected) in [
            (format!("a={read}"), "1 0 war"),
            (format!("a={read}"), "1 0 war"),
            (format!("r={read}"), "0 0 war"),
            (format!("a={read}&a={STATE}/starred"), "1 1 war"),
            (format!("a={STATE}/kept-unread&a={STATE}/tracking-kept-unread&r={read}"), "0 1 war"),
            (format!("r={STATE}/starred&a={STATE}/broadcast&a={STATE}/like"), "0 0 war"),
            ("a=user/-/label/new%20one".to_owned(), "0 0 new one,war"),
            ("r=user/-/label/war&r=user/-/label/none".to_owned(), "0 0 new one"),
            ("a=nonsense".to_owned(), "0 0 new one"),
        ] {
            let body = format!("i={}&{fields}", all[2]);
            assert_eq!(post(&app, "edit-tag", &body).await.is(200).body, "OK");
            assert_eq!(state(2).await, expected, "{fields}");
        }
        let many: String = (0..10_000).map(|n| format!("i={}&", n + 1)).collect();
        let body = format!("{many}a={read}");
        assert_eq!(post(&app, "edit-tag", &body).await.is(200).body, "OK");
        assert_eq!(app.store.counts(app.reader).await.expect("counted").unread, 0);
        post(&app, "edit-tag", "a=user/-/state/com.google/read").await.is(400);
    });
}

#[test]
fn all_is_read_of_a_stream_but_for_what_came_later() {
    each(async |app: TestApp| {
        let seconds = now().as_second();
        for (fields, unread) in [
            (format!("s={STATE}/reading-list"), 0),
            (format!("s={STATE}/reading-list&ts={}", seconds - 1), 3),
            (format!("s={STATE}/reading-list&ts={seconds}"), 0),
            (format!("s={STATE}/reading-list&ts={seconds}000000"), 0),
            (format!("s={STATE}/reading-list&ts={}999999", seconds - 1), 3),
            ("s=feed/https://one.example/feed".to_owned(), 2),
            ("s=feed/1000000000".to_owned(), 2),
            ("s=user/-/label/World".to_owned(), 2),
            ("s=user/-/label/war".to_owned(), 2),
            (format!("s={STATE}/starred"), 2),
            (format!("s={STATE}/read"), 3),
        ] {
            let store = store::testing::Scratch::new(store::testing::Kind::Sqlite).expect("made");
            let store = store::Store::open(store.location()).await.expect("opens");
            let app = TestApp::new(store).await;
            library(&app).await;
            assert_eq!(post(&app, "mark-all-as-read", &fields).await.is(200).body, "OK");
            let counts = app.store.counts(app.reader).await.expect("counted");
            assert_eq!(counts.unread, unread, "{fields}");
        }
        ready(&app).await;
        for bad in ["", "s=nonsense", "s=user/-/label/none", "s=feed/1&ts=x"] {
            post(&app, "mark-all-as-read", bad).await.is(400);
        }
    });
}

#[test]
fn feeds_are_moved_renamed_left_and_brought() {
    each(async |app: TestApp| {
        let (_, [one, _]) = library(&app).await;
        let shown = async || {
            let list = get(&app, "subscription/list").await.json();
            let list = list["subscriptions"].as_array().expect("a list").clone();
            let found = list.iter().find(|line| line["id"] == format!("feed/{one}")).cloned();
            found.map(|line| {
                let label = line["categories"][0]["label"].as_str().unwrap_or("-").to_owned();
                format!("{} {label}", line["title"].as_str().expect("text"))
            })
        };
        for (fields, expected) in [
            (format!("ac=edit&s=feed/{one}&t=Mine"), Some("Mine World")),
            (
                format!("ac=edit&s=feed/{one}&r=user/-/label/World&a=user/-/label/New"),
                Some("Mine New"),
            ),
            (format!("ac=edit&s=feed/{one}&r=user/-/label/New"), Some("Mine -")),
            (
                "ac=edit&s=feed/https://one.example/feed&a=user/-/label/A%20%2F%20B".to_owned(),
                Some("Mine A / B"),
            ),
            (format!("ac=unsubscribe&s=feed/{one}"), None),
        ] {
            assert_eq!(post(&app, "subscription/edit", &fields).await.is(200).body, "OK");
            assert_eq!(shown().await.as_deref(), expected, "{fields}");
        }
        for bad in
            ["", "ac=edit&s=feed/99", "ac=edit&s=x", "ac=fly&s=feed/1", "ac=unsubscribe&s=feed/x"]
        {
            post(&app, "subscription/edit", bad).await.is(400);
        }
        let opml = "<opml version=\"2.0\"><body><outline text=\"In\"><outline type=\"rss\" \
            text=\"Three\" xmlUrl=\"https://three.example/feed\"/></outline></body></opml>";
        let path = "/reader/api/0/subscription/import";
        let xml = ("content-type", "text/xml");
        assert_eq!(call(&app, Method::POST, path, &[AUTH, xml], opml).await.is(200).body, "OK");
        get(&app, "subscription/list").await.says("Three").says("user/-/label/In");
        let added = post(&app, "subscription/quickadd", "quickadd=nonsense").await.is(200).json();
        assert_eq!((&added["numResults"], added["error"].is_string()), (&json!(0), true));
        for (path, fields, status) in [
            ("rename-tag", "s=user/-/label/war&dest=user/-/label/peace", 200),
            ("rename-tag", "s=user/-/label/In&dest=user/-/label/Out", 200),
            ("rename-tag", "s=user/-/label/war&dest=user/-/label/x", 400),
            ("rename-tag", "s=user/-/label/peace", 400),
            ("disable-tag", "s=user/-/label/peace&s=user/-/label/Out", 200),
            ("disable-tag", "s=user/-/label/peace", 400),
            ("disable-tag", "", 400),
        ] {
            let answer = post(&app, path, fields).await;
            assert_eq!(answer.status.as_u16(), status, "{path} {fields}: {}", answer.body);
        }
        get(&app, "tag/list").await.lacks("peace").lacks("Out");
        get(&app, "subscription/list").await.says("Three");
    });
}

#[test]
fn nothing_of_one_reader_is_anothers() {
    each(async |app: TestApp| {
        let (all, [one, _]) = library(&app).await;
        let as_b = async |method: Method, path: &str, body: &str| {
            let path = format!("/reader/api/0/{path}");
            call(&app, method, &path, &[OTHERS, FORM], body.to_owned()).await
        };
        for path in [
            "stream/items/ids?n=100".to_owned(),
            format!("stream/items/ids?s=feed/{one}"),
            "stream/items/ids?s=user/-/label/World".to_owned(),
            "stream/contents".to_owned(),
            format!("stream/contents/feed/{one}"),
            "subscription/list".to_owned(),
            "subscription/export".to_owned(),
            "tag/list".to_owned(),
        ] {
            let answer = as_b(Method::GET, &path, "").await;
            answer.is(200).lacks("post.example").lacks("one.example").lacks("World").lacks("war");
            assert!(!answer.body.contains(&format!("\"{}\"", all[0])), "{path}");
        }
        let body = format!("i={}&i={}", all[0], all[1]);
        as_b(Method::POST, "stream/items/contents", &body).await.is(200).lacks("post.example");
        as_b(Method::POST, "edit-tag", &format!("{body}&a={STATE}/starred")).await.is(200);
        as_b(Method::POST, "mark-all-as-read", &format!("s={STATE}/reading-list")).await.is(200);
        as_b(Method::POST, "mark-all-as-read", &format!("s=feed/{one}")).await.is(200);
        for (path, body) in [
            ("subscription/edit", format!("ac=unsubscribe&s=feed/{one}")),
            ("subscription/edit", format!("ac=edit&t=stolen&s=feed/{one}")),
            ("rename-tag", "s=user/-/label/World&dest=user/-/label/stolen".to_owned()),
            ("disable-tag", "s=user/-/label/war".to_owned()),
        ] {
            as_b(Method::POST, path, &body).await.is(400);
        }
        let counts = app.store.counts(app.reader).await.expect("counted");
        assert_eq!((counts.unread, counts.favourite), (3, 1));
        get(&app, "subscription/list").await.says("Feed one").says("World");
    });
}

#[test]
fn two_thousand_calls_of_any_kind_break_nothing_and_leak_nothing() {
    each(async |app: TestApp| {
        library(&app).await;
        let mut dice = Dice::new();
        let paths = [
            "user-info",
            "subscription/list",
            "tag/list",
            "unread-count",
            "stream/items/ids",
            "stream/contents",
            "stream/contents/feed/1",
            "stream/contents/x%00",
            "edit-tag",
            "stream/items/contents",
            "mark-all-as-read",
            "rename-tag",
            "disable-tag",
            "token",
            "subscription/export",
            "subscription/import",
            "nonsense",
        ];
        let names = [
            "s", "i", "a", "r", "xt", "it", "n", "c", "ot", "nt", "ts", "T", "dest", "t", "output",
        ];
        let values = [
            "",
            "0",
            "1",
            "-1",
            "99999999999999999999",
            "x",
            "feed/1",
            "feed/",
            "feed/x",
            "user/-/",
            "user/-/state/com.google/read",
            "user/-/label/",
            "user/-/label/a,b",
            "user/-/label/\u{0}",
            "tag:google.com,2005:reader/item/",
            "ffffffffffffffff",
            "%",
            "é\u{202e}",
            "1.5",
            "json",
        ];
        for number in 0..2_000 {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            for _ in 0..dice.below(5) {
                query.append_pair(dice.pick(&names), dice.pick(&values));
            }
            let (query, path) = (query.finish(), dice.pick(&paths));
            let answer = if dice.below(2) == 0 {
                let path = format!("/reader/api/0/{path}?{query}");
                call(&app, Method::GET, &path, &[OTHERS], "").await
            } else {
                let path = format!("/reader/api/0/{path}");
                call(&app, Method::POST, &path, &[OTHERS, FORM], query.clone()).await
            };
            assert!(answer.status.as_u16() < 500, "{number}: {path} {query}: {}", answer.body);
            answer.lacks("post.example").lacks("one.example");
        }
        let counts = app.store.counts(app.reader).await.expect("counted");
        assert_eq!((counts.unread, counts.favourite, counts.all), (3, 1, 4));
    });
}

#[test]
fn an_app_syncs_as_apps_do() {
    each(async |app: TestApp| {
        let (all, [_, two]) = library(&app).await;
        // NetNewsWire's round: feeds, labels, ids of unread and starred, then what is missing.
        get(&app, "subscription/list?output=json").await.is(200);
        get(&app, "tag/list?output=json").await.is(200);
        let path =
            format!("stream/items/ids?s={STATE}/reading-list&xt={STATE}/read&n=1000&output=json");
        let unread = numbers(&get(&app, &path).await, &all);
        let path = format!("stream/items/ids?s={STATE}/starred&n=1000&output=json");
        let starred = numbers(&get(&app, &path).await, &all);
        assert_eq!((unread.as_str(), starred.as_str()), ("4 3 2", "2"));
        let word = get(&app, "token").await.body.trim().to_owned();
        let ids: String = all.iter().map(|id| format!("&i={id}")).collect();
        let body = format!("T={word}&output=json{ids}");
        let items = post(&app, "stream/items/contents", &body).await.is(200).json();
        assert_eq!(items["items"].as_array().map(Vec::len), Some(4));
        // What was read on the way is told, and comes back so.
        let body = format!("T={word}&a={STATE}/read&i={}&i={}", all[2], all[3]);
        post(&app, "edit-tag", &body).await.is(200);
        let new = deliver(&app, two, "late").await;
        let path = format!("stream/items/ids?s={STATE}/reading-list&xt={STATE}/read&n=1000");
        let list = get(&app, &path).await.json();
        let ids: Vec<&str> = list["itemRefs"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|one| one["id"].as_str())
            .collect();
        assert_eq!(ids, [new.to_string(), all[1].to_string()]);
    });
}
