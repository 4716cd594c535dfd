//! The whole store, on SQLite and on PostgreSQL.

mod accounts;
mod facade;
mod jobs;
