//! Feeds: following, folders, health, OPML out.

pub mod view;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use page::Capture;
use store::counter::Counts;
use store::feeds::{NewSubscription, Subscription, SubscriptionChange};
use store::folders::Folder;
use store::{FolderId, ReaderId, SubscriptionId};
use url::Url;
use wire::feed::{self, Candidate};
use wire::opml::{self, Outline};

use crate::fields::Fields;
use crate::intake::address;
use crate::layout::{When, page};
use crate::session::Me;
use crate::{App, Error, Result, membership};
use view::{FeedLine, FeedsPage, FolderOfFeeds};

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/feeds", get(show).post(follow))
        .route("/feeds/{id}", post(change))
        .route("/feeds.opml", get(as_opml))
}

/// What came of an address that was to be followed.
#[derive(Default)]
struct News {
    wrong: Option<String>,
    found: Vec<(String, String)>,
}

async fn show(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    feeds_page(&app, &me, News::default()).await
}

async fn feeds_page(app: &App, me: &Me, news: News) -> Result<Response> {
    let subscriptions = app.store.subscriptions(me.id).await?;
    let counts = app.store.counts(me.id).await?;
    let folders = app.store.folders(me.id).await?;
    let failed = subscriptions.iter().filter(|one| one.feed.failure.is_some()).count();
    let count = match (subscriptions.len(), failed) {
        (1, 0) => "one feed".to_owned(),
        (all, 0) => format!("{all} feeds"),
        (all, failed) => format!("{all} feeds, {failed} cannot be read"),
    };
    let layout = me.frame(app, "Feeds", "/feeds").await?;
    let named = folders.iter().map(|folder| (folder.id.0, folder.name.clone())).collect();
    let folders_of_feeds = by_folder(me, &subscriptions, &folders, &counts);
    let News { wrong, found } = news;
    Ok(page(&FeedsPage { layout, count, folders: named, folders_of_feeds, wrong, found }))
}

