//! The room through its real router, over throw-away databases.

mod accounts;
mod apps;
mod article;
mod demo;
mod fever;
mod greader;
mod guard;
mod import;
mod marks;
mod offline;
mod others;
mod own;
mod search;
mod settings;
mod shelf;
mod tags;
mod test_app;
mod wallabag;
