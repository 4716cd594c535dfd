//! The state of the room, and its routes put together.

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::get;
use jiff::Timestamp;
use serde::Deserialize;
use store::Store;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{Error, assets, error, guard};

/// Everything a request may need.
#[derive(Clone, Debug)]
pub struct App {
    pub store: Store,
    pub config: Config,
    pub clock: Clock,
}

/// Where the time comes from: the system, or a test.
#[derive(Clone, Copy, Debug)]
pub struct Clock(pub fn() -> Timestamp);

impl Default for Clock {
    fn default() -> Self {
        Self(Timestamp::now)
    }
}

/// What an operator may set.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// What the room is called.
    pub name: String,
    /// Where browsers find it: scheme and host, without a slash at the end. Needed where a proxy
    /// changes `Host`.
    pub origin: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self { name: "Dateline".to_owned(), origin: None }
    }
}

impl App {
    /// The time a request is answered at.
    pub fn now(&self) -> Timestamp {
        (self.clock.0)()
    }
}

/// All routes of the room.
pub fn router(app: Arc<App>) -> Router {
    let panicked = |_: Box<dyn std::any::Any + Send>| {
        use axum::response::IntoResponse;
        Error::Broken("a request panicked".to_owned()).into_response()
    };
    Router::new()
        .merge(crate::shelf::routes())
        .merge(crate::article::routes())
        .merge(crate::search::routes())
        .merge(crate::marks::routes())
        .merge(crate::tags::routes())
        .merge(crate::settings::routes())
        .merge(crate::offline::routes())
        .route("/assets/{file}", get(assets::serve))
        .route("/healthz", get(async || "ok\n"))
        .fallback(error::nowhere)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::same_origin))
        .layer(middleware::from_fn(guard::headers))
        .with_state(app)
}
