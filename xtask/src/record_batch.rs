//! `cargo xtask record-batch`: the judges' protocol for quotes, with any model files.
//!
//! Reads JSON Lines `{id, text}` from standard input and writes `{id, attributions}`, offsets in
//! code points. `--model FILE` (several vote) instead of the built-in models, `--bias X`, `--fast`.

use anyhow::{Context, Result};
use record::quotes::{Gear, Quote, Quotes, Reader};
use serde_json::{Value, json};
use std::io::{BufRead, Write};
use std::ops::Range;

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
        let attributions: Vec<Value> = answer
            .quotes
            .iter()
            .map(|quote| attribution(&answer, quote, &at))
            .collect();
        writeln!(
            out,
            "{}",
            json!({ "id": line["id"], "attributions": attributions })
        )?;
    }
    Ok(())
}

fn attribution(answer: &Quotes, quote: &Quote, at: &[u32]) -> Value {
    let speaker = quote
        .resolution
        .speaker
        .map(|s| answer.speakers[s].name.as_str());
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
