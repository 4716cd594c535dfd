//! What can be read *out of* an article's text: who says what, in which words.
//!
//! Pure functions: the same bytes in give the same answer on every machine. All spans are half-open
//! byte ranges into the text that was handed in.

pub mod quotes;
pub mod sources;
pub mod tagger;
pub mod text;
