//! Fetching a page and reading it; reading a kept one again.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;
use page::Capture;
use store::article::Reading;
use store::jobs::Job;
use store::marks::Moved;
use store::{ArticleId, ReaderId};
use wire::Error as WireError;

use super::read;
use crate::marks::anchor_in;
use crate::{App, Error};

/// Waits before the second, third and fourth try; then a page is given up.
const AGAIN: [SignedDuration; 3] =
    [SignedDuration::from_secs(30), SignedDuration::from_mins(10), SignedDuration::from_hours(3)];

pub(super) async fn run(app: &Arc<App>, job: &Job) -> Result<(), Error> {
    let Some(id) = job.article_id else {
        return Ok(app.store.fail_job(job.id, "there is no such article", None).await?);
    };
    let article = app.store.article(id).await?;
    match app.client.fetch(&article.url).await {
        Ok(capture) => {
            keep(app, id, capture).await?;
            Ok(app.store.finish_job(job.id).await?)
        }
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

/// Whether the same request may be answered later.
fn may_pass(error: &WireError) -> bool {
    match error {
        WireError::Status(status) => matches!(status, 408 | 425 | 429 | 500..),
        WireError::TimedOut(_) | WireError::Unreachable { .. } => true,
        _ => false,
    }
}

/// Reads a capture and keeps what it says; an article that cannot be read is kept as a link.
///
/// # Errors
/// When the store fails.
pub async fn keep(app: &Arc<App>, id: ArticleId, capture: Capture) -> Result<(), Error> {
    let now = app.now();
    let read = tokio::task::spawn_blocking(move || read::read(capture, now)).await;
    match read.map_err(|_| Error::broken("reading a page"))? {
        Ok(reading) => keep_reading(app, id, reading).await?,
        Err(why) => app.store.keep_as_link(id, &why, now).await?,
    }
    app.desk.read.notify_waiters();
    Ok(())
}

async fn keep_reading(app: &App, id: ArticleId, reading: Reading) -> Result<(), Error> {
    let now = app.now();
    let text = reading.content.text.clone();
    let kept = app.store.keep_reading(id, reading, now).await?;
    if !kept.is_new {
        return Ok(());
    }
    // Marks of the version before, and those that an import brought before there was a text.
    let mut moved: BTreeMap<ReaderId, Vec<Moved>> = BTreeMap::new();
    for (reader, mark) in app.store.all_marks_of_article(id).await? {
        let anchor = anchor_in(&text, kept.version, &mark.anchor);
        moved.entry(reader).or_default().push(Moved { id: mark.id, anchor });
    }
    for (reader, moved) in moved {
        app.store.move_marks(reader, moved, now).await?;
    }
    let threads = app.store.threads_of_article(id).await?;
    let passages = threads.into_iter().filter_map(|thread| Some((thread.id, thread.anchor?)));
    let moved = passages.map(|(thread, old)| (thread, anchor_in(&text, kept.version, &old)));
    app.store.move_passages(moved.collect()).await?;
    Ok(())
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
    keep(app, id, capture).await
}
