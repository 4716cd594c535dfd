//! The ratchet: scores below which a change is not taken, with a digest of the gold data they were measured on.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::score::Metrics;

/// What gets a floor when floors are written: each published metric in the one form the bars are stated in.
const METRICS: [&str; 6] =
    ["sh_f1", "seg_f1", "title_exact", "byline_exact", "date_acc", "date_prec"];
/// Its body text is another tool's output: a port of that tool scores 1 there, so it is reported, not held.
const NOT_HELD: [(&str, &str); 1] = [("mozilla", "sh_f1")];
/// Floors keep three decimals, rounded down: the judge's own agreement is no finer.
const STEPS: f64 = 1000.0;

/// The content of `floors.json`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floors {
    /// Digest of each set's gold data (`gold::digest`).
    pub gold: BTreeMap<String, String>,
    pub floors: Vec<Floor>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    pub set: String,
    pub metric: String,
    pub floor: f64,
    /// Why it was lowered, by hand, if it ever was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A whole set's result, to be held against the floors.
#[derive(Debug, Clone)]
pub struct Measured<'m> {
    pub set: &'m str,
    pub digest: String,
    pub metrics: &'m Metrics,
}

impl Floors {
    /// Reads the file; where there is none yet, there are no floors.
    ///
    /// # Errors
    /// If the file is there but not such a file.
    pub fn load(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let json =
            std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        serde_json::from_str(&json).with_context(|| format!("in {}", path.display()))
    }

    /// Writes the file, one floor a line so that a change reads well in a diff.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        let gold = serde_json::to_string_pretty(&self.gold)?.replace('\n', "\n  ");
        let lines = self.floors.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
        let lines = lines.join(",\n    ");
        let json = format!("{{\n  \"gold\": {gold},\n  \"floors\": [\n    {lines}\n  ]\n}}\n");
        std::fs::write(path, json).with_context(|| format!("writing {}", path.display()))
    }

    pub fn get(&self, set: &str, metric: &str) -> Option<f64> {
        self.floors.iter().find(|f| f.set == set && f.metric == metric).map(|f| f.floor)
    }

    /// What is wrong with these results, one message each; empty if every floor of the measured sets holds.
    pub fn breaches(&self, measured: &[Measured<'_>]) -> Vec<String> {
        let mut breaches = Vec::new();
        for result in measured {
            if let Some(message) = self.changed_gold(result) {
                breaches.push(message);
                continue;
            }
            for floor in self.floors.iter().filter(|f| f.set == result.set) {
                let (metric, floor) = (floor.metric.as_str(), floor.floor);
                match result.metrics.get(metric) {
                    // A floor has three decimals; a score that is equal but for the last bits of a sum holds it.
                    Some(score) if *score + 1e-9 >= floor => {}
                    Some(score) => breaches.push(format!(
                        "{} {metric}: {score:.4} is below the floor {floor:.3}",
                        result.set
                    )),
                    None => breaches.push(format!("{} {metric}: was not measured", result.set)),
                }
            }
        }
        breaches
    }

    /// Raises the floors to these results and adds missing ones; never lowers one. Says what it changed.
    ///
    /// # Errors
    /// If a set's gold data is not what its floors were measured on: then somebody has to decide.
    pub fn raise(&mut self, measured: &[Measured<'_>]) -> Result<Vec<String>> {
        if let Some(message) = measured.iter().find_map(|m| self.changed_gold(m)) {
            anyhow::bail!("{message}");
        }
        let mut changes = Vec::new();
        for result in measured {
            self.gold.entry(result.set.to_owned()).or_insert_with(|| result.digest.clone());
            for metric in METRICS.into_iter().filter(|m| !NOT_HELD.contains(&(result.set, m))) {
                let Some(score) = result.metrics.get(metric) else {
                    continue;
                };
                let new = ((score + 1e-9) * STEPS).floor() / STEPS;
                let known =
                    self.floors.iter_mut().find(|f| f.set == result.set && f.metric == metric);
                match known {
                    Some(floor) if floor.floor < new => {
                        changes.push(format!(
                            "{} {metric}: {:.3} → {new:.3}",
                            result.set, floor.floor
                        ));
                        floor.floor = new;
                        floor.why = None;
                    }
                    Some(_) => {}
                    None => {
                        changes.push(format!("{} {metric}: {new:.3}", result.set));
                        let (set, metric) = (result.set.to_owned(), metric.to_owned());
                        self.floors.push(Floor { set, metric, floor: new, why: None });
                    }
                }
            }
        }
        let rank = |f: &Floor| METRICS.iter().position(|m| *m == f.metric);
        self.floors.sort_by(|a, b| a.set.cmp(&b.set).then(rank(a).cmp(&rank(b))));
        Ok(changes)
    }

    fn changed_gold(&self, result: &Measured<'_>) -> Option<String> {
        let known = self.gold.get(result.set)?;
        (*known != result.digest).then(|| {
            format!(
                "{}: the gold data changed (digest {}, the floors were measured on {known}); \
                 measure again, then take the set out of floors.json and write its floors anew",
                result.set, result.digest
            )
        })
    }
}

#[cfg(test)]
mod tests;
