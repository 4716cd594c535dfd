//! Everything read out of an article's text.

pub mod claims;
pub mod dates;
pub mod figures;
pub mod places;
mod scan;
