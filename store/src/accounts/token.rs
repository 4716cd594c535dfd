//! App passwords and API tokens: one for each client, with what it may do.

use jiff::{SignedDuration, Timestamp};

use super::Hash;
use crate::database::{Row, params};
use crate::{ReaderId, Result, Store, TokenId};

/// How much later than kept a token may have been used.
const USED_EVERY: SignedDuration = SignedDuration::from_mins(10);

/// A token, as its reader sees it in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    pub id: TokenId,
    /// What the reader calls the client.
    pub name: String,
    /// Words separated by spaces.
    pub scopes: String,
    pub created_at: Timestamp,
    /// To within ten minutes.
    pub used_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
}

/// Whom a token stands for, and what it may do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bearer {
    pub token_id: TokenId,
    pub reader_id: ReaderId,
    pub scopes: String,
    pub suspended_until: Option<Timestamp>,
}

impl Store {
    /// Keeps a token.
    pub async fn add_token(
        &self,
        reader: ReaderId,
        name: &str,
        scopes: &str,
        token_hash: Hash,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<TokenId> {
        let (name, scopes) = (name.to_owned(), scopes.to_owned());
        self.write(move |tx| {
            let sql = "INSERT INTO token
                (reader_id, name, token_hash, scopes, created_at, expires_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id";
            let given = params![reader, &name, &token_hash, &scopes, now, expires_at];
            Ok(TokenId(tx.insert(sql, given)?))
        })
        .await
    }

    /// Whom a token stands for; `None` when it is unknown or over.
    pub async fn bearer(&self, token_hash: Hash, now: Timestamp) -> Result<Option<Bearer>> {
        let found = self
            .read(move |tx| {
                let sql = "SELECT t.id, t.reader_id, t.scopes, r.suspended_until, t.used_at
                    FROM token t JOIN reader r ON r.id = t.reader_id
                    WHERE t.token_hash = ?1 AND (t.expires_at IS NULL OR t.expires_at > ?2)";
                tx.first(sql, params![&token_hash, now])?.map(bearer).transpose()
            })
            .await?;
        let Some((bearer, used_at)) = found else { return Ok(None) };
        if used_at.is_none_or(|used_at| now.duration_since(used_at) > USED_EVERY) {
            let (id, sql) = (bearer.token_id, "UPDATE token SET used_at = ?2 WHERE id = ?1");
            self.write(move |tx| tx.execute(sql, params![id, now])).await?;
        }
        Ok(Some(bearer))
    }

    /// A reader's tokens, the newest first.
    pub async fn tokens(&self, reader: ReaderId) -> Result<Vec<Token>> {
        self.read(move |tx| {
            let sql = "SELECT id, name, scopes, created_at, used_at, expires_at FROM token
                WHERE reader_id = ?1 ORDER BY id DESC";
            tx.rows(sql, params![reader])?.into_iter().map(token).collect()
        })
        .await
    }

    /// Ends a token of a reader.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn delete_token(&self, reader: ReaderId, id: TokenId) -> Result<()> {
        let sql = "DELETE FROM token WHERE id = ?1 AND reader_id = ?2";
        self.write(move |tx| super::reader::changed(tx.execute(sql, params![id, reader])?)).await
    }
}

pub(super) fn bearer(mut row: Row) -> Result<(Bearer, Option<Timestamp>)> {
    let bearer = Bearer {
        token_id: TokenId(row.int(0)?),
        reader_id: ReaderId(row.int(1)?),
        scopes: row.text(2)?,
        suspended_until: row.opt_instant(3)?,
    };
    Ok((bearer, row.opt_instant(4)?))
}

fn token(mut row: Row) -> Result<Token> {
    Ok(Token {
        id: TokenId(row.int(0)?),
        name: row.text(1)?,
        scopes: row.text(2)?,
        created_at: row.instant(3)?,
        used_at: row.opt_instant(4)?,
        expires_at: row.opt_instant(5)?,
    })
}
