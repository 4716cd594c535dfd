//! `cargo xtask train quotes`: trains the models of `record::quotes` from the gold.
//!
//! Reads `DATELINE_GOLD` (default `../shared/data`) and, for the network, public word vectors in
//! GloVe's text form from `DATELINE_VECTORS`. The same input gives the same model.

mod chain;
mod data;
mod gemm;
mod linear;
mod lstm;
mod model;
mod tags;

#[cfg(test)]
mod tests;

use anyhow::{Context, Result};
use data::{Names, Sample};
use model::{Dropout, Lexicon, Model, Random, Sizes, Step};
use record::quotes::chunks::hash;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::time::Instant;

/// Words seen at least this often get a row of their own: rarer ones teach the row of unknown words.
const SEEN: u32 = 3;
/// Words of the public vectors that are kept, most frequent first, besides those of the gold.
const VECTORS: usize = 30_000;
const BATCH: usize = 24;
/// Step size at the start; it falls linearly to a twentieth.
const RATE: f32 = 2.5e-3;
/// Share of the old average kept at each step; the averaged weights are what is written.
const AVERAGE: f32 = 0.998;

/// Where the gold is.
pub(crate) fn gold() -> PathBuf {
    std::env::var_os("DATELINE_GOLD").map_or_else(|| "../shared/data".into(), PathBuf::from)
}

/// Runs the command: `network [epochs] [hidden] [seed] [out]`.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["network", rest @ ..] => train_network(rest),
        ["chains", rest @ ..] => train_chains(rest),
        ["tagger"] => {
            let folder = gold().join("attribution");
            let model =
                tags::train(&data::read(&folder, "train")?, &data::read(&folder, "dev")?, 6);
            Ok(std::fs::write("record/models/tagger.bin", model)?)
        }
        _ => {
            anyhow::bail!("usage: cargo xtask train quotes network [EPOCHS] [HIDDEN] [SEED] [OUT]")
        }
    }
}

fn train_chains(arguments: &[&str]) -> Result<()> {
    let epochs = arguments.first().map_or(Ok(6), |x| x.parse())?;
    let out = arguments.get(1).unwrap_or(&"record/models/chains.bin");
    let documents = data::without_held_out(data::read(&gold().join("attribution"), "train")?);
    let lexicon = lexicon(&data::samples(&documents, &mut Names::default()))?;
    let tagger = std::fs::read("record/models/tagger.bin")?;
    Ok(std::fs::write(out, linear::train(&documents, &tagger, &lexicon, epochs))?)
}

fn train_network(arguments: &[&str]) -> Result<()> {
    let number = |at: usize, default: usize| arguments.get(at).map_or(Ok(default), |x| x.parse());
    let (epochs, hidden, seed) = (number(0, 12)?, number(1, 96)?, number(2, 1)?);
    let out = PathBuf::from(arguments.get(3).unwrap_or(&"record/models/network.bin"));
    let documents = data::read(&gold().join("attribution"), "train")?;
    let documents = if arguments.get(4) == Some(&"all") {
        documents
    } else {
        data::without_held_out(documents)
    };
    let mut names = Names::default();
    let samples = data::samples(&documents, &mut names);
    let lexicon = lexicon(&samples)?;
    let sizes =
        Sizes { vector: 50, word: 32, suffix: 14, shape: 12, state: 8, hidden, part_hidden: 64 };
    let mut random = Random(seed as u64);
    let auxiliary = [0, 1].map(|side| names.numbers[side].len());
    let model = Model::new(sizes, lexicon.word_hashes.len(), auxiliary, &mut random);
    println!(
        "{} chunks, {} words of our own, {} vectors, {} parameters",
        samples.len(),
        lexicon.word_hashes.len(),
        lexicon.vector_hashes.len(),
        model.values.len()
    );
    Training { model, lexicon, samples, random, epochs, out }.run()
}

struct Training {
    model: Model,
    lexicon: Lexicon,
    samples: Vec<Sample>,
    random: Random,
    epochs: usize,
    out: PathBuf,
}

