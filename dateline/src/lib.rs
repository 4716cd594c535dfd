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

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

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
    Claims(shelf::ClaimsArgs),
    Completions(CompletionsArgs),
    /// Writes the manual page.
    Man,
}

/// Writes completions for a shell.
#[derive(Debug, clap::Args)]
struct CompletionsArgs {
    /// Which.
    shell: clap_complete::Shell,
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
        Command::Claims(args) => shelf::claims(&args).map(|()| Outcome::DONE),
        Command::Completions(args) => completions(args.shell).map(|()| Outcome::DONE),
        Command::Man => manual().map(|()| Outcome::DONE),
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

/// Completions are made in memory, as their maker does not stand an output that is closed.
fn completions(shell: clap_complete::Shell) -> anyhow::Result<()> {
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "dateline", &mut out);
    Ok(io::stdout().write_all(&out)?)
}

/// The command, and each of its subcommands after it.
fn manual() -> anyhow::Result<()> {
    let mut out = Vec::new();
    let mut cli = Cli::command();
    cli.build();
    clap_mangen::Man::new(cli.clone()).render(&mut out)?;
    for command in cli.get_subcommands().filter(|command| command.get_name() != "help") {
        let man = clap_mangen::Man::new(command.clone());
        writeln!(out, ".SH \"DATELINE {}\"", command.get_name().to_uppercase())?;
        man.render_synopsis_section(&mut out)?;
        man.render_description_section(&mut out)?;
        man.render_options_section(&mut out)?;
    }
    Ok(io::stdout().write_all(&out)?)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
