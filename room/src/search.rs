//! Search over the shelf, and the searches a reader keeps.

mod atom;
pub mod view;

pub(crate) use atom::notice as feed_notice;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use store::reprints::Folded;
use store::search::{Found, Hit, HitCount, Search, SearchOrder, Snippet};
use store::{SearchId, ShelfId};

use crate::accounts::secret::Secret;
use crate::fields::Fields;
use crate::layout::page;
use crate::reprints::folded;
use crate::session::Me;
use crate::shelf::articles;
use crate::{App, Error, Result};
use view::{OPERATORS, SavedSearch, SearchPage};

use crate::shelf::view::{HitPart, Item};

/// Longer queries are refused: nobody types them.
const QUERY_LIMIT: usize = 1_000;

/// `/search`, kept searches, and what they feed out.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/search", get(search))
        .route("/searches", post(keep))
        .route("/searches/{id}", post(change))
        .route("/searches/{secret}/atom.xml", get(atom::feed))
}

/// A word as it stands in the query of an address.
pub(crate) fn encoded(words: &str) -> String {
    url::form_urlencoded::byte_serialize(words.as_bytes()).collect()
}

/// What the address of the search page may hold.
#[derive(Debug, Default, serde::Deserialize)]
struct SearchQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    order: String,
    after: Option<String>,
    /// The secret of a feed just opened.
    feed: Option<String>,
}

async fn search(
    State(app): State<Arc<App>>,
    me: Me,
    Query(query): Query<SearchQuery>,
) -> Result<Response> {
    let words = query.q.trim().to_owned();
    if words.len() > QUERY_LIMIT {
        return Err(Error::Bad("This is too much to search for at once.".to_owned()));
    }
    let is_best_first = query.order == "best";
    let found = match words.as_str() {
        "" => None,
        _ => Some(ask(&app, &me, &words, is_best_first, query.after.as_deref()).await?),
    };
    let address = |order: &str| format!("/search?q={}{order}", encoded(&words));
    let (newest_href, best_href) = (address(""), address("&order=best"));
    let here = if is_best_first { best_href.clone() } else { newest_href.clone() };
    let saved = app.store.saved_searches(me.id).await?;
    let problem = found.as_ref().and_then(|found| problem(found, &words));
    let count = found.as_ref().map(|found| count(found.count));
    let (items, next) = found.map_or((Vec::new(), None), |found| (found.hits, found.next));
    let items = shown(&app, &me, items).await?;
    let mut layout =
        me.frame(&app, if words.is_empty() { "Search" } else { &words }, &here).await?;
    layout.notice = feed_notice("searches", query.feed.as_deref());
    let search = SearchPage {
        layout,
        older: next.map(|cursor| format!("{here}&after={cursor}")),
        here,
        problem,
        count,
        is_best_first,
        newest_href,
        best_href,
        operators: OPERATORS,
        items,
        saved: saved.into_iter().map(line).collect(),
        query: words,
    };
    Ok(page(&search))
}

async fn ask(
    app: &App,
    me: &Me,
    words: &str,
    is_best_first: bool,
    after: Option<&str>,
) -> Result<Found> {
    let search = Search {
        query: words.to_owned(),
        order: if is_best_first { SearchOrder::Best } else { SearchOrder::Newest },
        after: after.map(str::parse).transpose()?,
        limit: me.settings.page_size,
    };
    Ok(app.store.search(me.id, search).await?)
}

/// What of a query was not understood, in its own words.
fn problem(found: &Found, words: &str) -> Option<String> {
    let one = |problem: &store::search::Problem| match words.get(problem.span.clone()) {
        Some(part) if !part.is_empty() => format!("“{part}”: {}.", problem.message),
        _ => format!("{}.", problem.message),
    };
    let all: Vec<String> = found.problems.iter().map(one).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

fn count(count: HitCount) -> String {
    let words = articles(count.count);
    if count.is_exact { words } else { format!("at least {words}") }
}

/// The answers as the list shows them: each text once, with the words around the hits.
async fn shown(app: &App, me: &Me, hits: Vec<Hit>) -> Result<Vec<Item>> {
    let mut snippets: HashMap<ShelfId, Option<Snippet>> = HashMap::with_capacity(hits.len());
    let mut items = Vec::with_capacity(hits.len());
    for hit in hits {
        snippets.insert(hit.item.id, hit.snippet);
        items.push(hit.item);
    }
    let found = app.store.fold(me.id, items).await?;
    let one = |one: Folded| {
        let snippet = snippets.get(&one.item.id).and_then(Option::as_ref);
        let hit = snippet.map(parts).unwrap_or_default();
        let mut shown = folded(one, &me.now, me.settings.pictures);
        shown.href.push_str("?in=all");
        Item { hit, ..shown }
    };
    Ok(found.into_iter().map(one).collect())
}

fn parts(snippet: &Snippet) -> Vec<HitPart> {
    let mut parts = Vec::with_capacity(snippet.spans.len() * 2 + 2);
    let mut add = |words: &str, is_hit| {
        if !words.is_empty() {
            parts.push(HitPart { words: words.to_owned(), is_hit });
        }
    };
    add(if snippet.start > 0 { "… " } else { "" }, false);
    let mut at = 0;
    for span in &snippet.spans {
        add(snippet.text.get(at..span.start).unwrap_or(""), false);
        add(snippet.text.get(span.clone()).unwrap_or(""), true);
        at = span.end;
    }
    add(snippet.text.get(at..).unwrap_or(""), false);
    add(if snippet.is_end { "" } else { " …" }, false);
    parts
}

fn line(search: store::search::SavedSearch) -> SavedSearch {
    SavedSearch {
        id: search.id.0,
        href: format!("/search?q={}", encoded(&search.query)),
        name: search.name,
        query: search.query,
        has_feed: search.has_feed,
    }
}

async fn keep(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Redirect> {
    let query = fields.words("query").unwrap_or("");
    let name = fields.words("name").unwrap_or(query);
    app.store.save_search(me.id, name, query, app.now()).await?;
    Ok(Redirect::to(&format!("/search?q={}", encoded(query))))
}

async fn change(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Redirect> {
    let id = SearchId(id);
    match fields.get("act") {
        Some("remove") => app.store.remove_saved_search(me.id, id).await?,
        Some("close-feed") => app.store.set_search_feed(me.id, id, None).await?,
        Some("open-feed") => {
            let secret = Secret::new()?;
            let secret = secret.as_str();
            app.store.set_search_feed(me.id, id, Some(secret)).await?;
            // Shown once, on the page this leads to: only its hash is kept.
            return Ok(Redirect::to(&format!("/search?feed={secret}")));
        }
        _ => return Err(Error::Bad("Nothing was asked for that this page can do.".to_owned())),
    }
    Ok(Redirect::to("/search"))
}
