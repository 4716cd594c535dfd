//! The web app: routes and pages over the `store`.
//!
//! [`router`] makes the routes of an [`App`]. Features are modules: each has its routes, in `view`
//! what its pages show, and its templates in `templates/` under the same word. Pages are written on
//! the server and work without script; [`Error`] is the one place where a failure becomes a page.

pub mod accounts;
pub mod admin;
pub mod api;
mod app;
pub mod article;
pub mod assets;
pub mod compare;
pub mod demo;
pub mod desk;
mod error;
mod export;
pub mod feeds;
pub mod fields;
pub mod files;
mod guard;
mod hex;
pub mod import;
pub mod intake;
pub mod layout;
pub mod marks;
pub mod membership;
pub mod moderation;
pub mod notices;
mod offline;
mod pack;
pub mod people;
mod pictures;
pub mod reprints;
pub mod search;
pub mod session;
pub mod settings;
pub mod shelf;
pub mod statements;
pub mod stories;
pub mod tags;
pub mod threads;
mod turn;
pub mod watches;
pub mod webhooks;

pub use api::own::local as local_api;
pub use app::{App, Clock, Config, SignUp, router};
pub use error::Error;

/// What this crate's functions give back.
pub type Result<T, E = Error> = std::result::Result<T, E>;
