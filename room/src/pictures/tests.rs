use super::{in_html, kind};
use crate::hex;

#[test]
fn the_pictures_of_a_text_are_found() {
    let rows: [(&str, &[&str]); 5] = [
        ("<p>x</p>", &[]),
        (
            "<figure><img src=\"https://a.example/b.jpg?c=1&amp;d=2\" alt=\"x\"></figure><img alt=\"y\" src=\"http://a.example/e\">",
            &["https://a.example/b.jpg?c=1&d=2", "http://a.example/e"],
        ),
        ("<img alt=\"no address\">", &[]),
        ("<img src=\"data:image/png;base64,AA\">", &[]),
        ("<img src=\"https://a.example/cut", &["https://a.example/cut"]),
    ];
    for (html, expected) in rows {
        assert_eq!(in_html(html), expected, "{html}");
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

#[test]
fn names_of_pictures_are_hashes() {
    let good = "0f".repeat(32);
    assert_eq!(hex::read(&good), Some([15; 32]));
    for bad in
        ["", "0f", &good[1..], &format!("{good}0f"), &good.replace('f', "g"), &"ä".repeat(32)]
    {
        assert_eq!(hex::read::<32>(bad), None, "{bad}");
    }
}
