//! The project's chores, run as `cargo xtask …`.

mod bench;
mod browser;
mod ci;
mod clients;
mod compare;
mod copies;
mod gazetteer;
mod hostile;
mod licence;
mod postgres;
mod record_batch;
mod record_scores;
mod shell;
mod tidy;
mod train;
mod train_quotes;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

/// Chores of the workspace.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything a change must pass: format, clippy, layering and licences, tests, accuracy floors.
    #[command(visible_alias = "test")]
    Ci,
    /// Runs a command, such as `cargo nextest run -p store`, beside a throw-away PostgreSQL.
    Postgres {
        /// The command and its arguments.
        #[arg(trailing_var_arg = true, required = true, allow_hyphen_values = true)]
        command: Vec<String>,
    },
    /// The room in a real browser, on SQLite and PostgreSQL: needs Node and Chromium.
    E2e {
        /// Only test files whose name holds this word.
        only: Option<String>,
    },
    /// Real clients of other programs against a room: wallabag-client, wallabag-api, newsboat, greader_api, fever_api.
    Clients,
    /// Pictures of every page of the demo at three widths, light and dark, into target/screenshots.
    Screenshots {
        /// Only the pictures of the README, into docs/pictures.
        #[arg(long)]
        keep: bool,
    },
    /// Only the checks over the crates' manifests: layering, licences, crate counts.
    Tidy,
    /// Measures time and memory and writes the table into docs/benchmarks.md.
    #[command(subcommand)]
    Bench(Bench),
    /// Reads pages written to break a reader, under limits, and has the answers judged.
    Hostile(HostileArguments),
    /// Reads one hostile feed, import or coded body in this process (`hostile` starts it).
    #[command(hide = true)]
    ParseHostile {
        /// Class, content type, content coding, file.
        #[arg(allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Reads quotes from JSON Lines as the judges ask for them.
    RecordBatch {
        /// See `docs/models.md`.
        arguments: Vec<String>,
    },
    /// Measures the record against the judges of the gold data, above its floors in eval/floors.json.
    RecordScores {
        /// Write better scores as floors.
        #[arg(long)]
        raise: bool,
    },
    /// Measures the stages of the record.
    RecordSpeed {
        /// See `docs/models.md`.
        arguments: Vec<String>,
    },
    /// Builds the embedded gazetteer from its pinned source packages.
    Gazetteer {
        /// What the builder is told (see docs/gazetteer.md).
        arguments: Vec<String>,
    },
    /// Holds reprints and their keys against their floors.
    Copies,
    /// Holds stories and rival claims against their floors.
    Compare,
    /// Trains a learnt judge on the gold data.
    #[command(subcommand)]
    Train(Train),
}

#[derive(Subcommand)]
enum Bench {
    /// The syncs of apps by wallabag's, Google Reader's and Fever's protocol, and books.
    Apps,
    /// `page` and its peers on gold pages.
    Page {
        /// Passes over the corpus; the best counts.
        #[arg(long, default_value_t = 5)]
        passes: u32,
        /// Measure the peers that need minutes too.
        #[arg(long)]
        slow: bool,
    },
    /// The release build of `dateline read`: a folder of pages on all cores, and its start.
    Read {
        /// Runs over the folder; the best counts.
        #[arg(long, default_value_t = 5)]
        passes: u32,
    },
    /// The conversation: pages, posts, listeners, and an import, on invented comments.
    Conversation {
        /// Comments of the library.
        #[arg(long, default_value_t = 1_000_000)]
        comments: usize,
        /// Comments of the export that is taken in.
        #[arg(long, default_value_t = 1_000_000)]
        rows: usize,
    },
    /// The room on an invented library: the store's questions, whole requests, fifty readers, disk, memory, import.
    Room {
        /// Articles of the library.
        #[arg(long, default_value_t = 100_000)]
        articles: usize,
        /// Words of an article.
        #[arg(long, default_value_t = 535)]
        words: usize,
        /// A file of sentences, one a line, to make articles of instead of invented words.
        #[arg(long, value_name = "FILE")]
        sentences: Option<PathBuf>,
        /// Keep the library in this folder, and take it from there the next time.
        #[arg(long, value_name = "FOLDER")]
        library: Option<PathBuf>,
    },
}

