//! Tickets: links that work once.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Hash;
use super::reader::{NewReader, add, changed};
use crate::database::{Row, Tx, params};
use crate::membership::{Given, Source, give};
use crate::{Error, ReaderId, Result, Store};

/// What a ticket is good for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TicketKind {
    /// Making the first account, of an admin.
    SetUp,
    /// Making an account where sign-up is not open.
    Invitation,
    /// Setting a new password.
    Reset,
    /// Showing that an address is one's own.
    Verification,
    /// The second step of a sign-in, after the password.
    SecondFactor,
    /// The challenge a passkey signs.
    Passkey,
    /// A sign-in that went to another site and is to come back.
    Elsewhere,
}

const KINDS: [TicketKind; 7] = [
    TicketKind::SetUp,
    TicketKind::Invitation,
    TicketKind::Reset,
    TicketKind::Verification,
    TicketKind::SecondFactor,
    TicketKind::Passkey,
    TicketKind::Elsewhere,
];

/// A link that works once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ticket {
    pub kind: TicketKind,
    /// For whom; `None` for set-up and invitations.
    pub reader_id: Option<ReaderId>,
    /// The address a verification is for; what a sign-in needs when it comes back; of an invitation the plan it
    /// brings, see [`Brought`].
    pub payload: Option<String>,
    pub expires_at: Timestamp,
}

/// The plan that comes with an invitation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Brought {
    /// The plan's slug.
    pub plan: String,
    /// `None`: without end.
    pub days: Option<u16>,
}

impl Brought {
    /// As a ticket's payload.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a text and a number are JSON")
    }

    fn parse(payload: &str) -> Option<Self> {
        serde_json::from_str(payload).ok()
    }

    fn given(self, reader_id: ReaderId, now: Timestamp) -> Result<Given> {
        let days = self.days.map(|days| SignedDuration::from_hours(i64::from(days) * 24));
        let until = days.map(|days| now.checked_add(days)).transpose();
        Ok(Given {
            reader_id,
            plan: self.plan,
            source: Source::Invite,
            key: "invitation".to_owned(),
            from: now,
            until: until.map_err(|_| Error::Refused("the invitation lasts too long"))?,
            renews: false,
            note: String::new(),
        })
    }
}

