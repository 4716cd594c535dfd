//! Trains the part-of-speech tagger from the silver tags.

use super::data::Document;
use super::model::Random;
use super::shuffle;
use record::quotes::tensors::Writer;
use record::tagger::{BUCKETS, FEATURES, Look, TAGS, Tag, WIDTH, bucket, features, looks};
use record::text::Text;
use std::collections::{BTreeMap, HashMap};

/// A word is looked up when it was seen this often with one tag in at least [`NEARLY_ALL`] of cases.
const OFTEN: u32 = 20;
const NEARLY_ALL: f32 = 0.995;

struct Sentence {
    looks: Vec<Look>,
    gold: Vec<Option<Tag>>,
}

fn sentences(documents: &[Document]) -> Vec<Sentence> {
    let mut all = Vec::new();
    for document in documents.iter().filter(|d| !d.silver.is_empty()) {
        let text = Text::read(&document.text);
        let looks = looks(&text);
        let gold: HashMap<(usize, usize), Tag> = document
            .silver
            .iter()
            .filter_map(|(span, tag, ..)| Some(((span.start, span.end), Tag::named(tag)?)))
            .collect();
        let gold: Vec<Option<Tag>> = text
            .words
            .iter()
            .map(|w| gold.get(&(w.start as usize, w.end as usize)).copied())
            .collect();
        all.extend(text.sentences.iter().map(|s| {
            let range = s.start as usize..s.end as usize;
            Sentence { looks: looks[range.clone()].to_vec(), gold: gold[range].to_vec() }
        }));
    }
    all
}

/// Trains on `train`; prints agreement on `dev`; gives back the model file.
pub(super) fn train(train: &[Document], dev: &[Document], epochs: usize) -> Vec<u8> {
    let mut training = sentences(train);
    let testing = sentences(dev);
    let known = known(&training);
    let mut model = Perceptron::new();
    let mut random = Random(3);
    for epoch in 0..epochs {
        shuffle(&mut training, &mut random);
        let wrong: usize = training.iter().map(|s| model.learn(s, &known)).sum();
        println!(
            "epoch {epoch}: {wrong} wrong while training, dev {:.4}",
            model.agreement(&testing, &known)
        );
    }
    let small = model.averaged();
    model.weights = small.iter().map(|&x| f32::from(x)).collect();
    println!(
        "as 8-bit numbers: dev {:.4}; {} words looked up",
        model.agreement(&testing, &known),
        known.len()
    );
    let mut writer = Writer::default();
    writer.integers("known.word", &known.keys().copied().collect::<Vec<_>>());
    writer.integers("known.tag", &known.values().map(|t| u32::from(t.0)).collect::<Vec<_>>());
    writer.bytes("weights", WIDTH, &small);
    writer.finish()
}

fn known(sentences: &[Sentence]) -> BTreeMap<u32, Tag> {
    let mut counts: HashMap<u32, HashMap<Tag, u32>> = HashMap::new();
    for sentence in sentences {
        for (look, tag) in sentence.looks.iter().zip(&sentence.gold) {
            if let (0, Some(tag)) = (look.shape, tag) {
                *counts.entry(look.word).or_default().entry(*tag).or_default() += 1;
            }
        }
    }
    let sure = |(word, tags): (u32, HashMap<Tag, u32>)| {
        let total: u32 = tags.values().sum();
        let (tag, count) = tags.into_iter().max_by_key(|&(tag, n)| (n, tag))?;
        (total >= OFTEN && count as f32 >= NEARLY_ALL * total as f32 && word != 0)
            .then_some((word, tag))
    };
    counts.into_iter().filter_map(sure).collect()
}

struct Perceptron {
    weights: Vec<f32>,
    sums: Vec<f32>,
    changed: Vec<u32>,
    now: u32,
}

impl Perceptron {
    fn new() -> Self {
        let size = BUCKETS * WIDTH;
        Self { weights: vec![0.0; size], sums: vec![0.0; size], changed: vec![0; size], now: 0 }
    }

    fn best(&self, features: &[u32; FEATURES]) -> Tag {
        let mut sum = [0.0f32; WIDTH];
        for &feature in features {
            let row = bucket(feature) * WIDTH;
            for (s, w) in sum.iter_mut().zip(&self.weights[row..row + WIDTH]) {
                *s += w;
            }
        }
        let best = (0..TAGS.len()).rev().max_by(|&a, &b| sum[a].total_cmp(&sum[b]));
        Tag(best.expect("there are tags") as u8)
    }

    fn learn(&mut self, sentence: &Sentence, known: &BTreeMap<u32, Tag>) -> usize {
        let mut tags: Vec<Tag> = Vec::new();
        let mut wrong = 0;
        for (at, look) in sentence.looks.iter().enumerate() {
            if let Some(&tag) = known.get(&look.word).filter(|_| look.shape == 0) {
                tags.push(tag);
                continue;
            }
            let features = features(&sentence.looks, at, &tags);
            let tag = self.best(&features);
            self.now += 1;
            if let Some(gold) = sentence.gold[at].filter(|&gold| gold != tag) {
                wrong += 1;
                for feature in features {
                    self.add(feature, gold, 1.0);
                    self.add(feature, tag, -1.0);
                }
            }
            tags.push(tag);
        }
        wrong
    }

    fn add(&mut self, feature: u32, tag: Tag, change: f32) {
        let at = bucket(feature) * WIDTH + tag.0 as usize;
        self.sums[at] += self.weights[at] * (self.now - self.changed[at]) as f32;
        self.changed[at] = self.now;
        self.weights[at] += change;
    }

    /// The averaged weights as 8-bit numbers on one scale.
    fn averaged(&self) -> Vec<i8> {
        let average = |at: usize| {
            let last = self.weights[at] * (self.now - self.changed[at]) as f32;
            (self.sums[at] + last) / self.now as f32
        };
        let all: Vec<f32> = (0..self.weights.len()).map(average).collect();
        // The few weights beyond are cut: a finer scale for the rest gains more.
        let most = 12.0;
        all.iter().map(|x| (x / most * 127.0).round().clamp(-127.0, 127.0) as i8).collect()
    }

    fn agreement(&self, sentences: &[Sentence], known: &BTreeMap<u32, Tag>) -> f32 {
        let (mut right, mut all) = (0, 0);
        for sentence in sentences {
            let mut tags: Vec<Tag> = Vec::new();
            for (at, look) in sentence.looks.iter().enumerate() {
                let own = known.get(&look.word).copied().filter(|_| look.shape == 0);
                let tag = own.unwrap_or_else(|| self.best(&features(&sentence.looks, at, &tags)));
                right += usize::from(sentence.gold[at] == Some(tag));
                all += usize::from(sentence.gold[at].is_some());
                tags.push(tag);
            }
        }
        right as f32 / all as f32
    }
}