impl Training {
    fn run(mut self) -> Result<()> {
        let size = self.model.values.len();
        let (mut first, mut second) = (vec![0.0f32; size], vec![0.0f32; size]);
        let mut average = self.model.values.clone();
        let steps_in_all = (self.epochs * self.samples.len().div_ceil(BATCH)) as f32;
        let mut done = 0;
        for epoch in 0..self.epochs {
            let start = Instant::now();
            let mut total = 0.0;
            for batch in self.batches() {
                let samples: Vec<&Sample> = batch.iter().map(|&at| &self.samples[at]).collect();
                let mut gradients = vec![0.0; size];
                let lengths: Vec<usize> = samples.iter().map(|s| s.tokens.len()).collect();
                let mut step = Step {
                    model: &self.model,
                    lexicon: &self.lexicon,
                    gradients: &mut gradients,
                    random: &mut self.random,
                    dropout: Dropout { word: 0.1, input: 0.15, layer: 0.35 },
                    steps: lengths.iter().copied().max().unwrap_or(0),
                    lengths,
                    on_policy: epoch >= 2,
                };
                total += step.run(&samples) * samples.len() as f32;
                done += 1;
                let rate = RATE * (1.0 - 0.95 * done as f32 / steps_in_all);
                adam(&mut self.model.values, &mut gradients, &mut first, &mut second, rate, done);
                let keep = AVERAGE.min(done as f32 / (done as f32 + 10.0));
                for (a, x) in average.iter_mut().zip(&self.model.values) {
                    *a += (1.0 - keep) * (x - *a);
                }
            }
            eprintln!(
                "epoch {epoch}: loss {:.4}, {:.0} s",
                total / self.samples.len() as f32,
                start.elapsed().as_secs_f32()
            );
            std::fs::write(&self.out, self.model.write(&average, &self.lexicon))?;
        }
        Ok(())
    }

    /// Batches of chunks of like length, in random order.
    fn batches(&mut self) -> Vec<Vec<usize>> {
        let mut order: Vec<usize> = (0..self.samples.len()).collect();
        shuffle(&mut order, &mut self.random);
        let mut batches = Vec::new();
        for pool in order.chunks_mut(BATCH * 20) {
            pool.sort_by_key(|&at| self.samples[at].tokens.len());
            batches.extend(pool.chunks(BATCH).map(<[usize]>::to_vec));
        }
        shuffle(&mut batches, &mut self.random);
        batches
    }
}

fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for at in (1..items.len()).rev() {
        items.swap(at, (random.next() % (at as u64 + 1)) as usize);
    }
}

/// One step of Adam, gradients cut to norm 5 before.
fn adam(
    values: &mut [f32],
    gradients: &mut [f32],
    first: &mut [f32],
    second: &mut [f32],
    rate: f32,
    done: usize,
) {
    let norm = gradients.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>().sqrt() as f32;
    let cut = if norm > 5.0 { 5.0 / norm } else { 1.0 };
    let correction = (1.0 - 0.999f32.powi(done as i32)).sqrt() / (1.0 - 0.9f32.powi(done as i32));
    for (((x, g), m), v) in values.iter_mut().zip(gradients).zip(first).zip(second) {
        let g = *g * cut;
        *m = 0.9 * *m + 0.1 * g;
        *v = 0.999 * *v + 0.001 * g * g;
        *x -= rate * correction * *m / (v.sqrt() + 1e-8);
    }
}

fn lexicon(samples: &[Sample]) -> Result<Lexicon> {
    let mut seen: HashMap<u32, u32> = HashMap::new();
    let mut in_gold = BTreeSet::new();
    for token in samples.iter().flat_map(|s| &s.tokens) {
        *seen.entry(token.word).or_default() += 1;
        in_gold.insert(token.vector);
    }
    let word_hashes: BTreeSet<u32> =
        seen.into_iter().filter(|&(_, n)| n >= SEEN).map(|(w, _)| w).collect();
    let path = std::env::var_os("DATELINE_VECTORS")
        .context("DATELINE_VECTORS: path of GloVe vectors in text form")?;
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.to_string_lossy()))?;
    let mut rows: BTreeMap<u32, Vec<f32>> = BTreeMap::new();
    for (rank, line) in text.lines().enumerate() {
        let (word, rest) = line.split_once(' ').context("a line of vectors without a space")?;
        let hash = hash(word.as_bytes());
        if rank < VECTORS || in_gold.contains(&hash) {
            rows.entry(hash).or_insert(rest.split(' ').map(str::parse).collect::<Result<_, _>>()?);
        }
    }
    let mut vectors = vec![0.0; 50];
    vectors.extend(rows.values().flatten());
    Ok(Lexicon {
        vector_hashes: rows.into_keys().collect(),
        vectors,
        word_hashes: word_hashes.into_iter().collect(),
    })
}
