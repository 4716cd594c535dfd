//! The shelf: lists of articles, and what is done with one or many of them.

mod edit;
mod item;
pub mod view;
mod which;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use store::folders::Folder;
use store::reprints::Folded;
use store::sections::Sections;
use store::shelf::{Filter, List, Order, Page, Place};
use store::{FeedId, FolderId, ShelfId};

use crate::layout::{Layout, grouped, index, page, when};
use crate::reprints::folded;
use crate::session::Me;
use crate::{App, Error, Result};
use view::{Day, Empty, ListPage, Tab};

pub(crate) use edit::notice;
pub(crate) use item::{host, item, minutes, names, outlet_href, tag_links};
pub(crate) use which::{Spot, Which};

/// `/` and the other lists, and `/shelf/edit`.
pub(crate) fn routes() -> Router<Arc<App>> {
    let list = |filter| {
        get(async move |State(app): State<Arc<App>>, me: Me, Query(query): Query<ListQuery>| {
            show(&app, &me, Which { filter, spot: Spot::Everywhere }, &query).await
        })
    };
    Router::new()
        .route("/", list(Filter::Unread))
        .route("/all", list(Filter::All))
        .route("/archive", list(Filter::Archive))
        .route("/favourites", list(Filter::Favourite))
        .route("/feed/{id}", get(feed))
        .route("/folder/{id}", get(folder))
        .route("/tag/{key}", get(tag))
        .route("/shelf/edit", post(edit::edit))
}

/// What the address of a list may hold.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub(crate) struct ListQuery {
    /// The last article of the page before.
    after: Option<i64>,
    /// All articles of a feed, folder or tag, read ones too.
    all: Option<String>,
    /// What was just done, to which article, to how many.
    did: Option<String>,
    /// Those that were changed together.
    ids: Option<String>,
    id: Option<i64>,
    n: Option<u64>,
}

impl ListQuery {
    fn filter(&self) -> Filter {
        if self.all.is_some() { Filter::All } else { Filter::Unread }
    }
}

async fn feed(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let which = Which { filter: query.filter(), spot: Spot::Feed(FeedId(id)) };
    show(&app, &me, which, &query).await
}

async fn folder(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let which = Which { filter: query.filter(), spot: Spot::Folder(FolderId(id)) };
    show(&app, &me, which, &query).await
}

async fn tag(
    State(app): State<Arc<App>>,
    me: Me,
    Path(key): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let filter = if query.all.as_deref() == Some("0") { Filter::Unread } else { Filter::All };
    show(&app, &me, Which { filter, spot: Spot::Tag(key) }, &query).await
}

/// What a list page needs to know of the place it shows.
struct About {
    heading: String,
    unread: i64,
    all: i64,
    place: Place,
    ailing: Option<String>,
}

async fn show(app: &App, me: &Me, which: Which, query: &ListQuery) -> Result<Response> {
    let place = which.place(app, me).await?;
    let list = List {
        filter: which.filter,
        place,
        order: Order::Newest,
        after: query.after.map(ShelfId),
        limit: me.settings.page_size,
    };
    let (found, sections) = app.store.folded_shelf_with_sections(me.id, list).await?;
    let about = about(&which, place, &sections)?;
    let mut layout = frame(app, me, &about.heading, &which, &sections);
    layout.notice =
        edit::notice(query.did.as_deref(), query.id, query.n, query.ids.as_deref(), &which.href());
    let list = ListPage {
        layout,
        count: count(&which, &about),
        here: which.href(),
        list_key: which.key(),
        newest: found.items.first().map_or(0, |folded| folded.item.id.0),
        is_unread_list: which.filter == Filter::Unread && query.after.is_none(),
        tabs: tabs(&which),
        newer: query.after.map(|_| which.href()),
        older: found.next.map(|id| which.href_with(&format!("after={id}"))),
        days: days(me, found, &which, query.after.is_none()),
        empty: empty(&which),
        ailing: about.ailing,
        folders: paths(&sections.folders),
        tag_names: sections.tags.into_iter().map(|tag| tag.name).collect(),
        heading: about.heading,
    };
    Ok(page(&list))
}

fn frame(app: &App, me: &Me, heading: &str, which: &Which, sections: &Sections) -> Layout {
    let is_front = which.spot == Spot::Everywhere && which.filter == Filter::Unread;
    let mut layout = me.bare_frame(app, if is_front { "" } else { heading });
    layout.index = Some(index::index(sections, &which.address()));
    layout
}

