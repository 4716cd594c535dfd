//! tags
pub mod view;
