//! `cargo xtask record-batch`: the judges' protocol for quotes, with any model files.
//!
//! Reads JSON Lines `{id, text}` from standard input and writes `{id, attributions}`, offsets in
//! code points. `--model FILE` (several vote) instead of the built-in models, `--bias X`, `--fast`.

use anyhow::{Context, Result};
use record::quotes::{Gear, Quote, Quotes, Reader};
use record::tagger::{self, Tagger};
use record::text::Text;
use serde_json::{Value, json};
use std::io::{BufRead, Write};
use std::ops::Range;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let mut models = Vec::new();
    let mut bias = None;
    let mut chains = "record/models/chains.bin".to_owned();
    let mut gear = Gear::Thorough;
    let mut arguments = arguments.iter();
    while let Some(&argument) = arguments.next() {
        let mut value = || arguments.next().context("a value is missing");
        match argument {
            "--model" => models.push(std::fs::read(value()?)?),
            "--bias" => bias = Some(value()?.parse()?),
            "--chains" => chains = value()?.to_string(),
            "--fast" => gear = Gear::Fast,
            _ => anyhow::bail!("unknown flag {argument}"),
        }
    }
    let tagger = std::fs::read("record/models/tagger.bin")?;
    let chains = std::fs::read(chains)?;
    if models.is_empty() {
        models.push(std::fs::read("record/models/network.bin")?);
    }
    let models: Vec<&[u8]> = models.iter().map(Vec::as_slice).collect();
    let mut reader = Reader::new(&tagger, &chains, &models).context("not a model file")?;
    if let Some(bias) = bias {
        reader.cue_bias = bias;
    }
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let text = line["text"].as_str().context("no text")?;
        let answer = reader.read(text, gear);
        let at = code_points(text);
        let attributions: Vec<Value> =
            answer.quotes.iter().map(|quote| attribution(&answer, quote, &at)).collect();
        writeln!(out, "{}", json!({ "id": line["id"], "attributions": attributions }))?;
    }
    Ok(())
}

fn attribution(answer: &Quotes, quote: &Quote, at: &[u32]) -> Value {
    let speaker = quote.resolution.speaker.map(|s| answer.speakers[s].name.as_str());
    let span = |r: &Range<usize>| json!([at[r.start], at[r.end]]);
    json!({
        "source": quote.source.iter().map(span).collect::<Vec<_>>(),
        "cue": [span(&quote.cue)],
        "content": quote.content.iter().map(span).collect::<Vec<_>>(),
        "speaker": speaker,
        "chain": quote.resolution.chain,
        "resolved_by": quote.resolution.why,
        "confidence": quote.confidence,
        "why": quote.why,
    })
}

/// For each byte offset of the text, how many code points come before it.
fn code_points(text: &str) -> Vec<u32> {
    let mut at = Vec::with_capacity(text.len() + 1);
    for (number, c) in text.chars().enumerate() {
        at.extend(std::iter::repeat_n(number as u32, c.len_utf8()));
    }
    at.push(text.chars().count() as u32);
    at
}

/// Does its work on a text and counts what it found.
type Stage<'s> = &'s dyn Fn(&str) -> usize;

/// `cargo xtask record-speed FILE [ROUNDS]`: milliseconds of CPU a text and words a second of each stage,
/// the mean of several rounds (the clock ticks in milliseconds).
pub(crate) fn speed(arguments: &[&str]) -> Result<()> {
    let path = arguments.first().context("which file of JSON lines?")?;
    let rounds: usize = arguments.get(1).map_or(Ok(5), |x| x.parse())?;
    let lines = std::fs::read_to_string(path)?;
    let texts: Vec<String> = lines
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line)?;
            Ok(line["text"].as_str().context("no text")?.to_owned())
        })
        .collect::<Result<_>>()?;
    let tagger = std::fs::read("record/models/tagger.bin")?;
    let tagger = Tagger::read(&tagger).context("not a tagger")?;
    let reader = Reader::built_in();
    let stages: [(&str, Stage); 4] = [
        ("cut", &|text| Text::read(text).words.len()),
        ("cut and tag", &|text| {
            let text = Text::read(text);
            tagger.tag(&text, &tagger::looks(&text)).len()
        }),
        ("fast", &|text| reader.read(text, Gear::Fast).quotes.len()),
        ("thorough", &|text| reader.read(text, Gear::Thorough).quotes.len()),
    ];
    let words: usize = texts.iter().map(|text| Text::read(text).words.len()).sum();
    for (name, stage) in stages {
        let start = cpu();
        let found: usize = (0..rounds).flat_map(|_| &texts).map(|text| stage(text)).sum();
        let took = (cpu() - start).as_secs_f64() / rounds as f64;
        anyhow::ensure!(found > 0, "nothing found");
        println!(
            "{name:12} {:8.3} ms a text, {:10.0} words/s, {:7.3} ms for 690 words",
            1e3 * took / texts.len() as f64,
            words as f64 / took,
            690e3 * took / words as f64
        );
    }
    Ok(())
}

/// Time this thread has run (Linux; elsewhere time gone by since the first call).
fn cpu() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let own = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let own = own.and_then(|line| line.split(' ').next()?.parse().ok());
    own.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}
