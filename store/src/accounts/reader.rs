//! Readers: names, addresses, passwords, roles, choices.

use jiff::Timestamp;

use crate::database::{Row, Tx, params};
use crate::{Error, ReaderId, Result, Store};

/// What a reader may do in the room.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Role {
    #[default]
    Reader,
    /// Looks after the conversation.
    Moderator,
    /// Looks after the room.
    Admin,
}

impl Role {
    /// All, the least first.
    pub const ALL: [Role; 3] = [Role::Reader, Role::Moderator, Role::Admin];

    pub(super) fn from_row(number: i64) -> Result<Self> {
        let index = usize::try_from(number).map_err(|_| Error::Damaged("role"))?;
        Self::ALL.get(index).copied().ok_or(Error::Damaged("role"))
    }
}

/// A person with an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reader {
    pub id: ReaderId,
    /// Lower case; what others write after "@".
    pub name: String,
    pub display_name: String,
    /// Never shown to others.
    pub email: Option<String>,
    /// Whether the address was shown to be theirs.
    pub is_email_verified: bool,
    pub role: Role,
    pub has_password: bool,
    pub has_totp: bool,
    /// JSON, as the room wrote it.
    pub settings: String,
    pub suspended_until: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// What an account is made of.
#[derive(Clone, Copy, Debug)]
pub struct NewReader<'r> {
    /// Lower case, as the room allows names.
    pub name: &'r str,
    pub display_name: &'r str,
    pub email: Option<&'r str>,
    /// PHC string; `None`: signs in by other means.
    pub password_hash: Option<&'r str>,
    pub role: Role,
}

/// What a sign-in is checked against.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    pub reader_id: ReaderId,
    pub password_hash: Option<String>,
    pub totp_secret: Option<Vec<u8>>,
    pub suspended_until: Option<Timestamp>,
}

impl std::fmt::Debug for Credentials {
    /// Without the secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_struct("Credentials").field("reader_id", &self.reader_id).finish_non_exhaustive()
    }
}

const READER: &str = "SELECT id, name, display_name, email, email_verified_at IS NOT NULL, role,
    password_hash IS NOT NULL, totp_secret IS NOT NULL, settings, suspended_until, created_at
    FROM reader";

impl Store {
    /// Makes an account.
    ///
    /// # Errors
    /// `Taken("name")`.
    pub async fn add_reader(&self, new: NewReader<'_>, now: Timestamp) -> Result<ReaderId> {
        let (name, display_name) = (new.name.to_owned(), new.display_name.to_owned());
        let (email, hash) = (new.email.map(str::to_owned), new.password_hash.map(str::to_owned));
        let role = new.role;
        self.write(move |tx| {
            let new = NewReader {
                name: &name,
                display_name: &display_name,
                email: email.as_deref(),
                password_hash: hash.as_deref(),
                role,
            };
            add(tx, &new, now)
        })
        .await
    }

    /// How many accounts there are.
    pub async fn reader_count(&self) -> Result<i64> {
        self.read(|tx| tx.rows("SELECT count(*) FROM reader", params![])?[0].int(0)).await
    }

