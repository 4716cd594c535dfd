//! wallabag's API, by the contract its clients keep.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use store::{ReaderId, ShelfId};

use crate::apps::{Dice, FORM, JSON, call, other, password, sha1};
use crate::test_app::{Answer, TestApp, each, now};

const BEARER: (&str, &str) = ("authorization", "Bearer app-secret");
const OTHERS: (&str, &str) = ("authorization", "Bearer others-secret");

async fn get(app: &TestApp, path: &str) -> Answer {
    call(app, Method::GET, path, &[BEARER], Body::empty()).await
}

async fn send(app: &TestApp, method: Method, path: &str, body: Value) -> Answer {
    call(app, method, path, &[BEARER, JSON], body.to_string()).await
}

async fn ready(app: &TestApp) {
    password(app, app.reader, "app-secret", "read write").await;
    password(app, other(app).await, "others-secret", "read write").await;
}

/// A client of a reader, as token calls name it.
async fn client(app: &TestApp, reader: ReaderId) -> String {
    let hash = room::accounts::hash("shh");
    let id = app.store.add_client(reader, None, "phone", "pub", hash, now()).await;
    format!("client_id={}_pub&client_secret=shh", id.expect("kept"))
}

/// A page's words, long enough to be an article.
fn words(of: &str) -> String {
    let sentence = format!("The {of} stays in harbour for nine days, said the managing director. ");
    (0..4).map(|_| format!("<p>{}</p>", sentence.repeat(4))).collect()
}

#[test]
fn versions_and_info_need_nobody() {
    each(async |app: TestApp| {
        for path in ["/api/version", "/api/version.json", "//api/version", "/wb/api/version.json"] {
            let answer = call(&app, Method::GET, path, &[], Body::empty()).await;
            assert_eq!(answer.is(200).body, "\"2.6.13\"", "{path}");
            assert_eq!(answer.header("access-control-allow-origin"), "*");
        }
        let info = call(&app, Method::GET, "/api/info", &[], Body::empty()).await.json();
        assert_eq!(info["appname"], "wallabag");
        let headers = [("origin", "moz-extension://x"), ("access-control-request-method", "PATCH")];
        let answer = call(&app, Method::OPTIONS, "/api/entries/5", &headers, Body::empty()).await;
        assert!(answer.is(200).header("access-control-allow-methods").contains("PATCH"));
        assert!(answer.header("access-control-allow-headers").contains("Authorization"));
        assert_eq!(answer.header("access-control-max-age"), "3600");
    });
}

#[test]
fn tokens_are_given_for_passwords_and_once_for_refresh_tokens() {
    each(async |app: TestApp| {
        ready(&app).await;
        let (mine, theirs) =
            (client(&app, app.reader).await, client(&app, other(&app).await).await);
        let user = "username=mira&password=app-secret";
        let rows = [
            (format!("grant_type=password&{mine}&{user}"), 200, ""),
            (format!("grant_type=password&{theirs}&{user}"), 400, "invalid_client"),
            (
                format!("grant_type=password&client_id=1_x&client_secret=y&{user}"),
                400,
                "invalid_client",
            ),
            (format!("grant_type=password&{user}"), 400, "invalid_client"),
            (format!("grant_type=password&{mine}&username=mira&password=no"), 400, "invalid_grant"),
            (
                format!("grant_type=password&{mine}&username=jon&password=app-secret"),
                400,
                "invalid_grant",
            ),
            (format!("grant_type=password&{mine}"), 400, "invalid_grant"),
            (format!("grant_type=refresh_token&{mine}&refresh_token=x"), 400, "invalid_grant"),
            (format!("grant_type=magic&{mine}"), 400, "unsupported_grant_type"),
            (mine.clone(), 400, "invalid_request"),
            (String::new(), 400, "invalid_client"),
        ];
        for (fields, status, error) in rows {
            let answer = call(&app, Method::POST, "/oauth/v2/token", &[FORM], fields.clone()).await;
            assert_eq!(answer.status.as_u16(), status, "{fields}: {}", answer.body);
            if status != 200 {
                assert_eq!(answer.json()["error"], error, "{fields}");
            }
        }
        let fields = format!("grant_type=password&{mine}&{user}");
        let path = format!("/wb/oauth/v2/token?{fields}");
        let given = call(&app, Method::GET, &path, &[], Body::empty()).await.is(200).json();
        assert_eq!((&given["expires_in"], &given["token_type"]), (&json!(3600), &json!("bearer")));
        let access = format!("Bearer {}", given["access_token"].as_str().expect("text"));
        let header = ("authorization", access.as_str());
        call(&app, Method::GET, "/api/entries", &[header], Body::empty()).await.is(200);
        // Over after an hour: 401, then a new one for the refresh token, once.
        let late = app.later().await;
        let answer = call(&late, Method::GET, "/api/entries", &[header], Body::empty()).await;
        assert_eq!(answer.is(401).json()["error"], "access_denied");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
        let refresh = given["refresh_token"].as_str().expect("text");
        let fields = format!("grant_type=refresh_token&{mine}&refresh_token={refresh}");
        let path = "/oauth/v2/token";
        let answer = call(&late, Method::POST, path, &[FORM], fields.clone()).await.is(200).json();
        let access = format!("Bearer {}", answer["access_token"].as_str().expect("text"));
        let header = ("authorization", access.as_str());
        call(&late, Method::GET, "/api/entries", &[header], Body::empty()).await.is(200);
        call(&late, Method::POST, path, &[FORM], fields).await.is(400);
    });
}

