//! The whole store, on SQLite and on PostgreSQL.

mod accounts;
mod backup;
mod crash;
mod facade;
mod jobs;
mod library;
mod membership;
mod organising;
mod reprints;
mod search;
mod shelf;
mod stories;
