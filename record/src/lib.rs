//! Everything read out of an article's text.

pub mod figures;
mod scan;
