//! Feeds a reader follows, and their health.

pub mod view;
