//! search
pub mod view;
