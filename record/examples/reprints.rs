//! Measures reprints in CPU time: `cargo run --release -p record --example reprints -- DOCS.jsonl PAIRS.jsonl`
//! compares the pairs of the judge's files and writes `{a, b, score}`; with a number instead,
//! `… --example reprints -- 1000000` keeps so many generated articles in the index.

use std::collections::HashMap;
use std::io::Write;

use record::Options;
use record::reprint::compare;
use record::rival::Account;
use record::rival::table::lay_out;
use record::signature::Signature;
use record::signature::keys::{Index, Keys};
use record::version::Versions;
use serde_json::{Value, json};

/// CPU time of this thread in seconds, as Linux counts it: the machine may be shared.
fn cpu() -> f64 {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    line.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [docs, pairs] => score(docs, pairs),
        [count] => fill(count.parse().expect("a number of articles")),
        _ => eprintln!("say DOCS.jsonl PAIRS.jsonl, or a number of articles"),
    }
}

fn rows(path: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(path).expect("a file that can be read");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect()
}

fn score(docs: &str, pairs: &str) {
    let texts: HashMap<String, String> = rows(docs)
        .iter()
        .map(|doc| {
            (
                doc["id"].as_str().unwrap_or("").to_owned(),
                doc["text"].as_str().unwrap_or("").to_owned(),
            )
        })
        .collect();
    let start = cpu();
    let signatures: HashMap<&str, Signature> =
        texts.iter().map(|(id, text)| (id.as_str(), Signature::read(text))).collect();
    let words: usize = signatures.values().map(|s| s.tokens.len()).sum();
    eprintln!("signatures: {:.3} ms for 600 words", (cpu() - start) * 1e3 * 600.0 / words as f64);
    let pairs = rows(pairs);
    let mut out = std::io::stdout().lock();
    let (mut took, mut words, mut diffs) = (0.0, 0, 0.0);
    for pair in &pairs {
        let (a, b) = (pair["a"].as_str().unwrap_or(""), pair["b"].as_str().unwrap_or(""));
        let start = cpu();
        let compared = compare(&signatures[a], &signatures[b]);
        took += cpu() - start;
        words += signatures[a].tokens.len() + signatures[b].tokens.len();
        let start = cpu();
        std::hint::black_box(Versions::compare(&texts[a], &texts[b]));
        diffs += cpu() - start;
        let line = json!({"a": a, "b": b, "score": compared.score, "kind": compared.kind.name()});
        writeln!(out, "{line}").expect("standard output is open");
    }
    let each = 1e3 * 1200.0 / words as f64;
    eprintln!(
        "compare: {:.3} ms, diff: {:.3} ms for two texts of 600 words",
        took * each,
        diffs * each
    );
    rivals(&texts, &pairs);
}

/// The figures of the first pairs set side by side; reading them is timed apart.
fn rivals(texts: &HashMap<String, String>, pairs: &[Value]) {
    let (mut reading, mut comparing, mut words) = (0.0, 0.0, 0);
    for pair in pairs.iter().take(200) {
        let texts = ["a", "b"].map(|side| texts[pair[side].as_str().unwrap_or("")].as_str());
        let start = cpu();
        let records = texts.map(|text| record::read(text, &Options::default()));
        reading += cpu() - start;
        let start = cpu();
        let accounts = [0, 1].map(|at| Account {
            text: texts[at],
            record: &records[at],
            outlet: ["one", "other"][at],
            published: None,
            reprint_of: None,
        });
        std::hint::black_box(lay_out(&accounts, &record::rival::compare(&accounts)));
        comparing += cpu() - start;
        words += texts.map(|text| text.split_whitespace().count()).iter().sum::<usize>();
    }
    let each = 1e3 * 1200.0 / words as f64;
    eprintln!(
        "records: {:.3} ms, figures side by side: {:.3} ms for two texts of 600 words",
        reading * each,
        comparing * each
    );
}

/// Invented articles of 300 words; every tenth is a reprint of an earlier one, its words changed here and there.
fn fill(count: u64) {
    let mut index = Index::default();
    let (mut found, mut reprints, mut candidates, mut kept) = (0, 0, 0, 0);
    let (mut last, mut last_count) = (0.0, 0);
    for number in 0..count {
        let is_reprint = number % 10 == 9;
        let original = if is_reprint { number - 1 - number / 2 } else { number };
        let text = report(original, is_reprint);
        let start = cpu();
        let placement = index.add(number, &Keys::of(&Signature::read(&text)));
        if number >= count - count / 50 {
            last += cpu() - start;
            last_count += 1;
        }
        kept += placement.keep.len();
        candidates += placement.candidates.len();
        reprints += usize::from(is_reprint && original % 10 != 9);
        found += usize::from(
            is_reprint && original % 10 != 9 && placement.candidates.contains(&original),
        );
    }
    println!(
        "{count} articles: {:.3} ms CPU each at the end, {:.1} rows and {:.1} candidates each, {found} of {reprints} reprints found",
        last * 1e3 / f64::from(last_count),
        kept as f64 / count as f64,
        candidates as f64 / count as f64
    );
}

fn report(number: u64, is_edited: bool) -> String {
    let mut state = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut roll = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1u64 << 31) as f64
    };
    let mut text = String::new();
    for at in 0..300 {
        // Frequent words are frequent: the share of a word falls with its rank (Zipf).
        let rank = (60_000f64.powf(roll())) as u64;
        let drop = is_edited && at % 7 == 3;
        text.push_str(if at % 15 == 0 { "\nName" } else { "word" });
        text.push_str(&format!("{}{} ", if drop { "x" } else { "" }, rank));
    }
    text
}
