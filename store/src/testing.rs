//! Throw-away databases for tests, of both kinds.
//!
//! SQLite always; PostgreSQL where `DATELINE_TEST_POSTGRES` holds the URL of a server on which
//! databases may be made (`cargo xtask test` starts one). Each check gets a database of its own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use crate::database::params;
use crate::{Location, Result, Store};

/// Runs `check` on an empty store of each kind.
///
/// # Panics
/// When `check` does, or a database cannot be made.
pub fn each(check: impl AsyncFn(Store)) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let Some(scratch) = Scratch::new(kind) else { continue };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime can be made");
        runtime.block_on(async {
            let store = Store::open(scratch.location()).await.expect("a new store opens");
            check(store).await;
        });
    }
}

/// Which database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// Has the disk be full for the store from now on, or no more. False where the database cannot be told to.
///
/// # Errors
/// Those of the database.
pub async fn fill_disk(store: &Store, is_full: bool) -> Result<bool> {
    // A database never has fewer pages than it has: the next that it needs is one too many.
    let most = if is_full { 1 } else { i64::from(u32::MAX) - 1 };
    store
        .write(move |tx| match tx.is_postgres() {
            true => Ok(false),
            false => tx.batch(&format!("PRAGMA max_page_count = {most}")).map(|()| true),
        })
        .await
}

/// Runs SQL that no program of ours would, for what looks for damage.
///
/// # Errors
/// Those of the database.
pub async fn damage(store: &Store, sql: &'static str) -> Result<()> {
    store.write(move |tx| tx.batch(sql)).await
}

/// Cuts all connections to the database but the one that does it, as a server that stops would. False where there are
/// none.
///
/// # Errors
/// Those of the database.
pub async fn cut_connections(store: &Store) -> Result<bool> {
    let sql = "SELECT pg_terminate_backend(pid)::int FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    store
        .write(move |tx| match tx.is_postgres() {
            true => tx.rows(sql, params![]).map(|_| true),
            false => Ok(false),
        })
        .await
}

/// An empty database; removed when dropped.
#[derive(Debug)]
pub struct Scratch {
    location: Location,
    /// SQLite's folder.
    _folder: Option<tempfile::TempDir>,
    /// PostgreSQL's server and the database's name.
    server: Option<(String, String)>,
}

impl Scratch {
    /// `None`, and a line that says so, where there is no such server.
    ///
    /// # Panics
    /// When the database cannot be made.
    pub fn new(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Sqlite => Some(Self::sqlite()),
            Kind::Postgres => match std::env::var("DATELINE_TEST_POSTGRES") {
                Ok(server) => Some(Self::postgres(server)),
                Err(_) => {
                    eprintln!("skipped: no PostgreSQL (cargo xtask test starts one)");
                    None
                }
            },
        }
    }

    /// Where it is.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The same, as [`Location::parse`] takes it.
    ///
    /// # Panics
    /// When the system's folder for temporary files has a name that is not UTF-8.
    pub fn url(&self) -> String {
        match &self.location {
            Location::Sqlite(path) => path.to_str().expect("UTF-8").to_owned(),
            Location::Postgres(url) => url.clone(),
        }
    }

    fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let location = Location::Sqlite(folder.path().join("dateline.sqlite"));
        Self { location, _folder: Some(folder), server: None }
    }

    fn postgres(server: String) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("dateline_test_{}_{count}", std::process::id());
        run(&server, format!("CREATE DATABASE {name}"));
        let (before, options) = server.split_once('?').unwrap_or((&server, ""));
        let base = before.rsplit_once('/').map_or(before, |(base, _)| base);
        let location = Location::Postgres(format!("{base}/{name}?{options}"));
        Self { location, _folder: None, server: Some((server, name)) }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some((server, name)) = self.server.take() {
            run(&server, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// One statement on a connection of its own, on a thread that may block.
fn run(server: &str, sql: String) {
    let server = server.to_owned();
    thread::spawn(move || {
        let mut client =
            postgres::Client::connect(&server, postgres::NoTls).expect("PostgreSQL answers");
        client.batch_execute(&sql).expect("databases can be made and dropped");
    })
    .join()
    .expect("the statement runs");
}
