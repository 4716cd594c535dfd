//! The five calls: begin a checkout, open the portal, and ask for a session, a subscription, all subscriptions.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use url::form_urlencoded::Serializer;
use wire::{Call, Error as WireError, Reply};

use super::event::{ID_BYTES, is_id, named};
use super::subscription::Subscription;
use crate::accounts::secret::random;
use crate::{App, Error};

/// The shape of answers is that of this version, whatever the account's own is.
const VERSION: &str = "2025-03-31.basil";
/// Waits before the second and third try: for what may pass.
const AGAIN: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(800)];
/// Subscriptions listed at once: the most there is.
const PAGE: u8 = 100;

/// Why a call gave nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("Stripe knows no such thing")]
    Missing,
    #[error("Stripe refused with status {0}")]
    Refused(u16),
    #[error("Stripe does not answer")]
    Unanswered,
    #[error("Stripe answered what cannot be read")]
    Unreadable,
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Missing => Error::NotFound,
            Failure::Refused(_) | Failure::Unanswered | Failure::Unreadable => Error::Away(
                "The payment service does not answer as it should. Nothing was paid by this; try again in a moment.",
            ),
        }
    }
}

/// A checkout, as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Session {
    /// Whom it was begun for, in our words.
    pub(crate) reference: String,
    /// "open", "complete", "expired".
    pub(crate) status: String,
    pub(crate) subscription: Option<String>,
}

/// What a checkout is begun with.
#[derive(Clone, Debug)]
pub(crate) struct NewSession<'s> {
    pub(crate) price: &'s str,
    /// Kept by Stripe with the subscription: names and values.
    pub(crate) metadata: Vec<(&'static str, String)>,
    pub(crate) reference: String,
    /// Who bought before.
    pub(crate) customer: Option<String>,
    /// For who did not: verified.
    pub(crate) email: Option<String>,
}

/// Begins a checkout; gives the address to pay at.
pub(crate) async fn begin_checkout(app: &App, new: &NewSession<'_>) -> Result<String, Failure> {
    let origin = app.origin();
    // Stripe fills in the session's id.
    let back = format!("{origin}/plans/thanks?session={{CHECKOUT_SESSION_ID}}");
    let mut fields = vec![
        ("mode".to_owned(), "subscription".to_owned()),
        ("line_items[0][price]".to_owned(), new.price.to_owned()),
        ("line_items[0][quantity]".to_owned(), "1".to_owned()),
        ("client_reference_id".to_owned(), new.reference.clone()),
        ("success_url".to_owned(), back),
        ("cancel_url".to_owned(), format!("{origin}/plans")),
    ];
    let metadata = new.metadata.iter();
    fields.extend(
        metadata
            .map(|(name, value)| (format!("subscription_data[metadata][{name}]"), value.clone())),
    );
    match (&new.customer, &new.email) {
        (Some(customer), _) => fields.push(("customer".to_owned(), customer.clone())),
        (None, Some(email)) => fields.push(("customer_email".to_owned(), email.clone())),
        (None, None) => {}
    }
    address(&call(app, "/v1/checkout/sessions", Some(form(&fields))).await?)
}

/// Opens the portal for a customer; gives its address.
pub(crate) async fn open_portal(app: &App, customer: &str) -> Result<String, Failure> {
    let back = format!("{}/account", app.origin());
    let fields = [("customer".to_owned(), customer.to_owned()), ("return_url".to_owned(), back)];
    address(&call(app, "/v1/billing_portal/sessions", Some(form(&fields))).await?)
}

