//! `cargo xtask bench page`: builds the bench crate, runs it on one core, and puts its tables into the docs.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::shell;

/// Where the tables go; what stands around the markers is written by hand.
const DOCUMENT: &str = "docs/benchmarks.md";
const BEGIN: &str = "<!-- bench page: begin -->";
const END: &str = "<!-- bench page: end -->";
/// The bench crate is its own workspace; its target folder stays out of the product's.
const TARGET: &str = "target/bench-peers";

/// Measures `page` and its peers; false where there is no data to measure on.
pub(crate) fn page(passes: u32, slow: bool) -> Result<bool> {
    let gold = shell::gold();
    if !gold.join("pages").is_dir() {
        println!(
            "skipped: no data (no pages under {}; set DATELINE_GOLD)",
            gold.display()
        );
        return Ok(false);
    }
    let mut build = vec![
        "build",
        "--release",
        "--manifest-path",
        "bench/Cargo.toml",
        "--target-dir",
        TARGET,
    ];
    if slow {
        build.extend(["--features", "slow"]);
    }
    if !shell::succeeds("cargo", &build)? {
        bail!("the bench crate does not build");
    }
    let mut sections = vec![machine()?];
    for arguments in [
        vec!["speed".to_owned(), passes.to_string()],
        vec!["memory".into()],
        vec!["growth".into()],
    ] {
        let section = run(&arguments)?;
        println!("{section}");
        sections.push(section);
    }
    let path = shell::root().join(DOCUMENT);
    let document =
        fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let document = replaced(&document, &sections.join("\n"))
        .with_context(|| format!("{DOCUMENT} lacks {BEGIN} or {END}"))?;
    fs::write(&path, document)?;
    println!("written into {DOCUMENT}");
    Ok(true)
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
        shell::command(
            binary
                .to_str()
                .context("the path of the workspace is not UTF-8")?,
        )
    };
    // The bench crate was built elsewhere; it must look where we looked.
    let gold = fs::canonicalize(shell::gold())?;
    let output = command
        .args(arguments)
        .env("DATELINE_GOLD", gold)
        .stderr(std::process::Stdio::inherit());
    let output = output.output().context("starting bench")?;
    if !output.status.success() {
        bail!("bench {} failed", arguments.join(" "));
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// A line on what it was measured on.
fn machine() -> Result<String> {
    let cpu = fs::read_to_string(PathBuf::from("/proc/cpuinfo")).unwrap_or_default();
    let cpu = cpu
        .lines()
        .find_map(|l| l.strip_prefix("model name"))
        .unwrap_or("an unknown processor");
    let cpu = cpu.trim_start_matches([':', ' ', '\t']);
    let rust = shell::output("rustc", &["--version"])?;
    let commit = shell::output("git", &["rev-parse", "--short=10", "HEAD"])?;
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("");
    Ok(format!(
        "{cpu}, {}, commit {}, load {load}.\n",
        rust.trim(),
        commit.trim()
    ))
}

/// The document with what stands between the markers replaced; `None` if a marker is missing.
fn replaced(document: &str, tables: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{}\n{END}{after}", tables.trim()))
}

#[cfg(test)]
mod tests;
