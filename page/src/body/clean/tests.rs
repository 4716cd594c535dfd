//! Rows of data: a page's markup, the body and text it must become. Blocks that hold the word
//! "junk" are not kept, all others are.

use url::Url;

use crate::body::clean::{clean, nesting, words};
use crate::body::lexicon::Lexicon;
use crate::body::scan::{Scan, scan};
use crate::body::{Body, Event, Reading, Tag};
use crate::dom::{self, Document};

mod anything;
mod pages;
mod rows;

const LEXICON: &Lexicon = Lexicon::EMPTY;

/// Every block without "junk" is kept.
fn choose(document: &Document<'_>, scan: &Scan) -> Vec<bool> {
    scan.blocks.iter().map(|block| !words(document, block).contains("junk")).collect()
}

fn read(html: &str) -> Reading {
    let document = dom::parse(html);
    let scan = scan(&document, LEXICON);
    let kept = choose(&document, &scan);
    let url = Url::parse("https://news.example/politics/story.html").expect("a plain address");
    clean(&document, &scan, &kept, Some(&url))
}

/// The tape as HTML, in the least form that can be compared.
fn html(body: &Body) -> String {
    let mut out = String::new();
    let mut open: Vec<Tag> = vec![];
    for (at, event) in body.events().iter().enumerate() {
        match *event {
            Event::Open(tag) => {
                open.push(tag);
                out.push('<');
                out.push_str(tag.text());
            }
            Event::Attr(attr, span) => {
                out.push_str(&format!(" {}=\"{}\"", attr.text(), body.str(span)));
            }
            Event::Text(span) => out.push_str(body.str(span)),
            Event::Close => {
                let tag = open.pop().expect("the tape is balanced");
                if !tag.is_void() {
                    out.push_str(&format!("</{}>", tag.text()));
                }
            }
        }
        let starts = matches!(event, Event::Open(_) | Event::Attr(..));
        let goes_on = matches!(body.events().get(at + 1), Some(Event::Attr(..)));
        if starts && !goes_on {
            out.push('>');
        }
    }
    assert!(open.is_empty() && nesting::is_balanced(body.events()));
    out
}

#[track_caller]
fn check(input: &str, expect_html: &str, expect_text: &str) {
    let reading = read(input);
    assert_eq!(html(&reading.body), expect_html, "tape of {input}");
    assert_eq!(reading.text, expect_text, "text of {input}");
}
