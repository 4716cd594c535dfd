use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::is_ours;

fn check(
    method: &Method,
    headers: &[(&'static str, &'static str)],
    origin: Option<&str>,
    expect: bool,
) {
    let pair = |(name, value): &(&'static str, &'static str)| {
        (HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let map: HeaderMap = headers.iter().map(pair).collect();
    assert_eq!(is_ours(method, &map, origin), expect, "{method} {headers:?}");
}

#[test]
fn what_only_reads_is_let_through() {
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        check(&method, &[("sec-fetch-site", "cross-site")], None, true);
    }
}

#[test]
fn what_changes_must_come_from_here() {
    let post = |headers: &[_], expect| check(&Method::POST, headers, None, expect);
    post(&[("sec-fetch-site", "same-origin")], true);
    post(&[("sec-fetch-site", "none")], true);
    post(&[("sec-fetch-site", "same-site")], false);
    post(&[("sec-fetch-site", "cross-site")], false);
    // What browsers say of themselves comes before `Origin`.
    post(&[("sec-fetch-site", "cross-site"), ("origin", "http://room"), ("host", "room")], false);
    post(&[("origin", "http://room:8080"), ("host", "room:8080")], true);
    post(&[("origin", "http://room:8080"), ("host", "room")], false);
    post(&[("origin", "https://evil.example"), ("host", "room")], false);
    post(&[("origin", "null"), ("host", "room")], false);
    post(&[("origin", "null"), ("host", "null")], false);
    post(&[("cookie", "session=x")], false);
    post(&[], true);
}

#[test]
fn a_stated_origin_counts_alone() {
    let check = |origin, expect| {
        let headers = [("origin", origin), ("host", "127.0.0.1:8080")];
        check(&Method::POST, &headers, Some("https://room.example"), expect);
    };
    check("https://room.example", true);
    check("http://room.example", false);
    check("http://127.0.0.1:8080", false);
}
