//! What can go wrong, named for what the caller can do about it.

use std::path::PathBuf;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such row, or it is not this reader's.
    #[error("not found")]
    NotFound,
    /// A row like it is there already.
    #[error("{0} is taken")]
    Taken(&'static str),
    /// Something given cannot be kept: which rule it breaks.
    #[error("{0}")]
    Refused(&'static str),
    /// A limit that the caller named is reached; nothing was kept.
    #[error("the limit is reached")]
    Full,
    /// The database was written by a later version of Dateline.
    #[error("the database has schema {found}, this program knows up to {known}")]
    TooNew { found: i64, known: i64 },
    /// The database file cannot be opened or created.
    #[error("cannot open {path}")]
    Open {
        path: PathBuf,
        #[source]
        source: rusqlite::Error,
    },
    /// No space is left, or the disk refuses writes; what was kept stays readable.
    #[error("the disk is full or cannot be written")]
    DiskFull,
    /// The database does not answer; trying again later may help.
    #[error("the database does not answer")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A kept value is not in the form this program writes.
    #[error("damaged row: {0}")]
    Damaged(&'static str),
    /// A backup could not be read or written.
    #[error("reading or writing the backup")]
    Copy(#[from] std::io::Error),
    /// The work panicked or the store is closing.
    #[error("the work was given up")]
    GivenUp,
    /// Any other failure of SQLite.
    #[error("database")]
    Sqlite(#[source] rusqlite::Error),
    /// Any other failure of PostgreSQL.
    #[error("database")]
    Postgres(#[source] postgres::Error),
}

impl Error {
    /// Whether a row was refused because one like it is there.
    pub(crate) fn is_unique_violation(&self) -> bool {
        match self {
            Error::Sqlite(error) => matches!(
                error.sqlite_error().map(|e| e.extended_code),
                Some(
                    rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                        | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                )
            ),
            Error::Postgres(error) => {
                error.code() == Some(&postgres::error::SqlState::UNIQUE_VIOLATION)
            }
            _ => false,
        }
    }

    /// The same error, or `Taken(what)` where it says that a row like it is there.
    pub(crate) fn or_taken(self, what: &'static str) -> Self {
        if self.is_unique_violation() { Error::Taken(what) } else { self }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{CannotOpen, DatabaseBusy, DiskFull, ReadOnly, SystemIoFailure};
        match error.sqlite_error_code() {
            Some(DiskFull | ReadOnly | SystemIoFailure) => Error::DiskFull,
            Some(DatabaseBusy | CannotOpen) => Error::Unavailable(Box::new(error)),
            _ => Error::Sqlite(error),
        }
    }
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        use postgres::error::SqlState;
        match error.code() {
            Some(&SqlState::DISK_FULL) => Error::DiskFull,
            Some(&SqlState::ADMIN_SHUTDOWN | &SqlState::CANNOT_CONNECT_NOW) | None => {
                Error::Unavailable(Box::new(error))
            }
            Some(_) => Error::Postgres(error),
        }
    }
}
