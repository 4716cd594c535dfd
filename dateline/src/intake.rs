//! `dateline intake mail`: letters from a mail server or a maildir become articles.
//!
//! Exit codes are those that mail servers know (sysexits.h), so that a letter that could not be filed now is handed in
//! again, and one that nobody awaits goes back.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use room::App;
use room::intake::mail::{self, Filed};
use store::ReaderId;

use crate::library::{app, block_on, reader};
use crate::serve::Library;

/// EX_DATAERR, EX_NOUSER, EX_TEMPFAIL.
const BAD_LETTER: u8 = 65;
const FOR_NOBODY: u8 = 67;
const LATER: u8 = 75;

/// Takes in what other programs hand on.
#[derive(Debug, Parser)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Files newsletters as articles, for the readers whose addresses they came to.
    Mail(Mail),
}

#[derive(Debug, Parser)]
struct Mail {
    /// Files with a letter each; without one, and for `-`, the letter of the standard input.
    files: Vec<PathBuf>,
    /// A maildir: what is in `new` is filed and goes to `cur`.
    #[arg(long, value_name = "FOLDER", conflicts_with = "files")]
    maildir: Option<PathBuf>,
    /// All is for this reader, whatever the letters say.
    #[arg(long, value_name = "NAME")]
    reader: Option<String>,
    #[command(flatten)]
    library: Library,
}

/// Runs it; the worst that happened is the exit code.
pub fn run(args: &Args) -> ExitCode {
    let What::Mail(args) = &args.what;
    match block_on(take(args)) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("dateline: {error:#}");
            ExitCode::from(LATER)
        }
    }
}

async fn take(args: &Mail) -> Result<u8> {
    let app = app(&args.library).await?;
    let to = match &args.reader {
        Some(name) => Some(reader(&app.store, Some(name)).await?),
        None => None,
    };
    if let Some(folder) = &args.maildir {
        return maildir(&app, to, folder).await;
    }
    let mut code = 0;
    let input = [PathBuf::from("-")];
    let files = if args.files.is_empty() { &input[..] } else { &args.files };
    for file in files {
        let bytes = match file.as_os_str() == "-" {
            true => within_limit(io::stdin().lock())?,
            false => open(file)?,
        };
        code = code.max(one(&app, to, file, bytes).await?);
    }
    Ok(code)
}

async fn maildir(app: &Arc<App>, to: Option<ReaderId>, folder: &Path) -> Result<u8> {
    let new = folder.join("new");
    let entries = fs::read_dir(&new).with_context(|| format!("opening {}", new.display()))?;
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.map(|one| one.path())).collect::<io::Result<_>>()?;
    files.sort();
    let mut code = 0;
    for file in files.iter().filter(|file| file.is_file()) {
        let said = one(app, to, file, open(file)?).await?;
        code = code.max(said);
        // "Seen" is what was filed; what was not stays to be looked at, and is not tried again.
        let flags = if said == 0 { ":2,S" } else { ":2," };
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(flags);
        let to = folder.join("cur").join(name);
        fs::rename(file, &to).with_context(|| format!("moving to {}", to.display()))?;
    }
    Ok(code)
}

fn open(file: &Path) -> Result<Vec<u8>> {
    let opened = File::open(file).with_context(|| format!("opening {}", file.display()))?;
    within_limit(opened)
}

/// One byte more than is taken, so that more is seen to be more.
fn within_limit(from: impl Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(wire::mail::BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

async fn one(app: &Arc<App>, to: Option<ReaderId>, file: &Path, bytes: Vec<u8>) -> Result<u8> {
    let name = file.display();
    Ok(match mail::file(app, to, bytes).await? {
        Filed::New(id, title) => {
            println!(
                "{name}: {id}  {}",
                title.chars().filter(|c| !c.is_control()).collect::<String>()
            );
            0
        }
        Filed::Known(id) => {
            println!("{name}: {id}, there before");
            0
        }
        Filed::ForNobody => {
            eprintln!("{name}: no reader has an address that it is for");
            FOR_NOBODY
        }
        Filed::Refused(why) => {
            eprintln!("{name}: {why}");
            BAD_LETTER
        }
    })
}
