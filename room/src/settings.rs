//! settings
pub mod view;
