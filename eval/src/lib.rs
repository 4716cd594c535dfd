//! Measures what the product reads against gold data, by the metrics that were published for each set.
//!
//! Given: the gold data's folder (`DATELINE_GOLD`) and a function from a page to what was extracted from it.
//! Gives back: metrics per set and per page, a table beside the peers' scores, and whether a floor was broken.
//! The judge is `../shared/bench/page/score.py`; `tests/it` holds the two against each other.
//!
//! Nothing here is shipped.

pub mod baseline;
pub mod claims;
pub mod clusters;
pub mod copies;
pub mod floors;
pub mod gold;
pub mod metadata;
pub mod peers;
pub mod report;
pub mod rouge;
pub mod run;
pub mod score;
pub mod shingle;
pub mod words;

/// Precision, recall and their F1, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Prf {
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

impl Prf {
    /// The F1 of the two is their harmonic mean, and 0 where both are 0.
    pub fn new(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Self { precision, recall, f1 }
    }

    /// All three values the same: a page on which there was nothing to weigh.
    pub(crate) fn all(value: f64) -> Self {
        Self { precision: value, recall: value, f1: value }
    }
}
