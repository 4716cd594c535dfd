//! A whole page, from bytes to article: no panic, a text as promised, a body that is safe, and our
//! own output read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use page::{Attr, Capture, Event, Tag};

fuzz_target!(|bytes: &[u8]| {
    let Ok(article) = read(bytes.to_vec()) else { return };
    let text = &article.text;
    assert!(!text.starts_with(['\n', ' ']) && !text.ends_with(['\n', ' ']), "blank ends");
    // A <pre> keeps its blank lines.
    let is_plain = !article.body.events().contains(&Event::Open(Tag::Pre));
    assert!(!is_plain || !text.contains("\n\n\n"), "more than one blank line");
    let mut depth = 0usize;
    for event in article.body.events() {
        match *event {
            Event::Open(_) => depth += 1,
            Event::Close => depth = depth.checked_sub(1).expect("a close too many"),
            Event::Attr(Attr::Href | Attr::Src | Attr::Cite, span) => {
                let value = article.body.str(span);
                let schemes = ["http://", "https://", "mailto:"];
                assert!(schemes.iter().any(|scheme| value.starts_with(scheme)), "{value}");
            }
            Event::Attr(..) | Event::Text(_) => {}
        }
    }
    assert_eq!(depth, 0, "an element left open");
    assert!(article.byline.value().is_none_or(|names| !names.is_empty()));
    assert!(!article.markdown().contains('\0'));
    let _ = read(article.html().into_bytes());
});

fn read(bytes: Vec<u8>) -> Result<page::Article, page::Error> {
    let url = url::Url::parse("https://paper.example/2024/a-story").ok();
    page::read(&Capture { bytes, url, headers: vec![] })
}
