use axum::body::Body;
use axum::http::Method;

use crate::test_app::{TestApp, each};

/// One address of every route, and those that no route knows.
const PATHS: &[&str] = &[
    "/",
    "/all",
    "/archive",
    "/favourites",
    "/feed/1",
    "/folder/1",
    "/tag/x",
    "/read/1",
    "/read/1/versions",
    "/read/1/marks.md",
    "/marks",
    "/marks.md",
    "/marks.json",
    "/search",
    "/search?q=x",
    "/searches/x/atom.xml",
    "/tags",
    "/rules",
    "/settings",
    "/keys",
    "/offline",
    "/manifest.webmanifest",
    "/sw.js",
    "/robots.txt",
    "/healthz",
    "/assets/none.css",
    "/nowhere",
    "/read/x",
    "/shelf/edit",
    "/%ff",
];

#[test]
fn every_answer_carries_the_policy() {
    each(async |app: TestApp| {
        for app in [&app, &app.as_nobody()] {
            for path in PATHS {
                let answer = app.open(path).await;
                let header = |name| {
                    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
                };
                let policy = header("content-security-policy");
                assert!(
                    policy.starts_with("default-src 'none';") && !policy.contains("unsafe"),
                    "{path}: {policy}"
                );
                assert!(policy.contains("frame-ancestors 'none'"), "{path}");
                assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
                assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
                assert!(!header("cache-control").is_empty(), "{path}");
                assert!(!answer.status.is_server_error(), "{path}: {}", answer.status);
            }
        }
    });
}

#[test]
fn pages_hold_no_script_or_style_of_their_own() {
    each(async |app: TestApp| {
        let id = app.save("ferry", "Ferry").await;
        let read = format!("/read/{id}");
        for path in PATHS.iter().copied().chain([read.as_str()]) {
            let page = app.open(path).await;
            if !page
                .headers
                .get("content-type")
                .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
            {
                continue;
            }
            page.lacks(" style=").lacks("<style").lacks(" onclick").lacks("javascript:");
            assert_eq!(
                page.body.matches("<script").count(),
                page.body.matches("<script type=\"module\" src=\"/assets/").count(),
                "{path}"
            );
        }
    });
}

#[test]
fn nothing_changes_by_a_request_of_another_site() {
    each(async |app: TestApp| {
        let id = app.save("ferry", "Ferry").await;
        let form = format!("one=archive+{id}");
        let send = async |headers: &[(&str, &str)]| {
            let mut request = app.request(Method::POST, "/shelf/edit");
            request = request.header("content-type", "application/x-www-form-urlencoded");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            app.send(request.body(Body::from(form.clone())).expect("the headers are plain")).await
        };
        for headers in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[],
        ] {
            send(headers).await.is(403);
        }
        app.open("/").await.says("Ferry</a>");
        send(&[("sec-fetch-site", "same-origin")]).await.is(303);
        app.open("/").await.lacks("Ferry</a>");
        // And nothing at all by GET.
        app.open(&format!("/shelf/edit?one=unread+{id}")).await.is(405);
        app.open("/").await.lacks("Ferry</a>");
    });
}
