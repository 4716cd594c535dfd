//! `cargo xtask train title`: learns how much each sign counts when the title is chosen.
//!
//! The judge is a weighted sum; the weights make the right candidates likely among all of their page
//! (a softmax over the page's candidates, L2, Adam). Each feature has two weights: one for every
//! page, one on top for pages that say they are articles. `--cross N` scores sites that were not
//! learnt from and then each set learnt from the others; without it the weights go into
//! `page/src/meta/title/weights.rs`. The same gold gives the same file.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use eval::gold::{self, GoldPage};
use eval::metadata::plain;
use page::training::{TITLE_FEATURES, TitlePage};
use rayon::prelude::*;

/// Sets with gold titles and how much a page of each counts. Mozilla's are another extractor's
/// output, taken as a hint.
const SETS: [(&str, f64); 5] = [
    ("fundus", 1.2),
    ("wcxb-dev", 1.0),
    ("trafilatura", 1.0),
    ("postlight", 1.2),
    ("mozilla", 0.3),
];
const FEATURES: usize = TITLE_FEATURES.len();
const WEIGHTS: usize = 2 * FEATURES;
/// 6: best in cross-validation over sites and over sets; 2 to 10 are within 0.01.
const L2: f64 = 6.0;
const STEPS: i32 = 300;
const RATE: f64 = 0.1;
/// Where the weights are shipped.
const TARGET: &str = "page/src/meta/title/weights.rs";

/// A page with a gold title.
struct Sample {
    set: usize,
    site: u32,
    /// By candidate: features, then the same again where the page is an article, else 0.
    rows: Vec<[f64; WEIGHTS]>,
    is_right: Vec<bool>,
}

/// Runs the command.
pub(crate) fn run(cross: Option<u32>) -> Result<()> {
    let samples = load()?;
    let all: Vec<&Sample> = samples.iter().collect();
    report("best possible", &samples, |sample| sample.is_right.contains(&true));
    if let Some(folds) = cross {
        let learnt: Vec<_> = (0..folds)
            .into_par_iter()
            .map(|held| train(all.iter().copied().filter(|one| fold(one, folds) != held)))
            .collect();
        report("sites not seen", &samples, |one| is_hit(one, &learnt[fold(one, folds) as usize]));
        let learnt: Vec<_> = (0..SETS.len())
            .into_par_iter()
            .map(|held| train(all.iter().copied().filter(|one| one.set != held)))
            .collect();
        report("sets not seen", &samples, |one| is_hit(one, &learnt[one.set]));
        return Ok(());
    }
    let weights = train(all.iter().copied());
    report("seen", &samples, |one| is_hit(one, &weights));
    std::fs::write(TARGET, source(&weights)?).with_context(|| format!("writing {TARGET}"))
}

fn load() -> Result<Vec<Sample>> {
    let folder = gold::folder();
    let mut samples = Vec::new();
    for (set, (name, _)) in SETS.iter().enumerate() {
        let pages = gold::load(&folder, name)?.pages;
        let opened: Vec<Option<Sample>> =
            pages.par_iter().map(|page| open(set, page)).collect::<Result<_>>()?;
        samples.extend(opened.into_iter().flatten());
    }
    Ok(samples)
}

fn open(set: usize, gold: &GoldPage) -> Result<Option<Sample>> {
    if gold.title.is_empty() {
        return Ok(None);
    }
    let url = gold.url.as_deref().and_then(|url| url::Url::parse(url).ok());
    let host = url.as_ref().and_then(url::Url::host_str).unwrap_or(&gold.id).to_owned();
    let capture = page::Capture { bytes: gold.read()?, url, headers: vec![] };
    let Some(page) = TitlePage::open(&capture) else {
        return Ok(None);
    };
    let wanted = plain(&gold.title);
    let article = f64::from(u8::from(page.is_article));
    let row = |features: &[f32; FEATURES]| {
        std::array::from_fn(|at| match features.get(at) {
            Some(feature) => f64::from(*feature),
            None => article * f64::from(features[at - FEATURES]),
        })
    };
    Ok(Some(Sample {
        set,
        site: site(&host),
        rows: page.candidates.iter().map(|(_, features)| row(features)).collect(),
        is_right: page.candidates.iter().map(|(text, _)| plain(text) == wanted).collect(),
    }))
}

