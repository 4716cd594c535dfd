//! `dateline read`: pages in, articles out.
//!
//! One page on a terminal is laid out to be read, one page elsewhere is Markdown, many pages are
//! JSON Lines in input order. A page that cannot be read never stops the others.

mod batch;
mod input;
mod line;
mod load;
mod recorded;
pub(crate) mod terminal;

use std::io::{self, BufWriter, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;

use anyhow::{Result, bail};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use page::Article;
use url::Url;
use wire::Config;

use crate::Outcome;
use crate::guard::{guarded, quiet_panics};
use crate::pool;
use crate::record::Choice;
use input::Input;
use line::With;
use load::Loader;

pub(crate) use terminal::without_controls;

/// Read news pages: files, folders or URLs in, clean articles out.
///
/// One page on a terminal is laid out for reading; one page into a pipe is Markdown; several pages,
/// a folder or a list are JSON Lines, in input order. Exit code 0: all read; 1: some could not be
/// read (the others were); 2: nothing could be done.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline read page.html
  dateline read https://example.com/news/story
  dateline read --format markdown page.html > story.md
  dateline read saved-pages/ | jq -r '[.date, .title] | @tsv'
  find . -name '*.html' -print0 | dateline read -0
  dateline read --batch < requests.jsonl        (protocol: docs/batch.md)")]
pub struct Args {
    /// HTML files (also .gz), folders, URLs, or - for a page on standard input.
    #[arg(value_name = "FILE|FOLDER|URL|-")]
    inputs: Vec<String>,

    /// How to write articles [default: chosen by where the output goes].
    #[arg(long, short, value_enum)]
    format: Option<Format>,

    /// What JSON carries beside the values and the text.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PART,…")]
    with: Vec<With>,

    /// Say who says what, and list the figures: in colour and in tables below the article, or as
    /// `record` in JSON.
    #[arg(long, conflicts_with = "batch")]
    record: bool,

    /// With --record: say below each quote and figure what decided.
    #[arg(long, requires = "record")]
    why: bool,

    /// With --record: only figures of which 95 of 100 are right.
    #[arg(long, requires = "record")]
    strict: bool,

    /// Start Markdown with the article's values as YAML front matter.
    #[arg(long)]
    front_matter: bool,

    /// The address the pages came from: base of their links, and a source of dates.
    #[arg(long, value_name = "URL")]
    url: Option<Url>,

    /// Read input names, separated by NUL bytes, from FILE [default: standard input].
    #[arg(
        short = '0',
        long = "files0-from",
        value_name = "FILE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "-"
    )]
    files0_from: Option<PathBuf>,

    /// Answer requests, one JSON object a line on standard input, with one line each.
    #[arg(long, conflicts_with_all = ["inputs", "format", "front_matter", "url", "files0_from"])]
    batch: bool,

    /// Fetch from private networks and any port too: for your own servers.
    #[arg(long)]
    allow_private: bool,

    /// Pages read at the same time; 1 uses a single thread [default: all cores].
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    /// Columns to wrap at when writing for reading [default: the terminal's, at most 80].
    #[arg(long, value_name = "COLUMNS")]
    width: Option<usize>,
}

/// How articles are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// Laid out for reading on a terminal.
    Read,
    /// CommonMark with tables.
    Markdown,
    /// One JSON object a line.
    Json,
    /// A small HTML document, sanitised.
    Html,
    /// The plain text alone, paragraphs separated by a blank line.
    Text,
    /// Standoff annotation of the plain text: sources, cues, contents, figures, dates, places.
    Brat,
}

/// Reads what `args` name and writes to standard output.
///
/// # Errors
/// When nothing can be done: no input, an unreadable list, a closed output. A page that cannot be
/// read is not an error but counted.
pub fn run(args: &Args) -> Result<Outcome> {
    quiet_panics();
    let jobs =
        args.jobs.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let loader = Loader::new(Config { allow_private: args.allow_private, ..Config::default() });
    if args.batch {
        return batch::run(io::stdin().lock(), io::stdout(), jobs, &args.with, &loader);
    }
    let (inputs, is_list) = input::expand(&args.inputs, args.files0_from.as_deref())?;
    if inputs.is_empty() && !is_list {
        bail!("no input: name files, folders or URLs, or - for standard input (try --help)");
    }
    let is_terminal = io::stdout().is_terminal();
    let format = args.format.unwrap_or(match (is_list, is_terminal) {
        (true, _) => Format::Json,
        (false, true) => Format::Read,
        (false, false) if args.record => Format::Read,
        (false, false) => Format::Markdown,
    });
    if args.record && matches!(format, Format::Markdown | Format::Html | Format::Text) {
        bail!("--record has no place in this format: take read, json or brat");
    }
    let writer = ArticleWriter {
        format,
        with: &args.with,
        front_matter: args.front_matter,
        choice: args.record.then_some(Choice { why: args.why, strict: args.strict }),
        layout: terminal::Layout::of_stdout(args.width),
        is_alone: !is_list,
        is_terminal,
    };
    read_all(inputs, args.url.as_ref(), jobs, &loader, &writer)
}

