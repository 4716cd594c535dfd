//! What readers see: the plans, their own, buying, trying, redeeming, and coming back from Stripe.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::SignedDuration;
use serde::Deserialize;
use store::ShelfItem;
use store::membership::{Given, Grant, Source};

use super::code;
use super::entitlement::{Entitlement, end, entitle, explain, is_active, reason};
use super::plan::{Plan, Right};
use super::stripe::api::{self, Failure, NewSession};
use super::stripe::settle::{self, settle};
use super::view::{GoPage, GrantLine, PlanCard, PlansPage, Section, ThanksPage, WallPage};
use crate::fields::Fields;
use crate::layout::{Layout, When, grouped, outside, page};
use crate::session::Me;
use crate::{App, Error, Result};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/plans/{slug}/buy", post(buy))
        .route("/plans/{slug}/try", post(try_plan))
        .route("/plans/thanks", get(thanks))
        .route("/account/code", post(redeem))
        .route("/account/payments", post(payments))
}

/// The plan of that slug; as if there were no such page where there are no plans.
fn plan<'a>(app: &'a App, slug: &str) -> Result<&'a Plan> {
    app.config.membership.plan(slug).ok_or(Error::NotFound)
}

pub(super) async fn plans(State(app): State<Arc<App>>, me: Option<Me>) -> Result<Response> {
    let membership = &app.config.membership;
    if !membership.is_on() {
        return Err(Error::NotFound);
    }
    let Some(me) = me else {
        let cards = membership.plans.iter().map(|plan| card(plan, None)).collect();
        let layout = outside(&app, "Plans");
        let (explanation, can_manage) = (None, false);
        return Ok(page(&PlansPage { layout, plans: cards, explanation, can_manage }));
    };
    let grants = app.store.grants(me.id).await?;
    let held = entitle(&membership.plans, &grants, app.now());
    let can_buy = membership.stripe.is_some() && !super::renews(&app, me.id).await?;
    let mine = Mine { held: &held, grants: &grants, can_buy };
    Ok(page(&PlansPage {
        layout: me.frame(&app, "Plans", "/plans").await?,
        plans: membership.plans.iter().map(|plan| card(plan, Some(&mine))).collect(),
        explanation: Some(explain(&membership.plans, &grants, &me.now)),
        can_manage: customer(&app, &me).await?.is_some(),
    }))
}

/// What of the reader a plan's card depends on.
struct Mine<'m> {
    held: &'m Entitlement,
    grants: &'m [Grant],
    can_buy: bool,
}

fn card(plan: &Plan, mine: Option<&Mine>) -> PlanCard {
    let is_mine = mine.is_some_and(|mine| mine.held.plan_slug == plan.slug);
    let can_buy = mine.is_some_and(|mine| mine.can_buy) && !plan.prices.is_empty();
    let was_tried = |mine: &Mine| {
        let mut tried = mine.grants.iter().filter(|one| one.given.source == Source::Trial);
        tried.any(|one| one.given.plan == plan.slug)
    };
    let can_try = mine.is_some_and(|mine| !is_mine && !was_tried(mine));
    let costs = plan.prices.iter().map(|price| price.words.clone());
    let prices = plan.prices.iter().map(|price| (price.id.clone(), price.words.clone()));
    PlanCard {
        slug: plan.slug.clone(),
        name: plan.name.clone(),
        summary: plan.summary.clone(),
        is_mine,
        has: has(plan),
        lacks: Right::ALL
            .into_iter()
            .filter(|right| !plan.rights.contains(right))
            .map(|right| right.words().to_owned())
            .collect(),
        prices: if can_buy { prices.collect() } else { Vec::new() },
        costs: if can_buy { Vec::new() } else { costs.collect() },
        trial_days: plan.trial_days.filter(|_| can_try),
    }
}

/// What a plan holds, for people: its limits, then its rights.
pub(super) fn has(plan: &Plan) -> Vec<String> {
    let rights = plan.rights.iter().map(|right| right.words().to_owned());
    plan.limits().words().into_iter().chain(rights).collect()
}

