//! `dateline compare`: two pages in, what they have in common and what differs.
//!
//! The answer is laid out in sections, one after the other: what the pages are, how one text came
//! from the other ([`reprint`]).

mod reprint;

use std::io::{self, Write};

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use page::Article;

use crate::Outcome;
use crate::guard::quiet_panics;
use crate::read::{article, without_controls};

/// Compare two pages: is one the other's reprint or version, and what changed.
///
/// Says how the second text relates to the first, which passages they share, and, where one is the
/// other told again, shows every change: words removed, words added, figures and quotations that
/// differ.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  dateline compare agency.html reprint.html")]
pub struct Args {
    /// The first page: an HTML file (also .gz), a URL, or - for standard input.
    #[arg(value_name = "FILE|URL|-")]
    a: String,

    /// The second page.
    #[arg(value_name = "FILE|URL|-")]
    b: String,

    /// Fetch from private networks and any port too: for your own servers.
    #[arg(long)]
    allow_private: bool,
}

/// Compares the two pages and writes to standard output.
///
/// # Errors
/// When one of the pages cannot be read.
pub fn run(args: &Args) -> Result<Outcome> {
    quiet_panics();
    let read = |name: &String| {
        article(name, args.allow_private).map_err(|reason| anyhow!("{name}: {reason}"))
    };
    let (a, b) = (read(&args.a)?, read(&args.b)?);
    let look = Look { is_styled: console::colors_enabled() };
    let mut out = heading("first", &args.a, &a, look);
    out += &heading("second", &args.b, &b, look);
    out += &reprint::section(&a, &b, look);
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
