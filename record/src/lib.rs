//! What can be read *out of* an article's text: who says what, in which words; figures, dates,
//! places and the claims they make.
//!
//! Pure functions: the same bytes in give the same answer on every machine. All spans are half-open
//! byte ranges into the text that was handed in.

pub mod claims;
pub mod dates;
pub mod figures;
pub mod places;
pub mod quotes;
mod read;
pub mod reprint;
pub mod rival;
mod scan;
pub mod signature;
pub mod sources;
pub mod story;
pub mod tagger;
pub mod text;
pub mod version;

pub use read::{NoRecord, Options, Record, read, recall};