#[derive(Args)]
struct HostileArguments {
    /// The large cases too; they take gigabytes of disk.
    #[arg(long)]
    full: bool,
    /// The program to try [default: a release build of this workspace's dateline].
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// A Python that has html5lib, which the judge needs.
    #[arg(long, default_value = "python3", value_name = "PROGRAM")]
    python: String,
    /// Keep cases and results in this folder.
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
    /// Only feeds, imports and content codings: no build of dateline.
    #[arg(long)]
    only_parsers: bool,
}

#[derive(Subcommand)]
enum Train {
    /// Tagger, chains and network of the record.
    #[command(trailing_var_arg = true)]
    Quotes {
        /// Which model, and its sizes; see `docs/models.md`.
        arguments: Vec<String>,
    },
    /// The judge of body blocks.
    Page(TrainPage),
    /// The judge of reprints.
    Copies {
        /// Only score topics that were not learnt from.
        #[arg(long)]
        cross: bool,
    },
    /// What each sign counts when the title is chosen.
    Title {
        /// Score sites and sets that were not learnt from, sites in this many folds, and write no
        /// weights.
        #[arg(long, value_name = "FOLDS")]
        cross: Option<u32>,
    },
}

#[derive(Args)]
struct TrainPage {
    /// Train on all folds but one, test on that one, in turn, and write no model.
    #[arg(long, value_name = "FOLDS")]
    cross: Option<u32>,
    /// Write a line for each page.
    #[arg(long, value_name = "FILE")]
    pages: Option<PathBuf>,
}

fn main() -> Result<ExitCode> {
    let is_green = match Arguments::parse().command {
        Command::Ci => ci::run()?,
        Command::Postgres { command } => postgres::run(&command)?,
        Command::E2e { only } => browser::test(only.as_deref())?,
        Command::Clients => clients::run()?,
        Command::Screenshots { keep } => browser::screenshots(keep)?,
        Command::Tidy => tidy::run()?,
        Command::Bench(Bench::Apps) => bench::apps()?,
        Command::Bench(Bench::Page { passes, slow }) => bench::page(passes, slow)?,
        Command::Bench(Bench::Read { passes }) => bench::read(passes)?,
        Command::Bench(Bench::Room { articles, words, sentences, library }) => {
            bench::room::run(&bench::room::Options { articles, words, sentences, library })?
        }
        Command::Bench(Bench::Conversation { comments, rows }) => {
            bench::conversation(comments, rows)?
        }
        Command::Hostile(HostileArguments { full, binary, python, keep, only_parsers }) => {
            hostile::run(&hostile::Options { full, binary, python, keep, only_parsers })?
        }
        Command::ParseHostile { arguments } => {
            hostile::parsers::parse(&arguments)?;
            true
        }
        Command::RecordBatch { arguments } => {
            record_batch::run(&words(&arguments))?;
            true
        }
        Command::RecordScores { raise } => record_scores::run(raise)?,
        Command::RecordSpeed { arguments } => {
            record_batch::speed(&words(&arguments))?;
            true
        }
        Command::Train(Train::Quotes { arguments }) => {
            train_quotes::run(&words(&arguments))?;
            true
        }
        Command::Train(Train::Copies { cross }) => {
            copies::train(cross)?;
            true
        }
        Command::Copies => copies::check()?,
        Command::Compare => compare::check()?,
        Command::Gazetteer { arguments } => {
            gazetteer::build(&arguments)?;
            true
        }
        Command::Train(Train::Title { cross }) => {
            train::title::run(cross)?;
            true
        }
        Command::Train(Train::Page(TrainPage { cross, pages })) => {
            train::page::run(cross, pages.as_deref())?;
            true
        }
    };
    Ok(if is_green { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn words(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}
