//! Bringing a library from elsewhere, and taking it out.

pub mod view;
