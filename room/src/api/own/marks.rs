//! Marks: of an article, of all; made by their words, changed, removed.

use axum::extract::Path;
use serde_json::{Value, json};
use store::marks::{Anchor, Colour};
use store::{MarkId, ShelfId};

use super::call::{Answer, Call, Refusal, done, good, made, number};
use super::shape::mark;
use crate::marks::anchor_in;
use crate::membership::{self, Right};

pub(super) async fn of_article(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, reader, .. } = &call;
    let reader = *reader;
    let item = app.store.shelf_item(reader, ShelfId(number(&id)?)).await?;
    let marks = app.store.marks_of_article(reader, item.article_id).await?;
    let items: Vec<Value> = marks.iter().map(mark).collect();
    good(json!({ "items": items, "next": null }))
}

pub(super) async fn list(call: Call) -> Answer {
    let after = call.number("after")?.map(MarkId);
    let limit = call.limit()?;
    let marks = call.app.store.marks(call.reader, after, limit).await?;
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
    good(json!({ "items": items, "next": next }))
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
    let Call { app, reader, given, .. } = &call;
    let reader = *reader;
    let item = app.store.shelf_item(reader, ShelfId(number(&id)?)).await?;
    membership::may(app, reader, Right::Mark).await?;
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
    let id = app.store.add_mark(reader, item.article_id, anchor, colour, note, app.now()).await?;
    let kept = app.store.mark(reader, id).await?;
    made(mark(&kept))
}

pub(super) async fn change(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, reader, given, .. } = &call;
    let reader = *reader;
    let before = app.store.mark(reader, MarkId(number(&id)?)).await?;
    let colour = colour(&call)?.unwrap_or(before.colour);
    let note = given.get("note").map_or(before.note.as_str(), str::trim);
    app.store.change_mark(reader, before.id, colour, note, app.now()).await?;
    let after = app.store.mark(reader, before.id).await?;
    good(mark(&after))
}

pub(super) async fn remove(Path(id): Path<String>, call: Call) -> Answer {
    call.app.store.remove_mark(call.reader, MarkId(number(&id)?), call.app.now()).await?;
    done()
}
