//! The ledger: rows are added, never changed. The last row of a reader, source and key holds.

use jiff::Timestamp;

use crate::database::{Row, Tx, params};
use crate::{Error, GrantId, ReaderId, Result, Store};

/// Where a grant is from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Source {
    /// An admin gave it.
    Manual,
    /// It came with the invitation to make the account.
    Invite,
    Gift,
    Trial,
    /// It is paid for.
    Stripe,
}

const SOURCES: [Source; 5] =
    [Source::Manual, Source::Invite, Source::Gift, Source::Trial, Source::Stripe];

/// What is written into the ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    pub reader_id: ReaderId,
    /// The plan's slug.
    pub plan: String,
    pub source: Source,
    /// Within the source: which code, trial or subscription.
    pub key: String,
    pub from: Timestamp,
    /// Not included; `None`: without end. One that is not after `from` takes the grant back.
    pub until: Option<Timestamp>,
    /// Whether it will go on by itself at its end.
    pub renews: bool,
    /// The reader sees it.
    pub note: String,
}

/// A row of the ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    pub id: GrantId,
    pub given: Given,
    pub created_at: Timestamp,
}

const GRANT: &str = "id, reader_id, plan, source, grant_key, from_at, until_at, renews, note,
    created_at";

impl Store {
    /// Adds a row, unless it says what the last one of its reader, source and key says.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn give(&self, given: Given, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            lock(tx, given.reader_id)?;
            give(tx, &given, now).map(drop)
        })
        .await
    }

    /// Adds a row of a grant that a reader can have once; later it changes nothing.
    ///
    /// # Errors
    /// `Taken("grant")` where there is a row of that reader, source and key.
    pub async fn give_once(&self, given: Given, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            lock(tx, given.reader_id)?;
            if last(tx, &given)?.is_some() {
                return Err(Error::Taken("grant"));
            }
            give(tx, &given, now).map(drop)
        })
        .await
    }

    /// What holds of each grant of a reader, the oldest first; those that are over too.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn grants(&self, reader: ReaderId) -> Result<Vec<Grant>> {
        self.read(move |tx| holding(tx, reader)).await
    }

    /// The last rows of the whole ledger, the newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn ledger(&self, limit: i64) -> Result<Vec<Grant>> {
        self.read(move |tx| {
            let sql = format!("SELECT {GRANT} FROM membership_grant ORDER BY id DESC LIMIT ?1");
            tx.rows(&sql, params![limit])?.into_iter().map(grant).collect()
        })
        .await
    }

    /// One row of the ledger.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn grant(&self, id: GrantId) -> Result<Grant> {
        self.read(move |tx| {
            let sql = format!("SELECT {GRANT} FROM membership_grant WHERE id = ?1");
            grant(tx.first(&sql, params![id])?.ok_or(Error::NotFound)?)
        })
        .await
    }
}

/// One writer at a time for a reader's membership, which PostgreSQL alone must be told.
pub(super) fn lock(tx: &mut Tx, reader: ReaderId) -> Result<()> {
    let lock = if tx.is_postgres() { "FOR NO KEY UPDATE" } else { "" };
    let sql = format!("SELECT 1 FROM reader WHERE id = ?1 {lock}");
    tx.first(&sql, params![reader])?.map(drop).ok_or(Error::NotFound)
}

/// As [`Store::give`], in a transaction that does more; whether a row was added.
pub(crate) fn give(tx: &mut Tx, given: &Given, now: Timestamp) -> Result<bool> {
    if last(tx, given)?.is_some_and(|last| last.given == *given) {
        return Ok(false);
    }
    let sql = "INSERT INTO membership_grant
        (reader_id, plan, source, grant_key, from_at, until_at, renews, note, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let row = params![
        given.reader_id,
        &given.plan,
        given.source as i64,
        &given.key,
        given.from,
        given.until,
        given.renews,
        &given.note,
        now
    ];
    tx.execute(sql, row)?;
    Ok(true)
}

fn last(tx: &mut Tx, given: &Given) -> Result<Option<Grant>> {
    let sql = format!(
        "SELECT {GRANT} FROM membership_grant
         WHERE reader_id = ?1 AND source = ?2 AND grant_key = ?3 ORDER BY id DESC LIMIT 1"
    );
    let which = params![given.reader_id, given.source as i64, &given.key];
    tx.first(&sql, which)?.map(grant).transpose()
}

pub(super) fn holding(tx: &mut Tx, reader: ReaderId) -> Result<Vec<Grant>> {
    let sql = format!(
        "SELECT {GRANT} FROM membership_grant WHERE reader_id = ?1 AND id IN (
            SELECT max(id) FROM membership_grant WHERE reader_id = ?1 GROUP BY source, grant_key
         ) ORDER BY id"
    );
    tx.rows(&sql, params![reader])?.into_iter().map(grant).collect()
}

fn grant(mut row: Row) -> Result<Grant> {
    let source = usize::try_from(row.int(3)?).ok().and_then(|index| SOURCES.get(index));
    let given = Given {
        reader_id: ReaderId(row.int(1)?),
        plan: row.text(2)?,
        source: *source.ok_or(Error::Damaged("grant"))?,
        key: row.text(4)?,
        from: row.instant(5)?,
        until: row.opt_instant(6)?,
        renews: row.flag(7)?,
        note: row.text(8)?,
    };
    Ok(Grant { id: GrantId(row.int(0)?), given, created_at: row.instant(9)? })
}
