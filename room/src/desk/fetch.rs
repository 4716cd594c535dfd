//! Fetching a page and reading it; reading a kept one again.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use jiff::SignedDuration;
use page::Capture;
use record::version::Versions;
use serde::{Deserialize, Serialize};
use store::article::{Article, Reading};
use store::jobs::{Job, JobKind, NewJob};
use store::marks::Moved;
use store::{ArticleId, ReaderId};
use wire::Error as WireError;

use super::{read, watch};
use crate::intake::mail::is_letter;
use crate::marks::follow_mark;
use crate::{App, Error};

/// Waits before the second, third and fourth try; then a page is given up.
const AGAIN: [SignedDuration; 3] =
    [SignedDuration::from_secs(30), SignedDuration::from_mins(10), SignedDuration::from_hours(3)];

/// Waits before an article that was fresh when it was read is looked at again: what is corrected, or
/// grows with the news, mostly is within a day and a half. After that only on request.
const LOOKS: [SignedDuration; 4] = [
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(4),
    SignedDuration::from_hours(10),
    SignedDuration::from_hours(24),
];
/// Older than this when it was read, a page is not looked at again.
const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// What a fetch knows of those before it.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Payload {
    /// Looks that were taken after the first; `None`: the page was saved, or is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    look: Option<usize>,
}

pub(super) async fn run(app: &Arc<App>, job: &Job) -> Result<(), Error> {
    let Some(id) = job.article_id else {
        return Ok(app.store.fail_job(job.id, "there is no such article", None).await?);
    };
    let article = app.store.article(id).await?;
    let Payload { look } = serde_json::from_str(&job.payload).unwrap_or_default();
    match app.client.fetch(&article.url).await {
        Ok(capture) => {
            keep(app, id, capture).await?;
            follow(app, job, &article, look).await
        }
        // What was read stays; a later look may find the page again.
        Err(_) if look.is_some() => follow(app, job, &article, look).await,
        Err(error) => {
            let why = error.to_string();
            app.store.keep_as_link(id, &why, app.now()).await?;
            app.desk.read.notify_waiters();
            let wait = usize::try_from(job.try_count - 1).ok().and_then(|tried| AGAIN.get(tried));
            let again = wait.filter(|_| may_pass(&error)).map(|wait| app.now() + *wait);
            match again {
                Some(_) => Ok(app.store.fail_job(job.id, &why, again).await?),
                // The article says why it is a link; from there it can be tried again.
                None => Ok(app.store.fail_job(job.id, &why, None).await?),
            }
        }
    }
}

/// The work is done; a fresh article is looked at again later, as long as it is on a shelf.
async fn follow(app: &App, job: &Job, before: &Article, look: Option<usize>) -> Result<(), Error> {
    let now = app.now();
    let taken = match look {
        Some(taken) => Some(taken + 1),
        // Asked for by a reader: what is planned stays as it is.
        None if before.version > 0 => None,
        None => Some(0),
    };
    let wait = taken.and_then(|taken| LOOKS.get(taken).map(|wait| (taken, *wait)));
    let article = app.store.article(before.id).await?;
    let is_fresh =
        look.is_some() || article.published_at.is_some_and(|at| now.duration_since(at) < FRESH);
    let is_wanted = is_fresh && !app.store.shelves_of_article(before.id).await?.is_empty();
    let next = wait.filter(|_| is_wanted).map(|(taken, wait)| NewJob {
        kind: JobKind::Fetch,
        reader_id: None,
        article_id: Some(before.id),
        payload: serde_json::to_string(&Payload { look: Some(taken) }).unwrap_or_default(),
        run_at: now + wait,
    });
    Ok(app.store.follow_job(job.id, next, now).await?)
}

/// Whether the same request may be answered later.
fn may_pass(error: &WireError) -> bool {
    match error {
        WireError::Status(status) => matches!(status, 408 | 425 | 429 | 500..),
        WireError::TimedOut(_) | WireError::Unreachable { .. } => true,
        _ => false,
    }
}

/// Adds the fetching of an article that was fetched before.
///
/// # Errors
/// When the store fails.
pub(crate) async fn fetch_again(
    app: &App,
    reader: ReaderId,
    article: ArticleId,
) -> Result<(), Error> {
    if is_letter(app, &app.store.article(article).await?.url) {
        return Err(Error::bad("This came by mail: there is no page to fetch."));
    }
    let job = NewJob {
        kind: JobKind::Fetch,
        reader_id: Some(reader),
        article_id: Some(article),
        payload: "{}".to_owned(),
        run_at: app.now(),
    };
    app.store.add_job(job, app.now()).await?;
    app.desk.wake();
    Ok(())
}

