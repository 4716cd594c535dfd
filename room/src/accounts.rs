//! accounts
pub mod view;
