//! Letters about accounts: put into the store, sent by the desk.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::ReaderId;
use store::accounts::{Ticket, TicketKind};
use store::jobs::{JobKind, NewJob};

use super::secret::Secret;
use crate::{App, Error};

#[cfg(test)]
mod tests;

/// How long a link that verifies an address is good for.
const VERIFY_LASTS: SignedDuration = SignedDuration::from_hours(48);

/// A letter as the desk's work holds it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// Where one click ends such letters (RFC 8058); `None`: it was asked for once.
    #[serde(default)]
    pub unsubscribe: Option<String>,
    /// What it is known by, should it go out twice.
    #[serde(default)]
    pub id: Option<String>,
}

impl Letter {
    /// The desk's work of sending it; `reader` is who has it, if anybody with an account.
    pub(crate) fn job(&self, reader: Option<ReaderId>, now: Timestamp) -> Result<NewJob, Error> {
        let payload = serde_json::to_string(self).map_err(|_| Error::broken("a letter"))?;
        let kind = JobKind::Mail;
        Ok(NewJob { kind, reader_id: reader, article_id: None, payload, run_at: now })
    }
}

/// Whether something can be written to at all: the rest only a letter can tell.
pub(crate) fn is_address(text: &str) -> bool {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;:\"()[]\\".contains(c);
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    text.len() <= 254
        && !local.is_empty()
        && !local.contains('@')
        && text.chars().all(is_plain)
        && host.split('.').count() >= 2
        && host.split('.').all(|part| !part.is_empty())
}

/// Asks the owner of an address whether it is theirs, where the room can write.
pub(super) async fn verify(app: &App, reader: ReaderId, email: &str) -> Result<(), Error> {
    if app.config.mail.is_none() {
        return Ok(());
    }
    let secret = Secret::new()?;
    let now = app.now();
    let ticket = Ticket {
        kind: TicketKind::Verification,
        reader_id: Some(reader),
        payload: Some(email.to_lowercase()),
        expires_at: now + VERIFY_LASTS,
    };
    app.store.add_ticket(secret.hash(), ticket, now).await?;
    let (room, origin, ticket) = (&app.name(), app.origin(), secret.as_str());
    let letter = Letter {
        to: email.to_owned(),
        subject: format!("Your address in {room}"),
        text: format!(
            "Somebody, we think you, gave this address for an account in {room}.\n\n\
             If it was you, follow this link within two days:\n\n{origin}/verify?ticket={ticket}\n\n\
             If not, do nothing: you will not be written to again.\n"
        ),
        ..Letter::default()
    };
    put(app, reader, &letter).await
}

/// Sends a link to set a new password.
pub(super) async fn reset(
    app: &App,
    reader: ReaderId,
    email: &str,
    link: &str,
) -> Result<(), Error> {
    let room = &app.name();
    let letter = Letter {
        to: email.to_owned(),
        subject: format!("A new password for {room}"),
        text: format!(
            "Somebody, we think you, asked to set a new password for your account in {room}.\n\n\
             If it was you, follow this link within an hour:\n\n{link}\n\n\
             If not, do nothing: your password stays as it is.\n"
        ),
        ..Letter::default()
    };
    put(app, reader, &letter).await
}

async fn put(app: &App, reader: ReaderId, letter: &Letter) -> Result<(), Error> {
    let now = app.now();
    app.store.add_job(letter.job(Some(reader), now)?, now).await?;
    Ok(())
}
