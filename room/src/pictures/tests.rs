use super::{PictureKey, kind};

#[test]
fn only_addresses_of_the_rooms_making_are_fetched() {
    let key = PictureKey::new(b"a secret");
    let url = "https://img.example/a.jpg?x=1&y=ä";
    let address = key.address(url);
    assert_eq!(address, key.address(url), "stable, so that browsers keep it");
    let mut parts = address.split('/').skip(2);
    let (tag, encoded) = (parts.next().expect("a tag"), parts.next().expect("a url"));
    assert_eq!(key.url(tag, encoded).as_deref(), Some(url));
    let other = PictureKey::new(b"another secret");
    assert_eq!(other.url(tag, encoded), None);
    let elsewhere = key.address("https://img.example/b.jpg");
    assert_eq!(key.url(tag, elsewhere.rsplit('/').next().expect("a url")), None);
    assert_eq!(key.url("", encoded), None);
    assert_eq!(key.url(tag, "!"), None);
    for url in ["data:image/png;base64,AAAA", "/a.jpg", "javascript:x"] {
        assert_eq!(key.address(url), url);
    }
}

#[test]
fn only_pictures_are_served_as_pictures() {
    let rows: [(&[u8], Option<&str>); 9] = [
        (b"\x89PNG\r\n\x1a\n....", Some("image/png")),
        (b"\xff\xd8\xff\xe0....", Some("image/jpeg")),
        (b"GIF89a....", Some("image/gif")),
        (b"RIFF....WEBPVP8 ", Some("image/webp")),
        (b"\0\0\0\x1cftypavif", Some("image/avif")),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", None),
        (b"<!doctype html>", None),
        (b"\x89PNG", None),
        (b"", None),
    ];
    for (bytes, expected) in rows {
        assert_eq!(kind(bytes), expected, "{bytes:?}");
    }
}
