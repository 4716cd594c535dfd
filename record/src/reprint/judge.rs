//! The judge of reprints: a weighted sum of the features, learnt by `cargo xtask train copies`.

use std::sync::OnceLock;

use super::features::{COUNT, NAMES};

/// A logistic model over the features.
#[derive(Debug, Clone, PartialEq)]
pub struct Judge {
    bias: f32,
    weights: [f32; COUNT],
}

impl Judge {
    /// A judge with these weights.
    pub fn new(bias: f32, weights: [f32; COUNT]) -> Self {
        Self { bias, weights }
    }

    /// Reads lines "name, tab, weight"; `None` if one is missing or is no number.
    pub fn parse(table: &str) -> Option<Self> {
        let weight = |name: &str| {
            let mut lines = table.lines().filter_map(|line| line.split_once('\t'));
            lines.find(|(key, _)| *key == name)?.1.trim().parse().ok()
        };
        let mut weights = [0.0; COUNT];
        for (slot, name) in weights.iter_mut().zip(NAMES) {
            *slot = weight(name)?;
        }
        Some(Self { bias: weight("bias")?, weights })
    }

    /// The table that [`Judge::parse`] reads.
    pub fn table(&self) -> String {
        let rows =
            NAMES.iter().zip(self.weights).map(|(name, weight)| format!("{name}\t{weight:.4}\n"));
        format!("bias\t{:.4}\n{}", self.bias, rows.collect::<String>())
    }

    /// Between 0 and 1: how likely the one text is the other told again.
    pub fn score(&self, features: &[f32; COUNT]) -> f32 {
        let sum: f32 = self.weights.iter().zip(features).map(|(w, f)| w * f).sum();
        1.0 / (1.0 + (-(self.bias + sum)).exp())
    }
}

/// The built-in judge's score; 0 for texts that share no run of words at all.
pub fn score(features: &[f32; COUNT]) -> f32 {
    static JUDGE: OnceLock<Judge> = OnceLock::new();
    if features[..13].iter().all(|&f| f == 0.0) {
        return 0.0;
    }
    let built_in = || {
        Judge::parse(include_str!("../../data/reprint-weights.tsv"))
            .expect("a test reads the table of weights")
    };
    JUDGE.get_or_init(built_in).score(features)
}
