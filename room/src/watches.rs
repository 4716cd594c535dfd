//! Watches: questions about claims that a reader keeps, what answered them, and the feed of it.

mod atom;
pub mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use axum::routing::get;
use store::WatchId;
use store::watches::{Hit, Question, Watch};

use crate::accounts::secret::Secret;
use crate::fields::Fields;
use crate::layout::{When, grouped, page};
use crate::session::Me;
use crate::{App, Error, Result};
use view::{HitLine, HitsPage, WatchLine, WatchesPage};

/// Hits on a page.
const PAGE: u32 = 50;

/// `/watches` and below.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/watches", get(list).post(add))
        .route("/watches/{id}", get(hits).post(change))
        .route("/watches/{secret}/atom.xml", get(atom::feed))
}

/// The address of the form for a new watch, filled in.
pub(crate) fn new_href(measure: &str, claimant: &str) -> String {
    let [measure, claimant] = [measure, claimant].map(crate::search::encoded);
    format!("/watches?measure={measure}&claimant={claimant}#new-watch")
}

/// What the address of the list may hold: the draft of a new watch, the secret of a feed just opened.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct ListQuery {
    measure: String,
    claimant: String,
    place: String,
    feed: Option<String>,
}

async fn list(
    State(app): State<Arc<App>>,
    me: Me,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let watches = app.store.watches(me.id).await?;
    let mut layout = me.frame(&app, "Watches", "/watches").await?;
    layout.notice = crate::search::feed_notice("watches", query.feed.as_deref());
    Ok(page(&WatchesPage {
        layout,
        watches: watches.into_iter().map(line).collect(),
        measure: query.measure,
        claimant: query.claimant,
        place: query.place,
    }))
}

fn line(watch: Watch) -> WatchLine {
    WatchLine {
        id: watch.id.0,
        asks: asks(&watch.question),
        name: watch.name,
        unseen: (watch.unseen_count > 0).then(|| grouped(watch.unseen_count)),
        has_feed: watch.has_feed,
    }
}

/// "Figures for drones, any claimant, Voronezh".
fn asks(question: &Question) -> String {
    let Question { measure, claimant, place, is_rival_only } = question;
    let or = |words: &str, any: &str| if words.is_empty() { any } else { words }.to_owned();
    let what = if *is_rival_only { "Rival figures" } else { "Figures" };
    format!(
        "{what} for {}, by {}, {}",
        or(measure, "anything"),
        or(claimant, "any claimant"),
        or(place, "anywhere")
    )
}

async fn add(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Redirect> {
    let part = |name: &str| fields.words(name).unwrap_or("").to_owned();
    let question = Question {
        measure: part("measure"),
        claimant: part("claimant"),
        place: part("place"),
        is_rival_only: fields.has("rivals"),
    };
    let name = fields.words("name").unwrap_or("");
    app.store.add_watch(me.id, name, question, app.now()).await?;
    Ok(Redirect::to("/watches"))
}

async fn change(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Redirect> {
    let id = WatchId(id);
    match fields.get("act") {
        Some("remove") => app.store.remove_watch(me.id, id).await?,
        Some("close-feed") => app.store.set_watch_feed(me.id, id, None).await?,
        Some("open-feed") => {
            let secret = Secret::new()?;
            app.store.set_watch_feed(me.id, id, Some(secret.as_str())).await?;
            // Shown once, on the page this leads to: only its hash is kept.
            return Ok(Redirect::to(&format!("/watches?feed={}", secret.as_str())));
        }
        _ => return Err(Error::bad("Nothing was asked for that this page can do.")),
    }
    Ok(Redirect::to("/watches"))
}

/// Where a page of hits goes on.
#[derive(Debug, Default, serde::Deserialize)]
struct HitsQuery {
    after: Option<i64>,
}

async fn hits(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    Query(query): Query<HitsQuery>,
) -> Result<Response> {
    let watch = app.store.watch(me.id, WatchId(id)).await?;
    let hits = app.store.hits(&watch, query.after, PAGE).await?;
    let last = hits.last().map(|hit| hit.id).filter(|_| hits.len() == PAGE as usize);
    if query.after.is_none() {
        app.store.see_hits(me.id, watch.id).await?;
    }
    let layout = me.frame(&app, watch.name.as_str(), "/watches").await?;
    Ok(page(&HitsPage {
        layout,
        asks: asks(&watch.question),
        name: watch.name,
        hits: hits.into_iter().map(|hit| hit_line(hit, &me)).collect(),
        older: last.map(|last| format!("/watches/{id}?after={last}")),
    }))
}

fn hit_line(hit: Hit, me: &Me) -> HitLine {
    HitLine {
        href: href(&hit),
        when: When::instant(hit.found_at, &me.now),
        is_new: !hit.is_seen,
        outlet: hit.outlet.unwrap_or_default(),
        title: hit.title,
        claimant: hit.claimant,
        measure: hit.measure,
        place: hit.place,
        figure: hit.figure,
        was: hit.was,
        sentence: hit.sentence,
        is_rival: hit.is_rival,
    }
}

/// The words in the version they were found in.
pub(crate) fn href(hit: &Hit) -> String {
    format!("/read/{}?version={}#{}", hit.shelf_id, hit.version, hit.fragment)
}
