//! The whole store, on SQLite and on PostgreSQL.

mod accounts;
mod backup;
mod crash;
mod facade;
mod jobs;
mod library;
mod organising;
mod search;
mod shelf;
mod talk;
