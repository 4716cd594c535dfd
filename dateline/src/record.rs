//! `dateline record`: texts in, their records out.
//!
//! The batch protocol of docs/record.md: JSON Lines `{id, text, published?, lang?}` in, one line
//! each out, in order. A text that cannot be read never stops the others.

pub(crate) mod json;
mod jsonld;
pub(crate) mod offsets;

use std::io::{self, BufWriter, Read, Write};
use std::num::NonZeroUsize;
use std::thread;

use ::record::Options;
use ::record::quotes::Gear;
use anyhow::{Result, bail};
use clap::ValueEnum;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::guard::{guarded, quiet_panics};
use crate::lines::{Lines, id_of};
use crate::{Outcome, pool};
use offsets::{Offsets, Unit};

/// Read records out of plain texts: who says what, figures, dates, places.
///
/// Answers JSON Lines {id, text, published?, lang?} on standard input with one line each, in order
/// (protocol: docs/record.md). For pages use `dateline read --record`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  dateline record --batch < texts.jsonl > records.jsonl")]
pub struct Args {
    /// Answer requests, one JSON object a line on standard input, with one line each.
    #[arg(long)]
    batch: bool,

    /// What offsets count: Unicode code points, or bytes of UTF-8.
    #[arg(long, value_enum, default_value = "chars")]
    offsets: Unit,

    /// How records are written.
    #[arg(long, short, value_enum, default_value = "json")]
    format: Format,

    /// How much work to put into the quotes.
    #[arg(long, value_enum, default_value = "thorough")]
    gear: GearName,

    /// Texts read at the same time; 1 uses a single thread [default: all cores].
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

/// The forms of a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// The keys of docs/record.md.
    Json,
    /// schema.org: a `Quotation` for each quote, a `Claim` for each figure.
    Jsonld,
}

/// The gears by the names of the command line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(crate) enum GearName {
    /// For archives: some thousand articles a second.
    Fast,
    /// For single articles: some 30 ms each.
    #[default]
    Thorough,
}

impl From<GearName> for Gear {
    fn from(name: GearName) -> Self {
        match name {
            GearName::Fast => Gear::Fast,
            GearName::Thorough => Gear::Thorough,
        }
    }
}

/// A request carries a whole text; longer than any book is none.
const MAX_REQUEST_BYTES: u64 = 256 << 20;

/// Answers the requests on standard input.
///
/// # Errors
/// When standard input cannot be read or standard output cannot be written.
pub fn run(args: &Args) -> Result<Outcome> {
    if !args.batch {
        bail!(
            "say --batch to read JSON Lines from standard input (or use `dateline read --record`)"
        );
    }
    quiet_panics();
    let jobs =
        args.jobs.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let form = Form { unit: args.offsets, gear: args.gear.into(), format: args.format };
    batch(io::stdin().lock(), io::stdout(), jobs, form)
}

/// How the answers are made.
#[derive(Clone, Copy)]
struct Form {
    unit: Unit,
    gear: Gear,
    format: Format,
}

/// Keys that are not known are left alone, so that gold data can be fed as it is.
#[derive(Deserialize)]
struct Request {
    /// Given back as it came.
    #[serde(default)]
    id: Value,
    #[serde(default)]
    text: Option<String>,
    /// Several articles of one story, instead of `text`; their claims are answered together.
    #[serde(default)]
    docs: Option<Vec<Request>>,
    /// RFC 3339 or its day; `ref` is the judges' other name for it.
    #[serde(default, alias = "ref")]
    published: Option<String>,
    #[serde(default, alias = "language")]
    lang: Option<String>,
}

fn batch(
    requests: impl Read,
    answers: impl Write + Send,
    jobs: NonZeroUsize,
    form: Form,
) -> Result<Outcome> {
    let mut answers = BufWriter::new(answers);
    let mut failed_count = 0;
    let mut lines = Lines::new(requests, MAX_REQUEST_BYTES);
    pool::run(
        &mut lines,
        jobs,
        |request| answer(&request, form),
        |answered| {
            let Some(answered) = answered else {
                return answers.flush();
            };
            failed_count += usize::from(answered.get("error").is_some());
            writeln!(answers, "{answered}")
        },
    )?;
    answers.flush()?;
    match lines.error {
        Some(error) => Err(error.into()),
        None => Ok(Outcome { failed_count }),
    }
}

fn answer(request: &[u8], form: Form) -> Value {
    let Form { unit, gear, format } = form;
    if request.len() as u64 >= MAX_REQUEST_BYTES {
        return json!({"id": null, "error": "request larger than 256 MiB"});
    }
    let request: Request = match serde_json::from_slice(request) {
        Ok(request) => request,
        Err(error) => {
            return json!({"id": id_of(request), "error": format!("not a request: {error}")});
        }
    };
    let answered = guarded(|| match (&request.docs, &request.text) {
        (Some(docs), _) => Ok(story(docs, unit, gear)),
        (None, Some(text)) if format == Format::Jsonld => {
            Ok(jsonld::of(&::record::read(text, &options(&request, gear)), text))
        }
        (None, Some(text)) => Ok(article(&request, text, unit, gear)),
        (None, None) => Err("not a request: no text".to_owned()),
    });
    let mut line = Map::new();
    line.insert("id".to_owned(), request.id);
    match answered {
        Ok(fields) => line.extend(fields),
        Err(reason) => {
            line.insert("error".to_owned(), reason.into());
        }
    }
    Value::Object(line)
}

fn article(request: &Request, text: &str, unit: Unit, gear: Gear) -> Map<String, Value> {
    let record = ::record::read(text, &options(request, gear));
    json::of(&record, text, &Offsets::of(text, unit), None)
}

/// The claims of all articles of a story in one list, with ids that are unique in it.
fn story(docs: &[Request], unit: Unit, gear: Gear) -> Map<String, Value> {
    let (mut claims, mut relations) = (Vec::new(), Vec::new());
    for doc in docs {
        let text = doc.text.as_deref().unwrap_or("");
        let record = ::record::read(text, &options(doc, gear));
        let fields = json::claims(&record, text, &Offsets::of(text, unit), Some(&doc.id));
        claims.extend(fields.claims);
        relations.extend(fields.relations);
    }
    Map::from_iter([
        ("claims".to_owned(), claims.into()),
        ("relations".to_owned(), relations.into()),
    ])
}

fn options(request: &Request, gear: Gear) -> Options<'_> {
    let published = request.published.as_deref().and_then(day);
    Options { published, language: request.lang.as_deref(), gear }
}

/// The day a stated instant starts with, its parts separated by "-" or (as the judges' data has
/// it) by ":"; `None` if it is no day.
pub(crate) fn day(stated: &str) -> Option<Date> {
    let mut parts = stated.split(['-', ':', 'T', ' ']).map_while(|part| part.parse::<i16>().ok());
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests;
