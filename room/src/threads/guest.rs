//! Writing without an account, where the host allows it.
//!
//! The address is for the room alone: it is in no page and no export. A letter goes there, and only who follows its
//! link has the comment shown; a moderator may show it before. Nothing is told to an address that was not verified
//! but this one letter, and of those only as many as a door may be tried.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use store::threads::By;

use super::rules::OF_GUESTS;
use super::view::GuestPage;
use super::write::{Outcome, To, given_back, submit};
use crate::accounts::ask::Asker;
use crate::accounts::hash;
use crate::accounts::letter::{Letter, is_address};
use crate::accounts::secret::Secret;
use crate::fields::Fields;
use crate::layout::{outside, page};
use crate::{App, Error, Result};

/// Who writes.
pub(crate) struct Guest {
    name: String,
    email: String,
    from: Option<IpAddr>,
}

impl Guest {
    /// What the form says, or what is wrong with it.
    pub(super) fn of(asker: &Asker, fields: &Fields) -> std::result::Result<Self, String> {
        let name = super::markdown::clean(fields.get("name").unwrap_or(""));
        let email = fields.words("email").unwrap_or("").to_lowercase();
        if name.is_empty() || name.chars().count() > 60 || name.contains('\n') {
            return Err("Say under which name it is to stand: up to 60 letters.".to_owned());
        }
        if !is_address(&email) {
            return Err("This is no e-mail address that a letter could go to.".to_owned());
        }
        Ok(Self { name, email, from: asker.from })
    }

    /// As the rules know them; `None`: nobody wrote under this address.
    pub(super) async fn known(&self, app: &App) -> Result<Option<By>> {
        Ok(app.store.known_guest(&self.email).await?.map(By::Guest))
    }

    /// As the author of what the rules let pass; or why it is too much.
    pub(super) async fn admitted(&self, app: &App) -> Result<std::result::Result<By, String>> {
        match app.limits.count(&format!("guest {}", self.email), self.from) {
            Err(Error::TooOften(seconds)) => {
                return Ok(Err(format!(
                    "Much was written from here without an account. Try again in {seconds} seconds."
                )));
            }
            counted => counted?,
        }
        Ok(Ok(By::Guest(app.store.guest(&self.name, &self.email, app.now()).await?)))
    }
}

/// Posts what a guest wrote, held, and sends the letter.
pub(super) async fn write(
    app: &Arc<App>,
    guest: Guest,
    to: To,
    fields: &Fields,
) -> Result<Response> {
    let (thread, parent) = (to.thread, to.parent);
    let viewer = super::viewer(app, None, "/talk")?;
    match submit(app, viewer, Some(&guest), to, fields).await? {
        Outcome::Posted { posted, .. } => {
            let sends = app.config.mail.is_some();
            if sends {
                send(app, &guest).await?;
            }
            let words = if sends {
                "Your comment is kept. Follow the link in the letter we sent you, and it is shown."
            } else {
                "Your comment is kept. It is shown once a moderator has looked at it."
            };
            Ok(page(&GuestPage {
                layout: outside(app, "Your comment"),
                words: words.to_owned(),
                ticket: None,
                back: format!("/talk/{}", posted.thread),
            }))
        }
        Outcome::Refused(why) => {
            let thread = thread.ok_or(Error::NotFound)?;
            given_back(app, None, viewer, thread, parent, fields, why).await
        }
    }
}

async fn send(app: &App, guest: &Guest) -> Result<()> {
    let secret = Secret::new()?;
    let (room, origin, ticket) = (app.name(), app.origin(), secret.as_str());
    let letter = Letter {
        to: guest.email.clone(),
        subject: format!("Your comment in {room}"),
        text: format!(
            "Somebody, we think you, wrote a comment in {room} and gave this address.\n\n\
             If it was you, follow this link, and it is shown:\n\n{origin}/guest?ticket={ticket}\n\n\
             If not, do nothing: it is not shown on your account, and the address is told to nobody.\n"
        ),
        ..Letter::default()
    };
    let now = app.now();
    let job = letter.job(None, now)?;
    app.store.ask_guest(&guest.email, secret.hash(), job, now).await?;
    app.desk.wake();
    Ok(())
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct GuestQuery {
    ticket: Option<String>,
}

/// Following a link changes nothing yet: mail programs look at links too.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Query(query): Query<GuestQuery>,
) -> Result<Response> {
    Ok(page(&GuestPage {
        layout: outside(&app, "Your comment"),
        words: "One more step, so that it is you and not a mail program: show the comment."
            .to_owned(),
        ticket: Some(query.ticket.unwrap_or_default()),
        back: "/talk".to_owned(),
    }))
}

pub(super) async fn verify(State(app): State<Arc<App>>, fields: Fields) -> Result<Response> {
    let ticket = fields.words("ticket").unwrap_or("");
    let threads = app.store.verify_guest(hash(ticket), OF_GUESTS, app.now()).await?;
    for thread in &threads {
        app.talk.ring(*thread);
    }
    app.desk.wake();
    let (words, back) = match threads.last() {
        Some(thread) => ("Your comment is shown now.", format!("/talk/{thread}")),
        None => (
            "Your address is verified. A moderator has yet to look at your comment.",
            "/talk".to_owned(),
        ),
    };
    Ok(page(&GuestPage {
        layout: outside(&app, "Your comment"),
        words: words.to_owned(),
        ticket: None,
        back,
    }))
}
