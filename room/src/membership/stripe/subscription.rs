//! A subscription as Stripe states it, and what it is worth: a pure function, so that asking twice gives the same.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;

use super::event::{is_id, named};

#[cfg(test)]
mod tests;

/// How long a reader whose payment failed keeps the plan: Stripe tries again meanwhile.
const GRACE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What of a subscription matters.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    pub(crate) customer: String,
    pub(crate) status: String,
    /// What we gave it when it was bought.
    pub(crate) metadata: BTreeMap<String, String>,
    /// "price_…", of its first item.
    pub(crate) price: String,
    start: Timestamp,
    period_start: Timestamp,
    period_end: Timestamp,
    /// When it was or will be over, where that is known.
    ends_at: Option<Timestamp>,
}

/// From when to when a subscription entitles.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Standing {
    pub(crate) from: Timestamp,
    /// Not after `from`: it entitles to nothing.
    pub(crate) until: Timestamp,
    /// Whether it goes on by itself.
    pub(crate) renews: bool,
    /// What the reader should know of it; empty: nothing.
    pub(crate) note: &'static str,
}

#[derive(Deserialize)]
struct Raw {
    id: String,
    object: String,
    customer: Value,
    status: String,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
    items: Items,
    start_date: i64,
    current_period_start: Option<i64>,
    current_period_end: Option<i64>,
    #[serde(default)]
    cancel_at_period_end: bool,
    cancel_at: Option<i64>,
    canceled_at: Option<i64>,
    ended_at: Option<i64>,
}

#[derive(Deserialize)]
struct Items {
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    price: Value,
    // Since the version of March 2025 each item has its own period.
    current_period_start: Option<i64>,
    current_period_end: Option<i64>,
}

impl Subscription {
    /// Reads a subscription; `None`: this is none.
    pub(crate) fn read(json: Value) -> Option<Self> {
        let raw: Raw = serde_json::from_value(json).ok()?;
        let item = raw.items.data.first()?;
        let at = |seconds: i64| Timestamp::from_second(seconds).ok();
        let period_end = at(item.current_period_end.or(raw.current_period_end)?)?;
        let ended = raw.ended_at.or(raw.cancel_at);
        let ended = ended.or(raw.canceled_at.filter(|_| raw.status == "canceled"));
        let ends_at = match ended {
            Some(ended) => Some(at(ended)?),
            None => Some(period_end).filter(|_| raw.cancel_at_period_end),
        };
        let subscription = Self {
            customer: named(&raw.customer)?.to_owned(),
            price: named(&item.price)?.to_owned(),
            start: at(raw.start_date)?,
            period_start: at(item.current_period_start.or(raw.current_period_start)?)?,
            period_end,
            ends_at,
            id: raw.id,
            status: raw.status,
            metadata: raw.metadata,
        };
        let is_ours = raw.object == "subscription" && is_id(&subscription.id);
        (is_ours && is_id(&subscription.customer)).then_some(subscription)
    }

    /// What it is worth.
    pub(crate) fn standing(&self) -> Standing {
        let from = self.start;
        let (until, renews, note) = match (self.status.as_str(), self.ends_at) {
            ("active" | "trialing", None) => (self.period_end, true, ""),
            ("active" | "trialing", Some(end)) => (end, false, "it was cancelled"),
            ("past_due", end) => {
                let until = self.period_start.checked_add(GRACE).unwrap_or(Timestamp::MAX);
                (end.map_or(until, |end| end.min(until)), false, "the last payment failed")
            }
            ("canceled", Some(end)) => (end, false, "it was cancelled"),
            // Never paid, given up, paused, or a state of tomorrow.
            _ => (from, false, ""),
        };
        Standing { from, until: until.max(from), renews, note }
    }
}