/// The reader's plan for their account page; `None` where there are no plans.
pub(crate) async fn section(app: &App, me: &Me) -> Result<Option<Section>> {
    let membership = &app.config.membership;
    if !membership.is_on() {
        return Ok(None);
    }
    let now = app.now();
    let grants = app.store.grants(me.id).await?;
    let held = entitle(&membership.plans, &grants, now);
    let line = |grant: &Grant| GrantLine {
        plan: name_of(app, &grant.given.plan),
        why: reason(grant),
        when: span(&grant.given, me),
        is_active: is_active(grant, now),
    };
    let is_of_use = |grant: &&Grant| end(grant).is_none_or(|end| end > grant.given.from);
    Ok(Some(Section {
        explanation: explain(&membership.plans, &grants, &me.now),
        grants: grants.iter().rev().filter(is_of_use).map(line).collect(),
        uses: uses(app, me, &held).await?,
        can_manage: customer(app, me).await?.is_some(),
    }))
}

/// How much of each limit is used.
async fn uses(app: &App, me: &Me, held: &Entitlement) -> Result<Vec<(&'static str, String)>> {
    let of = |count: i64, limit: i64| format!("{} of {}", grouped(count), grouped(limit));
    let mut uses = Vec::new();
    if let Some(limit) = held.limits.saved_articles {
        uses.push(("Saved articles", of(app.store.counts(me.id).await?.saved(), limit)));
    }
    if let Some(limit) = held.limits.feeds {
        let count = app.store.subscriptions(me.id).await?.len();
        uses.push(("Feeds", of(i64::try_from(count).unwrap_or(i64::MAX), limit)));
    }
    if let Some(limit) = held.limits.articles_per_month {
        uses.push(("Read this month", of(app.store.metered_count(me.id, app.now()).await?, limit)));
    }
    Ok(uses)
}

/// What readers call a plan; its slug where it is no longer offered.
pub(super) fn name_of(app: &App, slug: &str) -> String {
    app.config.membership.plan(slug).map_or_else(|| slug.to_owned(), |plan| plan.name.clone())
}

/// "4 March to 3 April", "since 4 March".
pub(super) fn span(given: &Given, me: &Me) -> String {
    let day = |at| When::instant(at, &me.now).words;
    match given.until {
        None => format!("since {}", day(given.from)),
        Some(until) if until <= given.from => "taken back".to_owned(),
        Some(until) if given.renews => {
            format!("since {}, paid until {}", day(given.from), day(until))
        }
        Some(until) => format!("{} to {}", day(given.from), day(until)),
    }
}

/// The reader's name at Stripe, where they ever bought something.
async fn customer(app: &App, me: &Me) -> Result<Option<String>> {
    if app.config.membership.stripe.is_none() {
        return Ok(None);
    }
    Ok(app.store.subscribed(me.id).await?.into_iter().next().map(|one| one.customer))
}

async fn buy(
    State(app): State<Arc<App>>,
    me: Me,
    Path(slug): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let plan = plan(&app, &slug)?;
    let price = plan.prices.iter().find(|price| Some(price.id.as_str()) == fields.get("price"));
    let price = price.ok_or(Error::bad("There is no such price."))?;
    app.limits.count(&format!("buy {}", me.name), None)?;
    if super::renews(&app, me.id).await? {
        let why = "You pay for a plan already. Change it at “Payments and cancelling” on your account page, so \
                   that you do not pay twice.";
        return Err(Error::bad(why));
    }
    let reader = app.store.reader(me.id).await?;
    let new = NewSession {
        price: &price.id,
        metadata: vec![
            (settle::ROOM, settle::room_key(&app).await?),
            (settle::READER, me.id.to_string()),
            (settle::PLAN, plan.slug.clone()),
        ],
        reference: me.id.to_string(),
        customer: customer(&app, &me).await?,
        email: reader.email.filter(|_| reader.is_email_verified),
    };
    go(&app, &me, api::begin_checkout(&app, &new).await?)
}

/// To Stripe's portal: cards, invoices, cancelling.
async fn payments(State(app): State<Arc<App>>, me: Me) -> Result<Response> {
    let customer = customer(&app, &me).await?.ok_or(Error::NotFound)?;
    go(&app, &me, api::open_portal(&app, &customer).await?)
}

fn go(app: &App, me: &Me, href: String) -> Result<Response> {
    Ok(page(&GoPage { layout: me.bare_frame(app, "On to the payment service"), href }))
}

#[derive(Deserialize)]
struct ThanksQuery {
    session: String,
}

