//! Looking after the room: its settings and its readers.

pub mod view;
