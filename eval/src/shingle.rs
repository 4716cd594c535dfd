//! The shingle metric of the article extraction benchmark (2019–2026): 4-grams of words, counted per page, the
//! page's counts scaled to sum to 1, and F1 taken from mean precision and mean recall.

use crate::Prf;
use crate::words::{Numbers, overlap, words};

/// Words in a shingle, as published.
const LENGTH: usize = 4;
/// How often the bootstrap draws a set of pages, as published.
const DRAWS: usize = 1000;

/// A page's shares of shared, surplus and missed shingles; they sum to 1, or are all 0 where there are none.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shares {
    pub shared: f64,
    pub surplus: f64,
    pub missed: f64,
}

impl Shares {
    pub fn precision(&self) -> Option<f64> {
        share(self.shared, self.surplus, self.missed)
    }

    pub fn recall(&self) -> Option<f64> {
        share(self.shared, self.missed, self.surplus)
    }

    /// This page's own F1.
    pub fn f1(&self) -> f64 {
        Prf::new(self.precision().unwrap_or(0.0), self.recall().unwrap_or(0.0)).f1
    }
}

/// `None` leaves the page out of the mean: nothing was found (or, for recall, nothing was to be found).
fn share(shared: f64, errors: f64, other_errors: f64) -> Option<f64> {
    if errors == 0.0 && other_errors == 0.0 && shared > 0.0 {
        Some(1.0)
    } else if shared + errors > 0.0 {
        Some(shared / (shared + errors))
    } else {
        None
    }
}

/// Compares two texts; the flag says whether their words are the same, one by one.
pub fn compare(gold: &str, found: &str) -> (Shares, bool) {
    let mut numbers = Numbers::default();
    let gold: Vec<u32> = words(gold).map(|w| numbers.number(w)).collect();
    let found: Vec<u32> = words(found).map(|w| numbers.number(w)).collect();
    let same = gold == found;
    let (mut gold, mut found) = (shingles(&gold), shingles(&found));
    let shared = overlap(&mut gold, &mut found);
    let (surplus, missed) = (found.len() - shared, gold.len() - shared);
    let all = (shared + surplus + missed) as f64;
    if all == 0.0 {
        return (Shares::default(), same);
    }
    let scale = |n: usize| n as f64 / all;
    (Shares { shared: scale(shared), surplus: scale(surplus), missed: scale(missed) }, same)
}

/// A text shorter than one shingle is one shingle of its own length.
fn shingles(numbers: &[u32]) -> Vec<[u32; LENGTH]> {
    if numbers.len() >= LENGTH {
        return numbers.windows(LENGTH).map(|w| [w[0], w[1], w[2], w[3]]).collect();
    }
    if numbers.is_empty() {
        return Vec::new();
    }
    // No word has this number: a text would need four billion different ones.
    let mut shingle = [u32::MAX; LENGTH];
    shingle[..numbers.len()].copy_from_slice(numbers);
    vec![shingle]
}

/// A set's precision, recall and F1.
pub fn score(pages: impl Iterator<Item = Shares> + Clone) -> Prf {
    let mean = |values: &mut dyn Iterator<Item = f64>| {
        let (mut sum, mut count) = (0.0, 0);
        for value in values {
            sum += value;
            count += 1;
        }
        if count == 0 { 0.0 } else { sum / f64::from(count) }
    };
    let precision = mean(&mut pages.clone().filter_map(|p| p.precision()));
    let recall = mean(&mut pages.filter_map(|p| p.recall()));
    Prf::new(precision, recall)
}

/// Standard deviation of the set's F1 over sets drawn from it with replacement.
pub fn deviation(pages: &[Shares]) -> f64 {
    if pages.is_empty() {
        return 0.0;
    }
    // SplitMix64 from a fixed seed: the same answer on every run.
    let mut state = 1_u64;
    let mut draw = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % pages.len() as u64) as usize
    };
    let scores: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let drawn: Vec<Shares> = (0..pages.len()).map(|_| pages[draw()]).collect();
            score(drawn.into_iter()).f1
        })
        .collect();
    let mean = scores.iter().sum::<f64>() / DRAWS as f64;
    let squares: f64 = scores.iter().map(|s| (s - mean).powi(2)).sum();
    (squares / (DRAWS - 1) as f64).sqrt()
}

#[cfg(test)]
mod tests;
