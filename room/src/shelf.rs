//! shelf
pub mod view;
