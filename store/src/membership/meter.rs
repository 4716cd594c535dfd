//! The meter: which articles a reader opened in a month.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::ledger::lock;
use crate::database::params;
use crate::{ArticleId, Error, ReaderId, Result, Store};

impl Store {
    /// Counts an article that a reader opens, once a month; gives how many of the `limit` are left.
    ///
    /// # Errors
    /// `Full` where the limit was reached before and this one is not among them.
    pub async fn meter(
        &self,
        reader: ReaderId,
        article: ArticleId,
        limit: i64,
        now: Timestamp,
    ) -> Result<i64> {
        let month = month(now);
        self.write(move |tx| {
            lock(tx, reader)?;
            let sql =
                "SELECT count(*), coalesce(max(CASE WHEN article_id = ?3 THEN 1 ELSE 0 END), 0)
                FROM metered WHERE reader_id = ?1 AND month = ?2";
            let found = &tx.rows(sql, params![reader, &month, article])?[0];
            let (count, is_known) = (found.int(0)?, found.flag(1)?);
            if is_known {
                return Ok((limit - count).max(0));
            }
            if count >= limit {
                return Err(Error::Full);
            }
            let sql = "INSERT INTO metered (reader_id, month, article_id) VALUES (?1, ?2, ?3)";
            tx.execute(sql, params![reader, &month, article])?;
            Ok(limit - count - 1)
        })
        .await
    }

    /// How many articles were counted for a reader this month.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn metered_count(&self, reader: ReaderId, now: Timestamp) -> Result<i64> {
        let month = month(now);
        self.read(move |tx| {
            let sql = "SELECT count(*) FROM metered WHERE reader_id = ?1 AND month = ?2";
            tx.rows(sql, params![reader, &month])?[0].int(0)
        })
        .await
    }

    /// Forgets what was counted in months before this one.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn forget_metered(&self, now: Timestamp) -> Result<()> {
        let month = month(now);
        self.write(move |tx| {
            tx.execute("DELETE FROM metered WHERE month < ?1", params![&month]).map(drop)
        })
        .await
    }
}

fn month(now: Timestamp) -> String {
    now.to_zoned_datetime(TimeZone::UTC).strftime("%Y-%m").to_string()
}
