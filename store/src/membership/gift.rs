//! Gift codes: good for so many readers, until a day, each of whom gets a plan for a while.

use jiff::{SignedDuration, Timestamp};

use super::ledger::{Given, Source, give, holding, lock};
use crate::accounts::Hash;
use crate::database::{Row, Tx, params};
use crate::{CodeId, Error, ReaderId, Result, Store};

/// What a new code is made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewCode {
    pub hash: Hash,
    /// Its first letters, to know it again by.
    pub hint: String,
    /// The plan's slug.
    pub plan: String,
    /// How long each use lasts; `None`: without end.
    pub days: Option<u16>,
    /// How many readers may use it.
    pub use_limit: u32,
    pub expires_at: Option<Timestamp>,
    /// Readers who used it see it.
    pub note: String,
}

/// A code that was made; the code itself is not kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GiftCode {
    pub id: CodeId,
    pub hint: String,
    pub plan: String,
    pub days: Option<i64>,
    pub use_count: i64,
    pub use_limit: i64,
    pub expires_at: Option<Timestamp>,
    pub note: String,
    pub created_at: Timestamp,
}

impl Store {
    /// Keeps a new code.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn add_code(&self, new: NewCode, now: Timestamp) -> Result<CodeId> {
        self.write(move |tx| {
            let sql = "INSERT INTO gift_code
                (code_hash, hint, plan, days, use_limit, expires_at, note, created_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id";
            let row = params![
                &new.hash,
                &new.hint,
                &new.plan,
                new.days.map(i64::from),
                i64::from(new.use_limit),
                new.expires_at,
                &new.note,
                now
            ];
            Ok(CodeId(tx.insert(sql, row)?))
        })
        .await
    }

    /// The codes there are, the newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn codes(&self, limit: i64) -> Result<Vec<GiftCode>> {
        self.read(move |tx| {
            let sql =
                "SELECT id, hint, plan, days, use_count, use_limit, expires_at, note, created_at
                FROM gift_code ORDER BY id DESC LIMIT ?1";
            tx.rows(sql, params![limit])?.into_iter().map(code).collect()
        })
        .await
    }

    /// From now on nobody can use the code; who used it keeps what it gave.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn end_code(&self, id: CodeId, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            let sql = "UPDATE gift_code SET expires_at = ?2 WHERE id = ?1";
            if tx.execute(sql, params![id, now])? == 0 { Err(Error::NotFound) } else { Ok(()) }
        })
        .await
    }

    /// Uses a code for a reader; gives the grant. Time of the same plan that an earlier gift gave
    /// runs out first.
    ///
    /// # Errors
    /// `NotFound` where there is no such code, or it is over or used up; `Taken("code")` where the
    /// reader has used it.
    pub async fn redeem(&self, hash: Hash, reader: ReaderId, now: Timestamp) -> Result<Given> {
        self.write(move |tx| {
            lock(tx, reader)?;
            // Whoever waits for this row finds the count as the one before left it.
            let sql = "UPDATE gift_code SET use_count = use_count + 1
                WHERE code_hash = ?1 AND use_count < use_limit
                AND (expires_at IS NULL OR expires_at > ?2) RETURNING id, plan, days, note";
            let Some(mut row) = tx.first(sql, params![&hash, now])? else {
                return Err(is_used_by(tx, &hash, reader)?);
            };
            let code = row.int(0)?;
            let sql = "INSERT INTO gift_use (code_id, reader_id, used_at) VALUES (?1, ?2, ?3)";
            tx.execute(sql, params![code, reader, now]).map_err(|error| error.or_taken("code"))?;
            let plan = row.text(1)?;
            let from = after_gifts(tx, reader, &plan, now)?;
            let days = row.opt_int(2)?.map(|days| SignedDuration::from_hours(days * 24));
            let until = days.map(|days| from.checked_add(days)).transpose();
            let given = Given {
                reader_id: reader,
                plan,
                source: Source::Gift,
                key: code.to_string(),
                from,
                until: until.map_err(|_| Error::Refused("the code lasts too long"))?,
                renews: false,
                note: row.text(3)?,
            };
            give(tx, &given, now)?;
            Ok(given)
        })
        .await
    }
}

/// Why a code was not good for a reader.
fn is_used_by(tx: &mut Tx, hash: &Hash, reader: ReaderId) -> Result<Error> {
    let sql = "SELECT 1 FROM gift_use u JOIN gift_code c ON c.id = u.code_id
        WHERE c.code_hash = ?1 AND u.reader_id = ?2";
    let used = tx.first(sql, params![hash, reader])?;
    Ok(if used.is_some() { Error::Taken("code") } else { Error::NotFound })
}

/// When the time that gifts gave of a plan is over; now, where none was given.
fn after_gifts(tx: &mut Tx, reader: ReaderId, plan: &str, now: Timestamp) -> Result<Timestamp> {
    let ends = holding(tx, reader)?
        .into_iter()
        .filter(|grant| grant.given.source == Source::Gift && grant.given.plan == plan)
        .filter(|grant| grant.given.until.is_some_and(|until| until > grant.given.from))
        .filter_map(|grant| grant.given.until);
    Ok(ends.max().map_or(now, |end| end.max(now)))
}

/// For `doctor`: codes whose count is not that of their uses, with both. Uses of readers who left are gone, so
/// the count may be higher, never lower.
pub(crate) fn miscounted(tx: &mut Tx) -> Result<Vec<String>> {
    let sql = "SELECT c.id, c.use_count, c.use_limit, count(u.code_id) FROM gift_code c
        LEFT JOIN gift_use u ON u.code_id = c.id GROUP BY c.id, c.use_count, c.use_limit
        HAVING count(u.code_id) > c.use_count OR c.use_count > c.use_limit";
    let rows = tx.rows(sql, params![])?;
    rows.iter()
        .map(|row| {
            let (id, count, limit, used) = (row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?);
            Ok(format!("gift code {id}: {count} of {limit} uses counted, {used} kept"))
        })
        .collect()
}

fn code(mut row: Row) -> Result<GiftCode> {
    Ok(GiftCode {
        id: CodeId(row.int(0)?),
        hint: row.text(1)?,
        plan: row.text(2)?,
        days: row.opt_int(3)?,
        use_count: row.int(4)?,
        use_limit: row.int(5)?,
        expires_at: row.opt_instant(6)?,
        note: row.text(7)?,
        created_at: row.instant(8)?,
    })
}
