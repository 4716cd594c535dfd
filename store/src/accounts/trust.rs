//! What a reader proves themselves with besides a password: TOTP, recovery codes, passkeys, accounts
//! elsewhere.

use jiff::Timestamp;

use super::Hash;
use super::reader::{NewReader, add, changed};
use crate::database::{Tx, params};
use crate::{ReaderId, Result, Store};

/// A passkey, as its reader sees it in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passkey {
    pub id: i64,
    pub reader_id: ReaderId,
    pub name: String,
    /// The credential as the room serialised it.
    pub credential: String,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// An account elsewhere that is tied to a reader.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    pub issuer: String,
    pub subject: String,
    pub created_at: Timestamp,
}

impl Store {
    /// Turns TOTP on with its recovery codes, or off (`None`), which removes them.
    pub async fn set_totp(
        &self,
        reader: ReaderId,
        secret: Option<&[u8]>,
        recovery_codes: &[Hash],
    ) -> Result<()> {
        let (secret, codes) = (secret.map(<[u8]>::to_vec), recovery_codes.to_vec());
        self.write(move |tx| {
            let sql = "UPDATE reader SET totp_secret = ?2, totp_last_step = 0 WHERE id = ?1";
            changed(tx.execute(sql, params![reader, secret.as_deref()])?)?;
            tx.execute("DELETE FROM recovery_code WHERE reader_id = ?1", params![reader])?;
            for code in &codes {
                let sql = "INSERT INTO recovery_code (reader_id, code_hash) VALUES (?1, ?2)";
                tx.execute(sql, params![reader, code])?;
            }
            Ok(())
        })
        .await
    }

    /// Uses a time step of TOTP; false when it, or a later one, was used: a code works once.
    pub async fn use_totp_step(&self, reader: ReaderId, step: i64) -> Result<bool> {
        let sql = "UPDATE reader SET totp_last_step = ?2 WHERE id = ?1 AND totp_last_step < ?2";
        self.write(move |tx| Ok(tx.execute(sql, params![reader, step])? == 1)).await
    }

    /// Uses a recovery code; false when it is none of the reader's, or was used.
    pub async fn use_recovery_code(
        &self,
        reader: ReaderId,
        code: Hash,
        now: Timestamp,
    ) -> Result<bool> {
        let sql = "UPDATE recovery_code SET used_at = ?3
            WHERE reader_id = ?1 AND code_hash = ?2 AND used_at IS NULL";
        self.write(move |tx| Ok(tx.execute(sql, params![reader, &code, now])? == 1)).await
    }

    /// How many recovery codes are left.
    pub async fn recovery_code_count(&self, reader: ReaderId) -> Result<i64> {
        let sql = "SELECT count(*) FROM recovery_code WHERE reader_id = ?1 AND used_at IS NULL";
        self.read(move |tx| tx.rows(sql, params![reader])?[0].int(0)).await
    }

    /// Keeps a passkey.
    ///
    /// # Errors
    /// `Taken("passkey")`.
    pub async fn add_passkey(
        &self,
        reader: ReaderId,
        name: &str,
        credential_id: &[u8],
        credential: &str,
        now: Timestamp,
    ) -> Result<()> {
        let (name, credential) = (name.to_owned(), credential.to_owned());
        let credential_id = credential_id.to_vec();
        self.write(move |tx| {
            let sql = "INSERT INTO passkey
                (reader_id, name, credential_id, credential, created_at)
                VALUES (?1, ?2, ?3, ?4, ?5)";
            tx.execute(sql, params![reader, &name, &credential_id, &credential, now])
                .map_err(|error| error.or_taken("passkey"))?;
            Ok(())
        })
        .await
    }

    /// A reader's passkeys, the oldest first.
    pub async fn passkeys(&self, reader: ReaderId) -> Result<Vec<Passkey>> {
        let sql = "SELECT id, reader_id, name, credential, created_at, used_at FROM passkey
            WHERE reader_id = ?1 ORDER BY id";
        self.read(move |tx| tx.rows(sql, params![reader])?.into_iter().map(passkey).collect()).await
    }

    /// The passkey of that credential.
    pub async fn passkey(&self, credential_id: &[u8]) -> Result<Option<Passkey>> {
        let credential_id = credential_id.to_vec();
        let sql = "SELECT id, reader_id, name, credential, created_at, used_at FROM passkey
            WHERE credential_id = ?1";
        self.read(move |tx| tx.first(sql, params![&credential_id])?.map(passkey).transpose()).await
    }

