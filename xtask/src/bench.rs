//! `cargo xtask bench page` builds the bench crate and runs it on one core; `cargo xtask bench read` times the binary;
//! `cargo xtask bench room` the reading room. All put what they measured into the docs.

mod load;
pub(crate) mod room;

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use eval::gold;

use crate::shell;

/// Where the tables go, between markers; what stands around them is written by hand.
const DOCUMENT: &str = "docs/benchmarks.md";
/// The bench crate is its own workspace; its target folder stays out of the product's.
const TARGET: &str = "target/bench-peers";
/// The sets that the speeds were measured on; the bench crate takes the same.
const FOLDER_SETS: [&str; 2] = ["scrapinghub", "fundus"];

/// Measures `page` and its peers; false where there is no data to measure on.
pub(crate) fn page(passes: u32, slow: bool) -> Result<bool> {
    let folder = gold::folder();
    if !folder.join("pages").is_dir() {
        println!("skipped: no data (no pages under {}; set DATELINE_GOLD)", folder.display());
        return Ok(false);
    }
    let mut build =
        vec!["build", "--release", "--manifest-path", "bench/Cargo.toml", "--target-dir", TARGET];
    if slow {
        build.extend(["--features", "slow"]);
    }
    if !shell::succeeds("cargo", &build)? {
        bail!("the bench crate does not build");
    }
    let mut sections = vec![machine()?];
    for arguments in
        [vec!["speed".to_owned(), passes.to_string()], vec!["memory".into()], vec!["growth".into()]]
    {
        let section = run(&arguments)?;
        println!("{section}");
        sections.push(section);
    }
    write("page", &sections.join("\n"))?;
    Ok(true)
}

/// Times the release build over a folder of the same pages, and its start; false where there is no data.
pub(crate) fn read(passes: u32) -> Result<bool> {
    let folder = gold::folder();
    if !folder.join("pages").is_dir() {
        println!("skipped: no data (no pages under {}; set DATELINE_GOLD)", folder.display());
        return Ok(false);
    }
    if !shell::succeeds("cargo", &["build", "--quiet", "--release", "-p", "dateline"])? {
        bail!("dateline does not build");
    }
    let scratch = std::env::temp_dir().join(format!("dateline-bench-read-{}", std::process::id()));
    fs::create_dir_all(&scratch)?;
    let section = time_binary(&folder, &scratch, passes);
    fs::remove_dir_all(&scratch)?;
    let section = format!("{}\n{}", machine()?, section?);
    println!("{section}");
    write("read", &section)?;
    Ok(true)
}

/// What apps' syncs cost.
pub(crate) fn apps() -> Result<bool> {
    let build = ["build", "--quiet", "--profile", "bench", "-p", "room", "--example", "apps"];
    if !shell::succeeds("cargo", &build)? {
        return Ok(false);
    }
    let binary = shell::target().join("release/examples/apps");
    let binary = binary.to_str().context("the path of the workspace is not UTF-8")?;
    write("apps", &format!("{}\n{}", machine()?, shell::output::<&str>(binary, &[])?))?;
    Ok(true)
}

/// Makes conversations, asks the room about them, and takes in an export.
pub(crate) fn conversation(comments: usize, rows: usize) -> Result<bool> {
    let build =
        ["build", "--quiet", "--profile", "bench", "-p", "dateline", "--example", "conversation"];
    if !shell::succeeds("cargo", &build)? {
        bail!("the bench of the conversation does not build");
    }
    let scratch = std::env::temp_dir().join(format!("dateline-bench-talk-{}", std::process::id()));
    fs::create_dir_all(&scratch)?;
    let section = measure_conversation(&scratch, comments, rows);
    fs::remove_dir_all(&scratch)?;
    let section = format!("{}\n{}", machine()?, section?);
    println!("{section}");
    write("conversation", &section)?;
    Ok(true)
}

fn measure_conversation(scratch: &Path, comments: usize, rows: usize) -> Result<String> {
    let binary = shell::target().join("release/examples/conversation");
    let path = |path: &Path| path.to_str().map(str::to_owned).context("a path is not UTF-8");
    let (library, taken) = (path(&scratch.join("talk.db"))?, path(&scratch.join("taken.db"))?);
    let mut section = String::new();
    for arguments in [
        vec!["make".to_owned(), library.clone(), comments.to_string()],
        vec!["ask".to_owned(), library],
        vec!["import".to_owned(), taken, rows.to_string()],
    ] {
        let mut command = shell::command(&path(&binary)?);
        let output = command.args(&arguments).stderr(std::process::Stdio::inherit()).output();
        let output = output.context("starting the bench of the conversation")?;
        if !output.status.success() {
            bail!("conversation {} failed", arguments[0]);
        }
        section.push_str(&String::from_utf8(output.stdout)?);
    }
    Ok(section)
}