#[test]
fn calls_without_a_good_token_are_refused_as_clients_expect() {
    each(async |app: TestApp| {
        ready(&app).await;
        password(&app, app.reader, "only-reads", "read").await;
        app.save("ferry", "Ferry").await;
        for header in ["", "Bearer", "Bearer x", "Basic app-secret", "bearer others", "app-secret"]
        {
            let headers = [("authorization", header)];
            let answer = call(&app, Method::GET, "/api/entries", &headers, Body::empty()).await;
            answer.is(401).lacks("Ferry");
        }
        // A browser's cookie opens nothing.
        app.open("/api/entries").await.is(401);
        let reads = ("authorization", "Bearer only-reads");
        call(&app, Method::GET, "/api/entries", &[reads], Body::empty()).await.is(200);
        for (method, path) in [
            (Method::POST, "/api/entries"),
            (Method::DELETE, "/api/entries/1"),
            (Method::PATCH, "/api/entries/1"),
        ] {
            let answer = call(&app, method, path, &[reads, FORM], "url=https://a.example/").await;
            assert_eq!(answer.is(403).json()["error"], "insufficient_scope");
        }
    });
}

#[test]
fn an_entry_has_its_fields_in_the_types_that_clients_read() {
    each(async |app: TestApp| {
        ready(&app).await;
        let id = app.save("ferry", "Ferry & co").await;
        let entry = get(&app, &format!("/api/entries/{id}.json")).await.is(200).json();
        for (field, expected) in [
            ("id", json!(id)),
            ("is_archived", json!(0)),
            ("is_starred", json!(0)),
            ("is_public", json!(false)),
            ("title", json!("Ferry & co")),
            ("url", json!("https://post.example/ferry")),
            ("hashed_url", json!(sha1("https://post.example/ferry"))),
            ("domain_name", json!("post.example")),
            ("reading_time", json!(3)),
            ("published_by", json!(["Mara Ellison"])),
            ("language", json!("en")),
            ("mimetype", json!("text/html")),
            ("tags", json!([])),
            ("annotations", json!([])),
            ("created_at", json!("2026-11-24T09:30:00+0000")),
            ("published_at", json!("2026-11-24T07:30:00+0000")),
            ("archived_at", json!(null)),
            ("user_name", json!("mira")),
        ] {
            assert_eq!(entry[field], expected, "{field}");
        }
        assert!(entry["content"].as_str().expect("text").starts_with("<p>The ferry"));
        assert_eq!(entry["updated_at"].as_str().map(str::len), Some(24));
        let list = get(&app, "/api/entries?detail=metadata").await.json();
        assert_eq!(list["_embedded"]["items"][0]["content"], json!(null));
    });
}

/// Titles of a list.
fn titles(answer: &Answer) -> String {
    let list = answer.json();
    let items = list["_embedded"]["items"].as_array().expect("a list").clone();
    items.iter().map(|item| item["title"].as_str().unwrap_or("")).collect::<Vec<_>>().join(" ")
}

