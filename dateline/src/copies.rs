//! `dateline copies`: texts in, scores of pairs out.
//!
//! The batch protocol of docs/compare.md: JSON Lines on standard input, texts `{id, text}` and the
//! pairs to score `{a, b}`. A pair is answered when it comes; where none is asked for, the pairs that
//! the keys find among the texts are.

use std::collections::HashMap;
use std::io::{self, BufWriter, Read, Write};

use ::record::reprint::{self, Comparison, Kind};
use ::record::signature::Signature;
use ::record::signature::keys::{Index, Keys};
use anyhow::{Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Outcome;
use crate::guard::{guarded, quiet_panics};
use crate::lines::{Lines, id_of};

/// Find reprints among plain texts, or score given pairs.
///
/// Reads JSON Lines on standard input, texts {id, text} and pairs {a, b}, and writes {a, b, score,
/// label, kind}: for each pair asked for, or, if there are none, for the pairs that are found
/// (protocol: docs/compare.md). For two pages use `dateline compare`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  cat docs.jsonl pairs.jsonl | dateline copies --batch > scores.jsonl")]
pub struct Args {
    /// Answer the JSON Lines on standard input.
    #[arg(long)]
    batch: bool,
}

/// A line carries one whole text; longer than any book is none.
const MAX_REQUEST_BYTES: u64 = 256 << 20;

/// Answers the requests on standard input.
///
/// # Errors
/// When standard input cannot be read or standard output cannot be written.
pub fn run(args: &Args) -> Result<Outcome> {
    if !args.batch {
        bail!("say --batch to read JSON Lines from standard input (for pages: `dateline compare`)");
    }
    quiet_panics();
    batch(io::stdin().lock(), io::stdout())
}

/// Other keys are left alone, so that gold data can be fed as it is.
#[derive(Deserialize)]
#[serde(untagged)]
enum Request {
    Text { id: String, text: String },
    Pair { a: String, b: String },
}

fn batch(requests: impl Read, answers: impl Write) -> Result<Outcome> {
    let mut answers = BufWriter::new(answers);
    let mut lines = Lines::new(requests, MAX_REQUEST_BYTES);
    let mut texts = Texts::default();
    let mut asked_count = 0;
    let mut failed_count = 0;
    for line in &mut lines {
        let answer = match serde_json::from_slice(&line) {
            Ok(Request::Text { id, text }) => {
                let signature = guarded(|| Ok(Signature::read(&text)));
                signature.map(|signature| texts.keep(id, signature)).map(|()| None)
            }
            Ok(Request::Pair { a, b }) => {
                asked_count += 1;
                guarded(|| texts.score(&a, &b)).map(Some)
            }
            Err(error) => Err(format!("not a text or a pair: {error}")),
        };
        match answer {
            Ok(None) => {}
            Ok(Some(answer)) => writeln!(answers, "{answer}")?,
            Err(reason) => {
                failed_count += 1;
                writeln!(answers, "{}", failed(&line, &reason))?;
            }
        }
    }
    if asked_count == 0 {
        texts.find(|answer| writeln!(answers, "{answer}"))?;
    }
    answers.flush()?;
    match lines.error {
        Some(error) => Err(error.into()),
        None => Ok(Outcome { failed_count }),
    }
}

/// A line with the ends of the request that it answers, as far as they can be read.
fn failed(line: &[u8], reason: &str) -> Value {
    match serde_json::from_slice(line) {
        Ok(Request::Pair { a, b }) => json!({"a": a, "b": b, "score": 0.0, "error": reason}),
        _ => json!({"id": id_of(line), "error": reason}),
    }
}

/// The texts so far, in the order they came.
#[derive(Default)]
struct Texts {
    ids: Vec<String>,
    signatures: Vec<Signature>,
    at: HashMap<String, usize>,
}

impl Texts {
    fn keep(&mut self, id: String, signature: Signature) {
        self.at.insert(id.clone(), self.ids.len());
        self.ids.push(id);
        self.signatures.push(signature);
    }

    fn score(&self, a: &str, b: &str) -> Result<Value, String> {
        let of = |id: &str| self.at.get(id).ok_or_else(|| format!("no text {id} before this pair"));
        let (first, second) = (of(a)?, of(b)?);
        let compared = reprint::compare(&self.signatures[*first], &self.signatures[*second]);
        Ok(answer(a, b, &compared))
    }

    /// The pairs that share at least a passage, each with the earlier text first.
    fn find(&self, mut write: impl FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        let mut index = Index::default();
        for (number, signature) in self.signatures.iter().enumerate() {
            let placement = index.add(number as u64, &Keys::of(signature));
            for earlier in placement.candidates {
                let earlier = earlier as usize;
                let compared = reprint::compare(&self.signatures[earlier], signature);
                if compared.kind != Kind::Nothing {
                    write(answer(&self.ids[earlier], &self.ids[number], &compared))?;
                }
            }
        }
        Ok(())
    }
}

fn answer(a: &str, b: &str, compared: &Comparison) -> Value {
    let score = (f64::from(compared.score) * 1e6).round() / 1e6;
    json!({
        "a": a,
        "b": b,
        "score": score,
        "label": label(compared.kind),
        "kind": compared.kind.name(),
        "share_a": (f64::from(compared.share_a) * 1e3).round() / 1e3,
        "share_b": (f64::from(compared.share_b) * 1e3).round() / 1e3,
    })
}

/// The kind in the judges' words.
fn label(kind: Kind) -> &'static str {
    match kind {
        Kind::Same => "copy",
        Kind::Shortened | Kind::Extended => "version",
        Kind::Reworded => "spun",
        Kind::Passage => "reuse",
        Kind::Nothing => "none",
    }
}

#[cfg(test)]
mod tests;
