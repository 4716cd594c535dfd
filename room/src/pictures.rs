//! Pictures of articles, through the room: the reader's browser asks nobody else.
//!
//! A picture is named by the hash of its URL, and only URLs that an article of the room holds are
//! known, so nobody can have the room fetch what they like. It is fetched when it is first looked at,
//! kept, and served as a picture and nothing else.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use store::pictures::{Found, Picture};

use crate::hex;
use crate::session::Me;
use crate::{App, Error, Result};

#[cfg(test)]
mod tests;

/// A picture of a news page; larger ones are not shown.
const PICTURE_BYTES: usize = 8 << 20;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/picture/{hash}", get(show))
}

async fn show(State(app): State<Arc<App>>, _: Me, Path(hash): Path<String>) -> Result<Response> {
    let hash = hex::read(&hash).ok_or(Error::NotFound)?;
    let now = app.now();
    let picture = match app.store.picture(hash, now).await? {
        Found::Kept(picture) => picture,
        Found::Known(url) => {
            let capture = app.client.fetch(&url).await.map_err(|_| Error::NotFound)?;
            let content_type = kind(&capture.bytes).ok_or(Error::NotFound)?.to_owned();
            if capture.bytes.len() > PICTURE_BYTES {
                return Err(Error::NotFound);
            }
            let picture = Picture { content_type, bytes: capture.bytes };
            app.store.keep_picture(hash, picture.clone(), now).await?;
            picture
        }
    };
    let headers = [
        (CONTENT_TYPE, picture.content_type),
        (CACHE_CONTROL, "private, max-age=31536000, immutable".to_owned()),
        // Opened by itself it is a document: one that can do nothing.
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    Ok((headers, picture.bytes).into_response())
}

/// The addresses of the pictures in HTML that `page` wrote: it writes attributes in double quotes and
/// escapes what stands in them.
pub(crate) fn in_html(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in html.match_indices("<img ") {
        let tag = &html[at..];
        let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
        let Some((_, rest)) = tag.split_once(" src=\"") else { continue };
        let src = rest.split('"').next().unwrap_or_default().replace("&amp;", "&");
        if src.starts_with("https://") || src.starts_with("http://") {
            found.push(src);
        }
    }
    found
}

/// The type of a picture by its first bytes (MIME Sniffing §6.1). SVG is none: it can hold scripts.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f' | b's', ..] => {
            Some("image/avif")
        }
        _ => None,
    }
}
