//! A call with its caller and parameters, and how it is refused.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use store::ShelfId;

use crate::App;
use crate::api::caller::Caller;
use crate::api::given::Given;
use crate::api::refusal::{self, Protocol};

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
            return Err(Refusal::called(
                StatusCode::FORBIDDEN,
                "insufficient_scope",
                "This app password may only read.",
            ));
        }
        let given = Given::of(request).await?;
        Ok(Self { app: Arc::clone(app), me, given })
    }
}

/// The room as wallabag.
#[derive(Debug)]
pub(super) struct Wallabag;

/// Why a call was not done, as wallabag's clients expect it.
pub(super) type Refusal = refusal::Refusal<Wallabag>;

impl Protocol for Wallabag {
    const UNSIGNED: &'static str = "The access token provided is invalid or has expired.";

    fn written(refusal: &Refusal) -> Response {
        let body = json!({ "error": refusal.code, "error_description": refusal.words });
        let mut response = (refusal.status, Json(body)).into_response();
        if refusal.status == StatusCode::UNAUTHORIZED {
            let value = "Bearer realm=\"Service\", error=\"access_denied\"";
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(value));
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
