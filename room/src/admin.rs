//! admin
pub mod view;