    /// Keeps what a sign-in changed in a passkey (its counter).
    pub async fn use_passkey(&self, id: i64, credential: &str, now: Timestamp) -> Result<()> {
        let credential = credential.to_owned();
        let sql = "UPDATE passkey SET credential = ?2, used_at = ?3 WHERE id = ?1";
        self.write(move |tx| changed(tx.execute(sql, params![id, &credential, now])?)).await
    }

    /// Removes a passkey of a reader.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn delete_passkey(&self, reader: ReaderId, id: i64) -> Result<()> {
        let sql = "DELETE FROM passkey WHERE id = ?1 AND reader_id = ?2";
        self.write(move |tx| changed(tx.execute(sql, params![id, reader])?)).await
    }

    /// The reader who signs in by that account elsewhere.
    pub async fn reader_by_identity(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<ReaderId>> {
        let (issuer, subject) = (issuer.to_owned(), subject.to_owned());
        let sql = "SELECT reader_id FROM identity WHERE issuer = ?1 AND subject = ?2";
        self.read(move |tx| {
            tx.first(sql, params![&issuer, &subject])?
                .map(|row| row.int(0).map(ReaderId))
                .transpose()
        })
        .await
    }

    /// Ties an account elsewhere to a reader.
    ///
    /// # Errors
    /// `Taken("account")`.
    pub async fn add_identity(
        &self,
        reader: ReaderId,
        issuer: &str,
        subject: &str,
        now: Timestamp,
    ) -> Result<()> {
        let (issuer, subject) = (issuer.to_owned(), subject.to_owned());
        self.write(move |tx| tie(tx, reader, &issuer, &subject, now)).await
    }

    /// Makes an account that is tied to one elsewhere from the start.
    ///
    /// # Errors
    /// `Taken("name")`, `Taken("account")`.
    pub async fn add_reader_with_identity(
        &self,
        new: NewReader<'_>,
        issuer: &str,
        subject: &str,
        now: Timestamp,
    ) -> Result<ReaderId> {
        let (name, display_name) = (new.name.to_owned(), new.display_name.to_owned());
        let (issuer, subject, role) = (issuer.to_owned(), subject.to_owned(), new.role);
        self.write(move |tx| {
            let (name, display_name) = (name.as_str(), display_name.as_str());
            let new = NewReader { name, display_name, email: None, password_hash: None, role };
            let reader = add(tx, &new, now)?;
            tie(tx, reader, &issuer, &subject, now)?;
            Ok(reader)
        })
        .await
    }

    /// The accounts elsewhere of a reader, the oldest first.
    pub async fn identities(&self, reader: ReaderId) -> Result<Vec<Identity>> {
        let sql = "SELECT issuer, subject, created_at FROM identity WHERE reader_id = ?1
            ORDER BY created_at, issuer";
        let identity = |mut row: crate::database::Row| {
            let (issuer, subject) = (row.text(0)?, row.text(1)?);
            Ok(Identity { issuer, subject, created_at: row.instant(2)? })
        };
        self.read(move |tx| tx.rows(sql, params![reader])?.into_iter().map(identity).collect())
            .await
    }

    /// Unties the reader's accounts of that issuer.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn remove_identity(&self, reader: ReaderId, issuer: &str) -> Result<()> {
        let issuer = issuer.to_owned();
        let sql = "DELETE FROM identity WHERE reader_id = ?1 AND issuer = ?2";
        self.write(move |tx| changed(tx.execute(sql, params![reader, &issuer])?)).await
    }
}

fn tie(tx: &mut Tx, reader: ReaderId, issuer: &str, subject: &str, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO identity (issuer, subject, reader_id, created_at)
        VALUES (?1, ?2, ?3, ?4)";
    tx.execute(sql, params![issuer, subject, reader, now])
        .map_err(|error| error.or_taken("account"))?;
    Ok(())
}

fn passkey(mut row: crate::database::Row) -> Result<Passkey> {
    Ok(Passkey {
        id: row.int(0)?,
        reader_id: ReaderId(row.int(1)?),
        name: row.text(2)?,
        credential: row.text(3)?,
        created_at: row.instant(4)?,
        used_at: row.opt_instant(5)?,
    })
}