fn form(fields: &[(String, String)]) -> String {
    Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// How a checkout stands.
pub(crate) async fn session(app: &App, id: &str) -> Result<Session, Failure> {
    if !is_id(id) {
        return Err(Failure::Missing);
    }
    let json = call(app, &format!("/v1/checkout/sessions/{id}"), None).await?;
    let text = |name: &str| json.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let subscription = json.get("subscription").and_then(named).filter(|id| is_id(id));
    Ok(Session {
        reference: text("client_reference_id"),
        status: text("status"),
        subscription: subscription.map(str::to_owned),
    })
}

/// How a subscription stands.
pub(crate) async fn subscription(app: &App, id: &str) -> Result<Subscription, Failure> {
    if !is_id(id) {
        return Err(Failure::Missing);
    }
    let json = call(app, &format!("/v1/subscriptions/{id}"), None).await?;
    Subscription::read(json).filter(|one| one.id == id).ok_or(Failure::Unreadable)
}

/// Some subscriptions, those that are over too, and after which the next are; `None`: these are the last.
pub(crate) async fn subscriptions(
    app: &App,
    after: Option<String>,
) -> Result<(Vec<Subscription>, Option<String>), Failure> {
    let after = after.map_or_else(String::new, |after| format!("&starting_after={after}"));
    let path = format!("/v1/subscriptions?status=all&limit={PAGE}{after}");
    let json = call(app, &path, None).await?;
    let rows = json.get("data").and_then(Value::as_array).ok_or(Failure::Unreadable)?;
    let last = rows.last().and_then(named).filter(|id| is_id(id)).map(str::to_owned);
    let has_more = json.get("has_more").and_then(Value::as_bool) == Some(true);
    // One that cannot be read is none of ours, or will be asked for when it has news.
    let read = rows.iter().filter_map(|row| Subscription::read(row.clone())).collect();
    Ok((read, last.filter(|_| has_more)))
}

/// Where the answer sends the reader: an address of the web.
fn address(json: &Value) -> Result<String, Failure> {
    let url = json.get("url").and_then(Value::as_str).and_then(|url| url.parse().ok());
    let url = url.filter(|url: &url::Url| matches!(url.scheme(), "https" | "http"));
    url.map(String::from).ok_or(Failure::Unreadable)
}

/// One call, tried again while its failure may pass; what is sent twice is done once.
async fn call(app: &App, path: &str, form: Option<String>) -> Result<Value, Failure> {
    let stripe = app.config.membership.stripe.as_ref().ok_or(Failure::Missing)?;
    let address = format!("{}{path}", stripe.api.trim_end_matches('/'));
    let bearer = format!("Bearer {}", stripe.secret_key.as_str());
    let key = random::<16>().map_err(|_| Failure::Unanswered)?;
    let key = URL_SAFE_NO_PAD.encode(key);
    let headers = [
        ("authorization", bearer.as_str()),
        ("stripe-version", VERSION),
        ("accept", "application/json"),
        ("idempotency-key", key.as_str()),
    ];
    // Stripe takes the key for what is sent only.
    let headers = if form.is_some() { &headers[..] } else { &headers[..3] };
    let call = Call { address: &address, headers, form: form.as_deref(), json: None };
    let mut waits = AGAIN.into_iter();
    loop {
        let failure = match app.client.call(call).await {
            Ok(reply) => match read(&reply) {
                Ok(json) => return Ok(json),
                Err(failure) => failure,
            },
            Err(error) => {
                tracing::warn!(why = %kind(&error), "Stripe does not answer");
                Failure::Unanswered
            }
        };
        let wait = match failure {
            Failure::Unanswered | Failure::Refused(409 | 429 | 500..) => waits.next(),
            _ => None,
        };
        match wait {
            Some(wait) => tokio::time::sleep(wait).await,
            None => return Err(failure),
        }
    }
}

/// The answer's object; a refusal is logged by its code, without what was asked.
fn read(reply: &Reply) -> Result<Value, Failure> {
    let json: Option<Value> = serde_json::from_slice(&reply.bytes).ok();
    match reply.status {
        200..300 => json.ok_or(Failure::Unreadable),
        404 => Err(Failure::Missing),
        status => {
            let code = json.as_ref().and_then(|json| json.pointer("/error/code"));
            let code = code.and_then(Value::as_str).filter(|code| code.len() <= ID_BYTES);
            tracing::warn!(status, code, "Stripe refused");
            Err(Failure::Refused(status))
        }
    }
}

fn kind(error: &WireError) -> &'static str {
    match error {
        WireError::TimedOut(_) => "it took too long",
        WireError::Unreachable { .. } | WireError::NoAddress(_) => "it cannot be reached",
        WireError::PrivateAddress { .. } | WireError::PrivateName(_) | WireError::Port(_) => {
            "its address is private"
        }
        _ => "its answer broke off",
    }
}
