//! Items: their ids in three forms, and how they are written.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use store::shelf::Full;
use store::{FeedId, FolderId, ReaderId, ShelfId};

use super::SAVED;
use super::stream::labels;
use crate::App;

#[cfg(test)]
mod tests;

const LONG: &str = "tag:google.com,2005:reader/item/";

/// An id as a client wrote it: decimal, sixteen hex digits, or those after the long form's words.
pub(super) fn id(text: &str) -> Option<ShelfId> {
    let text = text.trim();
    let hex = text.strip_prefix(LONG).or_else(|| (text.len() == 16).then_some(text));
    let id = match hex {
        Some(hex) if hex.len() == 16 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u64::from_str_radix(hex, 16).ok()?.cast_signed()
        }
        Some(_) if text.starts_with(LONG) => return None,
        _ => text.parse().ok()?,
    };
    (id > 0).then_some(ShelfId(id))
}

/// The long form.
pub(super) fn long(id: ShelfId) -> String {
    format!("{LONG}{:016x}", id.0)
}

/// What all items of an answer share.
pub(super) struct Shared {
    labels: BTreeMap<FolderId, String>,
    /// Name and site of each feed.
    feeds: HashMap<FeedId, (String, String)>,
    origin: String,
}

impl Shared {
    pub(super) async fn of(app: &App, reader: ReaderId) -> Result<Self, crate::Error> {
        let subscriptions = app.store.subscriptions(reader).await?;
        let feed = |one: store::feeds::Subscription| {
            let site = one.feed.site_url.clone().unwrap_or_else(|| one.feed.url.clone());
            (one.feed.id, (one.name().to_owned(), site))
        };
        Ok(Self {
            labels: labels(app, reader).await?,
            feeds: subscriptions.into_iter().map(feed).collect(),
            origin: app.origin().to_owned(),
        })
    }
}

#[derive(Serialize)]
pub(super) struct Item<'i> {
    id: String,
    #[serde(rename = "crawlTimeMsec")]
    crawled: String,
    #[serde(rename = "timestampUsec")]
    arrived: String,
    published: i64,
    updated: i64,
    title: &'i str,
    author: String,
    canonical: [Link<'i>; 1],
    alternate: [Link<'i>; 1],
    categories: Vec<String>,
    origin: Origin<'i>,
    summary: Summary<'i>,
    enclosure: [(); 0],
}

#[derive(Serialize)]
struct Link<'i> {
    href: &'i str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
}

#[derive(Serialize)]
struct Origin<'i> {
    #[serde(rename = "streamId")]
    stream: String,
    title: &'i str,
    #[serde(rename = "htmlUrl")]
    site: &'i str,
}

#[derive(Serialize)]
struct Summary<'i> {
    direction: &'static str,
    content: &'i str,
}

const STATE: &str = "user/-/state/com.google/";

/// An article as an item.
pub(super) fn item<'i>(full: &'i Full, shared: &'i Shared) -> Item<'i> {
    let item = &full.item;
    let mut categories = vec![format!("{STATE}reading-list")];
    if item.is_read {
        categories.push(format!("{STATE}read"));
    }
    if item.is_favourite {
        categories.push(format!("{STATE}starred"));
    }
    let folder = item.folder_id.and_then(|id| shared.labels.get(&id));
    let labels = folder.into_iter().chain(&item.tags);
    categories.extend(labels.map(|label| format!("user/-/label/{label}")));
    let feed = item.feed_id.and_then(|id| Some((id.0, shared.feeds.get(&id)?)));
    let (feed, name, site) = match feed {
        Some((id, (name, site))) => (id, name.as_str(), site.as_str()),
        None => (SAVED, "Saved", shared.origin.as_str()),
    };
    let published = item.published_at.unwrap_or(full.arrived_at);
    Item {
        id: long(item.id),
        crawled: (full.arrived_at.as_microsecond() / 1_000).to_string(),
        arrived: full.arrived_at.as_microsecond().to_string(),
        published: published.as_second(),
        updated: published.as_second(),
        title: item.shown_title(),
        author: item.byline.join(", "),
        canonical: [Link { href: &item.url, kind: None }],
        alternate: [Link { href: &item.url, kind: Some("text/html") }],
        categories,
        origin: Origin { stream: format!("feed/{feed}"), title: name, site },
        summary: Summary { direction: "ltr", content: &full.html },
        enclosure: [],
    }
}