#[test]
fn lists_are_filtered_ordered_and_paged() {
    each(async |app: TestApp| {
        ready(&app).await;
        let empty = get(&app, "/api/entries").await.is(200).json();
        assert_eq!((&empty["pages"], &empty["total"]), (&json!(1), &json!(0)));
        let mut ids = Vec::new();
        for slug in ["a", "b", "c", "d", "e"] {
            ids.push(app.save(slug, slug).await);
        }
        for (at, change) in [
            (0, json!({ "archive": 1 })),
            (1, json!({ "starred": true, "tags": "War, Drones" })),
            (2, json!({ "archive": "1", "starred": "1", "tags": ["war"] })),
        ] {
            send(&app, Method::PATCH, &format!("/api/entries/{}", ids[at]), change).await.is(200);
        }
        for (query, expected) in [
            ("", "e d c b a"),
            ("order=asc", "a b c d e"),
            ("order=ASC&sort=created", "a b c d e"),
            ("archive=0", "e d b"),
            ("archive=1", "c a"),
            ("archive=false&starred=true", "b"),
            ("starred=1", "c b"),
            ("archive=2", "e d c b a"),
            ("tags=war", "c b"),
            ("tags=war,drones", "b"),
            ("tags=none", ""),
            ("public=1", ""),
            ("public=0", "e d c b a"),
            ("sort=updated&order=asc", "d e a b c"),
            ("sort=archived&order=desc&archive=1", "c a"),
            ("perPage=2", "e d"),
            ("perPage=2&page=2", "c b"),
            ("perPage=2&page=3", "a"),
            ("perPage=0", "e d c b a"),
            ("perPage=-1&page=-3", "e d c b a"),
            ("perPage=2.0", "e d"),
            ("perPage=x&page=y", "e d c b a"),
            ("domain_name=post.example&perPage=1", "e"),
            ("domain_name=other.example", ""),
            ("since=1", "e d c b a"),
            ("since=99999999999", ""),
            ("notParsed=1", ""),
            ("annotations=1", ""),
        ] {
            let answer = get(&app, &format!("/api/entries?{query}")).await;
            assert_eq!(titles(answer.is(200)), expected, "{query}");
        }
        let page = get(&app, "/api/entries.json?perPage=2&page=2").await.json();
        let head = ["page", "limit", "pages", "total"].map(|name| page[name].as_i64());
        assert_eq!(head, [Some(2), Some(2), Some(3), Some(5)]);
        let next = page["_links"]["next"]["href"].as_str().expect("a link");
        assert!(next.contains("page=3&perPage=2"), "{next}");
        for (query, status) in [
            ("page=6", 404),
            ("page=99999999999&perPage=500", 404),
            ("perPage=2&page=4", 404),
            ("sort=size", 400),
            ("order=up", 400),
            ("detail=some", 400),
        ] {
            get(&app, &format!("/api/entries?{query}")).await.is(status);
        }
    });
}

#[test]
fn a_client_that_asks_since_its_last_change_misses_none() {
    each(async |app: TestApp| {
        ready(&app).await;
        let mut ids = Vec::new();
        for slug in ["a", "b", "c", "d"] {
            ids.push(app.save(slug, slug).await);
        }
        // All within one second, one to a page: every row comes, none twice.
        let mut seen = Vec::new();
        for page in 1..=4 {
            let path = format!("/api/entries?sort=updated&order=asc&since=1&perPage=1&page={page}");
            seen.push(titles(get(&app, &path).await.is(200)));
        }
        assert_eq!(seen.join(" "), "a b c d");
        let path = format!("/api/entries/{}", ids[0]);
        let before = get(&app, &path).await.json()["updated_at"].as_str().map(str::to_owned);
        let since = jiff::fmt::strtime::parse("%Y-%m-%dT%H:%M:%S%z", before.expect("text"))
            .and_then(|at| at.to_timestamp())
            .expect("an instant")
            .as_second();
        for change in [json!({ "archive": 1 }), json!({ "title": "A" }), json!({ "tags": "x" })] {
            send(&app, Method::PATCH, &path, change).await.is(200);
            let list = format!("/api/entries?sort=updated&order=desc&since={since}&perPage=1");
            let list = get(&app, &list).await.json();
            assert_eq!(list["_embedded"]["items"][0]["id"], json!(ids[0]));
        }
    });
}

