//! Letters as articles: a newsletter that the host's mail server hands on is filed on the shelf of the reader whose
//! address it came to.
//!
//! A letter is its reader's alone, and known by its Message-ID: what is delivered twice is there once. It has no
//! address in the web, so it gets one in the room, which leads its reader to the article.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use page::Capture;
use sha2::{Digest, Sha256};
use store::shelf::Saving;
use store::{ArticleId, ReaderId, ShelfId};
use url::Url;
use wire::mail::{self, Letter};

use crate::accounts::secret::random;
use crate::accounts::totp::base32;
use crate::desk::made::Made;
use crate::session::Me;
use crate::{App, Error, Result, desk, hex, membership};

/// The path of letters.
const PATH: &str = "/mail/";

/// What became of a letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Filed {
    New(ShelfId, String),
    /// It was there already.
    Known(ShelfId),
    /// Nobody has an address that it is for.
    ForNobody,
    /// Why it is not taken, for the mail server's log.
    Refused(String),
}

/// Files a letter, for this reader or for whose address it came to.
///
/// # Errors
/// When the store fails: the letter may be handed in again.
pub async fn file(app: &Arc<App>, reader: Option<ReaderId>, bytes: Vec<u8>) -> Result<Filed> {
    let letter = tokio::task::spawn_blocking(move || mail::read(&bytes)).await;
    let letter = match letter.map_err(|_| Error::broken("reading a letter"))? {
        Ok(letter) => letter,
        Err(why) => return Ok(Filed::Refused(why.to_string())),
    };
    let reader = match reader {
        Some(reader) => reader,
        None => match addressee(app, &letter).await? {
            Some(reader) => reader,
            None => return Ok(Filed::ForNobody),
        },
    };
    let within = match membership::may_save(app, reader).await {
        Ok(within) => within,
        Err(Error::Plan(why)) => return Ok(Filed::Refused(why)),
        Err(error) => return Err(error),
    };
    let title = match letter.subject.as_str() {
        "" => "A letter without a subject",
        subject => subject,
    };
    let saving = Saving {
        is_private: true,
        title: Some(title.to_owned()),
        within,
        ..Saving::new(address(app, &letter)?, app.now())
    };
    let saved = match app.store.save(reader, saving, app.now()).await {
        Ok(saved) => saved,
        Err(store::Error::Full) => return Ok(Filed::Refused(membership::FULL.to_owned())),
        Err(error) => return Err(error.into()),
    };
    // One whose filing was cut short is on the shelf without its words.
    if !saved.is_new && app.store.article(saved.article_id).await?.version > 0 {
        return Ok(Filed::Known(saved.shelf_id));
    }
    let plain = mail::paragraphs(&letter.text);
    let html = letter.html.as_deref().unwrap_or(&plain);
    desk::keep(app, saved.article_id, capture(&letter, title, html)).await?;
    // HTML that shows nothing, or only pictures, says a fraction of what is written beside it.
    let count = |words: &str| words.split_whitespace().count();
    if letter.html.is_some()
        && count(&text_of(app, saved.article_id).await?) * 4 < count(&letter.text)
    {
        desk::keep(app, saved.article_id, capture(&letter, title, &plain)).await?;
    }
    Ok(match saved.is_new {
        true => Filed::New(saved.shelf_id, title.to_owned()),
        false => Filed::Known(saved.shelf_id),
    })
}

/// The words that were read; empty where there are none.
async fn text_of(app: &App, id: ArticleId) -> Result<String> {
    match app.store.article(id).await?.version {
        0 => Ok(String::new()),
        _ => Ok(app.store.content(id, None).await?.text),
    }
}

fn capture(letter: &Letter, title: &str, html: &str) -> Capture {
    let name = Some(letter.from_name.clone()).filter(|name| !name.is_empty());
    let host = letter.from_address.split_once('@').map(|(_, host)| host);
    let outlet = letter.list.as_deref().or(name.as_deref()).or(host);
    let authors: Vec<String> =
        name.clone().filter(|name| Some(name.as_str()) != outlet).into_iter().collect();
    let published_at = letter.sent_at;
    // Without an address of its own, so that no link of the letter's leads into the room.
    Made { title, authors: &authors, outlet, published_at, html, ..Made::default() }.capture()
}

/// The letter's own, in the room: of its Message-ID, or where it has none of what it says.
fn address(app: &App, letter: &Letter) -> Result<Url> {
    let mut digest = Sha256::new();
    if letter.message_id.is_empty() {
        let at = letter.sent_at.map(|at| at.to_string()).unwrap_or_default();
        for part in [&letter.from_address, &at, &letter.subject, &letter.text] {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
        digest.update(letter.html.as_deref().unwrap_or("").as_bytes());
    } else {
        digest.update(letter.message_id.as_bytes());
    }
    let key = hex::written(&digest.finalize()[..16]);
    let url = format!("{}{PATH}{key}", app.origin());
    url.parse().map_err(|_| Error::broken("the room's origin is no address"))
}

/// Whether an article came as a letter: nothing is to be fetched there.
pub(crate) fn is_letter(app: &App, url: &str) -> bool {
    url.strip_prefix(app.origin()).is_some_and(|path| path.starts_with(PATH))
}

/// From the address of a letter to the article, for the reader who has it.
pub(super) async fn lead(
    State(app): State<Arc<App>>,
    me: Me,
    Path(key): Path<String>,
) -> Result<Redirect> {
    let url = format!("{}{PATH}{key}", app.origin()).parse().map_err(|_| Error::NotFound)?;
    let id = app.store.shelf_by_url(me.id, &url).await?.ok_or(Error::NotFound)?;
    Ok(Redirect::to(&format!("/read/{id}")))
}

async fn addressee(app: &App, letter: &Letter) -> Result<Option<ReaderId>> {
    for recipient in &letter.recipients {
        let name = recipient.split_once('@').map_or("", |(name, _)| name);
        if let Some((_, secret)) = name.rsplit_once('+')
            && let Some(reader) = app.store.reader_by_mail_secret(secret, app.now()).await?
        {
            return Ok(Some(reader));
        }
    }
    Ok(None)
}

/// A reader's address for letters, where the host takes them; empty where the reader has none yet.
pub(crate) async fn own_address(app: &App, reader: ReaderId) -> Result<Option<String>> {
    let Some((name, host)) = app.config.letters_to.as_deref().and_then(|to| to.split_once('@'))
    else {
        return Ok(None);
    };
    let secret = app.store.mail_secret(reader).await?;
    Ok(Some(secret.map(|secret| format!("{name}+{secret}@{host}")).unwrap_or_default()))
}

/// Gives a reader a new address, or takes theirs away.
pub(crate) async fn change_address(app: &App, reader: ReaderId, wants_one: bool) -> Result<()> {
    // 80 bits: nobody guesses it by sending letters.
    let secret = base32(&random::<10>()?).to_lowercase();
    let secret = Some(secret.as_str()).filter(|_| wants_one);
    Ok(app.store.set_mail_secret(reader, secret, app.now()).await?)
}
