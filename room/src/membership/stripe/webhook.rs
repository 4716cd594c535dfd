//! Where Stripe's news come in.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use store::membership::Received;

use super::event::Event;
use super::signature::{Refusal, verify};
use crate::{App, Result};

/// More than Stripe's largest events.
pub(crate) const BODY_BYTES: usize = 512 << 10;

/// Answers as soon as the event is kept; the desk asks what it means. The words are for Stripe's dashboard.
pub(crate) async fn receive(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, &'static str)> {
    let Some(stripe) = &app.config.membership.stripe else {
        return Ok((StatusCode::NOT_FOUND, "nothing is sold here\n"));
    };
    let header = headers.get("stripe-signature").and_then(|value| value.to_str().ok());
    let now = app.now();
    if let Err(refusal) = verify(header.unwrap_or(""), &body, &stripe.webhook_secrets, now) {
        tracing::warn!(why = ?refusal, "news that are not Stripe's were refused");
        let words = match refusal {
            Refusal::Unsigned => "no signature\n",
            Refusal::Stale => "signed too long ago: is the clock of this machine right?\n",
            Refusal::Forged => "the signature is made with another secret\n",
        };
        return Ok((StatusCode::BAD_REQUEST, words));
    }
    let Some(event) = Event::read(&body) else {
        return Ok((StatusCode::BAD_REQUEST, "this is no event\n"));
    };
    if event.is_live != stripe.is_live() {
        return Ok((StatusCode::BAD_REQUEST, "test and live are mixed up\n"));
    }
    let Some(subscription) = &event.subscription else {
        return Ok((StatusCode::OK, "of no concern\n"));
    };
    match app.store.receive_event(&event.id, &event.kind, subscription, now).await? {
        Received::New => {
            app.desk.wake();
            Ok((StatusCode::OK, "taken\n"))
        }
        Received::Known => Ok((StatusCode::OK, "known\n")),
    }
}
