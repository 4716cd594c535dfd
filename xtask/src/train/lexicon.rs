//! The lexicon: logistic regression over words, class words and the words of labels.

use std::collections::HashMap;

use page::training::{LEXICON_STEP, LEXICON_WORDS, LearntLexicon, Tokens};

/// One block to learn from.
#[derive(Debug)]
pub(crate) struct Example<'a> {
    pub(crate) tokens: &'a Tokens,
    pub(crate) target: f32,
    pub(crate) weight: f32,
    /// Which site the page is of; a word must be seen on several to count.
    pub(crate) site: u32,
}

/// Sites a word must be seen on. 3: with 2, names of single papers' boxes get weights.
const LEAST_SITES: u16 = 3;
const PASSES: usize = 6;

/// Learns the tables apart, so that each speaks alone.
pub(crate) fn learn(examples: &[Example<'_>]) -> LearntLexicon {
    LearntLexicon::of(
        &table(examples, |tokens| &tokens.words),
        &table(examples, |tokens| &tokens.classes),
        &table(examples, |tokens| &tokens.labels),
    )
}

/// The words seen on enough sites, most widespread first.
fn vocabulary(examples: &[Example<'_>], words: &impl Fn(&Tokens) -> &[u32]) -> Vec<u32> {
    let mut sites: HashMap<u32, (u32, u16)> = HashMap::new();
    for example in examples {
        for word in words(example.tokens) {
            let seen = sites.entry(*word).or_insert((u32::MAX, 0));
            if seen.0 != example.site {
                *seen = (example.site, seen.1.saturating_add(1));
            }
        }
    }
    let mut known: Vec<(u16, u32)> = sites
        .into_iter()
        .filter(|(_, (_, count))| *count >= LEAST_SITES)
        .map(|(word, (_, count))| (count, word))
        .collect();
    known.sort_unstable_by_key(|(count, word)| (std::cmp::Reverse(*count), *word));
    known.truncate(LEXICON_WORDS);
    known.into_iter().map(|(_, word)| word).collect()
}

fn table(examples: &[Example<'_>], words: impl Fn(&Tokens) -> &[u32]) -> Vec<(u32, i8)> {
    let known = vocabulary(examples, &words);
    let index: HashMap<u32, usize> =
        known.iter().enumerate().map(|(at, word)| (*word, at)).collect();
    let active: Vec<Vec<usize>> = examples
        .iter()
        .map(|example| {
            words(example.tokens).iter().filter_map(|word| index.get(word).copied()).collect()
        })
        .collect();
    let mut weights = vec![0f32; known.len()];
    let mut squares = vec![1e-3f32; known.len()];
    let mut bias = 0f32;
    for pass in 0..PASSES {
        // A fixed stride that shares no factor with the count walks all examples out of order.
        let stride = 7_919 + 2 * pass;
        let stride = if examples.len().is_multiple_of(stride) { 1 } else { stride };
        let mut at = 0;
        for _ in 0..examples.len() {
            at = (at + stride) % examples.len();
            let (example, active) = (&examples[at], &active[at]);
            let scale = 1.0 / (1.0 + active.len() as f32).sqrt();
            let sum: f32 = active.iter().map(|word| weights[*word]).sum();
            let p = 1.0 / (1.0 + (-(bias + sum)).exp());
            let slope = (p - example.target) * example.weight;
            bias -= 0.01 * slope;
            for word in active {
                let gradient = slope * scale + 2e-4 * weights[*word];
                squares[*word] += gradient * gradient;
                weights[*word] -= 0.15 * gradient / squares[*word].sqrt();
            }
        }
    }
    let quantise = |weight: &f32| (weight / LEXICON_STEP).round().clamp(-127.0, 127.0) as i8;
    known.into_iter().zip(weights.iter().map(quantise)).filter(|(_, weight)| *weight != 0).collect()
}
