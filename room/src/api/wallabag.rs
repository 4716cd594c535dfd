//! wallabag's API, version 2, as its clients call it: the browser extension, the Android app, KOReader,
//! the command line.
//!
//! Success is 200 and JSON, whatever was done. An entry is an article on a shelf under the id it has there.

mod annotations;
mod call;
mod door;
mod entries;
mod entry;
mod pages;
mod tags;

use std::sync::Arc;

use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch};
use axum::{Json, Router};
use serde_json::json;

use crate::App;
use call::Call;
pub(crate) use door::add_client;

/// What clients compare, as text or by its parts; it says what they may use, not what we are.
const VERSION: &str = "2.6.13";

pub(crate) fn routes() -> Router<Arc<App>> {
    let api = Router::new()
        .route("/api/version", get(async || Json(VERSION)))
        .route("/api/info", get(info))
        .route("/api/user", get(user))
        .route("/oauth/v2/token", get(door::token).post(door::token))
        .route("/api/entries", get(entries::list).post(entries::add))
        .route("/api/entries/exists", get(entries::exists))
        .route("/api/search", get(entries::search))
        .route(
            "/api/entries/{id}",
            get(entries::show).patch(entries::change).delete(entries::remove),
        )
        .route("/api/entries/{id}/reload", patch(entries::reload))
        .route("/api/entries/{id}/tags", get(tags::of_entry).post(tags::add))
        .route("/api/entries/{id}/tags/{tag}", delete(tags::take_off))
        .route("/api/entries/{id}/{file}", get(entries::export))
        .route("/api/tags", get(tags::list))
        .route("/api/tag/label", delete(tags::remove_by_name))
        .route("/api/tags/label", delete(tags::remove_by_name))
        .route("/api/tags/{tag}", delete(tags::remove))
        .route(
            "/api/annotations/{id}",
            get(annotations::list)
                .post(annotations::add)
                .put(annotations::change)
                .delete(annotations::remove),
        )
        .layer(middleware::from_fn(super::for_any_site));
    api.merge(pages::routes())
}

async fn info() -> Response {
    let info = json!({
        "appname": "wallabag", "version": VERSION, "allowed_registration": false,
        "server": "dateline",
    });
    Json(info).into_response()
}

async fn user(call: Call) -> call::Answer {
    let reader = call.app.store.reader(call.me.reader).await?;
    let user = json!({
        "id": reader.id, "username": reader.name, "name": reader.display_name,
        "email": reader.email.unwrap_or_default(),
        "created_at": super::date::plain(reader.created_at), "default_client": null,
    });
    Ok(Json(user).into_response())
}