fn time_binary(gold_folder: &Path, scratch: &Path, passes: u32) -> Result<String> {
    let pages = scratch.join("pages");
    fs::create_dir(&pages)?;
    let (mut page_count, mut size_bytes) = (0, 0);
    for name in FOLDER_SETS {
        for page in gold::load(gold_folder, name)?.pages {
            let bytes = page.read()?;
            size_bytes += bytes.len();
            page_count += 1;
            fs::write(pages.join(format!("{name}-{page_count}.html")), bytes)?;
        }
    }
    let small = scratch.join("small.html");
    fs::write(&small, "<title>Small</title><article><p>A small page.</p></article>")?;
    let binary = shell::target().join("release/dateline");
    let best_s = |input: &Path, format: &str, passes: u32| -> Result<f64> {
        let mut best = f64::INFINITY;
        for _ in 0..passes {
            let mut command = std::process::Command::new(&binary);
            command
                .args(["read", "--format", format])
                .arg(input)
                .stdout(std::process::Stdio::null());
            let started = Instant::now();
            let status =
                command.status().with_context(|| format!("starting {}", binary.display()))?;
            best = best.min(started.elapsed().as_secs_f64());
            // 1 says that some page could not be read, which is an answer too.
            if status.code().is_none_or(|code| code > 1) {
                bail!("dateline read {} ended with {status}", input.display());
            }
        }
        Ok(best)
    };
    let took_s = best_s(&pages, "json", passes)?;
    let start_s = best_s(&small, "text", 20)?;
    Ok(format!(
        "`dateline read FOLDER`: {page_count} pages, {:.1} MB, in {took_s:.2} s on {} cores: {:.0} pages/s, {:.0} MB/s \
         (wall time, best of {passes}).\n\nStart to end with one small page: {:.1} ms (best of 20).\n",
        size_bytes as f64 / 1e6,
        std::thread::available_parallelism()?,
        f64::from(page_count) / took_s,
        size_bytes as f64 / 1e6 / took_s,
        start_s * 1e3
    ))
}

/// Puts a bench's tables between its markers in the document.
fn write(bench: &str, tables: &str) -> Result<()> {
    let path = shell::root().join(DOCUMENT);
    let document =
        fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let document = replaced(&document, bench, tables)
        .with_context(|| format!("{DOCUMENT} lacks the markers of bench {bench}"))?;
    fs::write(&path, document)?;
    println!("written into {DOCUMENT}");
    Ok(())
}

/// Runs the bench binary, on the last core alone where `taskset` is there.
fn run(arguments: &[String]) -> Result<String> {
    let binary = shell::root().join(TARGET).join("release/bench");
    let core = std::thread::available_parallelism()?.get() - 1;
    let has_taskset = shell::command("taskset").arg("--version").output().is_ok();
    let mut command = if has_taskset {
        let mut command = shell::command("taskset");
        command.arg("--cpu-list").arg(core.to_string()).arg(&binary);
        command
    } else {
        shell::command(binary.to_str().context("the path of the workspace is not UTF-8")?)
    };
    // The bench crate was built elsewhere; it must look where we looked.
    let folder = fs::canonicalize(gold::folder())?;
    let output =
        command.args(arguments).env("DATELINE_GOLD", folder).stderr(std::process::Stdio::inherit());
    let output = output.output().context("starting bench")?;
    if !output.status.success() {
        bail!("bench {} failed", arguments.join(" "));
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// A line on what it was measured on.
fn machine() -> Result<String> {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu =
        cpu.lines().find_map(|l| l.strip_prefix("model name")).unwrap_or("an unknown processor");
    let cpu = cpu.trim_start_matches([':', ' ', '\t']);
    let rust = shell::output("rustc", &["--version"])?;
    let commit = shell::output("git", &["rev-parse", "--short=10", "HEAD"])?;
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("");
    Ok(format!("{cpu}, {}, commit {}, load {load}.\n", rust.trim(), commit.trim()))
}

/// The document with what stands between the bench's markers replaced; `None` if a marker is missing.
fn replaced(document: &str, bench: &str, tables: &str) -> Option<String> {
    let (begin, end) =
        (format!("<!-- bench {bench}: begin -->"), format!("<!-- bench {bench}: end -->"));
    let (before, rest) = document.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{}\n{end}{after}", tables.trim()))
}

#[cfg(test)]
mod tests;