fn about(which: &Which, place: Place, sections: &Sections) -> Result<About> {
    let counts = &sections.counts;
    let about = |heading: &str, count: store::counter::Count| About {
        heading: heading.to_owned(),
        unread: count.unread,
        all: count.all,
        place,
        ailing: None,
    };
    Ok(match (&which.spot, place) {
        (Spot::Feed(id), _) => {
            let one = sections.feeds.iter().find(|one| one.id == *id).ok_or(Error::NotFound)?;
            let failure = one.failure.as_deref();
            let ailing = failure.map(|why| format!("This feed cannot be read: {why}."));
            About { ailing, ..about(&one.name, counts.feeds.get(id).copied().unwrap_or_default()) }
        }
        (Spot::Folder(id), _) => {
            let one = sections.folders.iter().find(|one| one.id == *id).ok_or(Error::NotFound)?;
            about(&one.name, counts.folders.get(id).copied().unwrap_or_default())
        }
        (Spot::Tag(key), Place::Tag(id)) => {
            let all = &sections.tags;
            let name = all.iter().find(|one| one.id == id).map_or(key.as_str(), |one| &one.name);
            about(name, counts.tags.get(&id).copied().unwrap_or_default())
        }
        _ => {
            let all = match which.filter {
                Filter::Favourite => counts.favourite,
                Filter::Archive => counts.archive(),
                Filter::Unread | Filter::All => counts.all,
            };
            about(which.name(), store::counter::Count { unread: counts.unread, all })
        }
    })
}

fn count(which: &Which, about: &About) -> Option<String> {
    let words = match (which.filter, about.place) {
        (Filter::Unread, Place::Everywhere) => articles(about.unread),
        (Filter::Unread, _) => {
            format!("{} unread of {}", grouped(about.unread), grouped(about.all))
        }
        _ => articles(about.all),
    };
    (about.all > 0).then_some(words)
}

/// "1 article", "1,284 articles".
pub(crate) fn articles(count: i64) -> String {
    format!("{} article{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// Unread and all, where a list has both.
fn tabs(which: &Which) -> Vec<Tab> {
    if which.spot == Spot::Everywhere {
        return Vec::new();
    }
    let tab = |name, filter| {
        let href = Which { filter, ..which.clone() }.href();
        Tab { name, href, is_current: which.filter == filter }
    };
    vec![tab("Unread", Filter::Unread), tab("All", Filter::All)]
}

/// The articles under the days on which they came.
fn days(me: &Me, found: Page<Folded>, which: &Which, is_first_page: bool) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    let today = me.now.date();
    let has_lead = is_first_page && which.filter == Filter::Unread;
    let context = format!("?in={}", which.key());
    for (at, row) in found.items.into_iter().enumerate() {
        let day = row.item.saved_at.to_zoned_datetime(me.now.time_zone().clone()).date();
        let name = when::heading(day, today);
        let mut shown = folded(row, &me.now, me.settings.pictures);
        shown.href.push_str(&context);
        shown.reprints.iter_mut().for_each(|line| line.href.push_str(&context));
        // A lead without words to it would be an empty space.
        shown.is_lead = at == 0 && has_lead && shown.standfirst.is_some();
        match days.last_mut() {
            Some(last) if last.name == name => last.items.push(shown),
            _ => days.push(Day { name, items: vec![shown] }),
        }
    }
    days
}

/// Folders by their full names, for a list of choices.
pub(crate) fn paths(folders: &[Folder]) -> Vec<(i64, String)> {
    let by_id: HashMap<FolderId, &Folder> = folders.iter().map(|one| (one.id, one)).collect();
    let path = |folder: &Folder| {
        let mut names = vec![folder.name.as_str()];
        let mut parent = folder.parent;
        while let Some(one) = parent.and_then(|id| by_id.get(&id)).filter(|_| names.len() < 16) {
            names.push(&one.name);
            parent = one.parent;
        }
        names.reverse();
        names.join(" / ")
    };
    let mut paths: Vec<_> = folders.iter().map(|folder| (folder.id.0, path(folder))).collect();
    paths.sort_by(|a, b| a.1.cmp(&b.1));
    paths
}

fn empty(which: &Which) -> Empty {
    let (heading, words, doors): (_, _, &[_]) = match (&which.spot, which.filter) {
        (Spot::Everywhere, Filter::Unread) => (
            "Nothing left to read",
            "All that came has been read. Save a page, or follow an outlet, and it will be here.",
            &[
                ("/save", "Save a page"),
                ("/feeds", "Follow an outlet"),
                ("/import", "Bring a library"),
            ],
        ),
        (Spot::Everywhere, Filter::Archive) => (
            "Nothing archived",
            "What you have read and archived is kept here, and search finds it.",
            &[("/", "To the unread list")],
        ),
        (Spot::Everywhere, Filter::Favourite) => (
            "No favourites",
            "Articles you give a star are kept here.",
            &[("/", "To the unread list")],
        ),
        (Spot::Everywhere, _) => (
            "An empty shelf",
            "Save a page, follow an outlet, or bring the library you have elsewhere.",
            &[
                ("/save", "Save a page"),
                ("/feeds", "Follow an outlet"),
                ("/import", "Bring a library"),
            ],
        ),
        (_, Filter::Unread) => ("Nothing unread here", "All of it has been read.", &[]),
        _ => ("Nothing here", "No article is in this list.", &[]),
    };
    Empty { heading, words, doors: doors.to_vec() }
}
