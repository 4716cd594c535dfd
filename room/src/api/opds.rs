//! An OPDS 1.2 catalogue for e-readers: the lists of a shelf, each article as a book, the day's unread as
//! one. Opened by name and app password, as e-readers ask for them.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use store::ShelfId;
use store::shelf::{Filter, List};

use super::caller::Caller;
use super::refusal::{self, Protocol};
use crate::accounts::ask::Asker;
use crate::files::{self, Form};
use crate::{App, Error};

/// Books on a page of a list.
const PAGE: u32 = 50;
const NAVIGATION: &str = "application/atom+xml;profile=opds-catalog;kind=navigation";
const ACQUISITION: &str = "application/atom+xml;profile=opds-catalog;kind=acquisition";

/// Word in the address, name, filter.
const LISTS: [(&str, &str, Filter); 4] = [
    ("unread", "Unread", Filter::Unread),
    ("favourites", "Favourites", Filter::Favourite),
    ("all", "All articles", Filter::All),
    ("archive", "Archive", Filter::Archive),
];

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/opds", get(start))
        .route("/opds/today", get(today))
        .route("/opds/article/{id}", get(article))
        .route("/opds/list/{list}", get(list))
}

/// Somebody who showed name and app password.
struct Visitor {
    app: Arc<App>,
    me: Caller,
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let Ok(asker) = Asker::from_request_parts(parts, app).await;
        let me = match Caller::of_bearer(app, &parts.headers).await? {
            Some(me) => Some(me),
            None => Caller::of_basic(app, &parts.headers, asker.from).await?,
        };
        Ok(Self { app: Arc::clone(app), me: me.ok_or_else(Refusal::unsigned)? })
    }
}

/// The room as a catalogue.
#[derive(Debug)]
struct Opds;

type Refusal = refusal::Refusal<Opds>;

impl Protocol for Opds {
    const UNSIGNED: &'static str = "Sign in with your name and an app password.";

    fn written(refusal: &Refusal) -> Response {
        let mut response = (refusal.status, format!("{}\n", refusal.words)).into_response();
        if refusal.status == StatusCode::UNAUTHORIZED {
            let ask = HeaderValue::from_static("Basic realm=\"Dateline\", charset=\"UTF-8\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, ask);
        }
        response
    }
}

type Answer = Result<Response, Refusal>;

#[derive(Template)]
#[template(path = "api/opds.xml")]
struct Catalogue {
    id: String,
    title: String,
    updated: String,
    here: String,
    kind: &'static str,
    next: Option<String>,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    updated: String,
    author: String,
    about: String,
    language: String,
    href: String,
    /// The type of what the link leads to.
    kind: &'static str,
    /// What the link is: a book to take, or a list.
    rel: &'static str,
}

fn shown(catalogue: &Catalogue) -> Answer {
    let xml = catalogue.render().map_err(|error| Error::Broken(error.to_string()))?;
    let kind = format!("{};charset=utf-8", catalogue.kind);
    Ok(([(CONTENT_TYPE, kind)], xml).into_response())
}

async fn start(visitor: Visitor) -> Answer {
    let Visitor { app, me } = visitor;
    let counts = app.store.counts(me.reader).await?;
    let updated = app.now().to_string();
    let count = |filter| match filter {
        Filter::Unread => counts.unread,
        Filter::All => counts.all,
        Filter::Favourite => counts.favourite,
        Filter::Archive => counts.archive(),
    };
    let mut entries = vec![Entry {
        id: "urn:dateline:opds:today".to_owned(),
        title: "Today’s unread, as one book".to_owned(),
        updated: updated.clone(),
        author: String::new(),
        about: String::new(),
        language: String::new(),
        href: "/opds/today".to_owned(),
        kind: Form::Epub.content_type(),
        rel: "http://opds-spec.org/acquisition",
    }];
    entries.extend(LISTS.map(|(word, name, filter)| Entry {
        id: format!("urn:dateline:opds:{word}"),
        title: name.to_owned(),
        updated: updated.clone(),
        author: String::new(),
        about: format!("{} articles", count(filter)),
        language: String::new(),
        href: format!("/opds/list/{word}"),
        kind: ACQUISITION,
        rel: "subsection",
    }));
    shown(&Catalogue {
        id: "urn:dateline:opds".to_owned(),
        title: app.name(),
        updated,
        here: "/opds".to_owned(),
        kind: NAVIGATION,
        next: None,
        entries,
    })
}

#[derive(Deserialize)]
struct After {
    after: Option<i64>,
}

async fn list(
    visitor: Visitor,
    Path(word): Path<String>,
    Query(After { after }): Query<After>,
) -> Answer {
    let Visitor { app, me } = visitor;
    let found = LISTS.iter().find(|(known, ..)| *known == word).ok_or(Error::NotFound)?;
    let &(word, name, filter) = found;
    let list = List { filter, after: after.map(ShelfId), limit: PAGE, ..List::default() };
    let page = app.store.shelf(me.reader, list).await?;
    let next = page.next.map(|id| format!("/opds/list/{word}?after={id}"));
    let entries = page.items.into_iter().map(|item| Entry {
        id: format!("urn:dateline:article:{}", item.id),
        updated: item.saved_at.to_string(),
        author: files::author(&item),
        title: item.shown_title().to_owned(),
        about: item.standfirst.unwrap_or_default(),
        language: item.language.unwrap_or_default(),
        href: format!("/opds/article/{}", item.id),
        kind: Form::Epub.content_type(),
        rel: "http://opds-spec.org/acquisition",
    });
    shown(&Catalogue {
        id: format!("urn:dateline:opds:{word}"),
        title: name.to_owned(),
        updated: app.now().to_string(),
        here: format!("/opds/list/{word}"),
        kind: ACQUISITION,
        next,
        entries: entries.collect(),
    })
}

async fn article(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let Visitor { app, me } = visitor;
    let id = id.strip_suffix(".epub").unwrap_or(&id);
    let id = id.parse().map(ShelfId).map_err(|_| Error::NotFound)?;
    let mut full = app.store.full_items(me.reader, vec![id], true).await?;
    let full = full.pop().ok_or(Error::NotFound)?;
    let name = format!("{}.epub", files::plain_name(&full.item.title));
    let book = files::article(&app, full, Form::Epub).await?;
    Ok(files::file(&name, Form::Epub.content_type(), book))
}

async fn today(visitor: Visitor) -> Answer {
    let Visitor { app, me } = visitor;
    let (day, articles) = files::day(&app, me.reader).await?;
    let book = files::write_epub(format!("Unread, {day}"), articles).await?;
    Ok(files::file(&format!("unread-{day}.epub"), Form::Epub.content_type(), book))
}
