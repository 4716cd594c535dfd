//! The room through its real router, over throw-away databases.

mod accounts;
mod article;
mod compare;
mod demo;
mod elsewhere;
mod faults;
mod guard;
mod import;
mod marks;
mod membership;
mod offline;
mod others;
mod search;
mod settings;
mod shelf;
mod stand_in;
mod stories;
mod tags;
mod test_app;
