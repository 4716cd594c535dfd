//! import
pub mod view;
