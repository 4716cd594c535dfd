//! Arguments, dispatch and exit codes of the `dateline` command.

pub mod compare;
pub mod copies;
mod guard;
pub mod intake;
pub mod library;
mod lines;
mod pool;
pub mod read;
pub mod record;
pub mod serve;
pub mod shelf;
pub mod stories;
pub mod talk;

use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The self-hosted reading room for news.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Read(read::Args),
    Record(record::Args),
    Serve(serve::Args),
    Save(library::Save),
    List(shelf::ListArgs),
    Show(shelf::ShowArgs),
    Search(shelf::SearchArgs),
    Tag(shelf::TagArgs),
    Feeds(shelf::FeedsArgs),
    Intake(intake::Args),
    Backup(library::Backup),
    Restore(library::Restore),
    Doctor(library::Doctor),
    Reread(library::Reread),
    Admin(library::Admin),
    Compare(compare::Args),
    Copies(copies::Args),
    Stories(stories::Args),
    Talk(talk::Args),
}

/// How a run ended.
#[derive(Debug)]
pub struct Outcome {
    /// What gave nothing, or was found wanting; each has said why.
    pub failed_count: usize,
}

impl Outcome {
    const DONE: Self = Self { failed_count: 0 };

    fn of(failed_count: usize) -> Self {
        Self { failed_count }
    }
}

/// Something could not be read; the rest was.
const SOME_FAILED: u8 = 1;
/// The command could not do its work at all. Clap ends with the same code for wrong arguments.
const COULD_NOT_RUN: u8 = 2;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Read(args) => read::run(&args),
        Command::Record(args) => record::run(&args),
        Command::Serve(args) => serve::run(&args).map(|()| Outcome::DONE),
        Command::List(args) => shelf::list(&args).map(|()| Outcome::DONE),
        Command::Show(args) => shelf::show(&args).map(|()| Outcome::DONE),
        Command::Search(args) => shelf::search(&args).map(|()| Outcome::DONE),
        Command::Tag(args) => shelf::tag(&args).map(|()| Outcome::DONE),
        Command::Feeds(args) => shelf::feeds(&args).map(|()| Outcome::DONE),
        Command::Save(args) => library::save(&args).map(Outcome::of),
        Command::Intake(args) => return intake::run(&args),
        Command::Backup(args) => library::backup(&args).map(|()| Outcome::DONE),
        Command::Restore(args) => library::restore(&args).map(|()| Outcome::DONE),
        Command::Doctor(args) => library::doctor(&args).map(Outcome::of),
        Command::Reread(args) => library::reread(&args).map(|()| Outcome::DONE),
        Command::Admin(args) => library::admin(&args).map(|()| Outcome::DONE),
        Command::Compare(args) => compare::run(&args),
        Command::Copies(args) => copies::run(&args),
        Command::Stories(args) => stories::run(&args),
        Command::Talk(args) => talk::run(&args).map(|()| Outcome::DONE),
    };
    match outcome {
        Ok(Outcome { failed_count: 0 }) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(SOME_FAILED),
        // The reader of our output has seen enough (`| head`).
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("dateline: {error:#}");
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
