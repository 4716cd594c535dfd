//! Everything `page` promises, checked from outside through its one door, [`page::read`].

mod golden;
mod must;
