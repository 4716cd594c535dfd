//! The web app: routes and pages over the `store`.

pub mod accounts;
pub mod admin;
pub mod article;
mod assets;
pub mod feeds;
pub mod import;
pub mod intake;
pub mod layout;
pub mod marks;
pub mod search;
pub mod settings;
pub mod shelf;
pub mod tags;
