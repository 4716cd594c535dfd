//! intake
pub mod view;
