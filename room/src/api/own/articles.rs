//! Articles: lists, search, changes since, one with its words and record; saved, changed, removed.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};
use store::article::Content;
use store::search::{Search, SearchCursor, SearchOrder};
use store::shelf::{Change, Filter, List, Order, Place, Saving, SyncPoint};
use store::{FeedId, FolderId, ShelfId};

use super::call::{Answer, Call, Refusal, done, good, number};
use super::record::record_of;
use super::scope;
use super::shape::{article, mark};
use crate::{intake, membership};

pub(super) async fn me(call: Call) -> Answer {
    let me = call.app.store.reader(call.reader).await?;
    let counts = call.app.store.counts(call.reader).await?;
    good(json!({
        "name": me.name,
        "display_name": me.display_name,
        "scopes": call.scopes.split(' ').collect::<Vec<_>>(),
        "may_write": scope::allows(&call.scopes, "articles:write"),
        "counts": {
            "unread": counts.unread, "all": counts.all, "favourites": counts.favourite,
            "archive": counts.archive(), "marks": counts.marks,
        },
    }))
}

/// The list that a call asks for.
async fn asked(call: &Call) -> Result<List, Refusal> {
    let filter = match call.given.words("filter") {
        None | Some("all") => Filter::All,
        Some("unread") => Filter::Unread,
        Some("favourites") => Filter::Favourite,
        Some("archive") => Filter::Archive,
        Some(_) => return Err(Refusal::bad("filter is all, unread, favourites or archive")),
    };
    let order = match call.given.words("order") {
        None | Some("newest") => Order::Newest,
        Some("oldest") => Order::Oldest,
        Some(_) => return Err(Refusal::bad("order is newest or oldest")),
    };
    let (feed, folder) = (call.number("feed")?, call.number("folder")?);
    let place = match (feed, folder, call.given.words("tag")) {
        (None, None, None) => Place::Everywhere,
        (Some(id), None, None) => Place::Feed(FeedId(id)),
        (None, Some(id), None) => Place::Folder(FolderId(id)),
        (None, None, Some(tag)) => {
            let tag = call.app.store.tag(call.reader, tag).await?;
            Place::Tag(tag.ok_or_else(Refusal::not_found)?)
        }
        _ => return Err(Refusal::bad("one of feed, folder and tag")),
    };
    let after = call.number("after")?.map(ShelfId);
    Ok(List { filter, place, order, after, limit: call.limit()? })
}

pub(super) async fn list(call: Call) -> Answer {
    let page = call.app.store.shelf(call.reader, asked(&call).await?).await?;
    let items: Vec<Value> = page.items.iter().map(article).collect();
    let next = page.next.map(|id| id.to_string());
    good(json!({ "items": items, "next": next }))
}

pub(super) async fn search(call: Call) -> Answer {
    let query = call.given.words("q").ok_or_else(|| Refusal::bad("q is missing"))?.to_owned();
    let order = match call.given.words("order") {
        None | Some("newest") => SearchOrder::Newest,
        Some("best") => SearchOrder::Best,
        Some(_) => return Err(Refusal::bad("order is newest or best")),
    };
    let after = call.given.words("after").map(str::parse::<SearchCursor>).transpose();
    let after = after.map_err(|_| Refusal::bad("after is what next said"))?;
    let search = Search { query, order, after, limit: call.limit()? };
    let found = call.app.store.search(call.reader, search).await?;
    let items: Vec<Value> = found.hits.iter().map(|hit| article(&hit.item)).collect();
    let problems: Vec<String> = found.problems.into_iter().map(|one| one.message).collect();
    good(json!({
        "items": items,
        "next": found.next.map(|next| next.to_string()),
        "count": found.count.count,
        "is_exact": found.count.is_exact,
        "problems": problems,
    }))
}

/// What changed after a point, which an answer's `next` names.
pub(super) async fn changes(call: Call) -> Answer {
    let wrong = || Refusal::bad("since is what next said");
    let since = match call.given.words("since") {
        None => SyncPoint::default(),
        Some(text) => {
            let (clock, id) = text.split_once('.').ok_or_else(wrong)?;
            let part = |text: &str| text.parse().ok().filter(|part: &i64| *part >= 0);
            SyncPoint { clock: part(clock).ok_or_else(wrong)?, id: part(id).ok_or_else(wrong)? }
        }
    };
    let changes = call.app.store.changes(call.reader, since, call.limit()?).await?;
    let items: Vec<Value> = changes.items.iter().map(article).collect();
    good(json!({
        "items": items,
        "removed": changes.removed,
        "removed_marks": changes.removed_marks,
        "next": format!("{}.{}", changes.next.clock, changes.next.id),
        "has_more": changes.has_more,
    }))
}

