//! The lexicon: logistic regression over hashed words and hashed class words, one weight a slot.

use page::training::{LEXICON_SLOTS, LEXICON_STEP, Tokens};

/// One block to learn from.
#[derive(Debug)]
pub struct Example<'a> {
    pub tokens: &'a Tokens,
    pub target: f32,
    pub weight: f32,
    /// Which site the page is of; a word must be seen on several to count.
    pub site: u32,
}

/// Sites a word must be seen on. 3: with 2, names of single papers' boxes get weights.
const LEAST_SITES: u8 = 3;
const PASSES: usize = 6;

/// The three tables.
#[derive(Debug)]
pub struct Tables {
    pub words: Vec<i8>,
    pub classes: Vec<i8>,
    pub labels: Vec<i8>,
}

/// Learns the tables apart, so that each speaks alone.
pub fn learn(examples: &[Example<'_>]) -> Tables {
    Tables {
        words: table(examples, |tokens| &tokens.words),
        classes: table(examples, |tokens| &tokens.classes),
        labels: table(examples, |tokens| &tokens.labels),
    }
}

fn table(examples: &[Example<'_>], slots: impl Fn(&Tokens) -> &[u16]) -> Vec<i8> {
    let mut sites = vec![(u32::MAX, 0u8); LEXICON_SLOTS];
    for example in examples {
        for slot in slots(example.tokens) {
            let seen = &mut sites[usize::from(*slot)];
            if seen.0 != example.site {
                *seen = (example.site, seen.1.saturating_add(1));
            }
        }
    }
    let known = |slot: u16| sites[usize::from(slot)].1 >= LEAST_SITES;
    let mut weights = vec![0f32; LEXICON_SLOTS];
    let mut squares = vec![1e-3f32; LEXICON_SLOTS];
    let mut bias = 0f32;
    for pass in 0..PASSES {
        // A fixed stride that shares no factor with the count walks all examples out of order.
        let stride = 7_919 + 2 * pass;
        let stride = if examples.len().is_multiple_of(stride) { 1 } else { stride };
        let mut at = 0;
        for _ in 0..examples.len() {
            at = (at + stride) % examples.len();
            let example = &examples[at];
            let active = slots(example.tokens);
            let scale = 1.0 / (1.0 + active.len() as f32).sqrt();
            let sum: f32 = active
                .iter()
                .filter(|slot| known(**slot))
                .map(|slot| weights[usize::from(*slot)])
                .sum();
            let p = 1.0 / (1.0 + (-(bias + sum)).exp());
            let slope = (p - example.target) * example.weight;
            bias -= 0.01 * slope;
            for slot in active.iter().filter(|slot| known(**slot)) {
                let slot = usize::from(*slot);
                let gradient = slope * scale + 2e-4 * weights[slot];
                squares[slot] += gradient * gradient;
                weights[slot] -= 0.15 * gradient / squares[slot].sqrt();
            }
        }
    }
    let quantise = |weight: &f32| (weight / LEXICON_STEP).round().clamp(-127.0, 127.0) as i8;
    weights.iter().map(quantise).collect()
}
