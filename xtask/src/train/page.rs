//! `cargo xtask train page`: learns the judge of story blocks from the gold pages.
//!
//! `--cross N` parts the sites into N folds, trains on all but one and scores that one, each in
//! turn: the number that says whether something carries over. Without it the model is
//! trained on everything and written into `page/src/body/model.bin`.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use eval::shingle;
use page::training::{Forest, LearntLexicon, Model, Pass, Tokens, TrainingPage};
use rayon::prelude::*;
use serde_json::Value;

use super::align;
use super::forest::{self, Config, Data};
use super::lexicon::{self, Example};

/// Sets with body gold, and how much a page of each counts.
const SETS: &[(&str, f32)] = &[
    ("scrapinghub", 1.3),
    ("fundus", 1.3),
    ("wcxb-dev", 1.0),
    ("trafilatura", 0.7),
    ("daniel", 0.7),
    ("cleaneval-dev", 0.8),
    ("cleanportaleval", 0.8),
];

const FIRST: Config = Config {
    trees: 120,
    leaves: 24,
    rate: 0.09,
    least_weight: 0.15,
    lambda: 1.0,
    row_share: 0.6,
    feature_share: 0.4,
    seed: 1,
};
const SECOND: Config = Config { trees: 110, leaves: 24, rate: 0.08, seed: 2, ..FIRST };

/// A gold page, opened and labelled.
struct Sample {
    set: &'static str,
    id: String,
    site: u32,
    page: TrainingPage,
    texts: Vec<String>,
    tokens: Vec<Tokens>,
    targets: Vec<f32>,
    weights: Vec<f32>,
    gold: String,
    with: Vec<String>,
    without: Vec<String>,
}

/// Where the gold lies.
pub(crate) fn gold_root() -> PathBuf {
    std::env::var_os("DATELINE_GOLD").map_or_else(|| "../shared/data".into(), PathBuf::from)
}

fn load() -> Result<Vec<Sample>> {
    let root = gold_root().join("pages");
    let mut samples = vec![];
    for (set, share) in SETS {
        let lines = std::fs::read_to_string(root.join(set).join("gold.jsonl"))
            .with_context(|| format!("reading the gold of {set}"))?;
        let opened: Vec<Sample> = lines
            .par_lines()
            .filter_map(|line| open(&root.join(set), set, *share, line).transpose())
            .collect::<Result<_>>()?;
        samples.extend(opened);
    }
    Ok(samples)
}

fn open(folder: &Path, set: &'static str, share: f32, line: &str) -> Result<Option<Sample>> {
    let gold: Value = serde_json::from_str(line)?;
    let text = |key: &str| gold[key].as_str().unwrap_or("").to_string();
    let list = |key: &str| -> Vec<String> {
        let values = gold[key].as_array().into_iter().flatten();
        values.filter_map(|value| value.as_str().map(str::to_string)).collect()
    };
    let mut bytes = vec![];
    let file = std::fs::File::open(folder.join(text("html")))?;
    flate2::read::GzDecoder::new(file).read_to_end(&mut bytes)?;
    let url = url::Url::parse(&text("url")).ok();
    let host = url.as_ref().and_then(|url| url.host_str()).unwrap_or("").to_string();
    let host = if host.is_empty() { text("id") } else { host };
    let host = host.trim_start_matches("www.");
    let site = host
        .bytes()
        .fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let capture = page::Capture { bytes, url, headers: vec![] };
    let Some(page) = TrainingPage::open(&capture) else {
        return Ok(None);
    };
    let texts = page.texts();
    let (with, without) = (list("with"), list("without"));
    let body = text("text");
    let (targets, weights) = if body.is_empty() {
        snippet_targets(&texts, &with, &[without.clone(), list("comments")].concat())
    } else {
        text_targets(&texts, &body)
    };
    let weights = weights.iter().map(|weight| weight * share).collect();
    Ok(Some(Sample {
        set,
        id: text("id"),
        site: site ^ (site >> 16),
        tokens: page.tokens(),
        page,
        texts,
        targets,
        weights,
        gold: body,
        with,
        without,
    }))
}