    /// One reader.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn reader(&self, id: ReaderId) -> Result<Reader> {
        self.read(move |tx| one(tx, &format!("{READER} WHERE id = ?1"), params![id])).await
    }

    /// The reader of that name, in any case.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn reader_by_name(&self, name: &str) -> Result<Reader> {
        let name = name.to_lowercase();
        self.read(move |tx| one(tx, &format!("{READER} WHERE name = ?1"), params![&name])).await
    }

    /// All accounts, the oldest first: `after` is the last id of the page before.
    pub async fn readers(&self, after: ReaderId, limit: i64) -> Result<Vec<Reader>> {
        self.read(move |tx| {
            let sql = format!("{READER} WHERE id > ?1 ORDER BY id LIMIT ?2");
            tx.rows(&sql, params![after, limit])?.into_iter().map(reader).collect()
        })
        .await
    }

    /// What to check a sign-in against: by name, or by an address that is verified.
    pub async fn credentials(&self, name_or_email: &str) -> Result<Option<Credentials>> {
        let given = name_or_email.trim().to_lowercase();
        self.read(move |tx| {
            let sql = "SELECT id, password_hash, totp_secret, suspended_until FROM reader
                WHERE name = ?1 OR (email = ?1 AND email_verified_at IS NOT NULL)
                ORDER BY name = ?1 DESC LIMIT 1";
            tx.first(sql, params![&given])?.map(credentials).transpose()
        })
        .await
    }

    /// As [`Store::credentials`], of a reader who is known.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn credentials_of(&self, id: ReaderId) -> Result<Credentials> {
        self.read(move |tx| {
            let sql = "SELECT id, password_hash, totp_secret, suspended_until FROM reader
                WHERE id = ?1";
            credentials(tx.first(sql, params![id])?.ok_or(Error::NotFound)?)
        })
        .await
    }

    /// Sets the password; all other sessions than `kept` end.
    pub async fn set_password(
        &self,
        id: ReaderId,
        password_hash: &str,
        kept: Option<super::Hash>,
    ) -> Result<()> {
        let hash = password_hash.to_owned();
        self.write(move |tx| {
            changed(tx.execute(
                "UPDATE reader SET password_hash = ?2 WHERE id = ?1",
                params![id, &hash],
            )?)?;
            super::app::end_by_password(tx, id)?;
            super::session::end_others(tx, id, kept)
        })
        .await
    }

    /// Sets how the reader is shown.
    pub async fn set_display_name(&self, id: ReaderId, display_name: &str) -> Result<()> {
        let name = display_name.to_owned();
        let sql = "UPDATE reader SET display_name = ?2 WHERE id = ?1";
        self.write(move |tx| changed(tx.execute(sql, params![id, &name])?)).await
    }

    /// Sets an address that is not verified yet; `None` removes it.
    pub async fn set_email(&self, id: ReaderId, email: Option<&str>) -> Result<()> {
        let email = email.map(str::to_lowercase);
        let sql = "UPDATE reader SET email = ?2, email_verified_at = NULL WHERE id = ?1";
        self.write(move |tx| changed(tx.execute(sql, params![id, email.as_deref()])?)).await
    }

    /// Sets what the reader may do.
    pub async fn set_role(&self, id: ReaderId, role: Role) -> Result<()> {
        let sql = "UPDATE reader SET role = ?2 WHERE id = ?1";
        self.write(move |tx| changed(tx.execute(sql, params![id, role as i64])?)).await
    }

    /// Shuts a reader out until then, which ends their sessions, or lets them in again.
    pub async fn suspend(
        &self,
        id: ReaderId,
        until: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |tx| {
            let sql = "UPDATE reader SET suspended_until = ?2 WHERE id = ?1";
            changed(tx.execute(sql, params![id, until])?)?;
            if until.is_some_and(|until| until > now) {
                super::session::end_others(tx, id, None)?;
            }
            Ok(())
        })
        .await
    }

    /// Keeps the reader's choices, JSON.
    pub async fn set_settings(&self, id: ReaderId, settings: &str) -> Result<()> {
        let settings = settings.to_owned();
        let sql = "UPDATE reader SET settings = ?2 WHERE id = ?1";
        self.write(move |tx| changed(tx.execute(sql, params![id, &settings])?)).await
    }

    /// Removes a reader and all that is theirs; articles shared with others stay.
    ///
    /// # Errors
    /// `NotFound`; `Refused` for the last admin.
    pub async fn delete_reader(&self, id: ReaderId) -> Result<()> {
        self.write(move |tx| delete(tx, id)).await
    }
}

pub(super) fn add(tx: &mut Tx, new: &NewReader, now: Timestamp) -> Result<ReaderId> {
    let email = new.email.map(str::to_lowercase);
    let sql = "INSERT INTO reader (name, display_name, email, password_hash, role, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id";
    let id = tx
        .insert(
            sql,
            params![
                &new.name.to_lowercase(),
                new.display_name,
                email.as_deref(),
                new.password_hash,
                new.role as i64,
                now
            ],
        )
        .map_err(|error| error.or_taken("name"))?;
    Ok(ReaderId(id))
}

fn delete(tx: &mut Tx, id: ReaderId) -> Result<()> {
    let admins = "SELECT count(*) FROM reader WHERE role = 2 AND id <> ?1";
    let is_admin = tx.first("SELECT role FROM reader WHERE id = ?1", params![id])?;
    let is_admin = is_admin.ok_or(Error::NotFound)?.int(0)? == Role::Admin as i64;
    if is_admin && tx.rows(admins, params![id])?[0].int(0)? == 0 {
        return Err(Error::Refused("the last admin cannot be removed"));
    }
    tx.execute(
        "DELETE FROM shelf_terms WHERE rowid IN (SELECT id FROM shelf WHERE reader_id = ?1)",
        params![id],
    )?;
    crate::follows::leave(tx, id)?;
    changed(tx.execute("DELETE FROM reader WHERE id = ?1", params![id])?)?;
    // What the reader's own browser had sent is nobody else's.
    tx.execute("DELETE FROM article WHERE owner_id = ?1", params![id])?;
    Ok(())
}

/// `NotFound` where a statement that should change a row changed none.
pub(super) fn changed(count: u64) -> Result<()> {
    if count == 0 { Err(Error::NotFound) } else { Ok(()) }
}

fn one(tx: &mut Tx, sql: &str, params: &[crate::database::Param]) -> Result<Reader> {
    reader(tx.first(sql, params)?.ok_or(Error::NotFound)?)
}

fn reader(mut row: Row) -> Result<Reader> {
    Ok(Reader {
        id: ReaderId(row.int(0)?),
        name: row.text(1)?,
        display_name: row.text(2)?,
        email: row.opt_text(3)?,
        is_email_verified: row.flag(4)?,
        role: Role::from_row(row.int(5)?)?,
        has_password: row.flag(6)?,
        has_totp: row.flag(7)?,
        settings: row.text(8)?,
        suspended_until: row.opt_instant(9)?,
        created_at: row.instant(10)?,
    })
}

fn credentials(mut row: Row) -> Result<Credentials> {
    Ok(Credentials {
        reader_id: ReaderId(row.int(0)?),
        password_hash: row.opt_text(1)?,
        totp_secret: row.opt_blob(2)?,
        suspended_until: row.opt_instant(3)?,
    })
}
