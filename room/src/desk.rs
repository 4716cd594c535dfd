//! The desk: the work behind the room. It fetches pages and reads them, places what was read among reprints
//! and stories, polls feeds, sends letters, and tidies, from the rows of the store, so that it goes on where it stopped and several processes
//! can share it.

mod fetch;
mod import;
pub(crate) mod made;
mod mail;
mod place;
mod poll;
pub mod read;
mod tidy;
mod watch;
mod webhook;

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use store::jobs::{Job, JobKind};
use store::news::News;
use tokio::sync::futures::Notified;
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;

use crate::{App, Error};

pub(crate) use fetch::fetch_again;
pub use fetch::{keep, reread};
pub use mail::Mail;

/// Between requests and the desk, within one process.
#[derive(Debug, Default)]
pub struct Bell {
    work: Notify,
    read: Notify,
}

impl Bell {
    /// There is new work.
    pub fn wake(&self) {
        self.work.notify_one();
    }

    /// Done when the next article has been read, or given up.
    pub(crate) fn read(&self) -> Notified<'_> {
        self.read.notified()
    }
}

/// Jobs at the same time: mostly they wait for other servers.
const AT_ONCE: usize = 8;
/// Work that nobody waits for computes rather than waits: one piece at a time leaves a core to readers, and bounds the memory
/// that large stories take.
const PATIENT_AT_ONCE: usize = 1;
/// Receivers that answer slowly keep nothing else waiting.
const TELLING_AT_ONCE: usize = 4;
/// Work that somebody may wait for, and work that nobody does.
const URGENT: &[JobKind] = &[JobKind::Fetch, JobKind::Mail, JobKind::Import, JobKind::Stripe];
/// Receivers that are told of what happened.
const TELLING: &[JobKind] = &[JobKind::Webhook];
const PATIENT: &[JobKind] = &[JobKind::Watch, JobKind::Place, JobKind::Story];
/// How long a job may take before another process may have it.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// The longest wait until the next look: news of another process may have been missed.
const LOOK: Duration = Duration::from_secs(30);
/// How often it is tidied.
const TIDY: Duration = Duration::from_hours(1);

/// What may still be started.
struct Permits {
    urgent: Arc<Semaphore>,
    telling: Arc<Semaphore>,
    patient: Arc<Semaphore>,
}

impl Default for Permits {
    fn default() -> Self {
        let of = |count| Arc::new(Semaphore::new(count));
        Self { urgent: of(AT_ONCE), telling: of(TELLING_AT_ONCE), patient: of(PATIENT_AT_ONCE) }
    }
}

/// Works until `stopping` is done; what is under way is finished, or left to its lease.
pub async fn run(app: Arc<App>, stopping: impl Future<Output = ()>) {
    hear_others(&app);
    let permits = Permits::default();
    let mut under_way = JoinSet::new();
    let mut tidied: Option<tokio::time::Instant> = None;
    tokio::pin!(stopping);
    loop {
        let wait = match work(&app, &permits, &mut under_way).await {
            Ok(wait) => wait,
            Err(error) => {
                tracing::warn!(%error, "the desk waits for the store");
                LOOK
            }
        };
        if let Err(error) = app.look_up_choices().await {
            tracing::warn!(%error, "choices of admins are not looked up");
        }
        if tidied.is_none_or(|at| at.elapsed() > TIDY) {
            tidied = Some(tokio::time::Instant::now());
            let app = Arc::clone(&app);
            under_way.spawn(async move { tidy::run(&app).await });
        }
        tokio::select! {
            () = &mut stopping => break,
            () = app.desk.work.notified() => {}
            () = tokio::time::sleep(wait) => {}
            Some(_) = under_way.join_next() => {}
        }
    }
    // A fetch ends by itself within its timeouts; whoever stops us need not wait for that.
    let patience = tokio::time::sleep(Duration::from_secs(5));
    tokio::pin!(patience);
    loop {
        tokio::select! {
            () = &mut patience => break,
            done = under_way.join_next() => if done.is_none() { break },
        }
    }
}

