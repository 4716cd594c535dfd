//! Pictures of articles, through the room: the reader's browser asks nobody else.
//!
//! An address is made by the room and carries a tag that only the room can make, so nobody can have it
//! fetch what they like. What comes back is kept, and served as a picture and nothing else.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use store::pictures::Picture;

use crate::{App, Error, Result};

#[cfg(test)]
mod tests;

/// A picture of a news page; larger ones are shown as their link.
const PICTURE_BYTES: usize = 8 << 20;
/// Bytes of a tag: a guess is right once in 2^96.
const TAG_BYTES: usize = 12;

/// The key that addresses of pictures are tagged with; made once for a room.
#[derive(Clone)]
pub struct PictureKey(hmac::Key);

impl std::fmt::Debug for PictureKey {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("PictureKey")
    }
}

impl PictureKey {
    /// The key of that secret.
    pub fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// Where the room serves the picture at `url`; the same for the same picture. What is no web
    /// address stays as it is, and the page's policy keeps browsers from asking for it.
    pub fn address(&self, url: &str) -> String {
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return url.to_owned();
        }
        let tag = hmac::sign(&self.0, url.as_bytes());
        let tag = URL_SAFE_NO_PAD.encode(&tag.as_ref()[..TAG_BYTES]);
        format!("/pictures/{tag}/{}", URL_SAFE_NO_PAD.encode(url))
    }

    /// The picture's own address, if the tag is ours.
    fn url(&self, tag: &str, encoded: &str) -> Option<String> {
        let url = String::from_utf8(URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()?;
        (self.address(&url) == format!("/pictures/{tag}/{encoded}")).then_some(url)
    }
}

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/pictures/{tag}/{url}", get(show))
}

async fn show(
    State(app): State<Arc<App>>,
    Path((tag, encoded)): Path<(String, String)>,
) -> Result<Response> {
    let url = app.picture_key.url(&tag, &encoded).ok_or(Error::NotFound)?;
    let now = app.now();
    let picture = match app.store.picture(&url, now).await? {
        Some(picture) => picture,
        None => {
            let capture = app.client.fetch(&url).await.map_err(|_| Error::NotFound)?;
            let content_type = kind(&capture.bytes).ok_or(Error::NotFound)?.to_owned();
            if capture.bytes.len() > PICTURE_BYTES {
                return Err(Error::NotFound);
            }
            let picture = Picture { content_type, bytes: capture.bytes };
            app.store.keep_picture(&url, picture.clone(), now).await?;
            picture
        }
    };
    let headers = [
        (CONTENT_TYPE, picture.content_type),
        (CACHE_CONTROL, "private, max-age=31536000, immutable".to_owned()),
        // Opened by itself, it is a document: one that can do nothing.
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    Ok((headers, picture.bytes).into_response())
}

/// The type of a picture by its first bytes (MIME Sniffing §6.1); SVG is none, as it can hold scripts.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f' | b's', ..] => Some("image/avif"),
        _ => None,
    }
}