/// A number for the last two labels of a host: pages of one site stay in one fold.
fn site(host: &str) -> u32 {
    let start = host.rmatch_indices('.').nth(1).map_or(0, |(dot, _)| dot + 1);
    let hash = host[start..]
        .bytes()
        .fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 16)
}

fn fold(sample: &Sample, of: u32) -> u32 {
    (sample.site.wrapping_mul(0x9e37_79b1) >> 8) % of
}

fn score(row: &[f64; WEIGHTS], weights: &[f64; WEIGHTS]) -> f64 {
    row.iter().zip(weights).map(|(value, weight)| value * weight).sum()
}

fn is_hit(sample: &Sample, weights: &[f64; WEIGHTS]) -> bool {
    let scored = sample.rows.iter().map(|row| score(row, weights)).zip(&sample.is_right);
    scored
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .is_some_and(|(_, is_right)| *is_right)
}

fn train<'s>(samples: impl Iterator<Item = &'s Sample>) -> [f64; WEIGHTS] {
    let samples: Vec<&Sample> = samples.filter(|sample| sample.is_right.contains(&true)).collect();
    let mut weights = [0.0; WEIGHTS];
    let (mut mean, mut square) = ([0.0; WEIGHTS], [0.0; WEIGHTS]);
    for step in 1..=STEPS {
        let mut slope = weights.map(|weight| L2 * weight);
        for sample in &samples {
            add_slope(&mut slope, sample, &weights);
        }
        let (first, second) = (1.0 - 0.9f64.powi(step), 1.0 - 0.999f64.powi(step));
        for at in 0..WEIGHTS {
            mean[at] = 0.9 * mean[at] + 0.1 * slope[at];
            square[at] = 0.999 * square[at] + 0.001 * slope[at] * slope[at];
            weights[at] -= RATE * (mean[at] / first) / ((square[at] / second).sqrt() + 1e-8);
        }
    }
    weights
}

/// Adds the slope of minus the log of the chance that a right candidate is taken.
fn add_slope(slope: &mut [f64; WEIGHTS], sample: &Sample, weights: &[f64; WEIGHTS]) {
    let scores: Vec<f64> = sample.rows.iter().map(|row| score(row, weights)).collect();
    let most = scores.iter().copied().fold(f64::MIN, f64::max);
    let chances: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
    let all: f64 = chances.iter().sum();
    let right = chances.iter().zip(&sample.is_right).filter(|(_, is_right)| **is_right);
    let right: f64 = right.map(|(chance, _)| chance).sum::<f64>().max(1e-12);
    for ((row, chance), is_right) in sample.rows.iter().zip(&chances).zip(&sample.is_right) {
        let due = if *is_right { chance / right } else { 0.0 };
        let push = (chance / all - due) * SETS[sample.set].1;
        for (slope, value) in slope.iter_mut().zip(row) {
            *slope += push * value;
        }
    }
}

fn report(name: &str, samples: &[Sample], is_hit: impl Fn(&Sample) -> bool) {
    print!("{name:16}");
    for (set, (name, _)) in SETS.iter().enumerate() {
        let of: Vec<&Sample> = samples.iter().filter(|sample| sample.set == set).collect();
        let hits = of.iter().filter(|sample| is_hit(sample)).count();
        print!(" {name} {:.3}", hits as f64 / of.len().max(1) as f64);
    }
    println!();
}

/// The weights as Rust.
fn source(weights: &[f64; WEIGHTS]) -> Result<String> {
    let mut out = String::from(
        "//! What each sign counts when a title is chosen: on every page, and on top of that on \
         articles.\n//! Written by `cargo xtask train title`; see `docs/models.md`.\n\n\
         use super::FEATURES;\n\n#[rustfmt::skip]\npub(super) const WEIGHTS: [[f32; 2]; FEATURES] = [\n",
    );
    for (at, name) in TITLE_FEATURES.iter().enumerate() {
        // `+ 0.0` turns -0.0 into 0.0.
        let round = |weight: f64| (weight * 100.0).round() / 100.0 + 0.0;
        let (every, article) = (round(weights[at]), round(weights[FEATURES + at]));
        writeln!(out, "    [{every:.2}, {article:.2}], // {name}")?;
    }
    out.push_str("];\n");
    Ok(out)
}
