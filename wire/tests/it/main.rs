//! The fetch against servers of our own on loopback, and the guard against the hostile pack.

mod fetch;
mod pack;
mod server;
