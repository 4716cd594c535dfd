//! Training of the embedded models; deterministic, from the gold data under `DATELINE_GOLD`.

pub mod align;
pub mod forest;
pub mod lexicon;
pub mod page;
