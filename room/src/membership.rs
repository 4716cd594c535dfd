//! Membership: what the plan of a reader lets them do, why they have it, and how they come by another.
//!
//! Plans stand in the configuration, what readers were given in the store's ledger; [`entitlement`] makes of both
//! what holds now. Other features ask [`may`] before they do what a plan may leave out. Where there are no plans,
//! everything is allowed, nothing is asked of the store, and no page speaks of it. Whatever is on a shelf stays
//! there and can be exported, whatever the plan.

mod code;
#[cfg(test)]
mod dice;
pub mod entitlement;
mod host;
mod page;
mod plan;
pub(crate) mod stripe;
pub mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use store::membership::Source;
use store::{ArticleId, ReaderId};

use crate::session::Me;
use crate::{App, Error, Result};
use entitlement::{Entitlement, entitle};

pub use host::{GivenByHost, Made, give, make_code};
pub(crate) use page::{section, wall};
pub use plan::{Limits, Membership, Plan, Price, Right};
pub use stripe::Stripe;
pub use stripe::settle::reconcile;

/// What a reader is told who meets a limit.
pub(crate) const FULL: &str = "Your plan has no room for more. Nothing was added, and everything you have stays, to \
    be read and taken with you.";

/// Plans, buying, codes, and the host's page.
pub(crate) fn routes() -> Router<Arc<App>> {
    let webhook = post(stripe::webhook::receive);
    Router::new()
        .merge(page::routes())
        .merge(host::routes())
        .route("/stripe/webhook", webhook.layer(DefaultBodyLimit::max(stripe::webhook::BODY_BYTES)))
        .route("/plans", get(page::plans))
}

/// What a reader has now.
///
/// # Errors
/// Those of the store.
pub async fn of(app: &App, reader: ReaderId) -> Result<Entitlement> {
    let plans = &app.config.membership.plans;
    if plans.is_empty() {
        return Ok(Entitlement::everything());
    }
    Ok(entitle(plans, &app.store.grants(reader).await?, app.now()))
}

/// Lets a reader do what their plan allows.
///
/// # Errors
/// `Plan`, with which plans allow it, where theirs does not; those of the store.
pub async fn may(app: &App, reader: ReaderId, right: Right) -> Result<()> {
    check(app, &of(app, reader).await?, right)
}

fn check(app: &App, held: &Entitlement, right: Right) -> Result<()> {
    if held.rights.contains(&right) {
        return Ok(());
    }
    let having = app.config.membership.plans.iter().filter(|plan| plan.rights.contains(&right));
    let having: Vec<&str> = having.map(|plan| plan.name.as_str()).collect();
    let (what, mine) = (right.words(), &held.plan_name);
    let elsewhere = match having.as_slice() {
        [] => "No plan of this room has it.".to_owned(),
        names => format!("It is part of {}.", names.join(", ")),
    };
    Err(Error::Plan(format!("{what} is not part of your plan, {mine}. {elsewhere}")))
}

/// Lets a reader save; gives how many articles they may have saved by hand, `None` for any number.
pub(crate) async fn may_save(app: &App, reader: ReaderId) -> Result<Option<i64>> {
    let held = of(app, reader).await?;
    check(app, &held, Right::Save)?;
    Ok(held.limits.saved_articles)
}

/// How many more articles a reader may save; `None`: any number.
pub(crate) async fn places_left(app: &App, reader: ReaderId) -> Result<Option<i64>> {
    let held = of(app, reader).await?;
    if !held.rights.contains(&Right::Save) {
        return Ok(Some(0));
    }
    let Some(limit) = held.limits.saved_articles else { return Ok(None) };
    Ok(Some((limit - app.store.counts(reader).await?.saved()).max(0)))
}

/// Lets a reader follow feeds; gives how many.
pub(crate) async fn may_follow_feeds(app: &App, reader: ReaderId) -> Result<Option<i64>> {
    let held = of(app, reader).await?;
    check(app, &held, Right::Feeds)?;
    Ok(held.limits.feeds)
}

/// What the meter says of an article that a reader opens.
pub(crate) enum Metered {
    /// Their plan counts none.
    Free,
    /// How many are left, as a sentence.
    Left(String),
    /// This one is beyond the limit.
    Over(i64),
}

/// Counts an article that is opened.
pub(crate) async fn meter(app: &App, me: &Me, article: ArticleId) -> Result<Metered> {
    let Some(limit) = of(app, me.id).await?.limits.articles_per_month else {
        return Ok(Metered::Free);
    };
    match app.store.meter(me.id, article, limit, app.now()).await {
        Ok(left) => {
            Ok(Metered::Left(format!("{left} of {limit} articles of this month are left.")))
        }
        Err(store::Error::Full) => Ok(Metered::Over(limit)),
        Err(error) => Err(error.into()),
    }
}

/// Whether a reader pays for a plan that will be charged again.
pub(crate) async fn renews(app: &App, reader: ReaderId) -> Result<bool> {
    if app.config.membership.stripe.is_none() {
        return Ok(false);
    }
    let now = app.now();
    let grants = app.store.grants(reader).await?;
    let is_paid = |grant: &&store::membership::Grant| grant.given.source == Source::Stripe;
    Ok(grants
        .iter()
        .filter(is_paid)
        .any(|grant| grant.given.renews && entitlement::is_active(grant, now)))
}
