//! The article's HTML with its record and the reader's marks in the words.

use page::Highlight;
use sha2::{Digest, Sha256};
use store::marks::{Colour, Mark};

use super::record::{Kept, letter};
use crate::hex;

/// HTML ready to be shown.
pub(super) fn body(html: &str, text: &str, record: &Kept, marks: &[Mark]) -> String {
    let mut highlights = Vec::new();
    for (number, quote) in (1..).zip(&record.quotes) {
        let last = quote.content.len().saturating_sub(1);
        for (at, &(start, end)) in quote.content.iter().enumerate() {
            let (id, after) = match (at, at == last) {
                (0, true) => (format!("q{number}"), link("quote", "rq", &number.to_string())),
                (0, false) => (format!("q{number}"), String::new()),
                (_, true) => (format!("q{number}-{at}"), link("quote", "rq", &number.to_string())),
                (_, false) => (format!("q{number}-{at}"), String::new()),
            };
            highlights.push(Highlight {
                span: start..end,
                tag: "span",
                class: "q".to_owned(),
                id,
                after,
            });
        }
    }
    for (at, figure) in record.figures.iter().enumerate() {
        let letter = letter(at);
        highlights.push(Highlight {
            span: figure.span.0..figure.span.1,
            tag: "span",
            class: "f".to_owned(),
            after: link("figure", "rf", &letter),
            id: format!("f{letter}"),
        });
    }
    for mark in marks.iter().filter(|mark| !mark.is_orphan) {
        let noted = if mark.note.is_empty() { "" } else { " noted" };
        highlights.push(Highlight {
            span: mark.anchor.span.clone(),
            tag: "mark",
            class: format!("m {}{noted}", colour(mark.colour)),
            id: format!("m{}", mark.id),
            after: String::new(),
        });
    }
    page::weave(html, text, &highlights, &picture_address)
}

/// The small number after the words, which leads to the panel.
fn link(of: &str, to: &str, label: &str) -> String {
    format!(
        "<a class=\"at-record of-{of}\" href=\"#{to}{label}\" aria-label=\"To the record: {of} {label}\">{label}</a>"
    )
}

/// The colour's class and word.
pub(crate) fn colour(colour: Colour) -> &'static str {
    match colour {
        Colour::Yellow => "yellow",
        Colour::Green => "green",
        Colour::Blue => "blue",
        Colour::Red => "red",
    }
}

/// Where the room shows a picture from: by the hash of its URL, so that only pictures that the desk
/// fetched can be asked for.
pub(crate) fn picture_address(url: &str) -> String {
    format!("/picture/{}", hex::written(&Sha256::digest(url.as_bytes())))
}
