//! The bars of issue 2 and the best peer measured for each, from `peers.json`.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// Where the numbers come from.
    pub source: String,
    pub bars: Vec<Bar>,
}

/// What one set's metric is held against.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bar {
    pub set: String,
    pub metric: String,
    /// What we mean to reach.
    pub bar: f64,
    /// The best other extractor, where its name was recorded.
    #[serde(default)]
    pub peer: Option<String>,
    #[serde(default)]
    pub peer_score: Option<f64>,
    /// What choosing the page's text blocks with the gold in hand would give.
    #[serde(default)]
    pub ceiling: Option<f64>,
}

impl Peers {
    /// # Errors
    /// If the file cannot be read or is not such a file.
    pub fn load(path: &Path) -> Result<Self> {
        let json =
            std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        serde_json::from_str(&json).with_context(|| format!("in {}", path.display()))
    }
}
