//! Who writes without an account: a name, and an address that is for the room alone.

use jiff::Timestamp;

use super::{COMMENT, FROM, Status, announce, read_comment, settle};
use crate::accounts::Hash;
use crate::database::params;
use crate::{Error, GuestId, Result, Store, ThreadId};

impl Store {
    /// The guest of an address, under the name given now; `token` is the hash of the secret in the letter that goes
    /// there, in the place of the one before.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn guest(
        &self,
        name: &str,
        email: &str,
        token: Hash,
        now: Timestamp,
    ) -> Result<GuestId> {
        let (name, email) = (name.to_owned(), email.to_lowercase());
        self.write(move |tx| {
            let id = tx.insert(
                "INSERT INTO guest (name, email, token_hash, created_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (email) DO UPDATE SET name = excluded.name,
                    token_hash = excluded.token_hash RETURNING id",
                params![&name, &email, &token, now],
            )?;
            Ok(GuestId(id))
        })
        .await
    }

    /// Verifies an address by the secret of a letter, which works once: comments that are held for `reason` alone are
    /// shown. Gives their threads.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn verify_guest(
        &self,
        token: Hash,
        reason: &str,
        now: Timestamp,
    ) -> Result<Vec<ThreadId>> {
        let reason = reason.to_owned();
        self.write(move |tx| {
            let sql = "UPDATE guest SET token_hash = NULL, verified_at = ?2
                WHERE token_hash = ?1 RETURNING id";
            let row = tx.first(sql, params![&token, now])?.ok_or(Error::NotFound)?;
            let held = format!(
                "SELECT {COMMENT} FROM {FROM} WHERE c.guest_id = ?1 AND c.status = 1
                    AND c.reason = ?2 ORDER BY c.id LIMIT 20"
            );
            let mut threads = Vec::new();
            for mut row in tx.rows(&held, params![row.int(0)?, &reason])? {
                let comment = read_comment(&mut row)?;
                settle(tx, &comment, Status::Shown, None)?;
                announce(tx, comment.id, &[])?;
                threads.push(comment.thread_id);
            }
            Ok(threads)
        })
        .await
    }
}
