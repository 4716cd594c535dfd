//! What apps hold besides their app password: short-lived secrets, and the id and secret by which
//! wallabag's apps name themselves.

use jiff::Timestamp;

use super::token::bearer;
use super::{Bearer, Hash};
use crate::database::{Tx, params};
use crate::{ClientId, ReaderId, Result, Store, TokenId};

/// Secrets of one kind kept for an app password; more, and the oldest end.
const KEPT: i64 = 50;

/// What a secret is good for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AppSessionKind {
    /// Calls of an API.
    Access,
    /// Getting new secrets, once.
    Refresh,
    /// Changes by Google Reader's protocol.
    Write,
    /// The pages that an app's set-up looks at.
    Pages,
}

impl Store {
    /// Keeps a secret that an app got for its app password.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn add_app_session(
        &self,
        token: TokenId,
        kind: AppSessionKind,
        secret_hash: Hash,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| {
            let given = params![token, kind as i64, now, KEPT];
            tx.execute(
                "DELETE FROM app_session WHERE token_id = ?1 AND kind = ?2 AND (expires_at <= ?3
                    OR expires_at <= (SELECT expires_at FROM app_session
                        WHERE token_id = ?1 AND kind = ?2
                        ORDER BY expires_at DESC LIMIT 1 OFFSET ?4))",
                given,
            )?;
            let sql = "INSERT INTO app_session (secret_hash, token_id, kind, expires_at)
                VALUES (?1, ?2, ?3, ?4)";
            tx.execute(sql, params![&secret_hash, token, kind as i64, expires_at])?;
            Ok(())
        })
        .await
    }

    /// Whom a secret stands for; `None` when it is unknown or over.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn app_session(
        &self,
        secret_hash: Hash,
        kind: AppSessionKind,
        now: Timestamp,
    ) -> Result<Option<Bearer>> {
        self.read(move |tx| {
            let sql = "SELECT t.id, t.reader_id, t.scopes, r.suspended_until, t.used_at
                FROM app_session a JOIN token t ON t.id = a.token_id
                JOIN reader r ON r.id = t.reader_id
                WHERE a.secret_hash = ?1 AND a.kind = ?2 AND a.expires_at > ?3
                    AND (t.expires_at IS NULL OR t.expires_at > ?3)";
            let found = tx.first(sql, params![&secret_hash, kind as i64, now])?;
            Ok(found.map(bearer).transpose()?.map(|(bearer, _)| bearer))
        })
        .await
    }

    /// Ends a secret; of two who come at once, one gets `true`.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn end_app_session(&self, secret_hash: Hash) -> Result<bool> {
        self.write(move |tx| {
            let sql = "DELETE FROM app_session WHERE secret_hash = ?1";
            Ok(tx.execute(sql, params![&secret_hash])? > 0)
        })
        .await
    }

    /// Ends secrets that are over; for the desk's tidying.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn end_old_app_sessions(&self, now: Timestamp) -> Result<u64> {
        self.write(move |tx| {
            tx.execute("DELETE FROM app_session WHERE expires_at <= ?1", params![now])
        })
        .await
    }

    /// Keeps a client; one made with an app password is gone with it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn add_client(
        &self,
        reader: ReaderId,
        token: Option<TokenId>,
        name: &str,
        public_part: &str,
        secret_hash: Hash,
        now: Timestamp,
    ) -> Result<ClientId> {
        let (name, public_part) = (name.to_owned(), public_part.to_owned());
        self.write(move |tx| {
            let sql = "INSERT INTO client
                (reader_id, token_id, name, public_part, secret_hash, created_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id";
            let given = params![reader, token, &name, &public_part, &secret_hash, now];
            Ok(ClientId(tx.insert(sql, given)?))
        })
        .await
    }

    /// Whose client this is; `None` where there is none with this public part and secret.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn client_reader(
        &self,
        id: ClientId,
        public_part: &str,
        secret_hash: Hash,
    ) -> Result<Option<ReaderId>> {
        let public_part = public_part.to_owned();
        self.read(move |tx| {
            let sql = "SELECT reader_id FROM client
                WHERE id = ?1 AND public_part = ?2 AND secret_hash = ?3";
            let row = tx.first(sql, params![id, &public_part, &secret_hash])?;
            row.map(|row| Ok(ReaderId(row.int(0)?))).transpose()
        })
        .await
    }

    /// The names of a reader's clients, the newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn clients(&self, reader: ReaderId) -> Result<Vec<String>> {
        self.read(move |tx| {
            let sql = "SELECT name FROM client WHERE reader_id = ?1 ORDER BY id DESC";
            let rows = tx.rows(sql, params![reader])?;
            rows.into_iter().map(|mut row| row.text(0)).collect()
        })
        .await
    }
}

/// Ends apps that were signed in with the account's own password, as it is another now.
pub(super) fn end_by_password(tx: &mut Tx, reader: ReaderId) -> Result<()> {
    let sql = "DELETE FROM token WHERE reader_id = ?1 AND scopes LIKE '% password'";
    tx.execute(sql, params![reader])?;
    Ok(())
}
