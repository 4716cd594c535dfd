//! Following, unfollowing, moving and renaming feeds, and OPML in.

use axum::Json;
use axum::response::IntoResponse;
use serde_json::json;
use store::FolderId;
use store::feeds::{NewSubscription, Subscription, SubscriptionChange};
use url::Url;
use wire::opml;

use super::call::{Answer, Call, Refusal, done};
use super::stream::{Named, folder, named};
use crate::feeds::{FoldersByPath, Look, find, subscribe, subscribe_within};
use crate::intake::address;
use crate::{Error, membership};

/// Feeds of one OPML.
const MOST: usize = 5_000;

pub(super) async fn edit(call: Call) -> Answer {
    let given = &call.given;
    let names: Vec<&str> = given.all("s").collect();
    if names.is_empty() {
        return Err(Refusal::bad("Which feed?"));
    }
    match given.get("ac") {
        Some("subscribe") => {
            for (name, title) in names.iter().zip(titles(&call, names.len())) {
                let Named::Feed(url) = named(name) else {
                    return Err(Refusal::bad("There is no such feed."));
                };
                let url = address(url).map_err(|why| Refusal::bad(&why))?;
                let folder = labelled(&call).await?;
                follow(&call, url, title, folder).await?;
            }
        }
        Some("unsubscribe") => {
            for one in chosen(&call, &names).await? {
                call.app.store.unsubscribe(call.me.reader, one.id, call.app.now()).await?;
            }
        }
        Some("edit") => {
            let added = labelled(&call).await?;
            let is_taken_out = given.all("r").any(|name| matches!(named(name), Named::Label(_)));
            let folder = added.map(Some).or(is_taken_out.then_some(None));
            let titles = titles(&call, names.len());
            for (one, title) in chosen(&call, &names).await?.iter().zip(titles) {
                let title = title.map(|title| Some(title.to_owned()));
                let change = SubscriptionChange { folder, title, is_full_text: None };
                let (reader, now) = (call.me.reader, call.app.now());
                call.app.store.change_subscription(reader, one.id, change, now).await?;
            }
        }
        _ => return Err(Refusal::bad("There is no such action.")),
    }
    done()
}

/// A title for each feed, where one was given.
fn titles(call: &Call, count: usize) -> Vec<Option<&str>> {
    let titles = call.given.all("t").map(|title| Some(title.trim()).filter(|one| !one.is_empty()));
    titles.chain(std::iter::repeat(None)).take(count).collect()
}

/// The folder of the label that is given, made where it is missing.
async fn labelled(call: &Call) -> Result<Option<FolderId>, Refusal> {
    let label = call.given.all("a").find_map(|name| match named(name) {
        Named::Label(label) => Some(label.trim()).filter(|label| !label.is_empty()),
        _ => None,
    });
    let Some(label) = label else { return Ok(None) };
    let (store, reader) = (&call.app.store, call.me.reader);
    if let Some(id) = folder(&call.app, reader, label).await? {
        return Ok(Some(id));
    }
    let mut parent = None;
    for name in label.split(" / ") {
        parent = Some(store.add_folder(reader, parent, name).await?);
    }
    Ok(parent)
}

/// The reader's subscriptions of these names: by the feed's number or address.
async fn chosen(call: &Call, names: &[&str]) -> Result<Vec<Subscription>, Refusal> {
    let mut all = call.app.store.subscriptions(call.me.reader).await?;
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        let Named::Feed(feed) = named(name) else {
            return Err(Refusal::bad("There is no such feed."));
        };
        let is_it = |one: &Subscription| one.feed.id.to_string() == feed || one.feed.url == feed;
        let at = all.iter().position(is_it);
        let at = at.ok_or_else(|| Refusal::bad("There is no such feed."))?;
        found.push(all.swap_remove(at));
    }
    Ok(found)
}

/// What there is to follow at an address, or why there is nothing, as a sentence.
async fn target(call: &Call, url: Url) -> Result<Result<NewSubscription, String>, Refusal> {
    let (url, feed_title, site_url) = match find(&call.app, url).await? {
        Ok(Look::Feed { url, title, site_url }) => (url, title, site_url),
        Ok(Look::Page(candidates)) => match candidates.into_iter().next() {
            Some(first) => (first.url, first.title, None),
            None => return Err(Refusal::bad("This is no feed, and the page names none.")),
        },
        Err(why) => return Ok(Err(why)),
    };
    let (folder, title, is_full_text) = (None, None, false);
    Ok(Ok(NewSubscription { url, site_url, feed_title, folder, title, is_full_text }))
}

/// Follows what is found at an address; where nobody answers, the address itself: it may answer later.
async fn follow(
    call: &Call,
    url: Url,
    title: Option<&str>,
    folder: Option<FolderId>,
) -> Result<(), Refusal> {
    let found = target(call, url.clone()).await?;
    let nobody = NewSubscription {
        url,
        site_url: None,
        feed_title: String::new(),
        folder: None,
        title: None,
        is_full_text: false,
    };
    let title = title.map(str::to_owned);
    let new = NewSubscription { folder, title, ..found.unwrap_or(nobody) };
    subscribe(&call.app, call.me.reader, new).await?;
    call.app.desk.wake();
    Ok(())
}

/// What was not found is told with 200, as clients expect.
pub(super) async fn add(call: Call) -> Answer {
    let query = call.given.words("quickadd").unwrap_or("").to_owned();
    let refused = |why: &str| {
        let body = json!({ "numResults": 0, "query": query, "error": why });
        Ok(Json(body).into_response())
    };
    let url = match address(query.strip_prefix("feed/").unwrap_or(&query)) {
        Ok(url) => url,
        Err(why) => return refused(&why),
    };
    let new = match target(&call, url).await {
        Ok(Ok(new)) => new,
        Ok(Err(why)) => return refused(&why),
        Err(refusal) if refusal.status.is_client_error() => return refused(&refusal.words),
        Err(refusal) => return Err(refusal),
    };
    let id = match subscribe(&call.app, call.me.reader, new).await {
        Ok(id) => id,
        Err(Error::Plan(why)) => return refused(&why),
        Err(error) => return Err(error.into()),
    };
    call.app.desk.wake();
    let all = call.app.store.subscriptions(call.me.reader).await?;
    let one = all.into_iter().find(|one| one.id == id).ok_or(Error::NotFound)?;
    Ok(Json(json!({
        "numResults": 1, "query": query,
        "streamId": format!("feed/{}", one.feed.id), "streamName": one.name(),
    }))
    .into_response())
}

pub(super) async fn import(call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let opml = opml::read(&given.raw).map_err(|_| Refusal::bad("This is no OPML."))?;
    let feeds = opml.outlines.into_iter().filter(|outline| outline.is_feed).take(MOST);
    let limit = membership::may_follow_feeds(app, me.reader).await?;
    let mut folders = FoldersByPath::of(app, me.reader).await?;
    for outline in feeds {
        let new = NewSubscription {
            folder: folders.at(app, &outline.folder).await?,
            url: outline.url,
            site_url: outline.home.map(String::from),
            feed_title: outline.title,
            title: None,
            is_full_text: false,
        };
        subscribe_within(app, me.reader, new, limit).await?;
    }
    app.desk.wake();
    done()
}
