//! Everything that brings bytes in. For now: one page over a guarded fetch, or from a file.
//!
//! All outbound requests of Dateline go through [`Client`]. It connects to public addresses only,
//! unless its [`Config`] says otherwise, however the address is spelled, resolved or redirected to,
//! and it never takes more bytes or time than [`Config`] allows.

mod address;
mod client;
mod coding;
mod config;
mod error;
mod file;
mod target;

pub use address::{Reach, reach};
pub use client::{Client, Fetcher};
pub use config::Config;
pub use error::Error;
pub use file::{open, unpack};
pub use target::check;
