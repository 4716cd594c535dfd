//! Readers' own addresses for letters.

use jiff::Timestamp;

use crate::database::params;
use crate::{ReaderId, Result, Store};

impl Store {
    /// The secret in a reader's address; `None` where letters are not taken for them.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn mail_secret(&self, reader: ReaderId) -> Result<Option<String>> {
        self.read(move |tx| {
            let sql = "SELECT secret FROM mail_address WHERE reader_id = ?1";
            tx.first(sql, params![reader])?.map(|mut row| row.text(0)).transpose()
        })
        .await
    }

    /// Gives a reader an address with this secret, or none; the one before is good for nothing from now on.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn set_mail_secret(
        &self,
        reader: ReaderId,
        secret: Option<&str>,
        now: Timestamp,
    ) -> Result<()> {
        let secret = secret.map(str::to_owned);
        self.write(move |tx| {
            tx.execute("DELETE FROM mail_address WHERE reader_id = ?1", params![reader])?;
            if let Some(secret) = &secret {
                let sql = "INSERT INTO mail_address (reader_id, secret, made_at)
                    VALUES (?1, ?2, ?3)";
                tx.execute(sql, params![reader, secret, now])?;
            }
            Ok(())
        })
        .await
    }

    /// Whose address holds this secret; nobody's while they are suspended.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn reader_by_mail_secret(
        &self,
        secret: &str,
        now: Timestamp,
    ) -> Result<Option<ReaderId>> {
        let secret = secret.to_owned();
        self.read(move |tx| {
            let sql = "SELECT r.id FROM mail_address m JOIN reader r ON r.id = m.reader_id
                WHERE m.secret = ?1 AND (r.suspended_until IS NULL OR r.suspended_until <= ?2)";
            let row = tx.first(sql, params![&secret, now])?;
            row.map(|row| Ok(ReaderId(row.int(0)?))).transpose()
        })
        .await
    }
}
