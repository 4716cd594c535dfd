//! The cases that are no pages: feeds, imports and content codings, each read by `wire` in a
//! process of its own; then the pack's judge, with the budget of each case.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::shell;

const CLASSES: &str = "feed,import,gz";
/// Wall time after which a process counts as hanging; the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);
/// HTML of a case that is cleaned and judged; the judge parses it four times in Python.
const JUDGED_BYTES: usize = 200_000;

#[derive(Deserialize)]
struct Case {
    id: String,
    class: String,
    file: PathBuf,
    serve: Serve,
}

#[derive(Deserialize)]
struct Serve {
    headers: std::collections::BTreeMap<String, String>,
}

/// False if the judge found something.
pub(super) fn run(python: &str, pack: &Path, scale: &str, folder: &Path) -> Result<bool> {
    let folder = folder.join("parsers");
    let generate = pack.join("generate.py").display().to_string();
    let out = folder.display().to_string();
    let arguments = [generate.as_str(), "--out", &out, "--scale", scale, "--only", CLASSES];
    println!("{}", shell::output(python, &arguments)?.trim());
    let manifest = folder.join("manifest.jsonl");
    let text = fs::read_to_string(&manifest)?;
    let mut results = Vec::new();
    for line in text.lines() {
        let case: Case = serde_json::from_str(line).context("in the manifest")?;
        let mut result = in_its_own_process(&case, &folder)?;
        result["id"] = json!(case.id);
        results.push(result);
    }
    summarise(&results);
    let results = super::write_lines(&folder.join("results.jsonl"), &results)?;
    println!("\njudge of feeds, imports and codings:");
    let judge = pack.join("judge.py").display().to_string();
    let manifest = manifest.display().to_string();
    shell::succeeds(python, &[&judge, "cases", "--manifest", &manifest, "--results", &results])
}

fn in_its_own_process(case: &Case, folder: &Path) -> Result<Value> {
    let header = |name: &str| case.serve.headers.get(name).map_or("", String::as_str);
    let answer = folder.join("answer.json");
    let mut process = Command::new(std::env::current_exe()?)
        .arg("parse-hostile")
        .args([&case.class, header("Content-Type"), header("Content-Encoding")])
        .arg(folder.join(&case.file))
        .stdout(fs::File::create(&answer)?)
        .stderr(Stdio::null())
        .spawn()?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = process.try_wait()? {
            break status;
        }
        if started.elapsed() > PATIENCE {
            process.kill()?;
            process.wait()?;
            return Ok(json!({"outcome": "over time"}));
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    if !status.success() {
        println!("{}: {status}", case.id);
        return Ok(json!({"outcome": "crash"}));
    }
    let mut result: Value = serde_json::from_slice(&fs::read(&answer)?)?;
    // What a room would show: HTML is cleaned by `page` and by nothing else.
    let html = result["html"].as_str().unwrap_or("");
    let page = format!("<!DOCTYPE html><article>{html}</article>");
    let capture = page::Capture { bytes: page.into_bytes(), ..page::Capture::default() };
    result["html"] = json!(page::read(&capture).map(|article| article.html()).unwrap_or_default());
    Ok(result)
}

fn summarise(results: &[Value]) {
    let number = |result: &Value, key: &str| result[key].as_f64().unwrap_or(0.0);
    for (key, unit) in [("cpu_ms", "ms"), ("rss_mib", "MiB")] {
        let mut sorted: Vec<&Value> = results.iter().collect();
        sorted.sort_by(|a, b| number(b, key).total_cmp(&number(a, key)));
        println!("most {unit}:");
        for result in sorted.iter().take(5) {
            println!("  {:6.0} {unit}  {}", number(result, key), result["id"]);
        }
    }
}

/// Reads one case in this process and prints what came of it: `class type coding file`.
pub(crate) fn parse(arguments: &[String]) -> Result<()> {
    let [class, media, coding, file] = arguments else {
        bail!("wanted: class, content type, content coding, file");
    };
    let (cpu_before, memory_before) = usage()?;
    let bytes = fs::read(file)?;
    let read = match class.as_str() {
        "feed" => feed(&bytes, media),
        "import" => import(bytes, file),
        _ => coded(bytes, coding),
    };
    let (cpu, memory) = usage()?;
    let (outcome, text, html) = match read {
        Some((text, html)) => ("ok", text, html),
        None => ("reject", String::new(), String::new()),
    };
    let html = &html[..html.floor_char_boundary(JUDGED_BYTES)];
    let answer = json!({"outcome": outcome, "cpu_ms": cpu - cpu_before,
        "rss_mib": memory - memory_before, "text": text, "html": html});
    println!("{answer}");
    Ok(())
}

/// Text and HTML that came out.
type Output = Option<(String, String)>;

fn feed(bytes: &[u8], media: &str) -> Output {
    let url = url::Url::parse("https://news.example/feed").ok();
    if let Ok(opml) = wire::opml::read(bytes) {
        let lines =
            opml.outlines.iter().map(|outline| format!("{} {}\n", outline.title, outline.url));
        return Some((lines.collect(), String::new()));
    }
    let feed = wire::feed::read(bytes, Some(media), url.as_ref()).ok()?;
    let (mut text, mut html) = (format!("{}\n", feed.title), String::new());
    for entry in &feed.entries {
        text.push_str(&entry.title);
        text.push('\n');
        let urls = entry.url.iter().chain(entry.enclosures.iter().map(|file| &file.url));
        for url in urls {
            html.push_str(&format!("<p><a href=\"{url}\">link</a></p>"));
        }
        for body in entry.content.iter().chain(&entry.summary) {
            if html.len() < JUDGED_BYTES {
                html.push_str(&body.html);
            }
        }
    }
    Some((text, html))
}

fn import(bytes: Vec<u8>, name: &str) -> Output {
    let rows = wire::import::open(Cursor::new(bytes), name).ok()?;
    let mut text = String::new();
    for item in rows.flatten() {
        if text.len() < JUDGED_BYTES {
            text.push_str(&format!("{} {}\n", item.title, item.url));
        }
    }
    Some((text, String::new()))
}

fn coded(bytes: Vec<u8>, coding: &str) -> Output {
    let decoded = wire::decode(bytes, coding, &wire::Config::default()).ok()?;
    Some((String::from_utf8_lossy(&decoded).into_owned(), String::new()))
}

/// CPU time in ms and the peak of resident memory in MiB, of this process.
fn usage() -> Result<(f64, f64)> {
    let mut status = String::new();
    fs::File::open("/proc/self/status")?.read_to_string(&mut status)?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no peak")?;
    let peak: f64 = peak.trim().trim_end_matches("kB").trim().parse()?;
    let times = fs::read_to_string("/proc/self/schedstat")?;
    let cpu: f64 = times.split(' ').next().context("no time")?.parse()?;
    Ok((cpu / 1e6, peak / 1024.0))
}
