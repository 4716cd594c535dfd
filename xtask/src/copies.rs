//! `cargo xtask train copies`, and the floors of reprints: how well `record::reprint` and the keys
//! of `record::signature` do on the gold pairs.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Context, Result};
use eval::copies::{Gold, Pair, Ranking, load, rank};
use eval::floors::Floors;
use eval::gold;
use record::reprint::features::COUNT;
use record::reprint::judge::Judge;
use record::reprint::{align, features};
use record::signature::Signature;
use record::signature::keys::{Index, Keys};

use crate::compare::hold;

const WEIGHTS: &str = "record/data/reprint-weights.tsv";
const SET: &str = "copies";
/// Folds of topics. Ten: the smallest sources have three topics.
const FOLDS: usize = 10;
/// Pull of the weights towards 0. 3: between 1 and 10 the F1 of unseen topics stays within 0.2.
const PULL: f64 = 3.0;
/// What a pair of real agency copies counts: pairs made by a generator are four times as many, and
/// easy. 3: recall at 99 % precision of unseen topics 89.5 → 90.4, F1 95.8 → 96.0.
const NATURAL: f64 = 3.0;
/// Steps of gradient descent; the loss moves in its fifth digit by then.
const STEPS: usize = 600;

struct Sample {
    features: [f32; COUNT],
    pair: Pair,
}

impl Sample {
    fn weight(&self) -> f64 {
        if self.pair.source == "natural" { NATURAL } else { 1.0 }
    }
}

/// Trains the judge of reprints and writes its table; with `cross`, only says what unseen topics get.
pub(crate) fn train(cross: bool) -> Result<()> {
    let gold = load(&gold::folder())?.context("no gold pairs (DATELINE_GOLD)")?;
    let samples = samples(&gold);
    let scores = unseen(&samples);
    print("topics not seen", &samples, &scores);
    if !cross {
        let all: Vec<&Sample> = samples.iter().collect();
        let judge = fit(&all);
        let seen: Vec<f64> = samples.iter().map(|s| f64::from(judge.score(&s.features))).collect();
        print("seen", &samples, &seen);
        std::fs::write(WEIGHTS, judge.table())?;
    }
    Ok(())
}

/// Holds the built-in judge and the keys against their floors; true where there is no data.
pub(crate) fn check() -> Result<bool> {
    let Some(gold) = load(&gold::folder())? else {
        println!("skipped: no data");
        return Ok(true);
    };
    let floors = Floors::load(std::path::Path::new("eval/floors.json"))?;
    let samples = samples(&gold);
    let score = |s: &Sample| f64::from(record::reprint::judge::score(&s.features));
    let seen: Vec<f64> = samples.iter().map(score).collect();
    let (all, natural) = rankings(&samples, &seen);
    let (unseen_all, unseen_natural) = rankings(&samples, &unseen(&samples));
    let (found, mean) = candidates(&gold);
    println!("an article has {mean:.1} candidates on average");
    let measured = [
        ("best_f1", all.best_f1),
        ("recall_at_99", all.recall),
        ("natural_f1", natural.best_f1),
        ("unseen_best_f1", unseen_all.best_f1),
        ("unseen_recall_at_99", unseen_all.recall),
        ("unseen_natural_f1", unseen_natural.best_f1),
        ("candidate_recall", found),
    ];
    Ok(hold(&floors, SET, &measured))
}

fn samples(gold: &Gold) -> Vec<Sample> {
    let signatures = signatures(gold);
    let sample = |pair: &Pair| {
        let (a, b) = (&signatures[pair.a.as_str()], &signatures[pair.b.as_str()]);
        Sample { features: features::of(a, b, &align::passages(a, b)), pair: pair.clone() }
    };
    gold.pairs.iter().map(sample).collect()
}

fn signatures(gold: &Gold) -> HashMap<&str, Signature> {
    gold.texts.iter().map(|(id, text)| (id.as_str(), Signature::read(text))).collect()
}

/// Every pair's score by a judge that has not seen its topic.
fn unseen(samples: &[Sample]) -> Vec<f64> {
    let topics: BTreeSet<&str> = samples.iter().map(|s| s.pair.topic()).collect();
    let fold_of: HashMap<&str, usize> =
        topics.into_iter().enumerate().map(|(at, topic)| (topic, at % FOLDS)).collect();
    let mut scores = vec![0.0; samples.len()];
    for fold in 0..FOLDS {
        let is_out = |sample: &Sample| fold_of[sample.pair.topic()] == fold;
        let judge = fit(&samples.iter().filter(|s| !is_out(s)).collect::<Vec<_>>());
        for (score, sample) in scores.iter_mut().zip(samples).filter(|(_, s)| is_out(s)) {
            *score = f64::from(judge.score(&sample.features));
        }
    }
    scores
}

