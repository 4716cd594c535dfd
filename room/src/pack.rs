//! Answers packed for browsers that take gzip: lists and articles, and our own files.
//!
//! A page that repeats words of the request beside words that are nobody else's business must not be packed: its size
//! would tell how alike they are (BREACH). So pages are packed by name, and only where their address holds nothing
//! but names of lists, numbers, and tags the reader has.

use std::io::Write;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::Error;

#[cfg(test)]
mod tests;

pub(crate) const GZIP: HeaderValue = HeaderValue::from_static("gzip");
/// A page of 56 kB becomes 7 kB at level 1 for about 0.2 ms; higher levels gain little and cost twice.
const LEVEL: u32 = 1;
/// Smaller pages fit into one or two packets anyway.
const LEAST_BYTES: usize = 2_048;
/// Our pages are far smaller; what is larger is streamed as it is.
const MOST_BYTES: usize = 8 << 20;

/// Packs the answer where that is allowed and worth it.
pub(crate) async fn pack(request: Request, next: Next) -> Response {
    let is_wanted = takes_gzip(request.headers()) && may_pack(request.uri());
    let response = next.run(request).await;
    let kind = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_page = kind.is_some_and(|kind| kind.starts_with(b"text/html"));
    if !is_wanted || !is_page || response.status() != StatusCode::OK {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MOST_BYTES).await else {
        return Error::broken("a page that is too long").into_response();
    };
    head.headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if bytes.len() < LEAST_BYTES {
        return Response::from_parts(head, Body::from(bytes));
    }
    head.headers.insert(CONTENT_ENCODING, GZIP);
    head.headers.remove(CONTENT_LENGTH);
    Response::from_parts(head, Body::from(gzip(&bytes, LEVEL)))
}

/// The bytes as gzip.
pub(crate) fn gzip(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::new(level));
    // A vector takes all that is written.
    let _ = packed.write_all(bytes);
    packed.finish().unwrap_or_default()
}

/// Whether the browser takes gzip (RFC 9110 §12.5.3).
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    let given = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    given.split(',').any(|one| {
        let (name, quality) = one.split_once(';').unwrap_or((one, ""));
        let is_refused = matches!(quality.trim().strip_prefix("q="), Some("0" | "0.0" | "0.00"));
        name.trim().eq_ignore_ascii_case("gzip") && !is_refused
    })
}

/// Whether the page behind an address repeats nothing that another site could put into it.
fn may_pack(uri: &Uri) -> bool {
    let path = uri.path();
    let is_list = matches!(path, "/" | "/all" | "/archive" | "/favourites")
        || ["/feed/", "/folder/", "/tag/", "/read/"].iter().any(|start| path.starts_with(start));
    // `in=feed-3-all`, `after=17`, `all=1`; not `in=tag-…`, whose name anybody could choose.
    let is_plain = |pair: &str| match pair.split_once('=') {
        Some(("in", list)) => !list.starts_with("tag"),
        Some(("after" | "all" | "version", value)) => value.bytes().all(|b| b.is_ascii_digit()),
        _ => false,
    };
    is_list && uri.query().is_none_or(|query| query.split('&').all(is_plain))
}