#[test]
fn saving_changing_and_removing_do_what_clients_count_on() {
    each(async |app: TestApp| {
        ready(&app).await;
        let body = json!({
            "url": "https://news.example/a?x=1", "title": "Given", "content": words("ferry"),
            "tags": "War,drones", "starred": 1, "archive": 0, "authors": "A. Writer, B. Other",
            "language": "en", "published_at": "2026-01-16T10:00:00+0000",
        });
        let first = send(&app, Method::POST, "/api/entries.json", body).await.is(200).json();
        assert_eq!((&first["title"], &first["is_starred"]), (&json!("Given"), &json!(1)));
        assert!(first["content"].as_str().expect("text").contains("nine days"), "{first}");
        let labels = |entry: &Value| {
            let tags = entry["tags"].as_array().expect("a list").iter();
            tags.map(|tag| tag["label"].as_str().unwrap_or("").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(labels(&first), ["drones", "war"]);
        assert_eq!(first["tags"][0]["slug"], "t:drones");
        let id = first["id"].as_i64().expect("a number");
        // The same address again is the same entry; tags are added.
        let form = "url=https%3A%2F%2Fnews.example%2Fa%3Fx%3D1&tags=late&archive=1";
        let again =
            call(&app, Method::POST, "/api/entries", &[BEARER, FORM], form).await.is(200).json();
        assert_eq!((again["id"].as_i64(), &again["is_archived"]), (Some(id), &json!(1)));
        assert_eq!(labels(&again), ["drones", "late", "war"]);
        let path = format!("/api/entries/{id}");
        let form = "tags=war,peace&starred=0&title=Mine&archive=0";
        let entry = call(&app, Method::PATCH, &path, &[BEARER, FORM], form).await.is(200).json();
        assert_eq!(labels(&entry), ["peace", "war"]);
        assert_eq!((&entry["title"], &entry["is_starred"]), (&json!("Mine"), &json!(0)));
        let entry = send(&app, Method::PATCH, &path, json!({ "tags": "" })).await.json();
        assert_eq!(labels(&entry), ["peace", "war"], "no tags leave them");
        for bad in [json!({}), json!({ "url": "no" }), json!({ "url": "ftp://a.example/" })] {
            send(&app, Method::POST, "/api/entries", bad).await.is(400);
        }
        call(&app, Method::POST, "/api/entries", &[BEARER, JSON], "{").await.is(400);
        let large = vec![b'x'; 21 << 20];
        call(&app, Method::POST, "/api/entries", &[BEARER, JSON], large).await.is(413);
        let gone = call(&app, Method::DELETE, &path, &[BEARER], Body::empty()).await.is(200).json();
        assert_eq!(gone["id"].as_i64(), Some(id));
        get(&app, &path).await.is(404);
        let id = app.save("b", "b").await;
        let path = format!("/api/entries/{id}.json?expect=id");
        let gone = call(&app, Method::DELETE, &path, &[BEARER], Body::empty()).await;
        assert_eq!(gone.is(200).json(), json!({ "id": id }));
        for id in ["0", "-1", "x", "1.5", "99999999999999999999", "7777"] {
            get(&app, &format!("/api/entries/{id}")).await.is(404);
        }
    });
}

#[test]
fn existence_is_told_by_address_and_by_hash_one_or_many() {
    each(async |app: TestApp| {
        ready(&app).await;
        let id = app.save("a", "a").await;
        let (url, none) = ("https://post.example/a", "https://post.example/none");
        let hash = get(&app, &format!("/api/entries/{id}")).await.json()["hashed_url"].clone();
        let hash = hash.as_str().expect("text");
        for (query, expected) in [
            (format!("url={url}"), json!({ "exists": true })),
            (format!("url={none}"), json!({ "exists": false })),
            (format!("url={url}&return_id=1"), json!({ "exists": id })),
            (format!("url={none}&return_id=1"), json!({ "exists": null })),
            (format!("hashed_url={hash}"), json!({ "exists": true })),
            ("hashed_url=zz".to_owned(), json!({ "exists": false })),
            (format!("urls[]={url}&urls[]={none}"), json!({ url: true, none: false })),
            (format!("urls%5B0%5D={url}&return_id=1"), json!({ url: id })),
            (format!("hashed_urls[]={hash}&return_id=1"), json!({ hash: id })),
        ] {
            let answer = get(&app, &format!("/api/entries/exists.json?{query}")).await;
            assert_eq!(answer.is(200).json(), expected, "{query}");
        }
        get(&app, "/api/entries/exists").await.is(403);
        let many: Vec<String> = (0..60).map(|n| format!("hashed_urls[]={n:040x}")).collect();
        let path = format!("/api/entries/exists?{}&hashed_urls[]={hash}", many.join("&"));
        let answer = get(&app, &path).await.is(200).json();
        assert_eq!(answer.as_object().map(serde_json::Map::len), Some(61));
        assert_eq!(answer[hash], json!(true));
        let path = format!("/api/entries/exists?hashed_url={hash}");
        let answer = call(&app, Method::GET, &path, &[OTHERS], Body::empty()).await;
        assert_eq!(answer.json(), json!({ "exists": false }));
    });
}

#[test]
fn tags_are_listed_added_taken_off_and_removed() {
    each(async |app: TestApp| {
        ready(&app).await;
        let (a, b) = (app.save("a", "a").await, app.save("b", "b").await);
        for id in [a, b] {
            let path = format!("/api/entries/{id}/tags");
            let answer = send(&app, Method::POST, &path, json!({ "tags": "War,New" })).await;
            assert_eq!(answer.is(200).json()["id"], json!(id));
        }
        let all = get(&app, "/api/tags.json").await.is(200).json();
        let line = |at: usize| (all[at]["label"].clone(), all[at]["nbEntries"].clone());
        assert_eq!([line(0), line(1)], [(json!("new"), json!(2)), (json!("war"), json!(2))]);
        let war = all[1]["id"].as_i64().expect("a number");
        let path = format!("/api/entries/{a}/tags/{war}.json");
        let entry =
            call(&app, Method::DELETE, &path, &[BEARER], Body::empty()).await.is(200).json();
        assert_eq!(entry["tags"].as_array().map(Vec::len), Some(1));
        let tags = get(&app, &format!("/api/entries/{a}/tags")).await.is(200).json();
        assert_eq!(tags[0]["label"], "new");
        for (path, status) in [
            (format!("/api/tags/{war}"), 200),
            (format!("/api/tags/{war}"), 404),
            ("/api/tag/label?tag=none".to_owned(), 404),
            ("/api/tag/label?tag=none".to_owned(), 404),
            ("/api/tag/label?tag=NEW".to_owned(), 200),
            ("/api/tags/label?tags=new,none".to_owned(), 404),
            ("/api/tags/label?tags=new".to_owned(), 404),
            ("/api/tags/x".to_owned(), 404),
        ] {
            let answer = call(&app, Method::DELETE, &path, &[BEARER], Body::empty()).await;
            assert_eq!(answer.status.as_u16(), status, "{path}");
        }
        assert_eq!(get(&app, "/api/tags").await.json(), json!([]));
        get(&app, "/api/entries/777/tags").await.is(404);
    });
}

#[test]
fn annotations_are_marks_with_ranges_in_the_html() {
    each(async |app: TestApp| {
        ready(&app).await;
        let id = app.save("a", "a").await;
        let path = format!("/api/annotations/{id}");
        let range = json!([{ "start": "/p", "startOffset": 4, "end": "/p[1]", "endOffset": "9" }]);
        let body = json!({ "quote": "ferry", "text": "note", "ranges": range });
        let made = send(&app, Method::POST, &path, body).await.is(200).json();
        assert_eq!((&made["quote"], &made["text"]), (&json!("ferry"), &json!("note")));
        let place = &made["ranges"][0];
        assert_eq!(
            [&place["start"], &place["startOffset"], &place["end"], &place["endOffset"]],
            [&json!("/p[1]"), &json!("4"), &json!("/p[1]"), &json!("9")]
        );
        let list = get(&app, &path).await.is(200).json();
        assert_eq!((&list["total"], &list["rows"][0]["id"]), (&json!(1), &made["id"]));
        let entry = get(&app, &format!("/api/entries/{id}")).await.json();
        assert_eq!(entry["annotations"][0]["id"], made["id"]);
        // In the room it is a mark as any other.
        app.open(&format!("/read/{id}")).await.says("ferry</mark>").says("note");
        let mark = format!("/api/annotations/{}", made["id"]);
        let changed =
            send(&app, Method::PUT, &mark, json!({ "text": "other" })).await.is(200).json();
        assert_eq!(changed["text"], "other");
        for bad in [
            json!({}),
            json!({ "quote": "ferry" }),
            json!({ "quote": "", "ranges": range }),
            json!({ "quote": "ferry", "ranges": [] }),
            json!({ "quote": "ferry", "ranges": "x" }),
            json!({ "quote": "ferry", "ranges": [{ "start": 1 }] }),
            json!({ "quote": "x".repeat(10_001), "ranges": range }),
        ] {
            send(&app, Method::POST, &path, bad).await.is(400);
        }
        send(&app, Method::PUT, &mark, json!({})).await.is(400);
        let gone = call(&app, Method::DELETE, &mark, &[BEARER], Body::empty()).await.is(200).json();
        assert_eq!(gone["id"], made["id"]);
        call(&app, Method::DELETE, &mark, &[BEARER], Body::empty()).await.is(404);
    });
}

#[test]
fn files_of_an_entry_are_the_same_at_each_download() {
    each(async |app: TestApp| {
        ready(&app).await;
        let id = app.save("a", "Ferry: \"stays\"").await;
        for (form, kind, start) in [
            ("epub", "application/epub+zip", "PK"),
            ("json", "application/json", "[{\"id\""),
            ("md", "text/markdown; charset=utf-8", "---\ntitle"),
            ("txt", "text/plain; charset=utf-8", "Ferry"),
            ("csv", "text/csv; charset=utf-8", "id,title"),
            ("xml", "application/xml; charset=utf-8", "<?xml"),
        ] {
            let path = format!("/api/entries/{id}/export.{form}");
            let one = get(&app, &path).await;
            assert_eq!(one.is(200).header("content-type"), kind);
            let name = format!("attachment; filename=\"Ferry-stays.{form}\"");
            assert_eq!(one.header("content-disposition"), name);
            assert!(one.body.starts_with(start), "{form}: {}", one.body);
            if form == "epub" {
                let read = json!({ "archive": 1, "tags": "late" });
                send(&app, Method::PATCH, &format!("/api/entries/{id}"), read).await.is(200);
            }
            let two = get(&app, &path).await;
            assert!(one.bytes == two.bytes || form != "epub", "{form}");
        }
        get(&app, &format!("/api/entries/{id}/export.pdf")).await.is(404);
        get(&app, &format!("/api/entries/{id}/other.epub")).await.is(404);
        get(&app, "/api/search?term=harbour").await.is(200).says("Ferry");
        get(&app, "/api/search?term=zanzibar").await.is(200).lacks("Ferry");
    });
}

#[test]
fn the_pages_of_the_android_apps_set_up_are_as_it_reads_them() {
    each(async |app: TestApp| {
        ready(&app).await;
        let front = call(&app, Method::GET, "/wb/", &[], Body::empty()).await;
        front
            .is(200)
            .says("/login_check\" method=\"post\" name=\"loginform\">")
            .says("alt=\"wallabag logo\"")
            .lacks("/logout\">");
        let okhttp = [("user-agent", "okhttp/3.12")];
        call(&app, Method::GET, "/", &okhttp, Body::empty()).await.is(200).says("login_check");
        let word = front.body.split_once("name=\"_csrf_token\" value=\"").expect("it").1;
        let word = word.split_once('"').expect("it").0;
        let jar = front.header("set-cookie").split(';').next().unwrap_or("").to_owned();
        let form = format!("_username=mira&_password=app-secret&_csrf_token={word}");
        let path = "/wb/login_check";
        call(&app, Method::POST, path, &[FORM], form.clone()).await.is(403);
        let cookie = ("cookie", jar.as_str());
        let wrong = form.replace("app-secret", "wrong");
        let answer = call(&app, Method::POST, path, &[FORM, cookie], wrong).await;
        assert!(answer.is(302).header("set-cookie").is_empty());
        let answer = call(&app, Method::POST, path, &[FORM, cookie], form).await;
        assert_eq!(answer.is(302).location(), "/wb/");
        let session = answer.header("set-cookie").split(';').next().unwrap_or("");
        let both = format!("{jar}; {session}");
        let cookies = ("cookie", both.as_str());
        let signed = call(&app, Method::GET, "/wb/", &[cookies], Body::empty()).await;
        signed.is(200).says("/logout\">").says("alt=\"wallabag logo\"");
        let path = "/wb/developer/client/create";
        let page = call(&app, Method::GET, path, &[cookies], Body::empty()).await;
        page.is(200).says("client[name]").says("client[_token]");
        let form = format!("client[name]=Android+app&client[_token]={word}&client[save]=");
        let made = call(&app, Method::POST, path, &[FORM, cookies], form).await;
        let parts: Vec<&str> = made.is(200).body.split("<strong><pre>").skip(1).collect();
        let parts: Vec<&str> = parts.iter().filter_map(|part| part.split('<').next()).collect();
        let [name, id, secret] = parts.as_slice() else { panic!("{parts:?}") };
        assert_eq!(*name, "Android app");
        let form = format!(
            "grant_type=password&client_id={id}&client_secret={secret}&username=mira\
             &password=app-secret"
        );
        call(&app, Method::POST, "/wb/oauth/v2/token", &[FORM], form).await.is(200);
        // This cookie opens no page of the room.
        assert!(
            call(&app, Method::GET, "/all", &[cookies], Body::empty())
                .await
                .is(303)
                .location()
                .starts_with("/sign-in")
        );
    });
}

#[test]
fn nothing_of_one_reader_is_anothers() {
    each(async |app: TestApp| {
        ready(&app).await;
        let id = app.save("a", "Ferry of A").await;
        let path = format!("/api/entries/{id}");
        send(&app, Method::POST, &format!("{path}/tags"), json!({ "tags": "secret" }))
            .await
            .is(200);
        let range = json!([{ "start": "/p[1]", "startOffset": 4, "end": "/p[1]", "endOffset": 9 }]);
        let body = json!({ "quote": "ferry", "text": "mine", "ranges": range });
        let mark = send(&app, Method::POST, &format!("/api/annotations/{id}"), body.clone()).await;
        let mark = mark.json()["id"].clone();
        let tag = get(&app, "/api/tags").await.json()[0]["id"].clone();
        for (method, path) in [
            (Method::GET, path.clone()),
            (Method::PATCH, path.clone()),
            (Method::DELETE, path.clone()),
            (Method::PATCH, format!("{path}/reload")),
            (Method::GET, format!("{path}/tags")),
            (Method::POST, format!("{path}/tags")),
            (Method::DELETE, format!("{path}/tags/{tag}")),
            (Method::GET, format!("{path}/export.epub")),
            (Method::GET, format!("{path}/export.json")),
            (Method::GET, format!("{path}/export.txt")),
            (Method::GET, format!("/api/annotations/{id}")),
            (Method::POST, format!("/api/annotations/{id}")),
            (Method::PUT, format!("/api/annotations/{mark}")),
            (Method::DELETE, format!("/api/annotations/{mark}")),
            (Method::DELETE, format!("/api/tags/{tag}")),
            (Method::DELETE, "/api/tag/label?tag=secret".to_owned()),
            (Method::DELETE, "/api/tags/label?tags=secret".to_owned()),
        ] {
            let mut body = body.clone();
            body["tags"] = json!("stolen");
            let answer = call(&app, method.clone(), &path, &[OTHERS, JSON], body.to_string()).await;
            answer.is(404).lacks("Ferry").lacks("secret");
        }
        for path in
            ["/api/entries", "/api/tags", "/api/entries?tags=secret", "/api/search?term=ferry"]
        {
            let answer = call(&app, Method::GET, path, &[OTHERS], Body::empty()).await;
            answer.is(200).lacks("Ferry").lacks("t:secret");
        }
        let entry = get(&app, &format!("/api/entries/{id}")).await.json();
        assert_eq!(entry["tags"].as_array().map(Vec::len), Some(1));
        assert_eq!(entry["annotations"][0]["text"], "mine");
    });
}

#[test]
fn two_thousand_calls_of_any_kind_break_nothing_and_leak_nothing() {
    each(async |app: TestApp| {
        ready(&app).await;
        let id = app.save("a", "Ferry of A").await;
        let before = get(&app, &format!("/api/entries/{id}")).await.body;
        let mut dice = Dice::new();
        let ids = ["1", "0", "-1", "1.5", "x", "2147483648", "99999999999999999999", "%00", "é"];
        let methods = [Method::GET, Method::POST, Method::PATCH, Method::PUT, Method::DELETE];
        let paths = [
            "/api/entries",
            "/api/entries/ID",
            "/api/entries/ID/tags",
            "/api/entries/ID/tags/ID",
            "/api/entries/ID/export.epub",
            "/api/entries/exists",
            "/api/tags",
            "/api/tags/ID",
            "/api/tag/label",
            "/api/annotations/ID",
            "/api/search",
            "/oauth/v2/token",
            "/api/user",
        ];
        let names = [
            "archive",
            "starred",
            "tags",
            "since",
            "sort",
            "order",
            "page",
            "perPage",
            "detail",
            "url",
            "hashed_url",
            "urls[]",
            "term",
            "tag",
            "title",
            "text",
            "quote",
            "ranges",
            "grant_type",
            "client_id",
            "username",
            "password",
            "return_id",
            "domain_name",
            "content",
        ];
        let values = [
            "",
            "0",
            "1",
            "-1",
            "true",
            "1e9",
            "99999999999999999999",
            "desc",
            "updated",
            "%",
            "'",
            "x,y,,z",
            "[]",
            "{}",
            "null",
            "https://a.example/",
            "ftp://x",
            "\u{0}",
            "é\u{202e}",
            "<script>",
            "../../etc/passwd",
            "password",
        ];
        for number in 0..2_000 {
            let method = methods[dice.below(methods.len())].clone();
            let mut path = dice.pick(&paths).to_owned();
            while let Some(at) = path.find("ID") {
                path.replace_range(at..at + 2, &dice.pick(&ids).replace('é', "%C3%A9"));
            }
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            for _ in 0..dice.below(4) {
                // A fetch would wait for a network.
                let (name, value) = (dice.pick(&names), dice.pick(&values));
                let is_fetch = method == Method::POST && value.starts_with("https");
                query.append_pair(name, if is_fetch { "" } else { value });
            }
            let query = query.finish();
            let (headers, body, path) = match dice.below(3) {
                0 => ([OTHERS, FORM], query, path),
                1 => {
                    let body = format!(
                        "{{\"{}\":\"{}\"}}",
                        dice.pick(&names),
                        dice.pick(&["a", "\\", "1"])
                    );
                    ([OTHERS, JSON], body, format!("{path}?{query}"))
                }
                _ => (
                    [OTHERS, ("content-type", "a/b")],
                    "\u{1}<>".to_owned(),
                    format!("{path}?{query}"),
                ),
            };
            let answer = call(&app, method.clone(), &path, &headers, body.clone()).await;
            assert!(
                answer.status.as_u16() < 500,
                "{number}: {method} {path} {body}: {}",
                answer.body
            );
            answer.lacks("Ferry of A");
        }
        assert_eq!(get(&app, &format!("/api/entries/{id}")).await.body, before);
    });
}

#[test]
fn a_phone_syncs_changes_and_sweeps() {
    each(async |app: TestApp| {
        ready(&app).await;
        let mut kept: std::collections::BTreeMap<i64, String> = Default::default();
        let mut ids: Vec<ShelfId> = Vec::new();
        for number in 0..7 {
            ids.push(app.save(&format!("p{number}"), &format!("P{number}")).await);
        }
        // The connection's test, then everything by pages in order of making.
        get(&app, "/api/entries/exists?url=http%3A%2F%2Ftest.example").await.is(200);
        let sync = async |kept: &mut std::collections::BTreeMap<i64, String>, query: &str| {
            let mut last = String::new();
            for page in 1.. {
                let path = format!("/api/entries.json?{query}&order=asc&perPage=3&page={page}");
                let list = get(&app, &path).await.is(200).json();
                for item in list["_embedded"]["items"].as_array().expect("a list") {
                    let id = item["id"].as_i64().expect("a number");
                    kept.insert(id, item["title"].as_str().expect("text").to_owned());
                    last = last.max(item["updated_at"].as_str().expect("text").to_owned());
                }
                if list["pages"].as_i64() == Some(page) {
                    return (list["total"].as_i64().unwrap_or(0), last);
                }
            }
            unreachable!("pages end");
        };
        let (total, last) = sync(&mut kept, "sort=created").await;
        assert_eq!((total, kept.len()), (7, 7));
        let since: i64 = jiff::fmt::strtime::parse("%Y-%m-%dT%H:%M:%S%z", last)
            .and_then(|at| at.to_timestamp())
            .expect("an instant")
            .as_second();
        // Changed on the server, removed on the server, changed on the phone.
        app.submit(&format!("/read/{}/about", ids[2]), &[("title", "Renamed")]).await.is(303);
        app.store.remove(app.reader, vec![ids[5]], now()).await.expect("removed");
        send(&app, Method::PATCH, &format!("/api/entries/{}", ids[1]), json!({ "archive": true }))
            .await
            .is(200);
        sync(&mut kept, &format!("sort=updated&since={since}")).await;
        assert_eq!(kept[&ids[2].0], "Renamed");
        // The number is not what the phone has: it asks which are gone, and makes sure of each.
        let list = get(&app, "/api/entries?detail=metadata&perPage=1").await.json();
        assert_eq!(list["total"], json!(6));
        let hashes: Vec<String> = (0..7)
            .map(|n| sha1(&format!("https://post.example/p{n}")))
            .map(|hash| format!("hashed_urls[]={hash}"))
            .collect();
        let path = format!("/api/entries/exists?{}&return_id=1", hashes.join("&"));
        let there = get(&app, &path).await.json();
        let gone = there.as_object().expect("a map").values().filter(|id| id.is_null()).count();
        assert_eq!(gone, 1);
        get(&app, &format!("/api/entries/{}/tags", ids[5])).await.is(404);
        get(&app, &format!("/api/entries/{}/tags", ids[4])).await.is(200);
    });
}
