//! Rival claims: the table of two pages' figures for the terminal, as CSV and as JSON, and the judges'
//! protocol for stories (docs/compare.md).

use std::fmt::Write as _;
use std::io::{self, BufWriter, Read, Write};
use std::num::NonZeroUsize;

use ::record::quotes::Gear;
use ::record::rival::table::{Cell, Entry, Row, lay_out};
use ::record::rival::{Account, Comparison, Kind, compare};
use ::record::{Options, Record};
use anyhow::Result;
use jiff::civil::Date;
use page::Article;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::guard::guarded;
use crate::lines::{Lines, id_of};
use crate::read::without_controls;
use crate::record::Choice;
use crate::record::offsets::{Offsets, Unit};
use crate::record::{day, json as records};
use crate::{Outcome, pool};

/// What the articles say, read once.
pub(super) struct Told<'a> {
    texts: Vec<&'a str>,
    outlets: Vec<String>,
    records: Vec<Record>,
    published: Vec<Option<Date>>,
    /// The second repeats the first: its own voice is the first's.
    is_reprint: bool,
}

impl<'a> Told<'a> {
    pub(super) fn of(articles: &'a [Article; 2], is_reprint: bool) -> Told<'a> {
        let published: Vec<Option<Date>> = articles
            .iter()
            .map(|article| day(&article.published.value()?.date.to_string()))
            .collect();
        let read = |(article, published): (&Article, &Option<Date>)| {
            ::record::read(&article.text, &Options { published: *published, ..Options::default() })
        };
        Told {
            texts: articles.iter().map(|article| article.text.as_str()).collect(),
            outlets: articles
                .iter()
                .enumerate()
                .map(|(at, article)| {
                    let name = article.outlet.value().cloned();
                    name.unwrap_or_else(|| format!("article {}", at + 1))
                })
                .collect(),
            records: articles.iter().zip(&published).map(read).collect(),
            published,
            is_reprint,
        }
    }

    fn accounts(&self) -> Vec<Account<'_>> {
        (0..self.texts.len())
            .map(|at| Account {
                text: self.texts[at],
                record: &self.records[at],
                outlet: &self.outlets[at],
                published: self.published[at],
                reprint_of: (self.is_reprint && at == 1).then_some(0),
            })
            .collect()
    }

    /// The table for a terminal: a heading for each measure, a line for each figure.
    pub(super) fn section(&self) -> String {
        let accounts = self.accounts();
        let compared = compare(&accounts);
        let rows = lay_out(&accounts, &compared);
        let mut out = String::from("\nFigures side by side\n");
        if rows.is_empty() {
            out.push_str("(none that another source could deny)\n");
        }
        for row in &rows {
            let _ = writeln!(out, "{}", heading(row));
            for (cell, entry) in entries(row) {
                let name = &compared.voices[cell.voice].name;
                let state = if entry.is_superseded { "  (superseded)" } else { "" };
                let text = self.texts[entry.article];
                let (figure, sentence) = (&text[entry.span.clone()], &text[entry.sentence.clone()]);
                let outlet = &self.outlets[entry.article];
                let number = number(entry);
                let _ = writeln!(out, "  {name}: {number}{state}");
                let _ = writeln!(out, "      “{}” ({outlet}: {figure})", one_line(sentence));
            }
            out.push_str(&reasons(row));
        }
        without_controls(&out)
    }

    /// A line for each figure, with its row, verdict and words.
    pub(super) fn csv(&self) -> String {
        let accounts = self.accounts();
        let compared = compare(&accounts);
        let mut out = String::from(
            "row,measure,unit,place,first_day,last_day,verdict,claimant,outlet,mark,low,high,\
             superseded,part,start,end,words\n",
        );
        for (nth, row) in lay_out(&accounts, &compared).iter().enumerate() {
            for (cell, entry) in entries(row) {
                let text = self.texts[entry.article];
                let days = row.days.map(|(first, last)| (first.to_string(), last.to_string()));
                let (first, last) = days.unwrap_or_default();
                let fields = [
                    nth.to_string(),
                    row.measure.clone(),
                    row.unit.clone(),
                    row.place.clone(),
                    first,
                    last,
                    row.verdict.words().to_owned(),
                    compared.voices[cell.voice].name.clone(),
                    self.outlets[entry.article].clone(),
                    entry.mark.to_owned(),
                    entry.low.to_string(),
                    entry.high.to_string(),
                    entry.is_superseded.to_string(),
                    entry.is_part.to_string(),
                    entry.span.start.to_string(),
                    entry.span.end.to_string(),
                    one_line(&text[entry.sentence.clone()]),
                ];
                let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
                let _ = writeln!(out, "{}", fields.join(","));
            }
        }
        out
    }

