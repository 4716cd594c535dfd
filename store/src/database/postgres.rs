//! PostgreSQL: each piece of work is a transaction on a pooled connection.

use std::collections::HashMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{ToSql, Type};
use postgres::{Client, Config, NoTls, Statement};
use tokio::sync::Semaphore;

use super::value::{Param, Row, Value};
use super::{Tx, Work, spawn};
use crate::{Error, Result};

/// Connections at most. Two processes of a room and a backup stay well under a server's default of 100.
const CONNECTIONS: usize = 16;

/// A server, and connections to it.
#[derive(Debug)]
pub(crate) struct Postgres {
    pool: Arc<Pool>,
}

struct Pool {
    address: Address,
    free: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

impl Postgres {
    pub(crate) fn open(url: &str) -> Result<Self> {
        let mut config: Config = url.parse()?;
        config.application_name("dateline");
        let address = Address(config);
        let first = Connection::open(&address)?;
        let free = Mutex::new(vec![first]);
        let pool = Pool { address, free, permits: Semaphore::new(CONNECTIONS) };
        Ok(Self { pool: Arc::new(pool) })
    }

    pub(crate) fn address(&self) -> Address {
        self.pool.address.clone()
    }

    pub(super) async fn run(&self, is_reading: bool, work: Work) -> Result<()> {
        let pool = Arc::clone(&self.pool);
        let permit = self.pool.permits.acquire().await.map_err(|_| Error::GivenUp)?;
        let result = spawn(move || {
            let mut connection = pool.take()?;
            let result = connection.transaction(is_reading, work);
            pool.give_back(connection);
            result
        })
        .await;
        drop(permit);
        result
    }
}

/// Where a server is, and who we are to it.
#[derive(Clone)]
pub(crate) struct Address(Config);

/// How often a listener looks whether it is still wanted.
const LOOK: Duration = Duration::from_secs(1);

impl Address {
    fn connect(&self) -> Result<Client> {
        Ok(self.0.connect(NoTls)?)
    }

    /// Hands over what is notified on a channel, on a connection of its own, as long as it is wanted.
    pub(crate) fn listen(
        &self,
        channel: &str,
        is_wanted: &dyn Fn() -> bool,
        take: &mut dyn FnMut(&str),
    ) -> Result<()> {
        let mut client = self.connect()?;
        client.batch_execute(&format!("LISTEN {channel}"))?;
        while is_wanted() {
            let mut notifications = client.notifications();
            let mut heard = notifications.timeout_iter(LOOK);
            while let Some(one) = heard.next()? {
                take(one.payload());
            }
        }
        Ok(())
    }
}

impl Pool {
    fn take(&self) -> Result<Connection> {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        while let Some(connection) = free() {
            if !connection.client.is_closed() {
                return Ok(connection);
            }
        }
        Connection::open(&self.address)
    }

    fn give_back(&self, connection: Connection) {
        if connection.is_usable && !connection.client.is_closed() {
            self.free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}

impl Drop for Pool {
    /// A client closes its connection on a runtime of its own, which must not be dropped on a
    /// thread that runs asynchronous code.
    fn drop(&mut self) {
        let free = std::mem::take(&mut *self.free.lock().unwrap_or_else(PoisonError::into_inner));
        let _ = thread::spawn(move || drop(free)).join();
    }
}

/// A connection and the statements it has prepared.
pub(crate) struct Connection {
    client: Client,
    statements: HashMap<String, Statement>,
    /// Whether the last transaction was ended in order.
    is_usable: bool,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

impl Connection {
    fn open(address: &Address) -> Result<Self> {
        let client = address.connect()?;
        Ok(Self { client, statements: HashMap::new(), is_usable: true })
    }

    fn transaction(&mut self, is_reading: bool, work: Work) -> Result<()> {
        self.is_usable = false;
        let begin = if is_reading { READ } else { "BEGIN" };
        self.client.batch_execute(begin)?;
        let result = catch_unwind(AssertUnwindSafe(|| work(&mut Tx::Postgres(self))));
        let result = result.unwrap_or(Err(Error::GivenUp));
        self.client.batch_execute(if result.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
        self.is_usable = true;
        result
    }

    pub(super) fn rows(&mut self, sql: &str, params: &[Param]) -> Result<Vec<Row>> {
        let statement = self.prepare(sql)?;
        let found = self.client.query(&statement, &by_reference(params))?;
        found.iter().map(row).collect()
    }

    pub(super) fn each(
        &mut self,
        sql: &str,
        params: &[Param],
        take: &mut dyn FnMut(Row) -> Result<()>,
    ) -> Result<()> {
        let statement = self.prepare(sql)?;
        let mut found = self.client.query_raw(&statement, params)?;
        while let Some(found) = found.next()? {
            take(row(&found)?)?;
        }
        Ok(())
    }

    pub(super) fn execute(&mut self, sql: &str, params: &[Param]) -> Result<u64> {
        let statement = self.prepare(sql)?;
        Ok(self.client.execute(&statement, &by_reference(params))?)
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<()> {
        Ok(self.client.batch_execute(sql)?)
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&numbered(sql))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// One state for all queries of the work, as SQLite gives it.
const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// `?1` as PostgreSQL writes it. Our statements have no `?` but those of parameters.
fn numbered(sql: &str) -> String {
    sql.replace('?', "$")
}

fn by_reference<'p>(params: &'p [Param]) -> Vec<&'p (dyn ToSql + Sync)> {
    params.iter().map(|param| param as &(dyn ToSql + Sync)).collect()
}

fn row(row: &postgres::Row) -> Result<Row> {
    let value = |index: usize| -> Result<Value> {
        let kind = row.columns()[index].type_();
        Ok(match *kind {
            Type::INT8 => row.try_get::<_, Option<i64>>(index)?.map_or(Value::Null, Value::Int),
            Type::INT4 => row
                .try_get::<_, Option<i32>>(index)?
                .map_or(Value::Null, |value| Value::Int(value.into())),
            Type::BOOL => row
                .try_get::<_, Option<bool>>(index)?
                .map_or(Value::Null, |value| Value::Int(value.into())),
            Type::FLOAT8 => row.try_get::<_, Option<f64>>(index)?.map_or(Value::Null, Value::Real),
            Type::FLOAT4 => row
                .try_get::<_, Option<f32>>(index)?
                .map_or(Value::Null, |value| Value::Real(value.into())),
            Type::BYTEA => {
                row.try_get::<_, Option<Vec<u8>>>(index)?.map_or(Value::Null, Value::Blob)
            }
            _ => row.try_get::<_, Option<String>>(index)?.map_or(Value::Null, Value::Text),
        })
    };
    Ok(Row((0..row.len()).map(value).collect::<Result<_>>()?))
}
