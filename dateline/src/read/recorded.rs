//! What an article's text says, for `dateline read --record`: as JSON, as tables and in brat's
//! standoff form.

use std::fmt::Write;
use std::ops::Range;

use ::record::{Options, Record};
use page::Article;
use serde_json::{Map, Value};

use crate::record::json;
use crate::record::offsets::{Offsets, Unit};

fn read(article: &Article) -> Record {
    let published =
        article.published.value().and_then(|at| crate::record::day(&at.date.to_string()));
    // Pages often state a language they are not in: the words decide.
    ::record::read(&article.text, &Options { published, ..Options::default() })
}

/// The `record` of the JSON form; offsets count code points.
pub(super) fn json(article: &Article) -> Map<String, Value> {
    json::of(&read(article), &article.text, &Offsets::of(&article.text, Unit::Chars), None)
}

/// Who says what, then the figures, to stand below the article.
pub(super) fn tables(article: &Article) -> String {
    let record = read(article);
    let text = article.text.as_str();
    if let Err(why) = record.language {
        return format!("\n\n({})\n", why.reason());
    }
    let mut out = String::from("\n\nWho says what\n─────────────\n");
    for quote in &record.quotes {
        let speaker = match (quote.resolution.speaker, &quote.source) {
            (Some(at), _) => record.speakers[at].name.clone(),
            (None, Some(own)) => format!("{} (unresolved)", &text[own.clone()]),
            (None, None) => "(nobody named)".to_owned(),
        };
        let words: Vec<&str> = quote.content.iter().map(|span| &text[span.clone()]).collect();
        let said = one_line(&words.join(" … "));
        let _ = writeln!(out, "{} [{}] {said}", one_line(&speaker), &text[quote.cue.clone()]);
    }
    out.push_str("\nFigures\n───────\n");
    for claim in &record.claims {
        let who = claim.claimant.map_or("the article", |at| &record.claimants[at].name);
        let mut line = format!("{} · {who}", one_line(&text[claim.figure.span.clone()]));
        if !claim.measure.is_empty() {
            let _ = write!(line, " · {}", claim.measure.split("; ").next().unwrap_or(""));
        }
        if let Some(place) = &claim.place {
            let _ = write!(line, " · {}", &text[place.clone()]);
        }
        if let Some((first, _)) = claim.days {
            let _ = write!(line, " · {first}");
        }
        if let Some(total) = claim.figure.of_total {
            let _ = write!(line, " · of {total}");
        }
        if let Some(whole) = claim.part_of {
            let whole = &record.claims[whole].figure.span;
            let _ = write!(line, " · part of {}", one_line(&text[whole.clone()]));
        }
        let _ = writeln!(out, "{line}");
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
