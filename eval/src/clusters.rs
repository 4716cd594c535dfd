//! Gold stories, and how well a grouping of their articles fits them (as `score_clusters.py` does).

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use crate::copies::lines;

/// An article and the story it tells of.
#[derive(Debug, Clone, Deserialize)]
pub struct Article {
    pub id: String,
    pub text: String,
    #[serde(default)]
    pub date: Option<String>,
    /// Articles of one topic are of one kind (two rehab stays): learnt from together or not at all.
    pub topic: String,
    pub story: String,
}

/// Reads the gold stories, in the order of the file; `None` where there is no such data.
///
/// # Errors
/// If the data is there but cannot be read.
pub fn load(folder: &Path) -> Result<Option<Vec<Article>>> {
    let path = folder.join("stories/ecb.jsonl");
    if path.is_file() { lines(&path).map(Some) } else { Ok(None) }
}

/// What a grouping is worth, each between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// F1 of B-cubed.
    pub b_cubed: f64,
    /// F1 of CEAF with the entity-based similarity (φ4), best one-to-one alignment.
    pub ceaf_e: f64,
}

/// Scores the group of each article against its story; both lists are in one order.
pub fn fit(gold: &[&str], found: &[u64]) -> Fit {
    let (stories, story_of) = numbered(gold.iter().copied());
    let (groups, group_of) = numbered(found.iter().copied());
    let mut both: HashMap<(usize, usize), f64> = HashMap::new();
    for (&story, &group) in story_of.iter().zip(&group_of) {
        *both.entry((story, group)).or_default() += 1.0;
    }
    let count = gold.len().max(1) as f64;
    let mut cells: Vec<((usize, usize), f64)> = both.into_iter().collect();
    cells.sort_unstable_by_key(|(pair, _)| *pair);
    let square = |size: &dyn Fn(usize, usize) -> f64| {
        cells.iter().map(|&((s, g), n)| n * n / size(s, g)).sum::<f64>() / count
    };
    let precision = square(&|_, group| groups[group]);
    let recall = square(&|story, _| stories[story]);
    let side = stories.len().max(groups.len());
    let mut likeness = vec![vec![0.0; side]; side];
    for ((story, group), n) in cells {
        likeness[story][group] = 2.0 * n / (stories[story] + groups[group]);
    }
    let aligned = best_alignment(&likeness);
    Fit {
        b_cubed: f1(precision, recall),
        ceaf_e: f1(aligned / groups.len().max(1) as f64, aligned / stories.len().max(1) as f64),
    }
}

fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

/// Sizes of the sets by number, and the number of each member's set.
fn numbered<T: Eq + std::hash::Hash>(members: impl Iterator<Item = T>) -> (Vec<f64>, Vec<usize>) {
    let (mut known, mut sizes) = (HashMap::new(), Vec::new());
    let numbers = members
        .map(|set| {
            let at = *known.entry(set).or_insert(sizes.len());
            if at == sizes.len() {
                sizes.push(0.0);
            }
            sizes[at] += 1.0;
            at
        })
        .collect();
    (sizes, numbers)
}

/// The largest sum of a one-to-one choice from a square table (Kuhn and Munkres, with potentials).
fn best_alignment(likeness: &[Vec<f64>]) -> f64 {
    let n = likeness.len();
    // Rows and columns count from 1; row 0 stands for "none yet".
    let (mut rows, mut columns) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    let mut row_of = vec![0; n + 1];
    for row in 1..=n {
        row_of[0] = row;
        let (mut column, mut from) = (0, vec![0; n + 1]);
        let (mut slack, mut is_used) = (vec![f64::INFINITY; n + 1], vec![false; n + 1]);
        while row_of[column] != 0 {
            is_used[column] = true;
            let (here, mut step, mut next) = (row_of[column], f64::INFINITY, 0);
            for other in (1..=n).filter(|&other| !is_used[other]) {
                let cost = -likeness[here - 1][other - 1] - rows[here] - columns[other];
                if cost < slack[other] {
                    (slack[other], from[other]) = (cost, column);
                }
                if slack[other] < step {
                    (step, next) = (slack[other], other);
                }
            }
            for other in 0..=n {
                if is_used[other] {
                    rows[row_of[other]] += step;
                    columns[other] -= step;
                } else {
                    slack[other] -= step;
                }
            }
            column = next;
        }
        while column != 0 {
            row_of[column] = row_of[from[column]];
            column = from[column];
        }
    }
    (1..=n).map(|column| likeness[row_of[column] - 1][column - 1]).sum()
}

#[cfg(test)]
mod tests {
    use super::{best_alignment, fit};

    #[test]
    fn fits() {
        let check = |gold: &[&str], found: &[u64], b_cubed: f64, ceaf_e: f64| {
            let fit = fit(gold, found);
            assert!((fit.b_cubed - b_cubed).abs() < 1e-9, "{gold:?} {found:?} {fit:?}");
            assert!((fit.ceaf_e - ceaf_e).abs() < 1e-9, "{gold:?} {found:?} {fit:?}");
        };
        check(&["a", "a", "b"], &[7, 7, 3], 1.0, 1.0);
        // One group of two stories of two: precision 1/2, recall 1; φ4 2·2/(2+4) once.
        check(&["a", "a", "b", "b"], &[1, 1, 1, 1], 2.0 / 3.0, 4.0 / 9.0);
        check(&["a", "a"], &[1, 2], 2.0 / 3.0, 4.0 / 9.0);
        check(&[], &[], 0.0, 0.0);
    }

    #[test]
    fn the_best_alignment_is_not_the_greedy_one() {
        // Greedy takes 0.9 and is left with 0.1.
        let table = vec![vec![0.9, 0.8], vec![0.8, 0.1]];
        assert!((best_alignment(&table) - 1.6).abs() < 1e-9);
    }
}
