//! The project's chores, run as `cargo xtask …`.

mod ci;
mod licence;
mod shell;
mod tidy;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

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
}

fn main() -> Result<ExitCode> {
    let is_green = match Arguments::parse().command {
        Command::Ci => ci::run()?,
        Command::Tidy => tidy::run()?,
    };
    Ok(if is_green {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
