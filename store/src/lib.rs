//! The rows: everything a room keeps, in SQLite or PostgreSQL, behind one [`Store`].
//!
//! Every question is one function in the module of its feature. It is a method of [`Store`], which
//! is asynchronous and does its work on threads of its own, around a plain function over a `Tx`,
//! which holds the SQL. SQL is one text for both databases, with `?1` for parameters; where they
//! must differ (`Tx::is_postgres`) it says why.
//!
//! A write that was answered with `Ok` is on disk: SQLite commits with a full sync, many writes to
//! one sync where they come together; PostgreSQL as it is configured.

pub mod accounts;
pub mod article;
mod backup;
pub mod counter;
mod database;
mod doctor;
mod error;
pub mod feeds;
pub mod folders;
pub mod follows;
mod id;
pub mod imports;
pub mod isso;
pub mod jobs;
mod mail;
pub mod marks;
pub mod membership;
mod migrate;
pub mod moderation;
pub mod news;
pub mod notices;
pub mod pictures;
pub mod reprints;
pub mod rules;
pub mod search;
pub mod sections;
mod settings;
pub mod shelf;
pub mod statements;
pub mod stories;
pub mod tags;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod threads;
pub mod watches;
pub mod webhooks;

use std::sync::Arc;

pub use database::Location;
pub use error::Error;
pub use id::{
    ArticleId, ClientId, CodeId, FeedId, FolderId, GrantId, ImportId, JobId, MarkId, ReaderId,
    RuleId, SearchId, ShelfId,
};
pub use id::{CommentId, GuestId, NoticeId, ReportId, ThreadId};
pub use id::{SourceId, StoryId, SubscriptionId, TagId, TokenId, WatchId, WebhookId};
pub use shelf::ShelfItem;

use database::{Database, Tx};

/// What this crate's functions give back.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An open database. Cheap to clone; closed when the last clone is gone.
#[derive(Clone, Debug)]
pub struct Store {
    database: Arc<Database>,
}

impl Store {
    /// Opens the database, creates it where there is none (SQLite), and brings it to this
    /// program's schema.
    ///
    /// # Errors
    /// When it cannot be reached or opened, is damaged, or was written by a later version.
    pub async fn open(location: &Location) -> Result<Self> {
        let database = Database::open(location).await?;
        let store = Self { database: Arc::new(database) };
        store.write(migrate::run).await?;
        Ok(store)
    }

    /// Runs `work` over one consistent state of the database.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    {
        self.database.read(work).await
    }

    /// Runs `work` as one transaction: all of it is kept, or, when it gives an error, nothing.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    {
        self.database.write(work).await
    }
}
