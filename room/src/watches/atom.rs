//! A watch as an Atom feed (RFC 4287), under an address that holds a secret.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use store::watches::Hit;

use crate::{App, Error, Result};

/// Entries of a feed.
const ENTRIES: u32 = 50;

/// The feed's document.
#[derive(Debug, Template)]
#[template(path = "watches/atom.xml")]
struct Atom {
    title: String,
    id: i64,
    updated: String,
    hits: Vec<Hit>,
}

pub(super) async fn feed(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
) -> Result<Response> {
    let watch = app.store.watch_by_feed(&secret).await?;
    let hits = app.store.hits(&watch, None, ENTRIES).await?;
    let updated = hits.first().map_or_else(|| app.now(), |hit| hit.found_at).to_string();
    let atom = Atom { id: watch.id.0, title: watch.name, updated, hits };
    let xml = atom.render().map_err(|error| Error::Broken(error.to_string()))?;
    Ok(([(CONTENT_TYPE, "application/atom+xml; charset=utf-8")], xml).into_response())
}