    /// Rows with their cells; spans are bytes of the articles' texts.
    pub(super) fn json(&self) -> Value {
        let accounts = self.accounts();
        let compared = compare(&accounts);
        let cell = |cell: &Cell| {
            json!({
                "claimant": compared.voices[cell.voice].name,
                "is_outlet": compared.voices[cell.voice].is_outlet,
                "figures": cell.entries.iter().map(|entry| json!({
                    "article": entry.article,
                    "articles": entry.articles,
                    "start": entry.span.start,
                    "end": entry.span.end,
                    "words": one_line(&self.texts[entry.article][entry.sentence.clone()]),
                    "mark": entry.mark,
                    "low": entry.low,
                    "high": entry.high,
                    "superseded": entry.is_superseded,
                    "part": entry.is_part,
                })).collect::<Vec<_>>(),
            })
        };
        let row = |row: &Row| {
            json!({
                "measure": row.measure,
                "unit": row.unit,
                "place": row.place,
                "days": row.days.map(|(first, last)| [first.to_string(), last.to_string()]),
                "range": row.range.map(|(low, high)| [low, high]),
                "verdict": row.verdict.words(),
                "cells": row.cells.iter().map(cell).collect::<Vec<_>>(),
                "reasons": row.relations.iter().map(|relation| json!({
                    "kind": relation.kind.name(),
                    "verdict": relation.kind.verdict().words(),
                    "reason": relation.reason.words(),
                })).collect::<Vec<_>>(),
            })
        };
        let rows: Vec<Value> = lay_out(&accounts, &compared).iter().map(row).collect();
        json!({"rows": rows})
    }
}

fn heading(row: &Row) -> String {
    let unit = if row.measure.contains(&row.unit) { "" } else { row.unit.as_str() };
    let days =
        row.days.map(
            |(first, last)| {
                if first == last { first.to_string() } else { format!("{first} to {last}") }
            },
        );
    let parts = [row.measure.as_str(), unit, row.place.as_str(), days.as_deref().unwrap_or("")];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let verdict = match (row.cells.len(), row.range) {
        (0 | 1, _) => String::new(),
        (_, Some((low, high))) if low < high => {
            format!(": {}, {low} to {high}", row.verdict.words())
        }
        _ => format!(": {}", row.verdict.words()),
    };
    format!("\n{}{verdict}", parts.join(" · "))
}

/// Each reason once.
fn reasons(row: &Row) -> String {
    let mut out = String::new();
    let mut seen = Vec::new();
    for relation in row.relations.iter().filter(|relation| relation.kind != Kind::Apart) {
        if !seen.contains(&(relation.kind, relation.reason)) {
            seen.push((relation.kind, relation.reason));
            let verdict = relation.kind.verdict().words();
            let _ = writeln!(out, "    {verdict}: {}", relation.reason.words());
        }
    }
    out
}

fn entries(row: &Row) -> impl Iterator<Item = (&Cell, &Entry)> {
    row.cells.iter().flat_map(|cell| cell.entries.iter().map(move |entry| (cell, entry)))
}

