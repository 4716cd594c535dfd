//! How articles come in by hand: an address, many, a page as the browser saw it; and what became of
//! them.

pub mod mail;
mod queue;
pub mod view;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Multipart, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use page::Capture;
use serde::{Deserialize, Serialize};
use store::article;
use store::shelf::{Saved, Saving};
use url::Url;

use crate::desk;
use crate::fields::Fields;
use crate::layout::page;
use crate::session::Me;
use crate::{App, Error, Result, membership};
use view::{SavePage, bookmarklet};

#[cfg(test)]
mod tests;

/// A saved page with its styles and pictures inside; what is larger is no article.
const UPLOAD_BYTES: usize = 20 << 20;
/// Addresses taken at once by hand; more come as an import.
const MANY: usize = 2_000;
/// How long a save waits for the page, so that the reader lands on the article, not on a notice.
const PATIENCE: Duration = Duration::from_millis(2_500);

pub(crate) fn routes() -> Router<Arc<App>> {
    let upload = post(upload).layer(DefaultBodyLimit::max(UPLOAD_BYTES));
    Router::new()
        .route("/save", get(show).post(save))
        .route("/save/many", post(save_many))
        .route("/save/upload", upload)
        .route("/mail/{key}", get(mail::lead))
        .route("/queue", get(queue::show).post(queue::change))
}

/// What a bookmarklet or another app hands over. Apps put the address into any of the three.
#[derive(Deserialize)]
struct Shared {
    url: Option<String>,
    text: Option<String>,
    title: Option<String>,
}

async fn show(
    State(app): State<Arc<App>>,
    me: Me,
    Query(shared): Query<Shared>,
) -> Result<Response> {
    let given = [shared.url, shared.text, shared.title];
    let url = given.iter().flatten().find_map(|text| address_in(text)).unwrap_or_default();
    save_page(&app, &me, url, None).await
}

async fn save_page(app: &App, me: &Me, url: String, wrong: Option<String>) -> Result<Response> {
    let layout = me.frame(app, "Save", "/save").await?;
    let status = if wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let bookmarklet = bookmarklet(app.origin());
    Ok((status, page(&SavePage { layout, url, wrong, bookmarklet })).into_response())
}

/// The first web address in a text.
fn address_in(text: &str) -> Option<String> {
    text.split_whitespace()
        .find(|word| word.starts_with("http://") || word.starts_with("https://"))
        .map(str::to_owned)
}

async fn save(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Response> {
    let given = fields.words("url").unwrap_or("");
    let url = match address(given) {
        Ok(url) => url,
        Err(why) => return save_page(&app, &me, given.to_owned(), Some(why)).await,
    };
    let now = app.now();
    let within = membership::may_save(&app, me.id).await?;
    let saving = Saving {
        within,
        tags: fields.list("tags"),
        title: fields.words("title").map(str::to_owned),
        ..Saving::new(url, now)
    };
    let saved = app.store.save(me.id, saving, now).await?;
    app.desk.wake();
    wait_for(&app, &saved).await?;
    Ok(Redirect::to(&format!("/read/{}", saved.shelf_id)).into_response())
}

/// Waits a moment for the desk to have read the page.
pub(crate) async fn wait_for(app: &App, saved: &Saved) -> Result<()> {
    if saved.state != article::State::Waiting {
        return Ok(());
    }
    let is_read = async {
        loop {
            let read = app.desk.read();
            tokio::pin!(read);
            // Registered before looking, so that nothing is missed in between.
            read.as_mut().enable();
            if app.store.article(saved.article_id).await?.state != article::State::Waiting {
                return Ok(());
            }
            read.await;
        }
    };
    tokio::time::timeout(PATIENCE, is_read).await.unwrap_or(Ok(()))
}

/// The address that was given, or what is wrong with it, in a sentence.
///
/// # Errors
/// The sentence.
pub fn address(given: &str) -> Result<Url, String> {
    let given = given.trim();
    let is_bare = given.contains('.') && !given.contains([':', ' ']);
    let text = if is_bare { format!("https://{given}") } else { given.to_owned() };
    let url = Url::parse(&text).map_err(|_| "This is no web address.".to_owned())?;
    match url.scheme() {
        "http" | "https" if url.host_str().is_some() => Ok(url),
        _ => Err("Only addresses that begin with http:// or https:// can be saved.".to_owned()),
    }
}

/// What became of many addresses.
#[derive(Serialize)]
struct Outcome {
    saved: usize,
    known: usize,
    refused: Vec<String>,
}

async fn save_many(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Response> {
    let given: Vec<&str> =
        fields.get("urls").unwrap_or("").lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    if given.len() > MANY {
        return Err(Error::TooLarge("These are more than 2,000 addresses: import them as a file."));
    }
    let now = app.now();
    let within = membership::may_save(&app, me.id).await?;
    let mut refused = Vec::new();
    let mut savings = Vec::new();
    for text in given {
        match address(text) {
            Ok(url) => savings.push(Saving { within, ..Saving::new(url, now) }),
            Err(_) => refused.push(text.to_owned()),
        }
    }
    let saved = app.store.save_all(me.id, savings, now).await?;
    app.desk.wake();
    let new = saved.iter().filter(|saved| saved.is_new).count();
    let outcome = Outcome { saved: new, known: saved.len() - new, refused };
    if outcome.refused.is_empty() {
        return Ok(Redirect::to("/queue").into_response());
    }
    let wrong = format!(
        "{} saved. These are no web addresses: {}",
        outcome.saved + outcome.known,
        outcome.refused.join(", ")
    );
    save_page(&app, &me, String::new(), Some(wrong)).await
}

/// A page as the reader's browser had it: theirs alone, as it may be behind a sign-in.
async fn upload(State(app): State<Arc<App>>, me: Me, mut form: Multipart) -> Result<Response> {
    let mut texts = BTreeMap::new();
    let mut bytes = Vec::new();
    let broken = |_| Error::bad("The upload broke off, or is larger than 20 MB.");
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let value = field.bytes().await.map_err(broken)?;
        match name.as_str() {
            "file" | "source" if !value.is_empty() => bytes = value.to_vec(),
            _ => {
                texts.insert(name, String::from_utf8_lossy(&value).trim().to_owned());
            }
        }
    }
    let given = texts.get("url").map_or("", String::as_str);
    let url = match address(given) {
        Ok(url) if !bytes.is_empty() => url,
        Ok(url) => {
            let why = "Choose the file, or paste its source.".to_owned();
            return save_page(&app, &me, url.to_string(), Some(why)).await;
        }
        Err(why) => return save_page(&app, &me, given.to_owned(), Some(why)).await,
    };
    let now = app.now();
    let within = membership::may_save(&app, me.id).await?;
    let saving = Saving { is_private: true, within, ..Saving::new(url.clone(), now) };
    let saved = app.store.save(me.id, saving, now).await?;
    let headers = vec![("content-type".to_owned(), "text/html".to_owned())];
    desk::keep(&app, saved.article_id, Capture { bytes, url: Some(url), headers }).await?;
    let next = format!("/read/{}", saved.shelf_id);
    if texts.get("as").is_some_and(|form| form == "json") {
        return Ok(Json(serde_json::json!({ "next": next })).into_response());
    }
    Ok(Redirect::to(&next).into_response())
}
