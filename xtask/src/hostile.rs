//! `cargo xtask hostile`: pages written to break a reader, each read by `dateline read --batch` (those of the class
//! `record` with what their text says) in a process of its own, under limits of time and memory; then the
//! pack's judge. Feeds, imports and content codings are read by `wire` (`parsers`).
//!
//! The pack is `hostile/` in the gold data: `generate.py` writes the cases, `judge.py` knows what is right.

pub(crate) mod parsers;
mod vectors;
mod worker;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use eval::gold;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::shell;
use worker::{Limits, Reading, Worker};

/// The classes of cases that are pages.
const CLASSES: &str = "html,enc,record";
/// Cases of this class have the record read too.
const RECORD: &str = "record-";
/// Limits of issue 2, whatever a case's own budget says.
const LIMITS: Limits = Limits { cpu_s: 2.0, memory_mib: 256.0 };
/// What our sanitised HTML may carry although the judge's strictest reading forbids it (its `--allow`).
const ALLOWED: &str = "";
/// The judge parses every output four times in Python; above this size it would take minutes and find nothing new.
const LARGEST_JUDGED: usize = 200_000;
/// A page that every new process reads first, so that start-up is not counted into a case.
const WARM_UP: &str =
    "<!DOCTYPE html><title>Warm</title><article><p>A first page, read to get ready.</p></article>";

pub(crate) struct Options {
    /// Write the large cases too: several gigabytes.
    pub(crate) full: bool,
    /// The program to try, instead of a release build of this workspace.
    pub(crate) binary: Option<PathBuf>,
    /// The Python that has html5lib.
    pub(crate) python: String,
    /// Keep the cases and results here.
    pub(crate) keep: Option<PathBuf>,
    /// Only what is no page: feeds, imports, content codings.
    pub(crate) only_parsers: bool,
}

/// A line of the generator's manifest; the judge reads the rest of it.
#[derive(Deserialize)]
struct Case {
    id: String,
    file: PathBuf,
}

/// A page to be read.
struct Page {
    id: String,
    path: PathBuf,
    /// A case has a budget in the manifest; a vector has only our limits.
    is_case: bool,
}

/// False if a case broke a limit, crashed the reader, or the judge found something.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let pack = gold::folder().join("hostile");
    if !pack.join("generate.py").is_file() {
        println!("skipped: no data (no {}; set DATELINE_GOLD)", pack.display());
        return Ok(false);
    }
    if !shell::succeeds(&options.python, &["-c", "import html5lib"])? {
        bail!("the judge needs html5lib: {} -m pip install html5lib, or --python", options.python);
    }
    let folder = options.keep.clone().unwrap_or_else(|| {
        std::env::temp_dir().join(format!("dateline-hostile-{}", std::process::id()))
    });
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let scale = if options.full { "full" } else { "small" };
    let mut is_green = parsers::run(&options.python, &pack, scale, &folder);
    if !options.only_parsers {
        let binary = match &options.binary {
            Some(binary) => binary.clone(),
            None => build()?,
        };
        let are_pages_green = try_all(options, &pack, &binary, &folder)?;
        is_green = is_green.map(|is_green| is_green && are_pages_green);
    }
    if options.keep.is_none() {
        fs::remove_dir_all(&folder)?;
    }
    is_green
}

fn build() -> Result<PathBuf> {
    if !shell::succeeds("cargo", &["build", "--quiet", "--release", "-p", "dateline"])? {
        bail!("dateline does not build");
    }
    Ok(shell::target().join("release/dateline"))
}