/// All pairs; those of real agency copies alone.
fn rankings(samples: &[Sample], scores: &[f64]) -> (Ranking, Ranking) {
    let scored = || samples.iter().zip(scores.iter().copied());
    let natural = scored().filter(|(sample, _)| sample.pair.source == "natural");
    let flag = |(sample, score): (&Sample, f64)| (score, sample.pair.is_copy());
    (rank(scored().map(flag).collect()), rank(natural.map(flag).collect()))
}

fn print(what: &str, samples: &[Sample], scores: &[f64]) {
    let (all, natural) = rankings(samples, scores);
    println!(
        "{what}: F1 {:.1}, recall at 99 % precision {:.1}; natural F1 {:.1}",
        100.0 * all.best_f1,
        100.0 * all.recall,
        100.0 * natural.best_f1
    );
}

/// Logistic regression with every feature brought to mean 0 and deviation 1.
fn fit(samples: &[&Sample]) -> Judge {
    let count: f64 = samples.iter().map(|s| s.weight()).sum();
    let mut mean = [0.0; COUNT];
    let mut deviation = [0.0; COUNT];
    for sample in samples {
        let share = sample.weight() / count;
        mean.iter_mut().zip(sample.features).for_each(|(m, f)| *m += f64::from(f) * share);
    }
    for sample in samples {
        for at in 0..COUNT {
            let off = f64::from(sample.features[at]) - mean[at];
            deviation[at] += off.powi(2) * sample.weight() / count;
        }
    }
    deviation.iter_mut().for_each(|d| *d = d.sqrt().max(1e-6));
    let scaled: Vec<[f64; COUNT]> = samples
        .iter()
        .map(|s| std::array::from_fn(|at| (f64::from(s.features[at]) - mean[at]) / deviation[at]))
        .collect();
    let (mut bias, mut weights) = (0.0, [0.0; COUNT]);
    let pace = 2.0 / count;
    for _ in 0..STEPS {
        let (mut lean, mut slope) = (0.0, [0.0; COUNT]);
        for (row, sample) in scaled.iter().zip(samples) {
            let sum: f64 = bias + row.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>();
            let wanted = f64::from(u8::from(sample.pair.is_copy()));
            let error = sample.weight() * (wanted - 1.0 / (1.0 + (-sum).exp()));
            lean += error;
            slope.iter_mut().zip(row).for_each(|(s, x)| *s += error * x);
        }
        bias += pace * lean;
        for (weight, slope) in weights.iter_mut().zip(slope) {
            *weight += pace * (slope - PULL * *weight);
        }
    }
    let plain: [f64; COUNT] = std::array::from_fn(|at| weights[at] / deviation[at]);
    let shift: f64 = plain.iter().zip(mean).map(|(w, m)| w * m).sum();
    Judge::new((bias - shift) as f32, plain.map(|w| w as f32))
}

/// Share of the copies that the keys find, and candidates an article. Either text may come second: the
/// articles arrive in one order and then in the other, and both count half.
fn candidates(gold: &Gold) -> (f64, f64) {
    let mut ids: Vec<&str> = gold.texts.keys().map(String::as_str).collect();
    ids.sort_unstable();
    let signatures = signatures(gold);
    let keys: HashMap<&str, Keys> = ids.iter().map(|id| (*id, Keys::of(&signatures[id]))).collect();
    let (mut found, mut total, mut all) = (0usize, 0usize, 0usize);
    for _ in 0..2 {
        let mut index = Index::default();
        let mut of: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        for (number, &id) in ids.iter().enumerate() {
            let placement = index.add(number as u64, &keys[id]);
            total += placement.candidates.len();
            of.insert(id, placement.candidates.iter().map(|&at| ids[at as usize]).collect());
        }
        for pair in gold.pairs.iter().filter(|pair| pair.is_copy()) {
            let (a, b) = (pair.a.as_str(), pair.b.as_str());
            let is_found = of[a].contains(b) || of[b].contains(a);
            if !is_found {
                println!("not a candidate: {a} {b} ({} {})", pair.source, pair.label);
            }
            found += usize::from(is_found);
            all += 1;
        }
        ids.reverse();
    }
    (found as f64 / all.max(1) as f64, total as f64 / (2 * ids.len()).max(1) as f64)
}
