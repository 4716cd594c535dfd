//! A call with its caller and parameters, and how it is refused: in plain text.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use store::accounts::AppSessionKind;

use crate::App;
use crate::api::caller::{Caller, authorization};
use crate::api::given::Given;
use crate::api::refusal::{self, Protocol};

pub(super) type Answer = Result<Response, Refusal>;

/// What changes answer.
pub(super) fn done() -> Answer {
    Ok("OK".into_response())
}

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
        let by_header = by_header(app, request.headers()).await?;
        let path = request.uri().path();
        // What only reads, though some send it as a form.
        let is_read = request.method() != Method::POST || path.contains("/stream/");
        let given = Given::of(request).await?;
        let me = match (by_header, given.words("T").filter(|word| *word != "x")) {
            (Some(me), None) => me,
            // Stale beside a good header: the client is to fetch a new one.
            (Some(me), Some(word)) => {
                let by_word = Caller::of_session(app, word, AppSessionKind::Write).await?;
                let is_theirs = by_word.is_some_and(|by_word| by_word.reader == me.reader);
                if is_theirs || is_read { me } else { return Err(Refusal::unsigned()) }
            }
            (None, Some(word)) => {
                let by_word = Caller::of_session(app, word, AppSessionKind::Write).await?;
                by_word.ok_or_else(Refusal::unsigned)?
            }
            (None, None) => return Err(Refusal::unsigned()),
        };
        let me = me.allowed(app).await?;
        if !is_read && !me.may_write {
            return Err(Refusal::new(StatusCode::FORBIDDEN, "This app password may only read."));
        }
        Ok(Self { app: Arc::clone(app), me, given })
    }
}

/// `GoogleLogin auth=name/secret`.
async fn by_header(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, Refusal> {
    let Some(value) = authorization(headers, "googlelogin") else { return Ok(None) };
    let Some((_, value)) = value.split_once("auth=") else { return Ok(None) };
    let secret = value.trim().rsplit_once('/').map_or(value.trim(), |(_, secret)| secret);
    Ok(Caller::of_secret(app, secret).await?)
}

/// The room as Google Reader was.
#[derive(Debug)]
pub(super) struct GoogleReader;

/// Why a call was not done, in plain text.
pub(super) type Refusal = refusal::Refusal<GoogleReader>;

impl Protocol for GoogleReader {
    const UNSIGNED: &'static str = "Unauthorized";

    fn written(refusal: &Refusal) -> Response {
        let mut response = (refusal.status, refusal.words.clone()).into_response();
        if refusal.status == StatusCode::UNAUTHORIZED {
            let (headers, yes) = (response.headers_mut(), HeaderValue::from_static("true"));
            headers.insert(HeaderName::from_static("x-reader-google-bad-token"), yes.clone());
            headers.insert(HeaderName::from_static("google-bad-token"), yes);
        }
        response
    }
}