fn try_all(options: &Options, pack: &Path, binary: &Path, folder: &Path) -> Result<bool> {
    let scale = if options.full { "full" } else { "small" };
    let generate = |only: &str, out: &Path| {
        shell::output(
            &options.python,
            &[
                pack.join("generate.py").as_os_str(),
                "--out".as_ref(),
                out.as_os_str(),
                "--scale".as_ref(),
                scale.as_ref(),
                "--only".as_ref(),
                only.as_ref(),
            ],
        )
    };
    println!("{}", generate(CLASSES, folder)?.trim());
    let manifest = folder.join("manifest.jsonl");
    let mut pages = cases(&manifest, folder)?;
    generate("xss", &folder.join("vectors"))?;
    pages.extend(vectors::pages(&folder.join("vectors"))?);

    let warm_up = folder.join("warm-up.html");
    fs::write(&warm_up, WARM_UP)?;
    let mut summary = Summary::default();
    let (mut results, mut outputs) = (Vec::new(), Vec::new());
    for page in &pages {
        let has_record = page.is_case && page.id.starts_with(RECORD);
        let parts = if has_record { "html,record" } else { "html" };
        let reading = Worker::start(binary, &warm_up, parts)?.read(&page.path, LIMITS)?;
        if has_record && !record_holds(&reading.answer) {
            summary.broken += 1;
            println!("{}: the record is missing or points outside the text", page.id);
        }
        summary.add(page, &reading);
        let Reading { outcome, cpu_ms, rss_mib, answer } = reading;
        let (text, html) = (string(&answer, "text"), string(&answer, "html"));
        if page.is_case {
            results.push(json!({"id": page.id, "outcome": outcome.word(), "cpu_ms": cpu_ms, "rss_mib": rss_mib,
                "text": text, "html": html}));
        }
        if html.len() <= LARGEST_JUDGED {
            outputs.push(json!({"id": page.id, "html": html}));
        }
    }
    summary.print();
    let judged = outputs.iter().filter(|output| output["html"] != "").count();
    println!("{judged} of {} outputs have HTML to judge", outputs.len());
    if judged == 0 {
        bail!("no answer holds HTML, so nothing says that it is clean");
    }
    let results = write_lines(&folder.join("results.jsonl"), &results)?;
    let outputs = write_lines(&folder.join("outputs.jsonl"), &outputs)?;
    let judge = pack.join("judge.py").display().to_string();
    println!("\njudge of the cases:");
    let manifest = manifest.display().to_string();
    let are_right = shell::succeeds(
        &options.python,
        &[&judge, "cases", "--manifest", &manifest, "--results", &results],
    )?;
    println!("\njudge of the HTML:");
    let is_clean = shell::succeeds(
        &options.python,
        &[&judge, "html", "--outputs", &outputs, "--allow", ALLOWED],
    )?;
    Ok(summary.broken == 0 && are_right && is_clean)
}

/// Every span of the record is in the text and not empty, and a figure's words are those at its span.
fn record_holds(answer: &Value) -> bool {
    let text: Vec<char> = string(answer, "text").chars().collect();
    let record = &answer["record"];
    let list = |key: &str| record[key].as_array().map(Vec::as_slice).unwrap_or_default();
    let words = |start: &Value, end: &Value| -> Option<String> {
        let range = start.as_u64()? as usize..end.as_u64()? as usize;
        (!range.is_empty()).then_some(text.get(range)?.iter().collect())
    };
    let figures = ["quantities", "claims", "dates", "places"].into_iter().flat_map(list);
    let mut spans = ["source", "cue", "content"].into_iter().flat_map(|role| {
        let of = move |quote: &Value| quote[role].as_array().cloned().unwrap_or_default();
        list("attributions").iter().flat_map(of).collect::<Vec<_>>()
    });
    record.is_object()
        && figures.into_iter().all(|figure| {
            words(&figure["start"], &figure["end"]).as_deref() == figure["text"].as_str()
        })
        && spans.all(|span| words(&span[0], &span[1]).is_some())
}

fn cases(manifest: &Path, folder: &Path) -> Result<Vec<Page>> {
    let lines =
        fs::read_to_string(manifest).with_context(|| format!("reading {}", manifest.display()))?;
    lines
        .lines()
        .map(|line| {
            let Case { id, file } = serde_json::from_str(line).context("in the manifest")?;
            Ok(Page { id, path: folder.join(file), is_case: true })
        })
        .collect()
}

fn string(answer: &Value, key: &str) -> String {
    answer.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn write_lines(path: &Path, lines: &[Value]) -> Result<String> {
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(path, lines).with_context(|| format!("writing {}", path.display()))?;
    Ok(path.display().to_string())
}

/// Counts by outcome, and the dearest cases.
#[derive(Default)]
struct Summary {
    counts: std::collections::BTreeMap<&'static str, usize>,
    broken: usize,
    costs: Vec<(f64, f64, String)>,
}

impl Summary {
    fn add(&mut self, page: &Page, reading: &Reading) {
        *self.counts.entry(reading.outcome.word()).or_default() += 1;
        if reading.outcome.is_failure() {
            self.broken += 1;
            println!(
                "{}: {} after {:.0} ms of CPU and {:.0} MiB",
                page.id,
                reading.outcome.word(),
                reading.cpu_ms,
                reading.rss_mib
            );
        }
        self.costs.push((reading.cpu_ms, reading.rss_mib, page.id.clone()));
    }

    fn print(&mut self) {
        println!("\noutcomes: {:?}", self.counts);
        self.costs.sort_by(|a, b| b.0.total_cmp(&a.0));
        println!("most time:");
        for (cpu_ms, rss_mib, id) in self.costs.iter().take(5) {
            println!("  {cpu_ms:6.0} ms {rss_mib:5.0} MiB  {id}");
        }
        self.costs.sort_by(|a, b| b.1.total_cmp(&a.1));
        println!("most memory:");
        for (cpu_ms, rss_mib, id) in self.costs.iter().take(5) {
            println!("  {cpu_ms:6.0} ms {rss_mib:5.0} MiB  {id}");
        }
    }
}

#[cfg(test)]
mod tests;
