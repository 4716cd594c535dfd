//! Bringing the ledger to what Stripe says now: of one subscription, or of all.

use jiff::SignedDuration;
use store::ReaderId;
use store::jobs::Job;
use store::membership::{Given, Settled, Source, Subscribed};

use super::api::{self, Failure};
use super::subscription::Subscription;
use crate::{App, Error, Result};

#[cfg(test)]
mod tests;

/// Waits before the second and later tries; what is then given up is found by the daily look.
const AGAIN: [SignedDuration; 5] = [
    SignedDuration::from_secs(10),
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(10),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(6),
];
/// Questions about one subscription before the others who ask are left to it.
const ROUNDS: usize = 20;
/// How often everything is looked through.
const DAILY: SignedDuration = SignedDuration::from_hours(24);
/// Stripe sends no event again after 30 days.
const EVENTS_KEPT: SignedDuration = SignedDuration::from_hours(60 * 24);
/// The setting that says when everything was looked through.
const LOOKED_AT: &str = "stripe_looked_at";

/// Names of what a subscription carries for us.
pub(crate) const ROOM: &str = "dateline_room";
pub(crate) const READER: &str = "dateline_reader";
pub(crate) const PLAN: &str = "dateline_plan";

/// The desk's work that an event brought: its payload names the subscription.
pub(crate) async fn run(app: &App, job: &Job) -> Result<()> {
    run_with(app, job, |id| asked(app, id)).await
}

/// What [`settle`] asks, but in tests.
async fn asked(app: &App, id: String) -> Result<Subscription, Failure> {
    api::subscription(app, &id).await
}

async fn run_with<F>(app: &App, job: &Job, ask: impl Fn(String) -> F) -> Result<()>
where
    F: Future<Output = Result<Subscription, Failure>>,
{
    match settle_with(app, &job.payload, &ask).await {
        Ok(_) => Ok(app.store.finish_job(job.id).await?),
        Err(Error::Store(error)) => Err(error.into()),
        Err(error) => {
            let wait = usize::try_from(job.try_count - 1).ok().and_then(|tried| AGAIN.get(tried));
            let again = wait.map(|wait| app.now() + *wait);
            Ok(app.store.fail_job(job.id, &error.to_string(), again).await?)
        }
    }
}

/// What subscriptions of this room carry: an account of Stripe may serve several.
pub(crate) async fn room_key(app: &App) -> Result<String> {
    if let Some(key) = app.store.setting("stripe_room").await? {
        return Ok(key);
    }
    let new = crate::accounts::secret::Secret::new()?;
    Ok(app.store.setting_or("stripe_room", new.as_str()).await?)
}

/// Asks how a subscription stands and writes what it is worth into the ledger. Whoever asks takes the turn first,
/// and an answer counts only while the turn is still theirs: the last word has who asked last. Gives whether it is
/// one of this room's.
pub(crate) async fn settle(app: &App, id: &str) -> Result<bool> {
    settle_with(app, id, &|id| asked(app, id)).await
}

async fn settle_with<F>(app: &App, id: &str, ask: &impl Fn(String) -> F) -> Result<bool>
where
    F: Future<Output = Result<Subscription, Failure>>,
{
    for _ in 0..ROUNDS {
        let now = app.now();
        let turn = app.store.begin_settling(id, now).await?;
        let subscription = match ask(id.to_owned()).await {
            Ok(subscription) => subscription,
            // Nothing of ours, or of the other of test and live.
            Err(Failure::Missing) => return Ok(false),
            Err(failure) => return Err(failure.into()),
        };
        let Some(given) = worth(app, &subscription).await? else { return Ok(false) };
        let subscribed = Subscribed {
            id: id.to_owned(),
            reader_id: given.reader_id,
            customer: subscription.customer,
            status: subscription.status,
            updated_at: now,
        };
        match app.store.settle(turn, subscribed, given, now).await {
            Ok(Settled::Kept) => return Ok(true),
            Ok(Settled::Outrun) => {}
            // The reader has left.
            Err(store::Error::NotFound) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::broken("a subscription that is asked for again and again"))
}

/// The row that a subscription is worth; `None`: it is not of this room, or of no plan we know.
async fn worth(app: &App, subscription: &Subscription) -> Result<Option<Given>> {
    let said = |name: &str| subscription.metadata.get(name);
    if said(ROOM) != Some(&room_key(app).await?) {
        return Ok(None);
    }
    let reader = said(READER).and_then(|id| id.parse().ok()).map(ReaderId);
    // By its price, as plans are changed in the portal; by its first plan where the host took the price back.
    let plan = app.config.membership.plan_of_price(&subscription.price);
    let plan = plan.map(|plan| plan.slug.clone()).or_else(|| said(PLAN).cloned());
    let (Some(reader_id), Some(plan)) = (reader, plan) else { return Ok(None) };
    let standing = subscription.standing();
    Ok(Some(Given {
        reader_id,
        plan,
        source: Source::Stripe,
        key: subscription.id.clone(),
        from: standing.from,
        until: Some(standing.until),
        renews: standing.renews,
        note: standing.note.to_owned(),
    }))
}

/// Looks everything through, once a day: for news that never came.
pub(crate) async fn daily(app: &App) -> Result<()> {
    let now = app.now();
    let looked_at = app.store.setting(LOOKED_AT).await?.and_then(|at| at.parse().ok());
    if looked_at.is_some_and(|at: jiff::Timestamp| now.duration_since(at) < DAILY) {
        return Ok(());
    }
    let count = reconcile(app).await?;
    app.store.set_setting(LOOKED_AT, Some(&now.to_string())).await?;
    app.store.forget_events(now - EVENTS_KEPT).await?;
    if count > 0 {
        tracing::info!(count, "subscriptions had changed without news");
    }
    Ok(())
}

/// Compares all subscriptions with the ledger and settles those that differ; gives how many did.
///
/// # Errors
/// When Stripe does not answer, and those of the store.
pub async fn reconcile(app: &App) -> Result<usize> {
    let mut count = 0;
    let mut after = None;
    // Lists longer than that are broken.
    for _ in 0..10_000 {
        let (page, next) = api::subscriptions(app, after).await?;
        count += reconcile_page(app, page, &|id| asked(app, id)).await?;
        match next {
            Some(_) => after = next,
            None => return Ok(count),
        }
    }
    Err(Failure::Unreadable.into())
}

async fn reconcile_page<F>(
    app: &App,
    page: Vec<Subscription>,
    ask: &impl Fn(String) -> F,
) -> Result<usize>
where
    F: Future<Output = Result<Subscription, Failure>>,
{
    let mut count = 0;
    for subscription in page {
        let Some(given) = worth(app, &subscription).await? else { continue };
        let held = app.store.grants(given.reader_id).await?;
        if held.iter().any(|one| one.given == given) {
            continue;
        }
        // The list may be older than what an event brought meanwhile: ask anew.
        count += usize::from(settle_with(app, &subscription.id, ask).await?);
    }
    Ok(count)
}
