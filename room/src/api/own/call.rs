//! A call with its caller and parameters, and how it is refused.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::api::caller::Caller;
use crate::api::given::Given;
use crate::{App, Error};

pub(super) type Answer = Result<Response, Refusal>;

/// Items of a page unless asked otherwise, and at most.
const PAGE: u32 = 50;
const MOST: u32 = 200;

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
        let me = me.ok_or(Refusal {
            status: StatusCode::UNAUTHORIZED,
            code: "unauthorized",
            words: "An app password is needed: Authorization: Bearer …".to_owned(),
            wait_s: None,
        })?;
        let me = me.allowed(app).await?;
        if !me.may_write && !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(Refusal {
                status: StatusCode::FORBIDDEN,
                code: "forbidden",
                words: "This app password may only read.".to_owned(),
                wait_s: None,
            });
        }
        Ok(Self { app: Arc::clone(app), me, given: Given::of(request).await? })
    }
}

impl Call {
    /// How many items a page shall have.
    pub(super) fn limit(&self) -> Result<u32, Refusal> {
        match self.given.words("limit") {
            None => Ok(PAGE),
            Some(_) => {
                let limit = self.given.number("limit").and_then(|limit| u32::try_from(limit).ok());
                let limit = limit.filter(|limit| (1..=MOST).contains(limit));
                limit.ok_or_else(|| Refusal::bad("limit is a number from 1 to 200"))
            }
        }
    }

    /// A number that may be left out.
    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, Refusal> {
        match self.given.words(name) {
            None => Ok(None),
            Some(_) => match self.given.number(name) {
                Some(number) if number > 0 => Ok(Some(number)),
                _ => Err(Refusal::bad(&format!("{name} is a number above 0"))),
            },
        }
    }

    /// Yes or no, that may be left out.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match (self.given.words(name), self.given.flag(name)) {
            (None, _) => Ok(None),
            (Some(_), Some(flag)) => Ok(Some(flag)),
            (Some(_), None) => Err(Refusal::bad(&format!("{name} is true or false"))),
        }
    }
}

/// Why a call was not done.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    words: String,
    wait_s: Option<u64>,
}

impl Refusal {
    pub(super) fn bad(words: &str) -> Self {
        let words = words.to_owned();
        Self { status: StatusCode::BAD_REQUEST, code: "bad_request", words, wait_s: None }
    }

    pub(super) fn not_found() -> Self {
        Error::NotFound.into()
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let status = error.status();
        if status.is_server_error() {
            error.log();
        }
        let code = match status {
            StatusCode::NOT_FOUND => "not_found",
            StatusCode::BAD_REQUEST => "bad_request",
            StatusCode::PAYLOAD_TOO_LARGE => "too_large",
            StatusCode::TOO_MANY_REQUESTS => "too_many_requests",
            StatusCode::FORBIDDEN => "forbidden",
            _ => "server_error",
        };
        let wait_s = if let Error::TooOften(seconds) = error { Some(seconds) } else { None };
        Self { status, code, words: error.words().1, wait_s }
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        Error::from(error).into()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "error": { "code": self.code, "words": self.words } });
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
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
