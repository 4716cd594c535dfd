//! An article's record as it is kept beside its text, and shown in pages: a compact JSON of what
//! `record::read` found. Positions are bytes of the canonical text.

use std::ops::Range;

use record::Record;
use record::claims::Claim;
use record::figures::Value;
use record::quotes::{Form, Quote};
use serde::{Deserialize, Serialize};
use store::statements::{Figure, Kind, Statement};

#[cfg(test)]
mod tests;

/// A half-open range as JSON.
pub type Span = [usize; 2];

/// Who says what in an article.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// Everyone who is quoted; quotes and figures point here.
    pub speakers: Vec<Speaker>,
    /// In order of their cues.
    pub quotes: Vec<KeptQuote>,
    /// The figures that another source could deny, in order of the text.
    pub figures: Vec<KeptFigure>,
}

/// Somebody who is quoted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Speaker {
    pub name: String,
    /// Named in the article, and no organisation.
    pub is_person: bool,
}

/// A quote.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeptQuote {
    /// 0 direct, 1 indirect, 2 mixed.
    pub form: u8,
    pub source: Option<Span>,
    pub cue: Span,
    /// One range or several, never empty.
    pub content: Vec<Span>,
    /// Index of the speaker; `None` where it is nobody in particular.
    pub speaker: Option<usize>,
}

/// A figure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeptFigure {
    pub span: Span,
    /// Decimal digits; a range with an en dash.
    pub value: String,
    pub unit: String,
    /// What is counted or measured: "homes without power".
    pub measure: String,
    pub place: Option<String>,
    /// First and last day it holds for, ISO 8601.
    pub days: Option<(String, String)>,
    /// Who claims it; `None`: the article itself.
    pub claimant: Option<String>,
    /// The words that name the claimant.
    pub source: Option<Span>,
}

impl Kept {
    /// What is kept of the record of `text`.
    pub fn of(record: &Record, text: &str) -> Self {
        let speakers = record.speakers.iter().map(|speaker| Speaker {
            name: speaker.name.clone(),
            is_person: speaker.is_person,
        });
        let claims = record.claims.iter().filter(|claim| claim.is_contestable());
        Self {
            speakers: speakers.collect(),
            quotes: record.quotes.iter().map(quote).collect(),
            figures: claims.map(|claim| figure(record, claim, text)).collect(),
        }
    }

    /// The rows for the pages of sources and measures.
    pub fn statements(&self) -> Vec<Statement> {
        let quotes = self.quotes.iter().filter_map(|quote| {
            let (first, last) = (quote.content.first()?, quote.content.last()?);
            let kind = match quote.form {
                0 => Kind::Direct,
                1 => Kind::Indirect,
                _ => Kind::Mixed,
            };
            Some(Statement {
                source: self.speaker_of(quote).map(|speaker| speaker.name.clone()),
                kind,
                span: first[0]..last[1],
                figure: None,
            })
        });
        let figures = self.figures.iter().map(|figure| Statement {
            source: figure.claimant.clone(),
            kind: Kind::Figure,
            span: figure.span[0]..figure.span[1],
            figure: Some(Figure {
                value: figure.value.clone(),
                unit: some(&figure.unit),
                measure: some(&figure.measure),
                place: figure.place.clone(),
                day: figure.days.as_ref().map(|(first, _)| first.clone()),
            }),
        });
        let mut all: Vec<Statement> = quotes.chain(figures).collect();
        all.sort_by_key(|statement| (statement.span.start, statement.span.end));
        all
    }

    /// Who says it.
    pub fn speaker_of(&self, quote: &KeptQuote) -> Option<&Speaker> {
        self.speakers.get(quote.speaker?)
    }
}

fn quote(quote: &Quote) -> KeptQuote {
    let form = match quote.form {
        Form::Direct => 0,
        Form::Indirect => 1,
        Form::Mixed => 2,
    };
    KeptQuote {
        form,
        source: quote.source.as_ref().map(span),
        cue: span(&quote.cue),
        content: quote.content.iter().map(span).collect(),
        speaker: quote.resolution.speaker,
    }
}

fn figure(record: &Record, claim: &Claim, text: &str) -> KeptFigure {
    let value = match claim.figure.value {
        Value::One(value) => value.to_string(),
        Value::Range(low, high) => format!("{low}–{high}"),
    };
    let claimant = claim.claimant.map(|index| &record.claimants[index]);
    KeptFigure {
        span: span(&claim.figure.span),
        value,
        unit: claim.figure.unit.clone(),
        measure: claim.measure.to_lowercase(),
        place: claim.place.clone().map(|place| text[place].to_owned()),
        days: claim.days.map(|(first, last)| (first.to_string(), last.to_string())),
        claimant: claimant.map(|claimant| claimant.name.clone()),
        source: claimant.map(|claimant| span(&claimant.source)),
    }
}

fn span(range: &Range<usize>) -> Span {
    [range.start, range.end]
}

fn some(text: &str) -> Option<String> {
    Some(text).filter(|text| !text.is_empty()).map(str::to_owned)
}
