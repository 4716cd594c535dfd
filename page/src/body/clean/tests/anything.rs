//! Whatever the markup: no panic, a balanced tape, safe addresses, all kept words, linear time.

use std::time::{Duration, Instant};

use proptest::prelude::{Just, Strategy, prop, prop_oneof, proptest};

use crate::body::clean::tests::{LEXICON, choose, html, read};
use crate::body::clean::{white, words};
use crate::body::scan::scan;
use crate::body::{Attr, Body, Event};
use crate::dom;

const TAGS: &[&str] = &[
    "p",
    "div",
    "b",
    "a",
    "em",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "caption",
    "h2",
    "h3",
    "blockquote",
    "pre",
    "figure",
    "figcaption",
    "section",
    "article",
    "dl",
    "dt",
    "dd",
    "span",
    "aside",
    "math",
    "svg",
    "noscript",
    "iframe",
    "video",
    "picture",
    "x-y",
    "form",
    "button",
];
const ATTRS: &[&str] = &[
    "class=pullquote",
    "class=caption",
    "class='twitter-tweet'",
    "href='javascript:1'",
    "href=/x",
    "class='post'",
    "class=footnotes",
    "cite=//x.example/",
    "start=9",
    "colspan=3",
    "style='display:none'",
    "class=credit",
    "src=/embed/1",
    "class=related",
];
const VOID: &[&str] = &[
    "<br>",
    "<hr>",
    "<img src=/a.jpg>",
    "<img srcset='/a.jpg 2x, ,,' alt=b>",
    "<br><br>",
    "<img src=data:,>",
    "<time datetime=2025-01-01></time>",
    "<source src=/x>",
];

fn markup() -> impl Strategy<Value = String> {
    let word =
        prop_oneof![Just("junk ".to_owned()), "[a-c]{1,3}( |\u{a0}|\u{200b}|\n|é|&amp;|漢|\\.)",];
    let piece = prop_oneof![
        4 => word,
        4 => (prop::sample::select(TAGS), prop::option::of(prop::sample::select(ATTRS)))
            .prop_map(|(tag, attr)| format!("<{tag} {}>", attr.unwrap_or(""))),
        3 => prop::sample::select(TAGS).prop_map(|tag| format!("</{tag}>")),
        2 => prop::sample::select(VOID).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

pub(super) fn is_safe(body: &Body) -> bool {
    body.events().iter().all(|event| match *event {
        Event::Attr(attr, span) => {
            let value = body.str(span);
            let web = value.starts_with("https://") || value.starts_with("http://");
            !value.contains(char::is_control)
                && match attr {
                    Attr::Href => web || value.starts_with("mailto:"),
                    Attr::Src | Attr::Cite => web,
                    Attr::Width | Attr::Height | Attr::Colspan | Attr::Rowspan | Attr::Start => {
                        value.bytes().all(|byte| byte.is_ascii_digit())
                    }
                    _ => true,
                }
        }
        _ => true,
    })
}

/// The greatest number of elements open at once.
pub(super) fn depth(body: &Body) -> usize {
    let mut depth = 0usize;
    let depths = body.events().iter().map(|event| {
        match event {
            Event::Open(_) => depth += 1,
            Event::Close => depth -= 1,
            _ => {}
        }
        depth
    });
    depths.max().unwrap_or(0)
}

proptest! {
    #[test]
    fn any_markup_gives_a_safe_body_with_all_kept_words(markup in markup()) {
        let reading = read(&markup);
        html(&reading.body);
        assert!(is_safe(&reading.body));
        assert!(depth(&reading.body) <= 64);
        let document = dom::parse(&markup);
        let scan = scan(&document, LEXICON);
        let kept = choose(&document, &scan);
        let mut left = reading.text.split(white::is_space);
        // Formulas add words and run together with those beside them.
        let repeats = markup.contains("<math") || markup.contains("<aside") || markup.contains("<blockquote") || markup.contains("pullquote");
        for (block, _) in scan.blocks.iter().zip(&kept).filter(|(_, kept)| **kept) {
            for word in words(&document, block).split_whitespace() {
                let found = left.by_ref().any(|other| other == word);
                assert!(found || repeats, "{word:?} is missing in {:?}", reading.text);
            }
        }
        let pre_free = !markup.contains("<pre");
        assert!(!pre_free || !reading.text.contains("  "), "{:?}", reading.text);
        assert_eq!(reading.text.trim_end(), reading.text);
    }

    #[test]
    fn any_text_is_read(markup in "\\PC{0,200}") {
        assert!(is_safe(&read(&markup).body));
    }
}

/// The least time of three for `count` copies, without parsing and scanning.
fn took(before: &str, each: &str, count: usize) -> Duration {
    let markup = format!("{before}{}<p>z", each.repeat(count));
    let document = dom::parse(&markup);
    let scan = scan(&document, LEXICON);
    let kept = vec![true; scan.blocks.len()];
    let run = || {
        let start = Instant::now();
        let reading = crate::body::clean::clean(&document, &scan, &kept, None);
        let took = start.elapsed();
        assert!(is_safe(&reading.body) && depth(&reading.body) <= 64);
        took
    };
    run().min(run()).min(run())
}

#[test]
fn time_grows_with_the_page() {
    let long = "x".repeat(1 << 20);
    for (before, each) in [
        ("<p>a", "<p>b"),
        ("<p>a", "<b>b"),
        ("<p>a", "<b>b<br><br>"),
        ("<a href=https://x.example/>a", "<br><br>b"),
        ("<ul><li>a", "<ul><li>b"),
        ("<p>a", "<img src=https://x.example/a.jpg>"),
        ("<p>a", "<figure><img src=https://x.example/a.jpg>"),
        ("<p>a", "<blockquote>a b c d e f</blockquote>"),
        ("<p>a", "<aside class=pullquote>a b c d e f"),
        ("<p>a", "<article class=post><time datetime=2025-01-01>c</time>b</article>"),
        ("<p>a", "<table><tr><td>b<td>c"),
        ("<table>", "<tr><td><td><td>c"),
        ("<p>a", "<div class=x><span>"),
        ("<p>a", "<noscript><p></noscript><math><mi>x</math>"),
        (&format!("<p class='{long}'>a<img alt='{long}' srcset='{long}'>"), "<p>b"),
    ] {
        // Quadratic would be 64 times; other work on the machine may double a time.
        let few = took(before, each, 4_000).max(Duration::from_millis(8));
        let many = took(before, each, 32_000);
        assert!(many < few * 32, "{each}: {few:?}, eight times: {many:?}");
    }
}
