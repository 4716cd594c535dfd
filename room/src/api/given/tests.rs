use axum::body::Body;
use axum::extract::Request;

use super::{Given, whole};

fn given(query: &str, kind: &str, body: &str) -> Result<Given, crate::Error> {
    let mut request = Request::builder().uri(format!("/x?{query}"));
    if !kind.is_empty() {
        request = request.header("content-type", kind);
    }
    let request = request.body(Body::from(body.to_owned())).expect("a request");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(Given::of(request))
}

#[test]
fn parameters_are_the_same_however_they_were_sent() {
    let form = "application/x-www-form-urlencoded";
    for (query, kind, body) in [
        ("url=a&archive=1&tags=x,y&urls[]=p&urls[]=q", "", ""),
        ("", form, "url=a&archive=1&tags=x,y&urls[0]=p&urls[1]=q"),
        ("", "", "url=a&archive=true&tags=x,y&urls%5B%5D=p&urls%5B%5D=q"),
        (
            "url=a",
            "application/json; charset=utf-8",
            r#"{"archive":true,"tags":["x","y"],"urls":["p","q"]}"#,
        ),
        (
            "archive=1&tags=x,y",
            "multipart/form-data; boundary=Ab",
            concat!(
                "--Ab\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\na\r\n",
                "--Ab\r\nContent-Disposition: form-data; name=\"urls[0]\"\r\n\r\np\r\n",
                "--Ab\r\nContent-Disposition: form-data; name=\"urls[1]\"\r\n\r\nq\r\n--Ab--\r\n",
            ),
        ),
        ("", "text/plain", r#" {"url":"a","archive":1,"tags":"x,y","urls":["p","q"]}"#),
    ] {
        let given = given(query, kind, body).expect("it is read");
        assert_eq!(given.get("url"), Some("a"), "{body}");
        assert_eq!(given.flag("archive"), Some(true), "{body}");
        assert_eq!(given.list("tags"), ["x", "y"], "{body}");
        assert_eq!(given.all("urls[]").collect::<Vec<_>>(), ["p", "q"], "{body}");
        assert_eq!(given.flag("starred"), None, "{body}");
    }
    for broken in ["{", "[1]", "\"a\"", "nothing"] {
        assert!(given("", "application/json", broken).is_err(), "{broken}");
    }
    for broken in ["", "--Ab\r\nContent-", "--Other--"] {
        let read = given("", "multipart/form-data; boundary=Ab", broken);
        assert_eq!(read.is_err(), !broken.is_empty(), "{broken}");
    }
    assert!(given("", "multipart/form-data", "x").is_err(), "no boundary");
    assert!(given("", "", &"x".repeat(21 << 20)).is_err(), "too much");
}

#[test]
fn flags_and_numbers_are_read_as_clients_write_them() {
    for (text, flag) in [
        ("true", Some(true)),
        ("1", Some(true)),
        ("false", Some(false)),
        ("0", Some(false)),
        ("", None),
        ("2", None),
        ("maybe", None),
    ] {
        assert_eq!(given(&format!("f={text}"), "", "").expect("read").flag("f"), flag, "{text}");
    }
    for (text, number) in [
        ("5", Some(5)),
        ("5.0", Some(5)),
        ("-5", Some(-5)),
        ("5.5", None),
        ("1e3", None),
        ("99999999999999999999", None),
        ("x", None),
    ] {
        assert_eq!(whole(text), number, "{text}");
    }
}
