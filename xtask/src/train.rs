//! Training of the embedded models; deterministic, from the gold data under `DATELINE_GOLD`.

pub(crate) mod align;
pub(crate) mod forest;
pub(crate) mod lexicon;
pub(crate) mod page;
pub(crate) mod title;
