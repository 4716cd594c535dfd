//! `eval page`: scores the extractor on the gold pages, beside its peers and above its floors.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use eval::floors::{Floors, Measured};
use eval::gold::{self, GoldPage, Set};
use eval::peers::Peers;
use eval::run::{Reader, SetRun, run};
use eval::score::Extracted;
use eval::{baseline, report};
use page::Capture;
use serde::Deserialize;
use url::Url;

/// Measures Dateline against gold data under DATELINE_GOLD (default: ../shared/data beside the workspace).
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Body text, title, byline and date of news pages.
    Page(PageArguments),
}

#[derive(Args)]
struct PageArguments {
    /// Sets to score, separated by commas; all if absent.
    #[arg(long, value_delimiter = ',')]
    sets: Vec<String>,
    /// Only every other page, counted from 1 in the order of the gold file: train on one, test on the other.
    #[arg(long)]
    fold: Option<Fold>,
    /// Only pages of this kind, such as "article".
    #[arg(long)]
    kind: Option<String>,
    /// Only the page with this id; may be repeated.
    #[arg(long)]
    id: Vec<String>,
    /// Score this saved output (JSON Lines with set, id, title, byline, date, text) instead of `page`.
    #[arg(long, conflicts_with = "baseline")]
    from: Option<PathBuf>,
    /// Score a dump of all the page's text instead of `page`.
    #[arg(long)]
    baseline: bool,
    /// Leave out ROUGE, which takes most of the time.
    #[arg(long)]
    no_rouge: bool,
    /// Write a line for each page, the worst first, tab separated.
    #[arg(long, value_name = "FILE")]
    pages: Option<PathBuf>,
    /// Write each page's gold and found text into this folder.
    #[arg(long, value_name = "FOLDER")]
    dump: Option<PathBuf>,
    /// Write what was found as JSON Lines, which --from and the judge read.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Write all metrics as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Raise the floors to these results; none is ever lowered.
    #[arg(long, conflicts_with_all = ["fold", "kind", "id", "from", "baseline"])]
    write_floors: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Fold {
    Odd,
    Even,
}

fn main() -> Result<ExitCode> {
    let Command::Page(arguments) = Arguments::parse().command;
    score_pages(&arguments)
}

fn score_pages(arguments: &PageArguments) -> Result<ExitCode> {
    let started = Instant::now();
    let folder = gold::folder();
    let known = gold::set_names(&folder);
    if known.is_empty() {
        println!("skipped: no data (no page sets under {}; set DATELINE_GOLD)", folder.display());
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(name) = arguments.sets.iter().find(|name| !known.contains(name)) {
        bail!("no set {name}; there are {}", known.join(", "));
    }
    let names = if arguments.sets.is_empty() { &known } else { &arguments.sets };
    let saved = arguments.from.as_deref().map(load_saved).transpose()?;
    let read: &Reader<'_> = &|gold: &GoldPage| match &saved {
        Some(saved) => Ok(saved.get(&(gold.set.clone(), gold.id.clone())).cloned()),
        None if arguments.baseline => Ok(Some(baseline::read(&gold.read()?))),
        None => read_page(gold).map(Some),
    };
    let mut runs = Vec::new();
    for name in names {
        let set = select(gold::load(&folder, name)?, arguments);
        if !set.pages.is_empty() {
            runs.push(run(set, !arguments.no_rouge, read));
        }
    }
    let is_whole = arguments.fold.is_none() && arguments.kind.is_none() && arguments.id.is_empty();
    let is_ours = saved.is_none() && !arguments.baseline;
    let is_held = is_whole && is_ours;
    write_files(arguments, &runs)?;
    let verdict = report_page(&folder, &runs, is_held, arguments.write_floors)?;
    let page_count: usize = runs.iter().map(|r| r.pages.len()).sum();
    println!("{page_count} pages in {:.1} s", started.elapsed().as_secs_f64());
    Ok(verdict)
}

/// Prints the tables; holds the results against the floors where they are ours and of whole sets.
fn report_page(folder: &Path, runs: &[SetRun], is_held: bool, raise: bool) -> Result<ExitCode> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let floors_file = here.join("floors.json");
    let peers = Peers::load(&here.join("peers.json"))?;
    let mut floors = Floors::load(&floors_file)?;
    println!("{}", report::table(runs));
    for (set, page) in runs.iter().flat_map(|r| r.pages.iter().map(move |p| (&r.name, p))) {
        if let Some(failure) = page.failure.as_deref().filter(|f| *f != "no answer") {
            println!("failed: {set} {}: {failure}", page.gold.id);
        }
    }
    if !is_held {
        println!("{}", report::bars(runs, &peers, &floors));
        return Ok(ExitCode::SUCCESS);
    }
    let measured = runs
        .iter()
        .map(|run| {
            let set = gold::load(folder, &run.name)?;
            let digest = gold::digest(folder, &set)?;
            Ok(Measured { set: &run.name, digest, metrics: &run.metrics })
        })
        .collect::<Result<Vec<_>>>()?;
    if raise {
        for change in floors.raise(&measured)? {
            println!("floor {change}");
        }
        floors.save(&floors_file)?;
    }
    println!("{}", report::bars(runs, &peers, &floors));
    let breaches = floors.breaches(&measured);
    for breach in &breaches {
        println!("FLOOR BROKEN: {breach}");
    }
    Ok(if breaches.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn select(mut set: Set, arguments: &PageArguments) -> Set {
    let mut number = 0;
    set.pages.retain(|page| {
        number += 1;
        let fold = if number % 2 == 1 { Fold::Odd } else { Fold::Even };
        arguments.fold.is_none_or(|f| f == fold)
            && arguments.kind.as_ref().is_none_or(|k| page.kind.as_ref() == Some(k))
            && (arguments.id.is_empty() || arguments.id.contains(&page.id))
    });
    set
}

fn write_files(arguments: &PageArguments, runs: &[SetRun]) -> Result<()> {
    if let Some(path) = &arguments.pages {
        report::write_pages(path, runs)?;
    }
    if let Some(folder) = &arguments.dump {
        report::dump(folder, runs)?;
    }
    if let Some(path) = &arguments.save {
        report::save(path, runs)?;
    }
    if let Some(path) = &arguments.json {
        let metrics: HashMap<&str, _> =
            runs.iter().map(|r| (r.name.as_str(), &r.metrics)).collect();
        std::fs::write(path, serde_json::to_string_pretty(&metrics)? + "\n")
            .with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

/// Saved output by set and id; of a page answered twice, the last answer.
fn load_saved(path: &Path) -> Result<HashMap<(String, String), Extracted>> {
    #[derive(Deserialize)]
    struct Line {
        set: String,
        id: String,
        #[serde(flatten)]
        found: Extracted,
    }
    let lines =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let mut saved = HashMap::new();
    for (number, line) in lines.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let line: Line = serde_json::from_str(line)
            .with_context(|| format!("{} line {}", path.display(), number + 1))?;
        saved.insert((line.set, line.id), line.found);
    }
    Ok(saved)
}

fn read_page(gold: &GoldPage) -> Result<Extracted> {
    let url = gold.url.as_deref().and_then(|url| Url::parse(url).ok());
    let capture = Capture { bytes: gold.read()?, url, ..Capture::default() };
    let article = page::read(&capture)?;
    Ok(Extracted {
        title: article.title.value().cloned().unwrap_or_default(),
        byline: article.byline.value().cloned().unwrap_or_default(),
        // As the batch protocol's `date`: the day of the last change where no other is stated.
        date: article
            .published
            .value()
            .or(article.modified.value())
            .map(|stated| stated.date.to_string())
            .unwrap_or_default(),
        text: article.text,
    })
}