/// Where Stripe sends the reader who paid. Its news may come later or before: asked for here all the same, so that
/// the reader need not wait for them.
async fn thanks(
    State(app): State<Arc<App>>,
    me: Me,
    Query(query): Query<ThanksQuery>,
) -> Result<Response> {
    let layout = me.frame(&app, "Your plan", "/plans").await?;
    let session = match api::session(&app, &query.session).await {
        Ok(session) => session,
        Err(Failure::Missing) => return Err(Error::NotFound),
        Err(_) => return Ok(page(&unconfirmed(layout, &query.session))),
    };
    if session.reference != me.id.to_string() {
        return Err(Error::NotFound);
    }
    let Some(subscription) = session.subscription.filter(|_| session.status == "complete") else {
        return Ok(page(&ThanksPage {
            layout,
            heading: "Nothing was paid",
            words:
                "The payment was not finished, so nothing was charged and your plan is as it was."
                    .to_owned(),
            again: None,
        }));
    };
    match settle(&app, &subscription).await {
        Ok(_) => {}
        Err(Error::Away(_)) => return Ok(page(&unconfirmed(layout, &query.session))),
        Err(error) => return Err(error),
    }
    let grants = app.store.grants(me.id).await?;
    let is_paid = |one: &&Grant| one.given.key == subscription && is_active(one, app.now());
    if !grants.iter().any(|one| is_paid(&one)) {
        return Ok(page(&unconfirmed(layout, &query.session)));
    }
    Ok(page(&ThanksPage {
        layout,
        heading: "Thank you",
        words: explain(&app.config.membership.plans, &grants, &me.now),
        again: None,
    }))
}

/// Paid or not is not known yet.
fn unconfirmed(layout: Layout, session: &str) -> ThanksPage {
    let session: String = url::form_urlencoded::byte_serialize(session.as_bytes()).collect();
    ThanksPage {
        layout,
        heading: "Not confirmed yet",
        words: "The payment service has not confirmed the payment yet. If you paid, your plan changes by itself as \
                soon as it does."
            .to_owned(),
        again: Some(format!("/plans/thanks?session={session}")),
    }
}

async fn try_plan(
    State(app): State<Arc<App>>,
    me: Me,
    Path(slug): Path<String>,
) -> Result<Redirect> {
    let plan = plan(&app, &slug)?;
    let days = plan.trial_days.ok_or(Error::NotFound)?;
    let from = app.now();
    let given = Given {
        reader_id: me.id,
        plan: slug.clone(),
        source: Source::Trial,
        key: slug,
        from,
        until: Some(from + SignedDuration::from_hours(24 * i64::from(days))),
        renews: false,
        note: String::new(),
    };
    match app.store.give_once(given, from).await {
        Ok(()) => Ok(Redirect::to("/account#plan")),
        Err(store::Error::Taken(_)) => {
            Err(Error::Bad(format!("You have tried {} before.", plan.name)))
        }
        Err(error) => Err(error.into()),
    }
}

async fn redeem(State(app): State<Arc<App>>, me: Me, fields: Fields) -> Result<Redirect> {
    if !app.config.membership.is_on() {
        return Err(Error::NotFound);
    }
    app.limits.count(&format!("code {}", me.name), None)?;
    let no_code =
        "There is no such code, or it is used up or over. Is it typed as it was given to you?";
    let hash = code::hash_of(fields.get("code").unwrap_or("")).ok_or(Error::bad(no_code))?;
    match app.store.redeem(hash, me.id, app.now()).await {
        Ok(_) => Ok(Redirect::to("/account#plan")),
        Err(store::Error::NotFound) => Err(Error::bad(no_code)),
        Err(store::Error::Taken(_)) => Err(Error::bad("You have used this code already.")),
        Err(error) => Err(error.into()),
    }
}

/// What stands where an article is beyond the meter.
pub(crate) fn wall(app: &App, me: &Me, item: ShelfItem, limit: i64) -> Response {
    let words = format!(
        "Your plan has {limit} articles to read a month, and you have opened them. Those you opened can be \
         opened again; the count begins anew on the first. Everything on your shelf can be exported."
    );
    let page = page(&WallPage {
        layout: me.bare_frame(app, item.title.as_str()),
        standfirst: item.standfirst.filter(|words| !words.is_empty()),
        outlet: item.outlet,
        url: crate::article::web_address(&item.url),
        title: item.title,
        words,
    });
    (StatusCode::FORBIDDEN, page).into_response()
}
