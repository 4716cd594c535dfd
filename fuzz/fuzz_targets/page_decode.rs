//! Bytes under a label that may lie: the same answer each time, a known encoding, and text that is
//! no more than its input can give.
#![no_main]

use libfuzzer_sys::fuzz_target;
use page::Capture;

const TYPES: [&str; 8] = [
    "text/html",
    "text/html; charset=utf-8",
    "text/html; charset=windows-1252",
    "text/html; charset=Shift_JIS",
    "text/html; charset=gb18030",
    "text/html; charset=\"utf-16le\"",
    "text/html; charset=iso-2022-jp",
    "text/html; charset=;charset=x",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((&head, rest)) = bytes.split_first() else { return };
    let mut headers = vec![];
    if head & 8 == 0 {
        headers.push(("Content-Type".to_owned(), TYPES[usize::from(head & 7)].to_owned()));
    }
    let mut bytes = rest.to_vec();
    if head & 16 != 0 {
        bytes.splice(..0, *b"<p>A paragraph that the judge may keep, with a sentence to it. ");
    }
    let capture = Capture { bytes, url: None, headers };
    let Ok(article) = page::read(&capture) else { return };
    assert!(!article.encoding.is_empty());
    // One byte of a single-byte encoding is at most three of UTF-8; state a script embeds is no longer.
    assert!(article.text.len() <= 64 + capture.bytes.len() * 4);
    assert_eq!(page::read(&capture).map(|again| again.text).ok(), Some(article.text));
});
