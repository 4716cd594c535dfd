//! Where a database is.

use std::fmt;
use std::path::PathBuf;

/// Where a database is: a file, or a PostgreSQL server.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// SQLite's file; its folder must exist.
    Sqlite(PathBuf),
    /// `postgres://…` URL. It can hold a password, so it is never printed whole.
    Postgres(String),
}

impl Location {
    /// Takes `postgres://` and `postgresql://` URLs as such and anything else as a path.
    pub fn parse(given: &str) -> Self {
        if given.starts_with("postgres://") || given.starts_with("postgresql://") {
            Self::Postgres(given.to_owned())
        } else {
            Self::Sqlite(PathBuf::from(given))
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Sqlite(path) => path.fmt(f),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}
