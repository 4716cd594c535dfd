//! What an article's text says, for `dateline read --record`: as JSON, as tables and in brat's
//! standoff form.

use std::fmt::Write;
use std::ops::Range;

use ::record::{Options, Record};
use page::Article;
use serde_json::{Map, Value};

use super::terminal::wrap::Look;
use super::terminal::{self, Layout, Paint};
use crate::record::offsets::{Offsets, Unit};
use crate::record::{Choice, json, tables};

/// What the article's text says.
pub(super) fn read(article: &Article) -> Record {
    let published =
        article.published.value().and_then(|at| crate::record::day(&at.date.to_string()));
    // Pages often state a language they are not in: the words decide.
    ::record::read(&article.text, &Options { published, ..Options::default() })
}

/// The `record` of the JSON form; offsets count code points.
pub(super) fn json(article: &Article, choice: Choice) -> Map<String, Value> {
    let offsets = Offsets::of(&article.text, Unit::Chars);
    json::of(&read(article), &article.text, &offsets, choice)
}

/// The article with its sources and figures in colour, both tables below it.
pub(super) fn lay_out(article: &Article, layout: &Layout, choice: Choice) -> String {
    let record = read(article);
    let sources = record.quotes.iter().filter_map(|quote| quote.source.clone());
    let figures = record.claims.iter().filter(|claim| choice.takes(&claim.figure));
    let spans = sources
        .map(|span| (span, Look::SOURCE))
        .chain(figures.map(|claim| (claim.figure.span.clone(), Look::FIGURE)))
        .collect();
    let paint = Paint::new(&article.text, spans);
    let mut out = terminal::lay_out(article, layout, Some(paint));
    out.push_str("\n\n");
    out.push_str(&tables::of(&record, &article.text, layout, choice));
    out
}

/// Standoff annotation (brat's `.ann`); offsets are code points of `--format text`.
pub(super) fn brat(article: &Article) -> String {
    let record = read(article);
    let mut out = Standoff {
        text: &article.text,
        offsets: Offsets::of(&article.text, Unit::Chars),
        out: String::new(),
        count: 0,
    };
    for (number, quote) in record.quotes.iter().enumerate() {
        let cue = out.mark("Cue", std::slice::from_ref(&quote.cue));
        let content = out.mark("Content", &quote.content);
        let source = quote.source.as_ref().map(|s| out.mark("Source", std::slice::from_ref(s)));
        let source = source.map_or(String::new(), |source| format!(" Source:T{source}"));
        let _ = writeln!(out.out, "E{}\tCue:T{cue} Content:T{content}{source}", number + 1);
    }
    for figure in record.figures.iter().filter(|figure| figure.is_quantity()) {
        out.mark("Figure", std::slice::from_ref(&figure.span));
    }
    for when in &record.dates {
        out.mark("Date", std::slice::from_ref(&when.span));
    }
    for place in &record.places {
        out.mark("Place", std::slice::from_ref(&place.span));
    }
    out.out
}

struct Standoff<'t> {
    text: &'t str,
    offsets: Offsets<'t>,
    out: String,
    count: usize,
}

impl Standoff<'_> {
    /// A text-bound annotation; its pieces hold no line end, as brat wants it.
    fn mark(&mut self, kind: &str, spans: &[Range<usize>]) -> usize {
        self.count += 1;
        let mut places = Vec::new();
        let mut words = Vec::new();
        for span in spans {
            let mut start = span.start;
            for piece in self.text[span.clone()].split('\n') {
                if !piece.is_empty() {
                    let [first, last] = self.offsets.span(&(start..start + piece.len()));
                    places.push(format!("{first} {last}"));
                    words.push(piece);
                }
                start += piece.len() + 1;
            }
        }
        let (places, words) = (places.join(";"), words.join(" "));
        let _ = writeln!(self.out, "T{}\t{kind} {places}\t{words}", self.count);
        self.count
    }
}

#[cfg(test)]
mod tests;
