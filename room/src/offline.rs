//! What makes the room an app on a telephone or a desk: manifest, service worker, the page for when
//! there is no net; and the page of keys.

use std::fmt::Write;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;

use crate::layout::plain::{KEYS, KeysPage, OfflinePage};
use crate::layout::{Layout, page};
use crate::session::Me;
use crate::{App, Result, assets};

const WORKER: &str = include_str!("../assets/sw.js");

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/manifest.webmanifest", get(manifest))
        .route("/sw.js", get(worker))
        .route("/offline", get(offline))
        .route("/keys", get(keys))
        .route("/robots.txt", get(async || "User-agent: *\nDisallow: /\n"))
}

async fn manifest(State(app): State<Arc<App>>) -> Response {
    let icon =
        |name, sizes, kind| json!({ "src": assets::address(name), "sizes": sizes, "type": kind });
    let manifest = json!({
        "id": "/",
        "name": app.name(),
        "short_name": app.name(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fcfbf7",
        "theme_color": "#fcfbf7",
        "icons": [
            icon("icon-192.png", "192x192", "image/png"),
            icon("icon-512.png", "512x512", "image/png"),
            icon("icon.svg", "any", "image/svg+xml"),
        ],
        "shortcuts": [
            { "name": "Save a page", "url": "/save" },
            { "name": "Search", "url": "/search" },
        ],
        // By GET: what is shared fills the form, and the reader's own press of a button saves it.
        "share_target": {
            "action": "/save",
            "method": "GET",
            "params": { "title": "title", "text": "text", "url": "url" },
        },
    });
    ([(CONTENT_TYPE, "application/manifest+json")], manifest.to_string()).into_response()
}

async fn worker() -> Response {
    let addresses: Vec<&str> = assets::addresses().collect();
    let mut script = String::with_capacity(WORKER.len() + 1_024);
    // The version is made of all addresses, so of all contents.
    let version = assets::version();
    let _ =
        writeln!(script, "const VERSION = \"{version}\";\nconst ADDRESSES = {};", json!(addresses));
    script.push_str(WORKER);
    let headers = [
        (CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (HeaderName::from_static("service-worker-allowed"), "/"),
    ];
    (headers, script).into_response()
}

async fn offline() -> Response {
    page(&OfflinePage { layout: Layout::bare("Offline") })
}

async fn keys(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    Ok(page(&KeysPage { layout: me.frame(&app, "Keys", "/keys").await?, groups: KEYS }))
}
