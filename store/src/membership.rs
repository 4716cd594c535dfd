//! Membership: the ledger of what readers were given, gift codes, the count of metered articles, and what is known
//! from Stripe. What a grant entitles to is not decided here: plans stand in the room's configuration.

mod gift;
mod ledger;
mod meter;
mod stripe;

pub use gift::{GiftCode, NewCode};
pub use ledger::{Given, Grant, Source};
pub use stripe::{Received, Settled, Subscribed};

pub(crate) use gift::miscounted;
pub(crate) use ledger::give;
