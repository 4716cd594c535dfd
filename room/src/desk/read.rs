//! From a capture to what the store keeps: the page read, and the record of its text.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use page::{Capture, Found, Stated};
use record::Record;
use record::figures::Value;
use record::quotes::{Form, Gear};
use store::article::{self, Content, Reading};
use store::statements::{Figure, Kind, Statement};

use crate::article::record::Kept;
use crate::pictures;

#[cfg(test)]
mod tests;

/// What reads pages in this version: articles read by another are worth reading again.
pub const EXTRACTOR: &str = concat!("dateline ", env!("CARGO_PKG_VERSION"), " 2");

/// Reads a page, or says why not, in words for the reader. It takes some tens of milliseconds of
/// computing: not for a thread that answers requests.
///
/// # Errors
/// A sentence's worth of reason.
pub fn read(capture: Capture, fetched_at: Timestamp) -> Result<Reading, String> {
    let url = capture.url.as_ref().map(ToString::to_string).unwrap_or_default();
    let content_type = capture.header("content-type").map(str::to_owned);
    // A defect met on one page costs that page.
    let read = catch_unwind(AssertUnwindSafe(|| reading(&capture)));
    let mut reading = match read {
        Ok(reading) => reading?,
        Err(_) => return Err("reading the page failed; this is our fault".to_owned()),
    };
    let bytes = capture.bytes;
    reading.capture = Some(article::Capture { url, content_type, bytes, fetched_at });
    Ok(reading)
}

fn reading(capture: &Capture) -> Result<Reading, String> {
    let article = page::read(capture).map_err(|error| error.to_string())?;
    let text = article.text;
    if text.trim().is_empty() {
        return Err("there is no article on the page".to_owned());
    }
    let published = article.published.value();
    let language = article.language.value();
    let record = record::read(
        &text,
        &record::Options {
            published: published.map(|stated| stated.date),
            language: language.map(String::as_str),
            gear: Gear::Thorough,
        },
    );
    let html = article.body.html();
    let mut shown = pictures::in_html(&html);
    shown.extend(article.lead_image.value().cloned());
    let own = |found: &Found<String>| found.value().cloned();
    Ok(Reading {
        title: own(&article.title).unwrap_or_default(),
        standfirst: own(&article.standfirst),
        byline: article.byline.value().cloned().unwrap_or_default(),
        outlet: own(&article.outlet),
        published: published.map(ToString::to_string),
        published_at: published.and_then(instant),
        language: language.cloned(),
        lead_image: own(&article.lead_image),
        word_count: text.split_whitespace().count() as i64,
        pictures: shown,
        statements: statements(&record, &text),
        content: Content { html, record: Kept::of(&record).to_json(), text },
        extractor: EXTRACTOR.to_owned(),
        capture: None,
        is_same_page: false,
    })
}

/// For order only: the stated instant, or where time or zone is missing the day as it begins in UTC.
fn instant(stated: &Stated) -> Option<Timestamp> {
    let day = || stated.date.to_zoned_datetime(TimeZone::UTC).ok().map(|day| day.timestamp());
    stated.instant().or_else(day)
}

/// The rows for the pages of sources and measures, in the order of the text.
fn statements(record: &Record, text: &str) -> Vec<Statement> {
    let quotes = record.quotes.iter().filter_map(|quote| {
        let speaker = quote.resolution.speaker.map(|index| record.speakers[index].name.clone());
        Some(Statement {
            source: speaker,
            kind: match quote.form {
                Form::Direct => Kind::Direct,
                Form::Indirect => Kind::Indirect,
                Form::Mixed => Kind::Mixed,
            },
            span: quote.content.first()?.start..quote.content.last()?.end,
            figure: None,
        })
    });
    let claims = record.claims.iter().filter(|claim| claim.is_contestable());
    let figures = claims.map(|claim| Statement {
        source: claim.claimant.map(|index| record.claimants[index].name.clone()),
        kind: Kind::Figure,
        span: claim.figure.span.clone(),
        figure: Some(Figure {
            value: match claim.figure.value {
                Value::One(value) => value.to_string(),
                Value::Range(low, high) => format!("{low}–{high}"),
            },
            unit: some(&claim.figure.unit),
            measure: some(&claim.measured().to_lowercase()),
            place: claim.place.clone().map(|place| text[place].to_owned()),
            day: claim.days.map(|(first, _)| first.to_string()),
        }),
    });
    let mut all: Vec<Statement> = quotes.chain(figures).collect();
    all.sort_by_key(|statement| (statement.span.start, statement.span.end));
    all
}

fn some(text: &str) -> Option<String> {
    Some(text).filter(|text| !text.is_empty()).map(str::to_owned)
}