/// Reads a capture and keeps what it says; an article that cannot be read is kept as a link.
///
/// # Errors
/// When the store fails.
pub async fn keep(app: &Arc<App>, id: ArticleId, capture: Capture) -> Result<(), Error> {
    // The version shown may have been read by an older program: what differs between programs is no
    // change of the page.
    let before = ArticleId(id.0 - 1);
    if app.store.articles_to_reread(read::EXTRACTOR, before, 1).await? == [id] {
        reread(app, id).await?;
    }
    take(app, id, capture, false).await
}

/// Reads the page of an article again as it was kept.
///
/// # Errors
/// `NotFound` where it was not kept, and when the store fails.
pub async fn reread(app: &Arc<App>, id: ArticleId) -> Result<(), Error> {
    let kept = app.store.capture(id, None).await?;
    let headers = kept.content_type.map(|kind| ("content-type".to_owned(), kind));
    let capture = Capture {
        bytes: kept.bytes,
        url: kept.url.parse().ok(),
        headers: headers.into_iter().collect(),
    };
    take(app, id, capture, true).await
}

async fn take(
    app: &Arc<App>,
    id: ArticleId,
    capture: Capture,
    is_same_page: bool,
) -> Result<(), Error> {
    let now = app.now();
    let read = tokio::task::spawn_blocking(move || read::read(capture, now)).await;
    match read.map_err(|_| Error::broken("reading a page"))? {
        Ok(reading) => keep_reading(app, id, Reading { is_same_page, ..reading }).await?,
        Err(why) => app.store.keep_as_link(id, &why, now).await?,
    }
    app.desk.read.notify_waiters();
    Ok(())
}

async fn keep_reading(app: &App, id: ArticleId, mut reading: Reading) -> Result<(), Error> {
    let now = app.now();
    let text = reading.content.text.clone();
    let old = match app.store.article(id).await?.version {
        0 => None,
        version => Some((version, app.store.content(id, Some(version)).await?.text)),
    };
    // White space alone makes no version.
    reading.is_same_page |=
        old.as_ref().is_some_and(|(_, old)| Versions::compare(old, &text).is_same());
    let kept = app.store.keep_reading(id, reading, now).await?;
    if kept.is_other_text {
        move_marks(app, id, &text, kept.version, old).await?;
    }
    watch::look(app, id, None).await
}

/// Marks of the text before, of one before that which had their words last, and those that an import
/// brought before there was a text.
async fn move_marks(
    app: &App,
    id: ArticleId,
    text: &str,
    version: i64,
    old: Option<(i64, String)>,
) -> Result<(), Error> {
    let mut texts: BTreeMap<i64, Option<String>> = BTreeMap::new();
    if let Some((version, old)) = old {
        texts.insert(version, Some(old));
    }
    let mut moved: BTreeMap<ReaderId, Vec<Moved>> = BTreeMap::new();
    for (reader, mark) in app.store.all_marks_of_article(id).await? {
        let made_on = mark.anchor.version;
        if let Entry::Vacant(unknown) = texts.entry(made_on) {
            let content = app.store.content(id, Some(made_on)).await;
            unknown.insert(content.ok().map(|content| content.text));
        }
        let old = texts.get(&made_on).and_then(Option::as_deref);
        let anchor = follow_mark(old, text, version, &mark.anchor);
        moved.entry(reader).or_default().push(Moved { id: mark.id, anchor });
    }
    for (reader, moved) in moved {
        app.store.move_marks(reader, moved, app.now()).await?;
    }
    let mut passages = Vec::new();
    for thread in app.store.threads_of_article(id).await? {
        let Some(anchor) = thread.anchor else { continue };
        if let Entry::Vacant(unknown) = texts.entry(anchor.version) {
            let content = app.store.content(id, Some(anchor.version)).await;
            unknown.insert(content.ok().map(|content| content.text));
        }
        let old = texts.get(&anchor.version).and_then(Option::as_deref);
        passages.push((thread.id, follow_mark(old, text, version, &anchor)));
    }
    app.store.move_passages(passages).await?;
    Ok(())
}
