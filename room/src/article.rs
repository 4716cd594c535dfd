//! article
pub mod view;
