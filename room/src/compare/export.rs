//! Claims and quotes as files: CSV, JSON, schema.org `Claim` and `Quotation` as JSON-LD, W3C
//! annotations. One list of [`Line`]s, whichever page it is of.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::rivals::{Told, accounts, number_words, one_line};
use crate::{Error, Result};
use record::rival::table::lay_out;

#[cfg(test)]
mod tests;

/// Bytes of the text around words, by which an annotation is found again.
const AROUND: usize = 48;

/// One claim or quote with where it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line {
    pub(crate) claimant: String,
    pub(crate) is_outlet: bool,
    /// Of a figure; `None`: a quote.
    pub(crate) figure: Option<Figure>,
    /// The sentence of a figure, the content of a quote.
    pub(crate) words: String,
    /// The words that are pointed at, and what stands around them.
    pub(crate) exact: String,
    pub(crate) prefix: String,
    pub(crate) suffix: String,
    /// Bytes of the article's text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) url: String,
    pub(crate) title: String,
    pub(crate) outlet: String,
    pub(crate) published: String,
}

/// What a figure says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Figure {
    pub(crate) measure: String,
    pub(crate) unit: String,
    pub(crate) place: String,
    pub(crate) first_day: String,
    pub(crate) last_day: String,
    /// ">=", "~" and the like; empty for exactly.
    pub(crate) mark: String,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    /// Of its row; empty outside comparisons.
    pub(crate) verdict: String,
    pub(crate) is_superseded: bool,
    pub(crate) is_part: bool,
}

/// The forms of a file, by their word in addresses.
pub(crate) const FORMS: [(&str, &str); 4] = [
    ("csv", "CSV"),
    ("json", "JSON"),
    ("jsonld", "schema.org JSON-LD"),
    ("annotations", "W3C annotations"),
];

/// The file of that form.
///
/// # Errors
/// `Bad` for a form that is none.
pub(crate) fn file(form: &str, name: &str, lines: &[Line]) -> Result<Response> {
    let (kind, extension, body) = match form {
        "csv" => ("text/csv; charset=utf-8", "csv", csv(lines)),
        "json" => ("application/json", "json", json_of(lines).to_string()),
        "jsonld" => ("application/ld+json", "jsonld", jsonld(lines).to_string()),
        "annotations" => {
            ("application/ld+json", "annotations.json", annotations(lines).to_string())
        }
        _ => return Err(Error::bad("There is no such format.")),
    };
    let disposition = format!("attachment; filename=\"{name}.{extension}\"");
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)];
    Ok((headers, body).into_response())
}

/// Words of a text that a line points at, with what stands around them.
pub(crate) fn pointed(text: &str, span: &std::ops::Range<usize>) -> (String, String, String) {
    let before = text.floor_char_boundary(span.start.saturating_sub(AROUND));
    let after = text.ceil_char_boundary((span.end + AROUND).min(text.len()));
    let part = |span: std::ops::Range<usize>| text.get(span).unwrap_or("").to_owned();
    (part(span.clone()), part(before..span.start), part(span.end..after))
}

/// The table of rivals, a line for each figure in each article.
pub(crate) fn of_rivals(told: &[Told]) -> Vec<Line> {
    let accounts = accounts(told);
    let compared = record::rival::compare(&accounts);
    let mut lines = Vec::new();
    for row in lay_out(&accounts, &compared) {
        for (cell, entry) in row.cells.iter().flat_map(|c| c.entries.iter().map(move |e| (c, e))) {
            for at in &entry.all {
                let stated = &compared.stated[*at];
                let one = &told[stated.article];
                let claim = &one.record.claims[stated.claim];
                let days = row.days.map(|(first, last)| (first.to_string(), last.to_string()));
                let (first_day, last_day) = days.unwrap_or_default();
                let (exact, prefix, suffix) = pointed(&one.text, &stated.span);
                let voice = &compared.voices[cell.voice];
                lines.push(Line {
                    claimant: voice.name.clone(),
                    is_outlet: voice.is_outlet,
                    figure: Some(Figure {
                        measure: row.measure.clone(),
                        unit: entry.unit.clone(),
                        place: row.place.clone(),
                        first_day,
                        last_day,
                        mark: entry.mark.to_owned(),
                        low: Some(entry.low),
                        high: Some(entry.high),
                        verdict: row.verdict.words().to_owned(),
                        is_superseded: entry.is_superseded,
                        is_part: entry.is_part,
                    }),
                    words: one_line(&one.text[claim.sentence.clone()]),
                    exact,
                    prefix,
                    suffix,
                    start: stated.span.start,
                    end: stated.span.end,
                    url: one.item.url.clone(),
                    title: one.item.title.clone(),
                    outlet: one.outlet.clone(),
                    published: one.item.published.clone().unwrap_or_default(),
                });
            }
        }
    }
    lines
}

