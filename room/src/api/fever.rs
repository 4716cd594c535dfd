//! Fever's API: a second, small door for apps that know no other. It is opened by a credential of its own,
//! made on the account page by who wants it, as the protocol needs the MD5 of name and password.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router, middleware};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use serde_json::{Map, Value, json};
use store::shelf::{Change, Order, Place, Wanted};
use store::{FeedId, FolderId, ReaderId, ShelfId};

use super::caller::Caller;
use super::given::{Given, whole};
use super::greader::SAVED;
use crate::{App, Error, Result, assets};

#[cfg(test)]
mod tests;

/// Items of an answer.
const ITEMS: i64 = 50;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/fever", get(answer).post(answer))
        .layer(middleware::from_fn(super::for_any_site))
}

/// What a client sends for a name and an app password.
pub(crate) fn key(name: &str, secret: &str) -> String {
    let digest = Md5::digest(format!("{name}:{secret}"));
    crate::hex::written(&digest)
}

async fn answer(State(app): State<Arc<App>>, request: Request) -> Response {
    match answered(&app, request).await {
        Ok(answer) => Json(Value::Object(answer)).into_response(),
        Err(error) => {
            let status = error.status();
            if status.is_server_error() {
                error.log();
            }
            (status, Json(json!({ "api_version": 3, "auth": 0 }))).into_response()
        }
    }
}

async fn answered(app: &App, request: Request) -> Result<Map<String, Value>> {
    let given = Given::of(request).await?;
    let key = given.words("api_key").unwrap_or("").to_ascii_lowercase();
    let mut out = Map::new();
    out.insert("api_version".to_owned(), json!(3));
    let Some(me) = Caller::of_fever(app, &key).await? else {
        out.insert("auth".to_owned(), json!(0));
        return Ok(out);
    };
    let me = me.allowed(app).await?;
    out.insert("auth".to_owned(), json!(1));
    out.insert("last_refreshed_on_time".to_owned(), json!(app.now().as_second().to_string()));
    if given.get("mark").is_some() {
        mark(app, me.reader, &given).await?;
    }
    for part in ["groups", "feeds", "favicons", "items", "links"] {
        if given.get(part).is_some() {
            add_part(app, me.reader, part, &given, &mut out).await?;
        }
    }
    let changed = |what: &str| given.get("mark").is_some() && given.get("as") == Some(what);
    if given.get("unread_item_ids").is_some() || changed("read") || changed("unread") {
        let unread = Wanted { is_read: Some(false), ..Wanted::default() };
        out.insert("unread_item_ids".to_owned(), json!(ids(app, me.reader, unread).await?));
    }
    if given.get("saved_item_ids").is_some() || changed("saved") || changed("unsaved") {
        let saved = Wanted { is_favourite: Some(true), ..Wanted::default() };
        out.insert("saved_item_ids".to_owned(), json!(ids(app, me.reader, saved).await?));
    }
    Ok(out)
}

/// Ids as one text.
async fn ids(app: &App, reader: ReaderId, wanted: Wanted) -> Result<String> {
    use std::fmt::Write;
    let wanted = Wanted { limit: i64::MAX, order: Order::Oldest, ..wanted };
    let ids = app.store.wanted_ids(reader, wanted).await?;
    let mut out = String::with_capacity(ids.len() * 8);
    for (at, id) in ids.iter().enumerate() {
        let _ = write!(out, "{}{id}", if at == 0 { "" } else { "," });
    }
    Ok(out)
}

async fn add_part(
    app: &App,
    reader: ReaderId,
    part: &str,
    given: &Given,
    out: &mut Map<String, Value>,
) -> Result<()> {
    let value = match part {
        "groups" => {
            out.insert("feeds_groups".to_owned(), feeds_groups(app, reader).await?);
            let folders = app.store.folders(reader).await?;
            folders.iter().map(|one| json!({ "id": one.id, "title": one.name })).collect()
        }
        "feeds" => {
            out.insert("feeds_groups".to_owned(), feeds_groups(app, reader).await?);
            feeds(app, reader).await?
        }
        "favicons" => json!([{ "id": 1, "data": icon() }]),
        "items" => {
            let all = app.store.counts(reader).await?.all;
            out.insert("total_items".to_owned(), json!(all));
            items(app, reader, given).await?
        }
        _ => json!([]),
    };
    out.insert(part.to_owned(), value);
    Ok(())
}

/// The room's own: it shows no reader's browser where its feeds are.
fn icon() -> String {
    let bytes = assets::bytes("icon-192.png");
    format!("image/png;base64,{}", STANDARD.encode(bytes))
}