/// Labels by alignment; a block weighs what it would cost the page's score to get it wrong.
fn text_targets(texts: &[String], gold: &str) -> (Vec<f32>, Vec<f32>) {
    let all = align::tokens(gold).len().max(20) as f32;
    let labels = align::labels(texts, gold);
    let weigh = |text: &String| {
        let share = align::tokens(text).len() as f32 / all;
        (share * 12.0).clamp(0.03, 4.0)
    };
    let targets = labels.iter().map(|share| f32::from(u8::from(*share >= 0.5))).collect();
    (targets, texts.iter().map(weigh).collect())
}

/// Labels from snippets that must or must not be there; other blocks teach nothing.
fn snippet_targets(texts: &[String], with: &[String], without: &[String]) -> (Vec<f32>, Vec<f32>) {
    let holds = |text: &String, snippets: &[String]| {
        snippets.iter().any(|snippet| !snippet.trim().is_empty() && text.contains(snippet.trim()))
    };
    let label = |text: &String| match (holds(text, with), holds(text, without)) {
        (true, false) => (1.0, 1.0),
        (false, true) => (0.0, 1.0),
        _ => (0.0, 0.0),
    };
    texts.iter().map(label).unzip()
}

/// The site's fold among `of`.
fn fold(sample: &Sample, of: u32) -> u32 {
    (sample.site.wrapping_mul(0x9e37_79b1) >> 8) % of
}

fn learn_lexicon(samples: &[&Sample]) -> LearntLexicon {
    let examples: Vec<Example<'_>> = samples
        .iter()
        .flat_map(|sample| {
            sample.tokens.iter().zip(&sample.targets).zip(&sample.weights).map(
                |((tokens, target), weight)| Example {
                    tokens,
                    target: *target,
                    weight: weight.clamp(0.0, 1.0).sqrt(),
                    site: sample.site,
                },
            )
        })
        .filter(|example| example.weight > 0.0)
        .collect();
    lexicon::learn(&examples)
}

fn gather<'a>(passes: impl Iterator<Item = (&'a Pass, &'a Sample)>) -> Data {
    let mut data = Data::default();
    for (pass, sample) in passes {
        data.width = pass.width();
        for (index, row) in pass.values().chunks_exact(pass.width()).enumerate() {
            let (target, mut weight) = (sample.targets[index], sample.weights[index]);
            // Most blocks are small furniture: of those one in three stands for all.
            if target < 0.5 && weight < 0.05 {
                if index % 3 != 0 {
                    continue;
                }
                weight *= 3.0;
            }
            if weight > 0.0 {
                data.values.extend_from_slice(row);
                data.targets.push(target);
                data.weights.push(weight);
            }
        }
    }
    data
}

/// Trains on these pages. What a later stage learns from is made by earlier stages that have not
/// seen the page (three folds by site).
fn train(samples: &[&Sample]) -> Model {
    const FOLDS: u32 = 3;
    let lexicons: Vec<LearntLexicon> = (0..FOLDS)
        .into_par_iter()
        .map(|held| {
            let rest: Vec<&Sample> =
                samples.iter().copied().filter(|sample| fold(sample, FOLDS) != held).collect();
            learn_lexicon(&rest)
        })
        .collect();
    let firsts: Vec<Pass> = samples
        .par_iter()
        .map(|sample| sample.page.first(&lexicons[fold(sample, FOLDS) as usize]))
        .collect();
    let forests: Vec<Forest> = (0..FOLDS)
        .map(|held| {
            let rest = firsts.iter().zip(samples.iter().copied());
            let rest = rest.filter(|(_, sample)| fold(sample, FOLDS) != held);
            forest::grow(&gather(rest), &FIRST)
        })
        .collect();
    let seconds: Vec<Pass> = firsts
        .par_iter()
        .zip(samples)
        .map(|(pass, sample)| pass.second(&pass.judge(&forests[fold(sample, FOLDS) as usize])))
        .collect();
    let second = forest::grow(&gather(seconds.iter().zip(samples.iter().copied())), &SECOND);
    let first = forest::grow(&gather(firsts.iter().zip(samples.iter().copied())), &FIRST);
    learn_lexicon(samples).with(first, second)
}

/// The chosen text of a page.
fn chosen(sample: &Sample, model: &Model) -> (String, Vec<f32>) {
    let first = sample.page.first(&model.lexicon());
    let likely = first.judge(&model.first);
    let likely = first.second(&likely).judge_again(&model.second, &likely);
    let kept = sample.page.settle(&likely);
    let texts = sample.texts.iter().zip(&kept).filter(|(_, kept)| **kept);
    (texts.map(|(text, _)| text.as_str()).collect::<Vec<_>>().join("\n\n"), likely)
}

