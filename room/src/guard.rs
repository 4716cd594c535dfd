//! What stands before every route: headers that bind the browser, and no state changed by a request
//! that another site made.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::{App, Error};

#[cfg(test)]
mod tests;

/// Nothing from elsewhere, nothing inline, no frame, no plug-in.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
     manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; form-action 'self'; \
     base-uri 'none'",
);
const FEATURES: HeaderValue = HeaderValue::from_static(
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
);

/// Headers of every answer.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let mut response = next.run(request).await;
    count(&response, started);
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(HeaderName::from_static("permissions-policy"), FEATURES);
    let own = HeaderValue::from_static("same-origin");
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), own.clone());
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), own);
    // A reader's pages are nobody else's, and never older than their last click.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

/// For the operator: how many answers of which kind, and how long they took; not to whom, nor of what.
fn count(response: &Response, started: Instant) {
    let status = response.status().as_u16().to_string();
    metrics::counter!("dateline_answers_total", "status" => status).increment(1);
    metrics::histogram!("dateline_answer_seconds").record(started.elapsed().as_secs_f64());
}

/// Refuses what would change something and was not asked for by a page of this room.
pub(crate) async fn same_origin(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    if is_ours(request.method(), request.headers(), app.config.origin.as_deref()) {
        next.run(request).await
    } else {
        Error::Refused("This was asked for by another site, so nothing was done.").into_response()
    }
}

/// `origin` is the room's own where the operator states it (behind a proxy that changes `Host`).
fn is_ours(method: &Method, headers: &HeaderMap, origin: Option<&str>) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // Set by browsers alone, out of reach of scripts (Fetch Metadata §2.4).
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    match text(&ORIGIN) {
        Some(given) => origin.map_or_else(
            || {
                let given = given.split_once("://").map(|(_, host)| host);
                given.is_some() && given == text(&HOST)
            },
            |origin| given == origin,
        ),
        // No browser of today leaves out both; a program that does carries no cookie.
        None => !headers.contains_key(COOKIE),
    }
}
