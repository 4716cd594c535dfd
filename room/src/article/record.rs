//! The record of an article as it is kept beside its text: what the reader page shows, in spans of
//! the canonical text.
//!
//! `record` reads it once, at the desk; [`Kept::of`] takes over what is shown, as JSON of short names.

use std::ops::Range;

use jiff::civil::Date;
use record::Record;
use record::quotes::{Form, Quote};
use record::sources::{Resolution, Speaker};
use serde::{Deserialize, Serialize};

use crate::statements::{measure_href, source_href};

use super::view::{self, FigureLine, QuoteLine, RecordPanel};

#[cfg(test)]
mod tests;

/// The kept record. Spans are pairs of bytes of the canonical text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    pub speakers: Vec<KeptSpeaker>,
    pub quotes: Vec<KeptQuote>,
    pub figures: Vec<KeptFigure>,
    /// Why there is nothing, where the text could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_none: Option<String>,
}

/// Who speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptSpeaker {
    #[serde(rename = "n")]
    pub name: String,
    #[serde(rename = "p", skip_serializing_if = "is_false")]
    pub is_person: bool,
    /// Where the text names them first.
    #[serde(rename = "a", skip_serializing_if = "Option::is_none")]
    pub first: Option<(usize, usize)>,
}

/// One attribution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptQuote {
    /// Index into the speakers; `None`: not to be told.
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    pub speaker: Option<usize>,
    /// Who is speaking, as the text says it there.
    #[serde(rename = "o", skip_serializing_if = "Option::is_none")]
    pub source: Option<(usize, usize)>,
    /// The words that attribute.
    #[serde(rename = "v")]
    pub cue: (usize, usize),
    #[serde(rename = "c")]
    pub content: Vec<(usize, usize)>,
    /// No word of it stands between quotation marks.
    #[serde(rename = "i", skip_serializing_if = "is_false")]
    pub is_indirect: bool,
}

