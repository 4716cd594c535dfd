//! Marks and notes: made on the reader page, shown there and on a page of their own, taken out as
//! Markdown and as W3C Web Annotations.

pub mod anchor;
mod export;
pub(crate) mod ranges;
pub mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use jiff::ZonedDateTime;
use store::marks::{Anchor, Colour, Mark, MarkOnShelf};
use store::{MarkId, ShelfId};

use crate::article::colour;
use crate::fields::{Fields, local};
use crate::layout::{When, grouped, page};
use crate::membership::{self, Right};
use crate::session::Me;
use crate::{App, Error, Result};
use view::{MarkCard, MarkGroup, MarksPage};

/// Marks on a page.
const PAGE: u32 = 50;
/// Bytes of surroundings that are kept with a mark.
const AROUND: usize = 64;

/// `/marks` and below, and the marks of an article.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/marks", get(list))
        .route("/marks.md", get(export::markdown))
        .route("/marks.json", get(export::annotations))
        .route("/marks/{id}", post(change))
        .route("/read/{id}/marks", post(add))
        .route("/read/{id}/marks.md", get(export::markdown_of_article))
}

/// A mark as pages show it.
pub(crate) fn card(mark: Mark, shelf_id: i64, now: &ZonedDateTime) -> MarkCard {
    MarkCard {
        id: mark.id.0,
        shelf_id,
        quote: mark.anchor.quote,
        note: mark.note,
        colour: colour(mark.colour),
        is_orphan: mark.is_orphan,
        when: When::instant(mark.created_at, now),
    }
}

/// What the address of the page of marks may hold.
#[derive(Debug, Default, serde::Deserialize)]
struct MarksQuery {
    after: Option<i64>,
}

async fn list(
    State(app): State<Arc<App>>,
    me: Me,
    Query(query): Query<MarksQuery>,
) -> Result<Response> {
    let marks = app.store.marks(me.id, query.after.map(MarkId), PAGE).await?;
    let is_full = marks.len() == PAGE as usize;
    let older =
        marks.last().filter(|_| is_full).map(|last| format!("/marks?after={}", last.mark.id));
    let counts = app.store.counts(me.id).await?;
    let word = if counts.marks == 1 { "mark" } else { "marks" };
    let marks = MarksPage {
        layout: me.frame(&app, "Marks", "/marks").await?,
        here: "/marks".to_owned(),
        count: format!("{} {word}", grouped(counts.marks)),
        groups: groups(marks, &me.now),
        older,
    };
    Ok(page(&marks))
}

/// Marks under their articles, as long as those of one follow each other.
fn groups(marks: Vec<MarkOnShelf>, now: &ZonedDateTime) -> Vec<MarkGroup> {
    let mut groups: Vec<MarkGroup> = Vec::new();
    for MarkOnShelf { mark, shelf_id, title, outlet, .. } in marks {
        let card = card(mark, shelf_id.0, now);
        match groups.last_mut() {
            Some(group) if group.shelf_id == shelf_id.0 => group.marks.push(card),
            _ => groups.push(MarkGroup { shelf_id: shelf_id.0, title, outlet, marks: vec![card] }),
        }
    }
    groups
}

fn colour_of(word: Option<&str>) -> Colour {
    match word {
        Some("green") => Colour::Green,
        Some("blue") => Colour::Blue,
        Some("red") => Colour::Red,
        _ => Colour::Yellow,
    }
}

async fn add(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Redirect> {
    membership::may(&app, me.id, Right::Mark).await?;
    let item = app.store.shelf_item(me.id, ShelfId(id)).await?;
    let text = match item.version {
        0 => String::new(),
        _ => app.store.content(item.article_id, None).await?.text,
    };
    let [quote, prefix, suffix] =
        ["quote", "prefix", "suffix"].map(|name| fields.get(name).unwrap_or(""));
    let [quote, prefix, suffix] = [quote, prefix, suffix].map(str::to_owned);
    let given = Anchor { quote, prefix, suffix, ..Anchor::default() };
    let Some(anchor) = anchor_in(&text, item.version, &given) else {
        return Err(Error::Bad("These words are not in the text.".to_owned()));
    };
    let colour = colour_of(fields.get("colour"));
    let note = fields.get("note").unwrap_or("").trim();
    let mark = app.store.add_mark(me.id, item.article_id, anchor, colour, note, app.now()).await?;
    Ok(Redirect::to(&format!("/read/{id}#m{mark}")))
}

async fn change(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Redirect> {
    let now = app.now();
    if fields.get("act") == Some("remove") {
        app.store.remove_mark(me.id, MarkId(id), now).await?;
    } else {
        let colour = colour_of(fields.get("colour"));
        let note = fields.get("note").unwrap_or("").trim();
        app.store.change_mark(me.id, MarkId(id), colour, note, now).await?;
    }
    Ok(Redirect::to(local(fields.get("back"))))
}

/// Where the words of a mark stand in a version of the text; `None` where they do not.
pub(crate) fn anchor_in(text: &str, version: i64, mark: &Anchor) -> Option<Anchor> {
    let span = anchor::place(text, &mark.quote, &mark.prefix, &mark.suffix)?;
    Some(anchor_at(text, version, span))
}

/// Where a mark on the old text stands in a new version; `None` where its words are gone.
pub(crate) fn follow_mark(
    old: Option<&str>,
    text: &str,
    version: i64,
    mark: &Anchor,
) -> Option<Anchor> {
    let Some(old) = old else { return anchor_in(text, version, mark) };
    let span = anchor::follow(old, text, mark)?;
    Some(anchor_at(text, version, span))
}

fn anchor_at(text: &str, version: i64, span: std::ops::Range<usize>) -> Anchor {
    let before = text.floor_char_boundary(span.start.saturating_sub(AROUND));
    let after = text.ceil_char_boundary((span.end + AROUND).min(text.len()));
    Anchor {
        quote: text[span.clone()].to_owned(),
        prefix: text[before..span.start].to_owned(),
        suffix: text[span.end..after].to_owned(),
        version,
        span,
    }
}
