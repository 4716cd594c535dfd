//! marks
pub mod view;
