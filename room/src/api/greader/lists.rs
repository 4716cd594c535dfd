//! What a reader follows, its labels, and how much of each is unread.

use std::collections::HashMap;

use axum::Json;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde_json::{Value, json};
use store::FeedId;

use super::SAVED;
use super::call::{Answer, Call};
use super::stream::labels;
use crate::assets;
use crate::feeds::opml_of;

pub(super) async fn subscriptions(call: Call) -> Answer {
    let Call { app, me, .. } = &call;
    let labels = labels(app, me.reader).await?;
    let icon = format!("{}{}", app.origin(), assets::address("icon.svg"));
    let category =
        |label: &String| json!({ "id": format!("user/-/label/{label}"), "label": label });
    let mut all: Vec<Value> = Vec::new();
    for one in app.store.subscriptions(me.reader).await? {
        let label = one.folder.and_then(|id| labels.get(&id));
        all.push(json!({
            "id": format!("feed/{}", one.feed.id),
            "title": one.name(),
            "categories": label.map(category).into_iter().collect::<Vec<_>>(),
            "url": one.feed.url,
            "htmlUrl": one.feed.site_url.as_deref().unwrap_or(&one.feed.url),
            "iconUrl": icon,
        }));
    }
    if app.store.counts(me.reader).await?.saved() > 0 {
        all.push(json!({
            "id": format!("feed/{SAVED}"), "title": "Saved", "categories": [],
            "url": format!("{}/all", app.origin()), "htmlUrl": app.origin(), "iconUrl": icon,
        }));
    }
    Ok(Json(json!({ "subscriptions": all })).into_response())
}

pub(super) async fn export(call: Call) -> Answer {
    let text = opml_of(&call.app, call.me.reader, "Feeds").await?;
    Ok(([(CONTENT_TYPE, "text/xml; charset=utf-8")], text).into_response())
}

pub(super) async fn tags(call: Call) -> Answer {
    let Call { app, me, .. } = &call;
    let counts = app.store.counts(me.reader).await?;
    let mut all = vec![json!({ "id": "user/-/state/com.google/starred" })];
    for (id, label) in labels(app, me.reader).await? {
        let unread = counts.folders.get(&id).map_or(0, |count| count.unread);
        let id = format!("user/-/label/{label}");
        all.push(json!({ "id": id, "type": "folder", "unread_count": unread }));
    }
    for tag in app.store.tags(me.reader).await? {
        let unread = counts.tags.get(&tag.id).map_or(0, |count| count.unread);
        let id = format!("user/-/label/{}", tag.name);
        all.push(json!({ "id": id, "type": "tag", "unread_count": unread }));
    }
    Ok(Json(json!({ "tags": all })).into_response())
}

pub(super) async fn unread(call: Call) -> Answer {
    let Call { app, me, .. } = &call;
    let counts = app.store.counts(me.reader).await?;
    let newest: HashMap<Option<FeedId>, String> = app
        .store
        .newest_arrivals(me.reader)
        .await?
        .into_iter()
        .map(|(feed, at)| (feed, at.as_microsecond().to_string()))
        .collect();
    let latest = newest.get(&None).cloned().unwrap_or_else(|| "0".to_owned());
    let line = |id: String, count: i64, at: &str| json!({ "id": id, "count": count, "newestItemTimestampUsec": at });
    let mut all = Vec::new();
    let mut of_feeds = 0;
    for one in app.store.subscriptions(me.reader).await? {
        let count = counts.feeds.get(&one.feed.id).map_or(0, |count| count.unread);
        of_feeds += count;
        let at = newest.get(&Some(one.feed.id)).map_or("0", String::as_str);
        all.push(line(format!("feed/{}", one.feed.id), count, at));
    }
    if counts.saved() > 0 {
        all.push(line(format!("feed/{SAVED}"), counts.unread - of_feeds, &latest));
    }
    for (id, label) in labels(app, me.reader).await? {
        let count = counts.folders.get(&id).map_or(0, |count| count.unread);
        all.push(line(format!("user/-/label/{label}"), count, &latest));
    }
    for tag in app.store.tags(me.reader).await? {
        let count = counts.tags.get(&tag.id).map_or(0, |count| count.unread);
        all.push(line(format!("user/-/label/{}", tag.name), count, &latest));
    }
    all.push(line("user/-/state/com.google/reading-list".to_owned(), counts.unread, &latest));
    Ok(Json(json!({ "max": counts.unread, "unreadcounts": all })).into_response())
}
