//! Google Reader's API as FreshRSS speaks it: what some nineteen RSS apps sync by.
//!
//! An item is an article on a shelf under the id it has there; a stream is a list. What was saved by hand
//! comes from a feed of its own, "Saved". Answers to changes are the text `OK`, and nothing else.

mod call;
mod change;
mod door;
mod item;
mod lists;
mod read;
mod stream;
mod subscriptions;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};

use crate::App;

pub(crate) use stream::SAVED;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/accounts/ClientLogin", get(door::sign_in).post(door::sign_in))
        .route("/check/compatibility", get(async || "PASS"))
        .route("/reader/api/0/token", get(door::token))
        .route("/reader/api/0/user-info", get(door::user))
        .route("/reader/api/0/subscription/list", get(lists::subscriptions))
        .route("/reader/api/0/subscription/export", get(lists::export))
        .route("/reader/api/0/subscription/edit", post(subscriptions::edit))
        .route("/reader/api/0/subscription/quickadd", post(subscriptions::add))
        .route("/reader/api/0/subscription/import", post(subscriptions::import))
        .route("/reader/api/0/tag/list", get(lists::tags))
        .route("/reader/api/0/unread-count", get(lists::unread))
        .route("/reader/api/0/stream/items/ids", get(read::ids).post(read::ids))
        .route("/reader/api/0/stream/items/contents", get(read::items).post(read::items))
        .route("/reader/api/0/stream/contents", get(read::contents).post(read::contents))
        .route("/reader/api/0/stream/contents/", get(read::contents).post(read::contents))
        .route("/reader/api/0/stream/contents/{*stream}", get(read::contents_of))
        .route("/reader/atom/{*stream}", get(read::atom))
        .route("/reader/api/0/edit-tag", post(change::edit))
        .route("/reader/api/0/mark-all-as-read", post(change::mark_all))
        .route("/reader/api/0/rename-tag", post(change::rename))
        .route("/reader/api/0/disable-tag", post(change::disable))
        .layer(middleware::from_fn(super::for_any_site))
}
