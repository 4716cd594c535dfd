//! Letters about notices: written when they are due, sent by the desk, with one click out of them.

use std::fmt::Write;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use store::ReaderId;
use store::notices::Due;

use super::{place, words};
use crate::accounts::letter::Letter;
use crate::accounts::secret::Secret;
use crate::threads::shortened;
use crate::{App, Error, Result};

/// Letters written in one go.
const AT_ONCE: u32 = 50;
/// The setting that holds the key of the links out of letters.
const KEY: &str = "unsubscribe_key";

/// Tells what happened, and writes the letters that are due; for the desk.
///
/// # Errors
/// When the store fails.
pub(crate) async fn run(app: &Arc<App>) -> Result<()> {
    while app.store.tell_news(app.now()).await? {}
    if app.config.mail.is_none() {
        return Ok(());
    }
    for due in app.store.letters_due(AT_ONCE, app.now()).await? {
        let now = app.now();
        let job = letter(app, &due).await?.job(Some(due.reader), now)?;
        let notices = due.notices.iter().map(|notice| notice.id).collect();
        app.store.write_letter(due.reader, notices, job, now).await?;
    }
    Ok(())
}

async fn letter(app: &App, due: &Due) -> Result<Letter> {
    let (room, origin) = (app.name(), app.origin());
    let subject = match due.notices.as_slice() {
        [one] => shortened(&words(one), 120),
        many => format!("{} notices in {room}", many.len()),
    };
    let mut text = format!("{},\n\n", due.display_name);
    for notice in &due.notices {
        let (href, quote) = place(notice);
        let _ = writeln!(text, "{}", words(notice));
        for line in shortened(&quote, 600).lines() {
            let _ = writeln!(text, "> {line}");
        }
        let _ = writeln!(text, "{origin}{href}\n");
    }
    let token = token(app, due.reader).await?;
    let out = format!("{origin}/unsubscribe/{token}");
    let _ = write!(text, "--\nYou asked {room} for these letters. No more of them: {out}\n");
    // The same letter written twice is one: a server that has it knows it again.
    let last = due.notices.last().map_or(0, |notice| notice.id.0);
    let id = Some(format!("notice.{}.{last}", due.reader));
    Ok(Letter { to: due.email.clone(), subject, text, unsubscribe: Some(out), id })
}

/// A reader's own way out: their number, and that it was written here.
async fn token(app: &App, reader: ReaderId) -> Result<String> {
    let sign = hmac::sign(&key(app).await?, reader.0.to_string().as_bytes());
    Ok(format!("{}.{}", reader.0, URL_SAFE_NO_PAD.encode(sign.as_ref())))
}

/// Whose way out it is.
pub(super) async fn reader_of(app: &App, token: &str) -> Result<ReaderId> {
    let (reader, sign) = token.split_once('.').ok_or(Error::NotFound)?;
    let sign = URL_SAFE_NO_PAD.decode(sign).map_err(|_| Error::NotFound)?;
    hmac::verify(&key(app).await?, reader.as_bytes(), &sign).map_err(|_| Error::NotFound)?;
    Ok(ReaderId(reader.parse().map_err(|_| Error::NotFound)?))
}

async fn key(app: &App) -> Result<hmac::Key> {
    let new = Secret::new()?;
    let kept = app.store.setting_or(KEY, new.as_str()).await?;
    Ok(hmac::Key::new(hmac::HMAC_SHA256, kept.as_bytes()))
}