/// Reads one page: a file, a URL, or "-" for standard input.
pub(crate) fn article(name: &str, allow_private: bool) -> Result<Article, String> {
    let loader = Loader::new(Config { allow_private, ..Config::default() });
    guarded(|| {
        let capture = loader.capture(&Input::of(name), None)?;
        page::read(&capture).map_err(|error| error.to_string())
    })
}

/// The names of all pages that the arguments stand for, folders walked.
pub(crate) fn pages(arguments: &[String]) -> Result<Vec<String>> {
    let (inputs, _) = input::expand(arguments, None)?;
    Ok(inputs.iter().map(|input| input.name().to_owned()).collect())
}

/// What became of one input.
struct Done {
    input: Input,
    /// The article as it will be written, or why there is none.
    result: Result<Vec<u8>, String>,
}

fn read_all(
    inputs: Vec<Input>,
    url: Option<&Url>,
    jobs: NonZeroUsize,
    loader: &Loader,
    writer: &ArticleWriter<'_>,
) -> Result<Outcome> {
    let progress = progress_bar(inputs.len());
    let mut out = BufWriter::new(io::stdout());
    let mut failed_count = 0;
    let mut written_count = 0;
    let work = |input: Input| {
        let result = guarded(|| {
            let capture = loader.capture(&input, url)?;
            page::read(&capture).map_err(|error| error.to_string())
        })
        .map(|article| writer.render(&input, &article));
        Done { input, result }
    };
    let write = |done: Option<Done>| -> io::Result<()> {
        let Some(done) = done else { return out.flush() };
        progress.inc(1);
        match done.result {
            Ok(bytes) => {
                writer.separate(&mut out, written_count)?;
                written_count += 1;
                out.write_all(&bytes)?;
            }
            Err(reason) => {
                failed_count += 1;
                if writer.format == Format::Json {
                    let line = line::failed(&done.input.name().into(), &reason);
                    out.write_all(&line)?;
                } else {
                    progress.suspend(|| eprintln!("dateline: {}: {reason}", done.input.name()));
                }
            }
        }
        Ok(())
    };
    let total = inputs.len();
    pool::run(inputs.into_iter(), jobs, work, write)?;
    out.flush()?;
    progress.finish_and_clear();
    if failed_count > 0 && total > 1 {
        eprintln!("dateline: {failed_count} of {total} could not be read");
    }
    Ok(Outcome { failed_count })
}

/// Shown when someone watches and the articles go elsewhere.
fn progress_bar(count: usize) -> ProgressBar {
    if count < 2 || io::stdout().is_terminal() || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} pages  {per_sec}  {eta} left")
        .expect("the template is fixed");
    bar.with_style(style)
}

struct ArticleWriter<'a> {
    format: Format,
    with: &'a [With],
    front_matter: bool,
    /// Add what the text says.
    choice: Option<Choice>,
    layout: terminal::Layout,
    /// The only article of this run.
    is_alone: bool,
    is_terminal: bool,
}

impl ArticleWriter<'_> {
    fn render(&self, input: &Input, article: &Article) -> Vec<u8> {
        match self.format {
            Format::Json => {
                let mut with = self.with.to_vec();
                with.push(With::Found);
                let is_pretty = self.is_alone && self.is_terminal;
                let choice = self.choice.or(with.contains(&With::Record).then(Choice::default));
                let record = choice.map(|choice| recorded::json(article, choice));
                line::of(&input.name().into(), article, &with, record, is_pretty)
            }
            Format::Html => article.html().into_bytes(),
            Format::Brat => recorded::brat(article).into_bytes(),
            Format::Read => {
                let text = match self.choice {
                    Some(choice) => recorded::lay_out(article, &self.layout, choice),
                    None => terminal::lay_out(article, &self.layout, None),
                };
                text.into_bytes()
            }
            Format::Markdown if self.front_matter => {
                let mut text = line::front_matter(input.name(), article);
                text.push_str(&self.shown(article.markdown()));
                text.into_bytes()
            }
            Format::Markdown => self.shown(article.markdown()).into_bytes(),
            Format::Text => {
                let mut text = self.shown(article.text.clone());
                text.push('\n');
                text.into_bytes()
            }
        }
    }

    /// Words from outside must not steer the terminal they are shown on.
    fn shown(&self, text: String) -> String {
        if self.is_terminal { terminal::without_controls(&text) } else { text }
    }

    /// What stands between two articles of one output.
    fn separate(&self, out: &mut impl Write, written_count: usize) -> io::Result<()> {
        if written_count == 0 {
            return Ok(());
        }
        match self.format {
            Format::Json | Format::Brat => Ok(()),
            Format::Markdown => out.write_all(b"\n---\n\n"),
            Format::Html => out.write_all(b"\n"),
            Format::Read | Format::Text => out.write_all(b"\n\n"),
        }
    }
}

#[cfg(test)]
mod tests;
