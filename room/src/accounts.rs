//! Signing in and up, and everything about one's account.

pub mod view;
