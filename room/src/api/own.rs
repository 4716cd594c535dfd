//! The room's own API, version 1: JSON under `/api/v1`, opened by an app password as a bearer token.
//!
//! Lists are walked by cursor (`after`, `next`), answers to GET carry an ETag, and what there is to call
//! stands in `describe`, of which the OpenAPI document is made.

mod articles;
mod call;
mod describe;
mod marks;
mod shape;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{ETAG, IF_NONE_MATCH};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use sha2::{Digest, Sha256};

use crate::App;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/openapi.json", get(async || Json(describe::document())))
        .route("/api/v1/me", get(articles::me))
        .route("/api/v1/articles", get(articles::list).post(articles::save))
        .route(
            "/api/v1/articles/{id}",
            get(articles::show).patch(articles::change).delete(articles::remove),
        )
        .route("/api/v1/articles/{id}/marks", get(marks::of_article).post(marks::add))
        .route("/api/v1/marks", get(marks::list))
        .route("/api/v1/marks/{id}", axum::routing::patch(marks::change).delete(marks::remove))
        .route("/api/v1/search", get(articles::search))
        .route("/api/v1/changes", get(articles::changes))
        .route("/api/v1/tags", get(articles::tags))
        .route("/api/v1/folders", get(articles::folders))
        .route("/api/v1/feeds", get(articles::feeds))
        .layer(middleware::from_fn(tagged))
        .layer(middleware::from_fn(super::for_any_site))
}

/// Larger answers than any article's carry no tag.
const TAGGED_BYTES: usize = 32 << 20;

/// Gives answers to GET an entity tag (RFC 9110 §8.8.3), and nothing but it to who has them already.
async fn tagged(request: Request, next: Next) -> Response {
    let is_get = request.method() == Method::GET;
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    if !is_get || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, TAGGED_BYTES).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let tag = format!("\"{}\"", &crate::hex::written(&Sha256::digest(&bytes))[..32]);
    let known = known.as_ref().and_then(|known| known.to_str().ok()).unwrap_or("");
    let is_known = known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        parts.headers.insert(ETAG, tag);
    }
    if is_known {
        parts.status = StatusCode::NOT_MODIFIED;
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

#[cfg(test)]
mod tests;
