//! Everything that brings bytes in, and what they say where they are no page: pages over a guarded
//! fetch or from a file, feeds, subscriptions, exports of other programs, and our own.
//!
//! All outbound requests of Dateline go through [`Client`]. It connects to public addresses only,
//! unless its [`Config`] says otherwise, however the address is spelled, resolved or redirected to,
//! and it never takes more bytes or time than [`Config`] allows.

mod address;
mod client;
mod coding;
mod config;
mod date;
mod error;
pub mod export;
pub mod feed;
mod file;
pub mod import;
pub mod mail;
mod markup;
pub mod opml;
pub mod talk;
mod target;

pub use address::{Reach, reach};
pub use client::call::{Call, Reply};
pub use client::{Client, Fetcher};
pub use coding::decode;
pub use config::Config;
pub use error::Error;
pub use file::{open, unpack};
pub use target::check;
