use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use axum::body::Body;
use axum::http::Method;

use crate::test_app::{TestApp, each};

/// What no route knows, or knows otherwise.
const MORE: &[&str] = &["/search?q=x", "/nowhere", "/read/x", "/%ff", "/all?after=x"];
/// For who is not signed in.
const PUBLIC: &[&str] = &[
    "/assets/x",
    "/demo",
    "/forgot",
    "/guest",
    "/healthz",
    "/manifest.webmanifest",
    "/notices/x/atom.xml",
    "/offline",
    "/plans",
    "/reset",
    "/robots.txt",
    "/searches/x/atom.xml",
    "/set-up",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/passkey",
    "/sign-in/passkey/challenge",
    "/sign-in/with/x",
    "/sign-in/with/x/back",
    "/sign-out",
    "/sign-up",
    "/stripe/webhook",
    "/sw.js",
    "/talk",
    "/talk/x",
    "/talk/x/live",
    "/talk/x/x",
    "/unsubscribe/x",
    "/verify",
    "/watches/x/atom.xml",
    "/x",
];

/// What apps ask, by tokens: no cookie opens it, so the guard has nothing to keep from it.
const APPS: &[&str] = &[
    "/accounts/",
    "/api/",
    "/check/",
    "/developer",
    "/fever",
    "/login",
    "/logout",
    "/oauth/",
    "/opds",
    "/reader/",
    "/wallabag",
];
/// Of these, what needs nobody, or is refused within the answer.
const APPS_PUBLIC: &[&str] = &[
    "/api/info",
    "/api/v1",
    "/api/v1/",
    "/api/v1/openapi.json",
    "/api/v1/x",
    "/api/version",
    "/check/compatibility",
    "/fever",
    "/login",
    "/login_check",
    "/logout",
    "/wallabag",
];

fn is_for_apps(path: &str) -> bool {
    APPS.iter().any(|start| path.starts_with(start))
}

/// One address of every route, as the sources name them: a new one is walked without being listed.
fn routes() -> Vec<String> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut routes = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let source = fs::read_to_string(path).expect("sources are text");
                routes.extend(source.split(".route(").skip(1).filter_map(address));
                // Those of the room's own API name their method first.
                let own = source.split(".on(\"").skip(1).filter_map(|on| on.split_once(", "));
                routes.extend(own.filter_map(|(_, rest)| address(rest)));
            }
        }
    }
    assert!(routes.len() > 60, "{routes:?}");
    routes.into_iter().collect()
}

/// The address in what follows `.route(`, with something for each `{name}`.
fn address(rest: &str) -> Option<String> {
    let quoted = rest.trim_start().strip_prefix('"')?.split('"').next()?;
    let part = |part: &str| match part {
        "{id}" => "1".to_owned(),
        _ if part.starts_with('{') => "x".to_owned(),
        _ => part.to_owned(),
    };
    Some(quoted.split('/').map(part).collect::<Vec<_>>().join("/"))
}

#[test]
fn every_answer_carries_the_policy() {
    each(async |app: TestApp| {
        for app in [&app, &app.as_nobody()] {
            for path in routes().iter().map(String::as_str).chain(MORE.iter().copied()) {
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
        for path in routes().iter().map(String::as_str).chain([read.as_str()]) {
            let page = app.open(path).await;
            if !page
                .headers
                .get("content-type")
                .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
            {
                continue;
            }
            page.lacks(" style=").lacks("<style").lacks(" onclick");
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

#[test]
fn every_route_refuses_another_site() {
    each(async |app: TestApp| {
        for path in routes().into_iter().filter(|path| !is_for_apps(path)) {
            for site in ["cross-site", "same-site"] {
                let request = app.request(Method::POST, &path).header("sec-fetch-site", site);
                let answer = app.send(request.body(Body::empty()).expect("a request")).await;
                assert_eq!(answer.status.as_u16(), 403, "{path}");
            }
        }
    });
}

#[test]
fn what_is_not_public_wants_a_reader() {
    each(async |app: TestApp| {
        let nobody = app.as_nobody();
        let pages = routes().into_iter().filter(|path| !is_for_apps(path));
        for path in pages.filter(|path| !PUBLIC.contains(&path.as_str())) {
            let path = path.as_str();
            for answer in [nobody.open(path).await, nobody.submit(path, &[("act", "x")]).await] {
                let is_door = answer.status == 303 && answer.location().starts_with("/sign-in");
                assert!(is_door || answer.status == 405, "{path}: {}", answer.status);
            }
        }
    });
}

#[test]
fn what_apps_ask_is_opened_by_no_cookie() {
    each(async |app: TestApp| {
        app.save("ferry", "Ferry of A").await;
        for path in routes().iter().filter(|path| is_for_apps(path)) {
            for answer in [app.open(path).await, app.submit(path, &[("s", "x")]).await] {
                let status = answer.status.as_u16();
                let is_public = APPS_PUBLIC.contains(&path.as_str());
                let is_to_sign_in = status == 302 && answer.location() == "/login";
                // 400: a token was asked for, and the call named no client.
                let is_refused = matches!(status, 400 | 401 | 405) || is_to_sign_in;
                assert!(is_public || is_refused, "{path}: {status}");
                answer.lacks("Ferry of A");
            }
        }
    });
}
