//! Streams: ids, items with their words, Atom. A page ends with its last id, so that what arrives between
//! two pages moves nothing.

use std::fmt::Write;

use axum::Json;
use axum::extract::Path;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use store::shelf::{Order, Wanted};
use store::{ReaderId, ShelfId};

use super::call::{Answer, Call};
use super::item::{Item, Shared, id, item};
use super::stream::{Stream, narrow};
use crate::api::given::{Given, whole};
use crate::{App, Error};

/// Items of a page unless asked otherwise; ids and items at most.
const PAGE: i64 = 20;
const IDS: i64 = 10_000;
const ITEMS: i64 = 1_000;

/// A page of a stream.
struct Page {
    ids: Vec<ShelfId>,
    continuation: Option<String>,
}

async fn page(
    app: &App,
    reader: ReaderId,
    name: &str,
    given: &Given,
    most: i64,
) -> Result<Page, Error> {
    let none = Page { ids: Vec::new(), continuation: None };
    let Some(mut wanted) = wanted(app, reader, name, given).await? else { return Ok(none) };
    let count = given.number("n").filter(|n| *n > 0).unwrap_or(PAGE).min(most);
    wanted.limit = count + 1;
    let mut ids = app.store.wanted_ids(reader, wanted).await?;
    let has_more = ids.len() as i64 > count;
    ids.truncate(usize::try_from(count).unwrap_or(0));
    let continuation = ids.last().filter(|_| has_more).map(ToString::to_string);
    Ok(Page { ids, continuation })
}

/// The question of a call; `None` where nothing can be found.
async fn wanted(
    app: &App,
    reader: ReaderId,
    name: &str,
    given: &Given,
) -> Result<Option<Wanted>, Error> {
    let mut wanted = Stream::of(app, reader, name).await?.wanted();
    for (key, has_it) in [("it", true), ("xt", false)] {
        for state in given.all(key) {
            wanted = wanted.and_then(|wanted| narrow(wanted, state, has_it));
        }
    }
    let Some(mut wanted) = wanted else { return Ok(None) };
    if given.get("r") == Some("o") {
        wanted.order = Order::Oldest;
    }
    if let Some(at) = given.words("ot").and_then(instant) {
        let first = app.store.first_arrived(reader, at).await?;
        wanted.above = Some(ShelfId(first.0 - 1));
    }
    if let Some(at) = given.words("nt").and_then(instant) {
        wanted.below = Some(app.store.first_arrived(reader, at).await?);
    }
    if let Some(last) = given.words("c").and_then(id) {
        match wanted.order {
            Order::Newest => wanted.below = Some(wanted.below.map_or(last, |id| id.min(last))),
            Order::Oldest => wanted.above = Some(wanted.above.map_or(last, |id| id.max(last))),
        }
    }
    Ok(Some(wanted))
}

/// Seconds, or where they would be of the far future, microseconds.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let number = whole(text)?;
    if text.trim().len() >= 16 {
        Timestamp::from_microsecond(number).ok()
    } else {
        Timestamp::from_second(number).ok()
    }
}

pub(super) async fn ids(call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let name = given.words("s").unwrap_or("");
    let page = page(app, me.reader, name, given, IDS).await?;
    let mut body = String::with_capacity(page.ids.len() * 16 + 64);
    body.push_str("{\"itemRefs\":[");
    for (at, id) in page.ids.iter().enumerate() {
        let _ = write!(body, "{}{{\"id\":\"{id}\"}}", if at == 0 { "" } else { "," });
    }
    body.push(']');
    if let Some(continuation) = page.continuation {
        let _ = write!(body, ",\"continuation\":\"{continuation}\"");
    }
    body.push('}');
    Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
}

#[derive(Serialize)]
struct Contents<'i> {
    id: &'i str,
    updated: i64,
    items: Vec<Item<'i>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    continuation: Option<String>,
}

async fn answer(call: &Call, name: &str, page: Page) -> Answer {
    let Call { app, me, .. } = call;
    let shared = Shared::of(app, me.reader).await?;
    let full = app.store.full_items(me.reader, page.ids, true).await?;
    Ok(Json(Contents {
        id: if name.is_empty() { "user/-/state/com.google/reading-list" } else { name },
        updated: app.now().as_second(),
        items: full.iter().map(|full| item(full, &shared)).collect(),
        continuation: page.continuation,
    })
    .into_response())
}

pub(super) async fn contents(call: Call) -> Answer {
    let name = call.given.words("s").unwrap_or("").to_owned();
    let page = page(&call.app, call.me.reader, &name, &call.given, ITEMS).await?;
    answer(&call, &name, page).await
}

pub(super) async fn contents_of(Path(name): Path<String>, call: Call) -> Answer {
    let page = page(&call.app, call.me.reader, &name, &call.given, ITEMS).await?;
    answer(&call, &name, page).await
}

pub(super) async fn items(call: Call) -> Answer {
    let ids: Vec<ShelfId> =
        call.given.all("i").filter_map(id).take(usize::try_from(ITEMS).unwrap_or(0)).collect();
    answer(&call, "", Page { ids, continuation: None }).await
}

pub(super) async fn atom(Path(name): Path<String>, call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let page = page(app, me.reader, &name, given, ITEMS).await?;
    let full = app.store.full_items(me.reader, page.ids, true).await?;
    let entries: Vec<AtomEntry> = full
        .into_iter()
        .map(|full| AtomEntry {
            id: super::item::long(full.item.id),
            updated: full.item.published_at.unwrap_or(full.arrived_at).to_string(),
            author: full.item.byline.join(", "),
            title: full.item.shown_title().to_owned(),
            url: full.item.url,
            html: full.html,
        })
        .collect();
    let atom = Atom { name, updated: app.now().to_string(), entries };
    Ok(shown(&atom)?)
}

/// A stream's document (RFC 4287).
#[derive(askama::Template)]
#[template(path = "api/stream.xml")]
struct Atom {
    name: String,
    updated: String,
    entries: Vec<AtomEntry>,
}

struct AtomEntry {
    id: String,
    title: String,
    url: String,
    updated: String,
    author: String,
    html: String,
}

fn shown(atom: &Atom) -> Result<Response, Error> {
    let xml = askama::Template::render(atom).map_err(|error| Error::Broken(error.to_string()))?;
    Ok(([(CONTENT_TYPE, "application/atom+xml; charset=utf-8")], xml).into_response())
}