/// One number claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptFigure {
    #[serde(rename = "t")]
    pub span: (usize, usize),
    /// What is counted or measured; may be empty.
    #[serde(rename = "m", skip_serializing_if = "String::is_empty")]
    pub measure: String,
    /// Who claims it; `None`: the article itself.
    #[serde(rename = "b", skip_serializing_if = "Option::is_none")]
    pub claimant: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl Kept {
    /// What is shown of a record of `text`.
    pub fn of(record: &Record) -> Self {
        let pair = |span: &Range<usize>| (span.start, span.end);
        let quotes = record.quotes.iter().map(|quote| KeptQuote {
            speaker: quote.resolution.speaker,
            source: quote.source.as_ref().map(pair),
            cue: pair(&quote.cue),
            content: quote.content.iter().map(pair).collect(),
            is_indirect: quote.form == Form::Indirect,
        });
        let figures = record.claims.iter().map(|claim| KeptFigure {
            span: pair(&claim.figure.span),
            measure: claim.measured().to_owned(),
            claimant: claim
                .claimant
                .and_then(|at| record.claimants.get(at))
                .map(|who| who.name.clone()),
        });
        let speakers = record.speakers.iter().map(|speaker| KeptSpeaker {
            name: speaker.name.clone(),
            is_person: speaker.is_person,
            first: speaker.mentions.first().map(pair),
        });
        Self {
            speakers: speakers.collect(),
            quotes: quotes.collect(),
            figures: figures.collect(),
            why_none: record.language.err().map(|why| why.reason().to_owned()),
        }
    }

    /// As it is kept in `store::article::Content`.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings, numbers and lists are JSON")
    }

    /// What was kept; nothing where it cannot be read.
    pub fn parse(json: &str) -> Self {
        if json.is_empty() {
            Self::default()
        } else {
            serde_json::from_str(json).unwrap_or_default()
        }
    }

    /// The record of `text` again, as far as comparing needs it. Spans that are none are left out: then
    /// it was the record of another text.
    pub fn recall(&self, text: &str, published: Option<Date>) -> Record {
        let span = |&(start, end): &(usize, usize)| text.get(start..end).map(|_| start..end);
        let speakers = self.speakers.iter().map(|speaker| Speaker {
            name: speaker.name.clone(),
            is_person: speaker.is_person,
            mentions: speaker.first.as_ref().and_then(span).into_iter().collect(),
        });
        let quotes = self.quotes.iter().filter_map(|quote| {
            let content: Vec<Range<usize>> = quote.content.iter().filter_map(span).collect();
            Some(Quote {
                form: if quote.is_indirect { Form::Indirect } else { Form::Direct },
                source: quote.source.as_ref().and_then(span),
                cue: span(&quote.cue)?,
                content: Some(content).filter(|content| !content.is_empty())?,
                resolution: Resolution {
                    speaker: quote.speaker.filter(|at| *at < self.speakers.len()),
                    ..Resolution::default()
                },
                within: None,
                confidence: 1.0,
                why: Vec::new(),
            })
        });
        record::recall(text, published, quotes.collect(), speakers.collect())
    }

    /// The side panel: speakers in the order in which they first speak, then those unnamed.
    pub fn panel(&self, text: &str) -> RecordPanel {
        let mut speakers: Vec<(Option<usize>, view::Speaker)> = Vec::new();
        let mut count = 0;
        for (number, quote) in (1..).zip(&self.quotes) {
            let Some(words) = words(text, &quote.content) else { continue };
            count += 1;
            let line = QuoteLine { number, words, is_indirect: quote.is_indirect };
            // A speaker without a name is each time another.
            let known = quote.speaker.filter(|at| *at < self.speakers.len());
            match speakers.iter_mut().find(|(of, _)| of.is_some() && *of == known) {
                Some((_, speaker)) => speaker.quotes.push(line),
                None => speakers.push((known, self.speaker(text, quote, known, line))),
            }
        }
        let figures = self.figures.iter().enumerate().filter_map(|(at, figure)| {
            Some(FigureLine {
                letter: letter(at),
                value: text.get(figure.span.0..figure.span.1)?.to_owned(),
                href: measure_href(&figure.measure),
                measure: figure.measure.clone(),
                claimant: figure.claimant.clone(),
            })
        });
        RecordPanel {
            speakers: speakers.into_iter().map(|(_, speaker)| speaker).collect(),
            figures: figures.collect(),
            quote_count: count,
            shows_quotes: false,
            shows_figures: false,
            why_none: self.why_none.clone().map_or_else(
                || "Nobody is quoted and no figure is claimed.".to_owned(),
                |why| format!("There is none: {why}."),
            ),
        }
    }

    fn speaker(
        &self,
        text: &str,
        quote: &KeptQuote,
        known: Option<usize>,
        line: QuoteLine,
    ) -> view::Speaker {
        let source = quote.source.and_then(|(start, end)| text.get(start..end));
        let name = known.map(|at| self.speakers[at].name.as_str());
        view::Speaker {
            name: name.or(source).unwrap_or("Somebody unnamed").to_owned(),
            href: name.map(source_href),
            who: source.and_then(|source| who(source, name?)),
            quotes: vec![line],
        }
    }
}

/// What a source's words say besides the name: "the managing director" of "Maud Ellery, the managing
/// director". A pronoun or a part of the name says nothing.
fn who(source: &str, name: &str) -> Option<String> {
    let rest = match source.find(name) {
        Some(0) => &source[name.len()..],
        Some(at) => &source[..at],
        None => source,
    };
    let rest = rest.trim_matches(|c: char| c == ',' || c.is_whitespace());
    (rest.contains(' ') && !name.contains(rest)).then(|| rest.to_owned())
}

/// The words of a content, its parts joined.
fn words(text: &str, content: &[(usize, usize)]) -> Option<String> {
    let parts: Option<Vec<&str>> =
        content.iter().map(|&(start, end)| text.get(start..end)).collect();
    let words = parts?.join(" … ");
    Some(words.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|words| !words.is_empty())
}

/// `a` … `z`, `aa` …: of the figure with this index.
pub(crate) fn letter(mut at: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'a' + u8::try_from(at % 26).unwrap_or_default());
        match at / 26 {
            0 => break,
            more => at = more - 1,
        }
    }
    letters.reverse();
    letters.into_iter().map(char::from).collect()
}