impl Store {
    /// Keeps a ticket. A new link for the same reader (reset, verification) takes the old one's place;
    /// so does a new set-up link.
    pub async fn add_ticket(&self, hash: Hash, ticket: Ticket, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            let kind = ticket.kind as i64;
            if ticket.kind == TicketKind::SetUp {
                tx.execute("DELETE FROM ticket WHERE kind = ?1", params![kind])?;
            }
            let old = "DELETE FROM ticket
                WHERE (kind = ?1 AND kind IN (2, 3) AND reader_id = ?2) OR expires_at <= ?3";
            tx.execute(old, params![kind, ticket.reader_id, now])?;
            let sql = "INSERT INTO ticket
                (token_hash, kind, reader_id, payload, created_at, expires_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let payload = ticket.payload.as_deref();
            let given = params![&hash, kind, ticket.reader_id, payload, now, ticket.expires_at];
            tx.execute(sql, given)?;
            Ok(())
        })
        .await
    }

    /// A ticket that is still good, without using it.
    pub async fn ticket(&self, hash: Hash, now: Timestamp) -> Result<Option<Ticket>> {
        self.read(move |tx| {
            let sql = "SELECT kind, reader_id, payload, expires_at FROM ticket
                WHERE token_hash = ?1 AND expires_at > ?2";
            tx.first(sql, params![&hash, now])?.map(ticket).transpose()
        })
        .await
    }

    /// Uses a ticket of that kind up; `None` when it is not, or no longer, good.
    pub async fn take_ticket(
        &self,
        hash: Hash,
        kind: TicketKind,
        now: Timestamp,
    ) -> Result<Option<Ticket>> {
        self.write(move |tx| match take(tx, &hash, now) {
            Ok(ticket) => Ok(Some(ticket).filter(|ticket| ticket.kind == kind)),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    /// Makes an account with a set-up ticket or an invitation, which are used up by it.
    ///
    /// # Errors
    /// `NotFound` when the ticket is not, or no longer, good; `Taken("name")`.
    pub async fn add_reader_with_ticket(
        &self,
        hash: Hash,
        new: NewReader<'_>,
        now: Timestamp,
    ) -> Result<ReaderId> {
        let (name, display_name) = (new.name.to_owned(), new.display_name.to_owned());
        let (email, password) =
            (new.email.map(str::to_owned), new.password_hash.map(str::to_owned));
        self.write(move |tx| {
            let ticket = take(tx, &hash, now)?;
            let role = match ticket.kind {
                TicketKind::SetUp => super::Role::Admin,
                TicketKind::Invitation => super::Role::Reader,
                _ => return Err(Error::NotFound),
            };
            let new = NewReader {
                name: &name,
                display_name: &display_name,
                email: email.as_deref(),
                password_hash: password.as_deref(),
                role,
            };
            let reader = add(tx, &new, now)?;
            if let Some(brought) = ticket.payload.as_deref().and_then(Brought::parse) {
                give(tx, &brought.given(reader, now)?, now)?;
            }
            Ok(reader)
        })
        .await
    }

    /// Sets a password with a reset ticket; every session of the reader ends.
    ///
    /// # Errors
    /// `NotFound` when the ticket is not, or no longer, good.
    pub async fn reset_password(
        &self,
        hash: Hash,
        password_hash: &str,
        now: Timestamp,
    ) -> Result<ReaderId> {
        let password = password_hash.to_owned();
        self.write(move |tx| {
            let reader = of_kind(take(tx, &hash, now)?, TicketKind::Reset)?;
            let sql = "UPDATE reader SET password_hash = ?2 WHERE id = ?1";
            changed(tx.execute(sql, params![reader, &password])?)?;
            super::app::end_by_password(tx, reader)?;
            super::session::end_others(tx, reader, None)?;
            Ok(reader)
        })
        .await
    }

    /// Verifies the address a ticket was sent to, if it is still the reader's.
    ///
    /// # Errors
    /// `NotFound`; `Taken("e-mail address")` when somebody else has verified it.
    pub async fn verify_email(&self, hash: Hash, now: Timestamp) -> Result<ReaderId> {
        self.write(move |tx| {
            let ticket = take(tx, &hash, now)?;
            let email = ticket.payload.clone();
            let reader = of_kind(ticket, TicketKind::Verification)?;
            let sql = "UPDATE reader SET email_verified_at = ?3 WHERE id = ?1 AND email = ?2";
            let count = tx
                .execute(sql, params![reader, email.as_deref(), now])
                .map_err(|error| error.or_taken("e-mail address"))?;
            changed(count)?;
            Ok(reader)
        })
        .await
    }
}

fn of_kind(ticket: Ticket, kind: TicketKind) -> Result<ReaderId> {
    match ticket.reader_id {
        Some(reader) if ticket.kind == kind => Ok(reader),
        _ => Err(Error::NotFound),
    }
}

/// Uses a ticket up; of two who come at once, one gets it.
fn take(tx: &mut Tx, hash: &Hash, now: Timestamp) -> Result<Ticket> {
    let sql = "DELETE FROM ticket WHERE token_hash = ?1
        RETURNING kind, reader_id, payload, expires_at";
    let ticket = ticket(tx.first(sql, params![hash])?.ok_or(Error::NotFound)?)?;
    if ticket.expires_at > now { Ok(ticket) } else { Err(Error::NotFound) }
}

fn ticket(mut row: Row) -> Result<Ticket> {
    let kind = usize::try_from(row.int(0)?).ok().and_then(|index| KINDS.get(index));
    Ok(Ticket {
        kind: *kind.ok_or(Error::Damaged("ticket"))?,
        reader_id: row.opt_int(1)?.map(ReaderId),
        payload: row.opt_text(2)?,
        expires_at: row.instant(3)?,
    })
}
