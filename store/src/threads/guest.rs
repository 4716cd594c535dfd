//! Who writes without an account: a name, and an address that is for the room alone.

use jiff::Timestamp;

use super::{COMMENT, FROM, Status, announce, read_comment, settle};
use crate::accounts::Hash;
use crate::database::params;
use crate::jobs::{self, NewJob};
use crate::{Error, GuestId, Result, Store, ThreadId};

impl Store {
    /// The guest of an address, if one wrote here before.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn known_guest(&self, email: &str) -> Result<Option<GuestId>> {
        let email = email.to_lowercase();
        self.read(move |tx| {
            let row = tx.first("SELECT id FROM guest WHERE email = ?1", params![&email])?;
            row.map(|row| Ok(GuestId(row.int(0)?))).transpose()
        })
        .await
    }

    /// The guest of an address, under the name given now.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn guest(&self, name: &str, email: &str, now: Timestamp) -> Result<GuestId> {
        let (name, email) = (name.to_owned(), email.to_lowercase());
        self.write(move |tx| {
            let id = tx.insert(
                "INSERT INTO guest (name, email, created_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id",
                params![&name, &email, now],
            )?;
            Ok(GuestId(id))
        })
        .await
    }

    /// Queues the letter that verifies an address; `token` is the hash of the secret in it, in the place of the one
    /// before.
    ///
    /// # Errors
    /// `NotFound` where nobody wrote under the address, and those of the database.
    pub async fn ask_guest(
        &self,
        email: &str,
        token: Hash,
        letter: NewJob,
        now: Timestamp,
    ) -> Result<()> {
        let email = email.to_lowercase();
        self.write(move |tx| {
            let sql = "UPDATE guest SET token_hash = ?2 WHERE email = ?1";
            if tx.execute(sql, params![&email, &token])? == 0 {
                return Err(Error::NotFound);
            }
            jobs::add(tx, &letter, now)?;
            Ok(())
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
