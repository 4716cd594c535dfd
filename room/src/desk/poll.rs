//! Polling feeds: conditional requests, entries to the shelves of those who follow, health noted.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use page::Capture;
use ring::digest::{SHA256, digest};
use store::article::State;
use store::feeds::{Entry, Feed, Poll};
use store::jobs::{JobKind, NewJob};
use url::Url;
use wire::feed::{self, History, Validators, next_poll, retry_after};

use super::fetch;
use crate::{App, Error};

#[cfg(test)]
mod tests;

/// Feeds taken at a time, and for how long nobody else may have them.
const TAKEN: u32 = 16;
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// A new follower gets this many entries; what is older was there before.
const FIRST_ENTRIES: usize = 40;
/// A feed's own words are taken for the whole article when they are at least so many bytes; below, they
/// are a teaser and the page is fetched. Median teasers are 300 bytes long, articles 3,000.
const WHOLE_BYTES: usize = 1_500;

/// Polls all feeds that are due.
pub(super) async fn due(app: &Arc<App>) -> Result<(), Error> {
    loop {
        let now = app.now();
        let feeds = app.store.due_feeds(now, now + LEASE, TAKEN).await?;
        if feeds.is_empty() {
            return Ok(());
        }
        for feed in feeds {
            one(app, &feed).await?;
        }
    }
}

async fn one(app: &Arc<App>, feed: &Feed) -> Result<(), Error> {
    let validators =
        Validators { etag: feed.etag.clone(), last_modified: feed.last_modified.clone() };
    let mut history = History {
        failure_count: 0,
        published: Vec::new(),
        not_before: None,
        spread: u64::try_from(feed.id.0).unwrap_or(0),
    };
    let answer = app.client.fetch_if_changed(&feed.url, &validators.headers()).await;
    let now = app.now();
    let read = match answer {
        Ok(None) => {
            let poll = Poll {
                etag: feed.etag.clone(),
                last_modified: feed.last_modified.clone(),
                ..Poll::default()
            };
            let next = next_poll(&history, now, &feed::Hints::default());
            return Ok(app.store.feed_polled(feed.id, poll, next, now).await?);
        }
        Ok(Some(capture)) => read(capture).await,
        Err(error) => Err(error.to_string()),
    };
    let (capture, read) = match read {
        Ok(read) => read,
        Err(why) => {
            history.failure_count = u32::try_from(feed.failure_count + 1).unwrap_or(u32::MAX);
            let next = next_poll(&history, now, &feed::Hints::default());
            return Ok(app.store.feed_failed(feed.id, &why, next, now).await?);
        }
    };
    deliver(app, feed, &read).await?;
    history.published = read.entries.iter().filter_map(|entry| entry.published).collect();
    history.not_before = retry_after(&capture.headers, now);
    let Validators { etag, last_modified } = Validators::of(&capture.headers);
    let title = Some(read.title.clone()).filter(|title| !title.is_empty());
    let site_url = read.home.as_ref().map(Url::to_string);
    let poll = Poll { url: None, site_url, title, etag, last_modified };
    let next = next_poll(&history, now, &read.hints);
    Ok(app.store.feed_polled(feed.id, poll, next, now).await?)
}

/// The feed in an answer. Reading it is computing, so elsewhere.
async fn read(capture: Capture) -> Result<(Capture, feed::Feed), String> {
    let read = tokio::task::spawn_blocking(move || {
        let kind = capture.header("content-type").map(str::to_owned);
        let read = feed::read(&capture.bytes, kind.as_deref(), capture.url.as_ref());
        read.map(|read| (capture, read)).map_err(|error| error.to_string())
    });
    read.await.unwrap_or_else(|_| Err("reading the feed failed; this is our fault".to_owned()))
}

/// New entries to the shelves, the oldest first, so that the newest arrives last.
async fn deliver(app: &Arc<App>, feed: &Feed, read: &feed::Feed) -> Result<(), Error> {
    let now = app.now();
    let hashes = read.entries.iter().map(|entry| hash_of(&entry.id)).collect();
    let unseen = app.store.unseen_entries(feed.id, hashes).await?;
    let mut fresh: Vec<&feed::Entry> =
        read.entries.iter().filter(|entry| unseen.contains(&hash_of(&entry.id))).collect();
    fresh.sort_by_key(|entry| std::cmp::Reverse(entry.published.or(entry.updated)));
    if feed.polled_at.is_none() && fresh.len() > FIRST_ENTRIES {
        let old = fresh.split_off(FIRST_ENTRIES);
        let old = old.iter().map(|entry| hash_of(&entry.id)).collect();
        app.store.skip_entries(feed.id, old, now).await?;
    }
    for entry in fresh.into_iter().rev() {
        let Some(url) = entry.url.clone() else { continue };
        let new = Entry { hash: hash_of(&entry.id), url, title: entry.title.clone() };
        match app.store.deliver(feed.id, new, now).await {
            Ok(Some(delivered)) if delivered.state == State::Waiting => {
                let id = delivered.article_id;
                match own_words(entry).filter(|_| !delivered.is_full_text) {
                    Some(capture) => fetch::keep(app, id, capture).await?,
                    None => fetch_soon(app, id, now).await?,
                }
            }
            Ok(_) => {}
            // One bad entry costs that entry.
            Err(store::Error::Refused(why)) => tracing::debug!(why, "an entry was left out"),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

async fn fetch_soon(app: &App, id: store::ArticleId, now: Timestamp) -> Result<(), Error> {
    let job = NewJob {
        kind: JobKind::Fetch,
        reader_id: None,
        article_id: Some(id),
        payload: "{}".to_owned(),
        run_at: now,
    };
    app.store.add_job(job, now).await?;
    Ok(())
}

/// The article as its feed carries it, as a page; `None` where the feed has a teaser only.
fn own_words(entry: &feed::Entry) -> Option<Capture> {
    let content = entry.content.as_ref().or(entry.summary.as_ref())?;
    if content.html.len() < WHOLE_BYTES {
        return None;
    }
    let escape =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let meta = |name: &str, value: &str| {
        format!("<meta property=\"{name}\" content=\"{}\">", escape(value))
    };
    let mut head = format!("<title>{}</title>", escape(&entry.title));
    head.push_str(&meta("og:title", &entry.title));
    if let Some(published) = entry.published {
        head.push_str(&meta("article:published_time", &published.to_string()));
    }
    for author in &entry.authors {
        head.push_str(&format!("<meta name=\"author\" content=\"{}\">", escape(author)));
    }
    if let Some(base) = &content.base {
        head.push_str(&format!("<base href=\"{}\">", escape(base.as_str())));
    }
    let language = if entry.language.is_empty() { "" } else { &entry.language };
    let html = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">{head}</head>\
         <body><article><h1>{}</h1>{}</article></body></html>",
        escape(language),
        escape(&entry.title),
        content.html
    );
    let headers = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
    Some(Capture { bytes: html.into_bytes(), url: entry.url.clone(), headers })
}

/// What the store recognises an entry by.
fn hash_of(id: &str) -> [u8; 16] {
    let mut out = [0; 16];
    out.copy_from_slice(&digest(&SHA256, id.as_bytes()).as_ref()[..16]);
    out
}