fn csv(lines: &[Line]) -> String {
    let mut out = String::from(
        "kind,claimant,measure,unit,place,first_day,last_day,mark,low,high,verdict,superseded,part,\
         words,exact,start,end,outlet,title,published,url\r\n",
    );
    for line in lines {
        let figure = line.figure.clone().unwrap_or_default();
        let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        let flag = |is: bool| if is { "yes" } else { "" }.to_owned();
        let cells = [
            if line.figure.is_some() { "figure" } else { "quote" }.to_owned(),
            line.claimant.clone(),
            figure.measure,
            figure.unit,
            figure.place,
            figure.first_day,
            figure.last_day,
            figure.mark,
            number(figure.low),
            number(figure.high),
            figure.verdict,
            flag(figure.is_superseded),
            flag(figure.is_part),
            line.words.clone(),
            line.exact.clone(),
            line.start.to_string(),
            line.end.to_string(),
            line.outlet.clone(),
            line.title.clone(),
            line.published.clone(),
            line.url.clone(),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| cell_of(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// A cell by RFC 4180. One that a spreadsheet would take for a formula gets an apostrophe; numbers and
/// our own marks ("<=") are none.
fn cell_of(cell: &str) -> String {
    let is_formula = cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r'])
        && cell.parse::<f64>().is_err();
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

fn json_of(lines: &[Line]) -> Value {
    let line = |line: &Line| {
        let mut value = json!({
            "kind": if line.figure.is_some() { "figure" } else { "quote" },
            "claimant": line.claimant,
            "is_outlet": line.is_outlet,
            "words": line.words,
            "exact": line.exact,
            "start": line.start,
            "end": line.end,
            "article": {
                "url": line.url, "title": line.title, "outlet": line.outlet,
                "published": line.published,
            },
        });
        if let Some(figure) = &line.figure {
            value["figure"] = json!({
                "measure": figure.measure, "unit": figure.unit, "place": figure.place,
                "first_day": figure.first_day, "last_day": figure.last_day, "mark": figure.mark,
                "low": figure.low, "high": figure.high, "verdict": figure.verdict,
                "superseded": figure.is_superseded, "part": figure.is_part,
            });
        }
        value
    };
    json!({ "claims": lines.iter().map(line).collect::<Vec<_>>() })
}

fn jsonld(lines: &[Line]) -> Value {
    let graph: Vec<Value> = lines.iter().map(node).collect();
    json!({ "@context": "https://schema.org", "@graph": graph })
}

fn node(line: &Line) -> Value {
    let article = json!({
        "@type": "NewsArticle", "url": line.url, "headline": line.title,
        "datePublished": line.published,
        "publisher": { "@type": "NewsMediaOrganization", "name": line.outlet },
    });
    // Whether a name is a person's is not kept with it.
    let author = json!({ "@type": "Thing", "name": line.claimant });
    let Some(figure) = &line.figure else {
        return json!({
            "@type": "Quotation", "text": line.words, "creator": author, "isPartOf": article,
        });
    };
    let mut value = json!({ "@type": "QuantitativeValue", "unitText": figure.unit });
    match (figure.mark.as_str(), figure.low, figure.high) {
        (">" | ">=", Some(low), _) => value["minValue"] = json!(low),
        ("<" | "<=", _, Some(high)) => value["maxValue"] = json!(high),
        (_, Some(low), Some(high)) if low < high => {
            (value["minValue"], value["maxValue"]) = (json!(low), json!(high));
        }
        (_, Some(low), _) => value["value"] = json!(low),
        _ => {}
    }
    let mut about = vec![json!({ "@type": "Observation", "name": figure.measure, "value": value })];
    if !figure.place.is_empty() {
        about.push(json!({ "@type": "Place", "name": figure.place }));
    }
    json!({
        "@type": "Claim", "text": line.words, "author": author, "appearance": article,
        "about": about, "temporal": figure.first_day,
    })
}

/// Web Annotation Data Model §3: what is claimed as the body, the words in the article as the target.
fn annotations(lines: &[Line]) -> Value {
    let item = |line: &Line| {
        let said = match &line.figure {
            None => format!("{} says", line.claimant),
            Some(figure) => {
                let low = figure.low.map(number_words).unwrap_or_default();
                let high = figure.high.filter(|high| figure.low.is_some_and(|low| low < *high));
                let high = high.map(|high| format!("–{}", number_words(high))).unwrap_or_default();
                let verdict = Some(&figure.verdict).filter(|verdict| !verdict.is_empty());
                let verdict = verdict.map(|verdict| format!(" ({verdict})")).unwrap_or_default();
                format!(
                    "{}, {}: {} {low}{high}{verdict}",
                    line.claimant, figure.measure, figure.mark
                )
            }
        };
        json!({
            "type": "Annotation",
            "motivation": "describing",
            "body": [{ "type": "TextualBody", "value": said, "format": "text/plain" }],
            "target": { "source": line.url, "selector": [{
                "type": "TextQuoteSelector",
                "exact": line.exact, "prefix": line.prefix, "suffix": line.suffix,
            }] },
        })
    };
    let items: Vec<Value> = lines.iter().map(item).collect();
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationCollection",
        "total": items.len(),
        "first": { "type": "AnnotationPage", "startIndex": 0, "items": items },
    })
}
