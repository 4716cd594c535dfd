//! The project's chores, run as `cargo xtask …`.

mod bench;
mod ci;
mod compare;
mod copies;
mod gazetteer;
mod hostile;
mod licence;
mod record_batch;
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
    /// Only the checks over the crates' manifests: layering, licences, crate counts.
    Tidy,
    /// Measures time and memory and writes the table into docs/benchmarks.md.
    #[command(subcommand)]
    Bench(Bench),
    /// Reads pages written to break a reader, under limits, and has the answers judged.
    Hostile(HostileArguments),
    /// Reads quotes from JSON Lines as the judges ask for them.
    RecordBatch {
        /// See `docs/models.md`.
        arguments: Vec<String>,
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
        Command::Tidy => tidy::run()?,
        Command::Bench(Bench::Page { passes, slow }) => bench::page(passes, slow)?,
        Command::Bench(Bench::Read { passes }) => bench::read(passes)?,
        Command::Hostile(HostileArguments { full, binary, python, keep }) => {
            hostile::run(&hostile::Options { full, binary, python, keep })?
        }
        Command::RecordBatch { arguments } => {
            record_batch::run(&words(&arguments))?;
            true
        }
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
