//! The room through its real router, over throw-away databases.

mod accounts;
mod article;
mod demo;
mod guard;
mod import;
mod marks;
mod offline;
mod others;
mod search;
mod settings;
mod shelf;
mod tags;
mod talk;
mod test_app;
