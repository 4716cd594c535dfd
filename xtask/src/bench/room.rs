//! `cargo xtask bench room`: the store's questions on an invented library, then whole requests to
//! `dateline serve` over the same library.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::load::{Connection, quantile};
use super::{machine, write};
use crate::shell;

mod ask;
mod fill;

/// What to measure on.
pub(crate) struct Options {
    /// Articles of the library.
    pub(crate) articles: usize,
    /// Words of an article.
    pub(crate) words: usize,
    /// Sentences to make articles of.
    pub(crate) sentences: Option<PathBuf>,
    /// A folder whose library is taken, and kept for the next time.
    pub(crate) library: Option<PathBuf>,
}

/// Makes a library, times the store's questions on it and the room's answers.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let bench = ["build", "--quiet", "--profile", "bench"];
    for what in [["-p", "dateline"].as_slice(), &["-p", "store", "--example", "room"]] {
        if !shell::succeeds("cargo", &[bench.as_slice(), what].concat())? {
            bail!("{} does not build", what.join(" "));
        }
    }
    let scratch = std::env::temp_dir().join(format!("dateline-bench-room-{}", std::process::id()));
    fs::create_dir_all(&scratch)?;
    let section = measure(&scratch, options);
    fs::remove_dir_all(&scratch)?;
    let section = format!("{}\n{}", machine()?, section?);
    println!("{section}");
    write("room", &section)?;
    Ok(true)
}

fn measure(scratch: &Path, options: &Options) -> Result<String> {
    let folder = options.library.clone().unwrap_or_else(|| scratch.join("library"));
    fs::create_dir_all(&folder)?;
    let folder = folder.canonicalize()?;
    let library = folder.join("dateline.sqlite");
    let mut section = String::new();
    if !library.exists() {
        let mut make = vec!["make".to_owned(), text(&library)?, options.articles.to_string()];
        make.push(options.words.to_string());
        make.extend(options.sentences.as_deref().map(text).transpose()?);
        section.push_str(&store(&make)?);
        section.push('\n');
    }
    section.push_str(&store(&["measure".to_owned(), text(&library)?])?);
    section.push('\n');
    let links = text(&scratch.join("links.db"))?;
    section.push_str(&store(&["import".to_owned(), links, "100000".to_owned()])?);
    section.push_str("\nWhole requests to `dateline serve` over the same library:\n\n");
    section.push_str(&ask::run(&folder)?);
    let fresh = scratch.join("fresh");
    fs::create_dir_all(&fresh)?;
    section.push_str(&fill::run(&fresh)?);
    Ok(section)
}

fn text(path: &Path) -> Result<String> {
    path.to_str().map(str::to_owned).context("a path is not UTF-8")
}

/// Runs the store's bench; gives what it printed.
fn store(arguments: &[String]) -> Result<String> {
    shell::output(&text(&shell::target().join("release/examples/room"))?, arguments)
}

/// A room that runs, with a session in it; stopped when dropped.
struct Room {
    process: Child,
    address: SocketAddr,
    cookie: String,
    /// From its start to its first answer.
    start_ms: f64,
}

impl Room {
    fn start(folder: &Path) -> Result<Self> {
        let library = text(&folder.join("dateline.sqlite"))?;
        let cookie = store(&["session".to_owned(), library])?.trim().to_owned();
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let began = Instant::now();
        let process = Command::new(shell::target().join("release/dateline"))
            .args(["serve", "--data-dir", &text(folder)?, "--listen", &address.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("starting dateline serve")?;
        let mut room = Self { process, address, cookie, start_ms: 0.0 };
        while began.elapsed() < Duration::from_secs(60) {
            if let Ok(mut connection) = room.connect() {
                let answer = connection.get("/", "")?;
                ensure!(answer.status == 200, "the first answer was {}", answer.status);
                room.start_ms = began.elapsed().as_secs_f64() * 1e3;
                return Ok(room);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        bail!("the room did not open within a minute")
    }

    fn connect(&self) -> Result<Connection> {
        Connection::open(self.address, &self.cookie)
    }

    /// CPU time of the process so far, all threads; in steps of 10 ms.
    fn cpu_ms(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        // The name in parentheses may hold spaces; user and system time are fields 14 and 15.
        let (_, fields) = stat.rsplit_once(')').context("an odd /proc/PID/stat")?;
        let ticks = |at| -> Result<f64> {
            Ok(fields.split_whitespace().nth(at).context("an odd /proc/PID/stat")?.parse()?)
        };
        Ok((ticks(11)? + ticks(12)?) * 10.0)
    }

    /// Proportional set size.
    fn memory_mb(&self) -> Result<f64> {
        let rollup = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.process.id()))?;
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        let kb: f64 = line.context("no Pss")?.trim().trim_end_matches(" kB").parse()?;
        Ok(kb / 1024.0)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // Its library is thrown away, or was only read.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
