//! A call with its caller and parameters, and how it is refused.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use store::ShelfId;

use crate::api::caller::Caller;
use crate::api::given::Given;
use crate::{App, Error};

pub(super) type Answer = Result<Response, Refusal>;

/// A call of somebody who may make it.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) app: Arc<App>,
    pub(super) me: Caller,
    pub(super) given: Given,
}

impl FromRequest<Arc<App>> for Call {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Refusal> {
        let me = Caller::of_bearer(app, request.headers()).await?;
        let me = me.ok_or_else(Refusal::unsigned)?.allowed(app).await?;
        if !me.may_write && request.method() != Method::GET && request.method() != Method::HEAD {
            return Err(Refusal::new(
                StatusCode::FORBIDDEN,
                "insufficient_scope",
                "This app password may only read.",
            ));
        }
        let given = Given::of(request).await?;
        Ok(Self { app: Arc::clone(app), me, given })
    }
}

/// Why a call was not done, as wallabag's clients expect it.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    error: &'static str,
    words: String,
    wait_s: Option<u64>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, error: &'static str, words: &str) -> Self {
        Self { status, error, words: words.to_owned(), wait_s: None }
    }

    pub(super) fn bad(words: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", words)
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here.")
    }

    fn unsigned() -> Self {
        let words = "The access token provided is invalid or has expired.";
        Self::new(StatusCode::UNAUTHORIZED, "access_denied", words)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let status = error.status();
        if status.is_server_error() {
            error.log();
        }
        let error_name = match status {
            StatusCode::NOT_FOUND => "not_found",
            StatusCode::BAD_REQUEST => "bad_request",
            StatusCode::PAYLOAD_TOO_LARGE => "too_large",
            StatusCode::TOO_MANY_REQUESTS => "too_many_requests",
            StatusCode::FORBIDDEN => "forbidden",
            _ => "server_error",
        };
        let wait_s = if let Error::TooOften(seconds) = error { Some(seconds) } else { None };
        Self { status, error: error_name, words: error.words().1, wait_s }
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        Error::from(error).into()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.error, "error_description": self.words });
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            let value = "Bearer realm=\"Service\", error=\"access_denied\"";
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(value));
        }
        if let Some(seconds) = self.wait_s {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// An id out of an address. What is no id is not there.
pub(super) fn number(text: &str) -> Result<i64, Refusal> {
    text.parse().ok().filter(|id| *id > 0).ok_or_else(Refusal::not_found)
}

pub(super) fn shelf_id(text: &str) -> Result<ShelfId, Refusal> {
    number(text).map(ShelfId)
}