fn by_folder(
    me: &Me,
    subscriptions: &[Subscription],
    folders: &[Folder],
    counts: &Counts,
) -> Vec<FolderOfFeeds> {
    let line = |one: &Subscription| FeedLine {
        id: one.feed.id.0,
        subscription_id: one.id.0,
        title: one.name().to_owned(),
        host: Url::parse(&one.feed.url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_else(|| one.feed.url.clone()),
        folder_id: one.folder.map(|folder| folder.0),
        is_full_text: one.is_full_text,
        unread_count: counts.feeds.get(&one.feed.id).map_or(0, |count| count.unread),
        polled: one
            .feed
            .polled_at
            .map_or_else(|| "not yet".to_owned(), |at| When::ago(at, &me.now).words),
        next_poll: When::instant(one.feed.next_poll_at, &me.now).words,
        failure: one.feed.failure.clone(),
        failure_count: one.feed.failure_count,
    };
    let of = |folder: Option<FolderId>, name: &str| FolderOfFeeds {
        name: name.to_owned(),
        feeds: subscriptions.iter().filter(|one| one.folder == folder).map(line).collect(),
    };
    folders
        .iter()
        .map(|folder| of(Some(folder.id), &folder.name))
        .chain([of(None, "Without a folder")])
        .filter(|folder| !folder.feeds.is_empty())
        .collect()
}

async fn follow(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Response> {
    let wrong = |why: String| News { wrong: Some(why), ..News::default() };
    membership::may_follow_feeds(&app, me.id).await?;
    let url = match address(fields.get("url").unwrap_or("")) {
        Ok(url) => url,
        Err(why) => return feeds_page(&app, &me, wrong(why)).await,
    };
    let found = match find(&app, url).await? {
        Ok(found) => found,
        Err(why) => return feeds_page(&app, &me, wrong(why)).await,
    };
    let folder = fields.number("folder").map(FolderId);
    match found {
        Look::Feed { url, title, site_url } => {
            let new = NewSubscription {
                url,
                site_url,
                feed_title: title,
                folder,
                title: None,
                is_full_text: false,
            };
            subscribe(&app, me.id, new).await?;
            app.desk.wake();
            Ok(Redirect::to("/feeds").into_response())
        }
        Look::Page(candidates) if candidates.is_empty() => {
            let why = "This is no feed, and the page names none.".to_owned();
            feeds_page(&app, &me, wrong(why)).await
        }
        Look::Page(candidates) => {
            let found = candidates.into_iter().map(|one| (one.url.to_string(), one.title));
            let news = News { found: found.collect(), ..News::default() };
            feeds_page(&app, &me, news).await
        }
    }
}

/// What an address turned out to be.
pub(crate) enum Look {
    /// A feed, or a page that names just one.
    Feed {
        url: Url,
        title: String,
        site_url: Option<String>,
    },
    Page(Vec<Candidate>),
}

/// Follows a feed, as far as the reader's plan goes.
pub(crate) async fn subscribe(
    app: &App,
    reader: ReaderId,
    new: NewSubscription,
) -> Result<SubscriptionId> {
    let limit = membership::may_follow_feeds(app, reader).await?;
    subscribe_within(app, reader, new, limit).await
}

/// Follows a feed within the limit of a plan, which who follows many looks up once.
pub(crate) async fn subscribe_within(
    app: &App,
    reader: ReaderId,
    new: NewSubscription,
    limit: Option<i64>,
) -> Result<SubscriptionId> {
    Ok(match limit {
        Some(limit) => app.store.subscribe_within(reader, new, limit, app.now()).await?,
        None => app.store.subscribe(reader, new, app.now()).await?,
    })
}

/// A reader's folders by their paths, for who puts many things into them.
#[derive(Debug)]
pub(crate) struct FoldersByPath {
    reader: ReaderId,
    known: HashMap<Vec<String>, FolderId>,
}

impl FoldersByPath {
    pub(crate) async fn of(app: &App, reader: ReaderId) -> Result<Self> {
        let all = app.store.folders(reader).await?;
        let known = paths(&all).into_iter().map(|(id, path)| (path, id)).collect();
        Ok(Self { reader, known })
    }

    /// The folder of a path; made, and those above it, where it is missing. `None` for no path.
    pub(crate) async fn at(&mut self, app: &App, path: &[String]) -> Result<Option<FolderId>> {
        let mut parent = None;
        for depth in 1..=path.len() {
            let id = match self.known.get(&path[..depth]) {
                Some(&id) => id,
                None => {
                    let id = app.store.add_folder(self.reader, parent, &path[depth - 1]).await?;
                    self.known.insert(path[..depth].to_vec(), id);
                    id
                }
            };
            parent = Some(id);
        }
        Ok(parent)
    }
}

/// Fetches an address and looks what is there, or says why it could not, as a sentence.
pub(crate) async fn find(app: &App, url: Url) -> Result<Result<Look, String>> {
    match app.client.fetch(url.as_str()).await {
        Ok(capture) => Ok(Ok(look(capture, url).await?)),
        Err(error) => Ok(Err(format!("{error}."))),
    }
}

/// Feed or page: computing, so elsewhere.
async fn look(capture: Capture, asked: Url) -> Result<Look> {
    let look = tokio::task::spawn_blocking(move || {
        let kind = capture.header("content-type").map(str::to_owned);
        let url = capture.url.clone().unwrap_or_else(|| asked.clone());
        match feed::read(&capture.bytes, kind.as_deref(), Some(&url)) {
            Ok(read) => Look::Feed {
                // As it was given: where it leads may change.
                url: asked,
                title: read.title,
                site_url: read.home.map(String::from),
            },
            Err(_) => named(feed::discover(&String::from_utf8_lossy(&capture.bytes), &url)),
        }
    });
    look.await.map_err(|_| Error::broken("looking for feeds"))
}

/// What a page that is no feed itself leads to.
fn named(mut candidates: Vec<Candidate>) -> Look {
    match candidates.pop() {
        Some(Candidate { url, title, .. }) if candidates.is_empty() => {
            Look::Feed { url, title, site_url: None }
        }
        last => {
            candidates.extend(last);
            Look::Page(candidates)
        }
    }
}

async fn change(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<i64>,
    fields: Fields,
) -> Result<Response> {
    let (id, now) = (SubscriptionId(id), app.now());
    let all = app.store.subscriptions(me.id).await?;
    let one = all.into_iter().find(|one| one.id == id).ok_or(Error::NotFound)?;
    match fields.get("act") {
        Some("keep") => {
            let title = fields.words("title").filter(|title| *title != one.feed.title);
            let change = SubscriptionChange {
                folder: Some(fields.number("folder").map(FolderId)),
                title: Some(title.map(str::to_owned)),
                is_full_text: Some(fields.has("full_text")),
            };
            app.store.change_subscription(me.id, id, change, now).await?;
        }
        Some("poll") => {
            app.store.poll_soon(one.feed.id, now).await?;
            app.desk.wake();
        }
        Some("unfollow") => {
            app.store.unsubscribe(me.id, id, now).await?;
        }
        _ => return Err(Error::bad("There is no such action.")),
    }
    Ok(Redirect::to("/feeds").into_response())
}

async fn as_opml(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    let text = opml_of(&app, me.id, &format!("Feeds of {}", me.display_name)).await?;
    let headers = [
        (CONTENT_TYPE, "text/x-opml; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"feeds.opml\""),
    ];
    Ok((headers, text).into_response())
}

/// What a reader follows.
pub(crate) async fn opml_of(app: &App, reader: ReaderId, title: &str) -> Result<String> {
    let paths = paths(&app.store.folders(reader).await?);
    let subscriptions = app.store.subscriptions(reader).await?;
    let outlines: Vec<Outline> = subscriptions
        .iter()
        .filter_map(|one| {
            Some(Outline {
                row: 0,
                url: one.feed.url.parse().ok()?,
                is_feed: true,
                title: one.name().to_owned(),
                home: one.feed.site_url.as_deref().and_then(|url| url.parse().ok()),
                folder: one.folder.and_then(|id| paths.get(&id).cloned()).unwrap_or_default(),
                attributes: BTreeMap::new(),
            })
        })
        .collect();
    Ok(opml::write(title, &outlines))
}

/// Each folder's names from the outermost in.
pub(crate) fn paths(folders: &[Folder]) -> BTreeMap<FolderId, Vec<String>> {
    let by_id: BTreeMap<FolderId, &Folder> = folders.iter().map(|one| (one.id, one)).collect();
    let path = |folder: &Folder| {
        let mut names = vec![folder.name.clone()];
        let mut next = folder.parent;
        // Folders cannot be put into themselves, and the store checks it; a loop would still end here.
        while let Some(above) = next.and_then(|id| by_id.get(&id))
            && names.len() < folders.len()
        {
            names.push(above.name.clone());
            next = above.parent;
        }
        names.reverse();
        names
    };
    folders.iter().map(|folder| (folder.id, path(folder))).collect()
}
