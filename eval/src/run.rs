//! Runs a reader over a set of gold pages on all cores; one page's failure costs that page only.

use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Result, anyhow};
use rayon::prelude::*;

use crate::gold::{GoldPage, Set};
use crate::score::{Extracted, Metrics, PageScore, score_page, summarise};

/// What is asked of a reader: an extraction, `None` for no answer, or why the page could not be read.
pub type Reader<'r> = dyn Fn(&GoldPage) -> Result<Option<Extracted>> + Sync + 'r;

/// A set that was read and scored.
#[derive(Debug)]
pub struct SetRun {
    pub name: String,
    /// In the order of the gold file.
    pub pages: Vec<PageRun>,
    pub metrics: Metrics,
}

#[derive(Debug)]
pub struct PageRun {
    pub gold: GoldPage,
    pub found: Extracted,
    /// Why there is no extraction; a reader's panic is one such reason.
    pub failure: Option<String>,
    pub score: PageScore,
}

/// Reads and scores every page of a set.
pub fn run(set: Set, with_rouge: bool, read: &Reader<'_>) -> SetRun {
    let pages: Vec<PageRun> =
        set.pages.into_par_iter().map(|gold| run_page(gold, with_rouge, read)).collect();
    let scores: Vec<PageScore> = pages.iter().map(|p| p.score.clone()).collect();
    let mut metrics = summarise(&scores);
    let answered = pages.iter().filter(|p| p.failure.is_none()).count();
    metrics.insert("answered", answered as f64);
    SetRun { name: set.name, pages, metrics }
}

fn run_page(gold: GoldPage, with_rouge: bool, read: &Reader<'_>) -> PageRun {
    // The reader is shared by reference and pure; a panic leaves nothing half done that is used again.
    let answer = catch_unwind(AssertUnwindSafe(|| read(&gold))).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str);
        let message = message.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(anyhow!("panic: {}", message.unwrap_or("without a message")))
    });
    let (found, failure) = match answer {
        Ok(Some(found)) => (found, None),
        Ok(None) => (Extracted::default(), Some("no answer".to_owned())),
        Err(error) => (Extracted::default(), Some(format!("{error:#}"))),
    };
    let score = score_page(&gold, &found, with_rouge);
    PageRun { gold, found, failure, score }
}
