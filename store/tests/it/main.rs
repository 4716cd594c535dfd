//! The whole store, on SQLite and on PostgreSQL.

mod accounts;
mod apps;
mod backup;
mod crash;
mod facade;
mod faults;
mod jobs;
mod library;
mod membership;
mod news;
mod organising;
mod pictures;
mod reprints;
mod search;
mod shelf;
mod stories;
mod talk;
mod watches;
mod webhooks;
