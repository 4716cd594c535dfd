//! `dateline record`: texts in, their records out.
//!
//! The batch protocol of docs/record.md: JSON Lines `{id, text, published?, lang?}` in, one line
//! each out, in order. A text that cannot be read never stops the others.

pub(crate) mod json;
mod jsonld;
pub(crate) mod offsets;
pub(crate) mod tables;

use std::io::{self, BufWriter, Read, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use ::record::Options;
use ::record::figures::Figure;
use ::record::quotes::Gear;
use anyhow::{Context, Result};
use clap::ValueEnum;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::guard::{guarded, quiet_panics};
use crate::lines::{Lines, id_of};
use crate::read::terminal::Layout;
use crate::{Outcome, pool};
use offsets::{Offsets, Unit};

/// Read records out of plain texts: who says what, figures, dates, places.
///
/// A file of plain text is answered with tables: who says what, then the figures. With --batch, JSON
/// Lines {id, text, published?, lang?} on standard input are answered with one line each, in order
/// (protocol: docs/record.md). For pages use `dateline read --record`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline record --why --published 2025-01-21 story.txt
  dateline record --batch < texts.jsonl > records.jsonl")]
pub struct Args {
    /// A file of plain text, or - for standard input.
    #[arg(value_name = "FILE|-", required_unless_present = "batch")]
    file: Option<PathBuf>,

    /// Answer requests, one JSON object a line on standard input, with one line each.
    #[arg(long, conflicts_with_all = ["file", "published", "width", "why"])]
    batch: bool,

    /// The day FILE was published: without it "on Tuesday" has no date.
    #[arg(long, value_name = "DAY")]
    published: Option<Date>,

    /// Say below each quote and figure of FILE what decided; JSON always does.
    #[arg(long)]
    why: bool,

    /// Only figures of which 95 of 100 are right.
    #[arg(long)]
    strict: bool,

    /// Columns of the tables [default: the terminal's, at most 80].
    #[arg(long, value_name = "COLUMNS")]
    width: Option<usize>,

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
    /// For single articles: some 15 ms each.
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
    quiet_panics();
    let how = How {
        unit: args.offsets,
        gear: args.gear.into(),
        choice: Choice { why: args.why, strict: args.strict },
        format: args.format,
    };
    if let Some(file) = &args.file {
        return show(file, args, &how);
    }
    let jobs =
        args.jobs.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    batch(io::stdin().lock(), io::stdout(), jobs, &how)
}

/// What of a record is written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Choice {
    /// What decided, below each line of the tables.
    pub(crate) why: bool,
    /// Only figures that are nearly always right.
    pub(crate) strict: bool,
}

impl Choice {
    pub(crate) fn takes(self, figure: &Figure) -> bool {
        !self.strict || figure.is_strict()
    }
}

/// How texts are read and answered.
#[derive(Clone, Copy, Debug)]
struct How {
    unit: Unit,
    gear: Gear,
    choice: Choice,
    format: Format,
}

/// The tables of one text.
fn show(file: &Path, args: &Args, how: &How) -> Result<Outcome> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        bytes
    } else {
        std::fs::read(file).with_context(|| format!("reading {}", file.display()))?
    };
    let text = String::from_utf8_lossy(&bytes);
    let options = Options { published: args.published, language: None, gear: how.gear };
    let record = ::record::read(&text, &options);
    let layout = Layout::of_stdout(args.width);
    io::stdout().lock().write_all(tables::of(&record, &text, &layout, how.choice).as_bytes())?;
    Ok(Outcome { failed_count: 0 })
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
    how: &How,
) -> Result<Outcome> {
    let mut answers = BufWriter::new(answers);
    let mut failed_count = 0;
    let mut lines = Lines::new(requests, MAX_REQUEST_BYTES);
    pool::run(
        &mut lines,
        jobs,
        |request| answer(&request, how),
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

fn answer(request: &[u8], how: &How) -> Value {
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
        (Some(docs), _) => Ok(story(docs, how)),
        (None, Some(text)) if how.format == Format::Jsonld => {
            Ok(jsonld::of(&::record::read(text, &options(&request, how.gear)), text))
        }
        (None, Some(text)) => Ok(article(&request, text, how)),
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

fn article(request: &Request, text: &str, how: &How) -> Map<String, Value> {
    let record = ::record::read(text, &options(request, how.gear));
    json::of(&record, text, &Offsets::of(text, how.unit), how.choice)
}

/// The claims of all articles of a story in one list, with ids that are unique in it.
fn story(docs: &[Request], how: &How) -> Map<String, Value> {
    let (mut claims, mut relations) = (Vec::new(), Vec::new());
    for doc in docs {
        let text = doc.text.as_deref().unwrap_or("");
        let record = ::record::read(text, &options(doc, how.gear));
        let offsets = Offsets::of(text, how.unit);
        let fields = json::claims(&record, text, &offsets, how.choice, Some(&doc.id));
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
