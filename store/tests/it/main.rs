//! The whole store, on SQLite and on PostgreSQL.

mod accounts;
mod backup;
mod crash;
mod facade;
mod faults;
mod jobs;
mod library;
mod news;
mod organising;
mod pictures;
mod search;
mod shelf;
