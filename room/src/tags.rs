//! Tags, folders, and rules that put them on as articles arrive.

pub mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use store::rules::{Action, Rule};
use store::{FolderId, RuleId, TagId};

use crate::fields::Fields;
use crate::layout::page;
use crate::session::Me;
use crate::{App, Error, Result, shelf};
use view::{FolderLine, RuleLine, RulesPage, TagLine, TagsPage};

/// `/tags`, `/folders`, `/rules` and below.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/tags", get(show))
        .route("/tags/{id}", post(change_tag))
        .route("/folders", post(add_folder))
        .route("/folders/{id}", post(change_folder))
        .route("/rules", get(rules).post(add_rule))
        .route("/rules/{id}", post(change_rule))
}

fn unknown() -> Error {
    Error::Bad("Nothing was asked for that this page can do.".to_owned())
}

async fn show(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    let counts = app.store.counts(me.id).await?;
    let tags = app.store.tags(me.id).await?;
    let folders = app.store.folders(me.id).await?;
    let tag = |tag: store::tags::Tag| TagLine {
        id: tag.id.0,
        count: counts.tags.get(&tag.id).map_or(0, |count| count.all),
        name: tag.name,
        key: tag.key,
    };
    let names: std::collections::HashMap<i64, &str> =
        folders.iter().map(|folder| (folder.id.0, folder.name.as_str())).collect();
    let folder = |(id, path): (i64, String)| FolderLine {
        id,
        name: names.get(&id).map_or_else(String::new, |name| (*name).to_owned()),
        path,
        unread_count: counts.folders.get(&FolderId(id)).map_or(0, |count| count.unread),
    };
    let tags = TagsPage {
        layout: me.frame(&app, "Tags and folders", "/tags").await?,
        tags: tags.into_iter().map(tag).collect(),
        folders: shelf::paths(&folders).into_iter().map(folder).collect(),
    };
    Ok(page(&tags))
}

async fn change_tag(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Redirect> {
    let (id, now) = (TagId(id), app.now());
    match fields.get("act") {
        Some("rename") => {
            app.store.rename_tag(me.id, id, fields.words("name").unwrap_or(""), now).await?;
        }
        Some("remove") => app.store.remove_tag(me.id, id, now).await?,
        _ => return Err(unknown()),
    }
    Ok(Redirect::to("/tags"))
}

async fn add_folder(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Redirect> {
    let parent = fields.number("parent").map(FolderId);
    app.store.add_folder(me.id, parent, fields.words("name").unwrap_or("")).await?;
    Ok(Redirect::to("/tags"))
}

async fn change_folder(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Redirect> {
    let id = FolderId(id);
    match fields.get("act") {
        Some("rename") => {
            let folders = app.store.folders(me.id).await?;
            let folder = folders.iter().find(|one| one.id == id).ok_or(Error::NotFound)?;
            let name = fields.words("name").unwrap_or("");
            app.store.change_folder(me.id, id, folder.parent, name).await?;
        }
        Some("remove") => app.store.remove_folder(me.id, id, app.now()).await?,
        _ => return Err(unknown()),
    }
    Ok(Redirect::to("/tags"))
}

async fn rules(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    rules_page(&app, &me, String::new(), None).await
}

async fn rules_page(
    app: &App,
    me: &Me,
    draft_query: String,
    wrong: Option<String>,
) -> Result<Response> {
    let folders = shelf::paths(&app.store.folders(me.id).await?);
    let rules = app.store.rules(me.id).await?;
    let status = if wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let line = |rule: Rule| RuleLine {
        id: rule.id.0,
        effect: effect(&rule.action, &folders),
        query: rule.query,
    };
    let rules = rules.into_iter().map(line).collect();
    let layout = me.frame(app, "Rules", "/rules").await?;
    let rules = RulesPage { layout, rules, folders, draft_query, wrong };
    Ok((status, page(&rules)).into_response())
}

/// What a rule does, in words.
fn effect(action: &Action, folders: &[(i64, String)]) -> String {
    let mut parts = Vec::new();
    if !action.tags.is_empty() {
        parts.push(format!("tag {}", action.tags.join(", ")));
    }
    if let Some(folder) = action.folder {
        let name = folders.iter().find(|(id, _)| *id == folder.0).map(|(_, name)| name.as_str());
        parts.push(format!("move to {}", name.unwrap_or("a folder that is gone")));
    }
    let flags = [
        (action.mark_favourite, "make it a favourite"),
        (action.mark_read, "archive it"),
        (action.leave_out, "leave it out"),
    ];
    parts.extend(flags.iter().filter(|(is_set, _)| *is_set).map(|(_, words)| (*words).to_owned()));
    if parts.is_empty() { "nothing".to_owned() } else { parts.join("; ") }
}

async fn add_rule(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Response> {
    let query = fields.words("query").unwrap_or("");
    let action = Action {
        tags: fields.list("tags"),
        folder: fields.number("folder").map(FolderId),
        mark_read: fields.has("read"),
        mark_favourite: fields.has("favourite"),
        leave_out: fields.has("leave_out"),
    };
    match app.store.add_rule(me.id, query, action, app.now()).await {
        Ok(_) => Ok(Redirect::to("/rules").into_response()),
        Err(store::Error::Refused(why)) => {
            rules_page(&app, &me, query.to_owned(), Some(crate::error::sentence(why))).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn change_rule(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Redirect> {
    match fields.get("act") {
        Some("remove") => app.store.remove_rule(me.id, RuleId(id)).await?,
        _ => return Err(unknown()),
    }
    Ok(Redirect::to("/rules"))
}
