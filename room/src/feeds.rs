//! feeds
pub mod view;
