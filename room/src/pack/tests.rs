use axum::http::header::ACCEPT_ENCODING;
use axum::http::{HeaderMap, HeaderValue, Uri};

use super::{may_pack, takes_gzip};

#[test]
fn pages_that_repeat_nothing_are_packed() {
    let check = |address: &'static str, expect| {
        assert_eq!(may_pack(&Uri::from_static(address)), expect, "{address}");
    };
    check("/", true);
    check("/?after=120", true);
    check("/archive", true);
    check("/feed/3?all=1", true);
    check("/tag/ferries", true);
    check("/read/7", true);
    check("/read/7?in=feed-3-all", true);
    check("/read/7?in=tag-guess", false);
    check("/read/7?version=2&in=unread", true);
    check("/read/7?did=guess", false);
    check("/?after=guess", false);
    check("/?guess", false);
    check("/search?q=guess", false);
    check("/account", false);
    check("/reset?ticket=secret", false);
    check("/allotment", false);
}

#[test]
fn gzip_is_for_who_takes_it() {
    let check = |given: &'static str, expect| {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(given));
        assert_eq!(takes_gzip(&headers), expect, "{given}");
    };
    check("gzip", true);
    check("br, gzip;q=0.5", true);
    check("GZip", true);
    check("br", false);
    check("gzip;q=0", false);
    check("xgzip", false);
    check("", false);
    assert!(!takes_gzip(&HeaderMap::new()));
}
