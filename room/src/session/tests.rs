use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use super::secret;

#[test]
fn the_cookie_of_that_name_is_found_among_others() {
    let rows: [(&[&str], Option<&str>); 8] = [
        (&[], None),
        (&["dateline=abc"], Some("abc")),
        (&["a=b; dateline=abc; c=d"], Some("abc")),
        (&["a=b", "dateline=abc"], Some("abc")),
        (&["dateline="], None),
        (&["xdateline=abc"], None),
        (&["dateline2=abc; Dateline=abc"], None),
        (&["dateline"], None),
    ];
    for (given, expected) in rows {
        let mut headers = HeaderMap::new();
        for value in given {
            headers.append(COOKIE, HeaderValue::from_str(value).expect("a header"));
        }
        assert_eq!(secret(&headers, "dateline").as_deref(), expected, "{given:?}");
    }
}
