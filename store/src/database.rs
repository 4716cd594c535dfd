//! One way to speak to SQLite and to PostgreSQL.
//!
//! The store's work is synchronous functions over a [`Tx`]. On SQLite one thread writes, taking
//! what waits together into one transaction, each piece of work after the first in a savepoint, and answers after the
//! commit; readers have connections of their own. On PostgreSQL each piece of work is a
//! transaction on a pooled connection. A parameter that is only asked whether it is null needs a
//! `CAST(?1 AS BIGINT)` there, as PostgreSQL tells parameters' types from their use.

mod location;
mod postgres;
mod sqlite;
#[cfg(test)]
mod tests;
mod value;

pub use location::Location;

pub(crate) use value::{Param, Row, Value, params};

use std::sync::{Arc, Mutex, PoisonError};

use crate::Result;

/// A piece of work without the type of its answer: what runs it is compiled once, not once for each of the
/// store's five hundred questions (a fifth of the program, measured).
type Work = Box<dyn FnOnce(&mut Tx) -> Result<()> + Send>;

/// An open database.
#[derive(Debug)]
pub(crate) enum Database {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Database {
    pub(crate) async fn open(location: &Location) -> Result<Self> {
        let location = location.clone();
        spawn(move || match location {
            Location::Sqlite(path) => Ok(Self::Sqlite(sqlite::Sqlite::open(&path)?)),
            Location::Postgres(url) => Ok(Self::Postgres(postgres::Postgres::open(&url)?)),
        })
        .await
    }

    /// Where PostgreSQL is; `None` on SQLite.
    pub(crate) fn address(&self) -> Option<postgres::Address> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(postgres) => Some(postgres.address()),
        }
    }

    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    {
        let (work, answer) = untyped(work);
        self.run(true, work).await?;
        answer.take()
    }

    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    {
        let (work, answer) = untyped(work);
        self.run(false, work).await?;
        answer.take()
    }

    async fn run(&self, is_reading: bool, work: Work) -> Result<()> {
        match self {
            Self::Sqlite(sqlite) if is_reading => sqlite.read(work).await,
            Self::Sqlite(sqlite) => sqlite.write(work).await,
            Self::Postgres(postgres) => postgres.run(is_reading, work).await,
        }
    }
}

/// Where a piece of work leaves its answer.
struct Answer<T>(Arc<Mutex<Option<T>>>);

impl<T> Answer<T> {
    fn put(&self, answer: T) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
    }

    /// Work that went well left one.
    fn take(self) -> Result<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or(crate::Error::GivenUp)
    }
}

fn untyped<T, F>(work: F) -> (Work, Answer<T>)
where
    T: Send + 'static,
    F: FnOnce(&mut Tx) -> Result<T> + Send + 'static,
{
    let answer = Answer(Arc::default());
    let put = Answer(Arc::clone(&answer.0));
    let work = Box::new(move |tx: &mut Tx| {
        put.put(work(tx)?);
        Ok(())
    });
    (work, answer)
}

/// A transaction on either database.
#[derive(Debug)]
pub(crate) enum Tx<'t> {
    Sqlite(&'t rusqlite::Connection),
    Postgres(&'t mut postgres::Connection),
}

impl Tx<'_> {
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// All rows a query gives.
    pub(crate) fn rows(&mut self, sql: &str, params: &[Param]) -> Result<Vec<Row>> {
        match self {
            Self::Sqlite(connection) => sqlite::rows(connection, sql, params),
            Self::Postgres(connection) => connection.rows(sql, params),
        }
    }

    /// Hands over the rows of a query one by one, without holding them all.
    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Param],
        take: &mut dyn FnMut(Row) -> Result<()>,
    ) -> Result<()> {
        match self {
            Self::Sqlite(connection) => sqlite::each(connection, sql, params, take),
            Self::Postgres(connection) => connection.each(sql, params, take),
        }
    }

    /// The names of a table's columns, in its order.
    pub(crate) fn columns(&mut self, table: &str) -> Result<Vec<String>> {
        let sql = match self {
            Self::Sqlite(_) => "SELECT name FROM pragma_table_info(?1) ORDER BY cid",
            Self::Postgres(_) => {
                "SELECT column_name::text FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name = ?1
                ORDER BY ordinal_position"
            }
        };
        self.rows(sql, params![table])?.into_iter().map(|mut row| row.text(0)).collect()
    }

    /// The first row, if there is one.
    pub(crate) fn first(&mut self, sql: &str, params: &[Param]) -> Result<Option<Row>> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }

    /// Runs a statement; gives the count of rows it changed.
    pub(crate) fn execute(&mut self, sql: &str, params: &[Param]) -> Result<u64> {
        match self {
            Self::Sqlite(connection) => sqlite::execute(connection, sql, params),
            Self::Postgres(connection) => connection.execute(sql, params),
        }
    }

    /// Runs an `INSERT … RETURNING id`.
    pub(crate) fn insert(&mut self, sql: &str, params: &[Param]) -> Result<i64> {
        self.first(sql, params)?.ok_or(crate::Error::Damaged("insert gave no id"))?.int(0)
    }

    /// Runs several statements without parameters.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Self::Postgres(connection) => connection.batch(sql),
        }
    }
}

/// Runs blocking work on the runtime's threads for it.
async fn spawn<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(crate::Error::GivenUp))
}
