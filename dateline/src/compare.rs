//! `dateline compare`: two pages in, what they have in common and what differs.
//!
//! The answer is laid out in sections, one after the other: what the pages are, how one text came
//! from the other ([`reprint`]), what their figures say of each other ([`claims`], which also speaks the
//! judges' protocol for whole stories).

mod claims;
mod reprint;

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::thread;

use anyhow::{Result, anyhow, bail};
use clap::ValueEnum;
use jiff::Timestamp;
use page::Article;

use crate::Outcome;
use crate::guard::quiet_panics;
use crate::read::{article, without_controls};

/// Compare two pages: is one the other's reprint or version, what changed, which figures differ.
///
/// Says how the second text relates to the first, which passages they share, and, where one is the
/// other told again, shows every change: words removed, words added, figures and quotations that
/// differ. Then it sets the figures on one measure side by side, each with its claimant and its
/// words, and says why figures that look alike are not comparable. It never says who is right.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline compare agency.html reprint.html
  dateline compare --format csv one.html other.html > figures.csv
  dateline compare --batch < stories.jsonl        (protocol: docs/compare.md)")]
pub struct Args {
    /// The first page: an HTML file (also .gz), a URL, or - for standard input.
    #[arg(value_name = "FILE|URL|-", required_unless_present = "batch")]
    a: Option<String>,

    /// The second page.
    #[arg(value_name = "FILE|URL|-", required_unless_present = "batch")]
    b: Option<String>,

    /// The whole comparison to read, or the table of figures alone for other programs.
    #[arg(long, short, value_enum, default_value = "read")]
    format: Format,

    /// Answer stories, one JSON object a line on standard input, with one line each.
    #[arg(long, conflicts_with_all = ["a", "b", "format"])]
    batch: bool,

    /// Stories read at the same time; 1 uses a single thread [default: all cores].
    #[arg(long, short, value_name = "N", requires = "batch")]
    jobs: Option<NonZeroUsize>,

    /// Fetch from private networks and any port too: for your own servers.
    #[arg(long)]
    allow_private: bool,
}

/// The forms of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// Laid out for reading on a terminal.
    Read,
    /// The figures: a row for each.
    Csv,
    /// The figures: rows, cells and relations.
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
    let compared = reprint::compared(&articles);
    let told = claims::Told::of(&articles, compared.kind.is_reprint());
    let out = match args.format {
        Format::Read => {
            let look = Look { is_styled: console::colors_enabled() };
            [
                heading("first", a, &articles[0], look),
                heading("second", b, &articles[1], look),
                reprint::section(&compared, &articles, look),
                told.section(),
            ]
            .concat()
        }
        Format::Csv => told.csv(),
        Format::Json => format!("{}\n", told.json()),
    };
    io::stdout().lock().write_all(out.as_bytes())?;
    Ok(Outcome { failed_count: 0 })
}

/// How stretches are set apart: by colours, or by marks where there are none.
#[derive(Debug, Clone, Copy)]
struct Look {
    is_styled: bool,
}

impl Look {
    fn strong(self, text: &str) -> String {
        if self.is_styled { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn removed(self, text: &str) -> String {
        if self.is_styled { format!("\x1b[31;9m{text}\x1b[0m") } else { format!("[-{text}-]") }
    }

    fn added(self, text: &str) -> String {
        if self.is_styled { format!("\x1b[32m{text}\x1b[0m") } else { format!("{{+{text}+}}") }
    }
}

fn heading(which: &str, name: &str, article: &Article, look: Look) -> String {
    let title = article.title.value().map_or("(no title)", String::as_str);
    let outlet = article.outlet.value().map_or("", String::as_str);
    let published = article.published.value().map(ToString::to_string).unwrap_or_default();
    let known = [outlet, &published, name];
    let known: Vec<&str> = known.into_iter().filter(|part| !part.is_empty()).collect();
    let title = look.strong(&without_controls(title));
    format!("{which:7} {title}\n        {}\n", without_controls(&known.join(" · ")))
}

/// When the page says it was published, if it says so to the instant.
fn instant(article: &Article) -> Option<Timestamp> {
    article.published.value()?.instant()
}

#[cfg(test)]
mod tests;
