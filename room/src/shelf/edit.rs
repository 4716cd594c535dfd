//! What is done with articles: one, those selected, or a whole list.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use store::shelf::{Change, List};
use store::{FolderId, ShelfId};

use super::Which;
use crate::fields::{Fields, local};
use crate::layout::{Notice, Undo};
use crate::session::Me;
use crate::{App, Error, Result, compare};

/// Most articles that a form may name: a page holds a hundred.
const MOST: usize = 1_000;

/// Most that can be taken back together: the longest page of a list.
const TAKEN_BACK: usize = 100;

/// What can be done: the word in forms, what is said of one article and of several, and what takes it
/// back.
const DEEDS: &[(&str, &str, &str, &str)] = &[
    ("archive", "was archived", "were archived", "unread"),
    ("unread", "was marked as unread", "were marked as unread", "archive"),
    ("favourite", "is a favourite now", "are favourites now", "unfavourite"),
    ("unfavourite", "is no longer a favourite", "are no longer favourites", "favourite"),
    ("tag", "was tagged", "were tagged", ""),
    ("untag", "lost its tag", "lost their tags", ""),
    ("folder", "was moved", "were moved", ""),
    ("remove", "was removed from the shelf", "were removed from the shelf", ""),
    ("archive-all", "was archived", "were archived", ""),
    ("reread", "will be fetched again", "will be fetched again", ""),
];

/// `POST /shelf/edit`.
pub(super) async fn edit(
    State(app): State<Arc<App>>,
    me: Me,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response> {
    let unknown = || Error::Bad("Nothing was asked for that this page can do.".to_owned());
    let (deed, ids) = match fields.get("one") {
        Some(one) => {
            let (deed, id) = one.split_once(' ').ok_or_else(unknown)?;
            (deed, vec![ShelfId(id.parse().map_err(|_| unknown())?)])
        }
        None => {
            let ids = fields.all("id").map(|id| id.parse().map(ShelfId).map_err(|_| unknown()));
            (fields.get("act").ok_or_else(unknown)?, ids.collect::<Result<Vec<_>>>()?)
        }
    };
    let (deed, ids) = match (deed, ids.as_slice()) {
        ("archive-text", &[id]) => ("archive", app.store.all_of_one_text(me.id, id).await?),
        _ => (deed, ids),
    };
    if ids.len() > MOST {
        return Err(Error::TooLarge("These are too many articles at once."));
    }
    if deed == "compare" {
        return Ok(Redirect::to(&compare::address(&ids)).into_response());
    }
    let one = ids.first().copied().filter(|_| fields.has("one") && ids.len() == 1);
    let together = dotted(&ids);
    let count = match deed {
        "archive-all" => archive_all(&app, &me, &fields).await?,
        "remove" => app.store.remove(me.id, ids, app.now()).await?,
        _ => {
            let change = change(deed, &fields).ok_or_else(unknown)?;
            app.store.change(me.id, ids, change, app.now()).await?
        }
    };
    if let Some(id) = one
        && deed != "remove"
    {
        // Not on this reader's shelf: said so, as nothing was changed.
        let item = app.store.shelf_item(me.id, id).await?;
        if headers.get(ACCEPT).is_some_and(|accept| accept == "application/json") {
            let state = json!({ "is_read": item.is_read, "is_favourite": item.is_favourite });
            return Ok(Json(state).into_response());
        }
    }
    let back = local(fields.get("back"));
    let did = match one {
        Some(id) => format!("did={deed}&id={id}"),
        None if undo(deed).is_some() => format!("did={deed}&n={count}&ids={together}"),
        None => format!("did={deed}&n={count}"),
    };
    Ok(Redirect::to(&format!("{}{did}", without_notice(back))).into_response())
}

/// A path ready to take what was done: without what was done before.
fn without_notice(back: &str) -> String {
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let is_ours =
        |pair: &&str| !matches!(pair.split('=').next(), Some("did" | "id" | "ids" | "n" | ""));
    let rest: Vec<&str> = query.split('&').filter(is_ours).collect();
    if rest.is_empty() { format!("{path}?") } else { format!("{path}?{}&", rest.join("&")) }
}

/// "41.40.38": the articles of an edit, for the address it leads back to; empty where they are too many.
fn dotted(ids: &[ShelfId]) -> String {
    if ids.len() > TAKEN_BACK {
        return String::new();
    }
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
}

/// What takes a deed back.
fn undo(deed: &str) -> Option<&'static str> {
    let (.., undo) = DEEDS.iter().find(|(known, ..)| *known == deed)?;
    Some(*undo).filter(|undo| !undo.is_empty())
}

fn change(deed: &str, fields: &Fields) -> Option<Change> {
    let mut change = Change::default();
    match deed {
        "archive" => change.is_read = Some(true),
        "unread" => change.is_read = Some(false),
        "favourite" => change.is_favourite = Some(true),
        "unfavourite" => change.is_favourite = Some(false),
        "tag" => change.add_tags = fields.list("tag"),
        "untag" => change.remove_tags = fields.list("tag"),
        "folder" => change.folder = Some(fields.number("folder").map(FolderId)),
        _ => return None,
    }
    Some(change)
}

/// All of a list that the reader saw: nothing that came since.
async fn archive_all(app: &App, me: &Me, fields: &Fields) -> Result<u64> {
    let which = fields.get("list").and_then(Which::of);
    let (Some(which), Some(newest)) = (which, fields.number("up-to")) else {
        return Err(Error::Bad("It was not said which list.".to_owned()));
    };
    let list = List { place: which.place(app, me).await?, ..List::default() };
    Ok(app.store.mark_list_read(me.id, list, ShelfId(newest), app.now()).await?)
}

/// What to say above the list that a form led back to: words of our own only, whatever the address
/// holds.
pub(crate) fn notice(
    did: Option<&str>,
    id: Option<i64>,
    count: Option<u64>,
    ids: Option<&str>,
    back: &str,
) -> Option<Notice> {
    let (deed, of_one, of_many, _) = DEEDS.iter().find(|(deed, ..)| Some(*deed) == did)?;
    let words = match (id, count) {
        (Some(_), _) => format!("The article {of_one}."),
        (None, Some(0)) => "No article was changed.".to_owned(),
        (None, Some(1)) => format!("One article {of_one}."),
        (None, Some(count)) => format!("{count} articles {of_many}."),
        (None, None) => return None,
    };
    let together = ids.unwrap_or("").split('.').filter_map(|id| id.parse::<i64>().ok());
    let fields = undo(deed).and_then(|undo| match id {
        Some(id) => Some(vec![("one", format!("{undo} {id}"))]),
        None => {
            let ids: Vec<_> = together.map(|id| ("id", id.to_string())).collect();
            (!ids.is_empty()).then(|| [vec![("act", undo.to_owned())], ids].concat())
        }
    });
    let undo = fields.map(|mut fields| {
        fields.push(("back", back.to_owned()));
        Undo { action: "/shelf/edit".to_owned(), fields }
    });
    Some(Notice { words, is_bad: false, undo })
}
