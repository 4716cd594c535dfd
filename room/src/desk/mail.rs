//! Sending letters.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::SignedDuration;
use lettre::message::Mailbox;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncFileTransport, AsyncTransport, Message, Tokio1Executor};
use serde::Deserialize;
use store::jobs::Job;

use crate::accounts::letter::Letter;
use crate::{App, Error};

/// Waits before the second and later tries.
const AGAIN: [SignedDuration; 5] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(10),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(6),
    SignedDuration::from_hours(24),
];

/// How letters leave the room.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// `smtps://name:password@host` or `smtp://host:25`, as lettre reads it; or a folder, one file for
    /// each letter.
    pub to: String,
    /// Who they are from: "Dateline <room@example.org>".
    pub from: String,
}

pub(super) async fn run(app: &Arc<App>, job: &Job) -> Result<(), Error> {
    let Some(mail) = &app.config.mail else {
        return Ok(app.store.fail_job(job.id, "this room sends no mail", None).await?);
    };
    let sent = match serde_json::from_str::<Letter>(&job.payload) {
        Ok(letter) => send(mail, &letter).await,
        Err(_) => return Ok(app.store.fail_job(job.id, "a damaged letter", None).await?),
    };
    match sent {
        Ok(()) => Ok(app.store.finish_job(job.id).await?),
        Err(why) => {
            let wait = usize::try_from(job.try_count - 1).ok().and_then(|tried| AGAIN.get(tried));
            let again = wait.map(|wait| app.now() + *wait);
            Ok(app.store.fail_job(job.id, &why, again).await?)
        }
    }
}

/// Headers by which a mail program shows a button that ends such letters (RFC 2369 §3.2, RFC 8058 §3.1).
macro_rules! headers {
    ($($name:ident $text:literal)*) => {$(
        #[derive(Clone)]
        struct $name(String);

        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($text)
            }

            fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok(Self(text.to_owned()))
            }

            fn display(&self) -> HeaderValue {
                HeaderValue::new(Self::name(), self.0.clone())
            }
        }
    )*};
}

headers! {
    Unsubscribe "List-Unsubscribe"
    OneClick "List-Unsubscribe-Post"
}

async fn send(mail: &Mail, letter: &Letter) -> Result<(), String> {
    let address = |text: &str| text.parse::<Mailbox>().map_err(|error| error.to_string());
    let mut message = Message::builder()
        .from(address(&mail.from)?)
        .to(address(&letter.to)?)
        .subject(&letter.subject);
    if let Some(out) = &letter.unsubscribe {
        message = message
            .header(Unsubscribe(format!("<{out}>")))
            .header(OneClick("List-Unsubscribe=One-Click".to_owned()));
    }
    if let Some(id) = &letter.id {
        let host = mail.from.rsplit_once('@').map_or("dateline", |(_, host)| host);
        message = message.message_id(Some(format!("<{id}@{}>", host.trim_end_matches('>'))));
    }
    let message = message.body(letter.text.clone()).map_err(|error| error.to_string())?;
    if !mail.to.contains("://") {
        let folder = AsyncFileTransport::<Tokio1Executor>::new(PathBuf::from(&mail.to));
        return folder.send(message).await.map(drop).map_err(|error| error.to_string());
    }
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&mail.to)
        .map_err(|error| error.to_string())?
        .build();
    transport.send(message).await.map(drop).map_err(|error| error.to_string())
}
