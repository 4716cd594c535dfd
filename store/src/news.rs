//! What one process of a room tells the others: there is work, an article was read.
//!
//! Only on PostgreSQL, by `NOTIFY` in the transaction that makes it so: it is told when that is kept, and never
//! else. A process that misses it finds the rows at its next look.

use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use crate::database::{Database, Tx};
use crate::{Result, Store};

/// What is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum News {
    /// The desk has something to do.
    Work,
    /// An article was read, or given up.
    Read,
}

/// After a connection that broke.
const AGAIN: Duration = Duration::from_secs(5);

impl News {
    fn of(words: &str) -> Option<Self> {
        match words {
            "work" => Some(Self::Work),
            "read" => Some(Self::Read),
            _ => None,
        }
    }
}

/// Tells it when the transaction is kept; told twice in one, it arrives once.
pub(crate) fn tell(tx: &mut Tx, news: News) -> Result<()> {
    if !tx.is_postgres() {
        return Ok(());
    }
    tx.batch(match news {
        News::Work => "NOTIFY dateline, 'work'",
        News::Read => "NOTIFY dateline, 'read'",
    })
}

impl Store {
    /// Hears what processes tell, this one too, until the store is closed; on SQLite nothing, as there one
    /// process works. A connection that breaks is opened again.
    pub fn hear(&self, take: impl Fn(News) + Send + 'static) {
        if matches!(*self.database, Database::Sqlite(_)) {
            return;
        }
        let database = Arc::downgrade(&self.database);
        let heard = thread::Builder::new().name("store-news".to_owned());
        if let Err(error) = heard.spawn(move || hear(&database, &take)) {
            tracing::warn!(%error, "news of other processes are not heard");
        }
    }
}

fn hear(database: &Weak<Database>, take: &dyn Fn(News)) {
    let is_open = || database.strong_count() > 0;
    let mut take = |words: &str| News::of(words).into_iter().for_each(take);
    // Only the address is taken along: a store that nobody has any more shall close.
    let address = database.upgrade().and_then(|database| database.address());
    let Some(address) = address else { return };
    while is_open() {
        if let Err(error) = address.listen("dateline", &is_open, &mut take) {
            tracing::warn!(%error, "news of other processes are waited for");
            thread::sleep(AGAIN);
        }
    }
}