async fn feeds_groups(app: &App, reader: ReaderId) -> Result<Value> {
    let subscriptions = app.store.subscriptions(reader).await?;
    let folders = app.store.folders(reader).await?;
    let of = |folder: FolderId| {
        let inside = subscriptions.iter().filter(|one| one.folder == Some(folder));
        inside.map(|one| one.feed.id.to_string()).collect::<Vec<_>>().join(",")
    };
    let groups = folders.iter().map(|one| json!({ "group_id": one.id, "feed_ids": of(one.id) }));
    Ok(groups.collect())
}

async fn feeds(app: &App, reader: ReaderId) -> Result<Value> {
    let line = |id: i64, title: &str, url: &str, site: &str, at: i64| {
        json!({
            "id": id, "favicon_id": 1, "title": title, "url": url, "site_url": site,
            "is_spark": 0, "last_updated_on_time": at,
        })
    };
    let subscriptions = app.store.subscriptions(reader).await?;
    let mut all: Vec<Value> = subscriptions
        .iter()
        .map(|one| {
            let site = one.feed.site_url.as_deref().unwrap_or(&one.feed.url);
            let at = one.feed.polled_at.map_or(0, |at| at.as_second());
            line(one.feed.id.0, one.name(), &one.feed.url, site, at)
        })
        .collect();
    let url = format!("{}/all", app.origin());
    all.push(line(SAVED, "Saved", &url, app.origin(), app.now().as_second()));
    Ok(all.into())
}

async fn items(app: &App, reader: ReaderId, given: &Given) -> Result<Value> {
    let ids = if let Some(ids) = given.words("with_ids") {
        let ids = ids.split(',').filter_map(whole).filter(|id| *id > 0).map(ShelfId);
        ids.take(usize::try_from(ITEMS).unwrap_or(0)).collect()
    } else {
        let mut wanted = Wanted { limit: ITEMS, ..Wanted::default() };
        if let Some(above) = given.number("since_id") {
            wanted.above = Some(ShelfId(above));
            wanted.order = Order::Oldest;
        } else if let Some(below) = given.number("max_id").filter(|id| *id > 0) {
            wanted.below = Some(ShelfId(below));
        } else if given.number("max_id").is_none() {
            wanted.order = Order::Oldest;
        }
        app.store.wanted_ids(reader, wanted).await?
    };
    let full = app.store.full_items(reader, ids, true).await?;
    let items = full.into_iter().map(|full| {
        let item = full.item;
        json!({
            "id": item.id,
            "feed_id": item.feed_id.map_or(SAVED, |id| id.0),
            "title": item.shown_title(),
            "author": item.byline.join(", "),
            "html": full.html,
            "url": item.url,
            "is_saved": u8::from(item.is_favourite),
            "is_read": u8::from(item.is_read),
            "created_on_time": full.arrived_at.as_second(),
        })
    });
    Ok(items.collect())
}

/// Sets what is named; nothing is ever turned over.
async fn mark(app: &App, reader: ReaderId, given: &Given) -> Result<()> {
    let mut change = Change::default();
    match given.get("as") {
        Some("read") => change.is_read = Some(true),
        Some("unread") => change.is_read = Some(false),
        Some("saved") => change.is_favourite = Some(true),
        Some("unsaved") => change.is_favourite = Some(false),
        _ => return Ok(()),
    }
    let Some(id) = given.number("id") else { return Ok(()) };
    let ids = match given.get("mark") {
        Some("item") if id > 0 => vec![ShelfId(id)],
        Some(of @ ("feed" | "group")) if change.is_read == Some(true) => {
            let mut wanted = Wanted { is_read: Some(false), limit: i64::MAX, ..Wanted::default() };
            match (of, id) {
                ("feed", SAVED) => wanted.is_saved = true,
                ("feed", id) => wanted.place = Place::Feed(FeedId(id)),
                (_, 0) => {}
                (_, id) if id > 0 => wanted.place = Place::Folder(FolderId(id)),
                // Sparks, which there are none of.
                _ => return Ok(()),
            }
            if let Some(before) = given.number("before") {
                let before = jiff::Timestamp::from_second(before)
                    .map_err(|_| Error::bad("before is no time"))?;
                wanted.below = Some(app.store.first_arrived(reader, before).await?);
            }
            app.store.wanted_ids(reader, wanted).await?
        }
        _ => return Ok(()),
    };
    app.store.change(reader, ids, change, app.now()).await?;
    Ok(())
}
