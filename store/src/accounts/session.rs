//! Sessions: rows, so that a reader stays signed in across restarts and can end any of them.

use jiff::{SignedDuration, Timestamp};

use super::{Hash, Role};
use crate::database::{Row, Tx, params};
use crate::{Error, ReaderId, Result, Store};

/// How much later than kept a session may have been used: `seen_at` is not written at every request.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(10);

/// What a session is made of.
#[derive(Clone, Copy, Debug)]
pub struct NewSession<'s> {
    pub token_hash: Hash,
    pub reader_id: ReaderId,
    /// What the browser calls itself.
    pub agent: &'s str,
    pub expires_at: Timestamp,
}

/// A session, as its reader sees it in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    pub token_hash: Hash,
    pub agent: String,
    pub created_at: Timestamp,
    /// To within ten minutes.
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Whom a cookie stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedIn {
    pub reader_id: ReaderId,
    pub name: String,
    pub display_name: String,
    pub role: Role,
    /// JSON, as the room wrote it.
    pub settings: String,
    /// When the password was last given in this session.
    pub confirmed_at: Timestamp,
    /// Whether the cookie should be given anew, as half of the session's time is over.
    pub expires_at: Timestamp,
    pub suspended_until: Option<Timestamp>,
}

impl Store {
    /// Begins a session.
    pub async fn add_session(&self, new: NewSession<'_>, now: Timestamp) -> Result<()> {
        let (hash, id, expires_at) = (new.token_hash, new.reader_id, new.expires_at);
        let agent: String = new.agent.chars().take(200).collect();
        self.write(move |tx| {
            let sql = "INSERT INTO session
                (token_hash, reader_id, agent, created_at, seen_at, expires_at, confirmed_at)
                VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?4)";
            tx.execute(sql, params![&hash, id, &agent, now, expires_at])?;
            tx.execute("DELETE FROM session WHERE expires_at <= ?1", params![now])?;
            Ok(())
        })
        .await
    }

    /// Whom a token stands for; `None` when it is unknown or over.
    pub async fn signed_in(&self, token_hash: Hash, now: Timestamp) -> Result<Option<SignedIn>> {
        let found = self.read(move |tx| find(tx, token_hash, now)).await?;
        let Some((signed_in, seen_at)) = found else { return Ok(None) };
        if now.duration_since(seen_at) > SEEN_EVERY {
            let sql = "UPDATE session SET seen_at = ?2 WHERE token_hash = ?1";
            self.write(move |tx| tx.execute(sql, params![&token_hash, now])).await?;
        }
        Ok(Some(signed_in))
    }

    /// Lets a session last until `expires_at`.
    pub async fn extend_session(&self, token_hash: Hash, expires_at: Timestamp) -> Result<()> {
        let sql = "UPDATE session SET expires_at = ?2 WHERE token_hash = ?1";
        self.write(move |tx| tx.execute(sql, params![&token_hash, expires_at])).await?;
        Ok(())
    }

    /// Notes that the password was given again.
    pub async fn confirm_session(&self, token_hash: Hash, now: Timestamp) -> Result<()> {
        let sql = "UPDATE session SET confirmed_at = ?2 WHERE token_hash = ?1";
        self.write(move |tx| super::reader::changed(tx.execute(sql, params![&token_hash, now])?))
            .await
    }

    /// A reader's sessions, the last used first.
    pub async fn sessions(&self, reader: ReaderId, now: Timestamp) -> Result<Vec<Session>> {
        self.read(move |tx| {
            let sql = "SELECT token_hash, agent, created_at, seen_at, expires_at FROM session
                WHERE reader_id = ?1 AND expires_at > ?2 ORDER BY seen_at DESC, created_at DESC";
            tx.rows(sql, params![reader, now])?.into_iter().map(session).collect()
        })
        .await
    }

    /// Ends one session of a reader; that it is over already is no error.
    pub async fn end_session(&self, reader: ReaderId, token_hash: Hash) -> Result<()> {
        let sql = "DELETE FROM session WHERE token_hash = ?1 AND reader_id = ?2";
        self.write(move |tx| tx.execute(sql, params![&token_hash, reader])).await?;
        Ok(())
    }

    /// Ends all sessions of a reader but `kept`.
    pub async fn end_other_sessions(&self, reader: ReaderId, kept: Option<Hash>) -> Result<()> {
        self.write(move |tx| end_others(tx, reader, kept)).await
    }
}

pub(super) fn end_others(tx: &mut Tx, reader: ReaderId, kept: Option<Hash>) -> Result<()> {
    // No token hashes to an empty value.
    let kept = kept.as_ref().map_or(&[][..], |hash| &hash[..]);
    tx.execute(
        "DELETE FROM session WHERE reader_id = ?1 AND token_hash <> ?2",
        params![reader, kept],
    )?;
    Ok(())
}

fn find(tx: &mut Tx, hash: Hash, now: Timestamp) -> Result<Option<(SignedIn, Timestamp)>> {
    let sql = "SELECT r.id, r.name, r.display_name, r.role, r.settings, s.confirmed_at,
        s.expires_at, r.suspended_until, s.seen_at
        FROM session s JOIN reader r ON r.id = s.reader_id
        WHERE s.token_hash = ?1 AND s.expires_at > ?2";
    let Some(mut row) = tx.first(sql, params![&hash, now])? else { return Ok(None) };
    let signed_in = SignedIn {
        reader_id: ReaderId(row.int(0)?),
        name: row.text(1)?,
        display_name: row.text(2)?,
        role: Role::from_row(row.int(3)?)?,
        settings: row.text(4)?,
        confirmed_at: row.instant(5)?,
        expires_at: row.instant(6)?,
        suspended_until: row.opt_instant(7)?,
    };
    Ok(Some((signed_in, row.instant(8)?)))
}

fn session(mut row: Row) -> Result<Session> {
    Ok(Session {
        token_hash: hash(row.blob(0)?)?,
        agent: row.text(1)?,
        created_at: row.instant(2)?,
        seen_at: row.instant(3)?,
        expires_at: row.instant(4)?,
    })
}

pub(super) fn hash(bytes: Vec<u8>) -> Result<Hash> {
    bytes.try_into().map_err(|_| Error::Damaged("hash"))
}