fn number(entry: &Entry) -> String {
    let mark = match entry.mark {
        ">=" => "at least ",
        ">" => "more than ",
        "<=" => "at most ",
        "<" => "less than ",
        "~" => "about ",
        _ => "",
    };
    if entry.low < entry.high {
        format!("{mark}{} to {}", entry.low, entry.high)
    } else {
        format!("{mark}{}", entry.low)
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A CSV field by RFC 4180; one that a spreadsheet would take for a formula gets an apostrophe; numbers are none.
fn quoted(field: &str) -> String {
    let is_formula = field.starts_with(['=', '+', '-', '@', '\t', '\r'])
        && field.len() > 2
        && field.parse::<f64>().is_err();
    let field = if is_formula { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field
    }
}

/// A story carries whole texts; longer than any book is none.
const MAX_REQUEST_BYTES: u64 = 256 << 20;

#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    id: Value,
    docs: Vec<Doc>,
}

#[derive(Deserialize)]
struct Doc {
    #[serde(default)]
    id: Value,
    text: String,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    outlet: String,
}

/// Answers `{id, docs: [{id, published, outlet, text}]}` with `{id, claims, relations}`.
pub(super) fn batch(
    requests: impl Read,
    answers: impl Write + Send,
    jobs: NonZeroUsize,
) -> Result<Outcome> {
    let mut answers = BufWriter::new(answers);
    let mut failed_count = 0;
    let mut lines = Lines::new(requests, MAX_REQUEST_BYTES);
    let write = |answered: Option<Value>| -> io::Result<()> {
        let Some(answered) = answered else {
            return answers.flush();
        };
        failed_count += usize::from(answered.get("error").is_some());
        writeln!(answers, "{answered}")
    };
    pool::run(&mut lines, jobs, |request| answer(&request), write)?;
    match lines.error {
        Some(error) => Err(error.into()),
        None => Ok(Outcome { failed_count }),
    }
}

fn answer(request: &[u8]) -> Value {
    if request.len() as u64 >= MAX_REQUEST_BYTES {
        return json!({"id": null, "error": "request larger than 256 MiB"});
    }
    let request: Request = match serde_json::from_slice(request) {
        Ok(request) => request,
        Err(error) => {
            return json!({"id": id_of(request), "error": format!("not a story: {error}")});
        }
    };
    match guarded(|| Ok(story(&request))) {
        Ok(value) => value,
        Err(reason) => json!({"id": request.id, "error": reason}),
    }
}

fn story(request: &Request) -> Value {
    let published: Vec<Option<Date>> =
        request.docs.iter().map(|doc| doc.published.as_deref().and_then(day)).collect();
    let records: Vec<Record> = request
        .docs
        .iter()
        .zip(&published)
        .map(|(doc, published)| {
            let options =
                Options { published: *published, gear: Gear::Thorough, ..Options::default() };
            ::record::read(&doc.text, &options)
        })
        .collect();
    let accounts: Vec<Account<'_>> = request
        .docs
        .iter()
        .zip(&records)
        .zip(&published)
        .map(|((doc, record), published)| Account {
            text: &doc.text,
            record,
            outlet: &doc.outlet,
            published: *published,
            reprint_of: None,
        })
        .collect();
    let compared = compare(&accounts);
    let mut claims = Vec::new();
    for (doc, record) in request.docs.iter().zip(&records) {
        let offsets = Offsets::of(&doc.text, Unit::Chars);
        let choice = Choice::default();
        claims.extend(records::claims(record, &doc.text, &offsets, choice, Some(&doc.id)).claims);
    }
    let relations = relations(&compared, &claims);
    json!({"id": request.id, "claims": claims, "relations": relations})
}

/// The claims of the answer are those compared, in the same order.
fn relations(compared: &Comparison, claims: &[Value]) -> Vec<Value> {
    let id = |at: usize| claims.get(at).map_or(Value::Null, |claim| claim["id"].clone());
    let is_said = |kind: Kind| kind != Kind::Apart;
    let said = compared.relations.iter().filter(|relation| is_said(relation.kind));
    said.map(|relation| {
        json!({
            "a": id(relation.a),
            "b": id(relation.b),
            "rel": relation.kind.name(),
            "verdict": relation.kind.verdict().words(),
            "reason": relation.reason.words(),
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_is_answered() {
        let story = json!({"id": "s", "docs": [{"id": "d1", "published": "2033-04-08", "text":
            "The interior ministry said 31 people were killed when a quake struck Talmar. \
             The doctors' union said 58 people had died."}]});
        let answer = answer(story.to_string().as_bytes());
        assert_eq!(answer["relations"][0]["rel"], "rival", "{answer}");
        assert_eq!(answer["relations"][0]["verdict"], "differ");
        assert_eq!(answer["claims"].as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn what_is_no_story_is_answered() {
        for request in ["{\"id\":7}", "[", "{\"docs\":3}"] {
            assert!(answer(request.as_bytes()).get("error").is_some(), "{request}");
        }
    }

    #[test]
    fn fields_are_quoted() {
        for (field, expect) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=SUM(A1)", "'=SUM(A1)"),
            ("<=", "<="),
            ("-12.5", "-12.5"),
            ("-2+3", "'-2+3"),
        ] {
            assert_eq!(quoted(field), expect);
        }
    }
}
