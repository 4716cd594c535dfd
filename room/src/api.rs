//! What programs speak: the room's own API; wallabag's, Google Reader's, Fever's and OPDS for apps there are.
//!
//! These routes stand apart from the pages: no cookie of a browser's session opens them, so the guard
//! against other sites' requests is not needed, and any site may ask. A caller shows an app password or
//! what it got for one. Passwords come in queries too: nothing here writes an address into a log.

pub(crate) mod caller;
mod date;
pub(crate) mod fever;
mod given;
mod greader;
mod opds;
pub(crate) mod own;
mod refusal;
pub(crate) mod wallabag;
mod way;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::App;

pub(crate) use way::canonical;

/// All of them.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .merge(wallabag::routes())
        .merge(greader::routes())
        .merge(fever::routes())
        .merge(opds::routes())
        .merge(own::routes())
}

/// Extensions of browsers ask from pages of any site; no cookie opens anything here.
async fn for_any_site(request: Request, next: Next) -> Response {
    let is_preflight = request.method() == Method::OPTIONS;
    let mut response =
        if is_preflight { StatusCode::OK.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    allow(headers, is_preflight);
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    response
}

fn allow(headers: &mut HeaderMap, is_preflight: bool) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("Content-Disposition, ETag, Link"),
    );
    if is_preflight {
        let allowed = HeaderValue::from_static("Authorization, Content-Type, If-None-Match");
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, allowed);
        let methods = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE");
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("3600"));
    }
}
