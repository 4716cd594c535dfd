//! The desk's work for a reader: what waits, what failed and why, once more or never again.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use store::jobs::{Job, JobKind};
use store::{Error as StoreError, JobId};

use super::view::{QueuePage, QueueRow};
use crate::fields::Fields;
use crate::layout::{When, page};
use crate::session::Me;
use crate::{App, Error, Result};

/// Rows shown; the newest first.
const SHOWN: i64 = 200;

pub(super) async fn show(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    let jobs = app.store.jobs(me.id, SHOWN).await?;
    let jobs: Vec<Job> = jobs
        .into_iter()
        .filter(|job| !matches!(job.kind, JobKind::Mail | JobKind::Watch | JobKind::Webhook))
        .collect();
    let failed_count = jobs.iter().filter(|job| job.has_failed).count();
    let mut rows = Vec::with_capacity(jobs.len());
    for job in jobs {
        rows.push(row(&app, &me, job).await?);
    }
    let count = format!("{} waiting, {failed_count} failed", rows.len() - failed_count);
    let layout = me.frame(&app, "Queue", "/queue").await?;
    Ok(page(&QueuePage { layout, count, failed_count, rows }))
}

async fn row(app: &App, me: &Me, job: Job) -> Result<QueueRow> {
    let (mut shelf_id, mut title, mut url) = (None, "Work of the desk".to_owned(), String::new());
    if let Some(id) = job.article_id {
        let article = app.store.article(id).await?;
        (title, url) = (article.title, article.url);
        shelf_id = app.store.shelf_of_article(me.id, id).await?.map(|id| id.0);
    }
    let state = if job.has_failed {
        format!("given up after {}", tries(job.try_count))
    } else if job.run_at > app.now() {
        format!("{}; again {}", tries(job.try_count), When::instant(job.run_at, &me.now).words)
    } else {
        "waiting".to_owned()
    };
    Ok(QueueRow {
        id: job.id.0,
        shelf_id,
        title,
        url,
        state,
        failure: job.failure,
        is_failed: job.has_failed,
    })
}

fn tries(count: i64) -> String {
    if count == 1 { "one try".to_owned() } else { format!("{count} tries") }
}

pub(super) async fn change(
    State(app): State<Arc<App>>,
    me: Me,
    fields: Fields,
) -> Result<Response> {
    let now = app.now();
    let job = || fields.number("job").map(JobId).ok_or(Error::bad("Which page?"));
    match fields.get("act") {
        Some("retry") => app.store.retry_job(me.id, job()?, now).await?,
        Some("drop") => app.store.drop_job(me.id, job()?).await?,
        Some("retry-all") => {
            let failed = app.store.jobs(me.id, i64::from(u32::MAX)).await?;
            for job in failed.into_iter().filter(|job| job.has_failed) {
                match app.store.retry_job(me.id, job.id, now).await {
                    // Done or dropped meanwhile.
                    Ok(()) | Err(StoreError::NotFound) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        _ => return Err(Error::bad("There is no such action.")),
    }
    app.desk.wake();
    Ok(Redirect::to("/queue").into_response())
}
