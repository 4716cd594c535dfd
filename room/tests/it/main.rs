//! The room through its real router, over throw-away databases.

mod accounts;
mod apps;
mod article;
mod compare;
mod demo;
mod elsewhere;
mod faults;
mod fever;
mod greader;
mod guard;
mod import;
mod marks;
mod membership;
mod offline;
mod others;
mod own;
mod search;
mod settings;
mod shelf;
mod stand_in;
mod statements;
mod stories;
mod tags;
mod test_app;
mod wallabag;
mod watches;