fn report(name: &str, results: &[(&Sample, String)]) {
    print!("{name:8}");
    for (set, _) in SETS {
        let of: Vec<&(&Sample, String)> =
            results.iter().filter(|(sample, _)| sample.set == *set).collect();
        let scores: Vec<_> = of
            .iter()
            .filter(|(sample, _)| !sample.gold.is_empty())
            .map(|(sample, text)| shingle::compare(&sample.gold, text).0)
            .collect();
        if scores.is_empty() {
            let (mut tp, mut fp, mut missed) = (0.0, 0.0, 0.0);
            for (sample, text) in of {
                for snippet in &sample.with {
                    if text.contains(snippet) { tp += 1.0 } else { missed += 1.0 }
                }
                fp +=
                    sample.without.iter().filter(|snippet| text.contains(*snippet)).count() as f64;
            }
            print!(" {set} seg {:.4} (-{missed} +{fp})", 2.0 * tp / (2.0 * tp + fp + missed));
            continue;
        }
        let score = shingle::score(scores.into_iter());
        print!(" {set} {:.4} ({:.3}/{:.3})", score.f1, score.precision, score.recall);
    }
    println!();
}

/// Runs the command.
pub(crate) fn run(cross: Option<u32>, pages: Option<&Path>) -> Result<()> {
    let started = std::time::Instant::now();
    let samples = load()?;
    let ceiling: Vec<(&Sample, String)> = samples
        .iter()
        .map(|sample| {
            let texts = sample.texts.iter().zip(&sample.targets).filter(|(_, t)| **t > 0.5);
            (sample, texts.map(|(text, _)| text.as_str()).collect::<Vec<_>>().join("\n\n"))
        })
        .collect();
    eprintln!("{} pages opened in {:?}", samples.len(), started.elapsed());
    report("ceiling", &ceiling);
    if let Some(folds) = cross {
        let mut results = vec![];
        for held in 0..folds {
            let seen: Vec<&Sample> = samples.iter().filter(|s| fold(s, folds) != held).collect();
            let model = train(&seen);
            let fresh: Vec<&Sample> = samples.iter().filter(|s| fold(s, folds) == held).collect();
            let judged: Vec<(&Sample, String, Vec<f32>)> = fresh
                .par_iter()
                .map(|sample| {
                    let (text, likely) = chosen(sample, &model);
                    (*sample, text, likely)
                })
                .collect();
            eprintln!("fold {held} after {:?}", started.elapsed());
            results.extend(judged);
        }
        let scored: Vec<_> = results.iter().map(|(s, text, _)| (*s, text.clone())).collect();
        report("cross", &scored);
        if let Some(path) = pages {
            write_pages(path, &results)?;
        }
        return Ok(());
    }
    let model = train(&samples.iter().collect::<Vec<_>>());
    let bytes = model.write();
    println!("{} bytes after {:?}", bytes.len(), started.elapsed());
    std::fs::write("page/src/body/model.bin", bytes)?;
    let results: Vec<_> = samples.par_iter().map(|s| (s, chosen(s, &model).0)).collect();
    report("seen", &results);
    Ok(())
}

/// One JSON line a page, worst first, with what was wrongly kept or lost.
fn write_pages(path: &Path, results: &[(&Sample, String, Vec<f32>)]) -> Result<()> {
    let mut rows: Vec<(f64, String)> = vec![];
    for (sample, text, likely) in results {
        let score = shingle::compare(&sample.gold, text).0;
        let f1 = score.f1();
        let blocks = sample.texts.iter().zip(&sample.targets).zip(likely);
        let wrong: Vec<Value> = blocks
            .filter(|((_, target), p)| (**target > 0.5) != (**p >= 0.42))
            .map(|((text, target), p)| {
                serde_json::json!([target, p, text.chars().take(160).collect::<String>()])
            })
            .collect();
        let row = serde_json::json!({"set": sample.set, "id": sample.id, "f1": f1,
            "p": score.precision(), "r": score.recall(), "wrong": wrong, "likely": likely});
        rows.push((f1, row.to_string()));
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let lines: Vec<String> = rows.into_iter().map(|(_, row)| row).collect();
    std::fs::write(path, lines.join("\n") + "\n")?;
    Ok(())
}