/// The article with words, record and marks.
async fn whole(call: &Call, id: ShelfId) -> Result<Value, Refusal> {
    let item = call.app.store.shelf_item(call.reader, id).await?;
    let content = match item.version {
        0 => Content::default(),
        _ => call.app.store.content(item.article_id, None).await?,
    };
    let marks = call.app.store.marks_of_article(call.reader, item.article_id).await?;
    let record = record_of(&call.app, &item, &content).await?;
    let mut out = article(&item);
    out["html"] = content.html.into();
    out["text"] = content.text.into();
    out["record"] = record;
    out["marks"] = marks.iter().map(mark).collect();
    Ok(out)
}

pub(super) async fn show(Path(id): Path<String>, call: Call) -> Answer {
    good(whole(&call, ShelfId(number(&id)?)).await?)
}

pub(super) async fn save(call: Call) -> Answer {
    let Call { app, reader, given, .. } = &call;
    let reader = *reader;
    let url = given.words("url").ok_or_else(|| Refusal::bad("url is missing"))?;
    let url = intake::address(url).map_err(|why| Refusal::bad(&why))?;
    let saving = Saving {
        title: given.words("title").map(str::to_owned),
        tags: given.list("tags"),
        is_favourite: call.flag("is_favourite")?.unwrap_or(false),
        within: membership::may_save(app, reader).await?,
        ..Saving::new(url, app.now())
    };
    let saved = app.store.save(reader, saving, app.now()).await?;
    app.desk.wake();
    intake::wait_for(app, &saved).await?;
    let status = if saved.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(whole(&call, saved.shelf_id).await?)).into_response())
}

pub(super) async fn change(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, reader, given, .. } = &call;
    let reader = *reader;
    let id = ShelfId(number(&id)?);
    app.store.shelf_item(reader, id).await?;
    let progress = match given.words("progress") {
        None => None,
        Some(_) => {
            let progress = given.number("progress").and_then(|one| u16::try_from(one).ok());
            let progress = progress.filter(|progress| *progress <= 1_000);
            Some(progress.ok_or_else(|| Refusal::bad("progress is in thousandths"))?)
        }
    };
    // 0 takes it out of its folder.
    let folder = match given.words("folder_id") {
        None => None,
        Some("0") => Some(None),
        Some(_) => Some(call.number("folder_id")?.map(FolderId)),
    };
    let change = Change {
        is_read: call.flag("is_read")?,
        is_favourite: call.flag("is_favourite")?,
        title: given.words("title").map(|title| Some(title.to_owned())),
        add_tags: given.list("add_tags"),
        remove_tags: given.list("remove_tags"),
        progress,
        folder,
    };
    app.store.change(reader, vec![id], change, app.now()).await?;
    good(whole(&call, id).await?)
}

pub(super) async fn remove(Path(id): Path<String>, call: Call) -> Answer {
    let id = ShelfId(number(&id)?);
    match call.app.store.remove(call.reader, vec![id], call.app.now()).await? {
        0 => Err(Refusal::not_found()),
        _ => done(),
    }
}

pub(super) async fn tags(call: Call) -> Answer {
    let Call { app, reader, .. } = &call;
    let reader = *reader;
    let counts = app.store.counts(reader).await?;
    let tags = app.store.tags(reader).await?;
    let items: Vec<Value> = tags
        .iter()
        .map(|tag| {
            let count = counts.tags.get(&tag.id).copied().unwrap_or_default();
            json!({
                "id": tag.id, "name": tag.name, "key": tag.key,
                "count": count.all, "unread_count": count.unread,
            })
        })
        .collect();
    good(json!({ "items": items }))
}

pub(super) async fn folders(call: Call) -> Answer {
    let Call { app, reader, .. } = &call;
    let reader = *reader;
    let counts = app.store.counts(reader).await?;
    let folders = app.store.folders(reader).await?;
    let items: Vec<Value> = folders
        .iter()
        .map(|folder| {
            let count = counts.folders.get(&folder.id).copied().unwrap_or_default();
            json!({
                "id": folder.id, "name": folder.name, "parent_id": folder.parent,
                "count": count.all, "unread_count": count.unread,
            })
        })
        .collect();
    good(json!({ "items": items }))
}

pub(super) async fn feeds(call: Call) -> Answer {
    let Call { app, reader, .. } = &call;
    let reader = *reader;
    let counts = app.store.counts(reader).await?;
    let subscriptions = app.store.subscriptions(reader).await?;
    let items: Vec<Value> = subscriptions
        .iter()
        .map(|one| {
            let count = counts.feeds.get(&one.feed.id).copied().unwrap_or_default();
            json!({
                "id": one.feed.id, "title": one.name(), "url": one.feed.url,
                "site_url": one.feed.site_url, "folder_id": one.folder,
                "failure": one.feed.failure, "count": count.all, "unread_count": count.unread,
            })
        })
        .collect();
    good(json!({ "items": items }))
}
