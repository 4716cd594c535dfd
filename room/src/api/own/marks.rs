//! Marks: of an article, of all; made by their words, changed, removed.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};
use store::marks::{Anchor, Colour};
use store::{MarkId, ShelfId};

use super::call::{Answer, Call, Refusal, number};
use super::shape::mark;
use crate::marks::anchor_in;
use crate::membership::{self, Right};

pub(super) async fn of_article(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, me, .. } = &call;
    let item = app.store.shelf_item(me.reader, ShelfId(number(&id)?)).await?;
    let marks = app.store.marks_of_article(me.reader, item.article_id).await?;
    let items: Vec<Value> = marks.iter().map(mark).collect();
    Ok(Json(json!({ "items": items })).into_response())
}

pub(super) async fn list(call: Call) -> Answer {
    let after = call.number("after")?.map(MarkId);
    let limit = call.limit()?;
    let marks = call.app.store.marks(call.me.reader, after, limit).await?;
    let is_full = marks.len() == limit as usize;
    let next = marks.last().filter(|_| is_full).map(|last| last.mark.id.to_string());
    let items: Vec<Value> = marks
        .iter()
        .map(|one| {
            let mut out = mark(&one.mark);
            out["article_id"] = json!(one.shelf_id);
            out["url"] = json!(one.url);
            out["title"] = json!(one.title);
            out
        })
        .collect();
    Ok(Json(json!({ "items": items, "next": next })).into_response())
}

fn colour(call: &Call) -> Result<Option<Colour>, Refusal> {
    Ok(Some(match call.given.words("colour") {
        None => return Ok(None),
        Some("yellow") => Colour::Yellow,
        Some("green") => Colour::Green,
        Some("blue") => Colour::Blue,
        Some("red") => Colour::Red,
        Some(_) => return Err(Refusal::bad("colour is yellow, green, blue or red")),
    }))
}

pub(super) async fn add(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let item = app.store.shelf_item(me.reader, ShelfId(number(&id)?)).await?;
    membership::may(app, me.reader, Right::Mark).await?;
    let quote = given.words("quote").ok_or_else(|| Refusal::bad("quote is missing"))?;
    let text = match item.version {
        0 => String::new(),
        _ => app.store.content(item.article_id, None).await?.text,
    };
    let around = |name: &str| given.get(name).unwrap_or("").to_owned();
    let asked = Anchor {
        quote: quote.to_owned(),
        prefix: around("prefix"),
        suffix: around("suffix"),
        ..Anchor::default()
    };
    let anchor = anchor_in(&text, item.version, &asked);
    let anchor = anchor.ok_or_else(|| Refusal::bad("these words are not in the text"))?;
    let colour = colour(&call)?.unwrap_or_default();
    let note = given.get("note").unwrap_or("").trim();
    let made = app.store.add_mark(me.reader, item.article_id, anchor, colour, note, app.now());
    let made = app.store.mark(me.reader, made.await?).await?;
    Ok((StatusCode::CREATED, Json(mark(&made))).into_response())
}

pub(super) async fn change(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let before = app.store.mark(me.reader, MarkId(number(&id)?)).await?;
    let colour = colour(&call)?.unwrap_or(before.colour);
    let note = given.get("note").map_or(before.note.as_str(), str::trim);
    app.store.change_mark(me.reader, before.id, colour, note, app.now()).await?;
    let after = app.store.mark(me.reader, before.id).await?;
    Ok(Json(mark(&after)).into_response())
}

pub(super) async fn remove(Path(id): Path<String>, call: Call) -> Answer {
    call.app.store.remove_mark(call.me.reader, MarkId(number(&id)?), call.app.now()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
