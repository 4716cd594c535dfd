//! A call with its caller and parameters, and how it is refused.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequest, MatchedPath, Request};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use store::ReaderId;
use store::accounts::Role;
use store::threads::Viewer;

use super::{describe, scope};
use crate::api::caller::Caller;
use crate::api::given::Given;
use crate::membership::{self, Right};
use crate::{App, Error};

pub(super) type Answer = Result<Response, Refusal>;

/// Items of a page unless asked otherwise, and at most.
const PAGE: u32 = 50;
const MOST: u32 = 200;

/// A call of somebody who may make it.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) app: Arc<App>,
    pub(super) reader: ReaderId,
    /// What the app password may do.
    pub(super) scopes: String,
    pub(super) given: Given,
}

/// Who runs the command line on a library of this machine: no request from outside carries it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Local(pub(super) ReaderId);

impl FromRequest<Arc<App>> for Call {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Refusal> {
        if let Some(Local(reader)) = request.extensions().get().copied() {
            let (app, scopes) = (Arc::clone(app), "read write".to_owned());
            return Ok(Self { app, reader, scopes, given: Given::of(request).await? });
        }
        let found = Caller::of_scoped(app, request.headers()).await?;
        let (reader, scopes) = found.ok_or_else(|| {
            let words = "An app password is needed: Authorization: Bearer …";
            Refusal::new(StatusCode::UNAUTHORIZED, "unauthorized", words)
        })?;
        membership::may(app, reader, Right::Api).await?;
        let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let method = match *request.method() {
            Method::HEAD => Method::GET,
            ref method => method.clone(),
        };
        let needed = describe::scope_of(method.as_str(), path).unwrap_or("articles:write");
        if !scope::allows(&scopes, needed) {
            let words = format!("This app password may not do that: it needs {needed}.");
            return Err(Refusal::new(StatusCode::FORBIDDEN, "forbidden", &words));
        }
        Ok(Self { app: Arc::clone(app), reader, scopes, given: Given::of(request).await? })
    }
}

impl Call {
    /// The caller as the conversation knows them.
    pub(super) async fn viewer(&self) -> Result<Viewer, Refusal> {
        let role = self.app.store.reader(self.reader).await?.role;
        Ok(Viewer { reader: Some(self.reader), is_moderator: role != Role::Reader })
    }

    /// Text that must be there.
    pub(super) fn needed(&self, name: &str) -> Result<&str, Refusal> {
        self.given.words(name).ok_or_else(|| Refusal::bad(&format!("{name} is missing")))
    }

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

/// A good answer.
pub(super) fn good(value: Value) -> Answer {
    Ok(Json(value).into_response())
}

/// What was made.
pub(super) fn made(value: Value) -> Answer {
    Ok((StatusCode::CREATED, Json(value)).into_response())
}

/// Done, and nothing to say.
pub(super) fn done() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// How refusals are written (RFC 9457).
pub(super) const PROBLEM: &str = "application/problem+json";

/// Why a call was not done.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    words: String,
    wait_s: Option<u64>,
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, words: &str) -> Self {
        Self { status, code, words: words.to_owned(), wait_s: None }
    }

    pub(super) fn bad(words: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", words)
    }

    pub(super) fn not_found() -> Self {
        Error::NotFound.into()
    }

    /// By the rules of the conversation.
    pub(super) fn by_rules(why: &str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "refused", why)
    }

    /// What the router refused.
    pub(super) fn of_status(status: StatusCode) -> Self {
        let (code, words) = match status {
            StatusCode::METHOD_NOT_ALLOWED => {
                ("method_not_allowed", "This address is not called that way.")
            }
            StatusCode::NOT_FOUND => ("not_found", "There is no such address."),
            _ if status.is_server_error() => ("server_error", "Something broke; it is our fault."),
            _ => ("bad_request", "This cannot be understood."),
        };
        Self::new(status, code, words)
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
        let body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Refused"),
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": self.words,
        });
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
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
