//! The room's own API, version 1: JSON under `/api/v1`, opened by an app password as a bearer token.
//!
//! Lists are walked by cursor (`after`, `next`), answers to GET carry an ETag, refusals are problem details (RFC
//! 9457), and what there is to call stands in `describe`, of which the OpenAPI document is made and by which scopes
//! are judged.

mod articles;
mod call;
mod claims;
mod describe;
mod marks;
mod people;
mod record;
mod schemas;
mod scope;
mod shape;
mod talk;
mod webhooks;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, any, on};
use axum::{Extension, Json, Router};
use sha2::{Digest, Sha256};
use store::ReaderId;

use crate::{App, Error};
use call::{PROBLEM, Refusal};

pub(crate) use scope::SCOPES;

pub(crate) fn routes() -> Router<Arc<App>> {
    all()
        .router
        .route("/api/v1", any(async || Refusal::not_found()))
        .route("/api/v1/", any(async || Refusal::not_found()))
        .route("/api/v1/{*rest}", any(async || Refusal::not_found()))
        .layer(middleware::from_fn(of_one_form))
        .layer(middleware::from_fn(tagged))
        .layer(middleware::from_fn(super::for_any_site))
}

/// The API as the command line asks it, on this machine and without a network: everything it calls is done by `reader`.
pub fn local(app: Arc<App>, reader: ReaderId) -> Router {
    let routes = all().router.layer(middleware::from_fn(of_one_form));
    routes.layer(Extension(call::Local(reader))).with_state(app)
}

/// Routes, and what they are, to be held against the document.
#[derive(Default)]
struct Routes {
    router: Router<Arc<App>>,
    known: Vec<(&'static str, &'static str)>,
}

impl Routes {
    fn on<H, T>(mut self, method: &'static str, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        let filter = match method {
            "get" => MethodFilter::GET,
            "post" => MethodFilter::POST,
            "put" => MethodFilter::PUT,
            "patch" => MethodFilter::PATCH,
            _ => MethodFilter::DELETE,
        };
        self.router = self.router.route(path, on(filter, handler));
        self.known.push((method, path));
        self
    }
}

fn all() -> Routes {
    let routes = Routes::default()
        .on("get", "/api/v1/openapi.json", async || Json(describe::document()))
        .on("get", "/api/v1/me", articles::me)
        .on("get", "/api/v1/articles", articles::list)
        .on("post", "/api/v1/articles", articles::save)
        .on("get", "/api/v1/articles/{id}", articles::show)
        .on("patch", "/api/v1/articles/{id}", articles::change)
        .on("delete", "/api/v1/articles/{id}", articles::remove)
        .on("get", "/api/v1/articles/{id}/record", record::record)
        .on("get", "/api/v1/articles/{id}/versions", record::versions)
        .on("get", "/api/v1/articles/{id}/versions/{version}", record::version)
        .on("get", "/api/v1/articles/{id}/diff", record::diff)
        .on("get", "/api/v1/articles/{id}/reprints", record::reprints)
        .on("get", "/api/v1/articles/{id}/marks", marks::of_article)
        .on("post", "/api/v1/articles/{id}/marks", marks::add)
        .on("get", "/api/v1/articles/{id}/threads", talk::of_article)
        .on("post", "/api/v1/articles/{id}/threads", talk::begin)
        .on("get", "/api/v1/marks", marks::list)
        .on("patch", "/api/v1/marks/{id}", marks::change)
        .on("delete", "/api/v1/marks/{id}", marks::remove)
        .on("get", "/api/v1/search", articles::search)
        .on("get", "/api/v1/changes", articles::changes)
        .on("get", "/api/v1/tags", articles::tags)
        .on("get", "/api/v1/folders", articles::folders)
        .on("get", "/api/v1/feeds", articles::feeds);
    routes
        .on("get", "/api/v1/stories", claims::stories)
        .on("get", "/api/v1/stories/{id}", claims::story)
        .on("patch", "/api/v1/stories/{id}", claims::name_story)
        .on("get", "/api/v1/stories/{id}/rivals", claims::rivals_of_story)
        .on("get", "/api/v1/rivals", claims::rivals)
        .on("get", "/api/v1/statements", claims::statements)
        .on("get", "/api/v1/watches", claims::watches)
        .on("post", "/api/v1/watches", claims::add_watch)
        .on("delete", "/api/v1/watches/{id}", claims::remove_watch)
        .on("get", "/api/v1/watches/{id}/hits", claims::hits)
        .on("get", "/api/v1/threads", talk::list)
        .on("get", "/api/v1/threads/{id}", talk::show)
        .on("post", "/api/v1/threads/{id}/comments", talk::post)
        .on("get", "/api/v1/comments/{id}", talk::show_comment)
        .on("patch", "/api/v1/comments/{id}", talk::change)
        .on("delete", "/api/v1/comments/{id}", talk::delete)
        .on("put", "/api/v1/comments/{id}/vote", talk::vote)
        .on("get", "/api/v1/notices", people::notices)
        .on("post", "/api/v1/notices/read", people::read_notices)
        .on("get", "/api/v1/follows", people::follows)
        .on("post", "/api/v1/follows", people::follow)
        .on("delete", "/api/v1/follows/{kind}/{id}", people::unfollow)
        .on("get", "/api/v1/searches", people::searches)
        .on("post", "/api/v1/searches", people::save_search)
        .on("delete", "/api/v1/searches/{id}", people::remove_search)
        .on("get", "/api/v1/webhooks", webhooks::list)
        .on("post", "/api/v1/webhooks", webhooks::add)
        .on("delete", "/api/v1/webhooks/{id}", webhooks::remove)
        .on("post", "/api/v1/webhooks/{id}/test", webhooks::test)
}

/// Larger answers than any article's are not given.
const ANSWER_BYTES: usize = 32 << 20;

/// Gives answers to GET an entity tag (RFC 9110 §8.8.3), and nothing but it to who has them already.
async fn tagged(request: Request, next: Next) -> Response {
    let is_get = request.method() == Method::GET;
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    if !is_get || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, ANSWER_BYTES).await else {
        let why = "The answer is more than 32 MiB: ask for less at once.";
        return Refusal::from(Error::TooLarge(why)).into_response();
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

/// What the router refuses by itself (a method, an address that is no text) looks as all refusals do.
async fn of_one_form(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_refusal = status.is_client_error() || status.is_server_error();
    if !is_refusal || response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM) {
        return response;
    }
    let (parts, _) = response.into_parts();
    let mut refusal = Refusal::of_status(status).into_response();
    if let Some(allowed) = parts.headers.get(axum::http::header::ALLOW) {
        refusal.headers_mut().insert(axum::http::header::ALLOW, allowed.clone());
    }
    refusal
}

#[cfg(test)]
mod tests;
