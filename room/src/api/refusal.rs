//! Why a call was not done. What there is to say is the same in all protocols; each writes it in its own way.

use std::marker::PhantomData;

use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};

use crate::Error;

/// How a protocol writes a refusal.
pub(super) trait Protocol: Sized {
    /// What somebody is told who showed nothing that opens it.
    const UNSIGNED: &'static str;

    fn written(refusal: &Refusal<Self>) -> Response;
}

#[derive(Debug)]
pub(super) struct Refusal<P> {
    pub(super) status: StatusCode,
    /// In one word, for programs.
    pub(super) code: &'static str,
    pub(super) words: String,
    wait_s: Option<u64>,
    protocol: PhantomData<P>,
}

impl<P: Protocol> Refusal<P> {
    pub(super) fn new(status: StatusCode, words: &str) -> Self {
        Self::called(status, code(status), words)
    }

    /// With a code of the protocol's own.
    pub(super) fn called(status: StatusCode, code: &'static str, words: &str) -> Self {
        Self { status, code, words: words.to_owned(), wait_s: None, protocol: PhantomData }
    }

    pub(super) fn bad(words: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, words)
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is nothing here.")
    }

    pub(super) fn unsigned() -> Self {
        Self::called(StatusCode::UNAUTHORIZED, "access_denied", P::UNSIGNED)
    }
}

fn code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::BAD_REQUEST => "bad_request",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::TOO_MANY_REQUESTS => "too_many_requests",
        StatusCode::FORBIDDEN => "forbidden",
        _ => "server_error",
    }
}

impl<P: Protocol> From<Error> for Refusal<P> {
    fn from(error: Error) -> Self {
        let status = error.status();
        if status.is_server_error() {
            error.log();
        }
        let wait_s = if let Error::TooOften(seconds) = error { Some(seconds) } else { None };
        Self { wait_s, ..Self::new(status, &error.words().1) }
    }
}

impl<P: Protocol> From<store::Error> for Refusal<P> {
    fn from(error: store::Error) -> Self {
        Error::from(error).into()
    }
}

impl<P: Protocol> IntoResponse for Refusal<P> {
    fn into_response(self) -> Response {
        let mut response = P::written(&self);
        if let Some(seconds) = self.wait_s {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
