//! Signing in and up, and everything about one's account.

mod account;
pub(crate) mod ask;
mod door;
mod elsewhere;
mod keys;
pub mod letter;
pub(crate) mod limit;
mod passkey;
pub(crate) mod password;
mod picture;
pub(crate) mod secret;
pub(crate) mod totp;
pub mod view;

use std::sync::Arc;

use axum::Router;

use crate::App;

pub use account::app_password;
pub(crate) use door::demo_link;
pub use door::{reset_link, set_up_link};
pub use elsewhere::Provider;
pub use secret::hash;

/// The doors and the account.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .merge(door::routes())
        .merge(account::routes())
        .merge(keys::routes())
        .merge(elsewhere::routes())
}
