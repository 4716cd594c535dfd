//! Kept searches as Atom feeds (RFC 4287), under addresses that hold a secret.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use store::search::{Search, SearchOrder};

use crate::layout::Notice;
use crate::{App, Error, Result};

/// Entries of a feed.
const ENTRIES: u32 = 50;
const SECRET_LENGTH: usize = 43;

/// The feed's document.
#[derive(Debug, Template)]
#[template(path = "search/atom.xml")]
struct Atom {
    title: String,
    search_id: String,
    updated: String,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    /// Of the shelf: stable, and no address that needs a sign-in.
    id: i64,
    title: String,
    url: String,
    updated: String,
    author: String,
    summary: String,
}

/// The address of a feed just opened. Whatever else an address may hold is not repeated.
pub(crate) fn notice(path: &str, secret: Option<&str>) -> Option<Notice> {
    let is_ours = |secret: &&str| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        secret.len() == SECRET_LENGTH && secret.bytes().all(is_letter)
    };
    let secret = secret.filter(is_ours)?;
    let words = format!(
        "The feed’s address, shown only now: /{path}/{secret}/atom.xml. Whoever has it can read it."
    );
    Some(Notice { words, is_bad: false, undo: None })
}

pub(super) async fn feed(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
) -> Result<Response> {
    let saved = app.store.search_by_feed(&secret).await?;
    let search =
        Search { query: saved.query, order: SearchOrder::Newest, after: None, limit: ENTRIES };
    let found = app.store.search(saved.reader, search).await?;
    let entries: Vec<Entry> = found
        .hits
        .into_iter()
        .map(|hit| Entry {
            id: hit.item.id.0,
            title: hit.item.title,
            url: hit.item.url,
            updated: hit.item.saved_at.to_string(),
            author: hit.item.outlet.unwrap_or_else(|| hit.item.byline.join(", ")),
            summary: hit.item.standfirst.unwrap_or_default(),
        })
        .collect();
    let updated = entries.first().map_or_else(|| app.now().to_string(), |one| one.updated.clone());
    let atom = Atom { title: saved.name, search_id: saved.id.to_string(), updated, entries };
    let xml = atom.render().map_err(|error| Error::Broken(error.to_string()))?;
    Ok(([(CONTENT_TYPE, "application/atom+xml; charset=utf-8")], xml).into_response())
}
