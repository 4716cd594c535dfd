//! `dateline compare`: two pages in, what their figures say of each other.
//!
//! The answer is laid out in sections; [`claims`] is the one on rival claims, and speaks the judges'
//! protocol for whole stories.

mod claims;

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::thread;

use anyhow::{Result, anyhow, bail};
use clap::ValueEnum;

use crate::Outcome;
use crate::guard::quiet_panics;
use crate::read::article;

/// Compare two pages: which figures agree, which differ, which replace one another.
///
/// Sets the claims on one measure side by side, each with its claimant and its words, and says why
/// figures that look alike are not comparable. It never says who is right.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline compare one.html other.html
  dateline compare --format csv one.html other.html > figures.csv
  dateline compare --batch < stories.jsonl        (protocol: docs/compare.md)")]
pub struct Args {
    /// The first page: an HTML file (also .gz), a URL, or - for standard input.
    #[arg(value_name = "FILE|URL|-", required_unless_present = "batch")]
    a: Option<String>,

    /// The second page.
    #[arg(value_name = "FILE|URL|-", required_unless_present = "batch")]
    b: Option<String>,

    /// How the figures are written.
    #[arg(long, short, value_enum, default_value = "read")]
    format: Format,

    /// Answer stories, one JSON object a line on standard input, with one line each.
    #[arg(long, conflicts_with_all = ["a", "b", "format"])]
    batch: bool,

    /// Stories read at the same time; 1 uses a single thread [default: all cores].
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    /// Fetch from private networks and any port too: for your own servers.
    #[arg(long)]
    allow_private: bool,
}

/// The forms of the table of figures.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// Laid out for reading on a terminal.
    Read,
    /// A row for each figure.
    Csv,
    /// Rows, cells and relations.
    Json,
}

/// Compares what `args` name and writes to standard output.
///
/// # Errors
/// When one of the pages cannot be read.
pub fn run(args: &Args) -> Result<Outcome> {
    quiet_panics();
    if args.batch {
        let cores = || thread::available_parallelism().ok();
        let jobs = args.jobs.or_else(cores).unwrap_or(NonZeroUsize::MIN);
        return claims::batch(io::stdin().lock(), io::stdout(), jobs);
    }
    let (Some(a), Some(b)) = (&args.a, &args.b) else {
        bail!("name two pages");
    };
    let read = |name: &String| {
        article(name, args.allow_private).map_err(|reason| anyhow!("{name}: {reason}"))
    };
    let articles = [read(a)?, read(b)?];
    let told = claims::Told::of(&articles);
    let out = match args.format {
        Format::Read => told.section(),
        Format::Csv => told.csv(),
        Format::Json => format!("{}\n", told.json()),
    };
    io::stdout().lock().write_all(out.as_bytes())?;
    Ok(Outcome { failed_count: 0 })
}
