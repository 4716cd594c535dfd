//! News as Stripe sends them: which subscription they are about.

use serde::Deserialize;
use serde_json::Value;

#[cfg(test)]
mod tests;

/// What of an event matters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Event {
    /// "evt_…": the same however often it comes.
    pub(crate) id: String,
    /// "customer.subscription.updated".
    pub(crate) kind: String,
    pub(crate) is_live: bool,
    /// Which subscription to ask for; `None`: it concerns none.
    pub(crate) subscription: Option<String>,
}

/// Ids longer than this are not Stripe's, whose documentation says 255.
pub(super) const ID_BYTES: usize = 255;

#[derive(Deserialize)]
struct Raw {
    id: String,
    object: String,
    #[serde(rename = "type")]
    kind: String,
    livemode: bool,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

impl Event {
    /// Reads an event; `None`: this is none.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        let raw: Raw = serde_json::from_slice(body).ok()?;
        if raw.object != "event" || !is_id(&raw.id) || raw.kind.len() > ID_BYTES {
            return None;
        }
        let subscription = subscription(&raw.kind, &raw.data.object);
        Some(Self { id: raw.id, kind: raw.kind, is_live: raw.livemode, subscription })
    }
}

/// Letters, digits and underscores: what may stand in an address.
pub(super) fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= ID_BYTES
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Which subscription an event's object is or belongs to.
fn subscription(kind: &str, object: &Value) -> Option<String> {
    let found = match kind {
        _ if kind.starts_with("customer.subscription.") => object.get("id"),
        _ if kind.starts_with("checkout.session.") => object.get("subscription"),
        // Before the version of March 2025 it stood at the top.
        _ if kind.starts_with("invoice.") => object
            .pointer("/parent/subscription_details/subscription")
            .or_else(|| object.get("subscription")),
        _ => None,
    };
    let id = named(found?)?;
    is_id(id).then(|| id.to_owned())
}

/// An object's id, whether it stands there alone or in the object.
pub(super) fn named(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("id")?.as_str())
}
