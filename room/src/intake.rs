//! Saving pages, and the queue of what the desk has to fetch.

pub mod view;
