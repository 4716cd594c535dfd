//! SQLite: one thread writes, a few connections read.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use tokio::sync::{Semaphore, oneshot};

use super::value::{Param, Row, Value};
use super::{Tx, Work, spawn};
use crate::{Error, Result};

/// Connections that read. More than the cores of a small machine, as a read can wait for the disk.
const READERS: usize = 4;
/// Pieces of work taken into one commit. A sync takes about 5 ms here, a small write 20 µs: beyond
/// this many the work itself would hold up the first answer more than the sync does.
const GROUP: usize = 256;
/// Statements each connection keeps prepared; the store has about this many.
const STATEMENTS: usize = 256;

/// Together ten seconds, as for any other lock.
const WAL_TRIES: u32 = 500;
const WAL_WAIT: Duration = Duration::from_millis(20);

/// Work for the writer, and who waits for its commit.
struct Job {
    work: Work,
    caller: oneshot::Sender<Result<()>>,
}

/// An open database file.
#[derive(Debug)]
pub(crate) struct Sqlite {
    writer: Sender<Job>,
    readers: Arc<Readers>,
}

#[derive(Debug)]
struct Readers {
    free: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

impl Sqlite {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let open = |flags| {
            connect(path, flags).map_err(|source| Error::Open { path: path.to_owned(), source })
        };
        let writing = open(OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        let reading = (0..READERS)
            .map(|_| open(OpenFlags::SQLITE_OPEN_READ_WRITE))
            .collect::<Result<Vec<_>>>()?;
        for connection in &reading {
            connection.pragma_update(None, "query_only", true)?;
        }
        let (writer, jobs) = channel();
        thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || write_all(&writing, &jobs))
            .map_err(|error| Error::Unavailable(Box::new(error)))?;
        let readers = Readers { free: Mutex::new(reading), permits: Semaphore::new(READERS) };
        Ok(Self { writer, readers: Arc::new(readers) })
    }

    pub(super) async fn read(&self, work: Work) -> Result<()> {
        let readers = Arc::clone(&self.readers);
        let permit = self.readers.permits.acquire().await.map_err(|_| Error::GivenUp)?;
        let result = spawn(move || {
            let connection = readers.take()?;
            let result = catch_unwind(AssertUnwindSafe(|| {
                connection.prepare_cached("BEGIN")?.execute([])?;
                work(&mut Tx::Sqlite(&connection))
            }));
            // Nothing was written: how the transaction ends is all the same.
            let _ = connection.prepare_cached("ROLLBACK").and_then(|mut end| end.execute([]));
            readers.give_back(connection);
            result.unwrap_or(Err(Error::GivenUp))
        })
        .await;
        drop(permit);
        result
    }

    pub(super) async fn write(&self, work: Work) -> Result<()> {
        let (caller, ended) = oneshot::channel();
        self.writer.send(Job { work, caller }).map_err(|_| Error::GivenUp)?;
        ended.await.unwrap_or(Err(Error::GivenUp))
    }
}

impl Readers {
    fn take(&self) -> Result<Connection> {
        self.free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
            .ok_or(Error::Damaged("more reads than connections"))
    }

    fn give_back(&self, connection: Connection) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(Duration::from_secs(10))?;
    // Without it SQLite looks at parameters while it plans, for partial indexes, and plans anew
    // whenever such a parameter has another value: nearly every time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Taken by a new file only. An article's words are about 2 kB: of pages of 4 kB nearly half
    // stayed empty (1,770 bytes an article measured).
    connection.pragma_update(None, "page_size", 16_384)?;
    turn_to_wal(&connection)?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -4096;
         PRAGMA trusted_schema = OFF;",
    )?;
    Ok(connection)
}

/// For a new file this takes a lock that SQLite's own waiting does not cover: two processes that make
/// it at the same time would have one of them fail.
fn turn_to_wal(connection: &Connection) -> rusqlite::Result<()> {
    let mut tries = 1;
    loop {
        match connection.execute_batch("PRAGMA journal_mode = WAL") {
            Err(error)
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
                    && tries < WAL_TRIES =>
            {
                tries += 1;
                thread::sleep(WAL_WAIT);
            }
            result => return result,
        }
    }
}

/// The writer's life: takes what waits into one transaction, commits, tells everyone.
fn write_all(connection: &Connection, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        if connection.execute_batch("BEGIN IMMEDIATE").is_err() {
            // Dropped unanswered, the caller hears that its work was given up.
            continue;
        }
        // Before the first there is nothing to keep from its failure, and a savepoint costs: SQLite
        // notes every page as it was before (a fifth of an import's time).
        let result = guarded(connection, Guard::Transaction, first.work);
        if result.is_err() {
            let _ = connection.execute_batch("ROLLBACK");
            let _ = first.caller.send(result);
            continue;
        }
        let mut ended = vec![(first.caller, result)];
        while ended.len() < GROUP
            && let Ok(job) = jobs.try_recv()
        {
            ended.push((job.caller, guarded(connection, Guard::Savepoint, job.work)));
        }
        let is_kept = connection.execute_batch("COMMIT").is_ok();
        if !is_kept {
            let _ = connection.execute_batch("ROLLBACK");
        }
        for (caller, result) in ended {
            let result = if is_kept { result } else { result.and(Err(Error::DiskFull)) };
            // The caller may have gone; the work stands all the same.
            let _ = caller.send(result);
        }
    }
}

/// What undoes work that fails.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guard {
    /// The whole transaction, by whoever began it.
    Transaction,
    Savepoint,
}

/// Runs a piece of work so that its failure, or its panic, leaves nothing of it behind.
fn guarded(connection: &Connection, guard: Guard, work: Work) -> Result<()> {
    let has_savepoint = guard == Guard::Savepoint;
    if has_savepoint {
        connection.execute_batch("SAVEPOINT work")?;
    }
    let result: Result<Result<()>, Box<dyn Any + Send>> =
        catch_unwind(AssertUnwindSafe(|| work(&mut Tx::Sqlite(connection))));
    let result = result.unwrap_or(Err(Error::GivenUp));
    if has_savepoint {
        if result.is_err() {
            connection.execute_batch("ROLLBACK TO work")?;
        }
        connection.execute_batch("RELEASE work")?;
    }
    result
}

pub(super) fn rows(connection: &Connection, sql: &str, params: &[Param]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    each(connection, sql, params, &mut |row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}

pub(super) fn each(
    connection: &Connection,
    sql: &str,
    params: &[Param],
    take: &mut dyn FnMut(Row) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut found = statement.query(params_from_iter(params))?;
    while let Some(row) = found.next()? {
        let mut values = Vec::with_capacity(columns);
        for column in 0..columns {
            values.push(value(row.get_ref(column)?)?);
        }
        take(Row(values))?;
    }
    Ok(())
}

pub(super) fn execute(connection: &Connection, sql: &str, params: &[Param]) -> Result<u64> {
    let count = connection.prepare_cached(sql)?.execute(params_from_iter(params))?;
    Ok(count as u64)
}

fn value(value: ValueRef) -> Result<Value> {
    let text = |bytes: &[u8]| {
        String::from_utf8(bytes.to_vec()).map_err(|_| Error::Damaged("text is not UTF-8"))
    };
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Int(value),
        ValueRef::Real(value) => Value::Real(value),
        ValueRef::Text(bytes) => Value::Text(text(bytes)?),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    })
}