/// Has the bell rung for what other processes add and read.
fn hear_others(app: &Arc<App>) {
    let here = Arc::downgrade(app);
    app.store.hear(move |news| {
        let Some(app) = here.upgrade() else { return };
        match news {
            News::Work => app.desk.wake(),
            News::Read => app.desk.read.notify_waiters(),
        }
    });
}

/// Does all that is due now and waits for it: for tests and for the command line.
///
/// # Errors
/// When the store fails.
pub async fn run_due(app: &Arc<App>) -> Result<(), Error> {
    poll::due(app).await?;
    crate::notices::run(app).await?;
    while let Some(job) = claim(app).await? {
        run_job(app, &job).await?;
    }
    Ok(())
}

/// Starts what is due, as far as there are permits; gives how long nothing else will be.
async fn work(
    app: &Arc<App>,
    permits: &Permits,
    under_way: &mut JoinSet<()>,
) -> Result<Duration, Error> {
    let now = app.now();
    if app.store.next_poll().await?.is_some_and(|due| due <= now)
        && let Ok(permit) = Arc::clone(&permits.urgent).try_acquire_owned()
    {
        let app = Arc::clone(app);
        under_way.spawn(async move {
            if let Err(error) = poll::due(&app).await {
                tracing::warn!(%error, "feeds were not polled");
            }
            drop(permit);
        });
    }
    // One letter that cannot be written keeps nothing else from being done.
    if let Err(error) = crate::notices::run(app).await {
        tracing::warn!(%error, "notices wait for a later turn");
    }
    // What somebody waits for goes before what is found out of a whole imported library.
    for (permits, kinds) in
        [(&permits.urgent, URGENT), (&permits.telling, TELLING), (&permits.patient, PATIENT)]
    {
        while let Ok(permit) = Arc::clone(permits).try_acquire_owned() {
            let Some(job) = app.store.claim_job(kinds, LEASE, app.now()).await? else { break };
            let app = Arc::clone(app);
            under_way.spawn(async move {
                if let Err(error) = run_job(&app, &job).await {
                    tracing::warn!(%error, job.id = job.id.0, "the work is left to a later try");
                }
                drop(permit);
            });
        }
    }
    let next = [app.store.next_job_at().await?, app.store.next_poll().await?];
    let next = next.into_iter().flatten().min();
    let wait =
        next.map_or(LOOK, |at| Duration::try_from(at.duration_since(now)).unwrap_or_default());
    // What is due and could not be started waits for a permit, which wakes us.
    Ok(wait.clamp(Duration::from_millis(500), LOOK))
}

async fn claim(app: &App) -> Result<Option<Job>, Error> {
    for kinds in [URGENT, TELLING, PATIENT] {
        if let Some(job) = app.store.claim_job(kinds, LEASE, app.now()).await? {
            return Ok(Some(job));
        }
    }
    Ok(None)
}

async fn run_job(app: &Arc<App>, job: &Job) -> Result<(), Error> {
    let kind = match job.kind {
        JobKind::Fetch => "fetch",
        JobKind::Import => "import",
        JobKind::Mail => "mail",
        JobKind::Place => "place",
        JobKind::Story => "story",
        JobKind::Stripe => "stripe",
        JobKind::Watch => "watch",
        JobKind::Webhook => "webhook",
    };
    metrics::counter!("dateline_desk_jobs_total", "kind" => kind).increment(1);
    match job.kind {
        JobKind::Fetch => fetch::run(app, job).await,
        JobKind::Mail => mail::run(app, job).await,
        JobKind::Import => import::run(app, job).await,
        JobKind::Place => place::run(app, job).await,
        JobKind::Story => place::sum_up(app, job).await,
        JobKind::Stripe => crate::membership::stripe::settle::run(app, job).await,
        JobKind::Watch => watch::run(app, job).await,
        JobKind::Webhook => webhook::run(app, job).await,
    }
}
