//! Dates as a page may state them, in every place one is looked for: no panic, and nothing invented:
//! a year that is given stands in the input.
#![no_main]

use libfuzzer_sys::fuzz_target;
use page::{Capture, Place};

const LANGUAGES: [&str; 8] = ["en", "en-US", "en-GB", "de", "fr", "ar", "zh", "ru"];

fuzz_target!(|bytes: &[u8]| {
    let Some((&head, rest)) = bytes.split_first() else { return };
    let stated = String::from_utf8_lossy(rest);
    let stated: String = stated.chars().filter(|c| !"<>&\"\\".contains(*c)).collect();
    let language = LANGUAGES[usize::from(head & 7)];
    let slot = match head >> 3 & 7 {
        0 => format!("<time datetime=\"{stated}\">x</time>"),
        1 => format!("<p class=date>{stated}</p>"),
        2 => format!("<p>{stated}</p>"),
        3 => format!("<span class=\"entry-date published\">Published: {stated}</span>"),
        4 => format!("<meta itemprop=datePublished content=\"{stated}\">"),
        5 => format!("<meta name=date content=\"{stated}\">"),
        6 => format!(
            "<script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"datePublished\":\"{stated}\"}}</script>"
        ),
        _ => format!("<p class=updated>Updated {stated}</p>"),
    };
    let page = format!("<html lang={language}><body><h1>A headline</h1>{slot}<p>A story.</body>");
    let capture = Capture { bytes: page.into_bytes(), url: None, headers: vec![] };
    let Ok(article) = page::read(&capture) else { return };
    for found in [&article.published, &article.modified] {
        let Some(stated_at) = found.value() else { continue };
        assert_ne!(found.place(), Some(Place::Url));
        assert!(stated_at.instant().is_none() || stated_at.offset.is_some());
        let written = stated_at.to_string();
        let date: jiff::civil::Date = written[..10].parse().expect("a date as written");
        assert_eq!(date, stated_at.date);
    }
});
