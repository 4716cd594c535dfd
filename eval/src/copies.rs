//! Gold pairs of texts, and how well scores tell the copies among them (as `score_copies.py` does).

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A labelled pair.
#[derive(Debug, Clone, Deserialize)]
pub struct Pair {
    pub a: String,
    pub b: String,
    /// "copy", "version", "spun", "light", "heavy", "reuse" or "none".
    pub label: String,
    /// How the pair was made.
    pub source: String,
}

impl Pair {
    /// The one text is the other told again; a borrowed passage ("reuse") is not.
    pub fn is_copy(&self) -> bool {
        !matches!(self.label.as_str(), "reuse" | "none")
    }

    /// Pairs of one topic: learnt from together or not at all.
    pub fn topic(&self) -> &str {
        match self.a.strip_prefix("ecb-") {
            Some(rest) => rest.split('_').next().unwrap_or(rest),
            None => self.a.rsplit('_').next().unwrap_or(&self.a),
        }
    }
}

/// Texts by id, and the pairs.
#[derive(Debug)]
pub struct Gold {
    pub texts: HashMap<String, String>,
    pub pairs: Vec<Pair>,
}

/// Reads the gold pairs; `None` where there is no such data.
///
/// # Errors
/// If the data is there but cannot be read.
pub fn load(folder: &Path) -> Result<Option<Gold>> {
    #[derive(Deserialize)]
    struct Doc {
        id: String,
        text: String,
    }
    let folder = folder.join("copies");
    if !folder.is_dir() {
        return Ok(None);
    }
    let docs: Vec<Doc> = lines(&folder.join("docs.jsonl"))?;
    let pairs = lines(&folder.join("pairs.jsonl"))?;
    Ok(Some(Gold { texts: docs.into_iter().map(|doc| (doc.id, doc.text)).collect(), pairs }))
}

pub(crate) fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let rows = text.lines().filter(|line| !line.trim().is_empty());
    rows.map(|line| serde_json::from_str(line).with_context(|| path.display().to_string()))
        .collect()
}

/// What a list of scores is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranking {
    /// F1 at the threshold where it is best.
    pub best_f1: f64,
    /// The largest recall of a threshold with 99 % precision.
    pub recall: f64,
}

/// Ranks pairs by score; the flag says which are copies.
pub fn rank(mut scores: Vec<(f64, bool)>) -> Ranking {
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = scores.iter().filter(|(_, is_copy)| *is_copy).count();
    let (mut hits, mut best) = (0, Ranking { best_f1: 0.0, recall: 0.0 });
    for (at, &(score, is_copy)) in scores.iter().enumerate() {
        hits += usize::from(is_copy);
        // Pairs with one score are over the threshold together.
        if scores.get(at + 1).is_some_and(|next| next.0 == score) {
            continue;
        }
        let (hits, flagged) = (hits as f64, at as f64 + 1.0);
        best.best_f1 = best.best_f1.max(2.0 * hits / (flagged + all as f64));
        if hits >= 0.99 * flagged {
            best.recall = best.recall.max(hits / all.max(1) as f64);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::{Ranking, rank};

    #[test]
    fn ranks() {
        let check = |scores: &[(f64, bool)], best_f1: f64, recall: f64| {
            assert_eq!(rank(scores.to_vec()), Ranking { best_f1, recall }, "{scores:?}");
        };
        check(&[(0.9, true), (0.8, true), (0.1, false)], 1.0, 1.0);
        check(&[(0.9, false), (0.8, true)], 2.0 / 3.0, 0.0);
        check(&[(0.9, true), (0.5, true), (0.5, false)], 0.8, 0.5);
        check(&[], 0.0, 0.0);
    }
}
